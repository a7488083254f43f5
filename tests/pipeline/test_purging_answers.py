"""Links go after they expired, replies when their time is over and nothing of them waits for an inspector."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairnotice.domain import AuditMode
from fairnotice.pipeline import purging
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.standing import Judged
from fairnotice.settings import Settings
from fairnotice.store import answers, audits, cameras, evidence, facts, findings
from fairnotice.store.answers import NewReply
from fairnotice.store.database import Database
from fakes.world import DAY, NOON, OPERATOR, audit, camera, finding

pytestmark = pytest.mark.slow

LONG_AFTER = NOON + dt.timedelta(days=1000)


@pytest.fixture
def opened(empty_database_url: str, tmp_path: Path) -> Iterator[Resources]:
    settings = Settings(home=tmp_path)
    with Database(empty_database_url) as database:
        with database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            cameras.upsert(connection, [camera()], NOON)
            facts.ensure_month(connection, DAY)
            audits.begin(connection, audit(), packs={})
            findings.put(connection, audit(), ["made:001"], [Judged(finding())])
        yield Resources(settings, database, evidence.open_evidence(settings))


def replied(opened: Resources, kind: Any, **changes: Any) -> int:
    rule = finding().rule_id
    with opened.database.transaction() as connection:
        made = NewReply(OPERATOR.operator_id, kind, "link 1", NOON, (("made:001", rule),), **changes)
        return answers.add_reply(connection, made)


def purged(opened: Resources, as_of: dt.datetime = LONG_AFTER) -> dict[str, purging.Count]:
    return purging.purge(opened, as_of, LONG_AFTER, dry_run=False).counts


def test_links_go_with_their_sessions_some_time_after_they_expired(opened: Resources) -> None:
    with opened.database.transaction() as connection:
        token = answers.link_for(connection, operator_id="op-1", purpose="answer", site_id=None, now=NOON)
        assert answers.sign_in(connection, token, NOON)

    assert purged(opened, NOON + dt.timedelta(days=100))["answer_link"].purged == 0
    assert purged(opened, NOON + dt.timedelta(days=121))["answer_link"].purged == 1
    with opened.database.transaction() as connection:
        assert connection.execute("SELECT 1 FROM fairnotice.answer_session").fetchall() == []


def test_replies_go_and_what_waits_for_an_inspector_stays(opened: Resources) -> None:
    replied(opened, "acknowledge")
    waiting = replied(opened, "dispute")
    count = purged(opened)["reply"]

    assert (count.purged, dict(count.kept)) == (1, {"a reply that waits": 1})
    with opened.database.transaction() as connection:
        assert [each["reply_id"] for each in answers.replies(connection)] == [waiting]
        answers.decide(connection, waiting, "rejected", by="Ada", note="no", at=NOON)
    assert purged(opened)["reply"].purged == 1


def test_what_was_seen_in_a_photo_stays_as_long_as_the_photo_waits(opened: Resources) -> None:
    with opened.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding SET verdict = 'unknown'")
        picture = opened.evidence.keep(b"picture", kind="redacted_frame", media_type="image/png")
        facts.add_evidence(connection, picture)
        connection.execute("UPDATE fairnotice.evidence SET stored_at = %s", [NOON])
    number = replied(opened, "photo", site_id="made:001", evidence=(picture.sha256,))

    assert dict(purged(opened)["coarse_picture"].kept) == {"a reply that waits": 1}
    with opened.database.transaction() as connection:
        answers.decide(connection, number, "verified", by="Ada", note="It hangs.", at=NOON)
    assert purged(opened)["coarse_picture"].purged == 1


def test_a_camera_that_is_gone_is_named_in_no_reply(opened: Resources) -> None:
    replied(opened, "dispute")
    with opened.database.transaction() as connection:
        cameras.mark_gone(connection, ["made:001"], NOON)
    purged(opened)

    with opened.database.transaction() as connection:
        assert connection.execute("SELECT 1 FROM fairnotice.reply_finding").fetchall() == []


def test_an_operator_is_kept_as_long_as_it_has_said_something(opened: Resources) -> None:
    replied(opened, "dispute")
    with opened.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.camera SET operator_id = NULL")
    purged(opened, NOON + dt.timedelta(days=300))
    purged(opened, NOON + dt.timedelta(days=600))

    with opened.database.transaction() as connection:
        assert connection.execute("SELECT operator_id FROM fairnotice.operator").fetchall() == [{"operator_id": "op-1"}]
