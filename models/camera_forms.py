"""Cameras that watch, put together at random, and drawn things that are shaped like one: for training only.

`models.pictograms` draws a few forms with care, and the parts ``val`` and ``test`` are drawn with them. Signs in the
street show many more: a body of any outline, a front of any kind, held in any way, filled, hollow or parted by white
lines. Here these are drawn apart and combined. What only looks like a camera (`SHAPED_ALIKE`) is made of the same
parts and held in the same ways, so that neither a long body nor an arm tells one from the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from models.pictograms import INK, PAPER, Pictogram, _framed, _group

Point = tuple[float, float]


class _Pen:
    """Draws parts in one hand: filled, hollow, or filled with a white line around each part."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.style = str(rng.choice(["filled", "parted", "hollow", "bold"], p=[0.42, 0.18, 0.25, 0.15]))
        self.stroke = float(rng.uniform(2, 4) if self.style != "bold" else rng.uniform(4, 7))
        self.cap = str(rng.choice(["round", "butt"]))
        self.parts: list[str] = []

    @property
    def is_hollow(self) -> bool:
        """Whether bodies are outlines."""
        return self.style in ("hollow", "bold")

    def path(self, drawn: str, *, solid: bool = False) -> None:
        """Draw a closed path as a part of a body; ``solid`` fills it in any hand."""
        if self.is_hollow and not solid:
            paint = f'fill="{PAPER}" stroke="{INK}" stroke-width="{self.stroke:.1f}" stroke-linejoin="round"'
        elif self.style == "parted":
            paint = f'fill="{INK}" stroke="{PAPER}" stroke-width="{self.stroke * 0.7:.1f}" stroke-linejoin="round"'
        else:
            paint = f'fill="{INK}"'
        self.parts.append(f'<path d="{drawn}" {paint}/>')

    def polygon(self, *points: Point, solid: bool = False) -> None:
        """Draw a polygon."""
        self.path("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) + " Z", solid=solid)

    def box(self, x: float, y: float, wide: float, tall: float, corner: float = 0.0, *, solid: bool = False) -> None:
        """Draw a rectangle with round corners."""
        r = max(0.0, min(corner, wide / 2, tall / 2))
        self.path(
            f"M{x + r:.1f} {y:.1f} h{wide - 2 * r:.1f} a{r:.1f} {r:.1f} 0 0 1 {r:.1f} {r:.1f} v{tall - 2 * r:.1f} "
            f"a{r:.1f} {r:.1f} 0 0 1 {-r:.1f} {r:.1f} h{2 * r - wide:.1f} a{r:.1f} {r:.1f} 0 0 1 {-r:.1f} {-r:.1f} "
            f"v{2 * r - tall:.1f} a{r:.1f} {r:.1f} 0 0 1 {r:.1f} {-r:.1f} Z",
            solid=solid,
        )

    def ellipse(self, x: float, y: float, rx: float, ry: float, *, solid: bool = False) -> None:
        """Draw an ellipse."""
        self.path(
            f"M{x - rx:.1f} {y:.1f} a{rx:.1f} {ry:.1f} 0 1 1 {2 * rx:.1f} 0 a{rx:.1f} {ry:.1f} 0 1 1 {-2 * rx:.1f} 0 Z",
            solid=solid,
        )

    def bowl(self, x: float, y: float, rx: float, ry: float) -> None:
        """Draw the lower half of an ellipse."""
        self.path(f"M{x - rx:.1f} {y:.1f} A{rx:.1f} {ry:.1f} 0 0 0 {x + rx:.1f} {y:.1f} Z")

    def hole(self, x: float, y: float, r: float) -> None:
        """Draw a round opening in a filled body; a dot in a hollow one."""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{INK if self.is_hollow else PAPER}"/>')

    def ring(self, x: float, y: float, r: float, wide: float, ink: str | None = None) -> None:
        """Draw a ring in what a hole is drawn in."""
        colour = ink or (INK if self.is_hollow else PAPER)
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="none" stroke="{colour}" stroke-width="{wide:.1f}"/>'
        )

    def slot(self, x: float, y: float, wide: float, tall: float) -> None:
        """Draw a straight opening."""
        colour = INK if self.is_hollow else PAPER
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="0.5" fill="{colour}"/>'
        )

    def line(self, drawn: str, wide: float, more: str = "") -> None:
        """Draw a stroke."""
        self.parts.append(
            f'<path d="{drawn}" fill="none" stroke="{INK}" stroke-width="{wide:.1f}" '
            f'stroke-linecap="{self.cap}" stroke-linejoin="round" {more}/>'
        )

    def tilted(self, since: int, angle: float, x: float, y: float) -> None:
        """Turn all that was drawn since a part about a point."""
        turned = _group(f"rotate({angle:.1f} {x:.1f} {y:.1f})", "".join(self.parts[since:]))
        self.parts[since:] = [turned]


