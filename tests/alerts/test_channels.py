import datetime as dt
from dataclasses import replace
from email.message import EmailMessage

import pytest

from fairnotice.alerts.channels import EMAIL, Channels, LocalMailbox
from fairnotice.alerts.smtp import Smtp
from fairnotice.domain import AuditMode, Contact
from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings
from fakes.world import OPERATOR

TODAY = dt.date(2026, 3, 2)
ADDRESS = "board@lindhaven.example"
VERIFIED = replace(OPERATOR, contacts=(Contact("email", ADDRESS, TODAY),))
OPEN = {"smtp_url": "smtp://127.0.0.1:25", "alert_recipients": ADDRESS}


@pytest.mark.parametrize(
    ("mode", "operator", "set_up", "leaves"),
    [
        (AuditMode.REGULAR, VERIFIED, OPEN, True),
        (AuditMode.REGULAR, VERIFIED, {**OPEN, "alert_recipients": "@lindhaven.example"}, True),
        (AuditMode.REGULAR, VERIFIED, {}, False),  # out of the box nothing leaves
        (AuditMode.REGULAR, VERIFIED, {"smtp_url": "smtp://127.0.0.1:25"}, False),  # nobody is on the list
        (AuditMode.REGULAR, VERIFIED, {**OPEN, "alert_recipients": "@haven.example"}, False),
        (AuditMode.REGULAR, OPERATOR, OPEN, False),  # the contact was never verified
        (AuditMode.REGULAR, replace(OPERATOR, contacts=()), OPEN, False),
        (AuditMode.REGULAR, None, OPEN, False),
        (AuditMode.SIMULATED, VERIFIED, OPEN, False),
        (AuditMode.EXERCISE, VERIFIED, OPEN, False),
        (
            AuditMode.REGULAR,
            replace(OPERATOR, contacts=(Contact("email", ADDRESS, TODAY + dt.timedelta(days=1)),)),
            OPEN,
            False,
        ),
    ],
)
def test_a_message_leaves_only_with_everything_in_place(tmp_path, mode, operator, set_up, leaves):
    route = Channels(Settings(home=tmp_path, **set_up), TODAY).route(EMAIL, operator, mode)

    assert isinstance(route.channel, LocalMailbox) != leaves
    assert (route.contact is not None) == leaves
    assert bool(route.why_local) != leaves


def test_a_message_sent_twice_is_one_in_the_mailbox(tmp_path):
    message = EmailMessage()
    message["Message-ID"] = "<0b5a9c1e@fairnotice>"
    message.set_content("text")
    box = LocalMailbox(tmp_path / "mailbox")
    box.put(message)
    box.put(message)

    assert [path.name for path in box.messages()] == ["0b5a9c1e.eml"]


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example"])
def test_a_mail_server_that_is_none_is_refused(url):
    with pytest.raises(ConfigurationError, match="FAIRNOTICE_SMTP_URL"):
        Smtp(url)
