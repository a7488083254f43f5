"""Random signs, notices and look-alikes, drawn by `fairnotice.signage`; a pure function of the seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from fairnotice.domain import Pixels
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
    """Where its pictogram is from, see `models.pictograms`; None for a plate of text."""
    spec: SignSpec | None = None


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
    left = split()
    design = design or _pick(rng, _allowed(design_ids(notices=True), left["designs"]["test_only"], part))
    language = _pick(rng, LANGUAGES)
    words, surface = phrases_of(language), _surface(rng, part)
    headline, new_words = _headline(rng, words, part)
    layout = design_of(design)["layout"]
    if layout == "icon_word":
        headline = _pick(rng, words["short"])
    cameras = [name for name in pictograms() if name.startswith("cctv")]
    pictogram = None
    if design_of(design)["pictogram"] is not None:
        pictogram = _pick(rng, _allowed(cameras, left["pictograms"]["test_only"], part))
    keys = [key for key in words["elements"] if rng.random() < 0.8] if layout in ("full", "layered") else []
    lines = ()
    if layout not in ("full", "layered", "icon", "icon_word") and rng.random() < 0.45:
        count = int(rng.integers(1, 3))
        lines = tuple(_filled(_pick(rng, words["lines"]), rng, language) for _ in range(count))
    spec = SignSpec(
        design, language, headline=headline, lines=lines, pictogram=pictogram,
        elements={key: _filled(_pick(rng, words["elements"][key]), rng, language) for key in keys},
        url=f"https://cctv.example/{rng.integers(10**6)}" if keys and rng.random() < 0.6 else None,
        **surface,
    )  # fmt: skip
    left_out = (
        design in left["designs"]["test_only"]
        or spec.palette in left["palettes"]["test_only"]
        or pictogram in left["pictograms"]["test_only"]
        or (new_words and layout not in ("icon", "icon_word"))
    )
    return _resized(spec, rng), left_out


def look_alike_spec(rng: np.random.Generator, part: Part) -> SignSpec:
    """Return a random sign that is not a notice."""
    design, language = _pick(rng, design_ids(notices=False)), _pick(rng, LANGUAGES)
    words = phrases()["look_alikes"].get(design, {}).get(language, [""])
    surface = _surface(rng, part)
    own = {
        "fire_exit": ["green"],
        "parking": ["blue"],
        "street_name": ["blue", "white", "green"],
        "no_smoking": ["white"],
    }
    if design in own and rng.random() < 0.6:
        surface["palette"] = _pick(rng, _allowed(own[design], split()["palettes"]["test_only"], part) or ["blue"])
    pictogram = None
    if design == "guard_dog":
        pictogram = _pick(rng, ["dog", "dog_head"])
    elif design == "alarm_company":
        pictogram = _pick(rng, ["shield", "siren", "house", "eye"])
    elements = {}
    if design == "opening_hours":
        elements = {str(k): f"{8 + k}:00 - {17 + k}:{_pick(rng, ['00', '30'])}" for k in range(int(rng.integers(2, 6)))}
    lines = ()
    if design in ("name_plate", "alarm_company", "camera_shop", "warning") and rng.random() < 0.5:
        lines = (f"{rng.integers(100, 999)} {rng.integers(1000, 9999)}",)
    spec = SignSpec(
        design, language, headline=_pick(rng, words), pictogram=pictogram, lines=lines, elements=elements, **surface
    )
    return _resized(spec, rng)


def draw_notice(rng: np.random.Generator, part: Part, height_px: int = 420, design: str | None = None) -> DrawnSign:
    """Draw a random notice, ``height_px`` px high."""
    spec, left_out = notice_spec(rng, part, design)
    return DrawnSign(sign_pixels(spec, height_px=height_px), NOTICE, spec.design, spec.language, left_out)


def draw_look_alike(rng: np.random.Generator, part: Part, height_px: int = 420) -> DrawnSign:
    """Draw a random look-alike, ``height_px`` px high."""
    spec = look_alike_spec(rng, part)
    return DrawnSign(sign_pixels(spec, height_px=height_px), OTHER_SIGN, spec.design, spec.language, False)


def nth_notice_spec(index: int, part: Part) -> tuple[SignSpec, bool]:
    """Return the notice that number ``index`` of a part would show, to look at what a part may use."""
    return notice_spec(np.random.default_rng((index, len(part))), part)
