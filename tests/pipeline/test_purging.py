"""What has expired goes, what something rests on stays, and either can be proved."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from fairnotice.cli.keeping import proof_in_words, report_in_words
from fairnotice.domain import AnalyticsScan, AuditMode, ClassifierMention, Evidence, Level, SiteVisit, Verdict
from fairnotice.errors import StoreError
from fairnotice.pipeline import deciding, purging
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.demand import Amount, Demand, Light
from fairnotice.rules.standing import Judged
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, demands, events, facts, findings, health, outbox, views
from fairnotice.store.chain import ChainId, verify_chain
from fairnotice.store.database import Database
from fairnotice.store.evidence import open_evidence
from fairnotice.store.outbox import NewAlert
from fakes.world import DAY, NOON, OPERATOR, audit, camera, finding, observation

pytestmark = pytest.mark.slow

NOW = NOON + dt.timedelta(days=2000)
"""By now everything of the first days has expired."""
LATELY = NOW.date() - dt.timedelta(days=20)
PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
MENTION = ClassifierMention("/labels/3", 3, "ethnicity", "ethnicity", Level.CONFIGURED, 0.9, "3: ethnicity")


@pytest.fixture
def opened(empty_database_url: str, tmp_path: Path) -> Iterator[Resources]:
    settings = Settings(home=tmp_path)
    with Database(empty_database_url) as database:
        yield Resources(settings, database, open_evidence(settings))


def run_sql(opened: Resources, statement: str, *values: object) -> list[dict]:
    with opened.database.transaction() as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def seen(opened: Resources, number: int, day: dt.date, content: bytes, sample: int = 0) -> Evidence:
    """One camera seen on one day, with a picture."""
    kept = opened.evidence.keep(content, kind="redacted_frame", media_type="image/png")
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    with opened.database.transaction() as connection:
        facts.ensure_month(connection, day)
        facts.add_observation(connection, observation(number, day, sample, evidence_sha256=kept.sha256), kept)
        connection.execute("UPDATE fairnotice.evidence SET stored_at = %s WHERE sha256 = %s", [at, kept.sha256])
    return kept


def register(opened: Resources, *numbers: int) -> None:
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(number) for number in numbers], NOON)
        for day in (DAY, LATELY):
            facts.ensure_month(connection, day)
            audits.begin(connection, audit(day), packs={})


def judged(opened: Resources, number: int, verdict: Verdict, *evidence: str, day: dt.date = DAY) -> None:
    with opened.database.transaction() as connection:
        made = finding(number, verdict, evidence=evidence)
        findings.put(connection, audit(day), [made.camera_id], [Judged(made)])


def told(opened: Resources, number: int, status: str, *evidence: str) -> str:
    cause = f"{DAY}|{number}|{status}"
    payload = {"since": DAY.isoformat(), "evidence": list(evidence), "mode": "regular"}
    with opened.database.transaction() as connection:
        alert = NewAlert(cause, "finding", audit().audit_id, "held", payload, f"made:{number:03}", "eu.gdpr.notice")
        outbox.enqueue(connection, [alert])
        row = connection.execute(
            "UPDATE fairnotice.alert SET status = %s, created_at = %s, sent_at = %s WHERE cause = %s RETURNING *",
            [status, NOON, NOON if status == "sent" else None, cause],
        ).fetchone()
    return str(row["alert_id"])


def overruled(opened: Resources, number: int, until: dt.date | None) -> None:
    run_sql(
        opened,
        "INSERT INTO fairnotice.review (camera_id, rule_id, decision, reason, inspector, decided_at, until)"
        " VALUES (%s, 'eu.gdpr.notice', 'overrule', 'The notice hangs inside.', 'Ines Ortiz', %s, %s)",
        f"made:{number:03}",
        NOON,
        until,
    )


def purge(opened: Resources, as_of: dt.datetime = NOW, *, dry_run: bool = False) -> purging.PurgeReport:
    return purging.purge(opened, as_of, NOW, dry_run=dry_run)


def purged(report: purging.PurgeReport) -> dict[str, int]:
    return {data: count.purged for data, count in report.counts.items() if count.purged}


def kept(report: purging.PurgeReport) -> dict[str, dict[str, int]]:
    return {data: dict(count.kept) for data, count in report.counts.items() if count.kept}


def tombstones(opened: Resources) -> dict[str, int]:
    found = run_sql(opened, "SELECT data, sum(purged)::int AS purged FROM fairnotice.tombstone GROUP BY data")
    return {row["data"]: row["purged"] for row in found}


@pytest.fixture
def old_and_new(opened: Resources) -> Resources:
    """Of every class something that has expired, and something like it that has not; nothing rests on any of it."""
    register(opened, 1, 2, 3)
    for day, content in ((DAY, b"old"), (LATELY, b"new")):
        seen(opened, 1, day, content)
        seen(opened, 1, day, content, sample=1)
        judged(opened, 1, Verdict.FAIL if day == DAY else Verdict.PASS, day=day)
        at = dt.datetime.combine(day, dt.time(12), dt.UTC)
        with opened.database.transaction() as connection:
            scan = AnalyticsScan("made:001", "labels.txt", str(day), "label map", complete=True, mentions=(MENTION,))
            facts.add_scans(connection, day, [scan])
            connection.execute(
                "UPDATE fairnotice.analytics_scan SET recorded_at = %s WHERE content_sha256 = %s", [at, str(day)]
            )
            facts.add_visit(connection, SiteVisit("made:001", day, True, "Ines Ortiz"))
            views.confirm_move(connection, "made:001", moved_on=day, confirmed_by="Ines Ortiz", at=at)
            connection.execute(
                "INSERT INTO fairnotice.review (camera_id, rule_id, decision, reason, inspector, decided_at, evidence)"
                " VALUES ('made:001', 'eu.gdpr.notice', 'confirm', 'I was there.', 'Ines Ortiz', %s, %s)",
                [at, ["ab" * 32, "Jo Park told me"]],
            )
            connection.execute(
                "INSERT INTO fairnotice.maintenance (subject, subject_id, starts, ends, said_by, reason, set_at)"
                " VALUES ('camera', 'made:001', %s, %s, 'Jo Park', 'a new mast', %s)",
                [at, at + dt.timedelta(hours=2), at],
            )
            connection.execute(
                "INSERT INTO fairnotice.exemption_claim VALUES ('made:001', 'public_security', 'Jo Park', %s, %s)",
                [day, day + dt.timedelta(days=30)],
            )
            rejected = cameras.ImportRecord("made", "csv", "0" * 64, True, 0, 0, 0, 0, ((2, "no place", "Jo Park"),))
            cameras.record_import(connection, rejected, at)
    told(opened, 1, "sent")
    folder = opened.settings.home / "mailbox"
    folder.mkdir()
    for name, at in (("old", NOON), ("new", NOW)):
        (folder / f"{name}.eml").write_text(name)
        os.utime(folder / f"{name}.eml", (at.timestamp(), at.timestamp()))
    # Two cameras that are gone: one with everything that is known of it, one since lately.
    seen(opened, 2, DAY, b"of a camera that is gone")
    judged(opened, 2, Verdict.PASS)
    with opened.database.transaction() as connection:
        for number in (2, 3):
            picture = views.LastPicture("0" * 64, b"x", NOON, NOON)
            views.note_picture(connection, f"made:{number:03}", picture)
            health.note(connection, f"made:{number:03}", None, asked_at=NOON, seconds=1)
        demands.put(connection, DAY, {"made:002": Demand(Amount.LESS, Light.ANY, "certain")})
        cameras.mark_gone(connection, ["made:002"], NOON)
        cameras.mark_gone(connection, ["made:003"], NOW - dt.timedelta(days=1))
    run_sql(opened, "INSERT INTO fairnotice.operator VALUES ('op-2', 'Jo Park', 'private', '{}', %s)", NOON)
    return opened


EXPIRED = {
    "coarse_picture": 2,
    "observation": 3,
    "analytics_reading": 1,
    "analytics_scan": 1,
    "visitor_name": 1,
    "site_visit": 1,
    "mover_name": 1,
    "review_text": 1,
    "event_text": 2,
    "alert": 1,
    "message_file": 1,
    "exemption_claim": 1,
    "rejected_row": 1,
    "gone_view": 1,
    "gone_health": 1,
    "maintenance": 1,
    "gone_camera": 1,
    "unused_operator": 1,
}


def test_what_has_expired_is_purged_and_what_has_not_is_kept(old_and_new):
    report = purge(old_and_new)

    assert purged(report) == EXPIRED
    assert kept(report) == {}
    cameras_left = run_sql(old_and_new, "SELECT camera_id FROM fairnotice.camera ORDER BY 1")
    assert [row["camera_id"] for row in cameras_left] == ["made:001", "made:003"]
    assert tombstones(old_and_new) == EXPIRED
    left = run_sql(old_and_new, "SELECT window_date FROM fairnotice.observation")
    assert [row["window_date"] for row in left] == [LATELY, LATELY]
    assert run_sql(old_and_new, "SELECT count(*) AS n FROM fairnotice.evidence") == [{"n": 1}]
    assert [path.name for path in (old_and_new.settings.home / "mailbox").iterdir()] == ["new.eml"]
    assert len([path for path in (old_and_new.settings.home / "evidence").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    "table", ["site_visit", "camera_move", "review", "rejected_row", "exemption_claim", "finding_event", "maintenance"]
)
def test_names_and_free_text_are_left_of_the_new_only(old_and_new, table):
    def with_words() -> int:
        with old_and_new.database.transaction() as connection:
            statement = sql.SQL("SELECT * FROM {}").format(sql.Identifier("fairnotice", table))
            texts = [str(row) for row in connection.execute(statement)]
        return sum(any(word in text for word in ("Ines", "Jo Park", "notice that stood")) for text in texts)

    before = with_words()
    purge(old_and_new)

    assert (before, with_words()) == (3 if table == "finding_event" else 2, 1)


def test_what_an_event_said_goes_and_what_it_was_stays(old_and_new):
    purge(old_and_new)

    first, *_ = run_sql(old_and_new, "SELECT * FROM fairnotice.finding_event WHERE camera_id = 'made:001' ORDER BY 1")
    assert (first["verdict"], first["change"]) == ("fail", "new")
    assert first["reasons"] == [{"code": "notice_gone", "text": "", "settles": ""}]


def test_a_dry_run_counts_the_same_and_purges_nothing(old_and_new):
    # Three things are counted only once others are gone: what rests on them is still there.
    waits = {"analytics_scan": 0, "gone_camera": 1, "visitor_name": 1}
    report = purge(old_and_new, dry_run=True)

    assert purged(report) == {data: waits.get(data, count) for data, count in EXPIRED.items() if waits.get(data, count)}
    assert tombstones(old_and_new) == {}
    assert run_sql(old_and_new, "SELECT count(*) AS n FROM fairnotice.purge_run") == [{"n": 0}]
    assert purged(purge(old_and_new)) == EXPIRED


def test_a_second_run_finds_nothing(old_and_new):
    purge(old_and_new)

    assert purged(purge(old_and_new)) == {}
    assert tombstones(old_and_new) == EXPIRED


def test_a_whole_month_goes_at_once(old_and_new):
    purge(old_and_new)

    actions = run_sql(old_and_new, "SELECT action FROM fairnotice.tombstone WHERE data = 'observation'")
    assert actions == [{"action": "month_dropped"}]
    assert run_sql(old_and_new, "SELECT to_regclass('fairnotice.observation_2026_03') AS gone") == [{"gone": None}]


def test_a_month_that_somebody_reads_is_left_to_the_next_run_and_keeps_nothing_else(
    old_and_new, empty_database_url, monkeypatch
):
    monkeypatch.setattr("fairnotice.store.purge._LOCK_TIMEOUT", "50ms")
    with psycopg.connect(empty_database_url) as reader:
        reader.execute("SELECT count(*) FROM fairnotice.observation")
        first = purged(purge(old_and_new))
    second = purged(purge(old_and_new))

    assert "observation" not in first
    assert {"coarse_picture", "review_text", "event_text"} <= first.keys()
    assert "observation" in second


def test_nothing_goes_before_its_time(opened):
    register(opened, 1)
    seen(opened, 1, DAY, b"picture")

    assert purged(purge(opened, NOON + dt.timedelta(days=90))) == {}
    assert purged(purge(opened, NOON + dt.timedelta(days=91))) == {"coarse_picture": 1}
    # The month has not expired before its last day has.
    assert purged(purge(opened, NOON + dt.timedelta(days=29 + 400))) == {}
    assert purged(purge(opened, NOON + dt.timedelta(days=30 + 400))) == {"observation": 1}


def test_a_picture_that_is_used_again_is_as_old_as_its_last_use(opened):
    register(opened, 1)
    seen(opened, 1, LATELY, b"the same")
    seen(opened, 1, DAY, b"the same")

    assert "coarse_picture" not in purged(purge(opened))


def stands(opened, sha256):
    judged(opened, 1, Verdict.FAIL, sha256)


def is_for_review(opened, sha256):
    judged(opened, 1, Verdict.REVIEW, sha256)


def is_overruled(opened, sha256):
    judged(opened, 1, Verdict.UNKNOWN, sha256)
    overruled(opened, 1, NOW.date())


def was_sent(opened, sha256):
    judged(opened, 1, Verdict.UNKNOWN)
    told(opened, 1, "sent", sha256)


def waits(opened, sha256):
    told(opened, 1, "held", sha256)


def passes(opened, sha256):
    judged(opened, 1, Verdict.PASS, sha256)


def was_overruled_until_yesterday(opened, sha256):
    judged(opened, 1, Verdict.UNKNOWN, sha256)
    overruled(opened, 1, NOW.date() - dt.timedelta(days=1))


def was_withdrawn(opened, sha256):
    told(opened, 1, "withdrawn", sha256)


def was_put_right(opened, sha256):
    judged(opened, 1, Verdict.PASS)
    told(opened, 1, "sent", sha256)


@pytest.mark.parametrize(
    ("happened", "because"),
    [
        (stands, "a finding that stands"),
        (is_for_review, "a finding that stands"),
        (is_overruled, "an overrule that is open"),
        (was_sent, "a message that is not answered"),
        (waits, "a message that waits"),
        (passes, None),
        (was_overruled_until_yesterday, None),
        (was_withdrawn, None),
        (was_put_right, None),
    ],
)
def test_what_something_rests_on_is_kept_and_it_is_said_why(opened, happened, because):
    register(opened, 1)
    picture = seen(opened, 1, DAY, b"picture")
    seen(opened, 1, DAY - dt.timedelta(days=31), b"before the evidence window")
    happened(opened, picture.sha256)
    with opened.database.transaction() as connection:
        scan = AnalyticsScan("made:001", "labels.txt", "0", "label map", complete=True, mentions=(MENTION,))
        facts.add_scans(connection, DAY, [scan])
        connection.execute("UPDATE fairnotice.analytics_scan SET recorded_at = %s", [NOON])
        facts.add_visit(connection, SiteVisit("made:001", DAY, False, "Ines Ortiz"))

    report = purge(opened)

    needed = ("coarse_picture", "observation", "analytics_reading", "site_visit", "visitor_name")
    if because is None:
        assert not any(data in kept(report) for data in needed)
        assert run_sql(opened, "SELECT 1 FROM fairnotice.observation") == []
    else:
        assert {data: kept(report)[data] for data in needed} == {data: {because: 1} for data in needed}
        assert opened.evidence.read(picture.sha256) == b"picture"
        left = run_sql(opened, "SELECT window_date, evidence_sha256 FROM fairnotice.observation")
        assert left == [{"window_date": DAY, "evidence_sha256": picture.sha256}]
        assert run_sql(opened, "SELECT 1 AS n FROM fairnotice.analytics_scan") == [{"n": 1}]
        assert f"1 kept because of {because}" in report_in_words(report)


def test_the_other_cameras_of_a_site_are_its_witnesses(opened):
    register(opened, 1, 2)
    with opened.database.transaction() as connection:
        mates = [camera(number, site_id="made/square", site_declared=True) for number in (1, 2)]
        cameras.upsert(connection, mates, NOON)
    seen(opened, 2, DAY, b"the notice, seen from the other side")
    judged(opened, 1, Verdict.REVIEW)

    assert kept(purge(opened))["observation"] == {"a finding that stands": 1}


def test_what_is_let_go_of_goes_with_the_next_run(opened):
    register(opened, 1)
    picture = seen(opened, 1, DAY, b"picture")
    judged(opened, 1, Verdict.FAIL, picture.sha256)
    purge(opened)
    judged(opened, 1, Verdict.PASS, day=LATELY)

    again = purged(purge(opened))
    assert (again["coarse_picture"], again["observation"]) == (1, 1)


def test_a_camera_that_is_gone_is_erased_as_long_as_a_fact_names_it(opened):
    register(opened, 1)
    seen(opened, 1, LATELY, b"picture")
    judged(opened, 1, Verdict.FAIL)
    told(opened, 1, "held")
    with opened.database.transaction() as connection:
        cameras.mark_gone(connection, ["made:001"], NOON)
    purge(opened)

    (left,) = run_sql(opened, "SELECT name, operator_id, record, st_astext(geom) AS place FROM fairnotice.camera")
    assert (left["name"], left["operator_id"]) == ("", None)
    assert set(left["record"]) == {"camera_id", "source", "source_id", "point"}
    assert left["place"] == "POINT(-30 25)"
    assert run_sql(opened, "SELECT 1 FROM fairnotice.finding") == []
    # And with its last fact it goes itself; its operator, whom nobody names now, a while after it.
    run_sql(opened, "DELETE FROM fairnotice.observation")
    assert purged(purge(opened))["gone_camera"] == 1
    assert run_sql(opened, "SELECT 1 FROM fairnotice.camera") == []


def test_an_operator_goes_some_time_after_the_last_camera(opened):
    register(opened, 1)
    purge(opened, NOON)
    run_sql(opened, "UPDATE fairnotice.camera SET operator_id = NULL")
    assert "unused_operator" not in purged(purge(opened, NOON + dt.timedelta(days=1)))
    assert "unused_operator" not in purged(purge(opened, NOON + dt.timedelta(days=91)))
    run_sql(opened, "UPDATE fairnotice.camera SET operator_id = %s", OPERATOR.operator_id)
    assert "unused_operator" not in purged(purge(opened, NOON + dt.timedelta(days=300)))
    run_sql(opened, "UPDATE fairnotice.camera SET operator_id = NULL")
    purge(opened, NOON + dt.timedelta(days=301))
    assert purged(purge(opened, NOON + dt.timedelta(days=392))) == {"unused_operator": 1}


def test_files_and_rows_that_have_lost_each_other(opened):
    register(opened, 1)
    lost = seen(opened, 1, LATELY, b"its file will be gone")
    opened.evidence.delete(lost.sha256)
    folder = opened.settings.home / "evidence"
    names = {"ab/" + "ab" * 32: 100, "ab/" + "ac" * 32: 1, "cd/" + "cd" * 32 + ".0f.partial": 2, "cd/a.partial": 0}
    for name, days in names.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"left behind")
        at = (NOW - dt.timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))

    report = purge(opened)

    assert purged(report) == {"stray_file": 2}
    assert report.missing_files == 1
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert left == {"ab/" + "ac" * 32, "cd/a.partial"}
    assert "1 pieces of evidence are in the books and not in the storage" in report_in_words(report)


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from fairnotice.pipeline import deciding, purging
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import Settings
from fairnotice.store import purge_files
from fairnotice.store.database import Database
from fairnotice.store.evidence import EvidenceStore, open_evidence

purge_files._FILES = 2
left = int(sys.argv[3])
delete = EvidenceStore.delete

def delete_some(store, sha256):
    global left
    delete(store, sha256)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

EvidenceStore.delete = delete_some
settings = Settings(home=Path(sys.argv[2]))
with Database(sys.argv[1]) as database:
    now = dt.datetime.fromisoformat(sys.argv[4])
    purging.purge(Resources(settings, database, open_evidence(settings)), now, now, dry_run=False)
"""


