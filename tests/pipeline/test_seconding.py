"""Decisions of inspectors on a page: about what it showed, once, and by two where the authority asks for that."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from fairnotice.domain import Verdict
from fairnotice.errors import DecisionError, FindingChangedError
from fairnotice.pipeline import deciding, seconding
from fairnotice.pipeline.deciding import Word, version_of
from fairnotice.pipeline.plan import Budget, plan_of
from fairnotice.pipeline.telling import tell
from fairnotice.rules.demand import Amount
from fairnotice.rules.standing import Judged
from fairnotice.store import accounts, audits, cameras, facts, findings
from fakes.world import DAY, NOON, audit, camera, finding

RULE = "eu.gdpr.notice"
UNTIL = DAY + dt.timedelta(days=30)


@pytest.fixture
def judged(opened):
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", audit().mode)
        cameras.upsert(connection, [camera(1)], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        changes = findings.put(connection, audit(), ["made:001"], [Judged(finding())])
        tell(connection, opened.settings, audit(), changes, {"made:001": camera(1)})
    return opened


def _word(opened, inspector: str = "Ada", **changes) -> Word:
    with opened.database.transaction() as connection:
        (standing,) = findings.standings_of(connection, "made:001")
    made = Word("made:001", RULE, inspector, "I looked", NOON, about=version_of(standing), decision_id=uuid.uuid4())
    return replace(made, **changes)


def _reviews(opened) -> list[str]:
    with opened.database.transaction() as connection:
        rows = connection.execute("SELECT decision, inspector FROM fairnotice.review ORDER BY review_id").fetchall()
    return [f"{row['decision']} {row['inspector']}" for row in rows]


def test_two_clicks_are_one_decision(judged):
    word = _word(judged)
    deciding.confirm(judged, word)
    deciding.confirm(judged, word)
    overrule = _word(judged)
    for _ in range(2):
        assert seconding.overrule(judged, overrule, Verdict.PASS, UNTIL).standing.verdict is Verdict.PASS
    assert _reviews(judged) == ["confirm Ada", "overrule Ada"]


def test_nothing_is_decided_about_what_changed_meanwhile(judged):
    shown = _word(judged)
    deciding.overrule(judged, _word(judged, "Bo"), Verdict.REVIEW, UNTIL)
    with pytest.raises(FindingChangedError, match="meanwhile it says 'review'"):
        deciding.confirm(judged, shown)
    assert _reviews(judged) == ["overrule Bo"]


def test_one_more_night_that_says_the_same_changes_nothing_of_what_was_shown(judged):
    shown = _word(judged)
    with judged.database.transaction() as connection:
        later = audit(DAY + dt.timedelta(days=1))
        audits.begin(connection, later, packs={})
        findings.put(connection, later, ["made:001"], [Judged(finding())])
    assert deciding.confirm(judged, shown).verdict is Verdict.FAIL


def test_a_decisions_name_is_used_for_that_decision_only(judged):
    word = _word(judged)
    deciding.confirm(judged, word)
    with pytest.raises(DecisionError, match="another one"):
        deciding.overrule(judged, word, Verdict.PASS, UNTIL)


def test_a_message_is_released_once(judged):
    word = _word(judged)
    assert [deciding.release(judged, word), deciding.release(judged, word)] == [1, 0]
    with pytest.raises(DecisionError, match="no message"):
        deciding.release(judged, _word(judged))


def test_another_look_that_an_inspector_asks_for_is_on_the_next_plans(judged):
    until = deciding.ask_for_look(judged, _word(judged))
    budget = Budget(3)
    with judged.database.transaction() as connection:
        asked, after = (plan_of(connection, budget, day, [camera(1)]) for day in (DAY, until + dt.timedelta(days=1)))
    assert until == DAY + dt.timedelta(days=2)
    assert (asked.demand(camera(1)).amount, len(asked.numbers(camera(1)))) == (Amount.MORE, 6)
    assert len(after.numbers(camera(1))) == 3


def test_no_look_is_asked_of_a_camera_without_frames(judged):
    with judged.database.transaction() as connection:
        cameras.upsert(connection, [camera(1, frame_source=None)], NOON)
    with pytest.raises(DecisionError, match="no source of frames"):
        deciding.ask_for_look(judged, _word(judged))


@pytest.fixture
def by_two(judged):
    return replace(judged, settings=judged.settings.model_copy(update={"second_inspector_rules": f"x, {RULE}"}))


def test_two_inspectors_overrule_where_the_rule_asks_for_it(by_two):
    first = seconding.overrule(by_two, _word(by_two, "Ada"), Verdict.PASS, UNTIL)
    again = seconding.overrule(by_two, _word(by_two, "Ada"), Verdict.PASS, UNTIL)
    other = seconding.overrule(by_two, _word(by_two, "Bo"), Verdict.REVIEW, UNTIL)
    assert [each.waits_for_second for each in (first, again, other)] == [True, True, True]
    assert other.standing.verdict is Verdict.FAIL

    second = seconding.overrule(by_two, _word(by_two, "Cy"), Verdict.REVIEW, UNTIL)
    assert (second.waits_for_second, second.standing.verdict) == (False, Verdict.REVIEW)


def test_a_new_name_makes_no_second_inspector(by_two, add_account):
    ada, bo = add_account("ada"), add_account("bo")
    seconding.overrule(by_two, _word(by_two, "Ada", account_id=ada), Verdict.PASS, UNTIL)
    renamed = seconding.overrule(by_two, _word(by_two, "Ada Pike", account_id=ada), Verdict.PASS, UNTIL)
    other = seconding.overrule(by_two, _word(by_two, "Bo", account_id=bo), Verdict.PASS, UNTIL)
    assert (renamed.waits_for_second, other.waits_for_second) == (True, False)


@pytest.fixture
def add_account(by_two):
    def add(login: str) -> int:
        with by_two.database.transaction() as connection:
            return accounts.add_account(
                connection, login=login, name=login.title(), role="inspector", password=None, created_by="me",
                known_as=f"{login}@city.example",
            )  # fmt: skip

    return add


def test_an_old_proposal_is_no_first_word(by_two):
    seconding.overrule(by_two, _word(by_two, "Ada"), Verdict.PASS, UNTIL)
    late = _word(by_two, "Bo", at=NOON + seconding.STANDS_FOR + dt.timedelta(days=1))
    assert seconding.overrule(by_two, late, Verdict.PASS, UNTIL).waits_for_second


def test_a_proposal_is_checked_as_a_decision_is(by_two):
    with pytest.raises(DecisionError, match="says 'fail' already"):
        seconding.overrule(by_two, _word(by_two), Verdict.FAIL, UNTIL)
