"""Findings: what holds now, and an event for every change of a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from psycopg.rows import DictRow

from fairnotice.domain import VERDICTS_WORST_FIRST, Audit, Citation, Finding, Force, Reason, Verdict
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import from_json, to_json

Change = Literal["new", "worse", "better", "withdrawn"]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A verdict that is new or other than before."""

    finding: Finding
    change: Change
    verdict_before: Verdict | None


def put(
    connection: Connection, audit: Audit, camera_ids: Sequence[str], findings: Sequence[Finding]
) -> list[FindingChange]:
    """Make ``findings`` what holds for ``camera_ids`` and return the verdicts that changed.

    Only cameras that were looked at are named in ``camera_ids``, so a partial run closes nothing
    else. A finding that a newer window has judged is left as it is. A finding of a looked-at camera
    that no rule makes any more (the rule left the packs, the camera moved to another jurisdiction)
    is withdrawn, with an event.
    """
    current = {
        (row["camera_id"], row["rule_id"]): row
        for row in rows(queries("findings").current_of(connection, camera_ids=list(camera_ids)))
    }
    changes: list[FindingChange] = []
    written: list[dict[str, object]] = []
    for finding in findings:
        before = current.pop((finding.camera_id, finding.rule_id), None)
        if before is not None and before["judged_on"] > audit.window_date:
            continue
        same = before is not None and before["verdict"] == finding.verdict
        written.append(_row(finding, audit, before if same else None))
        if not same:
            known = Verdict(before["verdict"]) if before else None
            changes.append(FindingChange(finding, _change(known, finding.verdict), known))
    if written:
        queries("findings").put_finding(connection, written)
    leftover = [row for row in current.values() if row["judged_on"] <= audit.window_date]
    changes += _withdraw(connection, leftover)
    if changes:
        queries("findings").add_event(connection, [_event(change, audit) for change in changes])
    return changes


def _withdraw(connection: Connection, leftover: list[DictRow]) -> list[FindingChange]:
    changes = []
    for row in leftover:
        finding = next(f for f in of_camera(connection, row["camera_id"]) if f.rule_id == row["rule_id"])
        changes.append(FindingChange(finding, "withdrawn", finding.verdict))
    if leftover:
        keys = [{"camera_id": row["camera_id"], "rule_id": row["rule_id"]} for row in leftover]
        queries("findings").withdraw_finding(connection, keys)
    return changes


def _change(before: Verdict | None, now: Verdict) -> Change:
    if before is None:
        return "new"
    return "worse" if VERDICTS_WORST_FIRST.index(now) < VERDICTS_WORST_FIRST.index(before) else "better"


def _row(finding: Finding, audit: Audit, unchanged: DictRow | None) -> dict[str, object]:
    return {
        "camera_id": finding.camera_id,
        "rule_id": finding.rule_id,
        "pack_id": finding.pack_id,
        "pack_version": finding.pack_version,
        "title": finding.title,
        "verdict": finding.verdict,
        "force": finding.force,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "proof": finding.proof,
        "reasons": to_json(tuple[Reason, ...], finding.reasons),
        "citation": to_json(Citation, finding.citation),
        "evidence": list(finding.evidence),
        "remedy": finding.remedy,
        "since": unchanged["since"] if unchanged else audit.window_date,
        "judged_on": audit.window_date,
        "audit_id": audit.audit_id,
    }


def _event(change: FindingChange, audit: Audit) -> dict[str, object]:
    finding = change.finding
    return {
        "window_date": audit.window_date,
        "audit_id": audit.audit_id,
        "camera_id": finding.camera_id,
        "rule_id": finding.rule_id,
        "change": change.change,
        "verdict_before": change.verdict_before,
        "verdict": finding.verdict,
        "pack_version": finding.pack_version,
        "confidence": finding.confidence,
        "reasons": to_json(tuple[Reason, ...], finding.reasons),
        "evidence": list(finding.evidence),
    }


def of_camera(connection: Connection, camera_id: str) -> list[Finding]:
    """Return what holds for one camera, worst first."""
    found = rows(queries("findings").findings_of_camera(connection, camera_id=camera_id))
    return [
        Finding(
            camera_id=row["camera_id"],
            rule_id=row["rule_id"],
            pack_id=row["pack_id"],
            pack_version=row["pack_version"],
            verdict=Verdict(row["verdict"]),
            force=Force(row["force"]),
            confidence=row["confidence"],
            reasons=from_json(tuple[Reason, ...], row["reasons"]),
            citation=from_json(Citation, row["citation"]),
            proof=row["proof"],
            evidence=tuple(row["evidence"]),
            remedy=row["remedy"],
            title=row["title"],
            severity=row["severity"],
        )
        for row in found
    ]
