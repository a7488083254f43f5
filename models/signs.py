"""Random signs, notices and look-alikes, drawn by `fairnotice.signage`; a pure function of the seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from fairnotice.domain import Pixels
from fairnotice.errors import SignageError
from fairnotice.signage.drawing import sign_pixels
from fairnotice.signage.fonts import covered
from fairnotice.signage.spec import (
    LANGUAGES,
    SignSpec,
    catalogue,
    design_ids,
    design_of,
    phrases,
    phrases_of,
    pictograms,
)
from models.icons import PACKS
from models.pictograms import DRAWN_FORMS, Pictogram, other_pictogram, ours, watching_camera

Part = Literal["train", "val", "test"]
NOTICE, OTHER_SIGN = 0, 1
OURS_SHARE = 0.25
"""Share of notices that carry one of the product's own pictograms."""
CLASSES = {NOTICE: "notice", OTHER_SIGN: "other_sign"}


@dataclass(frozen=True, slots=True)
class DrawnSign:
    """A sign with its pixels (BGRA) and its class."""

    pixels: Pixels
    label: int
    design: str
    language: str
    left_out: bool
    """Whether its design, palette, pictogram or headline was never trained on."""
    pictogram: str | None = None
    """Where a notice's pictogram is from, see `models.pictograms`; None for a plate of text."""
    spec: SignSpec | None = None
    """What was drawn."""


