"""Cameras that watch, put together at random: for training only.

`models.pictograms` draws a few forms with care, and the parts ``val`` and ``test`` are drawn with them. Signs in the
street show many more: a body of any outline, a front of any kind, held in any way, filled, hollow or parted by white
lines. Here these are drawn apart and combined.
"""

from __future__ import annotations

import math

import numpy as np

from models.pen import Pen, finished, held_up
from models.pictograms import INK, Pictogram, _group

# --- bodies: each looks to the left, its axis at y ------------------------------------------------------


def _long_body(pen: Pen, rng: np.random.Generator, form: str, x: float, y: float) -> tuple[float, float]:
    """Draw a long body from ``x`` about the height ``y``; return its length and half its height."""
    long, half = float(rng.uniform(38, 66)), float(rng.uniform(7, 16))
    if form == "straight":
        pen.box(x, y - half, long, 2 * half, float(rng.choice([0, 2, 4, half])))
    elif form == "narrowing":
        rear = half * float(rng.uniform(0.5, 0.85))
        pen.polygon((x, y - half), (x + long, y - rear), (x + long, y + rear), (x, y + half))
    elif form == "widening":
        front = half * float(rng.uniform(0.55, 0.85))
        pen.polygon((x, y - front), (x + long, y - half), (x + long, y + half), (x, y + front))
    elif form == "stepped":
        barrel, part = half * float(rng.uniform(0.5, 0.8)), float(rng.uniform(0.3, 0.5))
        pen.box(x + long * part, y - half, long * (1 - part), 2 * half, float(rng.choice([0, 3])))
        pen.box(x, y - barrel, long * part + 1, 2 * barrel, float(rng.choice([0, 2])))
    elif form == "roofed":
        low = half * float(rng.uniform(0.75, 0.95))
        pen.box(x + 3, y - low, long - 5, 2 * low, float(rng.choice([0, 3])))
        over, roof = float(rng.uniform(2, 10)), float(rng.uniform(3, 6))
        if rng.random() < 0.5:
            pen.box(x - over, y - half - roof, long + over, roof + 1, float(rng.choice([0, 2])))
        else:
            pen.polygon((x - over, y - half), (x - over + 5, y - half - roof), (x + long, y - half - roof),
                        (x + long + 2, y - half))  # fmt: skip
    elif form == "bent":
        drop = half * float(rng.uniform(0.25, 0.6))
        pen.polygon((x, y - half + drop), (x + long * 0.3, y - half), (x + long, y - half), (x + long, y + half - drop),
                    (x + long * 0.75, y + half), (x, y + half))  # fmt: skip
    elif form == "round_ended":
        pen.path(
            f"M{x:.1f} {y - half:.1f} H{x + long - half:.1f} a{half:.1f} {half:.1f} 0 0 1 0 {2 * half:.1f} H{x:.1f} Z"
        )
    else:  # solid: a cylinder or a box seen half from the front
        half *= 0.85
        rx = half * float(rng.uniform(0.35, 0.75))
        if rng.random() < 0.6:
            pen.path(
                f"M{x:.1f} {y - half:.1f} L{x + long:.1f} {y - half * 0.8:.1f} "
                f"a{rx * 0.8:.1f} {half * 0.8:.1f} 0 0 1 0 {half * 1.6:.1f} L{x:.1f} {y + half:.1f} Z"
            )
            pen.ellipse(x, y, rx, half)
            pen.hole(x, y, half * float(rng.uniform(0.3, 0.55)))
        else:
            deep = float(rng.uniform(5, 12))
            back = (x + deep, y - half - deep), (x + long, y - half - deep), (x + long, y + half - deep)
            pen.polygon((x, y - half), *back, (x + deep, y + half))
            pen.polygon(
                (x - deep * 0.3, y - half), (x + deep, y - half), (x + deep, y + half), (x - deep * 0.3, y + half)
            )
            pen.hole(x + deep * 0.35, y, half * 0.4)
    return long, half


