"""Drawn things that are shaped like a camera that watches: for training only.

They are made of the parts that `models.camera_forms` makes cameras of and held in the same ways, so that neither a long
body nor an arm tells one from the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from models.pen import Pen, finished, held_up
from models.pictograms import Pictogram


def _pistol(pen: Pen, rng: np.random.Generator) -> None:
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


def _drill(pen: Pen, rng: np.random.Generator) -> None:
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


def _hair_dryer(pen: Pen, rng: np.random.Generator) -> None:
    y, r = float(rng.uniform(30, 38)), float(rng.uniform(15, 20))
    pen.polygon((12, y - 8), (62, y - r), (62, y + r), (12, y + 8))
    pen.ellipse(64, y, r, r)
    pen.hole(64, y, r * 0.5)
    pen.polygon((56, y + r - 3), (70, y + r - 3), (76, 88), (62, 90))
    if rng.random() < 0.5:
        pen.line(f"M8 {y - 6:.1f} h-6 M8 {y:.1f} h-8 M8 {y + 6:.1f} h-6", 2)


def _horn(pen: Pen, rng: np.random.Generator) -> None:
    """Draw a loudspeaker on an arm, or one in a hand."""
    y, mouth, long = float(rng.uniform(32, 42)), float(rng.uniform(16, 26)), float(rng.uniform(36, 50))
    if rng.random() < 0.6:
        held_up(pen, rng, 58, y + 5)
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


def _lamp(pen: Pen, rng: np.random.Generator) -> None:
    """Draw a floodlight, a street lamp or a torch that shines."""
    kind = rng.random()
    if kind < 0.4:
        y = float(rng.uniform(30, 42))
        held_up(pen, rng, 50, y + 6)
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


def _film_camera(pen: Pen, rng: np.random.Generator) -> None:
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


def _telescope(pen: Pen, rng: np.random.Generator) -> None:
    since = len(pen.parts)
    pen.box(16, 30, 34, 20, 2)
    pen.box(50, 33, 22, 14)
    pen.box(72, 36, 12, 8)
    pen.tilted(since, float(rng.uniform(-5, 30)), 50, 40)
    pen.line("M52 46 L34 94 M52 46 L72 94 M52 46 V90", float(rng.uniform(2.5, 5)))


def _tap(pen: Pen, rng: np.random.Generator) -> None:
    wide = float(rng.uniform(10, 16))
    pen.line("M20 62 V46 Q20 34 34 34 H80", wide)
    pen.box(76, 22, 8, 26, solid=True)
    pen.line("M50 34 V18 M38 18 H62", 5)
    if rng.random() < 0.6:
        pen.path("M20 70 q6 9 0 13 q-6 -4 0 -13 Z", solid=True)


def _spray(pen: Pen, rng: np.random.Generator) -> None:
    pen.polygon((30, 22), (66, 22), (70, 34), (56, 36), (52, 44), (44, 44), (44, 34), (30, 32))
    pen.polygon((40, 46), (60, 46), (70, 62), (70, 92), (32, 92), (32, 62))
    for k in range(3):
        pen.hole(18 - 5 * k, 22 + 5 * k, 1.5)
        pen.line(f"M24 {24 + 4 * k} h{-10 - 2 * k}", 1.8)


def _barrier(pen: Pen, rng: np.random.Generator) -> None:
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


def _car(pen: Pen, rng: np.random.Generator) -> None:
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


SHAPED_ALIKE: dict[str, Callable[[Pen, np.random.Generator], None]] = {
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
    pen = Pen(rng)
    SHAPED_ALIKE[name](pen, rng)
    return Pictogram(finished(pen, rng), f"alike/{name}")
