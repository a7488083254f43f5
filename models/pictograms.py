"""Pictograms on training signs: cameras that watch in many drawn forms, and what else stands on signs.

Each is SVG text with ``currentColor`` for ink and ``white`` for paper, on a field of 100 x 100, and a pure
function of the random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairnotice.signage.spec import pictograms
from models.icons import icons

INK, PAPER = "currentColor", "white"
ICON_SHARE = 0.35
"""Share of cameras that come from icon packs where there are any."""


@dataclass(frozen=True, slots=True)
class Pictogram:
    """A drawn pictogram and where it is from."""

    svg: str
    source: str
    """``ours/NAME``, ``drawn/FORM``, or the icon pack and the icon's name."""


def watching_camera(rng: np.random.Generator, forms: tuple[str, ...], packs: tuple[str, ...]) -> Pictogram:
    """Return a camera that watches: drawn by rules, or from an icon pack if there are any.

    Args:
        rng: Random numbers.
        forms: Which of `DRAWN_FORMS` may be used.
        packs: Which icon packs may be used.
    """
    found = icons("cctv", packs)
    if found and rng.random() < ICON_SHARE:
        icon = found[int(rng.integers(len(found)))]
        return Pictogram(_framed(_placed_icon(icon.svg, rng), rng), f"{icon.pack}/{icon.name}")
    weights = np.array([_COMMON.get(form, 1.0) for form in forms])
    form = str(rng.choice(forms, p=weights / weights.sum()))
    body = _FORMS[form](rng)
    if rng.random() < 0.5:
        body = _group("translate(100 0) scale(-1 1)", body)
    return Pictogram(_framed(body, rng), f"drawn/{form}")


def other_pictogram(rng: np.random.Generator, packs: tuple[str, ...]) -> Pictogram | None:
    """Return a pictogram of anything but a camera that watches, or None where no icon pack is there."""
    kind = str(rng.choice(["other", "photo", "crossed"], p=[0.8, 0.12, 0.08]))
    found = icons(kind, packs) or icons("other", packs)
    if not found:
        return None
    icon = found[int(rng.integers(len(found)))]
    return Pictogram(_framed(_placed_icon(icon.svg, rng), rng), f"{icon.pack}/{icon.name}")


def ours(name: str) -> Pictogram:
    """Return one of the product's own pictograms."""
    return Pictogram(pictograms()[name], f"ours/{name}")


# --- SVG --------------------------------------------------------------------------------------------


def _svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{body}</svg>'


def _group(transform: str, body: str) -> str:
    return f'<g transform="{transform}">{body}</g>'


def _shape(*parts: str | float, fill: str = INK, more: str = "") -> str:
    """Return a filled path; numbers among its parts are rounded."""
    return f'<path d="{_joined(parts)}" fill="{fill}" {more}/>'


def _line(*parts: str | float, width: float, more: str = "") -> str:
    """Return a stroked path."""
    return f'<path d="{_joined(parts)}" fill="none" stroke="{INK}" stroke-width="{width:.1f}" {more}/>'


def _joined(parts: tuple[str | float, ...]) -> str:
    return " ".join(part if isinstance(part, str) else f"{part:.1f}" for part in parts)


def _rect(x: float, y: float, wide: float, tall: float, corner: float = 0, fill: str = INK) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="{corner:.1f}" fill="{fill}"/>'


def _disc(x: float, y: float, r: float, fill: str = INK) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"/>'


def _lens(x: float, y: float, r: float, outer: str = PAPER, inner: str = INK) -> str:
    return _disc(x, y, r, outer) + _disc(x, y, r * 0.5, inner)


def _placed_icon(svg: str, rng: np.random.Generator) -> str:
    width, height = (float(value) for value in svg.split('viewBox="')[1].split('"')[0].split()[2:])
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    if rng.random() < 0.4:
        inner = _group(f"translate({width} 0) scale(-1 1)", inner)
    scale = 90 / max(width, height)
    return _group(f"translate({50 - width * scale / 2:.2f} {50 - height * scale / 2:.2f}) scale({scale:.4f})", inner)


