"""What was seen, as JSON for programs and as boxes for people."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fairnotice.domain import Inspection, Notice, NoticeStatus, Pixels
from fairnotice.errors import VisionError
from fairnotice.vision.describe import annotate, describe, describe_failure
from fairnotice.vision.quality import assess
from fakes.scenes import draw_scene

NOTICE = Notice(
    box=(100.04, 60.0, 180.0, 140.0),
    score=0.4321987,
    status=NoticeStatus.CONFIRMED,
    reason="says that cameras watch here: '视频监控区域'",
    text="视频监控区域",
    language="zh",
    qr="https://example.org/cctv",
    elements={"controller": "present", "rights": "unreadable"},
)


@pytest.fixture(scope="module")
def scene() -> Pixels:
    return draw_scene(4, 640, 360)


def _inspection(pixels: Pixels, *notices: Notice) -> Inspection:
    return Inspection(assess(pixels), notices, pixels.shape[1], pixels.shape[0], "abc123def456")


def test_the_object_of_a_picture(scene):
    told = json.loads(json.dumps(describe(_inspection(scene, NOTICE), file="gate.jpg")))
    assert told == {
        "file": "gate.jpg",
        "width": 640,
        "height": 360,
        "usable": True,
        "reasons": [],
        "quality": "usable",
        "model_version": "abc123def456",
        "notices": [
            {
                "xyxy": [100.0, 60.0, 180.0, 140.0],
                "class": "notice",
                "score": 0.4322,
                "probability": None,
                "status": "confirmed",
                "reason": "says that cameras watch here: '视频监控区域'",
                "text": "视频监控区域",
                "language": "zh",
                "qr": "https://example.org/cctv",
                "elements": {"controller": "present", "rights": "unreadable"},
            }
        ],
        "error": None,
    }


def test_a_poor_picture_says_why(scene):
    told = describe(_inspection(np.zeros_like(scene)), file="night.jpg")
    assert told["usable"] is False
    assert told["reasons"] == ["dark"]
    assert "too dark" in told["quality"]


def test_a_picture_that_could_not_be_inspected_has_the_same_keys(scene):
    failed = describe_failure("the picture is empty", file="x.jpg")
    assert failed.keys() == describe(_inspection(scene), file="x.jpg").keys()
    assert failed["error"] == "the picture is empty"


def test_boxes_are_drawn_on_a_copy(scene):
    before = scene.copy()
    drawn = annotate(scene, _inspection(scene, NOTICE))
    assert np.array_equal(scene, before)
    changed = np.any(drawn != scene, axis=2)
    assert changed[60, 120]
    assert changed[100, 100]
    assert not changed[100, 140]  # the plate itself stays to be seen
    assert not changed[200:].any()


def test_boxes_follow_the_size_of_the_copy(scene):
    half = np.ascontiguousarray(scene[::2, ::2])
    changed = np.any(annotate(half, _inspection(scene, NOTICE)) != half, axis=2)
    assert changed[30, 60]
    assert changed[50, 50]


def test_what_is_no_picture_is_refused(scene):
    with pytest.raises(VisionError):
        annotate(np.zeros((3, 3), np.uint8), _inspection(scene))
