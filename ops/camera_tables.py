"""Write the documents' tables of camera makes and of failures anew, from what the program knows.

``python -m ops.camera_tables`` after a change of ``makes.yaml`` or of the remedies; a test holds them together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from fairnotice.capture.remedies import REMEDIES
from fairnotice.frame_address import Make, makes
from ops.places import ROOT

_READ = {
    "vendor": "in a document of the vendor's, at least in part",
    "code": "in the program's code",
    "no": "unverified: try it",
}


def main() -> int:
    """Write the tables into README.md and docs/cameras.md."""
    for document, written in written_anew().items():
        document.write_text(written, encoding="utf-8")
        sys.stdout.write(f"{document.relative_to(ROOT)}\n")
    return 0


def written_anew() -> dict[Path, str]:
    """Return each document with its parts as they should be."""
    parts: dict[Path, dict[str, Callable[[], str]]] = {
        ROOT / "README.md": {"makes": _table},
        ROOT / "docs" / "cameras.md": {"makes": _each, "failures": _failures},
    }
    written = {}
    for document, made in parts.items():
        text = document.read_text(encoding="utf-8")
        for name, part in made.items():
            text = _with_part(text, name, part())
        written[document] = text
    return written


def _with_part(text: str, name: str, part: str) -> str:
    start, end = f"<!-- {name}: written by ops/camera_tables.py -->\n", f"<!-- end of {name} -->"
    found = re.search(f"{re.escape(start)}.*?{re.escape(end)}", text, re.DOTALL)
    if found is None:
        raise ValueError(f"a document lacks the lines {start.strip()} and {end}")
    return f"{text[: found.start()]}{start}\n{part}\n{end}{text[found.end() :]}"


def _table() -> str:
    head = ["| make | a still | a frame of the stream | where that was read |", "|---|---|---|---|"]
    return "\n".join([*head, *(_row(name, make) for name, make in makes().items())]) + "\n"


def _row(name: str, make: Make) -> str:
    stream = f"`{_form(name, make, 'rtsp')}`" if make.stream else ""
    return f"| {make.called} | `{_form(name, make)}` | {stream} | {_READ[make.read]} |"


def _form(name: str, make: Make, transport: str = "") -> str:
    scheme = f"{name}+{transport}" if transport else name
    return f"{scheme}://HOST/{make.channel or 'NAME'}"


def _at(port: int | None) -> str:
    return f", port {port} unless you name one" if port else ""


def _failures() -> str:
    rows = [f"| `{fault}` | {remedy} |" for fault, remedy in REMEDIES.items()]
    return "\n".join(["| failure | what to do |", "|---|---|", *rows]) + "\n"


def _each() -> str:
    return "\n".join(_entry(name, make) for name, make in makes().items())


def _entry(name: str, make: Make) -> str:
    told = [f"`{_form(name, make)}` asks for `{make.still}`{_at(make.port)}."]
    if make.stream:
        told.append(f"`{_form(name, make, 'rtsp')}` plays `{make.stream}`{_at(make.stream_port)}.")
    if make.channel and "{channel}" in make.still:
        told.append(f"Without a channel it is {make.channel}.")
    if "{secret}" in make.still:
        told.append(f"The password stands in the address: write `{name}+https://` where the camera can.")
    if make.note:
        told.append(make.note)
    read = _READ[make.read]
    told.append(f"{read[0].upper()}{read[1:]}: {make.source}." if make.read != "no" else f"Unverified: {make.source}.")
    return f"- **{make.called}**: {' '.join(told)}"


if __name__ == "__main__":
    sys.exit(main())
