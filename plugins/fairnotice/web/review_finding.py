"""Everything that a decision about one finding needs, in one answer."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from fairnotice.domain import Citation
from fairnotice.pipeline import seconding
from fairnotice.pipeline.deciding import version_of
from fairnotice.rules.pack import FORCES_THAT_FAIL, READ_IN_FULL
from fairnotice.rules.sentences import said_in_each
from fairnotice.settings import Settings
from fairnotice.store import findings, photos, review_queue
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import to_plain
from fairnotice.web.photo_shown import of_site_photo

_MOST = 10


def finding_of(
    connection: Connection, settings: Settings, camera_id: str, rule_id: str, today: dt.date
) -> dict[str, Any] | None:
    """Return a finding with its camera, what is known of its site, and which decisions can be taken; None: none."""
    site = queries("review_queue").site_of(connection, camera_id=camera_id)
    standing = next(
        (each for each in findings.standings_of(connection, camera_id) if each.finding.rule_id == rule_id), None
    )
    if site is None or standing is None:
        return None
    shown, by_program = standing.shown(), standing.finding
    basis = site.pop("access_basis")
    look = review_queue.look_of(connection, camera_id)
    said = partial(said_in_each, pack_id=shown.pack_id, pack_version=shown.pack_version)
    can_fail = by_program.citation.verified in READ_IN_FULL and by_program.force in FORCES_THAT_FAIL
    return {
        "version": version_of(standing),
        "camera": {**site, "has_access_basis": _covers_frames(basis, today)},
        "rule_id": rule_id,
        "title": shown.title,
        "verdict": shown.verdict,
        "by_program": by_program.verdict,
        "force": shown.force,
        "severity": shown.severity,
        "confidence": shown.confidence,
        "proof": shown.proof,
        "since": standing.holds_since,
        "judged_on": standing.judged_on,
        "remedy": shown.remedy,
        "citation": {
            **to_plain(Citation, shown.citation),
            "words": str(shown.citation),
            "address": shown.citation.address if shown.citation.verified == "official" else "",
        },
        "reasons": [
            {"code": each.code, "text": said(each.text), "settles": said(each.settles)} for each in shown.reasons
        ],
        "evidence": list(shown.evidence),
        "overruled_until": standing.overrule.until if standing.overrule else None,
        "decisions": review_queue.decisions_of(connection, camera_id, rule_id, _MOST),
        "visits": list(rows(queries("review_queue").visits_of_site(connection, site_id=site["site_id"], most=_MOST))),
        "photos": [of_site_photo(each) for each in photos.of_site(connection, site["site_id"], _MOST)],
        "replies": list(
            rows(queries("review_queue").replies_about(connection, camera_id=camera_id, rule_id=rule_id, most=_MOST))
        ),
        "is_held": bool(queries("review_queue").is_held(connection, camera_id=camera_id, rule_id=rule_id)),
        "look": look if look is not None and look["until"] >= today else None,
        "can_fail": can_fail,
        "needs_second": seconding.is_needed(settings, rule_id),
        "proposal": seconding.proposal_of(connection, standing, today),
    }


def _covers_frames(basis: dict[str, Any] | None, today: dt.date) -> bool:
    if basis is None or "frames" not in basis.get("scope", ()):
        return False
    until = basis.get("until")
    return until is None or dt.date.fromisoformat(until) >= today
