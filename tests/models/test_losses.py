"""What kept a notice from being confirmed is named by what would have confirmed it."""

from __future__ import annotations

import pytest

from fairnotice.domain import Box, DecidedBy, Notice, NoticeStatus
from fairnotice.vision.plate_classifier import PlateLook, Thresholds
from fairnotice.vision.reading import Line, Reading
from models.evaluate_losses import kept_from_it

FRAME = (1280, 720)
INSIDE: Box = (100.0, 100.0, 300.0, 300.0)
BOUNDS = Thresholds(confirm_cctv=0.9, confirm_alone=0.98, worth_reading=0.3, no_sign=0.2)
ROAD = Reading((Line("Station Road", score=0.99, height_px=20.0, aspect=6.0),))


@pytest.mark.parametrize(
    ("box", "cctv", "nothing", "reading", "said"),
    [
        pytest.param(INSIDE, 0.5, 0.1, Reading(()), "below confirm_cctv", id="not told well enough"),
        pytest.param(INSIDE, 0.95, 0.0, Reading(()), "below confirm_alone", id="nothing else speaks for it"),
        pytest.param(INSIDE, 0.99, 0.0, ROAD, "text speaks against", id="read in full, not of cameras"),
        pytest.param((0.0, 100.0, 200.0, 300.0), 0.99, 0.0, Reading(()), "edge", id="cut"),
        pytest.param((100.0, 100.0, 900.0, 140.0), 0.5, 0.0, None, "too long", id="long, whatever it shows"),
        pytest.param(INSIDE, 0.1, 0.9, None, "no sign", id="a window"),
    ],
)
def test_what_is_missing_is_named(box: Box, cctv: float, nothing: float, reading: Reading | None, said: str) -> None:
    notice = Notice(box, 0.5, NoticeStatus.CANDIDATE, reason="", decided_by=DecidedBy.SILENT)
    look = PlateLook(cctv, 0.0, 1 - cctv - nothing, nothing, BOUNDS)
    assert said in kept_from_it(notice, look, reading, FRAME)
