"""Gather what is due into digests, each composed once and stored with its ways out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import shapely

from fairnotice.alerts import picture
from fairnotice.alerts.channels import Channels
from fairnotice.alerts.composing import Occasion, Reader, compose
from fairnotice.alerts.gathering import Gathered, gather
from fairnotice.alerts.words import language_for, words
from fairnotice.domain import AuditMode, Operator
from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings
from fairnotice.store import digests, outbox, webhooks
from fairnotice.store.database import Connection, Database
from fairnotice.store.digests import Composed
from fairnotice.store.operators import operator_of
from fairnotice.store.outbox import Alert, Due, Group

_SEVERITY = "severity:"


def gather_due(database: Database, settings: Settings, now: dt.datetime) -> int:
    """Compose a digest for everybody for whom something is due; return their number.

    Several may do so at once. Each digest is one transaction with the rows that it tells, so that one that is killed
    has composed whole digests and left the rest as it was.
    """
    due = due_at(settings, now)
    with database.transaction() as connection:
        outbox.announce_ended_mutes(connection, now)
        outbox.remind(connection, _days(settings.reminder_days), now)
        groups = outbox.groups(connection, due)
    made = 0
    for group in groups:
        with database.transaction() as connection:
            made += _gather_group(connection, settings, group, due)
    return made


def due_at(settings: Settings, now: dt.datetime) -> Due:
    """Return what is due at ``now``: the newest hour of digests that has passed, and what is told at once."""
    boundary = now.astimezone(dt.UTC).replace(hour=settings.digest_hour, minute=0, second=0, microsecond=0)
    if boundary > now:
        boundary -= dt.timedelta(days=1)
    listed = [each.strip() for each in settings.at_once.split(",") if each.strip()]
    return Due(
        now,
        boundary,
        tuple(each for each in listed if not each.startswith(_SEVERITY)),
        tuple(each.removeprefix(_SEVERITY) for each in listed if each.startswith(_SEVERITY)),
    )


def occasion_at(settings: Settings, now: dt.datetime, mode: AuditMode, *, is_preview: bool = False) -> Occasion:
    """Return when and by whom a digest is written."""
    return Occasion(
        day=now.date(),
        authority=settings.authority_name,
        mode=mode,
        due_days=_due_days(settings),
        public_url=settings.public_url.rstrip("/") if settings.public_url else None,
        is_preview=is_preview,
    )


def reader_of(settings: Settings, operator: Operator | None, alerts: Sequence[Alert]) -> Reader:
    """Return for whom a digest of an operator is written, in which language."""
    jurisdiction = next((alert.payload["jurisdiction"] for alert in alerts if alert.payload.get("jurisdiction")), None)
    language = language_for(operator.language if operator else None, settings.message_language, jurisdiction)
    by_link = settings.public_url is not None and operator is not None
    return Reader(words(language), operator.name if operator else "", can_answer_by_link=by_link)


def write(
    connection: Connection, settings: Settings, gathered: Gathered, reader: Reader, occasion: Occasion
) -> Composed:
    """Compose a digest with its map."""
    held = outbox.held(connection, occasion.mode.value) if reader.is_authority else []
    composed = compose(gathered, reader, occasion, held=held)
    points = gathered.points
    if not points:
        return composed
    bounds = shapely.total_bounds(shapely.points([[point.lon, point.lat] for point in points]))
    districts = digests.districts_around(connection, *bounds.tolist())
    return replace(composed, map_png=picture.draw(points, picture.ground(settings.base_map_extra), districts))


def _gather_group(connection: Connection, settings: Settings, group: Group, due: Due) -> int:
    alerts = outbox.take_group(connection, group, due)
    if not alerts:
        return 0
    mode = AuditMode(group.mode)
    operator = operator_of(connection, group.operator_id)
    occasion = occasion_at(settings, due.now, mode)
    if group.audience == "authority":
        if not _still_asks(connection, alerts, mode):
            outbox.withdraw(connection, alerts)
            return 0
        reader = Reader(words(language_for(None, settings.message_language, None)), "", is_authority=True)
        channels = Channels(settings, due.now.date(), webhooks.of_operator(connection, None)).names_of_authority(mode)
    else:
        reader = reader_of(settings, operator, alerts)
        hooks = webhooks.of_operator(connection, group.operator_id) if group.operator_id else []
        channels = Channels(settings, due.now.date(), hooks).names(operator, mode)
    composed = write(connection, settings, gather(alerts), reader, occasion)
    due_on = {alert.alert_id: occasion.due_on(alert.rule_id) for alert in alerts if alert.kind == "finding"}
    digests.put(connection, group, composed, alerts, channels=channels, due_on=due_on, now=due.now)
    return 1


def _still_asks(connection: Connection, alerts: Sequence[Alert], mode: AuditMode) -> bool:
    """Tell whether there is something to tell the authority: a request for what was settled meanwhile is none."""
    return any(alert.kind != "release_request" for alert in alerts) or bool(outbox.held(connection, mode.value))


def _days(text: str) -> list[int]:
    try:
        days = [int(each) for each in text.split(",") if each.strip()]
    except ValueError:
        raise ConfigurationError(f"FAIRNOTICE_REMINDER_DAYS: {text!r} is no list of days such as 1,7") from None
    return [day for day in days if day > 0]


def _due_days(settings: Settings) -> dict[str, int]:
    days = {"": settings.fix_days}
    for entry in (each.strip() for each in settings.fix_days_by_rule.split(",") if each.strip()):
        rule_id, _, number = entry.partition("=")
        if not number.strip().isdigit() or not int(number):
            raise ConfigurationError(f"FAIRNOTICE_FIX_DAYS_BY_RULE: {entry!r} is not like eu.gdpr.notice=14")
        days[rule_id.strip()] = int(number)
    return days