@pytest.mark.parametrize("deletions", [1, 4, 5])
def test_a_purge_that_is_killed_loses_nothing(opened, empty_database_url, deletions):
    """Whatever is gone has its tombstone after the next run, and whatever is needed is there."""
    register(opened, 1)
    pictures = [seen(opened, 1, DAY, f"picture {number}".encode(), number) for number in range(6)]
    judged(opened, 1, Verdict.FAIL, pictures[0].sha256)
    arguments = [empty_database_url, str(opened.settings.home), str(deletions), NOW.isoformat()]
    environment = {**os.environ, "PYTHONPATH": str(PLUGINS)}
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, env=environment)
    assert killed.returncode == -signal.SIGKILL
    rows = {row["sha256"] for row in run_sql(opened, "SELECT sha256 FROM fairnotice.evidence")}
    assert len(rows) + tombstones(opened).get("coarse_picture", 0) == 6

    purge(opened)

    assert tombstones(opened)["coarse_picture"] == 5
    assert opened.evidence.read(pictures[0].sha256) == b"picture 0"
    assert run_sql(opened, "SELECT sha256 FROM fairnotice.evidence") == [{"sha256": pictures[0].sha256}]
    proof = purging.prove(opened, NOW)
    assert proof.holds
    assert "Run 1" in proof_in_words(proof)
    assert "which did not come to its end" in proof_in_words(proof)