# --- bodies: each looks to the left, its axis at y ------------------------------------------------------


def _long_body(pen: _Pen, rng: np.random.Generator, form: str, x: float, y: float) -> tuple[float, float]:
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


def _front(pen: _Pen, rng: np.random.Generator, x: float, y: float, half: float) -> float:
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
            colour = PAPER if pen.is_hollow else INK
            pen.parts.append(f'<circle cx="{x + r + 2:.1f}" cy="{y:.1f}" r="{r * 0.5:.1f}" fill="{colour}"/>')
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


def _marks(pen: _Pen, rng: np.random.Generator, x: float, y: float, long: float, half: float) -> None:
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


def _held(pen: _Pen, rng: np.random.Generator, x: float, y: float) -> None:
    """Draw an arm, a foot, a pole or a stem from a body at (x, y), below it."""
    form, wide = int(rng.integers(10)), float(rng.uniform(2.5, 8))
    side, drop = float(rng.uniform(82, 96)), min(92.0, y + float(rng.uniform(12, 32)))
    plate = float(rng.uniform(6, 17))
    joint = float(rng.uniform(0, 6))
    if joint > 3:
        pen.ellipse(x, y + 2, joint, joint, solid=True)
    if form == 0:
        pen.line(f"M{x:.1f} {y:.1f} V{drop:.1f} H{side:.1f}", wide)
    elif form == 1:
        pen.line(f"M{x:.1f} {y:.1f} Q{x:.1f} {drop:.1f} {side:.1f} {drop:.1f}", wide)
    elif form == 2:
        pen.line(f"M{x:.1f} {y:.1f} L{side:.1f} {drop:.1f}", wide)
    elif form == 3:
        foot = float(rng.uniform(9, 20))
        pen.line(f"M{x:.1f} {y:.1f} V{drop:.1f}", wide)
        pen.box(x - foot, drop, 2 * foot, float(rng.uniform(3, 8)), float(rng.choice([0, 2])), solid=True)
        return
    elif form == 4:
        pen.line(f"M{x:.1f} {y:.1f} V99", wide + 1)
        return
    elif form == 5:
        pen.polygon((x - wide, y), (x + wide, y), (side, drop + plate * 0.6), (side, drop - plate * 0.6), solid=True)
        return
    elif form == 6:
        pen.line(f"M{x:.1f} {y:.1f} L{x + 8:.1f} {drop:.1f} H{side:.1f}", wide)
        pen.line(f"M{x + 10:.1f} {drop:.1f} L{side:.1f} {min(98.0, drop + 14):.1f}", wide * 0.6)
    elif form == 7:
        foot = float(rng.uniform(10, 20))
        pen.path(f"M{x - foot:.1f} {drop:.1f} A{foot:.1f} {foot:.1f} 0 0 1 {x + foot:.1f} {drop:.1f} Z", solid=True)
        pen.line(f"M{x:.1f} {y:.1f} V{drop - 2:.1f}", wide)
        return
    elif form == 8:
        pole = float(rng.uniform(4, 9))
        pen.line(f"M{x:.1f} {y:.1f} L{side - 8:.1f} {min(drop, y + 16):.1f}", wide)
        pen.line(f"M{side - 6:.1f} 2 V99", pole)
        return
    else:
        return
    if rng.random() < 0.8:
        pen.box(side - 2, drop - plate, float(rng.uniform(3, 8)), 2 * plate, float(rng.choice([0, 1.5])), solid=True)


