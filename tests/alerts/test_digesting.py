"""When something is told, and when it is not."""

import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.alerts.causes import alerts_for, back_to_normal, photo_request
from fairnotice.alerts.channels import local_mailbox
from fairnotice.alerts.deliver import deliver
from fairnotice.domain import AuditMode, Reason, Verdict
from fairnotice.rules.standing import Cause, Change, Judged, Transition
from fairnotice.settings import Settings
from fairnotice.store import answers, audits, cameras, facts, findings, maintenance, mutes, outbox, photo_requests
from fakes.world import DAY, NOON, OPERATOR, audit, camera, finding

pytestmark = pytest.mark.slow

RULE = "eu.gdpr.notice"
MORNING = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
"""After the hour at which the night of NOON is told."""
HOUR, A_DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, message_language="en")


@pytest.fixture
def failing(database):
    """Let some cameras fail and queue what is told of them, as an audit does; released from the start."""

    def make(*numbers, at=NOON, operator=OPERATOR, release_off=(RULE,), mode=AuditMode.REGULAR, **changes):
        seen = {f"made:{n:03}": camera(n, operator=operator, **changes) for n in numbers}
        run = audit(at.date(), mode)
        with database.transaction() as connection:
            cameras.register_source(connection, "made", mode)
            cameras.upsert(connection, list(seen.values()), NOON)
            facts.ensure_month(connection, at.date())
            audits.begin(connection, run, packs={})
            said = [Judged(finding(n)) for n in numbers]
            changed = findings.put(connection, run, list(seen), said)
            queued = alerts_for(run, changed, seen, release_off)
            outbox.enqueue(connection, [replace(each, ready_at=at) for each in queued])
        return seen

    return make


def rows(database, query="SELECT kind, status FROM fairnotice.alert ORDER BY kind, status", *values):
    with database.transaction() as connection:
        return [tuple(row.values()) for row in connection.execute(query, values).fetchall()]


def subjects(database):
    return [row[0] for row in rows(database, "SELECT subject FROM fairnotice.digest ORDER BY composed_at, subject")]


def test_an_operator_gets_one_digest_for_a_night(database, settings, failing):
    failing(1, 2, 3)
    assert deliver(database, settings, NOON + HOUR).composed == 0  # its hour has not come
    assert deliver(database, settings, MORNING).sent == 1
    failing(4, at=MORNING)
    assert deliver(database, settings, MORNING + HOUR).composed == 0
    assert deliver(database, settings, MORNING + A_DAY).sent == 1

    assert [subject.split("(")[0].strip() for subject in subjects(database)] == [
        "Camera notices: 3 things to put right",
        "Camera notices: 1 thing to put right, 3 reminders",
    ]


@pytest.mark.parametrize("at_once", [RULE, "severity:medium"])
def test_what_is_severe_is_told_at_once_and_once(database, settings, failing, at_once):
    settings = settings.model_copy(update={"at_once": at_once})
    failing(1)

    assert deliver(database, settings, NOON).sent == 1
    assert deliver(database, settings, NOON + HOUR).sent == 0


def test_nothing_is_told_before_it_is_released(database, settings, failing):
    failing(1, release_off=())
    assert deliver(database, settings, MORNING).sent == 0


def test_an_invented_town_need_not_wait_for_the_morning(database, settings, failing):
    failing(1, mode=AuditMode.SIMULATED)
    assert deliver(database, settings, NOON).sent == 1


@pytest.mark.parametrize(
    ("subject", "subject_id"),
    [("operator", "op-1"), ("site", "made:001"), ("camera", "made:001"), ("rule", RULE)],
)
def test_what_is_muted_waits_and_the_end_is_announced(database, settings, failing, subject, subject_id):
    failing(1)
    with database.transaction() as connection:
        mutes.put(connection, mutes.Mute(subject, subject_id, NOON, MORNING + A_DAY, "I. Spector", "works"))

    assert deliver(database, settings, MORNING).sent == 0
    assert deliver(database, settings, MORNING + A_DAY).sent == 2
    assert any("1 mute has ended" in each for each in subjects(database))
    assert any("1 thing to put right" in each for each in subjects(database))
    deliver(database, settings, MORNING + 2 * A_DAY)
    assert sum("mute has ended" in each for each in subjects(database)) == 1


def test_a_mute_that_is_lifted_ends_then(database, settings, failing):
    failing(1)
    with database.transaction() as connection:
        made = mutes.Mute("operator", "op-1", NOON, MORNING + 100 * A_DAY, "I. Spector", "works")
        number = mutes.put(connection, made)
        assert mutes.lift(connection, number, MORNING)
        assert not mutes.lift(connection, number, MORNING)

    assert deliver(database, settings, MORNING).sent == 2


def test_a_camera_under_maintenance_is_told_of_when_that_is_over(database, settings, failing):
    failing(1, 2)
    with database.transaction() as connection:
        made = maintenance.Maintenance("camera", "made:001", NOON, MORNING + HOUR, "an engineer", "new lens")
        maintenance.put(connection, made, NOON)

    deliver(database, settings, MORNING)
    deliver(database, settings, MORNING + A_DAY)
    told = [subject.split(":")[1].split("(")[0].strip() for subject in subjects(database)]
    assert told == ["1 thing to put right", "1 thing to put right, 1 reminder"]


