"""A plate is confirmed, rejected or stays a candidate by rules that anybody can follow."""

from __future__ import annotations

import pytest

from fairnotice.domain import Notice, NoticeStatus
from fairnotice.vision.detector import Proposal
from fairnotice.vision.plate_classifier import PlateLook, Thresholds
from fairnotice.vision.reading import Line, Reading
from fairnotice.vision.second_look import each_sign_once, judge_plate

FRAME = (1280, 720)
PLATE = Proposal((100.0, 100.0, 400.0, 500.0), 0.4)
FULL = (
    "CCTV IN OPERATION",
    "Operated by Harbour Borough Council",
    "for the prevention and detection of crime",
    "Recordings are kept for 30 days",
)


def _line(text: str, score: float = 0.98, aspect: float | None = None) -> Line:
    return Line(text, score, 20.0, aspect if aspect is not None else max(2.0, len(text) / 2))


def _reading(*texts: str, **options: object) -> Reading:
    return Reading(tuple(_line(text) for text in texts), **options)  # type: ignore[arg-type]


UNREAD = _line("", 0.3, 8.0)
PICTOGRAM = _line("A", 0.5, 1.1)


@pytest.mark.parametrize(
    ("reading", "status", "reason"),
    [
        pytest.param(_reading("Zone sous", "vidéosurveillance"), "confirmed", "sous vidéosurveillance", id="statement"),
        pytest.param(_reading("Videoüberwachung"), "confirmed", "names what it announces", id="bare name"),
        pytest.param(
            Reading((_line("CCTV IN OPERATION"), UNREAD)), "confirmed", "CCTV IN OPERATION", id="small print unread"
        ),
        pytest.param(_reading("Beware of the dog"), "rejected", "that there is a dog: 'Beware of the dog'", id="dog"),
        pytest.param(
            Reading((_line("Beware of the dog"), PICTOGRAM)), "rejected", "dog", id="a pictogram is no unread line"
        ),
        pytest.param(
            Reading((_line("Beware of the dog"), UNREAD)), "candidate", "not all of it", id="dog and something unread"
        ),
        pytest.param(
            Reading((_line("Beware of the dog", 0.7),)), "candidate", "not all of it", id="dog, read with doubt"
        ),
        pytest.param(_reading("Beware of the dog", "CCTV in operation"), "confirmed", "CCTV", id="dog and cameras"),
        pytest.param(_reading("Station Road"), "candidate", "nothing of cameras", id="other words"),
        pytest.param(_reading("CCTV"), "candidate", "nothing of cameras", id="a word that settles nothing"),
        pytest.param(Reading(()), "candidate", "no text", id="no text"),
        pytest.param(Reading((UNREAD, _line("BEC", 0.7))), "candidate", "2 of 2 lines", id="another script"),
        pytest.param(Reading((_line("CCTV IN OPERATION", 0.4),)), "candidate", "could not be read", id="a guess"),
        pytest.param(Reading(tried=False), "candidate", "too small", id="too small"),
    ],
)
def test_status_and_reason(reading, status, reason):
    notice = judge_plate(PLATE, reading, FRAME)
    assert notice.status == status
    assert reason in notice.reason
    assert (notice.box, notice.score) == (PLATE.box, PLATE.score)


def _look(cctv: float) -> PlateLook:
    rest = (1 - cctv) / 3
    return PlateLook(cctv, rest, rest, rest, Thresholds(confirm_cctv=0.9, confirm_alone=0.94, worth_reading=0.1))


@pytest.mark.parametrize(
    ("reading", "cctv", "status", "reason"),
    [
        pytest.param(Reading(()), 0.95, "confirmed", "shows the pictogram", id="a pictogram and no text"),
        pytest.param(Reading((UNREAD,)), 0.95, "confirmed", "(0.95)", id="a pictogram and another script"),
        pytest.param(Reading(tried=False), 0.95, "confirmed", "pictogram", id="too small to read"),
        pytest.param(_reading("Station Road"), 0.95, "candidate", "nothing of cameras", id="words read in full"),
        pytest.param(Reading((_line("Station Road"), UNREAD)), 0.95, "confirmed", "pictogram", id="read in part"),
        pytest.param(_reading("当心触电"), 0.95, "candidate", "nothing of cameras", id="four characters are a warning"),
        pytest.param(_reading("24h"), 0.95, "confirmed", "pictogram", id="hardly a word"),
        pytest.param(_reading("CCTV in operation"), 0.95, "confirmed", "; shows the", id="words and pictogram"),
        pytest.param(_reading("CCTV in operation"), 0.0, "confirmed", "CCTV", id="words alone"),
        pytest.param(Reading(()), 0.93, "candidate", "could be told for certain", id="not sure enough without a word"),
        pytest.param(Reading((UNREAD,)), 0.91, "confirmed", "(0.91)", id="sure enough beside words"),
        pytest.param(Reading(()), 0.89, "candidate", "could be told for certain", id="not sure enough"),
        pytest.param(_reading("No photography"), 0.95, "rejected", "forbidden", id="the text says what it is"),
        pytest.param(Reading((_line("No photography"), UNREAD)), 0.95, "candidate", "seems to say", id="and more"),
        pytest.param(_reading("CCTV"), 0.75, "confirmed", "(0.75) and says 'CCTV'", id="a word bears it out"),
        pytest.param(_reading("Câmaras"), 0.96, "confirmed", "and says 'Câmaras'", id="a word in another language"),
        pytest.param(_reading("内有监控室"), 0.2, "rejected", "watched", id="a word and no pictogram"),
        pytest.param(_reading("CCTV"), 0.69, "candidate", "nothing of cameras", id="neither is enough"),
        pytest.param(_reading("Bakery"), 0.75, "candidate", "nothing of cameras", id="a word about something else"),
        pytest.param(_reading("Camera sale: lenses"), 0.9, "rejected", "sold", id="a shop"),
        pytest.param(_reading("CCTV control room"), 0.99, "rejected", "watched", id="a door plate"),
    ],
)
def test_a_pictogram_is_a_notice_unless_its_text_says_otherwise(reading, cctv, status, reason):
    notice = judge_plate(PLATE, reading, FRAME, _look(cctv))
    assert notice.status == status
    assert reason in notice.reason