def _hung(pen: _Pen, rng: np.random.Generator, x: float, y: float) -> None:
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


def _beside(pen: _Pen, rng: np.random.Generator, x: float, y: float) -> None:
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


def _dome_like(pen: _Pen, rng: np.random.Generator, form: str) -> None:
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
        colour = PAPER if pen.is_hollow else INK
        pen.parts.append(f'<circle cx="{at:.1f}" cy="{eye:.1f}" r="{lens * 0.5:.1f}" fill="{colour}"/>')
    if rng.random() < 0.3:
        pen.tilted(since, float(rng.uniform(-20, 20)), 50, top)
    if rng.random() < 0.85:
        _hung(pen, rng, 50, top + 1)


def _seen_from_the_front(pen: _Pen, rng: np.random.Generator) -> None:
    """Draw a camera that looks at the reader: a face with a lens, a roof, and what holds it."""
    half, tall, y = float(rng.uniform(15, 26)), float(rng.uniform(13, 22)), float(rng.uniform(34, 50))
    _hung(pen, rng, 50 + float(rng.uniform(-6, 6)), y - tall + 2) if rng.random() < 0.5 else _held(
        pen, rng, 50, y + tall - 2
    )
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
    pen = _Pen(rng)
    if body in _DOMES:
        _dome_like(pen, rng, body)
    elif body == "front":
        _seen_from_the_front(pen, rng)
    else:
        _long_camera(pen, rng, body)
    return Pictogram(_finished(pen, rng), f"combined/{body}")


def _long_camera(pen: _Pen, rng: np.random.Generator, body: str) -> None:
    x, y = float(rng.uniform(14, 26)), float(rng.uniform(26, 40))
    hanging = rng.random() < 0.22
    held = x + float(rng.uniform(26, 44))
    if hanging:
        y += 18
        _hung(pen, rng, held, y - 5)
    else:
        _held(pen, rng, held, y + 5)
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


def _finished(pen: _Pen, rng: np.random.Generator) -> str:
    """Return an SVG of what a pen drew: mirrored, stretched, slanted, and in a frame, as it comes."""
    body = "".join(pen.parts)
    scale = float(rng.uniform(0.88, 1.14))
    across = scale * float(rng.uniform(0.85, 1.0)) * (-1 if rng.random() < 0.5 else 1)
    body = _group(
        f"translate(50 50) scale({across:.3f} {scale:.3f}) skewX({float(rng.normal(0, 3)):.1f}) translate(-50 -50)",
        body,
    )
    return _framed(body, rng)


# --- what is shaped like one ----------------------------------------------------------------------------


def _pistol(pen: _Pen, rng: np.random.Generator) -> None:
    y, long, half = float(rng.uniform(28, 38)), float(rng.uniform(52, 70)), float(rng.uniform(6, 10))
    x, lean = float(rng.uniform(12, 20)), float(rng.uniform(2, 14))
    if rng.random() < 0.4:
        pen.box(x, y - half, long, 2 * half, float(rng.choice([0, 2])))
    else:
        pen.box(x, y - half, long * 0.5, half * 1.2)
        pen.box(x + long * 0.4, y - half - 1, long * 0.6, half * 2 + 2, 3)
    grip, wide = x + long - float(rng.uniform(16, 22)), float(rng.uniform(13, 19))
    pen.polygon((grip, y + half - 1), (grip + wide, y + half - 1), (grip + wide + lean, y + 42), (grip + lean, y + 44))
    pen.line(f"M{grip - 14:.1f} {y + half:.1f} q2 12 15 10", float(rng.uniform(2, 4)))
    if rng.random() < 0.4:
        pen.slot(x + long * 0.6, y - half * 0.5, 1.6, half)