def _front(pen: Pen, rng: np.random.Generator, x: float, y: float, half: float) -> float:
    """Draw what a long body looks through; return how far it reaches to the left of ``x``."""
    form = int(rng.integers(9))
    if form == 0:
        reach, tall = float(rng.uniform(4, 12)), half * float(rng.uniform(0.4, 0.8))
        pen.box(x - reach, y - tall, reach + 1, 2 * tall, float(rng.choice([0, 1.5])))
        return reach
    if form == 1:
        reach, wide = float(rng.uniform(5, 12)), half * float(rng.uniform(1.0, 1.25))
        pen.polygon((x + 1, y - half * 0.5), (x - reach, y - wide), (x - reach, y + wide), (x + 1, y + half * 0.5))
        return reach
    if form == 2:
        r = half * float(rng.uniform(0.4, 0.7))
        pen.hole(x + r + 2, y, r)
        if rng.random() < 0.6:
            pen.pupil(x + r + 2, y, r * 0.5)
        return 0.0
    if form == 3:
        pen.slot(x + float(rng.uniform(3, 9)), y - half, float(rng.uniform(1.2, 3.5)), 2 * half)
        return 0.0
    if form == 4:
        reach = float(rng.uniform(2, 5))
        pen.ellipse(x, y, reach, half * 0.7, solid=True)
        return reach
    if form == 5:
        reach = float(rng.uniform(4, 9))
        pen.path(f"M{x:.1f} {y - half * 0.7:.1f} Q{x - 2 * reach:.1f} {y:.1f} {x:.1f} {y + half * 0.7:.1f} Z")
        return reach
    if form == 6:
        first, reach = float(rng.uniform(3, 6)), float(rng.uniform(3, 7))
        pen.box(x - first, y - half * 0.75, first + 1, half * 1.5)
        pen.box(x - first - reach, y - half * 0.5, reach + 1, half)
        return first + reach
    if form == 7:
        pen.ring(x + half * 0.7 + 2, y, half * 0.6, float(rng.uniform(1.2, 2.6)))
        pen.hole(x + half * 0.7 + 2, y, half * 0.22)
        return 0.0
    return 0.0


def _marks(pen: Pen, rng: np.random.Generator, x: float, y: float, long: float, half: float) -> None:
    """Draw what stands on a body: a light, a seam, slits, a name's bar."""
    kind = rng.random()
    if kind < 0.2:
        pen.hole(
            x + long * float(rng.uniform(0.3, 0.9)),
            y + half * float(rng.uniform(-0.4, 0.4)),
            float(rng.uniform(1.3, 2.8)),
        )
    elif kind < 0.35:
        pen.slot(x + long * float(rng.uniform(0.5, 0.85)), y - half, float(rng.uniform(1, 2.5)), 2 * half)
    elif kind < 0.45:
        for k in range(int(rng.integers(2, 4))):
            pen.slot(x + long * 0.6 + 4 * k, y - half * 0.4, 1.6, half * 0.8)
    elif kind < 0.55:
        pen.slot(x + long * 0.35, y - 1, long * float(rng.uniform(0.25, 0.5)), float(rng.uniform(1.5, 3)))


# --- how it is held -------------------------------------------------------------------------------------


def _hung(pen: Pen, rng: np.random.Generator, x: float, y: float) -> None:
    """Draw a stem or an arm from a body at (x, y) up to a ceiling or a wall."""
    wide, top = float(rng.uniform(3, 8)), float(rng.uniform(3, 10))
    if rng.random() < 0.6:
        plate = float(rng.uniform(9, 24))
        pen.line(f"M{x:.1f} {y:.1f} V{top:.1f}", wide)
        pen.box(x - plate, top - 3, 2 * plate, float(rng.uniform(3, 6)), solid=True)
    else:
        side = float(rng.uniform(84, 95))
        bend = max(top, y - float(rng.uniform(10, 22)))
        pen.line(f"M{x:.1f} {y:.1f} Q{x:.1f} {bend:.1f} {(x + side) / 2:.1f} {bend:.1f} H{side:.1f}", wide)
        pen.box(side - 2, bend - 10, 5, 20, solid=True)


# --- what stands beside it --------------------------------------------------------------------------------


