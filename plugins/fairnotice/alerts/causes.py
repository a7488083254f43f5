"""Which changes of findings are told to whom. Pure: changes in, rows of the outbox out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fairnotice.domain import Audit, AuditMode, Camera, Finding, Verdict
from fairnotice.rules.standing import Change, Transition
from fairnotice.store.outbox import NewAlert

_TELLING = (Change.NEW, Change.WORSE, Change.REOPENED, Change.OVERRULED)
"""Changes by which something begins to stand; what only waits beside it is told to nobody."""


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
        NewAlert(
            cause=_cause(audit, change.finding, "fail"),
            kind="finding",
            audit_id=audit.audit_id,
            status="ready" if change.finding.rule_id in release_off else "held",
            payload=payload(audit, change.finding, cameras[change.finding.camera_id]),
            camera_id=change.finding.camera_id,
            rule_id=change.finding.rule_id,
            operator_id=_operator_id(cameras[change.finding.camera_id]),
        )
        for change in changes
        if change.finding.verdict is Verdict.FAIL and change.change in _TELLING
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
    return NewAlert(
        cause=_cause(audit, finding, "resolved"),
        kind="resolved",
        audit_id=audit.audit_id,
        status="ready",
        payload=payload(audit, finding, camera),
        camera_id=finding.camera_id,
        rule_id=finding.rule_id,
        operator_id=_operator_id(camera),
    )


def payload(audit: Audit, finding: Finding, camera: Camera) -> dict[str, object]:
    """Freeze what a message says, so that it tells what held when the finding was made."""
    return {
        "mode": audit.mode.value,
        "camera_id": camera.camera_id,
        "camera": camera.name or camera.source_id,
        "site": camera.site_id if camera.site_declared else "",
        "lon": camera.point.lon,
        "lat": camera.point.lat,
        "title": finding.title,
        "citation": str(finding.citation),
        "force": finding.force.value,
        "breach_of_law": finding.is_breach_of_law,
        "confidence": round(finding.confidence, 3),
        "reasons": [reason.text for reason in finding.reasons],
        "remedy": finding.remedy,
        "evidence": list(finding.evidence),
        "since": audit.window_date.isoformat(),
    }


def _operator_id(camera: Camera) -> str | None:
    return camera.operator.operator_id if camera.operator else None
