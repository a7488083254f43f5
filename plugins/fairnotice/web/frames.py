"""The frames of one camera: what was seen in those that could be used, and why the others could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from psycopg.rows import DictRow

from fairnotice.domain import NoticeStatus, Quality
from fairnotice.store.records import from_json

State = Literal["confirmed", "candidate", "nothing", "unusable", "missing"]
"""What a frame showed (a confirmed notice, a possible one, none), or that it could not be used or did not come."""

_NOT_INSPECTED = "not_inspected"
_UNEXPLAINED = "unusable"


def frames_of(observations: Sequence[DictRow], most: int) -> dict[str, Any]:
    """Tell what became of a camera's sampling slots.

    Args:
        observations: Rows of the table of that name, newest first, with nothing in them that may not be shown.
        most: Up to how many are told of; one row more says that there are older ones. Of several days none is told
            in part.

    Returns:
        ``shown``, the frames in the order of time, each with its ``state`` and, where it was not usable,
        ``why`` as code and sentence; and ``summary``, which counts those and no others.
    """
    older = len(observations) > most
    newest = list(observations[:most])
    if older:
        cut = observations[most]["window_date"]
        newest = [row for row in newest if row["window_date"] != cut] or newest
    shown = [_frame(row) for row in reversed(newest)]
    return {"shown": shown, "summary": _summary(shown, older=older)}


def _frame(row: DictRow) -> dict[str, Any]:
    quality = None if row["quality"] is None else from_json(Quality, row["quality"])
    return {
        "window_date": row["window_date"],
        "sample_number": row["sample_number"],
        "observed_at": row["observed_at"],
        "state": _state(row, quality),
        "why": _why(row, quality),
        "light": quality.light if quality else None,
        "notices": Counter(row["notices"] or ()),
        "width": row["width"],
        "height": row["height"],
        "evidence": row["evidence"],
    }


def _state(row: DictRow, quality: Quality | None) -> State:
    if row["fault"] is not None or quality is None:
        return "missing"
    if not quality.usable:
        return "unusable"
    if NoticeStatus.CONFIRMED in row["notices"]:
        return "confirmed"
    return "candidate" if NoticeStatus.CANDIDATE in row["notices"] else "nothing"


def _why(row: DictRow, quality: Quality | None) -> list[dict[str, Any]]:
    """Return each reason against a frame: its code, a sentence where there is one, and what was measured."""
    if row["fault"] is not None:
        return [{"code": row["fault"], "text": row["fault_detail"] or "", "measures": {}}]
    if quality is None:
        return [{"code": _NOT_INSPECTED, "text": "", "measures": {}}]
    if quality.usable:
        return []
    return [
        {"code": code, "text": _in_words(replace(quality, reasons=(code,))), "measures": quality.measures}
        for code in quality.reasons or (_UNEXPLAINED,)
    ]


def _in_words(quality: Quality) -> str:
    # Only a card with such a frame pays for OpenCV, which stands behind the words.
    from fairnotice.vision.quality import in_words

    try:
        return in_words(quality)
    except KeyError:
        # A fact is never changed: a frame of an earlier version lacks what was not measured then.
        return ""


def _summary(shown: Sequence[dict[str, Any]], *, older: bool) -> dict[str, Any]:
    """Count frames by what they showed and by their first cause, so that the numbers add up."""
    states = Counter(frame["state"] for frame in shown)
    causes = Counter(_cause(frame) for frame in shown if frame["why"])
    lasting = _lasting(shown, older=older)
    return {
        "frames": len(shown),
        "usable": states["confirmed"] + states["candidate"] + states["nothing"],
        "states": states,
        "causes": [
            {"code": code, "count": count, "lasting": lasting if shown and code == _cause(shown[-1]) else None}
            for code, count in sorted(causes.items(), key=lambda each: (-each[1], each[0]))
        ],
        "older": older,
    }


def _cause(frame: dict[str, Any]) -> str | None:
    return frame["why"][0]["code"] if frame["why"] else None


def _lasting(shown: Sequence[dict[str, Any]], *, older: bool) -> dict[str, Any] | None:
    """Say since when every frame has had the newest one's cause; one such frame alone does not last."""
    cause = _cause(shown[-1]) if shown else None
    start = len(shown)
    while start and _cause(shown[start - 1]) == cause:
        start -= 1
    if cause is None or len(shown) - start < 2:
        return None
    return {"since": shown[start]["window_date"], "or_earlier": older and start == 0}
