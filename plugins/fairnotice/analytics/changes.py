"""What changed since an earlier scan of the same files: what is new, gone, or proves more or less."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from fairnotice.domain import AnalyticsScan, ClassifierMention
from fairnotice.errors import FairnoticeError

_REMEDY = "Give --since what 'fairnotice scan --format jsonl' printed"
Key = tuple[str, str, str]
"""Place in the file, term and category: what makes two findings the same one."""


class Change(StrEnum):
    """How a finding stands to the earlier scan."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the earlier scan that is no longer there."""

    file: str
    path: str
    term: str
    category: str
    level: str


def key_of(mention: Mapping[str, Any]) -> Key:
    """Return what identifies a finding within its file."""
    return (mention["path"], mention["term"], mention["category"])


def change_of(before: str | None, level: str) -> Change:
    """Tell how a finding stands to the level of evidence that it had before; None: it was not there."""
    if before is None:
        return Change.NEW
    return Change.SAME if before == level else Change.CHANGED


class Earlier:
    """An earlier scan's findings, by file."""

    def __init__(self, levels: dict[str, dict[Key, str]]) -> None:
        self._levels = levels
        self._met: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``fairnotice scan --format jsonl`` printed.

        Raises:
            FairnoticeError: It is not that; the message names the line.
        """
        levels: dict[str, dict[Key, str]] = {}
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        levels.update(_row(line, f"{path.name}, line {number}"))
        except UnicodeDecodeError:
            raise FairnoticeError(f"{path.name}: not UTF-8. {_REMEDY}") from None
        except OSError as error:
            raise FairnoticeError(f"{path}: {error.strerror}") from None
        return cls(levels)

    def change(self, scan: AnalyticsScan, mention: ClassifierMention) -> Change:
        """Tell how a finding stands to what was found in the same file."""
        before = self._levels.get(scan.source, {}).get((mention.path, mention.term, mention.category))
        return change_of(before, mention.level)

    def gone_from(self, scan: AnalyticsScan) -> list[Gone]:
        """Return the earlier findings of a file that are not in this scan of it; a file not read keeps them."""
        self._met.add(scan.source)
        if not scan.complete:
            return []
        still = {(each.path, each.term, each.category) for each in scan.mentions}
        return _gone(scan.source, {k: v for k, v in self._levels.get(scan.source, {}).items() if k not in still})

    def files_gone(self) -> list[Gone]:
        """Return the findings of files that this scan did not meet at all."""
        return [each for file, found in self._levels.items() if file not in self._met for each in _gone(file, found)]


def _row(line: str, place: str) -> dict[str, dict[Key, str]]:
    try:
        row = json.loads(line)
        found = {key_of(each): each["level"] for each in row["findings"]}
        return {row["file"]: found}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FairnoticeError(f"{place}: not a result of a scan. {_REMEDY}") from None


def _gone(file: str, found: dict[Key, str]) -> list[Gone]:
    return [Gone(file, path, term, category, level) for (path, term, category), level in found.items()]
