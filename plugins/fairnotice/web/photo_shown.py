"""A photo of a site as pages show it: what was recognised, what is missing, whether place and time fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairnotice.domain import Notice, NoticeStatus
from fairnotice.pipeline.photos import PhotoSeen, elements_of
from fairnotice.store.photos import SitePhoto


def of_site_photo(photo: SitePhoto) -> dict[str, Any]:
    """Return a photo that is kept, for a page."""
    return {
        "photo_id": str(photo.photo_id),
        "site_id": photo.site_id,
        "kind": photo.kind,
        "by": photo.handed_in_by,
        "received_at": photo.received_at,
        "state": photo.state,
        "decided_by": photo.decided_by,
        "reason": photo.reason,
        "evidence_sha256": photo.evidence_sha256,
        "reused_from": list(photo.reused_from),
        "doubts": list(photo.doubts),
        "usable": photo.quality.usable,
        "quality": list(photo.quality.reasons),
        **_common(photo, photo.notices, elements_of(photo.notices)),
    }


def of_photo_seen(seen: PhotoSeen) -> dict[str, Any]:
    """Return a photo that was looked at and is not kept, for a page; its redacted picture goes beside it."""
    return {
        "doubts": list(seen.doubts),
        "usable": seen.usable,
        "quality": list(seen.inspection.quality.reasons),
        **_common(seen, seen.notices, seen.elements),
    }


def _common(photo: SitePhoto | PhotoSeen, notices: Sequence[Notice], elements: Mapping[str, str]) -> dict[str, Any]:
    width = photo.width if isinstance(photo, SitePhoto) else photo.inspection.width
    height = photo.height if isinstance(photo, SitePhoto) else photo.inspection.height
    return {
        "outcome": photo.outcome,
        "confidence": photo.confidence,
        "time": photo.time,
        "place": photo.place,
        "distance_m": photo.distance_m,
        "elements": dict(elements),
        "width": width,
        "height": height,
        "notices": [
            {
                "status": notice.status,
                "reason": notice.reason,
                "box": [notice.box[0] / width, notice.box[1] / height, notice.box[2] / width, notice.box[3] / height],
                "text": notice.text if notice.status is NoticeStatus.CONFIRMED else "",
            }
            for notice in notices
            if notice.status is not NoticeStatus.REJECTED
        ],
    }
