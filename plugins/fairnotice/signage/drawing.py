"""Draw a sign as SVG, PDF or PNG with one typst template."""

from __future__ import annotations

import io
import json
import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np
import typst

from fairnotice.domain import Pixels
from fairnotice.errors import SignageError
from fairnotice.signage.fonts import families_for, system_fonts
from fairnotice.signage.spec import (
    MAX_TEXT,
    SignSpec,
    base_tag,
    catalogue,
    design_of,
    palette_of,
    phrases_of,
    pictograms,
    template,
)
from fairnotice.site_code import is_code, printed

SignFormat = Literal["svg", "pdf", "png"]
_MM_PER_INCH = 25.4
_MAX_SIDE_PX = 12_000
_HAZARD_INK, _HAZARD_PAPER = "#141414", "#f6c90e"
"""A warning triangle is black on yellow on any plate."""
_COMPILING = threading.Lock()
"""The compiler keeps its fonts between signs, and refuses to be lent to two threads at once."""


def render_sign(spec: SignSpec, file_format: SignFormat = "png", *, ppi: float = 144.0) -> bytes:
    """Draw a sign.

    Args:
        spec: What it says and looks like.
        file_format: ``svg`` and ``pdf`` are to print; ``png`` is transparent outside the plate.
        ppi: Pixels per inch of a PNG.

    Returns:
        The file. Equal arguments give equal bytes on one machine.

    Raises:
        SignageError: If a design, a palette, a language or a font is missing, or a text is too long.
    """
    data = _template_data(spec)
    if file_format == "png" and max(data["width"], data["height"]) / _MM_PER_INCH * ppi > _MAX_SIDE_PX:
        raise SignageError(f"the picture would be over {_MAX_SIDE_PX} px wide or high; ask for fewer pixels per inch")
    options: dict[str, Any] = {"ppi": ppi} if file_format == "png" else {}
    try:
        # The time is fixed so that equal signs are equal files.
        with _COMPILING:
            drawn = _compiler().compile(
                template(), format=file_format, sys_inputs={"spec": json.dumps(data)}, timestamp=0, **options
            )
    except typst.TypstError as error:
        raise SignageError(f"the sign of design {spec.design!r} cannot be drawn: {error.message}") from error
    if not isinstance(drawn, bytes):
        raise SignageError(f"the sign of design {spec.design!r} does not fit one page")
    return drawn


@dataclass(frozen=True, slots=True)
class Lettering:
    """How legible a sign is in print."""

    smallest_pt: float
    """Size of its smallest letters in points of 0.353 mm; infinite if it has none."""
    whole: bool
    """Whether all text found room."""


def lettering(spec: SignSpec) -> Lettering:
    """Measure the letters of a sign at its printed size.

    Raises:
        SignageError: As `render_sign`.
    """
    data = _template_data(spec)
    try:
        with _COMPILING:
            compiler = typst.Compiler(template(), font_paths=system_fonts(), sys_inputs={"spec": json.dumps(data)})
            told = json.loads(compiler.query("<fit>", field="value"))
    except (typst.TypstError, RuntimeError) as error:
        raise SignageError(f"the sign of design {spec.design!r} cannot be drawn: {error}") from error
    return Lettering(min((each["size"] for each in told), default=float("inf")), all(each["whole"] for each in told))


def sign_pixels(spec: SignSpec, *, height_px: int = 480) -> Pixels:
    """Draw a sign as pixels.

    Args:
        spec: What it says and looks like.
        height_px: Height of the picture in px; the width follows.

    Returns:
        BGRA ``uint8`` of shape (height, width, 4); alpha is 0 outside the plate.

    Raises:
        SignageError: As `render_sign`.
    """
    import cv2

    height_mm = (spec.size_mm or design_of(spec.design)["size"])[1]
    png = render_sign(spec, "png", ppi=height_px / height_mm * _MM_PER_INCH)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise SignageError(f"the sign of design {spec.design!r} was not drawn as a picture")
    if image.shape[2] == 3:
        image = np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])
    return np.ascontiguousarray(image)


@lru_cache(maxsize=1)
def _compiler() -> Any:
    return typst.Compiler(template(), font_paths=system_fonts())


def _shown(text: str) -> str:
    """Return ``text`` as it can be printed: composed, without control characters, not too long."""
    composed = unicodedata.normalize("NFC", text)
    if len(composed) > MAX_TEXT:
        raise SignageError(f"a text of {len(composed)} characters is too long for a sign; {MAX_TEXT} is the most")
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cf", "Cs") else letter for letter in composed).strip()


def _capitals(text: str, language: str) -> str:
    return (text.replace("i", "İ") if base_tag(language) == "tr" else text).upper()


