"""Signs are drawn in every design and language, the same each time, and text stays text."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np
import pytest
import zxingcpp

from fairnotice.errors import SignageError
from fairnotice.rules.load import load_packs
from fairnotice.signage import (
    LANGUAGES,
    SignSpec,
    design_ids,
    is_notice_design,
    lettering,
    render_sign,
    sign_pixels,
)
from fairnotice.signage.fonts import families_for
from fairnotice.signage.spec import catalogue, design_of, has_room, phrases, phrases_of, pictograms

pytestmark = pytest.mark.slow

_MAGIC = {"svg": b"<svg", "pdf": b"%PDF", "png": b"\x89PNG"}
FACTS = {"operator": "Harbour Trust", "site": "Hall 3", "days": 9, "phone": "0551 490 12", "mail": "a@b.example"}


def _example(design: str, language: str, palette: str = "yellow") -> SignSpec:
    """Return a sign as full as real ones are."""
    words, layout = phrases_of(language), design_of(design)["layout"]
    if is_notice_design(design):
        headline = words["headline"][0]
        elements = {key: texts[0].format(**FACTS) for key, texts in words["elements"].items()}
    else:
        headline = phrases()["look_alikes"].get(design, {}).get(language, [""])[0]
        elements = {"dog": words["house_rules"][0], "clock": words["house_rules"][1]}
    lines = tuple(text.format(**FACTS) for text in words["lines"][:2])
    if layout == "rules":
        lines = (*words["house_rules"][:6], *words["camera_rule"][:1])
    elif layout == "board":
        elements = {str(k): row.format(open="9:00", close="18:30") for k, row in enumerate(words["hours"]["rows"])}
    url = "https://notices.example/3" if layout in ("full", "layered", "tiles") else None
    return SignSpec(design, language, palette, headline=headline, lines=lines, elements=elements, url=url)


def _ink(pixels: np.ndarray) -> float:
    """Return the share of opaque pixels that differ from the most common colour."""
    opaque = pixels[pixels[..., 3] > 250][:, :3]
    _, counts = np.unique(opaque // 16, axis=0, return_counts=True)
    return 1 - counts.max() / counts.sum()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_design_has_room_for_its_words_in_every_language(language: str) -> None:
    """Every language on half of the notices and a fifth of the look-alikes by turns; all would take a minute."""
    turn = LANGUAGES.index(language)
    for design in (*design_ids(notices=True)[turn % 2 :: 2], *design_ids(notices=False)[turn % 5 :: 5]):
        letters = lettering(_example(design, language))
        assert letters.whole, design
        # The widest design is a strip of 70 mm, the smallest a sticker of 90.
        assert letters.smallest_pt > 6, design


@pytest.mark.parametrize(("number", "design"), list(enumerate(design_ids())))
def test_every_design_shows_something_and_nothing_reaches_its_edge(number: int, design: str) -> None:
    """Bands of colour may; letters and pictograms keep off, so the rim is of one or two colours."""
    spec = replace(_example(design, LANGUAGES[number % len(LANGUAGES)]), border=0, screws=False)
    pixels = sign_pixels(spec, height_px=240)
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 4
    assert abs(pixels.shape[0] - 240) <= 1
    assert _ink(pixels) > 0.02
    if design_of(design).get("shape") == "round":
        return
    for rim in (pixels[40:-40, 2], pixels[40:-40, -3], pixels[2, 40:-40], pixels[-3, 40:-40]):
        colours, counts = np.unique(rim[rim[:, 3] > 250][:, :3] // 8, axis=0, return_counts=True)
        assert (counts > 3).sum() <= 2, colours


@pytest.mark.parametrize("design", design_ids(notices=True))
def test_every_notice_is_drawn_twice_the_same_and_differs_by_what_it_says(design: str) -> None:
    spec = _example(design, "zh")
    first = render_sign(spec, "svg")
    assert render_sign(spec, "svg") == first
    other = SignSpec(design, "zh", "yellow", headline="监控", pictogram="cctv_dome", elements={"controller": "另一个"})
    assert render_sign(other, "svg") != first


@pytest.mark.parametrize("file_format", ["svg", "pdf", "png"])
def test_each_format_is_the_same_file_twice(file_format: str) -> None:
    spec = _example("layered_notice", "ru")
    first = render_sign(spec, file_format)
    assert first.lstrip().startswith(_MAGIC[file_format])
    assert render_sign(spec, file_format) == first


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


@pytest.mark.parametrize("design", [each for each in design_ids(notices=True) if has_room(each, "qr")])
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
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")
    text = '#read("/etc/passwd") $x$ ] *b*'
    pdf = render_sign(SignSpec("text_plate", "en", "white", headline=text, size_mm=(600, 60)), "pdf")
    read = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert read.strip() == text


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (SignSpec("nonesuch", "en"), "no sign design 'nonesuch'"),
        (SignSpec("text_plate", "en", "plaid"), "no sign palette 'plaid'"),
        (SignSpec("text_plate", "tlh"), "no phrases in language 'tlh'"),
        (SignSpec("text_plate", "en", headline="x" * 601), "too long"),
        (SignSpec("text_plate", "en", size_mm=(5, 5)), "10 to 2000 mm"),
        (SignSpec("pictogram_only", "en", pictogram="../../secret"), "no pictogram"),
        (SignSpec("text_plate", "en", headline="x" * 10_000), "too long"),
        (SignSpec("full_notice", "en", url="https://x.example/" + "a" * 400), "300 characters"),
        (SignSpec("full_notice", "en", url="javascript:alert(1)"), "https://"),
        (SignSpec("full_notice", "en", url="file:///etc/passwd"), "https://"),
        (SignSpec("full_notice", "en", url="https://"), "https://"),
        (SignSpec("full_notice", "en", url="https://a.example/\nb"), "without blanks"),
        (SignSpec("text_plate", "en", headline="CCTV \U0001fae0"), "no installed font shows U\\+1FAE0"),
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


def test_every_language_says_the_same_kinds_of_things() -> None:
    for language in LANGUAGES:
        words, english = phrases_of(language), phrases_of("en")
        assert words.keys() == english.keys()
        for part in ("labels", "elements", "look_alikes"):
            assert words[part].keys() == english[part].keys()
        assert set(words["labels"]) >= {element for pack in load_packs() for r in pack.rules for element in r.elements}
        for part, least in (("headline", 8), ("house_rules", 10), ("camera_rule", 6)):
            assert len(set(words[part])) >= least


def test_capitals_are_those_of_the_language() -> None:
    plain = SignSpec("portrait_text", "tr", headline="İZLENMEKTEDİR")
    assert render_sign(replace(plain, headline="izlenmektedir"), "svg") == render_sign(plain, "svg")


def test_look_alikes_never_use_the_pictogram_or_words_of_a_notice() -> None:
    for design in design_ids(notices=False):
        assert not str(catalogue()["designs"][design]["pictogram"]).startswith("cctv")
    headlines = {text for language in LANGUAGES for text in phrases_of(language)["headline"]}
    headlines |= {text for language in LANGUAGES for text in phrases_of(language)["camera_rule"]}
    rules = {text for language in LANGUAGES for text in phrases_of(language)["house_rules"]}
    assert not headlines & rules
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
