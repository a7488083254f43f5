import datetime as dt
import json
import socket
import threading
from dataclasses import replace

import jsonschema
import pytest
from pydantic import SecretStr

from alerts.killing import fill_outbox
from fairnotice.alerts import webhooks as sending
from fairnotice.alerts.causes import alerts_for
from fairnotice.alerts.deliver import deliver
from fairnotice.alerts.digesting import gather_due
from fairnotice.alerts.webhooks import check_event, policy_of, post, target_for
from fairnotice.domain import AuditMode
from fairnotice.errors import ConfigurationError, DeliveryError, StoreError
from fairnotice.rules.standing import Judged
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, facts, findings, outbox, webhooks
from fakes.webhook_receiver import Receiver
from fakes.world import DAY, NOON, audit, camera, finding

pytestmark = pytest.mark.slow

NOW = dt.datetime.now(dt.UTC)
LATER = NOW + dt.timedelta(days=2)


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, webhook_networks="127.0.0.1/32")


def registered(database, settings, receiver, operator="op-1", url=None):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1)], NOON)
        place = target_for(url or receiver.url, settings).place
        _, receiver.secret = webhooks.add(
            connection, settings.home, operator_id=operator, url=url or receiver.url, place=place, by="me", now=NOW
        )
        return webhooks.listed(connection)[-1]


def told(database, mode=AuditMode.REGULAR):
    run = audit(mode=mode)
    with database.transaction() as connection:
        facts.ensure_month(connection, DAY)
        audits.begin(connection, run, packs={})
        changes = findings.put(connection, run, ["made:001"], [Judged(finding())])
        alerts = alerts_for(run, changes, {"made:001": camera(1)}, ("eu.gdpr.notice",))
        outbox.enqueue(connection, [replace(alert, ready_at=NOW) for alert in alerts])


def deliveries(database):
    with database.transaction() as connection:
        query = "SELECT channel, status, via, last_error FROM fairnotice.delivery ORDER BY channel, status"
        return connection.execute(query).fetchall()


def test_a_digest_arrives_signed_as_its_schema_says_and_is_the_only_way_of_who_has_no_mail(
    database, settings, receiver
):
    registered(database, settings, receiver)
    told(database)

    deliver(database, settings, LATER)
    deliver(database, settings, LATER)

    ((event_id, event),) = receiver.taken.items()
    jsonschema.validate(event, sending.schema())
    assert event["data"]["digest_id"] == event_id
    assert [alert["camera_id"] for alert in event["data"]["alerts"]] == ["made:001"]
    assert "Quay 1" in event["data"]["text"]
    assert [(row["channel"], row["status"]) for row in deliveries(database)] == [("webhook:1", "sent")]


def test_a_receiver_that_answers_too_late_gets_the_same_id_again_and_takes_it_once(
    database, settings, receiver, monkeypatch
):
    registered(database, settings, receiver)
    told(database)
    monkeypatch.setattr(sending, "DEADLINE_S", 0.3)
    receiver.answer = lambda attempt: threading.Event().wait(0.6 * (attempt == 1)) or None
    assert deliver(database, settings, LATER).retried == 1
    assert deliver(database, settings, LATER + dt.timedelta(minutes=2)).sent == 1

    assert len({headers["webhook-id"] for headers in receiver.attempts}) == 1
    assert len(receiver.attempts) == 2
    assert len(receiver.taken) == 1


@pytest.mark.parametrize(("headers", "minutes"), [({"Retry-After": "3600"}, 60), ({}, 1), ({"Retry-After": "soon"}, 1)])
def test_a_receiver_that_is_busy_is_asked_again_when_it_says(database, settings, receiver, headers, minutes):
    registered(database, settings, receiver)
    told(database)
    receiver.answer = lambda attempt: (429, headers, b"slow down") if attempt == 1 else None

    assert deliver(database, settings, LATER).retried == 1
    assert deliver(database, settings, LATER + dt.timedelta(minutes=minutes * 0.7)).sent == 0
    assert deliver(database, settings, LATER + dt.timedelta(minutes=minutes + 0.1)).sent == 1


def test_an_endpoint_that_is_gone_is_used_no_more_and_the_authority_hears_of_it(database, settings, receiver):
    registered(database, settings, receiver)
    told(database)
    receiver.answer = lambda _: (410, {}, b"")

    assert deliver(database, settings, LATER).failed == 1
    deliver(database, settings, LATER + dt.timedelta(days=1))

    assert len(receiver.attempts) == 1
    with database.transaction() as connection:
        (endpoint,) = webhooks.listed(connection)
        dead = connection.execute("SELECT payload FROM fairnotice.alert WHERE kind = 'channel_dead'").fetchall()
    assert "gone" in endpoint.disabled_why
    assert [row["payload"]["channel"] for row in dead] == ["webhook:1"]