def _framed(body: str, rng: np.random.Generator) -> str:
    """Put a pictogram into a ring, a triangle, a filled disc or plate, or nothing, as signs do."""
    kind, stroke = rng.random(), rng.uniform(3, 8)

    def smaller(scale: float, down: float = 0) -> str:
        return _group(f"translate(50 {50 + down}) scale({scale}) translate(-50 -50)", body)

    if kind < 0.62:
        return _svg(body)
    if kind < 0.74:
        r = 48 - stroke / 2
        ring = _line("M", 50 - r, "50 A", r, r, "0 1 1", 50 + r, "50 A", r, r, "0 1 1", 50 - r, "50 Z", width=stroke)
        return _svg(ring + smaller(0.62))
    if kind < 0.86:
        return _svg(_line("M50 6 L96 90 L4 90 Z", width=stroke, more='stroke-linejoin="round"') + smaller(0.47, 11))
    ground = _disc(50, 50, 49) if kind < 0.93 else _rect(1, 1, 98, 98, 10)
    swapped = smaller(0.66).replace(PAPER, "\0").replace(INK, PAPER).replace("\0", INK)
    return _svg(ground + swapped)


# --- parts of cameras -------------------------------------------------------------------------------


def _bracket(rng: np.random.Generator, x: float, y: float) -> str:
    """Draw the arm from a camera at (x, y) to a wall at the right, or to a foot below."""
    wide, side, drop, plate = rng.uniform(3, 8), rng.uniform(84, 95), y + rng.uniform(14, 30), rng.uniform(8, 16)
    form = int(rng.integers(4))
    if form == 0:
        foot = min(drop + 10, 90)
        return _line("M", x, y, "V", foot + 2, width=wide) + _rect(x - 14, foot, 28, rng.uniform(4, 8))
    wall = _rect(side - 2, drop - plate, rng.uniform(4, 8), 2 * plate, 1)
    if form == 1:
        return wall + _line("M", x, y, "Q", x, drop, side, drop, width=wide)
    if form == 2:
        return wall + _line("M", x, y, "L", x + 10, drop, "H", side, width=wide, more='stroke-linejoin="round"')
    return wall + _disc(x, y + 4, wide) + _line("M", x, y + 4, "L", side, drop, width=wide)


def _view(rng: np.random.Generator, x: float, y: float) -> str:
    """Draw what a camera looks at: mostly nothing, else rays, waves or a cone towards the left below."""
    kind, wide = rng.random(), rng.uniform(2, 4)
    if kind < 0.62:
        return ""
    if kind < 0.76:
        dashes = 'stroke-dasharray="5 3"' if rng.random() < 0.5 else ""
        reach = rng.uniform(14, 24)
        ends = ((-1, 3), (4, 18), (9, 33))
        return "".join(_line("M", x - 4, y + a, "L", x - reach, y + b, width=wide, more=dashes) for a, b in ends)
    if kind < 0.88:
        radii = (8, 15, 22)[: int(rng.integers(2, 4))]
        return "".join(
            _line("M", x - r, y - r * 0.4, "A", r, r, "0 0 0", x - r * 0.4, y + r, width=wide) for r in radii
        )
    see_through = f'fill-opacity="{rng.uniform(0.3, 0.7):.2f}"'
    return _shape("M", x, y, "L", x - 24, y + 34, "L", x + 10, y + 38, "Z", more=see_through)


def _tilted(body: str, angle: float, x: float, y: float) -> str:
    return _group(f"rotate({angle:.1f} {x:.1f} {y:.1f})", body)


def _bullet(rng: np.random.Generator) -> str:
    long, tall = rng.uniform(48, 66), rng.uniform(14, 27)
    x, y = rng.uniform(14, 24), rng.uniform(20, 34)
    right, middle = x + long, y + tall / 2
    parts = [_rect(x, y, long, tall, float(rng.choice([0.0, 3.0, tall / 2])))]
    if rng.random() < 0.65:
        over, roof, floor = rng.uniform(3, 9), rng.uniform(3, 7), y - float(rng.choice([0.0, 2.0]))
        top = floor - roof
        parts.append(_shape("M", x - over, floor, "H", right + 2, "L", right - 1, top, "H", x - over + 2, "Z"))
    front = int(rng.integers(4))
    if front == 0:
        parts.append(_rect(x - 7, y + tall * 0.15, 8, tall * 0.7))
    elif front == 1:
        parts.append(_shape("M", x, y + 2, "L", x - 8, y - 1, "V", y + tall + 1, "L", x, y + tall - 2, "Z"))
    elif front == 2:
        r = tall * rng.uniform(0.22, 0.36)
        parts.append(_lens(x + r + 4, middle, r))
    if rng.random() < 0.35:
        parts.append(_rect(x + long * rng.uniform(0.5, 0.8), y, rng.uniform(1.5, 4), tall, fill=PAPER))
    if rng.random() < 0.25:
        parts.append(_disc(x + long * 0.3, middle, rng.uniform(1.5, 3), PAPER))
    held = x + long * rng.uniform(0.55, 0.8)
    body = _tilted("".join(parts), rng.uniform(-34, 12), held, middle)
    return body + _bracket(rng, held, middle + tall * 0.3) + _view(rng, x, y + tall + 6)