@lru_cache(maxsize=1)
def split() -> dict[str, Any]:
    """Return the split between training and test, as `split.yaml` states it."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("split.yaml").read_text(encoding="utf-8"))
    return loaded


def _pick(rng: np.random.Generator, options: Any) -> Any:
    return options[int(rng.integers(len(options)))]


def _allowed(options: Any, test_only: list[str], part: Part) -> list[str]:
    return [option for option in options if part == "test" or option not in test_only]


def _packs(part: Part) -> tuple[str, ...]:
    return tuple(_allowed([pack.name for pack in PACKS], split()["icon_packs"]["test_only"], part))


def _camera(rng: np.random.Generator, part: Part) -> tuple[Pictogram, bool]:
    """Return a camera that watches, and whether its like was left out of training."""
    left = split()
    if rng.random() < OURS_SHARE:
        names = [name for name in pictograms() if name.startswith("cctv")]
        name = _pick(rng, _allowed(names, left["pictograms"]["test_only"], part))
        return ours(name), name in left["pictograms"]["test_only"]
    forms = tuple(_allowed(DRAWN_FORMS, left["drawn_forms"]["test_only"], part))
    found = watching_camera(rng, forms, _packs(part))
    group, name = found.source.split("/")
    new = name in left["drawn_forms"]["test_only"] if group == "drawn" else group in left["icon_packs"]["test_only"]
    return found, new


def _filled(text: str, rng: np.random.Generator, language: str) -> str:
    people = phrases()["invented"]
    return text.format(
        operator=_pick(rng, people["operators"][language]),
        site=_pick(rng, people["sites"]),
        days=_pick(rng, [3, 7, 14, 30, 90]),
        phone=f"{rng.integers(100, 999)} {rng.integers(1000, 9999)} {rng.integers(10, 99)}",
        mail=f"info@{_pick(rng, ['stadt', 'office', 'data', 'cctv'])}.example",
    )


def _headline(rng: np.random.Generator, words: dict[str, Any], part: Part) -> tuple[str, bool]:
    remainder = split()["phrases_test_remainder"]
    numbered = [(text, index % 5 == remainder) for index, text in enumerate(words["headline"])]
    text, left_out = _pick(rng, [entry for entry in numbered if part == "test" or not entry[1]])
    style = rng.random()
    return (text.upper() if style < 0.3 else text), left_out


def _surface(rng: np.random.Generator, part: Part) -> dict[str, Any]:
    fonts = split()["fonts"]
    families = [name for name in fonts["train"] + (fonts["test_only"] if part == "test" else []) if covered(name)]
    return {
        "palette": _pick(rng, _allowed(list(catalogue()["palettes"]), split()["palettes"]["test_only"], part)),
        "font": _pick(rng, families) if families else None,
        "bold": bool(rng.random() < 0.75),
        "margin": float(rng.uniform(0.03, 0.14)),
        "border": float(_pick(rng, [0.0, 0.0, 0.012, 0.025, 0.04])),
        "screws": bool(rng.random() < 0.2),
    }


def _resized(spec: SignSpec, rng: np.random.Generator) -> SignSpec:
    width, height = design_of(spec.design)["size"]
    factor = float(np.exp(rng.normal(0, 0.16))) if design_of(spec.design).get("shape") != "round" else 1.0
    return replace(spec, size_mm=(width * factor, height / factor))


def notice_spec(rng: np.random.Generator, part: Part, design: str | None = None) -> tuple[SignSpec, bool]:
    """Return a random notice, and whether anything in it was left out of training."""
    spec, _, left_out = _notice(rng, part, design)
    return spec, left_out


def _notice(rng: np.random.Generator, part: Part, design: str | None = None) -> tuple[SignSpec, Pictogram | None, bool]:
    left = split()
    design = design or _pick(rng, _allowed(design_ids(notices=True), left["designs"]["test_only"], part))
    language = _pick(rng, LANGUAGES)
    words, surface = phrases_of(language), _surface(rng, part)
    headline, new_words = _headline(rng, words, part)
    layout = design_of(design)["layout"]
    pictogram, new_camera = _camera(rng, part) if design_of(design)["pictogram"] else (None, False)
    keys = [key for key in words["elements"] if rng.random() < 0.8] if layout in ("full", "layered", "tiles") else []
    elements = {key: _filled(_pick(rng, words["elements"][key]), rng, language) for key in keys}
    lines: tuple[str, ...] = ()
    if layout in ("rules", "board"):
        headline, lines, elements, new_words = *_board(rng, words, layout), False
    elif layout == "languages":
        others = [_pick(rng, LANGUAGES) for _ in range(int(rng.integers(1, 3)))]
        drawn = [_headline(rng, phrases_of(other), part) for other in others]
        lines, new_words = tuple(" ".join(text.split()) for text, _ in drawn), new_words or any(new for _, new in drawn)
    elif layout == "icon_word":
        headline, new_words = _pick(rng, words["short"]), False
    elif layout not in ("full", "layered", "icon", "tiles") and rng.random() < 0.45:
        count = int(rng.integers(1, 3))
        lines = tuple(_filled(_pick(rng, words["lines"]), rng, language) for _ in range(count))
    spec = SignSpec(
        design, language, headline=headline, lines=lines, pictogram=pictogram.svg if pictogram else None,
        elements=elements, marker=_pick(rng, ["•", "1.", "–", ""]),
        url=f"https://cctv.example/{rng.integers(10**6)}" if keys and rng.random() < 0.6 else None,
        **surface,
    )  # fmt: skip
    left_out = (
        design in left["designs"]["test_only"]
        or spec.palette in left["palettes"]["test_only"]
        or new_camera
        or (new_words and layout != "icon")
    )
    return _resized(spec, rng), pictogram, left_out


def _board(rng: np.random.Generator, words: dict[str, Any], layout: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Return the title, the rules and the rows of a board that says of cameras in one line among others."""
    camera = _pick(rng, words["camera_rule"])
    if layout == "board":
        return _pick(rng, words["hours"]["title"]), (), _hours(rng, words) | {"camera": camera}
    rules = list(rng.permutation(words["house_rules"])[: int(rng.integers(2, 8))])
    rules.insert(int(rng.integers(len(rules) + 1)), camera)
    return _pick(rng, words["board_title"]), tuple(str(rule) for rule in rules), {}