def test_a_simulated_town_calls_nobody(database, settings, receiver):
    registered(database, settings, receiver)
    with database.transaction() as connection:
        connection.execute("UPDATE fairnotice.registry_source SET mode = 'simulated'")
    told(database, AuditMode.SIMULATED)

    deliver(database, settings, LATER)

    assert receiver.attempts == []
    assert [row["channel"] for row in deliveries(database)] == ["email"]


def test_during_a_rotation_both_secrets_verify_and_afterwards_the_new_one_alone(database, settings, receiver):
    endpoint = registered(database, settings, receiver)
    old = receiver.secret
    with database.transaction() as connection:
        new = webhooks.rotate(connection, settings.home, endpoint.endpoint_id, NOW)
        (endpoint,) = webhooks.listed(connection)

    def accepted(secret, at):
        receiver.secret = secret
        try:
            post(endpoint, check_event(f"{secret}{at}", at), settings, at)
        except DeliveryError:
            return False
        return True

    now = dt.datetime.now(dt.UTC)
    assert (accepted(old, now), accepted(new, now)) == (True, True)
    assert len(webhooks.unseal(settings.home, endpoint).signing(now + webhooks.OVERLAP)) == 1
    assert webhooks.unseal(settings.home, endpoint).signing(now + webhooks.OVERLAP) == [new]


@pytest.mark.parametrize("status", [301, 307])
def test_no_redirect_is_followed(database, settings, receiver, status):
    endpoint = registered(database, settings, receiver)
    receiver.answer = lambda _: (status, {"Location": receiver.url}, b"")

    with pytest.raises(DeliveryError, match="redirects are not followed"):
        post(endpoint, check_event("1", NOW), settings, NOW)
    assert len(receiver.attempts) == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://operator.example/hook", "scheme"),
        ("ftp://operator.example/hook", "scheme"),
        ("https://me:swordfish@operator.example/", "user name or password"),
        ("https://operator.example:22/", "port 22"),
        ("not an address", "scheme"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_at_once(tmp_path, url, why):
    with pytest.raises(ConfigurationError, match=why) as raised:
        target_for(url, Settings(home=tmp_path))
    assert "swordfish" not in str(raised.value)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.1.2.3", "localhost", "[::ffff:10.0.0.1]"]
)
def test_no_private_address_is_called(database, tmp_path, receiver, host):
    opened = Settings(home=tmp_path, webhook_networks="192.168.77.0/24")
    endpoint = registered(database, opened, receiver, url=f"http://{host}:8443/hook")

    with pytest.raises(DeliveryError) as raised:
        post(endpoint, check_event("1", NOW), opened, NOW)

    assert not raised.value.doubtful
    assert receiver.attempts == []


def test_plain_http_is_spoken_in_networks_that_were_named_and_nowhere_else(database, tmp_path, receiver):
    opened = Settings(home=tmp_path, webhook_networks="192.168.77.0/24")
    endpoint = registered(database, opened, receiver, url="http://93.184.215.14/hook")

    with pytest.raises(DeliveryError, match="only https"):
        post(endpoint, check_event("1", NOW), opened, NOW)
    assert policy_of(Settings(home=tmp_path)).schemes == ("https",)


def test_what_a_receiver_says_is_shown_short_and_without_secrets(database, settings, receiver):
    endpoint = registered(database, settings, receiver, url=f"{receiver.url}?token=abcdef123456")
    secret = receiver.secret
    receiver.answer = lambda _: (500, {}, (f"oops {secret} token=abcdef123456 \x1b[31m" + "x" * 90_000).encode())

    with pytest.raises(DeliveryError) as raised:
        post(endpoint, check_event("1", NOW), settings, NOW)

    said = str(raised.value)
    assert "oops" in said
    assert len(said) < 300
    assert secret.removeprefix("whsec_") not in said
    assert "abcdef123456" not in said
    assert "\x1b" not in said


def test_the_database_and_what_is_printed_of_an_endpoint_hold_no_secret(database, settings, receiver):
    endpoint = registered(database, settings, receiver, url=f"{receiver.url}?token=abcdef123456")
    with database.transaction() as connection:
        stored = json.dumps(connection.execute("SELECT * FROM fairnotice.webhook_endpoint").fetchall(), default=repr)

    for secret in ("abcdef123456", receiver.secret.removeprefix("whsec_")):
        assert secret not in stored + repr(endpoint) + repr(webhooks.unseal(settings.home, endpoint))
    other = settings.home / "elsewhere"
    other.mkdir()
    with pytest.raises(ConfigurationError, match="another installation"):
        webhooks.unseal(other, endpoint)


def test_a_key_that_is_lost_holds_up_one_way_and_not_the_sender(database, settings, receiver):
    registered(database, settings, receiver)
    told(database)
    (settings.home / "secrets" / "webhook-key").unlink()

    assert deliver(database, settings, LATER).retried == 1
    assert "another installation" in deliveries(database)[0]["last_error"]


def test_an_operator_that_nobody_knows_gets_no_endpoint(database, settings, receiver):
    with pytest.raises(StoreError, match="there is no operator"):
        registered(database, settings, receiver, operator="nobody")


