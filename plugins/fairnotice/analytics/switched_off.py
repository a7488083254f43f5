"""What is switched off elsewhere: a label file that only disabled models name proves a capability at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from fairnotice.analytics.mentions import lower
from fairnotice.analytics.triton_config import FILE
from fairnotice.domain import PROVING, AnalyticsScan, Level

_DEEPEST = 4
"""An application names a model's file, which names its labels; more steps are not followed."""
_WHY = "Whether anything uses this file: what names it is switched off, or loads other models."


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file's scan, with the files that it names and what they prove through it."""

    scan: AnalyticsScan
    names: tuple[tuple[str, Level], ...] = ()
    """Other files' ``source``, each with the most that it proves as this file uses it."""
    loads: tuple[str, ...] = ()
    """The only models that a server which this file starts loads; of an ensemble, the models that it is made of."""


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
    most |= dict.fromkeys(_not_loaded(files), Level.CAPABILITY)
    for _ in range(_DEEPEST):
        for source, users in named.items():
            if source in most:
                levels = [lower(level, most.get(user, Level.OBSERVED)) for user, level in users]
                used = any(level in PROVING for level in levels)
                most[source] = lower(most[source], Level.OBSERVED if used else Level.CAPABILITY)
    return [_lowered(each.scan) if most[each.scan.source] not in PROVING else each.scan for each in files]


def _not_loaded(files: Sequence[Scanned]) -> Iterator[str]:
    """Yield what belongs to models in a repository of which the server is told to load others."""
    configured = {
        PurePosixPath(each.scan.source).parent: each for each in files if each.scan.source.endswith(f"/{FILE}")
    }
    ensembles = {id(each) for each in configured.values()}
    loads = {model for each in files if id(each) not in ensembles for model in each.loads}
    for _ in range(_DEEPEST if loads else 0):
        loads |= {step for folder, each in configured.items() if folder.name in loads for step in each.loads}
    known = {folder for folder in configured if folder.name not in loads}
    if not loads:
        return
    for each in files:
        place = PurePosixPath(each.scan.source)
        if known & {place.parent, place.parent.parent}:
            yield each.scan.source


def _lowered(scan: AnalyticsScan) -> AnalyticsScan:
    mentions = tuple(
        replace(each, level=Level.CAPABILITY, settles=each.settles or _WHY) if each.level in PROVING else each
        for each in scan.mentions
    )
    return replace(scan, mentions=mentions)
