"""What an operator answers with proof: a photo of the notice that was put up, or a fresh export of a configuration.

It is looked at at once, and the answer says what was recognised and what is still missing. The finding keeps its
verdict: beside it stands that a fix is claimed, until an inspector or the next audit has seen it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fairnotice.analytics.handed_in import scan_handed_in
from fairnotice.analytics.verdict import Conclusion, by_evidence, under_packs
from fairnotice.domain import VERDICTS_WORST_FIRST, AnalyticsScan, NoticeStatus, OperatorKind, Verdict
from fairnotice.errors import DecisionError
from fairnotice.pipeline import photos
from fairnotice.pipeline.photos import PhotoSeen
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.looks import codes_of
from fairnotice.rules.pack import Requirement, RulePack
from fairnotice.signage.notices import required_by
from fairnotice.store import answers
from fairnotice.store.answers import NewReply
from fairnotice.store.photos import Outcome
from fairnotice.store.site_codes import code_of_site

_MOST_SCANS = 40
_MOST_MENTIONS = 20
_PHOTO_ASKS = (Requirement.NOTICE_EXISTS, Requirement.NOTICE_ELEMENTS)
_RECOGNISED = (Outcome.NOTICE, Outcome.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of something that was handed in."""

    seen: dict[str, Any]
    """What was recognised and what is missing, for the operator's eyes and the inspector's."""
    review_because: tuple[str, ...]
    """Codes of why a person must look at it closely."""
    reply_id: int | None
    """None: nothing was recognised, and nothing was written down."""


def photo_rules(packs: Iterable[RulePack]) -> tuple[str, ...]:
    """Return the rules that a photo of the notice can settle."""
    return tuple(rule.id for pack in packs for rule in pack.rules if rule.requirement in _PHOTO_ASKS)


def configuration_rules(packs: Iterable[RulePack]) -> tuple[str, ...]:
    """Return the rules that an export of the configuration is an answer to."""
    asks = (Requirement.NO_CLASSIFIER, Requirement.NO_ANALYTICS)
    return tuple(rule.id for pack in packs for rule in pack.rules if rule.requirement in asks)


def answer_with_photo(
    using: Resources, data: bytes, reply: NewReply, jurisdiction: str | None, *, keep: bool
) -> Answered:
    """Look at a photo of a site's notice and write the reply down.

    Args:
        using: Database, evidence storage and model.
        data: JPEG, PNG or HEIC, in memory.
        reply: Of kind ``photo``, for a site, with the findings that it answers.
        jurisdiction: Where the site is; it decides what a notice must say.
        keep: Write it down although nothing was recognised in it.

    Raises:
        PhotoError: It is no photo that can be looked at, or could not be redacted.
        DecisionError: The operator has no such finding.
    """
    site_id = reply.site_id or ""
    with using.database.transaction() as connection:
        expected = photos.expected_at(connection, site_id)
        code = code_of_site(connection, site_id)
    seen = photos.inspect_photo(data, expected=expected, now=reply.said_at, using=using)
    required = required_by(pack for pack in using.packs if pack.applies_to(jurisdiction))
    bears = _code(seen, code)
    shown = _photo_in_words(seen, required, bears)
    because = (*seen.doubts, *(("other_site_code",) if bears == "other" else ()))
    if seen.outcome not in _RECOGNISED and not keep:
        return Answered(shown, because, None)
    with using.database.transaction() as connection:
        kept = photos.keep(connection, using, seen, site_id=site_id, kind="reply", by=reply.said_by, now=reply.said_at)
        if kept.state != "waiting":
            raise DecisionError(f"this very photo was sent before and {kept.state}: {kept.reason}")
        because = tuple(dict.fromkeys((*because, *kept.doubts)))
        evidence = (kept.evidence_sha256,) if kept.evidence_sha256 else ()
        told = replace(reply, seen=shown, review_because=because, photo_id=kept.photo_id, evidence=evidence)
        return Answered(shown, because, answers.add_reply(connection, told))