@pytest.mark.parametrize(
    "box",
    [
        pytest.param((100.0, 0.0, 400.0, 300.0), id="at the top, where cameras write"),
        pytest.param((1000.0, 100.0, 1280.0, 400.0), id="cut at the right"),
        pytest.param((100.0, 100.0, 131.0, 300.0), id="narrow"),
        pytest.param((100.0, 100.0, 561.0, 148.0), id="a shop's board"),
    ],
)
def test_a_pictogram_that_cannot_be_told_confirms_nothing(box):
    assert judge_plate(Proposal(box, 0.9), Reading(()), FRAME, _look(0.99)).status == "candidate"


@pytest.mark.parametrize(
    "reading",
    [
        _reading("AB12 CDE", qr="https://example.org"),
        _reading("Beware of the dog", qr="https://example.org"),
        Reading((_line("J. Smith, flat 4"), UNREAD)),
    ],
)
def test_what_is_written_on_other_plates_is_not_kept(reading):
    notice = judge_plate(PLATE, reading, FRAME)
    assert (notice.text, notice.qr, dict(notice.elements)) == ("", None, {})
    assert "Smith" not in notice.reason
    assert "AB12" not in notice.reason


def test_a_confirmed_notice_keeps_what_it_says():
    notice = judge_plate(PLATE, _reading(*FULL, qr="https://example.org/cctv"), FRAME)
    assert notice.text == "\n".join(FULL)
    assert notice.language == "en"
    assert notice.qr == "https://example.org/cctv"


@pytest.mark.parametrize(
    ("reading", "plate", "expected"),
    [
        pytest.param(_reading(*FULL), PLATE, "absent", id="a whole notice read well"),
        pytest.param(Reading((*_reading(*FULL).lines, UNREAD)), PLATE, "unreadable", id="a line unread"),
        pytest.param(_reading(*FULL), Proposal((100, 100, 200, 230), 0.4), "unreadable", id="too small a plate"),
        pytest.param(_reading(*FULL), Proposal((0, 100, 400, 500), 0.4), "unreadable", id="cut by the frame's edge"),
        pytest.param(_reading(*FULL), Proposal((100, 400, 400, 720), 0.4), "unreadable", id="cut at the bottom"),
        pytest.param(_reading(FULL[0]), PLATE, "unreadable", id="a headline only"),
    ],
)
def test_an_element_is_absent_only_where_all_was_read(reading, plate, expected):
    elements = judge_plate(plate, reading, FRAME).elements
    assert elements["rights"] == elements["legal_basis"] == expected
    if len(reading.lines) > 1:
        assert elements["controller"] == elements["purpose"] == elements["retention"] == "present"


@pytest.mark.parametrize(
    "lines",
    [
        ("AREA VIDEOSORVEGLIATA", "Titolare: Comune di Esempio", "Le immagini sono conservate per 7 giorni"),
        ("CCTV 설치 안내", "설치목적 범죄예방", "푸른시청에서 운영하고 있습니다"),
        ("防犯カメラ作動中", "見本商店の前にあるカメラです", "ご協力をお願いします"),
    ],
)
def test_no_element_is_missing_in_a_language_whose_words_for_them_are_not_known(lines):
    elements = judge_plate(PLATE, _reading(*lines), FRAME).elements
    assert set(elements.values()) <= {"present", "unreadable"}


@pytest.mark.parametrize(
    ("reading", "plate", "expected"),
    [
        pytest.param(Reading(()), PLATE, "absent", id="large and without a word"),
        pytest.param(Reading(()), Proposal((100, 100, 200, 230), 0.4), "unreadable", id="small print may be too small"),
        pytest.param(Reading((UNREAD,)), PLATE, "unreadable", id="words that could not be read"),
        pytest.param(Reading(tried=False), PLATE, "unreadable", id="not read at all"),
    ],
)
def test_a_pictogram_alone_gives_no_element_and_hides_none(reading, plate, expected):
    elements = judge_plate(plate, reading, FRAME, _look(0.97)).elements
    assert set(elements.values()) == {expected}


def test_a_qr_code_leads_to_the_further_information():
    elements = judge_plate(PLATE, Reading((UNREAD,), qr="https://example.org"), FRAME, _look(0.97)).elements
    assert elements["further_information"] == "present"
    assert elements["rights"] == "unreadable"


def _confirmed(*box: float) -> Notice:
    return Notice(box=box, score=0.3, status=NoticeStatus.CONFIRMED, reason="", text="CCTV in operation")  # type: ignore[arg-type]


def test_a_sign_within_a_larger_plate_counts_once():
    door, sticker, apart = _confirmed(0, 0, 300, 600), _confirmed(100, 200, 150, 260), _confirmed(500, 0, 600, 100)
    outer, inner, other = each_sign_once([door, sticker, apart])
    assert (outer.status, outer.text) == (NoticeStatus.CANDIDATE, "")
    assert (inner, other) == (sticker, apart)


def test_two_boxes_of_nearly_one_size_are_left_alone():
    pair = (_confirmed(0, 0, 100, 100), _confirmed(2, 2, 104, 104))
    assert each_sign_once(pair) == pair