def _template_data(spec: SignSpec) -> dict[str, Any]:
    """Return all that the template needs, as plain JSON values."""
    design, palette, words = design_of(spec.design), palette_of(spec.palette), phrases_of(spec.language)
    width, height = spec.size_mm or design["size"]
    if not (10 <= width <= 2000 and 10 <= height <= 2000):
        raise SignageError(f"a sign of {width:g} x {height:g} mm cannot be drawn; sides are 10 to 2000 mm")
    headline = [_shown(line) for line in spec.headline.splitlines()] or [""]
    lines = [_shown(line) for line in spec.lines]
    if design["layout"] == "capitals":
        headline, lines = ([_capitals(line, spec.language) for line in each] for each in (headline, lines))
    spoken = [words, *(phrases_of(language) for language in spec.also)]
    rows = [
        [_shown(" / ".join(dict.fromkeys(each["labels"].get(key, "") for each in spoken))), _shown(text)]
        for key, text in spec.elements.items()
    ]
    if spec.url and design["layout"] == "full" and not lines:
        lines = [words["more"]]
    everything = "".join([*headline, *lines, *(part for row in rows for part in row), spec.marker])
    return {
        "layout": design["layout"],
        "shape": design.get("shape", "rect"),
        "width": width,
        "height": height,
        "margin": design["margin"] if spec.margin is None else float(np.clip(spec.margin, 0, 0.3)),
        "border": design["border"] if spec.border is None else float(np.clip(spec.border, 0, 0.1)),
        "radius": design["radius"],
        "screws": spec.screws,
        **palette,
        "fonts": list(families_for(everything, spec.font)),
        "weight": "bold" if spec.bold else "regular",
        "lang": base_tag(spec.language),
        "headline": headline,
        "lines": lines,
        "rows": rows,
        "row_icons": _row_icons(spec, palette) if design["layout"] == "tiles" else [],
        "marker": _shown(spec.marker)[:3],
        "icons": _icons(spec, design, palette),
        "qr": _qr_code(_leading_to(spec)) if spec.url else None,
        "site_code": _site_code(spec) if spec.site_code else "",
    }


def _site_code(spec: SignSpec) -> str:
    code = spec.site_code or ""
    if not is_code(code):
        raise SignageError(f"{code[:20]!r} is no site code: it has eight letters and digits, the last a check digit")
    if design_of(spec.design).get("shape") == "round":
        raise SignageError(f"{spec.design} is round and has no margin for a site's code; choose another design")
    return printed(code)


def _leading_to(spec: SignSpec) -> str:
    """Return the address in the QR code, with the site's code behind it where the address has no such part itself."""
    address = spec.url or ""
    return f"{address}#{_site_code(spec)}" if spec.site_code and "#" not in address else address


def _icons(spec: SignSpec, design: dict[str, Any], palette: dict[str, str]) -> dict[str, str]:
    """Return the sign's pictogram in the colours of the plate and of its coloured band."""
    name = spec.pictogram or design["pictogram"]
    if name is None:
        return {}
    if name.startswith("<svg"):
        svg = name
    elif name in pictograms():
        svg = pictograms()[name]
    else:
        raise SignageError(f"no pictogram {name[:40]!r}; there are: {', '.join(pictograms())}")
    return {
        "main": _coloured(svg, palette["ink"], palette["paper"]),
        "accent": _coloured(svg, palette["accent_ink"], palette["accent"]),
        "inverse": _coloured(svg, palette["paper"], palette["ink"]),
        "hazard": _coloured(svg, _HAZARD_INK, _HAZARD_PAPER),
    }


def _row_icons(spec: SignSpec, palette: dict[str, str]) -> list[str]:
    """Return a pictogram for each element: the one of its id, or of its name if one of ours is called so."""
    names = [catalogue()["element_icons"].get(key, key if key in pictograms() else "info") for key in spec.elements]
    return [_coloured(pictograms()[name], palette["paper"], palette["ink"]) for name in names]


def _coloured(svg: str, ink: str, paper: str) -> str:
    return svg.replace('"white"', f'"{paper}"').replace("currentColor", ink)


def _qr_code(url: str) -> str:
    """Return a QR code as SVG with its quiet zone.

    Raises:
        SignageError: If it is no address on the web, or too long for a code that a phone reads from a sign.
    """
    import segno

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise SignageError("a QR code leads to an address that begins with https:// or http://, without blanks")
    if len(url) > 300:
        raise SignageError("the address for the QR code is over 300 characters long; use a shorter one")
    buffer = io.BytesIO()
    segno.make(url, micro=False, error="m").save(buffer, kind="svg", border=3, light="white", xmldecl=False)
    return buffer.getvalue().decode("utf-8")
