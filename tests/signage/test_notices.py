"""A notice says what the packs ask for as far as its design has room, and tells what it leaves out."""

from __future__ import annotations

import shutil
import subprocess

import cv2
import pytest

from fairnotice.errors import SignageError
from fairnotice.rules.load import load_packs
from fairnotice.signage import LANGUAGES, lettering, notice_for, render_sign, shown_elements, sign_pixels
from fairnotice.signage.notices import designs_with_room
from fairnotice.signage.spec import phrases_of
from fairnotice.vision.qr import read_qr

pytestmark = pytest.mark.slow

TEXTS = {
    "purpose": "Protection of visitors",
    "legal_basis": "Article 6(1)(e)",
    "contact": "privacy@harbour.example",
    "retention": "72 hours",
    "rights": "Access, erasure, complaint",
    "biometric_use": "None",
}
ADDRESS = "https://harbour.example/cctv"


def _required(pack: str) -> list[str]:
    return [element for each in load_packs(pack) for rule in each.rules for element in rule.elements]


def _read(pdf: bytes, *options: str) -> str:
    """Return a PDF's text without spaces and line breaks, which depend on where lines were broken."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")
    done = subprocess.run([tool, *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode("utf-8").split())


@pytest.mark.parametrize("pack", ["eu", "uk", "cn"])
@pytest.mark.parametrize("design", designs_with_room("qr"))
def test_the_elements_that_a_pack_asks_for_are_on_the_notice(design: str, pack: str) -> None:
    spec = notice_for(_required(pack), "Harbour Trust", "Hall 3", "en", texts=TEXTS, url=ADDRESS, design=design)
    assert set(_required(pack)) <= shown_elements(spec)
    read = _read(render_sign(spec, "pdf"))
    labels = phrases_of("en")["labels"]
    for element in {*_required(pack), "controller"}:
        assert labels[element].replace(" ", "") in read
    for text in ("Harbour Trust, Hall 3", *TEXTS.values(), ADDRESS):
        assert text.replace(" ", "") in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_text_can_be_searched_in_every_language(language: str) -> None:
    words = phrases_of(language)
    spec = notice_for(["purpose"], "Harbour Trust", "", language, texts={"purpose": words["elements"]["purpose"][0]})
    read = _read(render_sign(spec, "pdf"))
    for text in (words["headline"][0], words["labels"]["purpose"], words["elements"]["purpose"][0]):
        assert "".join(text.split()) in read


def test_fonts_are_in_the_file() -> None:
    tool = shutil.which("pdffonts")
    if tool is None:
        pytest.skip("pdffonts is not installed (poppler-utils)")
    pdf = render_sign(notice_for(["purpose"], "港口管理局 Harbour", "", "zh"), "pdf")
    done = subprocess.run([tool, "-"], input=pdf, capture_output=True, check=True)
    rows = done.stdout.decode().splitlines()[2:]
    assert rows
    for row in rows:
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, a subset, with its letters named


def test_equal_elements_are_said_once_and_unknown_ones_not() -> None:
    spec = notice_for(
        ["controller", "retention", "controller", "odd"], "Harbour Trust", "Hall 3", "de", texts={"retention": "3 Tage"}
    )
    assert dict(spec.elements) == {"controller": "Harbour Trust, Hall 3", "retention": "3 Tage"}


def test_unknown_facts_are_a_line_to_fill_in() -> None:
    blank = notice_for(["purpose"], "Harbour Trust", "", "en")
    assert blank.elements["purpose"] == ""
    assert "purpose" in shown_elements(blank)
    assert "Purpose" in _read(render_sign(blank, "pdf"))
    assert render_sign(blank, "svg") != render_sign(notice_for([], "Harbour Trust", "", "en"), "svg")


def test_a_small_design_owns_up_to_what_it_has_no_room_for() -> None:
    few = notice_for(_required("eu"), "Harbour Trust", "", "en", texts=TEXTS, url=ADDRESS, design="pictogram_headline")
    assert shown_elements(few) == {"controller", "purpose", "rights"}
    assert "Access,erasure,complaint" in _read(render_sign(few, "pdf"))
    none = notice_for(_required("eu"), "Harbour Trust", "", "en", texts=TEXTS, url=ADDRESS, design="small_sticker")
    assert shown_elements(none) == frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_has_just_one_sentence_on_cameras(language: str) -> None:
    words = phrases_of(language)
    rules = tuple(words["house_rules"][:5])
    spec = notice_for([], "Harbour Trust", "", language, design="house_rules", own_lines=rules)
    assert [line for line in spec.lines if line in words["camera_rule"]] == [words["camera_rule"][0]]
    assert spec.lines[:-1] == rules
    assert spec.headline == words["board_title"][0]
    hours = notice_for([], "Harbour Trust", "", language, design="opening_hours_notice", own_lines=("9–17",))
    assert hours.lines == (words["camera_rule"][0],)
    assert list(hours.elements.values()) == ["9–17"]
    if language in ("en", "zh"):
        read = _read(render_sign(spec, "pdf"))
        assert read.count("".join(words["camera_rule"][0].split())) == 1


def test_two_languages_share_a_notice() -> None:
    spec = notice_for(["purpose"], "Harbour Trust", "", "zh", also=("en",))
    read = _read(render_sign(spec, "pdf"))
    for word in ("目的/Purpose", "CCTVINOPERATION", "您已进入视频监控区域"):
        assert word in read
    spoken = notice_for([], "Harbour Trust", "", "de", also=("en", "ru"), design="multilingual")
    assert spoken.lines == (phrases_of("en")["headline"][0], phrases_of("ru")["headline"][0])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"operator": "  "}, "operator"),
        ({"design": "guard_dog"}, "announces no cameras"),
        ({"design": "nonesuch"}, "no sign design"),
        ({"language": "tlh"}, "no phrases"),
        ({"also": ("tlh",)}, "no phrases"),
        ({"design": "house_rules"}, "one line each"),
    ],
)
def test_what_cannot_be_laid_out_is_said(change: dict[str, object], says: str) -> None:
    wanted: dict[str, object] = {"pack_elements": [], "operator": "Harbour Trust", "site": "", "language": "en"}
    with pytest.raises(SignageError, match=says):
        notice_for(**{**wanted, **change})  # type: ignore[arg-type]


def test_letters_shrink_with_the_paper_and_text_without_room_is_told() -> None:
    large = notice_for([], "Harbour Trust", "", "en", texts=TEXTS, size_mm=(420, 594))
    small = notice_for([], "Harbour Trust", "", "en", texts=TEXTS, size_mm=(52.5, 74.25))
    assert lettering(large).smallest_pt == pytest.approx(8 * lettering(small).smallest_pt, rel=0.1)
    crowded = notice_for([], "Harbour Trust", "", "en", texts=dict.fromkeys(TEXTS, "mill " * 110), size_mm=(12, 12))
    assert not lettering(crowded).whole
    assert lettering(large).whole


@pytest.mark.parametrize("design", designs_with_room("qr"))
def test_a_sites_code_is_printed_and_stands_behind_the_address_of_the_qr_code(design: str) -> None:
    spec = notice_for(["purpose"], "Harbour Trust", "Hall 3", "en", url=ADDRESS, design=design, site_code="2222223S")

    assert "FN-2222-223S" in _read(render_sign(spec, "pdf"))
    assert ADDRESS + "#" not in _read(render_sign(spec, "pdf"))
    picture = cv2.cvtColor(sign_pixels(spec, height_px=1200), cv2.COLOR_BGRA2BGR)
    assert read_qr(picture) == f"{ADDRESS}#FN-2222-223S"


def test_an_address_that_has_a_part_of_its_own_keeps_it() -> None:
    spec = notice_for([], "Harbour Trust", "", "en", url=f"{ADDRESS}#hall", site_code="2222223S")

    assert read_qr(cv2.cvtColor(sign_pixels(spec, height_px=1200), cv2.COLOR_BGRA2BGR)) == f"{ADDRESS}#hall"


@pytest.mark.parametrize(
    ("design", "code"), [("full_notice", "2222223Z"), ("full_notice", "*"), ("round_sticker", "2222223S")]
)
def test_what_is_no_code_or_has_no_margin_is_refused(design: str, code: str) -> None:
    with pytest.raises(SignageError, match="site"):
        render_sign(notice_for([], "Harbour Trust", "", "en", design=design, site_code=code), "svg")
