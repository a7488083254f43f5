"""Signs are drawn in every design and language, the same each time, and text stays text."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
import zxingcpp

from fairnotice.errors import SignageError
from fairnotice.signage import LANGUAGES, SignSpec, design_ids, is_notice_design, notice_for, render_sign, sign_pixels
from fairnotice.signage.fonts import families_for
from fairnotice.signage.spec import catalogue, phrases, phrases_of, pictograms

_MAGIC = {"svg": b"<svg", "pdf": b"%PDF", "png": b"\x89PNG"}
ELEMENTS = ("controller", "purpose", "legal_basis", "contact", "retention", "rights", "biometric_use")


def _example(design: str, language: str, palette: str = "yellow") -> SignSpec:
    words = phrases_of(language)
    if is_notice_design(design):
        elements = {
            key: words["elements"][key][0].format(operator="X", site="Y", days=9, phone="1", mail="m")
            for key in ELEMENTS
        }
        return SignSpec(design, language, palette, headline=words["headline"][0], elements=elements)
    others = phrases()["look_alikes"].get(design, {}).get(language, [""])
    return SignSpec(design, language, palette, headline=others[0], elements={"a": "9:00 - 17:00"})


def _ink(pixels: np.ndarray) -> float:
    """Return the share of opaque pixels that differ from the most common colour."""
    opaque = pixels[pixels[..., 3] > 250][:, :3]
    _, counts = np.unique(opaque // 16, axis=0, return_counts=True)
    return 1 - counts.max() / counts.sum()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("design", design_ids())
def test_every_design_shows_something_in_every_language(design: str, language: str) -> None:
    pixels = sign_pixels(_example(design, language), height_px=160)
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 4
    assert abs(pixels.shape[0] - 160) <= 1
    assert _ink(pixels) > 0.02


@pytest.mark.parametrize("file_format", ["svg", "pdf", "png"])
@pytest.mark.parametrize("design", design_ids(notices=True))
def test_every_notice_is_drawn_in_every_format_and_twice_the_same(design: str, file_format: str) -> None:
    spec = _example(design, "zh")
    first = render_sign(spec, file_format)
    assert first.lstrip().startswith(_MAGIC[file_format])
    assert render_sign(spec, file_format) == first
    other = SignSpec(design, "zh", "yellow", headline="监控", pictogram="cctv_dome", elements={"controller": "另一个"})
    assert render_sign(other, file_format) != first


@pytest.mark.parametrize("palette", list(catalogue()["palettes"]))
def test_a_palette_colours_the_plate(palette: str) -> None:
    pixels = sign_pixels(SignSpec("text_plate", "en", palette, headline="CCTV"), height_px=120)
    paper = catalogue()["palettes"][palette]["paper"]
    red, green, blue = (int(paper[i : i + 2], 16) for i in (1, 3, 5))
    close = np.abs(pixels[..., :3].astype(int) - (blue, green, red)).max(axis=2) < 4
    assert close.mean() > 0.3


@pytest.mark.parametrize("name", list(pictograms()))
def test_pictograms_are_drawn(name: str) -> None:
    assert _ink(sign_pixels(SignSpec("pictogram_only", "en", "white", pictogram=name), height_px=120)) > 0.03


@pytest.mark.parametrize("design", ["full_notice", "layered_notice"])
def test_a_qr_code_leads_to_the_full_information(design: str) -> None:
    address = "https://notices.example/hall-3?lang=en&v=2"
    pixels = sign_pixels(SignSpec(design, "en", "white", headline="CCTV", url=address), height_px=900)
    found = zxingcpp.read_barcodes(np.ascontiguousarray(pixels[..., :3]))
    assert [code.text for code in found] == [address]


HOSTILE = [
    '#read("/etc/passwd")',
    "] #panic()",
    "$ x $",
    "*bold* _it_ `raw` @ref <label>",
    "\\u{41}",
    '#import "@x/y:1": *',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_an_operators_text_is_only_text(text: str) -> None:
    """Each hostile text is as wide as its own letters are: none is swallowed, run or expanded."""
    plain = SignSpec("text_plate", "en", "white", headline="CCTV", lines=("x" * 3,))
    drawn = SignSpec("text_plate", "en", "white", headline="CCTV", lines=(text,))
    assert render_sign(drawn, "svg") != render_sign(plain, "svg")
    # typst writes one <use> per visible glyph, so letters can be counted.
    glyphs = render_sign(drawn, "svg").count(b"<use")
    letters = sum(not letter.isspace() for letter in text + "CCTV")
    assert glyphs >= letters * 0.9  # a ligature may join two


def test_hostile_text_can_be_read_on_the_sign() -> None:
    from rapidocr import RapidOCR

    text = '#read("/etc/passwd") $x ]'
    pixels = sign_pixels(SignSpec("text_plate", "en", "white", headline=text, size_mm=(600, 60)), height_px=120)
    read = RapidOCR()(pixels[..., :3].copy())
    joined = "".join(read.txts or ()).replace(" ", "")
    assert "#read" in joined
    assert "passwd" in joined
    assert "root:" not in joined


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (SignSpec("nonesuch", "en"), "no sign design 'nonesuch'"),
        (SignSpec("text_plate", "en", "plaid"), "no sign palette 'plaid'"),
        (SignSpec("text_plate", "tlh"), "no phrases in language 'tlh'"),
        (SignSpec("text_plate", "en", headline="x" * 601), "too long"),
        (SignSpec("text_plate", "en", size_mm=(5, 5)), "10 to 2000 mm"),
        (SignSpec("pictogram_only", "en", pictogram="../../secret"), "no pictogram"),
        (SignSpec("full_notice", "en", url="https://x.example/" + "a" * 400), "300 characters"),
        (SignSpec("text_plate", "en", headline="\U00013000 \ue123"), "no installed font shows"),
    ],
)
def test_what_cannot_be_drawn_is_said(spec: SignSpec, says: str) -> None:
    with pytest.raises(SignageError, match=says):
        render_sign(spec)


def test_a_huge_picture_is_refused() -> None:
    with pytest.raises(SignageError, match="fewer pixels"):
        render_sign(SignSpec("text_plate", "en", headline="CCTV"), "png", ppi=90_000)


def test_a_script_without_a_font_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    from fairnotice.signage import fonts

    latin = fonts.covered("DejaVu Sans")
    monkeypatch.setattr(fonts, "covered", lambda family: latin if family == "DejaVu Sans" else frozenset())
    assert families_for("Kamera") == ("DejaVu Sans",)
    with pytest.raises(SignageError, match="fonts-noto-cjk"):
        families_for("监控")


def test_control_characters_do_not_reach_the_sign() -> None:
    clean = SignSpec("text_plate", "en", headline="CCTV here")
    dirty = SignSpec("text_plate", "en", headline="CCTV\x00here\u202e")
    assert render_sign(dirty, "svg") == render_sign(clean, "svg")


def test_notice_for_says_what_the_packs_ask_for() -> None:
    spec = notice_for(
        ["controller", "retention", "controller", "odd"], "Harbour Trust", "Hall 3", "de", texts={"retention": "3 Tage"}
    )
    assert dict(spec.elements) == {"controller": "Harbour Trust, Hall 3", "retention": "3 Tage"}
    assert render_sign(spec, "pdf").startswith(b"%PDF")


def test_notice_for_leaves_unknown_facts_to_be_filled_in() -> None:
    spec = notice_for(["purpose"], "Harbour Trust", "", "en")
    assert spec.elements["purpose"] == ""
    with pytest.raises(SignageError, match="operator"):
        notice_for(["purpose"], "  ", "", "en")


def test_look_alikes_never_use_the_pictogram_or_words_of_a_notice() -> None:
    for design in design_ids(notices=False):
        assert not str(catalogue()["designs"][design]["pictogram"]).startswith("cctv")
    headlines = {text for language in LANGUAGES for text in phrases_of(language)["headline"]}
    others = {text for sign in phrases()["look_alikes"].values() for texts in sign.values() for text in texts}
    assert not headlines & others


def test_drawn_text_is_upright_and_whole() -> None:
    """A long headline shrinks until it fits: nothing is cut at the plate's edge."""
    long = "Dieser Bereich wird zur Verhütung von Straftaten videoüberwacht"
    pixels = sign_pixels(SignSpec("text_plate", "de", "white", headline=long, border=0), height_px=240)
    gray = cv2.cvtColor(pixels[..., :3].copy(), cv2.COLOR_BGR2GRAY)
    dark = np.argwhere((gray < 120) & (pixels[..., 3] > 250))
    assert dark[:, 1].min() > 0.03 * pixels.shape[1]
    assert dark[:, 1].max() < 0.97 * pixels.shape[1]


def test_many_threads_draw_at_once():
    spec = SignSpec("text_plate", "en", "white", headline="CCTV in operation")
    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: render_sign(spec, "svg"), range(16)))
    assert len(drawn) == 1
