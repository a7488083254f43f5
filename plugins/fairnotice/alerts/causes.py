"""Which changes of findings are told to whom. Pure: changes in, rows of the outbox out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from fairnotice.domain import Audit, AuditMode, Camera, Finding, Verdict
from fairnotice.rules.standing import Change, Transition
from fairnotice.store.outbox import NewAlert
from fairnotice.store.photo_requests import PhotoSite

_TELLING = (Change.NEW, Change.WORSE, Change.REOPENED, Change.OVERRULED)
"""Changes by which something begins to stand; what only waits beside it is told to nobody."""


def is_accusation(change: Transition) -> bool:
    """Tell whether a change is one that an operator is told of as something to put right."""
    return change.finding.verdict is Verdict.FAIL and change.change in _TELLING


def alerts_for(
    audit: Audit,
    changes: Sequence[Transition],
    cameras: Mapping[str, Camera],
    release_off: Collection[str] = (),
) -> list[NewAlert]:
    """Decide what a batch of changes makes worth telling.

    Only ``fail`` is told to an operator, and it is held until an inspector releases it unless the
    authority turned release off for the rule. An exercise tells nobody anything.

    Args:
        audit: The run that found the changes.
        changes: New and changed findings.
        cameras: Cameras of the batch by id.
        release_off: Rules whose first message needs no release.

    Returns:
        Rows for the outbox. Their causes are natural keys, so repeating the run adds nothing.
    """
    if audit.mode is AuditMode.EXERCISE:
        return []
    return [
        _about(audit, "finding", change.finding, cameras[change.finding.camera_id], release_off)
        for change in changes
        if is_accusation(change)
    ]


def release_request(audit: Audit, held: int) -> NewAlert:
    """Tell the inspectors that ``held`` messages of this audit wait for them; more of them are told anew."""
    return NewAlert(
        cause=f"{audit.audit_id}|release_request|{held}",
        kind="release_request",
        audit_id=audit.audit_id,
        status="ready",
        payload={"mode": audit.mode.value},
    )


def _cause(audit: Audit, finding: Finding, what: str) -> str:
    """Name what is told by what happened, not by which run of that day saw it."""
    return f"{audit.window_date}|{finding.camera_id}|{finding.rule_id}|{what}"


def back_to_normal(audit: Audit, finding: Finding, camera: Camera) -> NewAlert:
    """Tell an operator who was told of a failure that the audit now sees it put right."""
    return _about(audit, "resolved", finding, camera, (finding.rule_id,))


def _about(
    audit: Audit,
    kind: Literal["finding", "resolved"],
    finding: Finding,
    camera: Camera,
    release_off: Collection[str],
) -> NewAlert:
    return NewAlert(
        cause=_cause(audit, finding, "fail" if kind == "finding" else kind),
        kind=kind,
        audit_id=audit.audit_id,
        status="ready" if finding.rule_id in release_off else "held",
        payload=payload(audit, finding, camera),
        camera_id=finding.camera_id,
        rule_id=finding.rule_id,
        operator_id=camera.operator.operator_id if camera.operator else None,
        site_id=camera.site_id if camera.site_declared else None,
    )


def payload(audit: Audit, finding: Finding, camera: Camera) -> dict[str, object]:
    """Freeze what a message says, so that it tells what held when the finding was made."""
    return {
        "mode": audit.mode.value,
        "camera_id": camera.camera_id,
        "camera": camera.name or camera.source_id,
        "site": camera.site_id if camera.site_declared else "",
        "jurisdiction": camera.jurisdiction,
        "lon": camera.point.lon,
        "lat": camera.point.lat,
        "pack_id": finding.pack_id,
        "pack_version": finding.pack_version,
        "title": finding.title,
        "citation": str(finding.citation),
        "address": finding.citation.address,
        "force": finding.force.value,
        "breach_of_law": finding.is_breach_of_law,
        "severity": finding.severity,
        "confidence": round(finding.confidence, 3),
        "reasons": [reason.text for reason in finding.reasons],
        "reason_codes": [reason.code for reason in finding.reasons],
        "remedy": finding.remedy,
        "evidence": list(finding.evidence),
        "since": audit.window_date.isoformat(),
    }


def photo_request(site: PhotoSite, audit: Audit, asked_before: int) -> NewAlert:
    """Ask for a photo of a site's notice; the number of the time is part of the cause, so that each is asked once."""
    return NewAlert(
        cause=f"photo_request|{site.site_id}|{asked_before + 1}",
        kind="photo_request",
        audit_id=audit.audit_id,
        status="ready",
        payload={
            "mode": audit.mode.value,
            "site": site.site_id if site.declared else "",
            "camera": site.name,
            "camera_id": site.camera_ids[0],
            "cameras": site.cameras,
            "camera_names": list(site.camera_names),
            "jurisdiction": site.jurisdiction,
            "lon": site.point.lon,
            "lat": site.point.lat,
            "reason_codes": list(site.reason_codes),
            "since": audit.window_date.isoformat(),
        },
        operator_id=site.operator_id,
        site_id=site.site_id,
    )


def channel_dead(channel: str, where: str, error: str, now: dt.datetime) -> NewAlert:
    """Tell the authority that a message was given up; once a day for each channel and place."""
    return NewAlert(
        cause=f"channel_dead|{now:%Y-%m-%d}|{channel}|{where}",
        kind="channel_dead",
        audit_id=None,
        status="ready",
        payload={"mode": AuditMode.REGULAR.value, "channel": channel, "where": where, "error": error},
        ready_at=now,
    )
