"""Which encoding a registry is in, and its text with every undecodable byte marked.

Detection is for the whole file. Bytes that do not fit it are marked instead of raised or guessed,
so that one row pasted in from elsewhere is rejected by its line and the rest of the file is read.
"""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import charset_normalizer

MARK = "\udcff"
"""Stands for bytes that could not be decoded; no valid text holds a lone surrogate."""

_ERRORS = "fairnotice.mark"
_CHUNK = 1 << 20
_ENOUGH_WORDS = 5_000
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
# None of these separators can be the second byte of a GB 18030 character.
_WORD = re.compile(rb"[^\"\r\n,;:\t]{0,200}[\x80-\xff][^\"\r\n,;:\t]{0,200}")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK, error.end


codecs.register_error(_ERRORS, _mark)


def open_binary(data: bytes | Path) -> BinaryIO:
    """Open a registry that is in memory or in a file."""
    return io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")


def open_text(data: bytes | Path, encoding: str) -> TextIO:
    """Open a registry as text in which ``MARK`` stands for bytes that are not ``encoding``."""
    return io.TextIOWrapper(open_binary(data), encoding=encoding, errors=_ERRORS, newline=None)


def detect(data: bytes | Path) -> str:
    """Return the Python name of the encoding that fits most of a registry.

    A byte-order mark decides; then UTF-8 where most words that are not ASCII are valid in it
    (text of a single-byte encoding hardly ever is); then GB 18030 or Windows-1252.
    """
    with open_binary(data) as stream:
        head = stream.read(4096)
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs * 0.7:
        return "utf-16-le"
    if pairs and head[0::2].count(0) > pairs * 0.7:
        return "utf-16-be"
    words = list(_words(data))
    runs = [run for word in words for run in _NOT_ASCII.findall(word)]
    if sum(_fits(run, "utf-8") for run in runs) * 2 >= len(runs):
        return "utf-8"
    return _legacy(words)


def _words(data: bytes | Path) -> Iterator[bytes]:
    """Yield the first words with bytes that are not ASCII, from wherever in the file they stand."""
    found = 0
    with open_binary(data) as stream:
        while chunk := stream.read(_CHUNK):
            if chunk.isascii():
                continue
            for match in _WORD.finditer(chunk):
                yield match.group()
                found += 1
                if found >= _ENOUGH_WORDS:
                    return


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(words: list[bytes]) -> str:
    """Tell GB 18030 from Windows-1252 by whose characters make likelier text."""
    double = [word for word in words if _fits(word, "gb18030")]
    if len(double) * 10 < len(words) * 9:
        return "cp1252"
    best = charset_normalizer.from_bytes(b"\n".join(double), cp_isolation=["cp1252", "gb18030"]).best()
    return "gb18030" if best is not None and best.encoding == "gb18030" else "cp1252"