def answer_with_configuration(
    using: Resources,
    data: bytes,
    name: str,
    reply: NewReply,
    *,
    device_id: str,
    jurisdiction: str | None,
    kind: OperatorKind,
    keep: bool,
) -> Answered:
    """Read an export of a device's configuration and write the reply down.

    Args:
        using: Database and rule packs.
        data: The file, in memory.
        name: What the operator calls it.
        reply: Of kind ``configuration``, with the findings that it answers.
        device_id: The camera that it is said to be of.
        jurisdiction: Where the camera is; it decides what must not be configured.
        kind: Who runs it.
        keep: Write it down although it still shows what it should not, or nothing could be read.

    Raises:
        DecisionError: The operator has no such finding.
    """
    packs = [pack for pack in using.packs if pack.applies_to(jurisdiction)]
    scans = scan_handed_in(data, name=name, device_id=device_id)
    concluded = [(scan, _conclusion(scan, packs, reply.said_at.date(), kind)) for scan in scans]
    worst = min((each.verdict for _, each in concluded), key=VERDICTS_WORST_FIRST.index, default=Verdict.UNKNOWN)
    shown = {"file": scans[0].source.partition("!")[0] if scans else name[:100], **_configuration_in_words(concluded)}
    because = _WHY_LOOK.get(worst, ())
    if because and not keep:
        return Answered(shown, because, None)
    with using.database.transaction() as connection:
        told = replace(reply, seen=shown, review_because=because)
        return Answered(shown, because, answers.add_reply(connection, told))


_WHY_LOOK = {
    Verdict.FAIL: ("still_configured",),
    Verdict.REVIEW: ("configuration_unclear",),
    Verdict.UNKNOWN: ("not_read",),
}


def _conclusion(scan: AnalyticsScan, packs: Sequence[RulePack], at: dt.date, kind: OperatorKind) -> Conclusion:
    alone = by_evidence(scan)
    found = under_packs(scan, packs, at, kind)
    # What is surely configured is no fix, whatever exemption could be asked; without a rule, the file speaks alone.
    return alone if alone.verdict is Verdict.FAIL or found.verdict is Verdict.NOT_APPLICABLE else found


def _code(seen: PhotoSeen, code: str) -> str:
    """Tell whose code the notices in a photo bear: ``own``, ``other`` or ``none``."""
    read = {each for notice in seen.notices if notice.status is NoticeStatus.CONFIRMED for each in codes_of(notice)}
    return "own" if code in read else "other" if read else "none"


def _photo_in_words(seen: PhotoSeen, required: Sequence[str], code: str) -> dict[str, Any]:
    words = {element: seen.elements.get(element, "unreadable") for element in required}
    has_qr = any(notice.qr for notice in seen.notices if notice.status is NoticeStatus.CONFIRMED)
    if has_qr and "further_information" in words:
        words["further_information"] = "present"
    return {
        "outcome": str(seen.outcome),
        "text": [
            {"text": notice.text[:500], "language": notice.language}
            for notice in seen.notices
            if notice.status is NoticeStatus.CONFIRMED and notice.text
        ],
        "elements": words,
        "missing": [element for element, word in words.items() if word == "absent"],
        "unreadable": [element for element, word in words.items() if word == "unreadable"],
        "code": code,
        "reasons": list(seen.reasons),
        "distance_m": seen.distance_m,
    }


def _configuration_in_words(concluded: Sequence[tuple[AnalyticsScan, Conclusion]]) -> dict[str, Any]:
    order = sorted(concluded, key=lambda each: VERDICTS_WORST_FIRST.index(each[1].verdict))
    return {
        "read": sum(scan.complete for scan, _ in concluded),
        "files": len(concluded),
        "scans": [
            {
                "source": scan.source,
                "format": scan.format,
                "verdict": str(conclusion.verdict),
                "error": scan.error,
                "mentions": [
                    {"term": each.term, "category": each.category, "level": str(each.level), "path": each.path}
                    for each in scan.mentions[:_MOST_MENTIONS]
                ],
            }
            for scan, conclusion in order[:_MOST_SCANS]
        ],
    }
