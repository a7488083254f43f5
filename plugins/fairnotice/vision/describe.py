"""What was seen, in an object for programs and in sentences for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairnotice.domain import Inspection, Notice, NoticeStatus
from fairnotice.vision.quality import in_words
from fairnotice.vision.wording import ELEMENTS

_NOT_FOUND = "no plate that could be a notice was found"
_UNREADABLE = "unreadable"
_STATES = (("present", "present"), ("absent", "absent"), (_UNREADABLE, "could not be read"))
"""States of an element, and how they are said."""
_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that a terminal would obey, or that could hide or turn what stands beside them."""


def describe(inspection: Inspection, *, file: str) -> dict[str, Any]:
    """Return what an inspection says as an object for one line of JSON.

    Args:
        inspection: Of the picture.
        file: The picture's name, as the user gave it.
    """
    quality = inspection.quality
    return {
        "file": file,
        "width": inspection.width,
        "height": inspection.height,
        "usable": quality.usable,
        "reasons": list(quality.reasons),
        "quality": in_words(quality),
        "model_version": inspection.model_version,
        "notices": [_notice(notice) for notice in inspection.notices],
        "error": None,
    }


def describe_failure(error: str, *, file: str) -> dict[str, Any]:
    """Return the same object for a picture that could not be inspected, with the reason in ``error``."""
    return {
        "file": file,
        "width": None,
        "height": None,
        "usable": False,
        "reasons": [],
        "quality": None,
        "model_version": None,
        "notices": [],
        "error": error,
    }


def headline(inspection: Inspection) -> str:
    """Say in a sentence what a picture shows: its size, and how many plates of which status, or why none."""
    size = f"{inspection.width} x {inspection.height} px"
    if not inspection.quality.usable:
        return f"{size}, not usable: {in_words(inspection.quality)}"
    counts = [
        f"{count} {words if count == 1 else plural}"
        for status, words, plural in (
            (NoticeStatus.CONFIRMED, "confirmed notice", "confirmed notices"),
            (NoticeStatus.CANDIDATE, "candidate", "candidates"),
            (NoticeStatus.REJECTED, "plate that is no notice", "plates that are no notices"),
        )
        if (count := sum(notice.status is status for notice in inspection.notices))
    ]
    return f"{size}, {', '.join(counts) or _NOT_FOUND}"


def best_first(notices: Sequence[Notice]) -> list[Notice]:
    """Return plates in the order in which they are numbered: confirmed, candidates, rejected, best scores first."""
    order = (NoticeStatus.CONFIRMED, NoticeStatus.CANDIDATE, NoticeStatus.REJECTED)
    return sorted(notices, key=lambda notice: (order.index(notice.status), -notice.score))


def sentences(notice: Notice) -> Iterator[str]:
    """Say what is known of one plate: its status with the reason, then its text, QR code, elements and score.

    What is written on a plate is said of confirmed notices only. Each is one line without characters that
    a terminal would obey: a sign can say anything.
    """
    yield f"{notice.status.value}: {in_one_line(notice.reason)}"
    confirmed = notice.status is NoticeStatus.CONFIRMED
    if notice.text and confirmed:
        yield f"text: {in_one_line(notice.text)}"
    if notice.qr and confirmed:
        yield f"QR code: {in_one_line(notice.qr)}"
    if elements := elements_in_words(_elements(notice)):
        yield elements
    if notice.probability is None:
        yield f"score {notice.score:.2f}, not a probability"
    else:
        yield f"probability {notice.probability:.0%} among drawn signs (score {notice.score:.2f})"


def elements_in_words(elements: Mapping[str, str]) -> str:
    """List elements by what was seen of them, for example 'present: controller; could not be read: rights'."""
    listed = []
    for state, words in _STATES:
        if names := [name.replace("_", " ") for name, value in elements.items() if value == state]:
            listed.append(f"{words}: {', '.join(names)}")
    return "; ".join(listed)


def in_one_line(text: str) -> str:
    """Return text as a terminal or a picture can show it: lines joined by ' / ', nothing hidden in it."""
    joined = " / ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return "".join(
        character.encode("unicode_escape").decode() if unicodedata.category(character) in _NOT_SHOWN else character
        for character in joined
    )


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "xyxy": [round(value, 1) for value in notice.box],
        "class": "notice",
        "score": round(notice.score, 4),
        "probability": None if notice.probability is None else round(notice.probability, 4),
        "status": notice.status.value,
        "reason": notice.reason,
        "text": notice.text,
        "language": notice.language,
        "qr": notice.qr,
        "elements": _elements(notice),
    }


def _elements(notice: Notice) -> dict[str, str]:
    """Return every element for a confirmed notice, and none for a plate that says nothing of cameras."""
    if notice.status is not NoticeStatus.CONFIRMED:
        return {}
    return {element: notice.elements.get(element, _UNREADABLE) for element in ELEMENTS}
