"""The notices that were confirmed in a camera's frames: the text read on them, and which elements it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg.rows import DictRow

_MOST = 3
_MOST_CHARACTERS = 2000


def notices_read(observations: Sequence[DictRow]) -> list[dict[str, Any]]:
    """Return each notice that was read, once, with how often and when it was seen last.

    Only confirmed notices are told: what stands on another plate may be anything, down to a name or a number plate.

    Args:
        observations: Rows, newest first, each with its confirmed notices in ``confirmed``.
    """
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in observations:
        for notice in row["confirmed"] or ():
            told = found.setdefault(_what_it_says(notice), _told(notice, row))
            told["seen"] += 1
    return list(found.values())[:_MOST]


def _what_it_says(notice: dict[str, Any]) -> tuple[str, ...]:
    # Reading differs by a letter from frame to frame; what it amounts to hardly does.
    elements = sorted(f"{name} {state}" for name, state in (notice.get("elements") or {}).items())
    return (notice.get("language") or "", *elements) if elements else ("", notice.get("text") or "")


def _told(notice: dict[str, Any], row: DictRow) -> dict[str, Any]:
    return {
        "text": (notice.get("text") or "")[:_MOST_CHARACTERS],
        "language": notice.get("language"),
        "elements": notice.get("elements") or {},
        "probability": notice.get("probability"),
        "reason": notice.get("reason") or "",
        "last_seen": row["observed_at"],
        "evidence": row["evidence"],
        "seen": 0,
    }
