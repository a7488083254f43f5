"""How sure facts that agree make a statement, and what facts that say otherwise take from it.

Two formulas, and no more:

- Facts that agree are wrong together only if every witness is: ``1 - product(1 - certainty)``, with each witness at
  its most certain word. Whoever looks again has seen nothing new, so a repeated look adds nothing, and a witness who
  agrees never lowers the certainty.
- Facts that say otherwise are weighed against them by Bayes' rule, with even odds before anyone looked.

Of two facts of different days both may be true: a notice was put up or taken down since. The older one therefore says
less of today, by the chance that a policy gives to such a change.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LEAST, _MOST = 0.001, 0.999
"""Nothing is weighed as certain, either way: no fact could speak against it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one fact says of whether a notice stands at the site; which way, the caller knows."""

    day: dt.date
    witness: str
    """Who or what says so: a visitor, or the detector, which errs alike in every frame."""
    certainty: float
    """Probability that it is right of its own day."""


def together(agreeing: Iterable[Said]) -> float:
    """Return the certainty of what several facts say alike; 0 if there is none."""
    best: dict[str, float] = {}
    for each in agreeing:
        best[each.witness] = max(each.certainty, best.get(each.witness, 0.0))
    if len(best) == 1:
        return next(iter(best.values()))
    # In one order, so that rounding does not depend on the order of the facts.
    return 1.0 - math.prod(sorted(1.0 - certainty for certainty in best.values()))


def weighed(saying: Sequence[Said], otherwise: Sequence[Said], chance_of_change: float) -> float:
    """Return the certainty of what ``saying`` says, with what says ``otherwise`` held against it.

    Args:
        saying: At least one fact.
        otherwise: Facts that say the contrary.
        chance_of_change: Probability that a notice came or went between two days on which it was looked for.
    """
    if not otherwise:
        return together(saying)
    certainty = together(_after(otherwise, saying, chance_of_change))
    doubt = together(_after(saying, otherwise, chance_of_change))
    return _against(_bounded(certainty), _bounded(doubt))


def _bounded(certainty: float) -> float:
    return min(max(certainty, _LEAST), _MOST)


def _after(contrary: Sequence[Said], facts: Sequence[Said], chance_of_change: float) -> list[Said]:
    """Return what ``facts`` still say where a contrary fact is newer: with that chance nothing, which is even odds."""
    newest = max(each.day for each in contrary)
    return [
        each
        if each.day >= newest
        else Said(each.day, each.witness, (1 - chance_of_change) * each.certainty + chance_of_change / 2)
        for each in facts
    ]


def _against(certainty: float, doubt: float) -> float:
    """Return the probability of a statement by Bayes' rule, from even odds and two sides that speak independently."""
    both = certainty * (1 - doubt)
    return both / (both + (1 - certainty) * doubt)
