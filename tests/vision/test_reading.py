"""Reading plates: several scripts, QR codes, and nothing from the network."""

from __future__ import annotations

import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from fairnotice.domain import Box, Pixels
from fairnotice.errors import ConfigurationError, SignageError, VisionError
from fairnotice.signage import SignSpec, sign_pixels
from fairnotice.vision import cyrillic, hangul, tesseract, text_lines
from fairnotice.vision.reading import Line, Reader, Reading, scripts_read
from fairnotice.vision.tesseract import data_folder

pytestmark = pytest.mark.slow

needs_cyrillic = pytest.mark.skipif(data_folder("rus") is None, reason="Tesseract's Russian data are not installed")
needs_hangul = pytest.mark.skipif(data_folder("kor") is None, reason="Tesseract's Korean data are not installed")


def _hung(sign: Pixels, margin: int = 60) -> tuple[Pixels, Box]:
    """A sign on a grey wall, and its box."""
    height, width = sign.shape[:2]
    wall = np.full((height + 2 * margin, width + 2 * margin, 3), 150, np.uint8)
    wall[margin : margin + height, margin : margin + width] = sign[..., :3]
    return wall, (margin, margin, margin + width, margin + height)


def _plate(*lines: str, size: int = 30, width: int = 620) -> tuple[Pixels, Box]:
    """A white plate with lines of text; OpenCV's own face draws Latin, Cyrillic and Chinese."""
    sign = np.full((30 + 2 * size * len(lines), width, 3), 255, np.uint8)
    for row, line in enumerate(lines):
        cv2.putText(sign, line, (20, 15 + size + 2 * size * row), (0, 0, 0), cv2.FontFace("uni"), size)
    return _hung(sign)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("CCTV IN OPERATION",), "CCTVINOPERATION"),
        (("您已进入视频监控区域",), "您已进入视频监控区域"),
        (("Videoüberwachung",), "Videoüberwachung"),
        (("Site sous", "vidéosurveillance"), "Sitesousvidéosurveillance"),
        (("ZONA VIDEOVIGILADA",), "ZONAVIDEOVIGILADA"),
    ],
)
def test_a_plate_is_read(reader, lines, words):
    found = reader.read(*_plate(*lines))
    assert "".join(found.text.split()) == words
    assert found.clear
    assert found.unread_lines == 0


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_plate_is_read(reader, turns):
    wall, (x0, y0, x1, y1) = _plate("ZONA VIDEOVIGILADA")
    turned = np.ascontiguousarray(np.rot90(wall, turns))
    size = (x1 - x0, y1 - y0) if turns == 2 else (y1 - y0, x1 - x0)
    found = reader.read(turned, (60, 60, 60 + size[0], 60 + size[1]))
    assert "".join(found.text.split()) == "ZONAVIDEOVIGILADA"


@pytest.mark.parametrize("degrees", [0, 20, 45, 90, 135, 180, 225, 270, 340])
def test_lines_of_a_turned_plate_come_in_the_order_they_are_read(reader, degrees):
    wall, _ = _plate("SMILE", "YOU ARE", "ON CAMERA", width=420)
    height, width = wall.shape[:2]
    side = 800
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += np.array([side - width, side - height]) / 2
    turned = cv2.warpAffine(wall, matrix, (side, side), borderValue=(150, 150, 150), flags=cv2.INTER_CUBIC)
    corners = np.array([[60, 60], [width - 60, 60], [width - 60, height - 60], [60, height - 60]], np.float64)
    seen = cv2.transform(corners[None], matrix)[0]
    box = (*(float(v) for v in seen.min(axis=0)), *(float(v) for v in seen.max(axis=0)))
    found = reader.read(turned, box)
    assert "".join(found.text.split()) == "SMILEYOUAREONCAMERA"
    assert found.corners is not None
    distances = np.linalg.norm(np.array(found.corners)[:, None] - seen[None], axis=2)
    assert distances.min(axis=1).max() < 8


def test_a_line_that_the_proposal_cuts_off_is_read(reader):
    wall, (x0, y0, x1, y1) = _plate("SITE SOUS", "VIDEOSURVEILLANCE", "24 H", "ENTREE", "SORTIE")
    assert reader.read(wall, (x0, y0 + 0.1 * (y1 - y0), x1, y1)).text.startswith("SITE")


def test_a_pictogram_beside_words_is_no_word():
    lines = (Line("ZONA", 0.99, 20, 3.0), Line("to", 0.7, 40, 1.0), Line("VIGILADA", 0.99, 20, 5.0))
    assert Reading(lines).text == "ZONA\nVIGILADA"
    assert Reading(lines).clear
    assert Reading(lines[1:2]).text == "to"


def test_lines_of_a_whole_picture_are_read_where_they_stand(reader):
    picture = np.full((500, 1400, 3), 190, np.uint8)
    cv2.putText(picture, "ZONA VIDEOVIGILADA", (80, 120), (0, 0, 0), cv2.FontFace("uni"), 40)
    cv2.putText(picture, "SALIDA", (900, 420), (0, 0, 0), cv2.FontFace("uni"), 40)
    first, second = reader.read_lines(picture)
    assert ("".join(first.text.split()), second.text) == ("ZONAVIDEOVIGILADA", "SALIDA")
    assert first.read
    (x0, y0), _, (x1, y1), _ = second.quad
    assert (850 < x0 < 910, x1 < 1150, 360 < y0 < 400, 415 < y1 < 450) == (True,) * 4


