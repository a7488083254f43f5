"""Made-up cameras, audits and findings, for tests that need some and do not care which."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from fairnotice.domain import (
    AccessBasis,
    Audit,
    AuditMode,
    Camera,
    Citation,
    Contact,
    Finding,
    Force,
    FrameSource,
    Notice,
    NoticeStatus,
    Observation,
    Operator,
    OperatorKind,
    Point,
    Quality,
    Reason,
    Verdict,
    Verified,
)

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

OPERATOR = Operator(
    "op-1", "Lindhaven Harbour Board", OperatorKind.PUBLIC, (Contact("email", "board@lindhaven.example"),)
)


def camera(number: int = 1, **changes: object) -> Camera:
    made = Camera(
        camera_id=f"made:{number:03}",
        source="made",
        source_id=f"{number:03}",
        point=Point(-30 + number / 1000, 25),
        name=f"Quay {number}",
        operator=OPERATOR,
        site_id=f"made:{number:03}",
        frame_source=FrameSource("http://127.0.0.1:9/still.jpg", AccessBasis("the harbour board")),
        jurisdiction="DE",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def audit(day: dt.date = DAY, mode: AuditMode = AuditMode.REGULAR) -> Audit:
    return Audit("made", dt.datetime.combine(day, dt.time(), dt.UTC), mode)


def observation(number: int = 1, day: dt.date = DAY, sample: int = 0, **changes: object) -> Observation:
    made = Observation(
        camera_id=f"made:{number:03}",
        window_date=day,
        sample_number=sample,
        observed_at=dt.datetime.combine(day, dt.time(12), dt.UTC),
        quality=Quality(usable=True, measures={"dark_share": 0.01}),
        notices=(Notice((10, 20, 110, 220), 0.9, NoticeStatus.CONFIRMED, "says that cameras record", text="CCTV"),),
        width=1280,
        height=720,
        model_version="abc",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def finding(
    number: int = 1, verdict: Verdict = Verdict.FAIL, rule: str = "eu.gdpr.notice", **changes: object
) -> Finding:
    made = Finding(
        camera_id=f"made:{number:03}",
        rule_id=rule,
        pack_id="eu",
        pack_version="1",
        verdict=verdict,
        force=Force.LAW,
        confidence=0.95,
        reasons=(Reason("notice_gone", "The notice that stood here is no longer seen.", "A photo of it."),),
        citation=Citation("Regulation (EU) 2016/679", "Article 13", verified=Verified.FULL_COPY),
        proof="site_visit" if verdict in (Verdict.FAIL, Verdict.PASS) else None,
        title="A notice announces the camera",
        remedy="Put the notice up again.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]
