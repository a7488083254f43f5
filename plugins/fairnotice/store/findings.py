"""Findings: what holds now, what waits beside it, and an event for every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from fairnotice.domain import Audit, Citation, Finding, Force, Reason, Verdict
from fairnotice.rules.life import advance
from fairnotice.rules.policy import DEFAULT, Policy
from fairnotice.rules.standing import Judged, Overrule, Pending, Standing, Transition
from fairnotice.store import cameras, events
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.events import NewEvent
from fairnotice.store.records import from_json, to_plain


@dataclass(frozen=True, slots=True)
class _ByProgram:
    """What stands by the program under an inspector's decision."""

    finding: Finding
    since: dt.date


def put(
    connection: Connection,
    audit: Audit,
    camera_ids: Sequence[str],
    judged: Sequence[Judged],
    policy: Policy = DEFAULT,
) -> list[Transition]:
    """Let the judgement of a window advance what holds for ``camera_ids``, and return what changed.

    Only cameras that were looked at are named in ``camera_ids``, so a partial run closes nothing
    else. A finding that a newer window has judged is left as it is. A finding of a looked-at camera
    that no rule makes any more (the rule left the packs, the camera moved to another jurisdiction)
    is withdrawn, with an event. The events are written last: their chain is locked from then on
    until the transaction ends.
    """
    before = {(row["camera_id"], row["rule_id"]): row for row in _locked(connection, camera_ids)}
    written: list[dict[str, Any]] = []
    happened: list[NewEvent] = []
    for each in judged:
        row = before.pop((each.finding.camera_id, each.finding.rule_id), None)
        if row is not None and row["judged_on"] > audit.window_date:
            continue
        standing, transition = advance(_standing(row) if row else None, each, audit.window_date, policy)
        if standing is None:  # pragma: no cover - a judgement always leaves something standing
            continue
        written.append(_row(standing, audit.audit_id, policy))
        if transition is not None:
            happened.append(NewEvent(transition, audit.window_date, audit.audit_id, standing.models))
    if written:
        _put(connection, written)
    happened += _withdraw(connection, list(before.values()), audit, policy)
    events.append(connection, happened)
    return [event.transition for event in happened]


def _put(connection: Connection, written: list[dict[str, Any]]) -> None:
    queries("findings").put_findings(connection, findings=Jsonb(written))


def _locked(connection: Connection, camera_ids: Sequence[str]) -> list[DictRow]:
    """Return what holds for cameras, for nobody else to change until the transaction ends."""
    cameras.lock(connection, camera_ids)
    return list(rows(queries("findings").current_of(connection, camera_ids=list(camera_ids))))


def _withdraw(connection: Connection, leftover: list[DictRow], audit: Audit, policy: Policy) -> list[NewEvent]:
    happened: list[NewEvent] = []
    keys: list[tuple[str, str]] = []
    for row in leftover:
        gone, transition = advance(_standing(row), None, audit.window_date, policy)
        if gone is None and transition is not None:
            happened.append(NewEvent(transition, audit.window_date, audit.audit_id, tuple(row["models"])))
            keys.append((row["camera_id"], row["rule_id"]))
    if keys:
        camera_ids, rule_ids = zip(*keys, strict=True)
        queries("findings").withdraw_findings(connection, camera_ids=list(camera_ids), rule_ids=list(rule_ids))
    return happened


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds for one camera under one rule, locked for a decision about it."""

    standing: Standing
    audit_id: str
    """The audit that last judged it."""


def lock_one(connection: Connection, camera_id: str, rule_id: str) -> Decided | None:
    """Return what holds for a camera under a rule, for nobody else to change until the transaction ends."""
    found = (row for row in _locked(connection, [camera_id]) if row["rule_id"] == rule_id)
    return next((Decided(_standing(row), row["audit_id"]) for row in found), None)


def decide(connection: Connection, decided: Decided, event: NewEvent) -> None:
    """Keep what an inspector decided, with its event."""
    _put(connection, [_row(decided.standing, decided.audit_id, DEFAULT)])
    events.append(connection, [event])


def standings_of(connection: Connection, camera_id: str) -> list[Standing]:
    """Return what holds for one camera, with what waits beside it, worst first."""
    return [_standing(row) for row in rows(queries("findings").findings_of_camera(connection, camera_id=camera_id))]


def of_camera(connection: Connection, camera_id: str) -> list[Finding]:
    """Return what holds for one camera, worst first."""
    return [standing.shown() for standing in standings_of(connection, camera_id)]


def _standing(row: DictRow) -> Standing:
    finding, since = _finding(row), row["since"]
    overrule = from_json(Overrule, row["overrule"]) if row["overrule"] else None
    if overrule is not None:
        by_program: _ByProgram = from_json(_ByProgram, row["by_program"])
        finding, since = by_program.finding, by_program.since
    return Standing(
        finding=finding,
        since=since,
        judged_on=row["judged_on"],
        affirmed_on=row["affirmed_on"] or row["judged_on"],
        models=tuple(row["models"]),
        pending=from_json(Pending, row["pending"]) if row["pending"] else None,
        was_resolved=row["was_resolved"],
        overrule=overrule,
    )


def _finding(row: DictRow) -> Finding:
    return Finding(
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


def _row(standing: Standing, audit_id: str, policy: Policy) -> dict[str, Any]:
    finding, overruled = standing.shown(policy), standing.overrule is not None
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
        "reasons": to_plain(tuple[Reason, ...], finding.reasons),
        "citation": to_plain(Citation, finding.citation),
        "evidence": list(finding.evidence),
        "remedy": finding.remedy,
        "since": standing.holds_since.isoformat(),
        "judged_on": standing.judged_on.isoformat(),
        "affirmed_on": standing.affirmed_on.isoformat(),
        "models": list(standing.models),
        "was_resolved": standing.was_resolved,
        "pending": to_plain(Pending, standing.pending) if standing.pending else None,
        "overrule": to_plain(Overrule, standing.overrule) if standing.overrule else None,
        "by_program": to_plain(_ByProgram, _ByProgram(standing.finding, standing.since)) if overruled else None,
        "audit_id": audit_id,
    }