def test_what_flips_back_before_anybody_has_it_is_taken_out_and_the_rest_goes(database, failing, tmp_path):
    failing(1, 2)
    down = Settings(home=tmp_path, smtp_url="smtp://127.0.0.1:1", alert_recipients="@lindhaven.example")
    with database.transaction() as connection:
        connection.execute(
            "UPDATE fairnotice.operator SET record = jsonb_set(record, '{contacts,0,verified_on}', '\"2026-01-01\"')"
        )
    assert deliver(database, down, MORNING).retried == 1
    with database.transaction() as connection:
        outbox.withdraw_unsent(connection, "made:001", RULE, "finding")
    assert deliver(database, Settings(home=tmp_path), MORNING + HOUR).sent == 1

    (message,) = local_mailbox(Settings(home=tmp_path)).messages()
    text = message.read_text()
    assert "made:002" in text
    assert "made:001" not in text
    assert rows(database, "SELECT status FROM fairnotice.digest ORDER BY composed_at") == [("withdrawn",), ("sent",)]


def test_a_reminder_comes_after_a_day_and_a_week_then_at_the_end_of_the_time_given(database, settings, failing):
    failing(1)
    told = []
    for day in range(40):
        report = deliver(database, settings, MORNING + day * A_DAY)
        told += [day] * report.sent
    kinds = [row[0] for row in rows(database, "SELECT kind FROM fairnotice.alert ORDER BY ready_at, kind")]

    # After the last day the authority hears of it too, on the day after.
    assert told == [0, 1, 7, 30, 31]
    assert kinds == ["finding", "reminder", "reminder", "reminder", "escalation"]


@pytest.mark.parametrize(
    ("kind", "due", "reminded_on"),
    [("acknowledge", None, [1, 7]), ("promise", 5, [6, 9]), ("dispute", None, [])],
)
def test_whoever_answers_is_left_alone_as_long_as_the_answer_holds(database, settings, failing, kind, due, reminded_on):
    failing(1)
    deliver(database, settings, MORNING)
    with database.transaction() as connection:
        day = MORNING.date() + dt.timedelta(days=due) if due else None
        said = answers.NewReply("op-1", kind, "op-1", MORNING + HOUR, (("made:001", RULE),), note="it hangs", due=day)
        answers.add_reply(connection, said)
    told = [day for day in range(1, 10) if deliver(database, settings, MORNING + day * A_DAY).sent]

    assert told == reminded_on


def test_what_is_put_right_is_told_once_and_reminds_no_more(database, settings, failing):
    (seen,) = failing(1).values()
    deliver(database, settings, MORNING)
    with database.transaction() as connection:
        again = back_to_normal(audit(), finding(verdict=Verdict.PASS), seen)
        outbox.enqueue(connection, [replace(again, ready_at=MORNING)] * 2)
    told = [day for day in range(1, 10) if deliver(database, settings, MORNING + day * A_DAY).sent]

    assert told == [1]
    assert "1 thing in order now" in subjects(database)[-1]


def test_a_photo_is_asked_for_politely_once_for_a_site_and_again_only_after_some_time(database, settings):
    unseen = Reason("not_seen_in_view", "No notice is in this camera's view.")
    site = {"site_id": "made/quay", "site_declared": True}
    seen = [camera(number, **(site if number < 4 else {})) for number in range(1, 6)]
    run = audit()
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, seen, NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, run, packs={})
        said = [Judged(finding(n, verdict=Verdict.UNKNOWN, reasons=(unseen,))) for n in (1, 2, 3, 4)]
        silent = Reason("unreachable", "No usable frame.")
        said.append(Judged(finding(5, verdict=Verdict.UNKNOWN, reasons=(silent,))))
        findings.put(connection, run, [each.camera_id for each in seen], said)

    def asked(now, **limits):
        with database.transaction() as connection:
            options = {"every_days": 30, "most_times": 2, "most_sites": 20} | limits
            sites = photo_requests.to_ask(connection, AuditMode.REGULAR, scope="made", now=now, **options)
            queued = [replace(photo_request(each, run, each.asked_before), ready_at=now) for each in sites]
            outbox.enqueue(connection, queued)
        return [(each.site_id, each.cameras) for each in sites]

    assert asked(NOON, most_sites=1) == [("made/quay", 3)]  # what settles most is asked first
    assert asked(NOON) == [("made:004", 1)]  # an outage is nobody's notice
    assert asked(NOON + 29 * A_DAY) == []
    assert asked(NOON + 31 * A_DAY) == [("made/quay", 3), ("made:004", 1)]
    assert asked(NOON + 99 * A_DAY) == []
    deliver(database, settings, MORNING)
    assert "2 photos asked for" in subjects(database)[0]
    with database.transaction() as connection:
        sites = photo_requests.that_would_settle(connection, AuditMode.REGULAR, "op-1")
    assert [site.cameras for site in sites] == [3, 1]


def test_a_failing_that_was_told_and_was_in_doubt_meanwhile_is_not_told_again(opened_telling):
    told = opened_telling([Verdict.FAIL, Verdict.UNKNOWN, Verdict.FAIL])
    assert told == 1


@pytest.fixture
def opened_telling(database, settings):
    from fairnotice.pipeline.telling import tell

    def play(verdicts):
        seen = {"made:001": camera(1)}
        before = None
        with database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            cameras.upsert(connection, list(seen.values()), NOON)
        for number, verdict in enumerate(verdicts):
            night = audit(DAY + dt.timedelta(days=number))
            change = Change.NEW if before is None else Change.WORSE if verdict is Verdict.FAIL else Change.BETTER
            with database.transaction() as connection:
                audits.begin(connection, night, packs={})
                changed = Transition(finding(verdict=verdict), change, before, Cause.FACTS)
                off = settings.model_copy(update={"release_off_rules": RULE})
                tell(connection, off, night, [changed], seen)
            deliver(database, settings, dt.datetime.now(dt.UTC) + (number + 1) * A_DAY)
            before = verdict
        return len(rows(database, "SELECT 1 FROM fairnotice.alert WHERE kind = 'finding' AND status = 'sent'"))

    return play
