"""XML as elements with their namespaces and lines, read from untrusted bytes.

No document type is read, hence no entity but the five of XML itself, and nothing outside is followed.
Depth, elements, attributes and lengths of names are bounded, whatever the bytes say.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from fairnotice.analytics.documents.reading import MOST_TEXT_BYTES, decode

_MOST_ELEMENTS = 100_000
_MOST_ATTRIBUTES = 400
_DEEPEST = 60
_LONGEST_NAME = 200
_SEPARATOR = " "
"""Stands in no name: between a namespace and a name in what the parser hands over."""
_DECLARED = re.compile(rb"""\s*+<\?xml[^>]{0,200}?\bencoding\s*+=\s*+["']([A-Za-z0-9._-]{1,40})["']""")
_QUALIFIED = re.compile(r"([A-Za-z_][\w.-]{0,80}):([^\W\d][\w.-]{0,200})")
_WIDE = (b"<\x00", b"\x00<")
_CODECS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(
        ("big5", "shift_jis", "euc_jp", "euc_kr", "koi8-r", "koi8-u", "cp1251", "cp1252", "cp1250", "cp1256"), ""
    ),
    **dict.fromkeys([f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)], ""),
    **dict.fromkeys(("utf-8", "ascii"), "utf-8"),
}
"""Encodings that may be declared, with the one that is read instead: a larger one that holds it."""


class XmlRefusedError(ValueError):
    """The document is not XML, or asks for what a configuration does not need."""


@dataclass(slots=True)
class Element:
    """One element; names are without prefix."""

    name: str
    namespace: str
    line: int
    attributes: list[tuple[str, str]] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    text: str = ""
    """What stands right in it, without the space around it, once it is closed."""


def read_elements(data: bytes) -> tuple[Element, str | None]:
    """Return the outermost element, and what is doubtful about the text.

    A value such as ``tt:CellMotionEngine`` whose prefix is declared loses it: a prefix is only a name.

    Raises:
        XmlRefusedError: With the reason.
    """
    if len(data) > MOST_TEXT_BYTES:
        raise XmlRefusedError(f"larger than {MOST_TEXT_BYTES} bytes")
    text, doubt = _decode(data)
    if not text.strip():
        raise XmlRefusedError(doubt or "the file is empty")
    return _Builder().build(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), _lines_before(text)), doubt


def _lines_before(text: str) -> int:
    return text[: len(text) - len(text.lstrip("\ufeff \t\r\n"))].count("\n")


def _decode(data: bytes) -> tuple[str, str | None]:
    """Decode by a byte order mark, else by what is declared, else as UTF-8."""
    if data.startswith(_WIDE):
        try:
            return data.decode("utf-16-le" if data.startswith(b"<") else "utf-16-be"), None
        except UnicodeDecodeError as error:
            raise XmlRefusedError(f"not valid UTF-16 at byte {error.start}") from None
    declared = _DECLARED.match(data[:400])
    if declared is None or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    name = declared[1].decode("ascii")
    try:
        known = codecs.lookup(name).name
        encoding = _CODECS[known] or known
    except (LookupError, ValueError):
        raise XmlRefusedError(f"it says that it is encoded as {name}, and is not, or that is not read") from None
    if encoding == "utf-8":
        return decode(data)
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        raise XmlRefusedError(f"not valid {name} at byte {error.start}") from None


class _Builder:
    """Builds elements from the parser's events; a bomb costs nothing while it is only that."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._root: Element | None = None
        self._left = _MOST_ELEMENTS
        self._prefixes: dict[str, int] = {}
        """How many declarations of each prefix are in scope."""
        # The text was decoded already, so that what its declaration says of its encoding no longer holds.
        self._parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.EndNamespaceDeclHandler = self._undeclare
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def build(self, data: bytes, lines_before: int) -> Element:
        self._before = lines_before
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            what = expat.errors.messages.get(error.code, "malformed")
            raise XmlRefusedError(f"not valid XML at line {error.lineno + lines_before}: {what}") from None
        if self._root is None:
            raise XmlRefusedError("it holds no element")
        return self._root

    def _doctype(self, *_: object) -> None:
        raise XmlRefusedError(f"a document type (DOCTYPE) is not read (line {self._line()})")

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._before

    def _declare(self, prefix: str | None, _: str | None) -> None:
        if prefix:
            self._prefixes[prefix] = self._prefixes.get(prefix, 0) + 1

    def _undeclare(self, prefix: str | None) -> None:
        if prefix:
            self._prefixes[prefix] -= 1

    def _start(self, tag: str, flat: list[str]) -> None:
        self._left -= 1
        if self._left < 0 or len(self._open) >= _DEEPEST or len(flat) > 2 * _MOST_ATTRIBUTES:
            raise XmlRefusedError(
                f"more than {_MOST_ELEMENTS} elements, {_DEEPEST} levels or {_MOST_ATTRIBUTES} attributes"
                f" (line {self._line()})"
            )
        namespace, _, name = tag.rpartition(_SEPARATOR)
        element = Element(self._short(name), namespace, self._line())
        if flat:
            pairs = zip(flat[::2], flat[1::2], strict=True)
            element.attributes = [
                (self._short(key.rpartition(_SEPARATOR)[2]), self._unqualified(value)) for key, value in pairs
            ]
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if element.texts:
            element.text = self._unqualified(" ".join(element.texts).strip())

    def _characters(self, text: str) -> None:
        if not text.isspace():
            self._open[-1].texts.append(text)

    def _unqualified(self, value: str) -> str:
        if ":" in value:
            match = _QUALIFIED.fullmatch(value)
            if match and self._prefixes.get(match[1]):
                return match[2]
        return value

    def _short(self, name: str) -> str:
        if len(name) > _LONGEST_NAME:
            raise XmlRefusedError(f"a name longer than {_LONGEST_NAME} characters (line {self._line()})")
        return name
