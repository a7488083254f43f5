"""Hand digests over: at least once, each with the same Message-ID however often, by several senders at once.

What is about to leave is written down and committed before it leaves. So a sender that is killed at any moment, or
whose database goes away, leaves a row that says that the receiver may have it: it is sent again, with the same id and
the same words, and never changed or taken back. What nobody can have yet is dissolved if something in it no longer
holds.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from dataclasses import dataclass, field, replace

from fairnotice.alerts import causes
from fairnotice.alerts.channels import EMAIL, Channels, Outgoing, Route, addressed, authority_addresses, is_mail
from fairnotice.alerts.digesting import gather_due
from fairnotice.alerts.links import fill, places, site_of
from fairnotice.alerts.messages import Envelope, Party, as_email
from fairnotice.alerts.webhooks import EndpointGoneError
from fairnotice.domain import AuditMode, Operator
from fairnotice.errors import (
    ChannelDownError,
    DeliveryError,
    DeliveryRefusedError,
    StoreUnavailableError,
    without_secrets,
)
from fairnotice.settings import Settings
from fairnotice.store import answers, digests, outbox, webhooks
from fairnotice.store.database import Connection, Database
from fairnotice.store.digests import Composed, Delivery, Digest
from fairnotice.store.operators import operator_of

_LOG = logging.getLogger(__name__)
_RETRY_AFTER = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 300, 600))
_MOST_WAIT = dt.timedelta(days=2)
_TELL_OF_DOWN_AFTER = 2
"""Failed attempts of a message after which a way that is down is told of."""
_TRIES_TO_NOTE, _PAUSE_S = 20, 0.5
"""How long a sender that has handed something over waits for its database to come back, to write that down."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one run of the sender did."""

    composed: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0


@dataclass
class _Run:
    """One run of the sender."""

    database: Database
    settings: Settings
    now: dt.datetime
    channels: Channels
    down: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: {"sent": 0, "retried": 0, "failed": 0})


