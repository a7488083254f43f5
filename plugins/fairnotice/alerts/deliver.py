"""Empty the outbox: at least once, with a stable id, one transaction for each message."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from jinja2 import TemplateError

from fairnotice.alerts import channels
from fairnotice.alerts.messages import Party, compose
from fairnotice.domain import AuditMode, Operator
from fairnotice.errors import DeliveryError, FairnoticeError, without_secrets
from fairnotice.settings import Settings
from fairnotice.store import outbox
from fairnotice.store.database import Connection, Database
from fairnotice.store.operators import operator_of

_LOG = logging.getLogger(__name__)
_AUTHORITY = "Fairnotice"
_INSPECTORS = Party("Inspectors", "inspectors@localhost")
_RETRY_AFTER = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 300, 600))


class NothingToTellError(FairnoticeError):
    """What a message was about is settled."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one run of the sender did."""

    sent: int = 0
    retried: int = 0
    failed: int = 0


def deliver(database: Database, settings: Settings, now: dt.datetime, *, most: int = 10_000) -> DeliveryReport:
    """Send what is ready, up to ``most`` messages.

    Several senders may run at once: each takes rows that no other holds. A sender that is killed
    between handing a message over and writing it down sends it again, with the same Message-ID.
    """
    sent = retried = failed = 0
    for _ in range(most):
        with database.transaction() as connection:
            ready = outbox.take_ready(connection, now, most=1)
            if not ready:
                break
            alert = ready[0]
            try:
                channel = _send(connection, alert, settings, now)
            except NothingToTellError:
                outbox.withdraw(connection, alert)
            except (DeliveryError, ValueError, LookupError, TemplateError) as error:
                give_up = alert.attempts >= len(_RETRY_AFTER)
                wait = _RETRY_AFTER[min(alert.attempts, len(_RETRY_AFTER) - 1)]
                outbox.mark_retry(connection, alert, without_secrets(str(error)), now + wait, give_up=give_up)
                _LOG.warning("alert %s was not delivered: %s", alert.alert_id, error)
                failed, retried = failed + give_up, retried + (not give_up)
            else:
                outbox.mark_sent(connection, alert, channel, now)
                sent += 1
    return DeliveryReport(sent, retried, failed)


def _send(connection: Connection, alert: outbox.Alert, settings: Settings, now: dt.datetime) -> str:
    sender = Party(_AUTHORITY, settings.alert_sender)
    mode = AuditMode(alert.payload["mode"])
    if alert.kind == "release_request":
        held = [
            {**row["payload"], "camera_id": row["camera_id"], "rule_id": row["rule_id"]}
            for row in outbox.held(connection, mode.value)
        ]
        if not held:
            raise NothingToTellError("all was released or taken back")
        mailbox = channels.local_mailbox(settings)
        mailbox.send(compose(alert, sender=sender, recipient=_INSPECTORS, held=held))
        return mailbox.name
    operator = operator_of(connection, alert.operator_id)
    channel, contact, why_local = channels.choose(mode, operator, settings, now.date())
    message = compose(alert, sender=sender, recipient=_party(operator, contact.address if contact else None))
    if why_local:
        message["X-Fairnotice-Kept-Local"] = why_local
    channel.send(message)
    return channel.name


def _party(operator: Operator | None, address: str | None) -> Party:
    if operator is None:
        return Party("the operator (unknown)", "unknown@localhost")
    if address is None:
        address = next((each.address for each in operator.contacts if each.kind == "email"), "unknown@localhost")
    return Party(operator.name, address)
