"""The fourth round: 231 configurations by an author who had read neither the scanner nor the other rounds.

The open half lies in `fourth_open.jsonl`, one case a line. The sealed half is packed (`fourth_sealed.jsonl.xz`) for one
reason: nobody who searches the tree or opens a table of cases shall see a line of it by accident. `SHA-256` of a case's
name and kind decides its half, as in every round. Formats begin with `fourth-`, so that the round can be counted alone.
"""

from __future__ import annotations

import base64
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .case import Case, Expected, case

OPEN = Path(__file__).with_name("fourth_open.jsonl")
SEALED = Path(__file__).with_name("fourth_sealed.jsonl.xz")


def cases() -> Iterator[Case]:
    """All of them."""
    packed = lzma.decompress(SEALED.read_bytes()).decode()
    for line in (OPEN.read_text(encoding="utf-8") + packed).splitlines():
        row = json.loads(line)
        files = {name: contents(held) for name, held in row["files"].items()}
        yield case(row["case"], Expected(row["expected"]), row["about"], files, row["remark"], debated=row["debated"])


def contents(held: str | dict[str, Any]) -> str | bytes:
    """Return a file's contents: text, or bytes that are no UTF-8."""
    return held if isinstance(held, str) else base64.b64decode(held["base64"])
