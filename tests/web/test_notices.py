"""What the card tells of the notices in a camera's frames."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fairnotice.web.notices import notices_read


def row(hour: int, *confirmed: dict[str, Any]) -> Any:
    return {"observed_at": dt.datetime(2026, 3, 5, hour, tzinfo=dt.UTC), "confirmed": list(confirmed), "evidence": None}


def notice(text: str, **elements: str) -> dict[str, Any]:
    return {"status": "confirmed", "text": text, "language": "en", "elements": elements, "reason": "says so"}


def test_one_notice_seen_often_is_told_once_with_its_newest_text() -> None:
    told = notices_read(
        [
            row(12, notice("CCTV. Harbour Office", controller="present", contact="absent")),
            row(9, notice("CCTV. Harbour 0ffice", controller="present", contact="absent")),
            row(8),
        ]
    )

    assert len(told) == 1
    assert (told[0]["text"], told[0]["seen"]) == ("CCTV. Harbour Office", 2)
    assert told[0]["last_seen"].hour == 12
    assert told[0]["elements"] == {"controller": "present", "contact": "absent"}


def test_notices_that_say_something_else_are_told_apart() -> None:
    told = notices_read([row(9, notice("CCTV", contact="absent"), notice("Vidéo", contact="present"))])

    assert [each["text"] for each in told] == ["CCTV", "Vidéo"]


def test_a_long_text_is_cut() -> None:
    (told,) = notices_read([row(9, notice("a" * 5000))])

    assert len(told["text"]) == 2000