def _box(rng: np.random.Generator) -> str:
    long, tall, thick = rng.uniform(44, 60), rng.uniform(24, 36), rng.uniform(4, 7)
    x, y = rng.uniform(18, 26), rng.uniform(18, 28)
    parts = _rect(x, y, long, tall, 4) + _rect(x - 10, y + tall * 0.22, 11, tall * 0.56)
    if rng.random() < 0.6:
        parts += _rect(x + thick, y + thick, long - 2 * thick, tall - 2 * thick, 2, PAPER)
    held = x + long * 0.6
    body = _tilted(parts, rng.uniform(-28, 8), held, y + tall)
    return body + _bracket(rng, held, y + tall) + _view(rng, x - 8, y + tall + 4)


def _dome(rng: np.random.Generator) -> str:
    wide, top, rim, deep = rng.uniform(56, 84), rng.uniform(16, 30), rng.uniform(8, 18), rng.uniform(24, 44)
    x, inset, edge = 50 - wide / 2, rng.uniform(2, 9), top + rim + float(rng.choice([0.0, 3.0]))
    across = ("M", x + inset, edge, "A", wide / 2 - inset, deep, "0 0 0", x + wide - inset, edge, "Z")
    lens = (50 + rng.uniform(-9, 9), top + rim + deep * rng.uniform(0.35, 0.5), rng.uniform(6, 12))
    if rng.random() < 0.6:
        bowl = _shape(*across) + _lens(*lens)
    else:
        bowl = _line(*across, width=rng.uniform(3, 6)) + _lens(*lens, INK, PAPER)
    stalk = _rect(50 - rng.uniform(4, 10), top - 12, rng.uniform(8, 20), 13) if rng.random() < 0.5 else ""
    return stalk + _rect(x, top, wide, rim, float(rng.choice([1, 4]))) + bowl


def _turret(rng: np.random.Generator) -> str:
    r, y = rng.uniform(20, 28), rng.uniform(48, 58)
    foot = _shape("M24 14 H76 L", 50 + r * 0.8, y - r * 0.6, "H", 50 - r * 0.8, "Z")
    return foot + _disc(50, y, r) + _lens(50 - r * 0.25, y, r * 0.55)


def _tube(rng: np.random.Generator) -> str:
    """Draw a camera seen half from the front: a cylinder whose lens shows."""
    long, r = rng.uniform(40, 56), rng.uniform(12, 18)
    x, y = rng.uniform(24, 32), rng.uniform(30, 40)
    hull = _shape("M", x, y - r, "L", x + long, y - r * 0.8, "V", y + r * 0.8, "L", x, y + r, "Z")
    eye = "".join(
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{r * share * 0.6:.1f}" ry="{r * share:.1f}" fill="{fill}"/>'
        for share, fill in ((1.12, PAPER), (1.0, INK), (0.5, PAPER))
    )
    held = x + long * 0.7
    body = _tilted(hull + eye, rng.uniform(-30, 10), held, y + r)
    return body + _bracket(rng, held, y + r) + _view(rng, x - 4, y + r + 4)


def _ptz(rng: np.random.Generator) -> str:
    r, wide = rng.uniform(18, 26), rng.uniform(5, 8)
    arm = _line("M86 12 V40 M86 22 H", 50 + r * 0.2, "V", 50 - r, width=wide)
    cap = _shape("M", 50 - r, "52 A", r, r, "0 0 1", 50 + r, "52 Z")
    bowl = _shape("M", 50 - r * 0.9, "56 A", r * 0.9, r, "0 0 0", 50 + r * 0.9, "56 Z")
    return arm + cap + bowl + _disc(50, 66, r * 0.3, PAPER)


_FORMS = {"bullet": _bullet, "box": _box, "dome": _dome, "turret": _turret, "tube": _tube, "ptz": _ptz}
_COMMON = {"bullet": 4.0, "dome": 2.0}
"""How much more often some forms stand on signs than the others."""
DRAWN_FORMS = tuple(_FORMS)
"""Forms of the drawn cameras; `split.yaml` leaves some out of training."""
