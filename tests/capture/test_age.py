from __future__ import annotations

import datetime as dt

import httpx
import pytest

from fairnotice.capture.age import check_age
from fairnotice.capture.limits import CaptureError

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DATE = "Mon, 02 Mar 2026 12:00:00 GMT"


def check(**headers: str) -> None:
    check_age(httpx.Headers([(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]), NOW)


@pytest.mark.parametrize(
    ("headers", "remark"),
    [
        ({}, "a server that says nothing"),
        ({"Date": DATE}, "no word of the picture"),
        ({"Date": DATE, "Last_Modified": "Mon, 02 Mar 2026 11:50:00 GMT"}, "ten minutes"),
        ({"Last_Modified": "Mon, 02 Mar 2026 11:50:00 GMT"}, "ten minutes, by our clock"),
        (
            {"Date": "Sun, 01 Jan 2023 00:00:00 GMT", "Last_Modified": "Sat, 31 Dec 2022 23:59:00 GMT"},
            "a clock that is years behind, and a picture of the minute",
        ),
        ({"Date": DATE, "Last_Modified": "Thu, 01 Jan 1970 00:00:00 GMT"}, "a clock that was never set"),
        ({"Date": DATE, "Last_Modified": "Mon, 02 Mar 2026 18:00:00 GMT"}, "from the future"),
        ({"Date": DATE, "Last_Modified": "yesterday"}, "no date"),
        ({"Date": DATE, "Last_Modified": f"Mon, 01 Jan 2026 00:00:00 +{'9' * 20}"}, "a time zone beyond all numbers"),
        ({"Date": DATE, "Last_Modified": "Mon, 99 Zzz 2026 99:99:99 GMT" * 1000}, "far too long"),
        ({"Date": DATE, "Age": "300"}, "five minutes in a cache"),
        ({"Date": DATE, "Age": "-9"}, "a negative age"),
        ({"Date": DATE, "Age": "١٢٣٤٥٦٧٨"}, "digits, but not those of HTTP"),
    ],
)
def test_what_is_fresh_or_says_nothing_is_taken(headers, remark):
    check(**headers)


@pytest.mark.parametrize(
    ("headers", "hours"),
    [
        ({"Date": DATE, "Last_Modified": "Sun, 01 Mar 2026 12:00:00 GMT"}, "24 h"),
        ({"Last_Modified": "Mon, 02 Mar 2026 09:00:00 GMT"}, "3 h"),
        ({"Date": DATE, "Last_Modified": "Mon, 02 Mar 2026 11:30:00 GMT", "Age": "5400"}, "2 h"),
        ({"Date": DATE, "Age": "9" * 4000}, "87600 h"),
    ],
)
def test_an_old_picture_is_refused_with_its_age(headers, hours):
    with pytest.raises(CaptureError, match=hours) as refused:
        check(**headers)
    assert refused.value.fault == "stale"
