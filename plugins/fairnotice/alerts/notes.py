"""A note to somebody: no digest of findings, but a sentence with a stable id, by one channel."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from fairnotice.alerts.channels import local_mailbox
from fairnotice.alerts.smtp import Smtp
from fairnotice.alerts.webhooks import note_event, post
from fairnotice.errors import ConfigurationError, without_secrets
from fairnotice.settings import Settings
from fairnotice.store.webhooks import Endpoint

_NAMESPACE = uuid.UUID("2f6d8f43-0e43-4f0c-8f0a-6a8f6c2d9a1e")


@dataclass(frozen=True, slots=True)
class Note:
    """What is told."""

    occasion: str
    """Names what happened: the same occasion has the same id, by whatever channel and however often."""
    subject: str
    text: str

    @property
    def note_id(self) -> str:
        """The id by which a repeat is recognised."""
        return str(uuid.uuid5(_NAMESPACE, self.occasion))

    def as_email(self, sender: str, to: Sequence[str]) -> EmailMessage:
        """Write it as a message."""
        message = EmailMessage()
        message["Message-ID"] = f"<{self.note_id}@fairnotice>"
        message["X-Fairnotice-Kind"] = "note"
        message["Auto-Submitted"] = "auto-generated"
        message["From"] = sender
        message["To"] = ", ".join(to)
        message["Subject"] = without_secrets(" ".join(self.subject.split()))
        message.set_content(without_secrets(self.text))
        return message


def by_mailbox(note: Note, settings: Settings) -> None:
    """Put a note into the local mailbox; one that is there already stays one."""
    local_mailbox(settings).put(note.as_email(settings.alert_sender, ["authority@localhost"]))


def by_mail(note: Note, settings: Settings, to: Sequence[str]) -> None:
    """Send a note by the installation's mail server.

    Args:
        note: What.
        settings: Which server.
        to: Addresses of people who asked for it; nobody else is written to.

    Raises:
        ConfigurationError: No mail server is set up, or nobody is named.
        DeliveryError: It did not take the note.
    """
    if settings.smtp_url is None or not to:
        raise ConfigurationError(
            "mail is not set up: FAIRNOTICE_SMTP_URL, and whom it is for (FAIRNOTICE_AUTHORITY_EMAIL)"
        )
    server = Smtp(settings.smtp_url.get_secret_value(), tls_required=settings.smtp_tls_required)
    try:
        server.send(note.as_email(settings.alert_sender, to), to)
    finally:
        server.close()


def by_webhook(note: Note, settings: Settings, endpoint: Endpoint, now: dt.datetime) -> None:
    """Send a note to a registered webhook.

    Raises:
        DeliveryError: It did not arrive.
        ConfigurationError: This installation cannot sign for the endpoint.
    """
    event = note_event(note.note_id, now, subject=without_secrets(note.subject), text=without_secrets(note.text))
    post(endpoint, event, settings, now)
