"""What stands and moves in a drawn street: facades, shops, doors, ground, poles, cars and people.

Everything is placed by the random numbers that are passed in, in shares of the picture's size.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels

Quad = npt.NDArray[np.float32]
"""Corners (4, 2) in px: top left, top right, bottom right, bottom left."""
Colour = tuple[int, int, int]
Wall = tuple[int, int, int, float]
"""A facade: x0, x1 and top in px, and its slant (how much the far side shrinks, -0.3..0.3)."""

_WALLS: tuple[Colour, ...] = (
    (150, 175, 195), (120, 140, 165), (95, 110, 150), (185, 195, 200), (140, 165, 175), (110, 120, 125),
    (165, 180, 215), (120, 150, 190), (175, 165, 150), (90, 100, 120), (205, 210, 212), (150, 190, 215),
)  # fmt: skip
_DOORS: tuple[Colour, ...] = ((40, 60, 95), (60, 45, 30), (50, 75, 45), (35, 35, 110), (90, 90, 95), (70, 55, 40))
_CLOTHES: tuple[Colour, ...] = (
    (50, 45, 45), (120, 60, 40), (60, 60, 150), (180, 180, 175), (70, 110, 70), (40, 110, 170), (110, 70, 110),
)  # fmt: skip
_CARS: tuple[Colour, ...] = (
    (190, 190, 190),
    (50, 50, 55),
    (60, 50, 150),
    (140, 90, 50),
    (230, 230, 230),
    (80, 110, 80),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Proportions of a scene that both the drawing and the spots need."""

    horizon: int
    ground: int
    walls: tuple[Wall, ...]
    """Facades from left to right."""
    poles: tuple[tuple[int, int], ...]
    """Poles: x and thickness in px."""


def layout_of(seed: int, width: int, height: int) -> Layout:
    rng = np.random.default_rng((seed, 11))
    ground = int(height * rng.uniform(0.62, 0.8))
    horizon = int(height * rng.uniform(0.3, 0.45))
    edges = [int(-0.05 * width)]
    while edges[-1] < width:
        edges.append(edges[-1] + int(width * rng.uniform(0.22, 0.6)))
    walls = []
    for x0, x1 in itertools.pairwise(edges):
        if rng.random() < 0.14 and walls:
            continue
        walls.append(
            (x0, x1, int(height * rng.uniform(-0.35, 0.22)), float(rng.choice([0, 0, 1, -1]) * rng.uniform(0.05, 0.3)))
        )
    count = int(rng.integers(0, 3))
    poles = tuple(
        (int(width * rng.uniform(0.06, 0.94)), max(3, int(width * rng.uniform(0.007, 0.018)))) for _ in range(count)
    )
    return Layout(horizon, ground, tuple(walls), poles)


def wall_point(wall: Wall, layout: Layout, u: float, v: float) -> tuple[float, float]:
    """Map facade coordinates (0..1 from left, 0..1 from top) to px, with the facade's slant."""
    x0, x1, top, slant = wall
    shrink = abs(slant) * ((1 - u) if slant > 0 else u)
    upper = top + (layout.horizon - top) * shrink
    lower = layout.ground - (layout.ground - layout.horizon) * shrink * 0.5
    return x0 + u * (x1 - x0), upper + v * (lower - upper)


def wall_quad(wall: Wall, layout: Layout, area: Box) -> Quad:
    u0, v0, u1, v1 = area
    corners = ((u0, v0), (u1, v0), (u1, v1), (u0, v1))
    return np.array([wall_point(wall, layout, u, v) for u, v in corners], np.float32)


def shade(colour: Colour, factor: float) -> Colour:
    blue, green, red = (int(np.clip(value * factor, 0, 255)) for value in colour)
    return blue, green, red


def fill(image: Pixels, quad: Quad, colour: Colour) -> None:
    cv2.fillConvexPoly(image, np.round(quad * 8).astype(np.int32), colour, cv2.LINE_AA, 3)


