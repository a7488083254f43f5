"""What a change of findings does to the messages: new ones are queued, those that no longer hold are taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from fairnotice.alerts.causes import alerts_for, back_to_normal, is_accusation, photo_request
from fairnotice.domain import Audit, AuditMode, Camera, Verdict
from fairnotice.rules.standing import Change, Transition
from fairnotice.settings import Settings
from fairnotice.store import outbox, photo_requests
from fairnotice.store.database import Connection


def tell(
    connection: Connection,
    settings: Settings,
    audit: Audit,
    changes: Sequence[Transition],
    cameras: Mapping[str, Camera],
) -> None:
    """Bring the outbox to what holds now, within the transaction that changed it.

    Args:
        connection: That transaction.
        settings: Which rules' messages need no release.
        audit: The run that the changes belong to.
        changes: What holds otherwise than before; what only waits beside it is not among them and told to nobody.
        cameras: Cameras of the changes by id.
    """
    release_off = {rule.strip() for rule in settings.release_off_rules.split(",") if rule.strip()}
    told = alerts_for(audit, _not_told_yet(connection, changes), cameras, release_off)
    told += [
        back_to_normal(audit, change.finding, cameras[change.finding.camera_id])
        for change in _settle_earlier_alerts(connection, changes)
    ]
    outbox.enqueue(connection, told)


def ask_for_photos(connection: Connection, settings: Settings, audit: Audit, now: dt.datetime) -> None:
    """Queue requests for photos of notices that the audit could not see, politely: few at a time, and seldom again."""
    if not settings.photo_requests or audit.mode is AuditMode.EXERCISE:
        return
    sites = photo_requests.to_ask(
        connection,
        audit.mode,
        scope=None if audit.scope == "all" else audit.scope,
        now=now,
        every_days=settings.photo_request_days,
        most_times=settings.photo_request_times,
        most_sites=settings.photo_request_sites,
    )
    outbox.enqueue(connection, [photo_request(site, audit, site.asked_before) for site in sites])


def _not_told_yet(connection: Connection, changes: Sequence[Transition]) -> list[Transition]:
    """Leave out a failing that its operator was told of and that never was in order since: it is not new.

    A night or two of doubt in between changes nothing for whoever has to put it right; reminders go on.
    """
    return [
        change
        for change in changes
        if not (
            is_accusation(change)
            and change.verdict_before is not None
            and outbox.was_told(connection, change.finding.camera_id, change.finding.rule_id)
        )
    ]


def _settle_earlier_alerts(connection: Connection, changes: Sequence[Transition]) -> list[Transition]:
    """Take back what was not told yet and no longer holds; return what was told and is in order now."""
    in_order = []
    for change in changes:
        finding, decided = change.finding, change.change is Change.OVERRULED
        if change.change in (Change.WORSE, Change.REOPENED) or (decided and finding.verdict is Verdict.FAIL):
            outbox.withdraw_unsent(connection, finding.camera_id, finding.rule_id, "resolved")
            continue
        if change.verdict_before is None or change.change is Change.CONFIRMED:
            continue
        if change.verdict_before is Verdict.FAIL:
            outbox.withdraw_unsent(connection, finding.camera_id, finding.rule_id, "finding", "reminder", "escalation")
        is_in_order = finding.verdict is Verdict.PASS and change.change is not Change.WITHDRAWN
        if is_in_order and outbox.was_told(connection, finding.camera_id, finding.rule_id):
            in_order.append(change)
    return in_order
