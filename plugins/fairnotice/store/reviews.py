"""Inspectors' decisions: what was released, confirmed or overruled, by whom and why."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from fairnotice.domain import Verdict
from fairnotice.store.database import Connection, queries

Decision = Literal["confirm", "overrule", "release", "look", "propose"]


@dataclass(frozen=True, slots=True)
class Review:
    """One decision of an inspector about one finding."""

    camera_id: str
    rule_id: str
    decision: Decision
    inspector: str
    reason: str
    at: dt.datetime
    verdict: Verdict | None = None
    """What holds by it; None: it is not about the verdict."""
    until: dt.date | None = None
    evidence: tuple[str, ...] = ()
    """What it rests on: SHA-256 of stored evidence, or words."""
    decision_id: uuid.UUID | None = None
    """Made by whoever sent it: the same one is never written twice."""
    account_id: int | None = None
    """Of whoever decided; None: on the command line or inside Airflow, where nobody has one."""


def add(connection: Connection, review: Review) -> None:
    """Write a decision down."""
    queries("reviews").add_review(
        connection,
        camera_id=review.camera_id,
        rule_id=review.rule_id,
        decision=review.decision,
        inspector=review.inspector,
        reason=review.reason,
        at=review.at,
        verdict=review.verdict,
        until=review.until,
        evidence=list(review.evidence),
        decision_id=review.decision_id,
        account_id=review.account_id,
    )