def _drill(pen: _Pen, rng: np.random.Generator) -> None:
    y, half = float(rng.uniform(28, 38)), float(rng.uniform(8, 13))
    pen.polygon(
        (34, y - half),
        (82, y - half),
        (86, y),
        (82, y + half),
        (34, y + half * 0.8),
        (28, y + half * 0.4),
        (28, y - half * 0.4),
    )
    pen.line(f"M8 {y:.1f} H30", float(rng.uniform(1.5, 4)))
    pen.polygon((60, y + half - 2), (76, y + half - 2), (80, 78), (64, 80))
    if rng.random() < 0.6:
        pen.box(56, 78, 34, 10, 2)


def _hair_dryer(pen: _Pen, rng: np.random.Generator) -> None:
    y, r = float(rng.uniform(30, 38)), float(rng.uniform(15, 20))
    pen.polygon((12, y - 8), (62, y - r), (62, y + r), (12, y + 8))
    pen.ellipse(64, y, r, r)
    pen.hole(64, y, r * 0.5)
    pen.polygon((56, y + r - 3), (70, y + r - 3), (76, 88), (62, 90))
    if rng.random() < 0.5:
        pen.line(f"M8 {y - 6:.1f} h-6 M8 {y:.1f} h-8 M8 {y + 6:.1f} h-6", 2)


def _horn(pen: _Pen, rng: np.random.Generator) -> None:
    """Draw a loudspeaker on an arm, or one in a hand."""
    y, mouth, long = float(rng.uniform(32, 42)), float(rng.uniform(16, 26)), float(rng.uniform(36, 50))
    if rng.random() < 0.6:
        _held(pen, rng, 58, y + 5)
    else:
        pen.polygon((56, y), (68, y), (72, y + 34), (60, y + 34))
    since = len(pen.parts)
    pen.polygon((16, y - mouth), (16 + long, y - 6), (16 + long, y + 6), (16, y + mouth))
    pen.box(15 + long, y - 8, float(rng.uniform(8, 18)), 16, float(rng.choice([0, 3])))
    if rng.random() < 0.5:
        pen.ellipse(16, y, 3.5, mouth)
    pen.tilted(since, float(rng.uniform(-20, 10)), 58, y)
    if rng.random() < 0.5:
        for k in (1, 2):
            pen.line(f"M{12 - 5 * k} {y - 6 * k:.1f} q{-4 * k} {6 * k} 0 {12 * k}", 2.5)


def _lamp(pen: _Pen, rng: np.random.Generator) -> None:
    """Draw a floodlight, a street lamp or a torch that shines."""
    kind = rng.random()
    if kind < 0.4:
        y = float(rng.uniform(30, 42))
        _held(pen, rng, 50, y + 6)
        since = len(pen.parts)
        pen.polygon((26, y - 18), (44, y - 9), (70, y - 9), (70, y + 9), (44, y + 9), (26, y + 18))
        pen.tilted(since, float(rng.uniform(-35, 5)), 50, y)
        front, low = 20.0, y
    elif kind < 0.75:
        pen.line("M84 99 V20 Q84 10 70 10 H44", float(rng.uniform(3, 6)))
        pen.polygon((22, 14), (50, 6), (52, 16), (24, 24))
        front, low = 30.0, 28.0
    else:
        y = float(rng.uniform(40, 55))
        pen.polygon((20, y - 16), (40, y - 9), (40, y + 9), (20, y + 16))
        pen.box(39, y - 9, 44, 18, 3)
        pen.slot(56, y - 3, 10, 4)
        front, low = 16.0, y
    if kind < 0.4 or rng.random() < 0.7:
        for k in range(3):
            angle = math.radians(180 - 28 * k + (28 if low > 30 else -20))
            pen.line(
                f"M{front + 3 * math.cos(angle):.1f} {low + 3 * math.sin(angle):.1f} "
                f"L{front + 15 * math.cos(angle):.1f} {low + 15 * math.sin(angle):.1f}", 2.6,
            )  # fmt: skip


