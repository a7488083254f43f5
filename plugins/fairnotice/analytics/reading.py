"""What one format's reader returns: labels with their places, and whether all of it was read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from fairnotice.analytics.mentions import Label

MOST_LABELS = 50_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class LabelList:
    """Labels that stand together, with the words that stand around the list."""

    labels: tuple[Label, ...]
    company: tuple[str, ...] = ()
    """Keys above and beside the list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one source."""

    format: str
    lists: tuple[LabelList, ...] = ()
    keys: tuple[Label, ...] = ()
    """Keys of the document that are words of their own, with their places."""
    values: tuple[Label, ...] = ()
    """Single values that may say what the labels are about."""
    error: str | None = None
    """Why not all of it was read; None if it was."""


def decode(data: bytes) -> tuple[str, str | None]:
    """Return ``data`` as text, and what is doubtful about it.

    A byte order mark is believed; without one it is UTF-8, or else the Chinese encoding GB 18030 is
    tried and said to be a guess. Bytes that are no text at all give an empty text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(name), None
            except UnicodeDecodeError as error:
                return "", f"not valid {name} at byte {error.start}"
    if b"\x00" in data:
        return "", "binary data, not text"
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "not UTF-8; read as GB 18030, which is a guess"
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), "neither UTF-8 nor GB 18030; parts could not be read"