def _beside(pen: Pen, rng: np.random.Generator, x: float, y: float) -> None:
    """Draw what a camera looks at, or that it sends: mostly nothing."""
    kind, wide = rng.random(), float(rng.uniform(1.6, 3.6))
    if kind < 0.6:
        return
    if kind < 0.72:
        reach, turned = float(rng.uniform(14, 30)), float(rng.uniform(10, 40))
        for k in range(int(rng.integers(2, 4))):
            angle = math.radians(180 - turned - 22 * k)
            dashes = 'stroke-dasharray="4 3"' if rng.random() < 0.4 else ""
            pen.line(
                f"M{x + 5 * math.cos(angle):.1f} {y + 5 * math.sin(angle):.1f} "
                f"L{x + reach * math.cos(angle):.1f} {y + reach * math.sin(angle):.1f}", wide, dashes,
            )  # fmt: skip
    elif kind < 0.82:
        shade = f'fill="{INK}" fill-opacity="{rng.uniform(0.25, 0.8):.2f}"'
        pen.parts.append(f'<path d="M{x:.1f} {y:.1f} L{x - 26:.1f} {y + 30:.1f} L{x + 8:.1f} {y + 38:.1f} Z" {shade}/>')
    elif kind < 0.92:
        px, py, r = max(8.0, x - 6), min(82.0, y + 30), float(rng.uniform(4, 7))
        pen.ellipse(px, py - r * 1.3, r, r, solid=True)
        wide = 1.7 * r
        pen.path(
            f"M{px - wide:.1f} {py + 3 * r:.1f} v{-1.5 * r:.1f} a{wide:.1f} {wide:.1f} 0 0 1 {2 * wide:.1f} 0 "
            f"v{1.5 * r:.1f} Z",
            solid=True,
        )
    else:
        for k in range(2, 4):
            r = 5.0 * k
            pen.line(f"M{x - r:.1f} {y - r * 0.3:.1f} A{r:.1f} {r:.1f} 0 0 0 {x - r * 0.3:.1f} {y + r:.1f}", wide)


_LONG = ("straight", "narrowing", "widening", "stepped", "roofed", "bent", "round_ended", "solid")
_DOMES = ("bowl", "drop", "ball", "lantern", "flat_dome")
BODIES = (*_LONG, *_DOMES, "front")
"""Outlines that a camera's body may have."""


def _dome_like(pen: Pen, rng: np.random.Generator, form: str) -> None:
    """Draw a camera under a bowl, seen from the side."""
    y = float(rng.uniform(30, 46))
    r = float(rng.uniform(17, 30))
    if form == "flat_dome":
        wide, deep = float(rng.uniform(28, 44)), float(rng.uniform(10, 20))
        pen.box(50 - wide, y - 12, 2 * wide, float(rng.uniform(6, 14)), float(rng.choice([0, 3])))
        pen.path(
            f"M{50 - wide * 0.8:.1f} {y + 3:.1f} A{wide * 0.8:.1f} {deep:.1f} 0 0 0 {50 + wide * 0.8:.1f} {y + 3:.1f} Z"
        )
        pen.hole(50 + float(rng.uniform(-12, 12)), y + 3 + deep * 0.45, deep * 0.3)
        return
    since = len(pen.parts)
    if form == "bowl":
        cap = float(rng.uniform(8, 18))
        pen.path(
            f"M{50 - r:.1f} {y + cap:.1f} V{y + 4:.1f} A{r:.1f} {cap:.1f} 0 0 1 {50 + r:.1f} {y + 4:.1f} "
            f"V{y + cap:.1f} Z"
        )
        pen.bowl(50, y + cap + 2, r * 0.85, r * 0.9)
        top, eye = y - 4, y + cap + 2 + r * 0.4
    elif form == "drop":
        pen.path(f"M{50 - r * 0.5:.1f} {y - 8:.1f} H{50 + r * 0.5:.1f} L{50 + r:.1f} {y + r:.1f} "
                 f"A{r:.1f} {r:.1f} 0 0 1 {50 - r:.1f} {y + r:.1f} Z")  # fmt: skip
        top, eye = y - 8, y + r * 1.2
        if rng.random() < 0.7:
            pen.slot(50 - r * 0.9, y + r * 0.75, r * 1.8, float(rng.uniform(1.5, 3)))
    elif form == "ball":
        pen.ellipse(50, y + r * 0.6, r, r)
        top, eye = y - r * 0.4, y + r * float(rng.uniform(0.85, 1.1))
        pen.slot(50 - r * 0.95, y + r * float(rng.uniform(0.2, 0.4)), r * 1.9, float(rng.uniform(1.5, 3.5)))
    else:  # lantern
        pen.polygon((50 - r, y), (50 + r, y), (50 + r * 0.75, y + r * 0.7), (50 - r * 0.75, y + r * 0.7))
        pen.bowl(50, y + r * 0.75, r * 0.7, r * 0.8)
        top, eye = y, y + r * 1.05
    at = 50 + float(rng.uniform(-0.35, 0.35)) * r
    lens = r * float(rng.uniform(0.18, 0.36))
    pen.hole(at, eye, lens)
    if rng.random() < 0.5:
        pen.pupil(at, eye, lens * 0.5)
    if rng.random() < 0.3:
        pen.tilted(since, float(rng.uniform(-20, 20)), 50, top)
    if rng.random() < 0.85:
        _hung(pen, rng, 50, top + 1)


