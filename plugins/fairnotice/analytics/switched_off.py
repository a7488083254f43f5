"""What one file of a device says of another.

A label file that only disabled models name proves a capability at most; a call of a service whose version it does not
show is configured where another file shows which version runs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from fairnotice.analytics.meaning.mentions import lower
from fairnotice.analytics.meaning.triton_config import FILE
from fairnotice.domain import PROVING, AnalyticsScan, Level

_TRIED = frozenset(
    {
        "test", "tests", "example", "examples", "sample", "samples", "demo", "demos", "doc", "docs", "e2e", "fixture",
        "fixtures", "mock", "mocks", "notebook", "notebooks", "smoke", "spec", "specs",
    }
)  # fmt: skip
"""Words in paths of what shows or tries something, and is not in use."""
_NOT_IN_USE = frozenset({"disabled", "inactive", "unused", "removed", "old"})
_WORDS = re.compile(r"[^\W_]+")
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
    runs: frozenset[str] = frozenset()
    """Services that run by it, in a version that it shows, by what their default is called."""
    waits: tuple[tuple[str, str], ...] = ()
    """Calls of such services, by the default and the place, that say all but the version."""
    asks: frozenset[str] = frozenset()
    """Services of which it says what is wanted of them, by their default."""


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
    in_use = [each for each in files if most[each.scan.source] in PROVING]
    runs = {service for each in in_use if not _speaks_of(each.scan.source, _TRIED) for service in each.runs}
    # Where any file says what is wanted, nobody can tell whether a call without it does.
    runs -= {service for each in files for service in each.asks}
    return [_answered(each, runs) if most[each.scan.source] in PROVING else _lowered(each.scan) for each in files]


def _speaks_of(path: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(_WORDS.findall(path.lower()))


def _answered(each: Scanned, runs: set[str]) -> AnalyticsScan:
    """Return a scan in which calls are configured where another file shows that the service runs, and its version."""
    used = ((default, path) for default, path in each.waits if default in runs)
    places = {(default, path) for default, path in used if not _speaks_of(path, _TRIED | _NOT_IN_USE)}
    if not places or _speaks_of(each.scan.source, _TRIED):
        return each.scan
    mentions = tuple(
        replace(found, level=Level.CONFIGURED) if (found.term, found.path) in places else found
        for found in each.scan.mentions
    )
    return replace(each.scan, mentions=mentions)


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
