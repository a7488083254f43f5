"""What an operator would get, before anything is released; and a message that only tests the way."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import escape

from fairnotice.alerts.channels import EMAIL, Channels, Outgoing
from fairnotice.alerts.digesting import occasion_at, reader_of, write
from fairnotice.alerts.gathering import gather
from fairnotice.alerts.links import fill
from fairnotice.alerts.messages import Envelope, Party, as_email
from fairnotice.alerts.words import language_for, words
from fairnotice.domain import AuditMode, Operator
from fairnotice.errors import StoreError
from fairnotice.settings import Settings
from fairnotice.store import outbox
from fairnotice.store.database import Connection
from fairnotice.store.digests import Composed, Digest
from fairnotice.store.operators import operator_of


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of a message that tests a way."""

    channel: str
    via: str
    why_local: str


def preview(
    connection: Connection, settings: Settings, operator_id: str, now: dt.datetime, *, language: str | None = None
) -> Composed:
    """Compose what an operator would get if everything that waits were released and sent now; nothing is changed.

    Args:
        connection: An open transaction, which may be one that only reads.
        settings: How messages are set up.
        operator_id: Whom it is for.
        now: When it is.
        language: Another language than the operator's.

    Raises:
        StoreError: There is no such operator, or nothing waits for it.
    """
    operator = _known(connection, operator_id)
    alerts = outbox.of_operator(connection, operator_id, held_too=True)
    if not alerts:
        raise StoreError(f"nothing waits for {operator.name} ({operator_id})")
    mode = AuditMode(alerts[0].payload.get("mode", AuditMode.REGULAR.value))
    reader = reader_of(settings, operator, alerts)
    if language is not None:
        reader = replace(reader, words=words(language_for(language, None, None)))
    occasion = occasion_at(settings, now, mode, is_preview=True)
    composed = write(connection, settings, gather(alerts), reader, occasion)
    return without_links(composed)


def without_links(composed: Composed) -> Composed:
    """Return a message whose links lead nowhere: whoever looks at it here must not be let in as the operator."""

    def nowhere(purpose: str, site: str) -> str:
        return "#"

    return replace(composed, plain=fill(composed.plain, nowhere), html=fill(composed.html, nowhere))


def as_page(composed: Composed) -> str:
    """Return the HTML of a message as a page of its own: its map is in it, since nothing can be attached to a page."""
    if composed.map_png is None:
        return composed.html
    return composed.html.replace("cid:map", f"data:image/png;base64,{base64.b64encode(composed.map_png).decode()}")


def send_test(
    connection: Connection, settings: Settings, operator_id: str | None, now: dt.datetime, by: str
) -> list[Tested]:
    """Send a message that says that it is a test, by every way of an operator, or to the authority.

    It goes where a real one would: an operator that may not be written to from here is not written to.

    Raises:
        StoreError: There is no such operator.
        DeliveryError: A way does not work; the message says which and why.
    """
    operator = _known(connection, operator_id) if operator_id else None
    channels = Channels(settings, now.date())
    done = []
    try:
        for name in channels.names(operator, AuditMode.REGULAR) if operator else [EMAIL]:
            route = (
                channels.route(name, operator, AuditMode.REGULAR)
                if operator
                else channels.route_to_authority(AuditMode.REGULAR)
            )
            digest = _test_digest(operator, settings, now, by)
            to = Party(operator.name if operator else "", route.contact.address if route.contact else "test@localhost")
            envelope = Envelope(
                digest.digest_id, Party(settings.authority_name, settings.alert_sender), [to], now, route.why_local
            )
            route.channel.send(Outgoing(digest, as_email(envelope, digest.composed)))
            done.append(Tested(name, route.channel.name, route.why_local))
    finally:
        channels.close()
    return done


def _test_digest(operator: Operator | None, settings: Settings, now: dt.datetime, by: str) -> Digest:
    w = words(language_for(operator.language if operator else None, settings.message_language, None))
    text = w("test.text", authority=settings.authority_name, by=by)
    head = f'<!DOCTYPE html><html lang="{w.tag}"><head><meta charset="utf-8"></head>'
    html = f"{head}<body><p>{escape(text)}</p></body></html>"
    composed = Composed(w.tag, w("test.subject"), f"{text}\n", html)
    audience: Literal["operator", "authority"] = "operator" if operator else "authority"
    operator_id = operator.operator_id if operator else None
    return Digest(uuid.uuid4(), audience, operator_id, AuditMode.REGULAR.value, now, composed, "ready")


def _known(connection: Connection, operator_id: str) -> Operator:
    operator = operator_of(connection, operator_id)
    if operator is None:
        raise StoreError(f"the registry knows no operator {operator_id!r}; see `fairnotice messages list`")
    return operator
