import datetime as dt
import email
import email.policy
from dataclasses import replace

from fairnotice.alerts.causes import alerts_for, back_to_normal, release_request
from fairnotice.alerts.deliver import deliver
from fairnotice.alerts.digesting import gather_due
from fairnotice.domain import AuditMode, Contact
from fairnotice.rules.standing import Cause, Change, Judged, Transition
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, facts, findings, outbox
from fakes.world import DAY, NOON, OPERATOR, audit, camera, finding

LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
ADDRESS = "board@lindhaven.example"


def queue(database, *, mode=AuditMode.REGULAR, release_off=("eu.gdpr.notice",), operator=OPERATOR):
    watched = camera(1, operator=operator)
    run = audit(mode=mode)
    with database.transaction() as connection:
        cameras.register_source(connection, "made", mode)
        cameras.upsert(connection, [watched], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, run, packs={})
        changes = findings.put(connection, run, [watched.camera_id], [Judged(finding())])
        outbox.enqueue(connection, alerts_for(run, changes, {watched.camera_id: watched}, release_off))
        held = outbox.held_of_audit(connection, run.audit_id)
        outbox.enqueue(connection, [release_request(run, held)] if held else [])


def read_mailbox(home):
    files = sorted((home / "mailbox").glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def test_out_of_the_box_messages_stay_in_the_local_mailbox(database, tmp_path):
    queue(database)
    assert deliver(database, Settings(message_language="en", home=tmp_path), LATER).sent == 1
    assert deliver(database, Settings(message_language="en", home=tmp_path), LATER).sent == 0

    (message,) = read_mailbox(tmp_path)
    body = message.get_body(("plain",)).get_content()
    assert "Quay 1" in body
    assert "Regulation (EU) 2016/679, Article 13" in body
    assert "Put the notice up again." in body
    assert "not set up" in message["X-Fairnotice-Kept-Local"]


def test_a_failure_waits_for_an_inspector(database, tmp_path):
    queue(database, release_off=())
    deliver(database, Settings(message_language="en", home=tmp_path), LATER)
    (request,) = read_mailbox(tmp_path)
    assert "1 message waits for release" in request["Subject"]
    assert "fairnotice release made:001 eu.gdpr.notice" in " ".join(request.get_body(("plain",)).get_content().split())

    with database.transaction() as connection:
        given = {"inspector": "I. Spector", "reason": "looked at it", "at": LATER}
        assert outbox.release(connection, camera_id="made:001", rule_id="eu.gdpr.notice", **given) == 1
    deliver(database, Settings(message_language="en", home=tmp_path), LATER)

    assert (
        deliver(database, Settings(message_language="en", home=tmp_path), LATER).sent == 0
    )  # not before the next hour of digests
    deliver(database, Settings(message_language="en", home=tmp_path), LATER + dt.timedelta(days=1))
    subjects = {message["Subject"] for message in read_mailbox(tmp_path)}
    assert any("1 thing to put right" in subject for subject in subjects)
    assert len(subjects) == 2


def test_the_simulated_town_says_so_and_never_uses_smtp(database, tmp_path, inbox):
    queue(database, mode=AuditMode.SIMULATED)
    deliver(
        database, Settings(message_language="en", home=tmp_path, smtp_url=inbox.url, alert_recipients=ADDRESS), LATER
    )

    assert inbox.received == []
    (message,) = read_mailbox(tmp_path)
    assert message["Subject"].strip().startswith("[SIMULATED]")
    assert "Nobody is accused" in message.get_body(("plain",)).get_content()


def test_a_verified_and_allowed_contact_gets_a_real_mail_once(database, tmp_path, inbox):
    queue(database, operator=replace(OPERATOR, contacts=(Contact("email", ADDRESS, DAY),)))
    settings = Settings(message_language="en", home=tmp_path, smtp_url=inbox.url, alert_recipients=ADDRESS)
    inbox.answer, inbox.refusals = "451 try again later", 1

    first = deliver(database, settings, LATER)
    assert (first.sent, first.retried) == (0, 1)
    assert deliver(database, settings, LATER).sent == 0  # not before its time
    assert deliver(database, settings, LATER + dt.timedelta(minutes=1)).sent == 1
    assert deliver(database, settings, LATER + dt.timedelta(minutes=9)).sent == 0

    assert [message["X-RcptTo"] for message in inbox.received] == [ADDRESS]
    with database.transaction() as connection:
        row = connection.execute("SELECT digest_id, channel FROM fairnotice.alert WHERE kind = 'finding'").fetchone()
    assert row["channel"] == "smtp"
    assert inbox.received[0]["Message-ID"] == f"<{row['digest_id']}@fairnotice>"


def test_a_dead_server_is_given_up_after_some_tries_and_nothing_is_lost(database, tmp_path):
    queue(database, operator=replace(OPERATOR, contacts=(Contact("email", ADDRESS, DAY),)))
    settings = Settings(
        message_language="en", home=tmp_path, smtp_url="smtp://user:swordfish@127.0.0.1:1", alert_recipients=ADDRESS
    )
    reports = [deliver(database, settings, LATER + dt.timedelta(days=day)) for day in range(8)]

    assert [report.failed for report in reports] == [0, 0, 0, 0, 0, 0, 1, 0]
    with database.transaction() as connection:
        row = connection.execute("SELECT status, last_error FROM fairnotice.delivery WHERE attempts = 7").fetchone()
        alert = connection.execute("SELECT status FROM fairnotice.alert WHERE kind = 'finding'").fetchone()
    assert (row["status"], alert["status"]) == ("failed", "failed")
    assert "swordfish" not in row["last_error"]


def test_a_name_from_a_registry_cannot_forge_headers_or_templates(database, tmp_path):
    hostile = replace(OPERATOR, name="Board\r\nBcc: everyone@lindhaven.example\r\n{{ 7 * 7 }}")
    queue(database, operator=hostile)
    deliver(database, Settings(message_language="en", home=tmp_path), LATER)

    (message,) = read_mailbox(tmp_path)
    assert message["Bcc"] is None
    assert "{{ 7 * 7 }}" in message.get_body(("plain",)).get_content()


def test_a_request_for_what_is_settled_is_not_sent(database, tmp_path):
    queue(database, release_off=())
    with database.transaction() as connection:
        outbox.withdraw_unsent(connection, "made:001", "eu.gdpr.notice", "finding")

    assert deliver(database, Settings(message_language="en", home=tmp_path), LATER).sent == 0
    assert read_mailbox(tmp_path) == []


def test_simulated_findings_are_not_mixed_with_real_ones(database):
    queue(database, mode=AuditMode.SIMULATED, release_off=())
    with database.transaction() as connection:
        assert len(outbox.held(connection)) == 1
        assert len(outbox.held(connection, "simulated")) == 1
        assert outbox.held(connection, "regular") == []


def test_in_order_now_is_said_once(database, tmp_path):
    queue(database)
    settings = Settings(message_language="en", home=tmp_path)
    with database.transaction() as connection:
        assert not outbox.was_told(connection, "made:001", "eu.gdpr.notice")
    deliver(database, settings, LATER)
    with database.transaction() as connection:
        assert outbox.was_told(connection, "made:001", "eu.gdpr.notice")
        outbox.enqueue(connection, [back_to_normal(audit(), finding(), camera(1))])
    with database.transaction() as connection:
        assert not outbox.was_told(connection, "made:001", "eu.gdpr.notice")


def test_what_was_taken_back_and_holds_again_is_told(database, tmp_path):
    queue(database)
    with database.transaction() as connection:
        outbox.withdraw_unsent(connection, "made:001", "eu.gdpr.notice", "finding")
        change = Transition(finding(), Change.NEW, None, Cause.FIRST_JUDGED)
        again = alerts_for(audit(), [change], {"made:001": camera(1)}, ("eu.gdpr.notice",))
        outbox.enqueue(connection, again)

    assert deliver(database, Settings(message_language="en", home=tmp_path), LATER).sent == 1


def test_each_address_of_the_authority_is_told_once_whatever_happens_to_the_others(database, inbox, tmp_path):
    queue(database, release_off=())
    settings = Settings(
        home=tmp_path, smtp_url=inbox.url, authority_email="duty@city.example, gone@city.example, head@city.example"
    )
    inbox.unknown = {"gone@city.example"}

    for hour in range(3):
        deliver(database, settings, LATER + dt.timedelta(hours=hour))

    of_request = [message for message in inbox.received if "gone" not in str(message["X-RcptTo"])]
    first = of_request[0]["Message-ID"]
    assert sorted(each["X-RcptTo"] for each in of_request if each["Message-ID"] == first) == [
        "duty@city.example", "head@city.example",
    ]  # fmt: skip
    assert all(each["To"] == each["X-RcptTo"] for each in of_request)
    with database.transaction() as connection:
        ways = connection.execute("SELECT channel, status FROM fairnotice.delivery ORDER BY status").fetchall()
        dead = connection.execute("SELECT payload FROM fairnotice.alert WHERE kind = 'channel_dead'").fetchall()
    assert sum(row["status"] == "failed" for row in ways if row["channel"].startswith("email:")) >= 1
    assert not any("city.example" in row["channel"] for row in ways)
    assert "550" in dead[0]["payload"]["error"]


def test_an_address_that_is_the_authoritys_no_more_is_not_written_to(database, inbox, tmp_path):
    queue(database, release_off=())
    before = Settings(home=tmp_path, smtp_url=inbox.url, authority_email="duty@city.example, head@city.example")
    assert gather_due(database, before, LATER) == 1
    after = before.model_copy(update={"authority_email": "duty@city.example"})

    deliver(database, after, LATER)

    assert [message["X-RcptTo"] for message in inbox.received] == ["duty@city.example"]