def test_a_picture_without_words_gives_no_lines(reader):
    assert reader.read_lines(np.full((300, 500, 3), 120, np.uint8)) == ()


@needs_cyrillic
@pytest.mark.parametrize("lines", [("ВЕДЕТСЯ", "ВИДЕОНАБЛЮДЕНИЕ"), ("Вас снимает камера",), ("ВАС СНИМАЕТ",)])
def test_cyrillic_is_read_where_its_data_are_installed(reader, lines):
    found = reader.read(*_plate(*lines, size=50, width=900))
    assert found.text.split() == " ".join(lines).split()
    assert found.clear
    assert "Cyrl" in scripts_read()


@pytest.mark.skipif(data_folder("ukr") is None, reason="Tesseract's Ukrainian data are not installed")
@needs_cyrillic
def test_ukrainian_is_read_where_its_data_are_installed_too(reader):
    found = reader.read(*_plate("Ведеться", "відеоспостереження", size=50, width=900))
    assert "".join(found.text.split()).casefold() == "ведетьсявідеоспостереження"


@needs_cyrillic
def test_latin_words_are_not_taken_for_cyrillic(reader):
    found = reader.read(*_plate("CAMERAS", "TAXI", "PLACE IS FILMED"))
    assert found.text.split() == ["CAMERAS", "TAXI", "PLACE", "IS", "FILMED"]


def _korean(headline: str) -> tuple[Pixels, Box]:
    try:
        sign = sign_pixels(SignSpec("text_plate", "ko", headline=headline, palette="white"), height_px=160)
    except SignageError:
        pytest.skip("no installed font shows Hangul")
    return _hung(sign)


@needs_hangul
@pytest.mark.parametrize("headline", ["감시 카메라 작동 중", "CCTV 녹화 중", "고정형\n영상정보처리기기\n운영 중"])
def test_korean_is_read_where_its_data_are_installed(reader, headline):
    found = reader.read(*_korean(headline))
    assert "".join(found.text.split()) == "".join(headline.split())
    assert found.clear
    assert "Kore" in scripts_read()


@needs_hangul
@needs_cyrillic
def test_other_scripts_are_not_taken_for_korean(reader):
    lines = ("ВЕДЕТСЯ", "ВИДЕОНАБЛЮДЕНИЕ", "视频监控区域", "防犯カメラ作動中")
    found = reader.read(*_plate(*lines, size=50, width=1000))
    assert not hangul.has_hangul(found.text)
    assert found.text.split()[:2] == list(lines[:2])


@pytest.mark.parametrize(
    ("hangul_reading", "read", "among_hangul", "wins"),
    [
        (("녹화 중", 0.7), False, False, True),
        (("중", 0.7), False, False, False),
        (("중", 0.7), False, True, True),
        (("중", 0.96), False, False, True),
        (("작동 중", 0.6), False, True, False),
        (("667 녹화 중", 0.8), True, False, True),
        (("667 녹화 중", 0.7), True, True, False),
        (("", 0.99), False, True, False),
    ],
)
def test_when_a_line_is_korean(hangul_reading, read, among_hangul, wins):
    assert hangul.goes_before(hangul_reading, read=read, among_hangul=among_hangul) is wins


@pytest.mark.parametrize(
    ("korean", "latin", "read", "text"),
    [
        ("667 녹화 중", "CCTV", True, "CCTV 녹화 중"),
        ("6611 녹화 중", "CCTV气舎", True, "CCTV 녹화 중"),
        ("연락처 3125655 80", "312 5655 80", True, "연락처 312 5655 80"),
        ("이 건물은 <<7\\로", "0量 CCTV星", False, "이 건물은 CCTV로"),
        ("24시간 007 녹화 중", "24人CCV", False, "24시간 CCTV 녹화 중"),
        ("녹화 중", "0CCTV", False, "CCTV 녹화 중"),
        ("보관기간 30일", "告舎 30", False, "보관기간 30일"),
    ],
)
def test_two_readings_of_a_korean_line_become_one(korean, latin, read, text):
    assert hangul.with_latin(korean, latin, read=read) == text


@pytest.mark.parametrize(("text", "korean"), [
    ("촬영 구역", True), ("연락처 02-123-4567", True), ("607 녹화 중", True), ("ㅋㅋ", False), ("CAMERA", False),
    ("카 Сатега$ аге", False), ("30", False), ("", False),
])  # fmt: skip
def test_what_is_korean(text, korean):
    assert hangul.is_hangul(text) is korean


@pytest.mark.parametrize("headline", ["영상 촬영 중", "촬영 구역\n녹화 중입니다"])
@pytest.mark.usefixtures("without_tesseract")
def test_a_script_that_it_cannot_read_is_found_and_called_unread(reader, headline):
    found = reader.read(*_korean(headline))
    assert found.unread_lines == len(found.lines) > 0
    assert not found.clear
    assert "Kore" not in scripts_read()