def test_the_proof_says_what_went_when_and_that_nothing_is_left(old_and_new):
    assert not purging.prove(old_and_new, NOW).holds
    assert "nothing is proved" in proof_in_words(purging.prove(old_and_new, NOW))
    purge(old_and_new)
    proof = purging.prove(old_and_new, NOW)

    assert proof.holds
    text = proof_in_words(proof)
    assert "2 of coarse_picture deleted: older than 2031-05-25, after 90 days" in text
    assert "3 of observation deleted as whole months" in text
    assert "Nothing older than its period on 2031-08-23 is left" in text


def test_the_proof_fails_where_something_is_left(old_and_new):
    purge(old_and_new)
    seen(old_and_new, 1, DAY, b"an old picture that comes back")
    proof = purging.prove(old_and_new, NOW)

    assert proof.left == {"coarse_picture": 1, "observation": 1}
    assert "The proof fails" in proof_in_words(proof)


def test_the_proof_fails_where_nothing_runs_any_more(old_and_new):
    purge(old_and_new)
    proof = purging.prove(old_and_new, NOW + dt.timedelta(days=3))

    assert not proof.holds
    assert "does the DAG purge_expired run?" in proof_in_words(proof)


def test_a_proof_purges_nothing(old_and_new):
    purge(old_and_new, NOON)
    before = run_sql(old_and_new, "SELECT count(*) AS n FROM fairnotice.observation")
    purging.prove(old_and_new, NOW)

    assert run_sql(old_and_new, "SELECT count(*) AS n FROM fairnotice.observation") == before


