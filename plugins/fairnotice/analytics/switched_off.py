"""What is switched off elsewhere: a label file that only disabled models name proves a capability at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fairnotice.analytics.mentions import lower
from fairnotice.domain import PROVING, AnalyticsScan, Level

_DEEPEST = 4
"""An application names a model's file, which names its labels; more steps are not followed."""
_WHY = "Whether anything uses this file: what names it is switched off."


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file's scan, with the files that it names and what they prove through it."""

    scan: AnalyticsScan
    names: tuple[tuple[str, Level], ...] = ()
    """Other files' ``source``, each with the most that it proves as this file uses it."""


def together(files: Sequence[Scanned]) -> list[AnalyticsScan]:
    """Return the scans of one device's files, each lowered to what those that name it make of it.

    A file that nothing names stands for itself.
    """
    named: dict[str, list[tuple[str, Level]]] = defaultdict(list)
    for each in files:
        for source, level in each.names:
            if source != each.scan.source:
                named[source].append((each.scan.source, level))
    most = {each.scan.source: Level.OBSERVED for each in files}
    for _ in range(_DEEPEST):
        for source, users in named.items():
            if source in most:
                levels = [lower(level, most.get(user, Level.OBSERVED)) for user, level in users]
                most[source] = Level.OBSERVED if any(level in PROVING for level in levels) else Level.CAPABILITY
    return [_lowered(each.scan) if most[each.scan.source] not in PROVING else each.scan for each in files]


def _lowered(scan: AnalyticsScan) -> AnalyticsScan:
    mentions = tuple(
        replace(each, level=Level.CAPABILITY, settles=each.settles or _WHY) if each.level in PROVING else each
        for each in scan.mentions
    )
    return replace(scan, mentions=mentions)
