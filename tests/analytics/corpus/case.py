"""One configuration of the corpus, and what a fair reader expects of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Expected(StrEnum):
    """What a scan may say of a file."""

    PROHIBITED = "prohibited"
    """Sorts people: level configured or observed, in the category that the case names."""
    CLEAN = "clean"
    """Sorts nobody: never worse than review; a good reader says pass."""
    FALSE_FRIEND = "false_friend"
    """A word that only looks like one: level carrier at most."""
    CAPABILITY = "capability"
    """Switched off, or merely supported: level capability at most, and no pass."""
    REVIEW = "review"
    """A person must look: religious dress, proxies, opaque models, words without a context."""
    UNREAD = "unread"
    """Cannot be read whole: unknown."""


PROHIBITED = Expected.PROHIBITED
CLEAN = Expected.CLEAN
FALSE_FRIEND = Expected.FALSE_FRIEND
CAPABILITY = Expected.CAPABILITY
REVIEW = Expected.REVIEW
UNREAD = Expected.UNREAD


@dataclass(frozen=True)
class Case:
    """Files that belong together; the first one is judged, unless all of them are.

    Attributes:
        format: What kind of file it is, in the corpus' own words.
        slug: Its name within the format.
        expected: What a scan may say.
        about: The identifier, term or false friend that the case is about.
        category: race, ethnicity or religion, where people are sorted; empty if the author did not say.
        remark: Why a fair reader expects that.
        files: Contents by path relative to the case's folder.
        debated: Which answer its author would accept as well, although its kind does not.
        whole: Whether what is expected is expected of all its files together: of the one of which most is said.
    """

    format: str
    slug: str
    expected: Expected
    about: str
    category: str
    remark: str
    files: Mapping[str, bytes]
    debated: str = ""
    whole: bool = False

    @property
    def id(self) -> str:
        """Format and slug."""
        return f"{self.format}/{self.slug}"

    @property
    def folder(self) -> str:
        """Where it is written: tells a reader nothing of what is expected."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:10]

    @property
    def judged(self) -> str:
        """The path, relative to the corpus, of the file that is judged."""
        return f"{self.folder}/{next(iter(self.files))}"

    @property
    def paths(self) -> list[str]:
        """Every file of the case, relative to the corpus."""
        return [f"{self.folder}/{name}" for name in self.files]


def case(
    where: str,
    expected: Expected,
    about: str,
    files: Mapping[str, str | bytes],
    remark: str,
    category: str = "",
    debated: str = "",
    *,
    whole: bool = False,
) -> Case:
    """A case from its parts; `where` is format/slug, text becomes UTF-8."""
    kind, slug = where.split("/", 1)
    contents = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    return Case(kind, slug, expected, about, category, remark, MappingProxyType(contents), debated, whole)
