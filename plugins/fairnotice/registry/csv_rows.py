"""The rows of a CSV registry: its delimiter, its header, and one fault at a time.

An unclosed quote would make the standard reader swallow the lines behind it, so every row is read
on its own: first its line alone, then with the next lines as far as a quoted line break explains it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TextIO

from fairnotice.errors import RegistryError, names_a_secret
from fairnotice.registry.encoding import MARK
from fairnotice.registry.feed import SourceRow
from fairnotice.registry.headings import has_place, recognised
from fairnotice.registry.masking import shown

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 1 << 18
"""Characters."""
MOST_LINES = 50
"""Lines that one row may have because of line breaks in quoted cells."""


class CsvRows:
    """Iterates over a CSV text's rows; ``incomplete`` is final after the last one."""

    def __init__(self, text: TextIO) -> None:
        """Read the header.

        Raises:
            RegistryError: if no delimiter makes a header that says where cameras are.
        """
        self.incomplete = ""
        self._lines = _Lines(text)
        header = self._lines.take()
        while header is not None and (not header.strip() or header.lower().startswith("sep=")):
            header = self._lines.take()
        if header is None:
            raise RegistryError("registry: the file is empty; check the download")
        self.delimiter, self.headings = _header(header)
        self._withheld = any(names_a_secret(heading) for heading in self.headings)

    def __iter__(self) -> Iterator[SourceRow]:
        """Yield every row, readable or not, with its cells by heading."""
        index = 0
        while (line := self._lines.take()) is not None:
            if not line.strip(" \t\r\n,;|"):
                continue
            index += 1
            number = self._lines.number
            cells, text, fault = self._cells(line)
            if not fault:
                fault = self._misfit(cells, text)
            if fault and self._lines.at_end and not text.endswith("\n"):
                self.incomplete = f"line {number}: the last row ends in the middle: the file was cut off"
            fields = dict(zip(self.headings, cells, strict=False)) if not fault else None
            # Without cells it cannot be told which part of the row is the secret.
            shown_text = text if fields is not None or not self._withheld else "(withheld: a column names a secret)"
            yield SourceRow(index, number, shown_text, fields, fault)

    def _cells(self, line: str) -> tuple[list[str], str, str]:
        """Return the cells of the row that starts with ``line``, its text, and a fault if there is one."""
        text, taken = line, 1
        while True:
            cells, fault = _split(text, self.delimiter)
            if fault != _UNCLOSED or taken >= MOST_LINES or len(text) > LONGEST_LINE:
                break
            following = self._lines.look(taken - 1)
            if following is None:
                break
            text, taken = text + following, taken + 1
        if taken == 1:
            return cells, text, fault
        if fault or len(cells) != len(self.headings):
            return [], line, "a quote is not closed; write a quote inside a cell twice"
        for _ in range(taken - 1):
            self._lines.take()
        return cells, text, ""

    def _misfit(self, cells: Sequence[str], text: str) -> str:
        if MARK in text:
            return "the row holds bytes that are not in the file's encoding; save the file as UTF-8"
        surplus = cells[len(self.headings) :]
        if len(cells) < len(self.headings) or any(cell.strip() for cell in surplus):
            return (
                f"the row has {len(cells)} cells and the header {len(self.headings)}; "
                f"quote cells that hold '{self.delimiter}' and leave out none"
            )
        return ""


class _Lines:
    """Lines with their numbers, some of them looked at before they are taken."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead: deque[str] = deque()
        self.number = 0
        """Of the line taken last, from 1."""

    def look(self, distance: int) -> str | None:
        """Return the line ``distance`` lines behind the next one without taking it."""
        while len(self._ahead) <= distance:
            line = self._text.readline(LONGEST_LINE)
            if not line:
                return None
            self._ahead.append(line)
        return self._ahead[distance]

    def take(self) -> str | None:
        """Return the next line with its end, or None behind the last."""
        if self.look(0) is None:
            return None
        self.number += 1
        return self._ahead.popleft()

    @property
    def at_end(self) -> bool:
        """Tell whether no line is left."""
        return self.look(0) is None


_UNCLOSED = "a quote is not closed"


def _split(text: str, delimiter: str) -> tuple[list[str], str]:
    """Return the cells of one row and no fault, or none and the fault."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return [], _UNCLOSED
        return [], f"not valid CSV: {error}; write a quote inside a cell twice"
    return (rows[0] if rows else []), ""


def _header(line: str) -> tuple[str, list[str]]:
    """Return the delimiter under which the header names most known fields, and the headings."""
    best: tuple[int, int, str, list[str]] = (0, 0, "", [])
    for delimiter in DELIMITERS:
        cells, fault = _split(line, delimiter)
        headings = [cell.strip() for cell in cells]
        fields = recognised(headings)
        if not fault and has_place(fields.values()) and (len(fields), len(cells)) > best[:2]:
            best = (len(fields), len(cells), delimiter, headings)
    if not best[2]:
        raise RegistryError(
            f"registry: no columns for latitude and longitude in the header {shown(line.strip())}; name them latitude "
            "and longitude in the first line, or, if this is no CSV file, say what it is with --format"
        )
    return best[2], best[3]
