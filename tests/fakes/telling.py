"""Made-up rows of the outbox, for tests that compose or send messages."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from fairnotice.alerts.causes import payload
from fairnotice.domain import AuditMode, Citation, Force, Reason, Verified
from fairnotice.store.outbox import Alert
from fakes.world import NOON, audit, camera, finding

DISAGREES = Reason("visit_found_none", "A visit on 2026-03-01 found no notice at the entrances.")


def alert(number: int = 1, kind: str = "finding", mode: AuditMode = AuditMode.REGULAR, **changes: object) -> Alert:
    """Return a row about a camera; ``site`` puts it into a declared site, the rest replaces what the row says."""
    site = str(changes.pop("site", ""))
    seen = camera(number, **({"site_id": site, "site_declared": True} if site else {}))
    said = payload(audit(mode=mode), finding(number, reasons=(DISAGREES,)), seen) | changes
    return Alert(
        uuid.UUID(int=number),
        kind,  # type: ignore[arg-type]
        audit().audit_id,
        "ready",
        said,
        seen.camera_id,
        str(said.pop("rule_id", "eu.gdpr.notice")),
        "op-1",
        site or None,
        None,
        NOON + dt.timedelta(seconds=number),
    )


def policy(number: int, **changes: object) -> Alert:
    """Return a row about a rule of the Chinese draft, which an authority applies as its policy."""
    judged = replace(
        finding(number, rule="cn.draft-2023.notice"),
        pack_id="cn.draft-2023",
        pack_version="2",
        force=Force.POLICY,
        citation=Citation("Draft measures on face recognition (2023)", "Article 7", verified=Verified.FULL_COPY),
        title="A notice announces the camera",
        evidence=("ab" * 32,),
    )
    said = payload(audit(), judged, camera(number)) | {"evidence": ["ab" * 32]} | changes
    return replace(alert(number), payload=said, rule_id=judged.rule_id)


def photo(number: int, cameras: int = 12) -> Alert:
    """Return a request for the photo of a site's notice."""
    said = {
        "mode": "regular",
        "site": f"made/harbour {number}",
        "camera": f"made/harbour {number}",
        "camera_id": f"made:{number:03}",
        "cameras": cameras,
        "reason_codes": ["not_seen_in_view", "blurred"],
        "lon": -30 + number / 1000,
        "lat": 25.001,
        "since": "2026-03-02",
    }
    return replace(alert(number), kind="photo_request", payload=said, site_id=f"made/harbour {number}", camera_id=None)
