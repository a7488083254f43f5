"""Ways out: a local folder of messages by default, SMTP only where it is set up and allowed."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from fairnotice.domain import AuditMode, Contact, Operator
from fairnotice.errors import ConfigurationError, DeliveryError, without_secrets
from fairnotice.settings import Settings

_SMTP_TIMEOUT_S = 30.0


class Channel(Protocol):
    """Something that takes a message away."""

    name: str

    def send(self, message: EmailMessage) -> None:
        """Hand the message over, or raise ``DeliveryError``."""


class LocalMailbox:
    """A folder of ``.eml`` files named by alert, so that sending one twice leaves one.

    Args:
        folder: Where messages are put.
    """

    name = "local mailbox"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the message into the folder."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").split("@", 1)[0]
        partial = self.folder / f".{name}.partial"
        partial.write_bytes(bytes(message))
        partial.replace(self.folder / f"{name}.eml")

    def messages(self) -> list[Path]:
        """Return the files of all messages, oldest first."""
        return sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)


def local_mailbox(settings: Settings) -> LocalMailbox:
    """Return the mailbox of this installation."""
    return LocalMailbox(settings.home / "mailbox")


class Smtp:
    """A mail server.

    Args:
        url: ``smtp://user:password@host:port`` or ``smtps://...``.
    """

    name = "smtp"

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ConfigurationError("FAIRNOTICE_SMTP_URL must look like smtp://user:password@host:port")
        self._parts = parts

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server."""
        parts = self._parts
        host = parts.hostname or ""
        try:
            with (
                smtplib.SMTP_SSL(host, parts.port or 465, timeout=_SMTP_TIMEOUT_S, context=ssl.create_default_context())
                if parts.scheme == "smtps"
                else smtplib.SMTP(host, parts.port or 25, timeout=_SMTP_TIMEOUT_S)
            ) as server:
                if parts.scheme == "smtp" and server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"the mail server {host} did not take it: {without_secrets(str(error))}") from None


def recipient_for(operator: Operator | None, settings: Settings, today: dt.date) -> tuple[Contact | None, str]:
    """Choose the contact that may be written to from here.

    Returns:
        The contact, or None with the reason why nobody outside may be written to.
    """
    allowed = [entry.strip().lower() for entry in settings.alert_recipients.split(",") if entry.strip()]
    if operator is None:
        return None, "the registry names no operator"
    contacts = [contact for contact in operator.contacts if contact.kind == "email"]
    if not contacts:
        return None, "the registry names no e-mail address of the operator"
    verified = [each for each in contacts if each.verified_on is not None and each.verified_on <= today]
    if not verified:
        return None, "no contact of the operator was verified"
    for contact in verified:
        address = contact.address.lower()
        if address in allowed or any(entry.startswith("@") and address.endswith(entry) for entry in allowed):
            return contact, ""
    return None, "no verified contact is on the list of allowed recipients (FAIRNOTICE_ALERT_RECIPIENTS)"


def choose(
    mode: AuditMode, operator: Operator | None, settings: Settings, today: dt.date
) -> tuple[Channel, Contact | None, str]:
    """Choose the channel of a message to an operator.

    Returns:
        The channel, the contact where it leaves this machine, and otherwise why it does not.
    """
    mailbox = local_mailbox(settings)
    if mode is not AuditMode.REGULAR:
        return mailbox, None, f"{mode.value}: never leaves this machine"
    if settings.smtp_url is None:
        return mailbox, None, "sending outside is not set up (FAIRNOTICE_SMTP_URL)"
    contact, reason = recipient_for(operator, settings, today)
    if contact is None:
        return mailbox, None, reason
    return Smtp(settings.smtp_url.get_secret_value()), contact, ""