def _hours(rng: np.random.Generator, words: dict[str, Any]) -> dict[str, str]:
    rows = [str(row) for row in rng.permutation(words["hours"]["rows"])[: int(rng.integers(2, 6))]]
    return {
        str(k): row.format(open=f"{rng.integers(6, 11)}:00", close=f"{rng.integers(16, 23)}:30")
        for k, row in enumerate(rows)
    }


def look_alike_spec(rng: np.random.Generator, part: Part) -> SignSpec:
    """Return a random sign that is not a notice."""
    design, language = _pick(rng, design_ids(notices=False)), _pick(rng, LANGUAGES)
    headlines = phrases()["look_alikes"].get(design, {}).get(language, [""])
    words, surface, layout = phrases_of(language), _surface(rng, part), design_of(design)["layout"]
    own = {
        "fire_exit": ["green"],
        "parking": ["blue"],
        "street_name": ["blue", "white", "green"],
        "no_smoking": ["white"],
    }
    if design in own and rng.random() < 0.6:
        surface["palette"] = _pick(rng, _allowed(own[design], split()["palettes"]["test_only"], part) or ["blue"])
    elements, lines = {}, ()
    if design == "opening_hours":
        elements = _hours(rng, words)
    elif layout == "rules":
        lines = tuple(str(rule) for rule in rng.permutation(words["house_rules"])[: int(rng.integers(3, 8))])
    elif layout in ("full", "tiles"):
        elements = {str(k): str(rule) for k, rule in enumerate(rng.permutation(words["house_rules"])[:5])}
    elif design in ("name_plate", "alarm_company", "camera_shop", "warning", "advert") and rng.random() < 0.5:
        lines = (f"{rng.integers(100, 999)} {rng.integers(1000, 9999)}",)
    spec = SignSpec(
        design, language, headline=_pick(rng, headlines), pictogram=_other_pictogram(rng, part, design), lines=lines,
        elements=elements, marker=_pick(rng, ["•", "1.", "–", ""]), **surface,
    )  # fmt: skip
    return _resized(spec, rng)


def _other_pictogram(rng: np.random.Generator, part: Part, design: str) -> str | None:
    """Return another pictogram than the design's own, where the design is not about its pictogram."""
    if design == "guard_dog":
        return str(_pick(rng, ["dog", "dog_head"]))
    if design == "alarm_company" and rng.random() < 0.5:
        return str(_pick(rng, ["shield", "siren", "house", "eye"]))
    free = design.endswith("_plain") or design in ("alarm_company", "warning", "neighbourhood_watch", "video_shop")
    if design_of(design)["pictogram"] is None or not free or rng.random() < 0.2:
        return None
    found = other_pictogram(rng, _packs(part))
    return found.svg if found else None


def draw_notice(rng: np.random.Generator, part: Part, height_px: int = 420, design: str | None = None) -> DrawnSign:
    """Draw a random notice, ``height_px`` px high."""
    spec, pictogram, left_out = _notice(rng, part, design)
    source = pictogram.source if pictogram else None
    return DrawnSign(_drawn(spec, height_px), NOTICE, spec.design, spec.language, left_out, source, spec)


def draw_look_alike(rng: np.random.Generator, part: Part, height_px: int = 420) -> DrawnSign:
    """Draw a random look-alike, ``height_px`` px high."""
    spec = look_alike_spec(rng, part)
    return DrawnSign(_drawn(spec, height_px), OTHER_SIGN, spec.design, spec.language, False, spec=spec)


def _drawn(spec: SignSpec, height_px: int) -> Pixels:
    try:
        return sign_pixels(spec, height_px=height_px)
    except SignageError:
        # A strip with a long headline would be wider than pictures may be.
        return sign_pixels(spec, height_px=height_px // 4)


def nth_notice_spec(index: int, part: Part) -> tuple[SignSpec, bool]:
    """Return the notice that number ``index`` of a part would show, to look at what a part may use."""
    return notice_spec(np.random.default_rng((index, len(part))), part)