def test_a_tombstone_holds_for_whoever_has_the_keys(opened):
    register(opened, 1)
    picture = seen(opened, 1, DAY, b"picture")
    purge(opened, NOON + dt.timedelta(days=100))

    (row,) = run_sql(opened, "SELECT keys_sha256 FROM fairnotice.tombstone")
    assert row["keys_sha256"] == hashlib.sha256(f'["{picture.sha256}"]\n'.encode()).hexdigest()


def test_the_future_can_only_be_looked_at(opened):
    register(opened, 1)
    seen(opened, 1, LATELY, b"picture")
    later = NOW + dt.timedelta(days=365)

    with pytest.raises(StoreError, match="has not come yet"):
        purge(opened, later)
    assert purged(purge(opened, later, dry_run=True))["coarse_picture"] == 1


def test_a_message_that_is_not_answered_stays_in_the_mailbox(opened):
    register(opened, 1)
    judged(opened, 1, Verdict.FAIL)
    alert_id = told(opened, 1, "sent")
    folder = opened.settings.home / "mailbox"
    folder.mkdir()
    for name in (alert_id, str(uuid.UUID(int=7)), "no-alert"):
        (folder / f"{name}.eml").write_text("message")
        os.utime(folder / f"{name}.eml", (NOON.timestamp(), NOON.timestamp()))

    report = purge(opened)

    assert [path.stem for path in folder.iterdir()] == [alert_id]
    assert report.counts["message_file"].purged == 2


