"""Ways out: a local folder of messages by default; others only where they are set up and allowed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from fairnotice.alerts import webhooks
from fairnotice.alerts.smtp import Smtp
from fairnotice.domain import AuditMode, Contact, Operator
from fairnotice.errors import ConfigurationError, DeliveryError
from fairnotice.settings import Settings
from fairnotice.store.digests import Digest
from fairnotice.store.outbox import Alert
from fairnotice.store.webhooks import Endpoint

EMAIL = "email"


def is_mail(channel: str) -> bool:
    """Tell whether a way out is mail: to whom it is for, or to one of several addresses."""
    return channel == EMAIL or channel.startswith(f"{EMAIL}:")


def mail_to(address: str) -> str:
    """Name mail to one of several addresses, without the address."""
    return f"{EMAIL}:{hashlib.sha256(address.lower().encode()).hexdigest()[:12]}"


def authority_addresses(settings: Settings) -> list[str]:
    """Return the addresses of the authority's own people."""
    return _listed(settings.authority_email)


def addressed(addresses: Sequence[str], channel: str) -> list[str]:
    """Return those of some addresses that a way out is for: all, unless it is mail to one of them."""
    return list(addresses) if channel == EMAIL else [each for each in addresses if mail_to(each) == channel]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A digest on its way: as mail, and as what it tells for machines."""

    digest: Digest
    email: EmailMessage
    """The whole message; its Message-ID is the digest's."""
    alerts: tuple[Alert, ...] = ()
    """What it tells; empty on a way that carries mail."""


class Channel(Protocol):
    """Something that takes a digest away."""

    name: str
    """What is written down as the way that it left by, without secrets."""

    def send(self, outgoing: Outgoing) -> None:
        """Hand the digest over.

        Raises:
            DeliveryRefusedError: The receiver refused it for good.
            ChannelDownError: The channel does not work at all.
            DeliveryError: It did not work this time.
        """

    def close(self) -> None:
        """Give back what the channel holds open."""


@dataclass(frozen=True, slots=True)
class Route:
    """How one delivery leaves."""

    channel: Channel
    contact: Contact | None = None
    """Whom it reaches; None: it stays on this machine."""
    why_local: str = ""
    """Why it stays on this machine."""


