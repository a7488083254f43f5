"""What one format's reader returns: texts and labels with their places, and whether all of it was read."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from fairnotice.analytics.words.vocabulary import Where
from fairnotice.domain import Level

MOST_TEXT_BYTES = 4 * 1024 * 1024
MOST_LABELS = 50_000
FIRST_TEXTS = 200
"""Texts with which a source begins: what its own name stands beside."""
_MOST_NEAR = 200
"""Texts of one scope that count as company."""
_NEAREST = 6
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Scope:
    """What stands together in a mapping, an element or a section, and what that stands in."""

    __slots__ = ("_found", "_look", "parent")

    def __init__(self, parent: Scope | None = None, look: Callable[[], Iterable[str]] = tuple) -> None:
        """Begin a scope.

        Args:
            parent: What it stands in.
            look: Finds the texts that stand in it. Asked once, and only if something there names a classifier.
        """
        self.parent = parent
        self._look = look
        self._found: list[str] | None = None

    @property
    def texts(self) -> list[str]:
        """The texts that stand here, none of what is around; more may be added."""
        if self._found is None:
            self._found = list(self._look())
        return self._found

    def near(self) -> Iterator[str]:
        """Yield the texts that stand here, then those around, at most 200 of each of the nearest six."""
        scope: Scope | None = self
        for _ in range(_NEAREST):
            if scope is None:
                return
            yield from islice(scope.texts, _MOST_NEAR)
            scope = scope.parent


@dataclass(slots=True)
class Label:
    """One label of a label map; nobody changes one, and it is not frozen for the reason that `Statement` is not."""

    text: str
    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class LabelList:
    """Labels that stand together, with the words that stand around the list."""

    labels: tuple[Label, ...]
    company: tuple[str, ...] = ()
    """Keys above and beside the list."""
    scope: Scope | None = None
    level: Level = Level.CONFIGURED
    """What the list proves where it stands."""
    only_sets: bool = False
    """Whether its labels mean something only together: the keys of a mapping, which are statements too."""
    doubted: bool = False
    """Whether it may as well be a list of something else, so that a person judges."""


@dataclass(slots=True)
class Statement:
    """One text of a configuration: a key, a name or a sentence.

    Nobody changes one; it is not frozen because each key of each file is one, and freezing costs a twentieth of a scan.
    """

    text: str
    path: str
    line: int | None = None
    where: Where = Where.KEY
    scope: Scope | None = None
    level: Level = Level.CONFIGURED
    """What it proves where it stands: less in what is switched off or merely supported."""
    shown: str = ""
    """The excerpt to show, if it is not the text itself."""
    instructs: bool = False
    """Whether it is a sentence that tells a model what to do, which more than names a thing."""
    described: bool = False
    """Whether it is a key whose value says what something is like, and turns nothing on: ``race: Fleckvieh``."""
    value: str = ""
    """What stands at a key, where it is a word."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another file that a configuration names and that says what it tells apart."""

    name: str
    path: str
    line: int | None = None
    level: Level = Level.CONFIGURED
    company: tuple[str, ...] = ()
    instructs: bool = False
    """Whether a model is told what stands in it: it holds no labels."""
    beside: bool = False
    """Whether no name is given, and the file is looked for because a tool puts it beside this one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one source."""

    format: str
    lists: tuple[LabelList, ...] = ()
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    error: str | None = None
    """Why not all of it was read, or what stays open although it was; None if neither."""
    loads: tuple[str, ...] = ()
    """The only models that a server which it starts loads; of an ensemble, the models that it is made of."""
    runs: frozenset[str] = frozenset()
    """Services that run by it, in a version that it shows, by what their default is called."""
    waits: tuple[tuple[str, str], ...] = ()
    """Calls of such services, by the default and the place, that say all but the version."""
    asks: frozenset[str] = frozenset()
    """Services of which it says what is wanted of them, by their default."""
    certainty: float = 1.0
    """The most that is certain of anything in it."""
    unsaid: str | None = None
    """What stays open where no file lies beside it that says it."""
    beginning: Scope = field(default_factory=Scope)
    """The texts with which it begins, also those that no list or statement is made of because they name nothing."""


def joined(format_: str, parts: Iterable[Reading], error: str | None = None) -> Reading:
    """Return the parts of one source as one reading, incomplete for the first reason that any of them has."""
    read = list(parts)
    return Reading(
        format_,
        tuple(each for part in read for each in part.lists),
        tuple(each for part in read for each in part.statements),
        tuple(each for part in read for each in part.references),
        error or next((part.error for part in read if part.error), None),
        tuple(each for part in read for each in part.loads),
        frozenset(each for part in read for each in part.runs),
        tuple(each for part in read for each in part.waits),
        frozenset(each for part in read for each in part.asks),
        beginning=Scope(None, lambda: (text for part in read for text in part.beginning.texts)),
    )


def decode_marked(data: bytes) -> tuple[str, str | None] | None:
    """Return the text that a byte order mark names the encoding of, and what is wrong with it; None without a mark."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(name), None
            except UnicodeDecodeError as error:
                return "", f"not valid {name} at byte {error.start}"
    return None


def text_of(data: bytes) -> tuple[str, str | None]:
    """Return a configuration as text, and what is doubtful about it; an empty text and the reason if it is not read."""
    if len(data) > MOST_TEXT_BYTES:
        return "", f"larger than {MOST_TEXT_BYTES} bytes"
    text, doubt = decode(data)
    return (text, doubt) if text.strip() else ("", doubt or "the file is empty")


def decode(data: bytes) -> tuple[str, str | None]:
    """Return ``data`` as text, and what is doubtful about it.

    A byte order mark is believed; without one it is UTF-8, or else the Chinese encoding GB 18030 is
    tried and said to be a guess. Bytes that are no text at all give an empty text.
    """
    marked = decode_marked(data)
    if marked is not None:
        return marked
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
