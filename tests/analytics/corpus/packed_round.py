"""A round of configurations as two files: the open half to read, the sealed one packed.

The open half lies in `NAME_open.jsonl`, one case a line. The sealed half is packed (`NAME_sealed.jsonl.xz`) for one
reason: nobody who searches the tree or opens a table of cases shall see a line of it by accident. `SHA-256` of a case's
name and kind decides its half, as in every round. Formats begin with `NAME-`, so that the round can be counted alone.
"""

from __future__ import annotations

import base64
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .case import Case, Expected, case


@dataclass(frozen=True)
class PackedRound:
    """One round by its name: `fourth`, `fifth`, ..."""

    name: str
    of_devices: bool = False
    """Whether its author judged devices with all their files, and not one file of each."""

    @property
    def open(self) -> Path:
        """The file of the open half."""
        return Path(__file__).with_name(f"{self.name}_open.jsonl")

    def cases(self) -> Iterator[Case]:
        """All of them."""
        packed = lzma.decompress(Path(__file__).with_name(f"{self.name}_sealed.jsonl.xz").read_bytes()).decode()
        for line in (self.open.read_text(encoding="utf-8") + packed).splitlines():
            row = json.loads(line)
            files = {name: contents(held) for name, held in row["files"].items()}
            yield case(
                row["case"],
                Expected(row["expected"]),
                row["about"],
                files,
                row["remark"],
                row.get("category", ""),
                row["debated"],
                whole=self.of_devices,
            )


def contents(held: str | dict[str, Any]) -> str | bytes:
    """Return a file's contents: text, or bytes that are no UTF-8."""
    return held if isinstance(held, str) else base64.b64decode(held["base64"])


fourth_round = PackedRound("fourth")
"""231 configurations by an author who had read neither the scanner nor the other rounds."""
fifth_round = PackedRound("fifth")
"""179 configurations by an author who had not read the scanner, its vocabulary or the other rounds' cases."""
sixth_round = PackedRound("sixth")
"""203 configurations by an author who had not read the scanner, its vocabulary or the other rounds' cases."""
seventh_round = PackedRound("seventh")
"""249 configurations by an author who had not read the scanner, its vocabulary, its documentation or any other round."""
eighth_round = PackedRound("eighth", of_devices=True)
"""316 configurations by an author who had read neither this project nor its list of words."""
ninth_round = PackedRound("ninth", of_devices=True)
"""237 configurations by another author who had read neither this project nor its list of words nor the eighth round."""
tenth_round = PackedRound("tenth", of_devices=True)
"""316 configurations by an author who had read the list of words and false friends, and neither the project nor a round."""
eleventh_round = PackedRound("eleventh", of_devices=True)
"""237 configurations by an author who had read neither the project nor its list of words nor any other round."""
twelfth_round = PackedRound("twelfth", of_devices=True)
"""226 configurations by another author who had read neither the project nor its list of words nor any other round."""
thirteenth_round = PackedRound("thirteenth", of_devices=True)
"""256 configurations by a third author who had read neither the project nor its list of words nor any other round."""
fourteenth_round = PackedRound("fourteenth", of_devices=True)
"""222 configurations by a fourth author who had read neither the project nor its list of words nor any other round."""
fifteenth_round = PackedRound("fifteenth", of_devices=True)
"""226 configurations by a fifth author who had read neither the project nor its list of words nor any other round."""
sixteenth_round = PackedRound("sixteenth", of_devices=True)
"""205 configurations by a sixth author who had read neither the project nor its list of words nor any other round."""
seventeenth_round = PackedRound("seventeenth", of_devices=True)
"""255 configurations by an examiner who had read what the scanner is asked for, the list of words and real configurations."""
eighteenth_round = PackedRound("eighteenth", of_devices=True)
"""228 configurations by a seventh author who had read neither the project nor its list of words nor any other round."""
nineteenth_round = PackedRound("nineteenth", of_devices=True)
"""261 configurations by a second examiner, a quarter of several files, who had read the same as the first."""
twentieth_round = PackedRound("twentieth", of_devices=True)
"""291 configurations by a third examiner who had read the same: long files, every language, religion as often as race."""
twenty_first_round = PackedRound("twentyfirst", of_devices=True)
"""227 configurations by an eighth author who had read neither the project nor its list of words nor any other round."""
PACKED = (
    fourth_round,
    fifth_round,
    sixth_round,
    seventh_round,
    eighth_round,
    ninth_round,
    tenth_round,
    eleventh_round,
    twelfth_round,
    thirteenth_round,
    fourteenth_round,
    fifteenth_round,
    sixteenth_round,
    seventeenth_round,
    eighteenth_round,
    nineteenth_round,
    twentieth_round,
    twenty_first_round,
)
