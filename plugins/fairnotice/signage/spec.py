"""What a sign says and looks like, as a value, and the designs, palettes and phrases it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from fairnotice.errors import SignageError

_HERE = Path(__file__).parent
LANGUAGES: tuple[str, ...] = tuple(sorted(path.stem for path in (_HERE / "phrases").glob("*.yaml")))
"""BCP 47 tags that phrases exist for: one file each."""

PAPER_MM = {"a6": (105, 148), "a5": (148, 210), "a4": (210, 297), "a3": (297, 420), "a2": (420, 594)}
"""Short and long side of sheets of paper."""

LEAST_PT = 5.0
"""Letters that cannot be read from a step away."""

MAX_TEXT = 600
"""Most characters of one text on a sign; a longer one could not be read from a step away."""


Part = Literal["elements", "lines", "qr"]
"""What a design may have room for: elements with their labels, small print, a QR code."""


@dataclass(frozen=True, slots=True)
class SignSpec:
    """One sign.

    ``elements`` maps the ids of rule packs (``controller``, ``purpose``, ``legal_basis``, ``contact``,
    ``retention``, ``rights``, ``biometric_use``, ...) to the text that says them, in the order in which
    they are printed; an empty text is a line to fill in by hand. Texts are shown as they are: they are never
    markup.
    """

    design: str
    language: str
    palette: str = "yellow"
    headline: str = ""
    lines: tuple[str, ...] = ()
    """Small print under the headline; on a board of house rules, the rules; on a sign in several languages,
    the headline in the others."""
    elements: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    """Address that a QR code leads to, over http or https."""
    also: tuple[str, ...] = ()
    """Further languages whose labels stand beside those of the first."""
    size_mm: tuple[float, float] | None = None
    """Width and height; the design's own if None."""
    pictogram: str | None = None
    """Another pictogram than the design's own: the name of one of ours, or SVG text of our own making that
    begins with ``<svg``, with ``currentColor`` for ink and ``"white"`` for paper."""
    font: str | None = None
    """A family to prefer; it must cover the text."""
    bold: bool = True
    margin: float | None = None
    """Share of the shorter side, 0..0.3."""
    border: float | None = None
    """Share of the shorter side, 0..0.1."""
    screws: bool = False
    marker: str = "•"
    """What stands before each rule on a board; ``1.`` counts them."""
    site_code: str | None = None
    """Code of the site, as `fairnotice.site_code` makes it: printed in the margin, and in the QR code after a ``#``,
    which no browser sends to anybody."""


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """Return palettes and designs as `designs.yaml` states them."""
    loaded: dict[str, Any] = yaml.safe_load((_HERE / "designs.yaml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def phrases() -> dict[str, Any]:
    """Return the words of signs by language, and under ``look_alikes`` and ``invented`` across languages.

    ``look_alikes`` gives the headlines of each look-alike design by language, ``invented`` the names that
    examples are filled in with.
    """
    loaded: dict[str, Any] = {
        language: yaml.safe_load((_HERE / "phrases" / f"{language}.yaml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }
    others = {
        design: {
            language: words["look_alikes"][key] for language, words in loaded.items() if key in words["look_alikes"]
        }
        for design, entry in catalogue()["designs"].items()
        if not entry["notice"]
        for key in [entry.get("words", design)]
    }
    invented = {
        "operators": {key: words["operators"] for key, words in loaded.items()},
        "sites": ["A", "B2", "7", "12"],
    }
    return loaded | {"look_alikes": others, "invented": invented}


@lru_cache(maxsize=1)
def pictograms() -> dict[str, str]:
    """Return our own pictograms by name, as SVG with ``currentColor`` for ink and ``white`` for paper."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((_HERE / "pictograms").glob("*.svg"))}


def template() -> bytes:
    """Return the one template that every sign is drawn with."""
    return (_HERE / "sign.typ").read_bytes()


def design_ids(*, notices: bool | None = None) -> tuple[str, ...]:
    """Return the ids of all designs, or only of notices (True) or of look-alikes (False)."""
    designs = catalogue()["designs"]
    return tuple(name for name, design in designs.items() if notices is None or design["notice"] is notices)


def is_notice_design(design: str) -> bool:
    """Tell whether a sign of this design announces cameras."""
    return bool(design_of(design)["notice"])


def design_of(design: str) -> dict[str, Any]:
    """Return the catalogue's entry of a design.

    Raises:
        SignageError: If there is no such design.
    """
    try:
        entry: dict[str, Any] = catalogue()["designs"][design]
    except KeyError:
        raise SignageError(f"no sign design {design!r}; there are: {', '.join(design_ids())}") from None
    return entry


def on_paper(design: str, paper: str) -> tuple[float, float]:
    """Return width and height in mm of a sheet of paper that lies as the design does.

    Raises:
        SignageError: If there is no such design.
    """
    own_width, own_height = design_of(design)["size"]
    short, long = PAPER_MM[paper]
    return (long, short) if own_width > own_height else (short, long)


def has_room(design: str, part: Part) -> bool:
    """Tell whether a design shows elements with their labels, small print, or a QR code.

    Raises:
        SignageError: If there is no such design.
    """
    return part in catalogue()["room"][design_of(design)["layout"]]


def palette_of(palette: str) -> dict[str, str]:
    """Return the colours of a palette, as hexadecimal sRGB.

    Raises:
        SignageError: If there is no such palette.
    """
    palettes: dict[str, dict[str, str]] = catalogue()["palettes"]
    if palette not in palettes:
        raise SignageError(f"no sign palette {palette!r}; there are: {', '.join(palettes)}")
    return palettes[palette]


def base_tag(language: str) -> str:
    """Return the first part of a BCP 47 tag, the language without region and script."""
    return language.split("-")[0].lower()


def phrases_of(language: str) -> dict[str, Any]:
    """Return the phrases of a language, found by the first part of its tag.

    Raises:
        SignageError: If there are none.
    """
    base = base_tag(language)
    if base not in LANGUAGES:
        raise SignageError(f"no phrases in language {language!r}; there are: {', '.join(LANGUAGES)}")
    found: dict[str, Any] = phrases()[base]
    return found
