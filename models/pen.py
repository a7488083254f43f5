"""A pen that draws pictograms for training out of parts, in one hand, and what holds a thing up."""

from __future__ import annotations

import numpy as np

from models.pictograms import INK, PAPER, _framed, _group

Point = tuple[float, float]


class Pen:
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

    @property
    def opening(self) -> str:
        """What an opening in a body is drawn in."""
        return INK if self.is_hollow else PAPER

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
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{self.opening}"/>')

    def pupil(self, x: float, y: float, r: float) -> None:
        """Draw a dot within a hole, in what the body is drawn in."""
        colour = PAPER if self.is_hollow else INK
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}"/>')

    def ring(self, x: float, y: float, r: float, wide: float) -> None:
        """Draw a ring in what a hole is drawn in."""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="none" stroke="{self.opening}" '
            f'stroke-width="{wide:.1f}"/>'
        )

    def slot(self, x: float, y: float, wide: float, tall: float) -> None:
        """Draw a straight opening."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="0.5" fill="{self.opening}"/>'
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


def held_up(pen: Pen, rng: np.random.Generator, x: float, y: float) -> None:
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


def finished(pen: Pen, rng: np.random.Generator) -> str:
    """Return an SVG of what a pen drew: mirrored, stretched, slanted, and in a frame, as it comes."""
    body = "".join(pen.parts)
    scale = float(rng.uniform(0.88, 1.14))
    across = scale * float(rng.uniform(0.85, 1.0)) * (-1 if rng.random() < 0.5 else 1)
    body = _group(
        f"translate(50 50) scale({across:.3f} {scale:.3f}) skewX({float(rng.normal(0, 3)):.1f}) translate(-50 -50)",
        body,
    )
    return _framed(body, rng)