@pytest.mark.parametrize(
    ("cyrillic_reading", "other", "read", "among_cyrillic", "wins"),
    [
        (("ВИДЕОНАБЛЮДЕНИЕ", 0.6), ("BNHNE", 0.72), False, False, True),
        (("ориеделб", 0.5), ("Sonrte", 0.66), False, False, False),
        (("эют", 0.81), ("", 0.0), False, False, False),
        (("ВХОД", 0.9), ("BXOA", 0.7), False, False, True),
        (("ВАС СНИМАЕТ", 0.95), ("BAC CHMMAET", 0.94), True, False, True),
        (("САМЕВА", 0.9), ("CAMERA", 1.0), True, True, False),
        (("Оператор", 0.8), ("Onepatop", 0.96), True, True, True),
        (("Оператор", 0.8), ("Onepatop", 0.96), True, False, False),
        (("", 0.99), ("CCTV", 0.2), False, True, False),
    ],
)
def test_the_better_of_two_readings_counts(cyrillic_reading, other, read, among_cyrillic, wins):
    assert cyrillic.goes_before(cyrillic_reading, other, read=read, among_cyrillic=among_cyrillic) is wins


@pytest.fixture
def without_tesseract(monkeypatch):
    monkeypatch.setattr(tesseract, "FOLDERS", ())
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr(Reader, "_cyrillic", None)
    monkeypatch.setattr(Reader, "_hangul", None)


@pytest.mark.usefixtures("without_tesseract")
def test_cyrillic_stays_unread_without_its_data_and_that_is_said_once(reader, caplog):
    plate = _plate("ВЕДЕТСЯ", "ВИДЕОНАБЛЮДЕНИЕ", size=50, width=900)
    assert not reader.read(*plate).clear
    assert not reader.read(*plate).clear
    assert [record.message for record in caplog.records if "Cyrillic" in record.message] == [
        "Cyrillic signs stay unread: Tesseract's data rus are not installed"
    ]
    assert "Cyrl" not in scripts_read()
    assert reader.read(*_plate("ZONA VIDEOVIGILADA")).clear


def test_an_empty_plate_says_nothing(reader):
    wall, box = _hung(np.full((120, 300, 3), 240, np.uint8))
    found = reader.read(wall, box)
    assert (found.text, found.qr, found.clear, found.tried) == ("", None, False, True)


@pytest.mark.parametrize("box", [(10, 10, 200, 18), (10, 10, 15, 90), (900, 10, 990, 90), (50, 50, 20, 20)])
def test_a_plate_too_small_or_outside_is_not_tried(reader, box):
    assert not reader.read(np.full((100, 300, 3), 200, np.uint8), box).tried


def test_words_beside_the_plate_are_not_its_own(reader):
    sign, box = _plate("ZONA VIDEOVIGILADA")
    cv2.putText(sign, "NEIGHBOUR", (60, 45), (0, 0, 0), cv2.FontFace("uni"), 24)
    assert "NEIGHBOUR" in reader.read(sign, (0, 0, sign.shape[1], sign.shape[0])).text
    assert "NEIGHBOUR" not in reader.read(sign, box).text


def test_a_qr_code_gives_its_address_and_is_never_opened(reader, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    spec = SignSpec("layered_notice", "en", headline="CCTV IN OPERATION", url="https://example.org/cctv")
    assert reader.read_code(*_hung(sign_pixels(spec, height_px=400))) == "https://example.org/cctv"


def test_the_models_come_from_the_package_without_a_network(monkeypatch):
    monkeypatch.setattr(Reader, "_lines", None)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    assert "VIDEOVIGILADA" in Reader().read(*_plate("ZONA VIDEOVIGILADA")).text


def test_a_missing_model_is_an_error_and_not_a_download(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(Reader, "_lines", None)
    monkeypatch.setattr(text_lines, "files", lambda _: tmp_path)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))
    with pytest.raises(ConfigurationError, match="reinstall"):
        Reader().read(*_plate("CCTV"))


def test_what_is_no_picture_is_refused(reader):
    with pytest.raises(VisionError):
        reader.read(np.zeros((9, 9), np.uint8), (0, 0, 9, 9))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (Line("VIDEO", 0.99, 20, 4.0), True),
        (Line("VIDEO", 0.7, 20, 4.0), False),
        (Line("!  ", 0.98, 20, 11.0), False),
        (Line("BEC", 0.97, 20, 9.0), False),
        (Line("BHNE", 0.88, 20, 8.0), False),
        (Line("视频监控", 0.97, 20, 4.4), True),
        (Line("品品品", 0.91, 20, 4.4), False),
        (Line("ВЕДЕТСЯ", 0.8, 20, 4.0), True),
        (Line("7", 0.99, 20, 0.6), True),
    ],
)
def test_a_line_counts_as_read_only_in_full(line, read):
    assert line.read is read


def test_text_is_free_of_control_characters(reader):
    assert text_lines.printable("CCTV\x1b[31m\u202e\nok\0") == "CCTV[31mok"
