"""The rows of a JSON registry, one at a time and one fault at a time.

A registry of a million cameras must not be held as one tree, and one bad character in it must cost
one row. A streaming parser gives the first and gives up at the first fault, so this reader lets the
standard decoder read row by row from a window of the text, and looks for the start of the next row
behind a fault. It reads a list, an object with a list of rows in it, and one object per line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

from fairnotice.errors import RegistryError
from fairnotice.registry.encoding import MARK
from fairnotice.registry.feed import SourceRow

ROW_KEYS = frozenset({"features", "elements", "cameras", "items", "results", "records", "data", "rows", "places"})
"""Keys of a top-level object under which the rows may be."""

LONGEST_ROW = 1 << 20
"""Characters; a row that is longer is taken for a fault that swallowed what follows it."""

_CHUNK = 1 << 18
_FIRST_SEARCH = 1 << 12
_END_MARGIN = 16
"""A fault this close to the window's end may be a word that the window cuts."""

_BLANK = re.compile(r"[ \t\r\n\ufeff\x1e]*")
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|(?=\n))|[{}\[\]]')
_SCALAR = r'(?:"(?:[^"\\\n]|\\.)*"|[^\s"{}\[\],]{1,40})'
_ANY_NEXT_ROW = re.compile(r"(?<=\})\s*,\s*\{")
_AFTER_A_WORD = re.compile(r"[,\n\]}]")
_BETWEEN_ROWS = re.compile(r"\s*(?:,\s*\{|\])")

_DECODER = json.JSONDecoder()


