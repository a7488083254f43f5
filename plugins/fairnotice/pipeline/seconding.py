"""A second inspector where the authority asks for one: the first proposes what is to hold, another one lets it hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from fairnotice.domain import Verdict
from fairnotice.pipeline import deciding
from fairnotice.pipeline.deciding import Word, check, opened, review_of
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.standing import Standing
from fairnotice.settings import Settings
from fairnotice.store import review_queue, reviews
from fairnotice.store.database import Connection

STANDS_FOR = dt.timedelta(days=14)
"""A proposal that nobody seconded for so long is forgotten: what it was about may look otherwise."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision to overrule.

    Attributes:
        standing: What holds now.
        waits_for_second: Whether it was only proposed, and another inspector has to say the same.
    """

    standing: Standing
    waits_for_second: bool


def is_needed(settings: Settings, rule_id: str) -> bool:
    """Tell whether what a rule says is overruled by two inspectors only."""
    asked = {each.strip() for each in settings.second_inspector_rules.split(",") if each.strip()}
    return "all" in asked or rule_id in asked


def proposal_of(connection: Connection, standing: Standing, today: dt.date) -> dict[str, Any] | None:
    """Return what an inspector proposed about a finding as it stands, and nobody has seconded; None: nothing."""
    finding = standing.finding
    decisions = review_queue.decisions_of(connection, finding.camera_id, finding.rule_id, most=20)
    newest = next((each for each in decisions if each["decision"] in ("propose", "overrule")), None)
    if newest is None or newest["decision"] != "propose":
        return None
    day = newest["decided_at"].date()
    return newest if day >= max(standing.holds_since, today - STANDS_FOR) else None


def _is_same_person(first: dict[str, Any], word: Word) -> bool:
    """Tell whether whoever proposed seconds themselves: by their account, which keeps its number, or by their name."""
    return first["inspector"] == word.inspector or (
        word.account_id is not None and first["account_id"] == word.account_id
    )


def overrule(resources: Resources, word: Word, verdict: Verdict, until: dt.date) -> Decided:
    """Overrule a finding, or propose it where a second inspector is asked for and nobody has proposed the same.

    Raises:
        DecisionError: It cannot be decided so.
    """
    if not is_needed(resources.settings, word.rule_id):
        return Decided(deciding.overrule(resources, word, verdict, until), False)
    with resources.database.transaction() as connection:
        _, before, is_repeated = opened(connection, word, "propose", "overrule")
        if is_repeated:
            return Decided(before.standing, before.standing.overrule is None)
        check(before.standing, word, verdict, until)
        first = proposal_of(connection, before.standing, word.at.date())
        is_seconded = (
            first is not None
            and not _is_same_person(first, word)
            and (first["verdict"], first["until"]) == (verdict, until)
        )
        if not is_seconded:
            reviews.add(connection, replace(review_of(word, "propose"), verdict=verdict, until=until))
            return Decided(before.standing, True)
    return Decided(deciding.overrule(resources, word, verdict, until), False)
