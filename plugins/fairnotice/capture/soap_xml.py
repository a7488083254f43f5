"""SOAP messages as trees, read from bytes that a device sent: no DOCTYPE, no entity, bounded in depth and size."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from fairnotice.errors import FairnoticeError

ENVELOPES = ("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")
"""Namespaces of SOAP 1.2 and 1.1; devices answer a request in either with a fault in the other."""

_MOST_ELEMENTS = 200_000
_DEEPEST = 100


class XmlError(FairnoticeError):
    """Bytes that are no XML, or XML that is not read."""


def parse(data: bytes) -> Element:
    """Return the root of a document; names are ``{namespace}local``, whatever prefixes it uses.

    A document type declaration is refused as the parser meets it, in whatever encoding the document
    stands: whoever reads the same bytes later finds none either.

    Raises:
        XmlError: With the reason.
    """
    # The parser follows nothing outside; what a DOCTYPE could declare is refused before it is read.
    parser = XMLParser(target=_Guard())  # noqa: S314
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, LookupError, ValueError) as error:  # the latter two: an encoding that nobody knows
        raise XmlError(f"not XML: {_place(error)}") from error
    return root


def content(root: Element) -> Element | None:
    """Return what a SOAP message says: the first element in its body, or None where it is no such message."""
    for namespace in ENVELOPES:
        if root.tag == f"{{{namespace}}}Envelope":
            body = root.find(f"{{{namespace}}}Body")
            return body[0] if body is not None and len(body) else None
    return None


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class _Guard(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise XmlError(f"more than {_DEEPEST} levels or {_MOST_ELEMENTS} elements")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, public: str | None, system: str | None, /) -> None:
        raise XmlError("it holds a DOCTYPE, which is not read")


def _place(error: Exception) -> str:
    if isinstance(error, ParseError):
        line, column = error.position
        return f"malformed at line {line}, column {column}"
    return "its encoding is not known"
