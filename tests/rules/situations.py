"""Small worlds to judge: a camera, its looks, its configuration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fairnotice.domain import (
    AccessBasis,
    AnalyticsScan,
    Camera,
    CaptureFailure,
    CaptureFault,
    ClassifierMention,
    Facts,
    Finding,
    FrameSource,
    Level,
    Notice,
    NoticePosition,
    NoticeStatus,
    Observation,
    Operator,
    OperatorKind,
    Point,
    Quality,
    RecallBin,
    RecallTable,
    SiteVisit,
)
from fairnotice.rules.judge import judge
from fairnotice.rules.load import load_packs

AT = dt.date(2026, 5, 31)
PACKS = {pack.pack_id: pack for pack in load_packs()}
BASIS = FrameSource("https://cameras.example/1.jpg", AccessBasis("the city"))
PLACE = (0.40, 0.30, 0.50, 0.50)
"""Where the notice stands: 20 % of the frame's height."""
RECALL = RecallTable("real", "m1", (RecallBin(0, 100, 5, 10, 0.24), RecallBin(100, 2000, 400, 405, 0.97)))


def day(number: int) -> dt.date:
    """Return a day of May 2026; the judgement is on the 31st."""
    return dt.date(2026, 5, number)


def camera(**changes: Any) -> Camera:
    """Return a camera of a private operator in China that the audit may look through."""
    base: dict[str, Any] = {
        "camera_id": "t:1",
        "source": "t",
        "source_id": "1",
        "point": Point(116.0, 40.0),
        "operator": Operator("o", "Operator", OperatorKind.PRIVATE),
        "site_id": "site",
        "site_declared": True,
        "frame_source": BASIS,
        "jurisdiction": "CN",
    }
    return Camera(**(base | changes))


def notice(
    box: tuple[float, float, float, float] = PLACE,
    status: NoticeStatus = NoticeStatus.CONFIRMED,
    size: tuple[int, int] = (1280, 720),
    **changes: Any,
) -> Notice:
    """Return a sign at ``box`` (fractions) of a frame of ``size``."""
    pixels = (box[0] * size[0], box[1] * size[1], box[2] * size[0], box[3] * size[1])
    return Notice(pixels, changes.pop("score", 0.9), status, "read", **changes)


def look(number: int, *notices: Notice, sample: int = 0, camera_id: str = "t:1", **changes: Any) -> Observation:
    """Return a usable frame by daylight of day ``number``."""
    base: dict[str, Any] = {
        "camera_id": camera_id,
        "window_date": day(number),
        "sample_number": sample,
        "observed_at": dt.datetime(2026, 5, number, 9 + sample, tzinfo=dt.UTC),
        "quality": Quality(True),
        "notices": notices,
        "width": 1280,
        "height": 720,
        "model_version": "m1",
        "evidence_sha256": f"{number:02d}{sample:02d}{camera_id}",
    }
    return Observation(**(base | changes))


def failed(number: int, fault: CaptureFault, sample: int = 0) -> Observation:
    """Return a slot in which no frame came."""
    return Observation(
        "t:1",
        day(number),
        sample,
        dt.datetime(2026, 5, number, 9, tzinfo=dt.UTC),
        failure=CaptureFailure(fault, "detail"),
    )


def declared(since: int | None = 1, box: tuple[float, float, float, float] = PLACE) -> tuple[NoticePosition, ...]:
    """Return a declared notice position."""
    return (NoticePosition(box, "declared", day(since) if since else None),)


def visit(number: int, found: bool, by: str = "inspector") -> SiteVisit:
    """Return a visit to the site."""
    return SiteVisit("site", day(number), found, by)


def mention(category: str, level: Level = Level.CONFIGURED, confidence: float = 0.97) -> ClassifierMention:
    """Return one place of a label map."""
    return ClassifierMention("names/0", 3, "term", category, level, confidence, "excerpt of the map")


def scan(*mentions: ClassifierMention, source: str = "labels.txt", complete: bool = True) -> AnalyticsScan:
    """Return one reading."""
    return AnalyticsScan("t:1", source, f"sha-{source}", "labels", complete, mentions, None if complete else "why")


def one(facts: Facts, rule_id: str, at: dt.date = AT, **options: Any) -> Finding:
    """Return the finding of one rule."""
    pack = next(pack for pack in PACKS.values() if any(rule.id == rule_id for rule in pack.rules))
    return next(finding for finding in judge(facts, pack, at, **options) if finding.rule_id == rule_id)


def codes(finding: Finding) -> list[str]:
    """Return the codes of a finding's reasons."""
    return [reason.code for reason in finding.reasons]