def _seen_from_the_front(pen: Pen, rng: np.random.Generator) -> None:
    """Draw a camera that looks at the reader: a face with a lens, a roof, and what holds it."""
    half, tall, y = float(rng.uniform(15, 26)), float(rng.uniform(13, 22)), float(rng.uniform(34, 50))
    if rng.random() < 0.5:
        _hung(pen, rng, 50 + float(rng.uniform(-6, 6)), y - tall + 2)
    else:
        held_up(pen, rng, 50, y + tall - 2)
    if rng.random() < 0.5:
        pen.box(50 - half, y - tall, 2 * half, 2 * tall, float(rng.choice([0, 4, 10])))
    else:
        pen.ellipse(50, y, half, half)
    pen.box(50 - half - 4, y - tall - 4, 2 * half + 8, float(rng.uniform(4, 7)), float(rng.choice([0, 3])), solid=True)
    r = min(half, tall) * float(rng.uniform(0.45, 0.7))
    pen.ring(50, y, r, float(rng.uniform(1.6, 3.5)))
    pen.hole(50, y, r * float(rng.uniform(0.3, 0.6)))
    if rng.random() < 0.4:
        for k in range(8):
            angle = k * math.pi / 4
            pen.hole(50 + (r + 3.5) * math.cos(angle), y + (r + 3.5) * math.sin(angle), 1.2)


def combined_camera(rng: np.random.Generator, bodies: tuple[str, ...] = BODIES) -> Pictogram:
    """Return a camera that watches, put together at random.

    Args:
        rng: Random numbers.
        bodies: Which of `BODIES` may be used.
    """
    weights = np.array([1.0 if body in _LONG else 1.2 for body in bodies])
    body = str(rng.choice(bodies, p=weights / weights.sum()))
    pen = Pen(rng)
    if body in _DOMES:
        _dome_like(pen, rng, body)
    elif body == "front":
        _seen_from_the_front(pen, rng)
    else:
        _long_camera(pen, rng, body)
    return Pictogram(finished(pen, rng), f"combined/{body}")


def _long_camera(pen: Pen, rng: np.random.Generator, body: str) -> None:
    x, y = float(rng.uniform(14, 26)), float(rng.uniform(26, 40))
    hanging = rng.random() < 0.22
    held = x + float(rng.uniform(26, 44))
    if hanging:
        y += 18
        _hung(pen, rng, held, y - 5)
    else:
        held_up(pen, rng, held, y + 5)
    since = len(pen.parts)
    long, half = _long_body(pen, rng, body, x, y)
    reach = 0.0 if body == "solid" else _front(pen, rng, x, y, half)
    _marks(pen, rng, x, y, long, half)
    angle = float(rng.uniform(-38, 14))
    pen.tilted(since, angle, held, y)
    if rng.random() < 0.1:
        pen.line(f"M{x + long - 4:.1f} {y:.1f} q14 2 10 16", 2)
    if rng.random() < 0.12 and not hanging:  # a second one on the same pole
        pen.parts.append(_group(f"translate({2 * held:.1f} 26) scale(-0.8 0.8)", "".join(pen.parts[since : since + 1])))
    # Where the front is after it was turned.
    away = math.radians(angle)
    front = held - (held - x + reach + 4) * math.cos(away), y - (held - x + reach + 4) * math.sin(away)
    _beside(pen, rng, front[0], front[1] + half * 0.6)