def test_of_what_a_decision_rests_on_the_hashes_stay(old_and_new):
    purge(old_and_new)

    first, second = run_sql(old_and_new, "SELECT * FROM fairnotice.review ORDER BY decided_at")
    assert (first["decision"], first["reason"], first["evidence"]) == ("confirm", "", ["ab" * 32])
    assert second["evidence"] == ["ab" * 32, "Jo Park told me"]


def test_a_decision_that_has_ended_loses_its_name_beside_the_finding_too(opened):
    register(opened, 1)
    judged(opened, 1, Verdict.FAIL)
    word = deciding.Word("made:001", "eu.gdpr.notice", "Ines Ortiz", "Jo Park told me.", NOON)
    deciding.overrule(opened, word, Verdict.PASS, DAY + dt.timedelta(days=30))
    purge(opened)

    (row,) = run_sql(opened, "SELECT verdict, overrule FROM fairnotice.finding")
    assert (row["verdict"], row["overrule"]["verdict"]) == ("pass", "pass")
    assert (row["overrule"]["inspector"], row["overrule"]["reason"]) == ("", "")
    with opened.database.transaction() as connection:
        assert findings.of_camera(connection, "made:001")[0].verdict is Verdict.PASS


def test_the_chain_holds_after_names_and_sentences_were_erased(old_and_new):
    """Erasure and proof do not exclude each other: the hashes are over codes and salted hashes."""
    chain = ChainId("made", DAY.replace(day=1))

    def verified():
        with old_and_new.database.transaction() as connection:
            (head,) = [each for each in events.heads(connection, "made") if each.chain == chain]
            return verify_chain(chain, events.of_chain(connection, chain, head.length))

    before = verified()
    purge(old_and_new)
    after = verified()

    assert (before.faults, before.erased) == ((), 0)
    assert (after.faults, after.erased) == ((), 2)
    assert (after.length, after.head_sha256) == (before.length, before.head_sha256)


def test_what_waits_to_stand_is_kept_too(opened):
    register(opened, 1)
    following = DAY + dt.timedelta(days=1)
    picture = seen(opened, 1, following, b"picture")
    judged(opened, 1, Verdict.PASS)
    with opened.database.transaction() as connection:
        audits.begin(connection, audit(following), packs={})
    judged(opened, 1, Verdict.REVIEW, picture.sha256, day=following)
    (row,) = run_sql(opened, "SELECT verdict, pending_verdict FROM fairnotice.finding")
    assert (row["verdict"], row["pending_verdict"]) == ("pass", "review")

    assert kept(purge(opened))["coarse_picture"] == {"a finding that waits": 1}
