"""A corpus of configurations on which `fairnotice scan` is judged; all of it invented here, none copied.

`write(folder)` expands it to files, each case in a folder whose name says nothing. What is expected of each stands in
its `Case`. Its authors read the identifiers, terms and false friends of the field, not the scanner's patterns.

The cases are split by a fixed rule into two halves: those about the same identifier and with the same expectation are
ordered by the SHA-256 of their id and dealt in turn, the first one by the SHA-256 of identifier and expectation. Hence
each identifier that has two cases stands in both halves.

* **open**: developers look at them and mend what fails.
* **sealed**: only counted, printed as a table, until the open half has been mended. Whoever looks at one before that says so.

The sealed halves of all rounds have been opened: they keep what was reached, and measure nothing any more.

New cases come in a new round: rows added to an old table could change the ids of others, and their half.

`python -m tests.analytics.corpus.score` prints both halves.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from . import (
    dahua,
    deepstream,
    friends,
    frigate,
    gat1400,
    hikvision,
    hostile,
    keys,
    onvif,
    openvino,
    services,
    singles,
    terms,
    third_round,
)
from .case import Case, Expected
from .packed_round import PACKED

__all__ = ["Case", "Expected", "every_case", "sealed_ids", "write"]

ROUNDS = (
    (onvif, dahua, hikvision, gat1400, terms, keys, friends, deepstream, openvino, frigate, services, hostile),
    (singles,),
    (third_round,),
    *((each,) for each in PACKED),
)
"""Each round is dealt by itself, so that a later one moves no case of an earlier one from half to half."""


def every_case() -> list[Case]:
    """All cases, always the same and in the same order."""
    return [made for parts in ROUNDS for part in parts for made in part.cases()]


def sealed_ids() -> set[str]:
    """Ids of the sealed half."""
    return {sealed for parts in ROUNDS for sealed in deal([made for part in parts for made in part.cases()])}


def deal(cases: list[Case]) -> set[str]:
    """Ids of those of a round that are sealed."""
    alike = defaultdict(list)
    for each in cases:
        alike[f"{each.about}:{each.expected}"].append(each.id)
    sealed: set[str] = set()
    for name, ids in alike.items():
        first = digest(name)[-1] % 2
        sealed |= set(sorted(ids, key=digest)[first::2])
    return sealed


def digest(text: str) -> bytes:
    """SHA-256."""
    return hashlib.sha256(text.encode()).digest()


def write(folder: Path) -> list[Case]:
    """Expand the corpus below a folder."""
    cases = every_case()
    for each in cases:
        for name, contents in each.files.items():
            path = folder / each.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(contents)
    return cases