def noise(rng: np.random.Generator, width: int, height: int, cell: int, amplitude: float) -> npt.NDArray[np.float32]:
    """Return smooth noise (height, width) around 0, with structures about ``cell`` px wide."""
    small = rng.normal(0, amplitude, (max(2, height // cell + 1), max(2, width // cell + 1))).astype(np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def draw_sky(image: Pixels, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    top = np.array(rng.choice([[215, 160, 110], [225, 190, 150], [205, 200, 195]]), np.float32)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    sky = top * (1 - ramp) + np.array([235, 228, 220], np.float32) * ramp
    clouds = noise(rng, width, height, max(8, width // 9), 14)[..., None]
    image[:] = np.clip(sky + clouds, 0, 255).astype(np.uint8)


def draw_wall(image: Pixels, wall: Wall, layout: Layout, rng: np.random.Generator) -> None:
    base: Colour = _WALLS[int(rng.integers(len(_WALLS)))]
    base = shade(base, rng.uniform(0.75, 1.1))
    quad = wall_quad(wall, layout, (0, 0, 1, 1))
    fill(image, quad, base)
    if rng.random() < 0.45:
        _draw_courses(image, wall, layout, rng, base)
    ground_floor = rng.uniform(0.5, 0.66)
    _draw_windows(image, wall, layout, rng, base, ground_floor)
    if rng.random() < 0.6:
        fill(image, wall_quad(wall, layout, (0, 0.93, 1, 1)), shade(base, 0.6))
    _draw_street_level(image, wall, layout, rng, ground_floor)


def _draw_courses(image: Pixels, wall: Wall, layout: Layout, rng: np.random.Generator, base: Colour) -> None:
    """Bricks or boards, as lines that follow the facade's perspective."""
    rows, brick = int(rng.integers(18, 60)), rng.random() < 0.6
    joint = shade(base, rng.choice([0.82, 1.12]))
    for row in range(1, rows):
        left, right = wall_point(wall, layout, 0, row / rows), wall_point(wall, layout, 1, row / rows)
        cv2.line(image, tuple(map(int, left)), tuple(map(int, right)), joint, 1, cv2.LINE_AA)
        if brick and row % 2:
            for u in np.arange(0, 1, 0.045):
                a, b = wall_point(wall, layout, u, row / rows), wall_point(wall, layout, u, (row + 1) / rows)
                cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), joint, 1, cv2.LINE_AA)


def _draw_windows(
    image: Pixels,
    wall: Wall,
    layout: Layout,
    rng: np.random.Generator,
    base: Colour,
    floor: float,
) -> None:
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    frame = shade(base, rng.uniform(1.15, 1.45))
    for column in range(columns):
        for row in range(rows):
            u, v = (column + 0.25) / columns, (row + 0.2) * floor / rows
            du, dv = 0.5 / columns, 0.62 * floor / rows
            glass = shade((90, 80, 70), rng.uniform(0.5, 1.6))
            fill(image, wall_quad(wall, layout, (u - 0.012, v - 0.008, u + du + 0.012, v + dv + 0.012)), frame)
            fill(image, wall_quad(wall, layout, (u, v, u + du, v + dv)), glass)
            if rng.random() < 0.5:
                fill(image, wall_quad(wall, layout, (u, v, u + du, v + dv * rng.uniform(0.2, 0.8))), shade(glass, 1.5))
            middle = u + du / 2
            fill(image, wall_quad(wall, layout, (middle - 0.004, v, middle + 0.004, v + dv)), frame)


def _draw_street_level(image: Pixels, wall: Wall, layout: Layout, rng: np.random.Generator, floor: float) -> None:
    u = rng.uniform(0.03, 0.2)
    top = floor + 0.05
    while u < 0.88:
        kind = rng.choice(["door", "shop", "gate", "bare"], p=[0.3, 0.3, 0.12, 0.28])
        wide = {"door": rng.uniform(0.1, 0.16), "shop": rng.uniform(0.25, 0.4), "gate": rng.uniform(0.2, 0.3)}.get(
            kind, 0.15
        )
        area = (u, top + rng.uniform(0.0, 0.06), min(u + wide, 0.98), 0.995)
        if kind == "door":
            _draw_door(image, wall, layout, rng, area)
        elif kind == "shop":
            _draw_shop(image, wall, layout, rng, area)
        elif kind == "gate":
            _draw_gate(image, wall, layout, rng, area)
        u += wide + rng.uniform(0.05, 0.16)


def _draw_door(image: Pixels, wall: Wall, layout: Layout, rng: np.random.Generator, area: Box) -> None:
    colour = _DOORS[int(rng.integers(len(_DOORS)))]
    u0, v0, u1, v1 = area
    fill(image, wall_quad(wall, layout, (u0 - 0.012, v0 - 0.015, u1 + 0.012, v1)), shade(colour, 1.9))
    fill(image, wall_quad(wall, layout, area), colour)
    for k in range(int(rng.integers(1, 4))):
        v = v0 + (v1 - v0) * (0.1 + 0.3 * k)
        panel = (u0 + 0.02, v, u1 - 0.02, v + (v1 - v0) * 0.22)
        fill(image, wall_quad(wall, layout, panel), shade(colour, rng.uniform(0.7, 1.7)))
    knob = wall_point(wall, layout, u1 - 0.015, (v0 + 1.2 * v1) / 2.2)
    cv2.circle(image, tuple(map(int, knob)), 2, (160, 190, 200), -1, cv2.LINE_AA)


def _draw_shop(image: Pixels, wall: Wall, layout: Layout, rng: np.random.Generator, area: Box) -> None:
    u0, v0, u1, v1 = area
    board: Colour = tuple(int(c) for c in rng.integers(20, 220, 3))  # type: ignore[assignment]
    fill(image, wall_quad(wall, layout, (u0, v0 - 0.06, u1, v0)), board)
    fill(image, wall_quad(wall, layout, (u0, v0, u1, v1 - 0.06)), shade((110, 100, 90), rng.uniform(0.5, 1.3)))
    for _ in range(int(rng.integers(4, 12))):
        u, v = rng.uniform(u0, u1 - 0.04), rng.uniform(v0 + 0.05, v1 - 0.15)
        goods: Colour = tuple(int(c) for c in rng.integers(30, 230, 3))  # type: ignore[assignment]
        fill(image, wall_quad(wall, layout, (u, v, u + rng.uniform(0.01, 0.04), v + rng.uniform(0.02, 0.1))), goods)
    for u in np.linspace(u0, u1, int(rng.integers(2, 5))):
        fill(image, wall_quad(wall, layout, (u - 0.004, v0, u + 0.004, v1)), (70, 70, 75))
    if rng.random() < 0.4:
        stripes = int(rng.integers(6, 12))
        for k in range(stripes):
            a, b = u0 + (u1 - u0) * k / stripes, u0 + (u1 - u0) * (k + 1) / stripes
            fill(image, wall_quad(wall, layout, (a, v0 - 0.01, b, v0 + 0.05)), board if k % 2 else (225, 228, 230))


def _draw_gate(image: Pixels, wall: Wall, layout: Layout, rng: np.random.Generator, area: Box) -> None:
    u0, v0, u1, v1 = area
    fill(image, wall_quad(wall, layout, area), (55, 60, 65))
    bars = shade((60, 65, 70), rng.uniform(0.4, 2.0))
    for u in np.linspace(u0, u1, int(rng.integers(7, 16))):
        a, b = wall_point(wall, layout, u, v0), wall_point(wall, layout, u, v1)
        cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), bars, 2, cv2.LINE_AA)


def draw_ground(image: Pixels, layout: Layout, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    kerb = int(layout.ground + (height - layout.ground) * rng.uniform(0.25, 0.6))
    pavement = shade((160, 165, 168), rng.uniform(0.7, 1.1))
    image[layout.ground : kerb] = pavement
    image[kerb:] = shade((95, 95, 95), rng.uniform(0.6, 1.2))
    vanish = (rng.uniform(0.2, 0.8) * width, layout.horizon)
    for x in np.arange(-width, 2 * width, max(20, width // 22)):
        share = (kerb - layout.ground) / (kerb - vanish[1])
        far = (int(x + (vanish[0] - x) * share), layout.ground)
        cv2.line(image, (int(x), kerb), far, shade(pavement, 0.86), 1, cv2.LINE_AA)
    cv2.line(image, (0, kerb), (width, kerb), shade(pavement, 1.2), max(2, height // 120))
    if rng.random() < 0.5:
        for x in range(0, width, width // 8):
            y = int(kerb + (height - kerb) * 0.55)
            cv2.line(image, (x, y), (x + width // 16, y), (215, 215, 215), max(2, height // 130), cv2.LINE_AA)


def draw_poles(image: Pixels, layout: Layout, rng: np.random.Generator) -> None:
    for x, thickness in layout.poles:
        colour = shade((90, 92, 90), rng.uniform(0.5, 1.6))
        foot = layout.ground + int(rng.uniform(0, 0.05) * image.shape[0])
        image[
            max(0, layout.horizon - image.shape[0] // 4) : foot, max(0, x - thickness // 2) : x + thickness // 2 + 1
        ] = colour
    if rng.random() < 0.35:
        centre = (int(rng.uniform(0, image.shape[1])), int(layout.horizon))
        for _ in range(60):
            offset = rng.normal(0, image.shape[1] * 0.045, 2)
            leaf = shade((50, 105, 70), rng.uniform(0.5, 1.4))
            cv2.circle(
                image,
                (int(centre[0] + offset[0]), int(centre[1] + offset[1])),
                image.shape[1] // 60,
                leaf,
                -1,
                cv2.LINE_AA,
            )


def draw_car(image: Pixels, layout: Layout, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    long = int(width * rng.uniform(0.16, 0.32))
    tall = int(long * 0.28)
    x, y = int(rng.uniform(-0.1, 0.9) * width), int(height * rng.uniform(0.86, 1.0))
    colour = _CARS[int(rng.integers(len(_CARS)))]
    cv2.ellipse(image, (x + long // 2, y + 2), (long // 2, max(2, tall // 7)), 0, 0, 360, (45, 45, 45), -1, cv2.LINE_AA)
    shares = np.array([[0.2, -1.0], [0.32, -1.7], [0.7, -1.7], [0.84, -1.0]])
    roof = (shares * (long, tall) + (x, y)).astype(np.float32)
    fill(image, roof, shade(colour, 0.9))
    cabin = roof + np.array([[8, -1], [4, 5], [-4, 5], [-8, -1]], np.float32) * long / 200
    fill(image, cabin, (75, 65, 60))
    cv2.rectangle(image, (x, y - tall), (x + long, y - tall // 4), colour, -1)
    for share in (0.2, 0.8):
        cv2.circle(image, (int(x + long * share), y - tall // 4), max(2, tall // 3), (35, 35, 35), -1, cv2.LINE_AA)
        cv2.circle(image, (int(x + long * share), y - tall // 4), max(1, tall // 6), (130, 130, 130), -1, cv2.LINE_AA)
    if rng.random() < 0.7:
        plate = (int(x + long * 0.02), int(y - tall * 0.55))
        cv2.rectangle(image, plate, (plate[0] + max(4, long // 9), plate[1] + max(2, tall // 6)), (225, 225, 225), -1)


def draw_person(image: Pixels, layout: Layout, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    foot = int(layout.ground + (height - layout.ground) * rng.uniform(0.02, 0.8))
    tall = int((foot - layout.horizon) * rng.uniform(0.75, 1.0))
    x, head = int(rng.uniform(0.02, 0.98) * width), max(2, tall // 13)
    coat, legs = (_CLOTHES[int(i)] for i in rng.integers(0, len(_CLOTHES), 2))
    skin = shade((130, 165, 205), rng.uniform(0.45, 1.1))
    stride = int(tall * rng.uniform(0.02, 0.13))
    cv2.ellipse(image, (x, foot), (tall // 6, max(2, tall // 40)), 0, 0, 360, (70, 70, 70), -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(image, (x, foot - tall // 2), (x + side * stride, foot), legs, max(2, tall // 12), cv2.LINE_AA)
        hand = (x + side * (head * 2), foot - int(tall * 0.48))
        cv2.line(
            image, (x + side * head, foot - int(tall * 0.78)), hand, shade(coat, 0.85), max(2, tall // 18), cv2.LINE_AA
        )
    cv2.ellipse(
        image, (x, foot - int(tall * 0.65)), (int(head * 1.5), int(tall * 0.19)), 0, 0, 360, coat, -1, cv2.LINE_AA
    )
    cv2.circle(image, (x, foot - tall + head), head, skin, -1, cv2.LINE_AA)
    cv2.ellipse(
        image,
        (x, foot - tall + head),
        (head, head),
        0,
        180,
        360,
        shade((40, 50, 60), rng.uniform(0.5, 2)),
        -1,
        cv2.LINE_AA,
    )