def full_outbox(database, empty_database_url, number):
    fill_outbox(empty_database_url, number)
    with database.transaction() as connection:
        connection.execute("UPDATE fairnotice.alert SET ready_at = %s", [NOW])


def hooks_for(database, settings, url, number, place="one.example", secret=None):
    with database.transaction() as connection:
        for n in range(1, number + 1):
            webhooks.add(
                connection, settings.home, operator_id=f"op-{n}", url=url, place=place, by="me", now=NOW, secret=secret
            )


def test_a_place_where_nobody_answers_in_time_is_tried_once_in_a_run_and_told_of(
    database, empty_database_url, settings, receiver, monkeypatch
):
    full_outbox(database, empty_database_url, 20)
    hooks_for(database, settings, receiver.url, 20)
    monkeypatch.setattr(sending, "DEADLINE_S", 0.3)
    receiver.answer = lambda _: threading.Event().wait(0.6) or None

    reports = [deliver(database, settings, LATER + dt.timedelta(hours=n)) for n in range(3)]

    assert [(report.sent, report.retried) for report in reports] == [(0, 1)] * 3
    assert len(receiver.attempts) == 3
    with database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM fairnotice.delivery WHERE status = 'failed'").fetchone()[
            "n"
        ] == 0  # fmt: skip


def test_other_places_do_not_wait_for_one_that_is_silent(database, empty_database_url, settings, receiver, monkeypatch):
    full_outbox(database, empty_database_url, 2)
    receiver.secret = webhooks.new_secret()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(sending, "DEADLINE_S", 0.3)
        nobody = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with database.transaction() as connection:
            for operator, url, place in (("op-1", nobody, "silent"), ("op-2", receiver.url, "well")):
                webhooks.add(
                    connection, settings.home, operator_id=operator, url=url, place=place, by="me", now=NOW,
                    secret=receiver.secret,
                )  # fmt: skip
        report = deliver(database, settings, LATER)

    assert (report.sent, report.retried) == (1, 1)


def test_after_an_endpoint_said_that_it_is_gone_nothing_more_of_that_run_goes_to_it(
    database, empty_database_url, settings, receiver
):
    full_outbox(database, empty_database_url, 1)
    hooks_for(database, settings, receiver.url, 1)
    for night in range(3):
        assert gather_due(database, settings, LATER + dt.timedelta(days=night)) == 1
        with database.transaction() as connection:
            connection.execute(
                "INSERT INTO fairnotice.alert (cause, kind, operator_id, status, payload, ready_at)"
                " SELECT %s, kind, operator_id, 'ready', payload, %s FROM fairnotice.alert WHERE cause = 'photo|1'",
                [f"night {night}", LATER + dt.timedelta(days=night)],
            )
    receiver.answer = lambda _: (410, {}, b"")

    deliver(database, settings, LATER + dt.timedelta(days=2, hours=1))

    assert len(receiver.attempts) == 1


def test_mail_and_a_webhook_of_one_operator_do_not_wait_for_each_other(
    database, empty_database_url, settings, receiver, inbox
):
    full_outbox(database, empty_database_url, 1)
    hooks_for(database, settings, receiver.url, 1)
    both = settings.model_copy(update={"smtp_url": SecretStr(inbox.url), "alert_recipients": "@lindhaven.example"})
    receiver.answer = lambda attempt: (500, {}, b"") if attempt < 3 else (204, {}, b"")

    for hour in range(4):
        deliver(database, both, LATER + dt.timedelta(hours=hour))

    assert len(inbox.received) == 1
    assert len(receiver.attempts) == 3
    assert len({headers["webhook-id"] for headers in receiver.attempts}) == 1
    assert {row["status"] for row in deliveries(database)} == {"sent"}


def test_a_date_that_no_calendar_has_holds_up_one_way_and_not_the_sender(database, settings, receiver):
    registered(database, settings, receiver)
    told(database)
    receiver.answer = lambda _: (429, {"Retry-After": "Mon, 01 Jan 2024 00:00:00 +99999999999999999"}, b"")

    assert deliver(database, settings, LATER).retried == 1
    assert "answered 429" in deliveries(database)[0]["last_error"]


@pytest.mark.parametrize("echoed", ["Cannot POST {path}", "no hook {last} here", "no hook T0+B7x here"])
def test_a_receiver_that_repeats_the_path_tells_no_secret_of_it(database, settings, receiver, echoed):
    origin = receiver.url.removesuffix("/hooks/fairnotice")
    path = "/services/T0%2BB7x/9f8e7d6c5b4a"
    endpoint = registered(database, settings, receiver, url=f"{origin}{path}")
    receiver.answer = lambda _: (404, {}, echoed.format(path=path, last="9f8e7d6c5b4a").encode())

    with pytest.raises(DeliveryError) as raised:
        post(endpoint, check_event("1", NOW), settings, NOW)

    assert "answered 404" in str(raised.value)
    assert not {"9f8e7d6c5b4a", "T0%2BB7x", "T0+B7x"} & set(str(raised.value).replace("/", " ").split())
