"""History is judged again beside what was said then, and nothing is written."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from fairnotice.domain import AuditMode, NoticePosition, Verdict
from fairnotice.errors import ConfigurationError, RulePackError, StoreError
from fairnotice.pipeline.deciding import Word, overrule
from fairnotice.pipeline.judging import judge_batch
from fairnotice.pipeline.rejudging import packs_of, rejudge
from fairnotice.pipeline.rejudging_at_once import rejudge_at_once
from fairnotice.store import audits, cameras, facts
from fairnotice.store.cameras import Batch
from fakes.world import DAY, NOON, audit, camera, observation

pytestmark = pytest.mark.slow

PLACE = NoticePosition((10 / 1280, 20 / 720, 110 / 1280, 220 / 720), "declared", DAY)
DAYS = tuple(DAY + dt.timedelta(days=number) for number in range(9))
LATER = DAYS[-1]


def measured(opened, model_version):
    """Measure that ``model_version`` finds nearly every notice on real photographs."""
    bins = [{"min_height_px": 0, "max_height_px": None, "found": 400, "shown": 405, "lower": 0.97}]
    tables = {"real": {"bins": bins}}
    opened.settings.recall_path.write_text(json.dumps({"model_version": model_version, "tables": tables}))


@pytest.fixture
def history(opened):
    """A notice seen on two days, then missed on a week of days, judged each night."""
    measured(opened, "abc")
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1, notice_positions=(PLACE,)), camera(2)], NOON)
        facts.ensure_month(connection, DAY)
        for day in DAYS[:2]:
            facts.add_observation(connection, observation(1, day))
        for day in DAYS[2:]:
            facts.add_observation(connection, observation(1, day, notices=()))
        for day in DAYS:
            audits.begin(connection, audit(day), packs={})
    for day in DAYS:
        judge_batch(opened, audit(day), Batch("made:001", "made:002", 2))
    return opened


def said(opened, target, at, packs=None):
    found = rejudge(opened, target, at, packs or packs_of(opened, ()))
    return {(each.camera_id, each.rule_id): each for batch in found for each in batch.compared}


def counts(database):
    with database.transaction() as connection:
        return audits.table_counts(connection)


NOTICE = ("made:001", "eu.gdpr.notice")


def test_the_same_packs_and_the_same_model_say_the_same_of_every_day(history):
    before = counts(history.database)
    assert said(history, "made", DAYS[1])[NOTICE].now.verdict is Verdict.PASS
    assert said(history, "made", LATER)[NOTICE].now.verdict is Verdict.FAIL
    for day in (DAYS[1], LATER):
        assert {each.difference for each in said(history, "made", day).values()} == {"same"}
    assert counts(history.database) == before


def test_a_model_that_nobody_measured_leaves_a_miss_unproven(history):
    measured(history, "another")
    found = said(history, "made:001", LATER)[NOTICE]
    assert (found.then.verdict, found.now.verdict, found.difference) == (Verdict.FAIL, Verdict.REVIEW, "better")
    assert "recall_not_known" in [reason.code for reason in found.now.reasons]
    assert found.models == ("abc",)


def test_what_one_odd_night_says_otherwise_is_not_put_down_to_packs_or_models(history):
    odd = LATER + dt.timedelta(days=1)
    with history.database.transaction() as connection:
        audits.begin(connection, audit(odd), packs={})
        facts.add_observation(connection, observation(1, odd))
    judge_batch(history, audit(odd), Batch("made:001", "made:002", 2))

    found = said(history, "made:001", odd)[NOTICE]
    assert (found.then.verdict, found.now.verdict, found.difference) == (Verdict.FAIL, Verdict.PASS, "later")


def test_an_inspectors_decision_is_told_as_such(history):
    decided = Word(
        *NOTICE, "an inspector", "It hangs round the corner.", dt.datetime.combine(LATER, dt.time(9), dt.UTC)
    )
    overrule(history, decided, Verdict.PASS, LATER + dt.timedelta(days=30))
    assert said(history, "made:001", LATER)[NOTICE].difference == "overruled"


def test_a_day_before_the_first_audit_says_what_was_not_said_then(history):
    found = said(history, "made:002", DAY - dt.timedelta(days=1))
    assert {each.difference for each in found.values()} == {"new"}


def test_what_no_chosen_pack_asks_any_more_is_named(history):
    found = said(history, "made:001", LATER, [pack for pack in history.packs if pack.pack_id == "eu.ai-act"])
    assert found[NOTICE].difference == "dropped"
    assert found[NOTICE].now is None


def test_history_is_judged_by_an_earlier_version_of_a_pack(history):
    now = said(history, "made:001", LATER)
    earlier = said(history, "made:001", LATER, packs_of(history, ["eu.gdpr@1"]))

    assert (now[NOTICE].now.pack_version, earlier[NOTICE].now.pack_version) == (now[NOTICE].then.pack_version, "1")
    assert earlier[NOTICE].now.pack_version != earlier[NOTICE].then.pack_version
    # What only the newer version asks for was said then, and is not said by the earlier one.
    dropped = {rule for (_, rule), each in earlier.items() if each.difference == "dropped"}
    assert dropped == {rule for _, rule in now if rule.startswith("eu.gdpr.")} - {
        rule.id for pack in packs_of(history, ["eu.gdpr@1"]) for rule in pack.rules
    }


def test_a_pack_that_is_not_there_is_refused(history):
    (version,) = {pack.version for pack in history.packs if pack.pack_id == "eu.gdpr"}
    assert f"eu.gdpr@{version}" in {
        f"{pack.pack_id}@{pack.version}" for pack in packs_of(history, [f"eu.gdpr@{version}"])
    }
    with pytest.raises(StoreError, match="write it as"):
        packs_of(history, ["eu.gdpr"])
    with pytest.raises(RulePackError, match=r"eu\.gdpr has no version 99"):
        packs_of(history, ["eu.gdpr@99"])


def test_a_camera_that_is_not_there_is_a_sentence(history):
    with pytest.raises(StoreError, match="no camera 'made:999'"):
        said(history, "made:999", LATER)


def test_several_processes_say_what_one_says(history, empty_database_url):
    settings = history.settings.model_copy(update={"database_url": SecretStr(empty_database_url), "judged_at_once": 1})
    opened = replace(history, settings=settings)
    one = [repr(batch) for batch in rejudge(opened, "made", LATER, history.packs)]

    assert len(one) == 2
    assert list(rejudge_at_once(opened, "made", LATER, history.packs, repr, workers=2)) == one


def test_a_process_says_why_it_cannot_judge(history, empty_database_url, tmp_path):
    missing = {"database_url": SecretStr(empty_database_url), "recall_path": tmp_path / "not-there.json"}
    opened = replace(history, settings=history.settings.model_copy(update=missing))

    with pytest.raises(ConfigurationError, match="is missing"):
        list(rejudge_at_once(opened, "made", LATER, history.packs, repr, workers=2))