class _Window:
    """A stretch of the text with a place in it; no more of the text than that is in memory."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.buffer = ""
        self.at = 0
        self.line = 1
        self.ended = False

    @property
    def ahead(self) -> int:
        """Characters in the window from here on."""
        return len(self.buffer) - self.at

    def fill(self) -> None:
        """Read more text and forget what was passed."""
        chunk = self._text.read(_CHUNK)
        self.ended = not chunk
        self.buffer = self.buffer[self.at :] + chunk
        self.at = 0

    def move(self, end: int) -> str:
        """Step to ``end`` and return the text stepped over."""
        passed = self.buffer[self.at : end]
        self.line += passed.count("\n")
        self.at = end
        return passed

    def peek(self) -> str:
        """Step over blanks and return the next character, or nothing at the end."""
        while True:
            blank = _BLANK.match(self.buffer, self.at)
            if blank:
                self.move(blank.end())
            if self.ahead:
                return self.buffer[self.at]
            if self.ended:
                return ""
            self.fill()

    def take_line(self) -> str:
        """Step over the rest of the line, or over ``LONGEST_ROW`` of it, and return it."""
        while (end := self.buffer.find("\n", self.at)) < 0 and not self.ended and self.ahead <= LONGEST_ROW:
            self.fill()
        return self.move(end + 1 if end >= 0 else len(self.buffer))

    def abandon(self) -> None:
        """Step to the end of everything."""
        self.move(len(self.buffer))
        self.ended = True


class JsonRows:
    """Iterates over a JSON text's rows; ``header`` and ``incomplete`` are final after the last one."""

    def __init__(self, text: TextIO) -> None:
        self.header: dict[str, object] = {}
        """Members of the top-level object beside its rows."""
        self.incomplete = ""
        """Why the rows read are not all, or empty."""
        self._window = _Window(text)
        self._index = 0
        self._next_row = _ANY_NEXT_ROW
        self._in_list = False

    def __iter__(self) -> Iterator[SourceRow]:
        """Yield every row, readable or not.

        Raises:
            RegistryError: if the text is neither a list nor an object.
        """
        window = self._window
        first = window.peek()
        if first == "[":
            window.move(window.at + 1)
            yield from self._list()
        elif first == "{":
            yield from self._object()
        else:
            raise RegistryError("registry: not JSON: it starts with neither { nor [; check what was downloaded")
        if window.peek():
            self._stop("text follows after the end of the rows")

    # --- the shapes -------------------------------------------------------------------------------

    def _list(self) -> Iterator[SourceRow]:
        window = self._window
        self._in_list = True
        while (following := window.peek()) != "]":
            if following == "":
                self._stop("the list of rows is not closed: the file was cut off")
                return
            if following == ",":
                window.move(window.at + 1)
                continue
            line = window.line
            value, fault, text = self._value()
            if isinstance(value, dict) and self._next_row is _ANY_NEXT_ROW:
                self._next_row = _opening(value)
            yield self._made(line, text, value, fault)
        window.move(window.at + 1)
        self._in_list = False

    def _object(self) -> Iterator[SourceRow]:
        """Read an object with rows in it, or the first of many objects that have a line each."""
        window = self._window
        line, had_rows = window.line, False
        text = window.move(window.at + 1)
        fault = ""
        while not fault and (following := window.peek()) != "}":
            if following == "":
                self._stop("the object is not closed: the file was cut off")
                break
            if following == ",":
                window.move(window.at + 1)
                continue
            key, fault, passed = self._value() if following == '"' else (None, "", "")
            text += passed
            if fault or not isinstance(key, str) or window.peek() != ":":
                fault = fault or "not valid JSON: a key with a colon is missing"
                break
            window.move(window.at + 1)
            if window.peek() == "[" and key in ROW_KEYS:
                window.move(window.at + 1)
                had_rows = True
                yield from self._list()
            else:
                self.header[key], fault, passed = self._value()
                text = f"{text}:{passed},"[:LONGEST_ROW]
        if not fault:
            text += window.move(window.at + 1)
        elif window.peek() != "{":
            text += window.take_line()
        if not had_rows:
            if fault or not self.incomplete:
                yield self._made(line, text, self.header, fault)
            self.header = {}
            if fault and not window.peek():
                self._stop("the object ends in the middle: the file was cut off")
            yield from self._lines()
        elif fault:
            self._stop(fault)

    def _lines(self) -> Iterator[SourceRow]:
        """Read one object per line until the end; a fault costs its line."""
        window = self._window
        while window.peek():
            line = window.line
            text = window.take_line()
            value, fault = _decoded(text)
            if fault and window.ended and not window.ahead and not text.endswith("\n"):
                self._stop("the last row ends in the middle: the file was cut off")
            yield self._made(line, text, value, fault)

    # --- one value --------------------------------------------------------------------------------

    def _value(self) -> tuple[object, str, str]:
        """Return the next value, a fault if there is one, and its text; step behind it."""
        window = self._window
        if not window.peek():
            self._stop("a value is missing at the end: the file was cut off")
            return None, "not valid JSON: a value is missing", ""
        while True:
            cut = False
            try:
                value, end = _DECODER.raw_decode(window.buffer, window.at)
            except json.JSONDecodeError as error:
                fault = f"not valid JSON: {error.msg}"
                cut = error.msg.startswith("Unterminated") or error.pos > len(window.buffer) - _END_MARGIN
            except (ValueError, RecursionError) as error:
                fault = f"not usable JSON: {type(error).__name__}, nested too deeply or a number too long"
            else:
                # A number at the window's edge may go on behind it.
                if end < len(window.buffer) or window.ended:
                    return value, "", window.move(end)
                cut = True
            if cut and not window.ended and window.ahead <= LONGEST_ROW:
                window.fill()
                continue
            return None, fault, self._step_behind_fault()

    def _step_behind_fault(self) -> str:
        window = self._window
        width = _FIRST_SEARCH
        while True:
            end = self._end_of_fault(window.at + width)
            if end is not None:
                return window.move(end)
            if width >= window.ahead:
                if window.ended or window.ahead > LONGEST_ROW:
                    break
                window.fill()
            width *= 2
        end = self._likely_end(len(window.buffer))
        if end is not None:
            return window.move(end)
        text = window.buffer[window.at :]
        self._stop("a row ends in the middle, and nothing behind it could be read")
        return text

    def _end_of_fault(self, limit: int) -> int | None:
        """Return where a faulty value that starts here ends, if that can be told before ``limit``.

        Its brackets may tell; in a list they are believed only where a row, or the list's end, follows.
        """
        buffer, at = self._window.buffer, self._window.at
        following = self._next_row.search(buffer, at + 1, limit) if self._in_list else None
        end = self._likely_end(following.start() if following else limit)
        if end is not None and (not self._in_list or _BETWEEN_ROWS.match(buffer, end)):
            return end
        return following.start() if following else None

    def _likely_end(self, limit: int) -> int | None:
        """Return where the brackets of the value that starts here are closed, or its word ends."""
        buffer, at = self._window.buffer, self._window.at
        if buffer[at] not in "{[":
            after = _AFTER_A_WORD.search(buffer, at + 1, limit)
            return after.start() if after else None
        depth = 0
        for token in _TOKEN.finditer(buffer, at, limit):
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
            if depth == 0:
                return token.end()
        return None

    # --- results ----------------------------------------------------------------------------------

    def _stop(self, reason: str) -> None:
        self.incomplete = self.incomplete or f"line {self._window.line}: {reason}"
        self._window.abandon()

    def _made(self, line: int, text: str, value: object, fault: str) -> SourceRow:
        self._index += 1
        if not fault and not isinstance(value, dict):
            fault = "the row is not an object with named fields"
        if not fault and MARK in text:
            fault = "the row holds bytes that are not in the file's encoding; save the file as UTF-8"
        return SourceRow(self._index, line, text, value if isinstance(value, dict) and not fault else None, fault)


def _decoded(text: str) -> tuple[object, str]:
    """Return the value of a line and no fault, or none and the fault."""
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as error:
        return None, f"not valid JSON: {error.msg}"
    except (ValueError, RecursionError) as error:
        return None, f"not usable JSON: {type(error).__name__}, nested too deeply or a number too long"


def _opening(row: dict[str, object]) -> re.Pattern[str]:
    """Return a pattern for how rows like ``row`` begin: its first key, scalar value and second key."""
    keys = [re.escape(json.dumps(key, ensure_ascii=False)) for key in list(row)[:2]]
    if not keys:
        return _ANY_NEXT_ROW
    start = rf"\{{\s*{keys[0]}\s*:\s*"
    if isinstance(next(iter(row.values())), dict | list):
        return re.compile(start + r"[\[{]")
    return re.compile(start + (rf"{_SCALAR}\s*,\s*{keys[1]}\s*:" if len(keys) > 1 else _SCALAR))
