import datetime as dt
import email
import email.policy

import pytest

from fairnotice.alerts.alarm import tell
from fairnotice.alerts.freshness import Check, Freshness, State, unreachable
from fairnotice.errors import DeliveryError
from fairnotice.settings import Settings

NOW = dt.datetime(2026, 3, 4, 8, 15, tzinfo=dt.UTC)
AUDIT = Check("audit", State.LATE, "the audit is missing", NOW, "quays", "2026-03-03 quays")
SECOND = Check("audit", State.LATE, "2 audits are missing", NOW, "quays", "2026-03-04 quays")
OUTBOX = Check("outbox", State.LATE, "3 messages wait", NOW, "", "2026-03-04")


def seen(*checks):
    return Freshness(NOW, dt.date(2026, 3, 2), NOW - dt.timedelta(days=1), checks)


@pytest.fixture
def mailbox(tmp_path):
    def read():
        files = sorted((tmp_path / "mailbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]

    return read


def test_a_missed_night_is_told_once_and_the_next_one_again(tmp_path, mailbox):
    settings = Settings(home=tmp_path)

    for found in (seen(AUDIT), seen(AUDIT), seen(SECOND), seen(SECOND)):
        tell(found, settings)

    first, second = mailbox()
    assert "audit late" in first["Subject"]
    assert "the audit is missing" in first.get_content()
    assert "data of 2026-03-02" in first.get_content()
    assert "2 audits are missing" in second.get_content()


def test_another_trouble_is_told_beside_what_was_told_before(tmp_path, mailbox):
    settings = Settings(home=tmp_path)
    tell(seen(AUDIT), settings)
    tell(seen(AUDIT, OUTBOX), settings)

    text = mailbox()[1].get_content()
    assert text.index("3 messages wait") < text.index("Told before, and still so") < text.index("the audit is missing")


def test_it_is_told_once_that_all_is_in_order_again(tmp_path, mailbox):
    settings = Settings(home=tmp_path)
    for found in (seen(AUDIT), seen(), seen()):
        tell(found, settings)

    assert [message["Subject"] for message in mailbox()][1:] == ["Fairnotice: in order again"]
    tell(seen(AUDIT), settings)  # an audit that was taken back is missing again
    assert len(mailbox()) == 2  # by the same id, which the mailbox holds already


def test_a_database_that_is_down_is_told_and_ends_no_other_alarm(tmp_path, mailbox):
    settings = Settings(home=tmp_path)
    tell(seen(AUDIT), settings)
    tell(unreachable("it cannot be reached", NOW), settings)
    tell(seen(AUDIT), settings)

    told = [message["Subject"] for message in mailbox()]
    assert len(told) == 3
    assert "database" in told[1]
    assert "in order again" in told[2]  # the database
    assert "audit: in order again" not in mailbox()[2].get_content()


def test_mail_goes_to_the_authority_where_that_is_set_up(tmp_path, mailbox, inbox):
    settings = Settings(home=tmp_path, smtp_url=inbox.url, authority_email="duty@city.example, head@city.example")

    tell(seen(AUDIT), settings)
    tell(seen(AUDIT), settings)

    (message,) = inbox.received
    assert message["X-RcptTo"] == "duty@city.example, head@city.example"
    assert mailbox() == []


def test_what_the_mail_server_refuses_is_in_the_mailbox_and_tried_again_under_the_same_id(tmp_path, mailbox, inbox):
    settings = Settings(home=tmp_path, smtp_url=inbox.url, authority_email="duty@city.example")
    inbox.answer = "451 try again later"
    with pytest.raises(DeliveryError):
        tell(seen(AUDIT), settings)
    inbox.answer = ""
    tell(seen(AUDIT), settings)
    tell(seen(AUDIT), settings)

    assert [message["Message-ID"] for message in inbox.received] == [mailbox()[0]["Message-ID"]]


def test_a_broken_record_of_what_was_told_costs_a_second_message_and_no_alarm(tmp_path, mailbox):
    settings = Settings(home=tmp_path)
    tell(seen(AUDIT), settings)
    (tmp_path / "watch" / "told.json").write_text("{")
    told = tell(seen(AUDIT), settings)

    assert told.begun == (AUDIT,)
    assert len(mailbox()) == 1  # the same id
