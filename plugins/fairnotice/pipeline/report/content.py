"""What a report says: counted and sorted from the rows of an export, without holding all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from fairnotice.domain import Point, Verdict
from fairnotice.errors import StoreError
from fairnotice.store.database import Connection
from fairnotice.store.export import Exported, read

MOST_FINDINGS = 200
"""That are told one by one, the worst first; the tables count all."""
MOST_PICTURES = 60
_POLICIES = ("policy", "draft", "superseded_draft", "repealed")
_ORDER = {Verdict.FAIL: 0, Verdict.REVIEW: 1}


@dataclass
class Report:
    """A selection, as a report tells of it."""

    title: str
    selection: Mapping[str, str]
    """What was asked, by the name of the filter."""
    made_at: dt.datetime
    as_of: dt.date | None
    modes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    """Cameras by verdict."""
    breaches_of_law: int = 0
    against_policy: int = 0
    """Cameras that are contrary to a policy or a draft: no breach of law."""
    why_unknown: Counter[str] = field(default_factory=Counter)
    """Findings that are unknown, by the code of their first reason."""
    settles: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """One of them that says what would settle it, by the same code."""
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: list[tuple[Point, str]] = field(default_factory=list)
    """Where each camera stands, with its verdict or `policy`; the worst first."""
    findings: list[dict[str, Any]] = field(default_factory=list)
    all_findings: int = 0
    """Findings that fail or need a person, of which `findings` tells."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Redacted evidence by its hash."""

    @property
    def cameras(self) -> int:
        """How many cameras were selected."""
        return self.verdicts.total()

    @property
    def judged(self) -> int:
        """How many of them have a verdict other than unknown."""
        return self.cameras - self.verdicts[Verdict.UNKNOWN]


def gather(
    connection: Connection,
    what: Exported,
    *,
    title: str,
    selection: Mapping[str, str],
    now: dt.datetime,
    evidence: Callable[[str], bytes | None],
) -> Report:
    """Read and count a selection.

    Args:
        connection: In a transaction that sees one state.
        what: Which cameras, and as of when.
        title: On the cover.
        selection: What was asked, in words.
        now: Time on the cover.
        evidence: Reads a redacted picture by its hash; None where it is none, or no longer kept.

    Raises:
        StoreError: There is no camera in the selection.
    """
    report = Report(title, selection, now, what.as_of)
    for cameras in read(connection, "cameras", what):
        for row in cameras:
            _count_camera(report, row)
    if not report.cameras:
        raise StoreError("nothing is selected: there is no camera to report on")
    order = {"fail": 0, "review": 1, "policy": 2, "unknown": 3, "pass": 4, "not_applicable": 5}
    report.places.sort(key=lambda each: order[each[1]])
    worst: list[dict[str, Any]] = []
    for rows in read(connection, "findings", what):
        for row in rows:
            _count_finding(report, row)
        told = [row for row in rows if row["verdict"] in _ORDER]
        report.all_findings += len(told)
        worst = nsmallest(MOST_FINDINGS, [*worst, *told], key=_worst_first)
    report.findings = worst
    _illustrate(report, evidence)
    return report


def _count_camera(report: Report, row: Mapping[str, Any]) -> None:
    report.modes[row["mode"]] += 1
    report.verdicts[row["verdict"]] += 1
    report.breaches_of_law += row["breach_of_law"]
    policy = row["policy_verdict"] in _ORDER
    report.against_policy += row["policy_verdict"] == Verdict.FAIL
    shown = "policy" if policy and row["verdict"] not in _ORDER else row["verdict"]
    report.places.append((Point(row["lon"], row["lat"]), shown))


def _count_finding(report: Report, row: Mapping[str, Any]) -> None:
    rule = report.rules.setdefault(
        row["rule_id"],
        {
            "title": row["title"] or row["rule_id"],
            "pack_id": row["pack_id"],
            "pack_version": row["pack_version"],
            "force": row["force"],
            "is_policy": row["force"] in _POLICIES,
            "citation": row["citation"] or "",
            "citation_verified": row["citation_verified"] or "",
            "verdicts": defaultdict(int),
        },
    )
    rule["verdicts"][row["verdict"]] += 1
    if row["verdict"] == Verdict.UNKNOWN:
        code = row["steps"][0]["code"] if row["steps"] else "not_judged"
        report.why_unknown[code] += 1
        if row["settles"]:
            report.settles.setdefault(code, row)


def _worst_first(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["force"] in _POLICIES, _ORDER[row["verdict"]], -row["confidence"], row["camera_id"], row["rule_id"]


def _illustrate(report: Report, evidence: Callable[[str], bytes | None]) -> None:
    for row in report.findings:
        for sha256 in (row["evidence"] or "").split():
            if len(report.pictures) == MOST_PICTURES:
                return
            if sha256 not in report.pictures and (picture := evidence(sha256)) is not None:
                report.pictures[sha256] = picture
