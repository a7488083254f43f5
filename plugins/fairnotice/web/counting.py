"""How many cameras a selection shows: from totals that the database keeps, or counted now, of no more than a bound."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fairnotice.domain import Verdict
from fairnotice.web.filters import Selection
from fairnotice.web.reader import Connection, queries, rows

MOST_COUNTED = 200_000
"""Cameras that are counted one by one where no total is kept."""
MOST_LISTED = 20_000
"""Cameras of a list that are counted, and brought into an order that no index has."""


@dataclass(slots=True)
class Counts:
    """What a selection shows, without its filter by verdict."""

    verdicts: Counter[str] = field(default_factory=Counter)
    policy_only: Counter[str] = field(default_factory=Counter)
    """By verdict, where policies alone say something."""
    why_unknown: Counter[str] = field(default_factory=Counter)
    """By the code of the first reason."""
    policy_fail: int = 0
    policy_review: int = 0
    breaches_of_law: int = 0
    complete: bool = True
    """False: there are more than were counted."""

    @property
    def cameras(self) -> int:
        """All of them."""
        return self.verdicts.total() + self.policy_only.total()

    def of(self, verdicts: tuple[Verdict, ...]) -> int:
        """Return how many have one of these verdicts; of none: all."""
        return sum(self.verdicts[each] + self.policy_only[each] for each in verdicts or tuple(Verdict))


def count(connection: Connection, selection: Selection) -> Counts:
    """Count what ``selection`` shows, by verdict."""
    kept = _kept(connection, selection)
    return kept if kept is not None else _counted(connection, selection)


def _kept(connection: Connection, selection: Selection) -> Counts | None:
    facet = selection.facet()
    if facet is None:
        return None
    name, wanted = facet
    counts = Counts()
    found = queries("summary").kept_counts(
        connection, facet=name, wanted=wanted, sources=list(selection.sources), on_day=selection.on
    )
    for row in rows(found):
        for verdict in Verdict:
            counts.verdicts[verdict] += row[verdict]
        if row["unknown"]:
            counts.why_unknown[row["unknown_because"] or "not_judged"] += row["unknown"]
        counts.policy_fail += row["policy_fail"]
        counts.policy_review += row["policy_review"]
        counts.breaches_of_law += row["breaches_of_law"]
    return counts


def _counted(connection: Connection, selection: Selection) -> Counts:
    counts = Counts()
    narrowed = selection.filter(any_verdict=True, **looked_up(connection, selection, any_verdict=True))
    for row in rows(queries("summary").counts(connection, filter=narrowed, most=MOST_COUNTED + 1)):
        (counts.policy_only if row["policy_only"] else counts.verdicts)[row["verdict"]] += row["cameras"]
        if row["verdict"] == Verdict.UNKNOWN:
            counts.why_unknown[row["unknown_because"] or "not_judged"] += row["cameras"]
        counts.policy_fail += row["policy_fail"]
        counts.policy_review += row["policy_review"]
        counts.breaches_of_law += row["breaches_of_law"]
    counts.complete = counts.cameras <= MOST_COUNTED
    return counts


def looked_up(connection: Connection, selection: Selection, *, any_verdict: bool = False) -> dict[str, bool]:
    """Return the fields of the database's filter that have cameras looked up by their findings, where these are few."""
    narrowed = selection.filter(any_verdict=any_verdict)
    fields: dict[str, bool] = {}
    if "rules" in selection.narrowed:
        fields["by_finding"] = bool(queries("map").by_finding(connection, filter=narrowed, most=MOST_LISTED))
    if "changed_since" in selection.narrowed:
        fields["by_change"] = bool(queries("map").by_change(connection, filter=narrowed, most=MOST_LISTED))
    return fields


def matched(connection: Connection, selection: Selection) -> tuple[int, bool]:
    """Return how many cameras pass all filters, and whether that is exact: else there are at least so many."""
    kept = _kept(connection, selection)
    if kept is not None:
        return kept.of(selection.verdicts), True
    narrowed = selection.filter(**looked_up(connection, selection))
    found: int = queries("map").count_selected(connection, filter=narrowed, most=MOST_LISTED + 1)
    return min(found, MOST_LISTED), found <= MOST_LISTED