class LocalMailbox:
    """A folder of ``.eml`` files named by digest, so that sending one twice leaves one.

    Args:
        folder: Where messages are put.
    """

    name = "local mailbox"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, outgoing: Outgoing) -> None:
        """Write the message into the folder."""
        self.put(outgoing.email)

    def put(self, message: EmailMessage) -> Path:
        """Write a message into the folder, under its Message-ID."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").split("@", 1)[0]
        partial = self.folder / f".{name}.partial"
        partial.write_bytes(bytes(message))
        return partial.replace(self.folder / f"{name}.eml")

    def close(self) -> None:
        """Nothing is held open."""

    def messages(self) -> list[Path]:
        """Return the files of all messages, oldest first."""
        return sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)


def local_mailbox(settings: Settings) -> LocalMailbox:
    """Return the mailbox of this installation."""
    return LocalMailbox(settings.home / "mailbox")


class _Mail:
    """A mail server as a channel of digests."""

    name = Smtp.name

    def __init__(self, server: Smtp, to: Sequence[str]) -> None:
        self._server = server
        self._to = to

    def send(self, outgoing: Outgoing) -> None:
        self._server.send(outgoing.email, self._to)

    def close(self) -> None:
        """The connection serves others too; whoever opened it closes it."""


class _Hook:
    """A webhook as a channel of digests."""

    def __init__(self, endpoint: Endpoint, settings: Settings) -> None:
        self.name = endpoint.channel
        self._endpoint = endpoint
        self._settings = settings

    def send(self, outgoing: Outgoing) -> None:
        """Hand the digest over, signed with the time of this attempt, of which receivers refuse an old one."""
        body = outgoing.email.get_body(("plain",))
        digest = outgoing.digest
        event = webhooks.digest_event(
            str(digest.digest_id),
            audience=digest.audience,
            operator_id=digest.operator_id,
            language=digest.composed.language,
            subject=digest.composed.subject,
            text=body.get_content() if body else digest.composed.plain,
            composed_at=digest.composed_at,
            alerts=outgoing.alerts,
        )
        try:
            webhooks.post(self._endpoint, event, self._settings, dt.datetime.now(dt.UTC))
        except ConfigurationError as error:
            raise DeliveryError(str(error)) from None

    def close(self) -> None:
        """Nothing is held open."""


class Channels:
    """The ways out of one run of the sender, opened once and used for many messages.

    Args:
        settings: Which ways are set up.
        today: Day on which contacts must be verified.
        endpoints: Webhooks that are in use.
    """

    def __init__(self, settings: Settings, today: dt.date, endpoints: Sequence[Endpoint] = ()) -> None:
        self._settings = settings
        self._endpoints = {endpoint.channel: endpoint for endpoint in endpoints}
        self._today = today
        self._smtp: Smtp | None = None

    def names(self, operator: Operator | None, mode: AuditMode) -> list[str]:
        """Return the ways by which a digest of ``operator`` leaves: its webhooks, and mail where that reaches it.

        Mail is the way of those without a webhook, also where it stays on this machine.
        """
        hooks = self._hooks(operator.operator_id, mode) if operator else []
        by_mail = not hooks or self._contact(operator, mode)[0] is not None
        return [*hooks, EMAIL] if by_mail else hooks

    def names_of_authority(self, mode: AuditMode) -> list[str]:
        """Return the ways by which a digest for the authority's own people leaves: each address has one of its own."""
        addresses = [] if _why_not_outside(mode, self._settings) else authority_addresses(self._settings)
        several = [mail_to(address) for address in addresses] if len(addresses) > 1 else [EMAIL]
        return [*self._hooks(None, mode), *dict.fromkeys(several)]

    def beside(self, name: str) -> set[str]:
        """Return the ways that do not work when ``name`` does not: those to the same place."""
        if is_mail(name):
            addresses = authority_addresses(self._settings)
            return {EMAIL, name, *(mail_to(address) for address in addresses)}
        endpoint = self._endpoints.get(name)
        same = (each for each, other in self._endpoints.items() if endpoint and other.place == endpoint.place)
        return {name, *same}

    def _hooks(self, operator_id: str | None, mode: AuditMode) -> list[str]:
        if mode is not AuditMode.REGULAR:
            return []
        return [name for name, endpoint in self._endpoints.items() if endpoint.operator_id == operator_id]

    def _hook_route(self, name: str) -> Route:
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            return Route(local_mailbox(self._settings), None, "the webhook is used no more")
        return Route(_Hook(endpoint, self._settings), Contact("webhook", endpoint.place, self._today))

    def route(self, name: str, operator: Operator | None, mode: AuditMode) -> Route:
        """Return how a digest for ``operator`` leaves by the way ``name`` now."""
        if not is_mail(name):
            return self._hook_route(name)
        contact, why_local = self._contact(operator, mode)
        if contact is None:
            return Route(local_mailbox(self._settings), None, why_local)
        return Route(_Mail(self._server(), [contact.address]), contact)

    def route_to_authority(self, mode: AuditMode, name: str = EMAIL) -> Route:
        """Return how a digest for the authority's own people leaves: they need no verification, only to be named."""
        if not is_mail(name):
            return self._hook_route(name)
        named = authority_addresses(self._settings)
        addresses = addressed(named, name)
        why = _why_not_outside(mode, self._settings)
        if not why and named and not addresses:
            why = "the address is the authority's no more"
        if not why and not addresses:
            why = "no address of the authority is set (FAIRNOTICE_AUTHORITY_EMAIL)"
        if why:
            return Route(local_mailbox(self._settings), None, why)
        return Route(_Mail(self._server(), addresses), Contact("email", ", ".join(addresses), self._today))

    def _contact(self, operator: Operator | None, mode: AuditMode) -> tuple[Contact | None, str]:
        if why := _why_not_outside(mode, self._settings):
            return None, why
        return recipient_for(operator, self._settings, self._today)

    def _server(self) -> Smtp:
        if self._smtp is None:
            assert self._settings.smtp_url is not None  # noqa: S101 - asked for before
            url = self._settings.smtp_url.get_secret_value()
            self._smtp = Smtp(url, tls_required=self._settings.smtp_tls_required)
        return self._smtp

    def close(self) -> None:
        """Close what was opened."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _why_not_outside(mode: AuditMode, settings: Settings) -> str:
    if mode is not AuditMode.REGULAR:
        return f"{mode.value}: never leaves this machine"
    if settings.smtp_url is None:
        return "sending outside is not set up (FAIRNOTICE_SMTP_URL)"
    return ""


def _listed(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def is_allowed(address: str, settings: Settings) -> bool:
    """Tell whether an address is on the list of those that may be written to from here."""
    allowed = [entry.lower() for entry in _listed(settings.alert_recipients)]
    address = address.lower()
    return address in allowed or any(entry.startswith("@") and address.endswith(entry) for entry in allowed)


def recipient_for(operator: Operator | None, settings: Settings, today: dt.date) -> tuple[Contact | None, str]:
    """Choose the contact that may be written to from here.

    Returns:
        The contact, or None with the reason why nobody outside may be written to.
    """
    if operator is None:
        return None, "the registry names no operator"
    contacts = [contact for contact in operator.contacts if contact.kind == "email"]
    if not contacts:
        return None, "the registry names no e-mail address of the operator"
    verified = [each for each in contacts if each.verified_on is not None and each.verified_on <= today]
    if not verified:
        return None, "no contact of the operator was verified"
    for contact in verified:
        if is_allowed(contact.address, settings):
            return contact, ""
    return None, "no verified contact is on the list of allowed recipients (FAIRNOTICE_ALERT_RECIPIENTS)"