def deliver(database: Database, settings: Settings, now: dt.datetime, *, most: int = 10_000) -> DeliveryReport:
    """Compose what is due and send what waits, up to ``most`` messages.

    Several senders may run at once: each takes what no other holds.

    Raises:
        StoreUnavailableError: The database went away. Nothing is lost; the next run goes on.
    """
    composed = gather_due(database, settings, now)
    with database.transaction() as connection:
        endpoints = webhooks.active(connection)
    channels = Channels(settings, now.date(), endpoints)
    run = _Run(database, settings, now, channels)
    dissolved = False
    try:
        for _ in range(most):
            with database.transaction() as connection:
                begun = _begin(run, connection)
            if begun is None:
                if not dissolved:
                    break
                # What is left of a digest in which something was taken back goes at once.
                dissolved, again = False, gather_due(database, settings, now)
                composed += again
            elif isinstance(begun, _Begun):
                _attempt(run, begun)
            else:
                dissolved = True
    finally:
        channels.close()
    return DeliveryReport(composed, **run.counts)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A delivery that is written down as being tried, with everything that it needs."""

    delivery: Delivery
    digest: Digest
    operator: Operator | None
    outgoing: Outgoing
    route: Route


def _begin(run: _Run, connection: Connection) -> _Begun | bool | None:
    """Take the next delivery; True: one was dissolved instead; None: there is none."""
    delivery = digests.begin(connection, run.now, run.down)
    if delivery is None:
        return None
    if not isinstance(delivery, Delivery):
        return True
    digest = digests.one(connection, delivery.digest_id)
    assert digest is not None  # noqa: S101 - its row is locked
    operator = operator_of(connection, digest.operator_id)
    mode = AuditMode(digest.mode)
    is_authority = digest.audience == "authority"
    route = (
        run.channels.route_to_authority(mode, delivery.channel)
        if is_authority
        else run.channels.route(delivery.channel, operator, mode)
    )
    composed = _with_links(connection, run, digest)
    envelope = Envelope(
        digest.digest_id,
        Party(run.settings.authority_name, run.settings.alert_sender),
        _parties(run.settings, delivery, digest, operator, route),
        digest.composed_at,
        route.why_local,
    )
    alerts = () if is_mail(delivery.channel) else tuple(outbox.of_digest(connection, digest.digest_id))
    return _Begun(delivery, digest, operator, Outgoing(digest, as_email(envelope, composed), alerts), route)


def _with_links(connection: Connection, run: _Run, digest: Digest) -> Composed:
    """Put fresh links into a message. They count from the commit on, which is before it leaves."""
    composed = digest.composed
    if digest.operator_id is None or run.settings.public_url is None:
        return composed
    base = run.settings.public_url.rstrip("/")
    links: dict[tuple[str, str], str] = {}
    for purpose, site in sorted(places(composed.plain) | places(composed.html)):
        token = answers.link_for(
            connection,
            operator_id=digest.operator_id,
            purpose="photo_request" if purpose == "photo_request" else "answer",
            site_id=site_of(site),
            now=run.now,
        )
        links[purpose, site] = f"{base}/answer/{token}"

    def link_for(purpose: str, site: str) -> str:
        return links[purpose, site]

    return replace(composed, plain=fill(composed.plain, link_for), html=fill(composed.html, link_for))


def _parties(
    settings: Settings, delivery: Delivery, digest: Digest, operator: Operator | None, route: Route
) -> list[Party]:
    if digest.audience == "authority":
        named = authority_addresses(settings)
        addresses = addressed(named, delivery.channel) or named
        return [Party("", address) for address in addresses] or [Party("Inspectors", "inspectors@localhost")]
    if operator is None:
        return [Party("the operator (unknown)", "unknown@localhost")]
    if route.contact is not None and route.contact.kind == "email":
        return [Party(operator.name, route.contact.address)]
    known = next((each.address for each in operator.contacts if each.kind == "email"), "unknown@localhost")
    return [Party(operator.name, known)]


def _attempt(run: _Run, begun: _Begun) -> None:
    """Hand one digest over while its row is held, and write down what came of it."""
    happened: DeliveryError | None = None
    handed_over = False
    try:
        with run.database.transaction() as connection:
            if not digests.hold(connection, begun.delivery):
                return
            try:
                begun.route.channel.send(begun.outgoing)
            except DeliveryError as error:
                happened = error
            handed_over = True
            _note(run, connection, begun, happened)
    except StoreUnavailableError:
        if not handed_over:
            raise
        _note_later(run, begun, happened)
    outcome = "sent" if happened is None else "failed" if _gives_up(begun, happened) else "retried"
    run.counts[outcome] += 1


def _note_later(run: _Run, begun: _Begun, happened: DeliveryError | None) -> None:
    """Write down what came of an attempt when the database is back, so that nothing is sent twice for its absence."""
    for tries_left in reversed(range(_TRIES_TO_NOTE)):
        time.sleep(_PAUSE_S)
        try:
            with run.database.transaction() as connection:
                if digests.hold(connection, begun.delivery):
                    _note(run, connection, begun, happened)
                return
        except StoreUnavailableError:
            if not tries_left:
                raise


def _note(run: _Run, connection: Connection, begun: _Begun, happened: DeliveryError | None) -> None:
    if happened is None:
        digests.sent(connection, begun.delivery, begun.route.channel.name, run.now)
        return
    attempts = begun.delivery.attempts
    give_up = _gives_up(begun, happened)
    wait = _RETRY_AFTER[min(attempts, len(_RETRY_AFTER) - 1)]
    if not is_mail(begun.delivery.channel):
        # Those that failed together, as when a receiver of many was down, do not come back together.
        wait *= random.uniform(0.8, 1)  # noqa: S311 - no secret
    if isinstance(happened, EndpointGoneError):
        webhooks.disable(connection, happened.endpoint_id, str(happened), run.now)
        run.down.add(begun.delivery.channel)
    if happened.retry_after_s is not None:
        wait = min(max(wait, dt.timedelta(seconds=happened.retry_after_s)), _MOST_WAIT)
    error = without_secrets(str(happened))
    digests.not_sent(connection, begun.delivery, error, run.now + wait, give_up=give_up, doubtful=happened.doubtful)
    _LOG.warning("digest %s was not delivered by %s: %s", begun.digest.digest_id, begun.delivery.channel, error)
    is_down = isinstance(happened, ChannelDownError)
    if is_down:
        run.down |= run.channels.beside(begun.delivery.channel)
    # The authority hears of it by another way; that a word to the authority was given up stands in the list.
    channel = begun.delivery.channel
    has_another_way = begun.digest.audience == "operator" or (channel != EMAIL and not (is_down and is_mail(channel)))
    if (give_up or (is_down and attempts >= _TELL_OF_DOWN_AFTER)) and has_another_way:
        where = "" if is_down else begun.operator.operator_id if begun.operator else ""
        outbox.enqueue(connection, [causes.channel_dead(begun.delivery.channel, where, error, run.now)])


def _gives_up(begun: _Begun, happened: DeliveryError) -> bool:
    return isinstance(happened, DeliveryRefusedError) or begun.delivery.attempts >= len(_RETRY_AFTER)