def _film_camera(pen: _Pen, rng: np.random.Generator) -> None:
    """Draw a camera that films: reels on top, a tripod, or a handle; it watches nobody."""
    y = float(rng.uniform(44, 54))
    pen.box(28, y - 14, 44, 28, 3)
    pen.polygon((28, y - 4), (12, y - 12), (12, y + 12), (28, y + 4))
    if rng.random() < 0.6:
        r = float(rng.uniform(9, 13))
        for at in (38.0, 62.0):
            pen.ellipse(at, y - 14 - r, r, r)
            pen.hole(at, y - 14 - r, r * 0.35)
    if rng.random() < 0.6:
        pen.line(f"M50 {y + 14:.1f} L34 96 M50 {y + 14:.1f} V96 M50 {y + 14:.1f} L66 96", float(rng.uniform(2.5, 5)))


def _telescope(pen: _Pen, rng: np.random.Generator) -> None:
    since = len(pen.parts)
    pen.box(16, 30, 34, 20, 2)
    pen.box(50, 33, 22, 14)
    pen.box(72, 36, 12, 8)
    pen.tilted(since, float(rng.uniform(-5, 30)), 50, 40)
    pen.line("M52 46 L34 94 M52 46 L72 94 M52 46 V90", float(rng.uniform(2.5, 5)))


def _tap(pen: _Pen, rng: np.random.Generator) -> None:
    wide = float(rng.uniform(10, 16))
    pen.line("M20 62 V46 Q20 34 34 34 H80", wide)
    pen.box(76, 22, 8, 26, solid=True)
    pen.line("M50 34 V18 M38 18 H62", 5)
    if rng.random() < 0.6:
        pen.path("M20 70 q6 9 0 13 q-6 -4 0 -13 Z", solid=True)


def _spray(pen: _Pen, rng: np.random.Generator) -> None:
    pen.polygon((30, 22), (66, 22), (70, 34), (56, 36), (52, 44), (44, 44), (44, 34), (30, 32))
    pen.polygon((40, 46), (60, 46), (70, 62), (70, 92), (32, 92), (32, 62))
    for k in range(3):
        pen.hole(18 - 5 * k, 22 + 5 * k, 1.5)
        pen.line(f"M24 {24 + 4 * k} h{-10 - 2 * k}", 1.8)


def _barrier(pen: _Pen, rng: np.random.Generator) -> None:
    """Draw a turnpike, a letter box or a bird house: a body on a pole."""
    if rng.random() < 0.5:
        pen.box(66, 44, 18, 48)
        since = len(pen.parts)
        pen.box(4, 46, 66, 9, 2)
        for k in range(3):
            pen.slot(12 + 18 * k, 46, 8, 9)
        pen.tilted(since, float(rng.uniform(0, 40)), 72, 50)
    else:
        pen.line("M52 56 V99", float(rng.uniform(5, 9)))
        pen.path("M18 58 V38 a16 16 0 0 1 32 0 H84 V58 Z")
        pen.slot(24, 36, 18, 3)


def _car(pen: _Pen, rng: np.random.Generator) -> None:
    y = float(rng.uniform(50, 60))
    pen.polygon(
        (8, y),
        (12, y - 12),
        (28, y - 14),
        (40, y - 28),
        (70, y - 28),
        (82, y - 13),
        (92, y - 10),
        (92, y + 4),
        (8, y + 4),
    )
    for at in (28.0, 72.0):
        pen.ellipse(at, y + 4, 9, 9, solid=True)
        pen.hole(at, y + 4, 4)


SHAPED_ALIKE: dict[str, Callable[[_Pen, np.random.Generator], None]] = {
    "pistol": _pistol,
    "drill": _drill,
    "hair_dryer": _hair_dryer,
    "horn": _horn,
    "lamp": _lamp,
    "film_camera": _film_camera,
    "telescope": _telescope,
    "tap": _tap,
    "spray": _spray,
    "barrier": _barrier,
    "car": _car,
}
"""Things whose pictogram is shaped like a camera's that watches."""


def shaped_alike(rng: np.random.Generator) -> Pictogram:
    """Return a thing that is shaped like a camera that watches."""
    name = str(rng.choice(list(SHAPED_ALIKE)))
    pen = _Pen(rng)
    SHAPED_ALIKE[name](pen, rng)
    return Pictogram(_finished(pen, rng), f"alike/{name}")
