"""What was seen, as JSON for programs and in sentences for people."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from fairnotice.domain import Inspection, Notice, NoticeStatus, Pixels, Quality
from fairnotice.vision.describe import best_first, describe, describe_failure, headline, in_one_line, sentences
from fairnotice.vision.quality import assess
from fairnotice.vision.wording import ELEMENTS
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
    assert told.pop("quality").startswith("usable; a notice must be about ")
    assert told == {
        "file": "gate.jpg",
        "width": 640,
        "height": 360,
        "usable": True,
        "reasons": [],
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
                "elements": dict.fromkeys(ELEMENTS, "unreadable") | {"controller": "present"},
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


@pytest.mark.parametrize(
    ("status", "elements", "expected"),
    [
        (NoticeStatus.CONFIRMED, {}, dict.fromkeys(ELEMENTS, "unreadable")),
        (
            NoticeStatus.CONFIRMED,
            {"controller": "present", "no_element": "present"},
            dict.fromkeys(ELEMENTS, "unreadable") | {"controller": "present"},
        ),
        (NoticeStatus.CANDIDATE, {"controller": "present"}, {}),
        (NoticeStatus.REJECTED, {}, {}),
    ],
)
def test_a_confirmed_notice_has_every_element_and_another_plate_none(scene, status, elements, expected):
    notice = replace(NOTICE, status=status, elements=elements)
    assert describe(_inspection(scene, notice), file="a")["notices"][0]["elements"] == expected


def test_numbers_are_rounded(scene):
    notice = replace(NOTICE, probability=0.123456789)
    assert describe(_inspection(scene, notice), file="a")["notices"][0]["probability"] == 0.1235


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        ("", "640 x 360 px, no plate that could be a notice was found"),
        ("c", "640 x 360 px, 1 confirmed notice"),
        ("cc?", "640 x 360 px, 2 confirmed notices, 1 candidate"),
        ("??xx", "640 x 360 px, 2 candidates, 2 plates that are no notices"),
        ("x", "640 x 360 px, 1 plate that is no notice"),
    ],
)
def test_a_headline_counts_plates(statuses, says):
    of = {"c": NoticeStatus.CONFIRMED, "?": NoticeStatus.CANDIDATE, "x": NoticeStatus.REJECTED}
    notices = tuple(replace(NOTICE, status=of[each]) for each in statuses)
    assert headline(Inspection(Quality(usable=True), notices, 640, 360, "v")) == says


def test_a_headline_says_why_a_picture_is_not_usable(scene):
    assert headline(_inspection(np.zeros_like(scene))).startswith("640 x 360 px, not usable: too dark: 100% of")


def test_sentences_say_what_is_known_of_a_confirmed_notice():
    elements = dict.fromkeys(ELEMENTS, "absent") | {"controller": "present", "legal_basis": "unreadable"}
    verdict, text, code, listed, score = sentences(
        replace(NOTICE, text="视频监控区域\n\n 电话 110 ", elements=elements)
    )
    assert verdict == "confirmed: says that cameras watch here: '视频监控区域'"
    assert text == "text: 视频监控区域 / 电话 110"
    assert code == "QR code: https://example.org/cctv"
    assert listed.startswith("present: controller; absent: ")
    assert listed.endswith("; could not be read: legal basis")
    assert score == "score 0.43, not a probability"


def test_a_probability_is_called_one_where_it_is_one():
    assert list(sentences(replace(NOTICE, probability=0.972)))[-1] == "probability 97% among drawn signs (score 0.43)"


@pytest.mark.parametrize("status", [NoticeStatus.CANDIDATE, NoticeStatus.REJECTED])
def test_what_is_written_on_another_plate_is_not_said(status):
    assert list(sentences(replace(NOTICE, status=status, reason="unread"))) == [
        f"{status.value}: unread",
        "score 0.43, not a probability",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\n  c  d", "a / b / c d"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("abc\u202edef", "abc\\u202edef"),
        ("caf\udce9", "caf\\udce9"),
        ("视频, ё, ß", "视频, ё, ß"),
    ],
)
def test_a_line_holds_nothing_that_a_terminal_would_obey(text, shown):
    assert in_one_line(text) == shown


def test_plates_are_numbered_by_status_and_score():
    plates = [
        replace(NOTICE, status=status, score=score)
        for status, score in (
            (NoticeStatus.REJECTED, 0.9),
            (NoticeStatus.CANDIDATE, 0.3),
            (NoticeStatus.CONFIRMED, 0.1),
            (NoticeStatus.CANDIDATE, 0.5),
        )
    ]
    assert [plates.index(plate) for plate in best_first(plates)] == [2, 3, 1, 0]
