"""Drawn street scenes of an invented town, for the demo's cameras, for tests and for training.

A scene is a pure function of its arguments. ``seed`` decides what stands where (buildings, doors,
poles, where a sign could hang), ``moment`` what moves and flickers (people, cars, sensor noise), and
``light`` how it is lit. So two frames of one camera share the seed and differ in the moment.

Pixels are ``uint8`` of shape (height, width, 3), BGR. Boxes and quads are in px.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels

Light = Literal["day", "dusk", "night"]
Quad = npt.NDArray[np.float32]
"""Corners (4, 2) in px: top left, top right, bottom right, bottom left."""
Colour = tuple[int, int, int]

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
class Spot:
    """A place of a scene where a sign could hang, seen in perspective."""

    kind: Literal["wall", "pole", "door", "fence"]
    quad: Quad
    """A square-ish area; `fit_quad` cuts a sign's proportions out of it."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Proportions of a scene that both the drawing and the spots need."""

    horizon: int
    ground: int
    walls: tuple[tuple[int, int, int, float], ...]
    """Facades from left to right: x0, x1, top, slant (how much the far side shrinks, -0.35..0.35)."""
    poles: tuple[tuple[int, int], ...]
    """Poles: x and thickness in px."""


def _layout(seed: int, width: int, height: int) -> _Layout:
    rng = np.random.default_rng((seed, 11))
    ground = int(height * rng.uniform(0.62, 0.8))
    horizon = int(height * rng.uniform(0.3, 0.45))
    edges = [int(-0.05 * width)]
    while edges[-1] < width:
        edges.append(edges[-1] + int(width * rng.uniform(0.22, 0.6)))
    walls = []
    for x0, x1 in zip(edges, edges[1:], strict=False):
        if rng.random() < 0.14 and walls:
            continue
        walls.append(
            (x0, x1, int(height * rng.uniform(-0.35, 0.22)), float(rng.choice([0, 0, 1, -1]) * rng.uniform(0.05, 0.3)))
        )
    count = int(rng.integers(0, 3))
    poles = tuple(
        (int(width * rng.uniform(0.06, 0.94)), max(3, int(width * rng.uniform(0.007, 0.018)))) for _ in range(count)
    )
    return _Layout(horizon, ground, tuple(walls), poles)


def _wall_point(wall: tuple[int, int, int, float], layout: _Layout, u: float, v: float) -> tuple[float, float]:
    """Map facade coordinates (0..1 from left, 0..1 from top) to px, with the facade's slant."""
    x0, x1, top, slant = wall
    shrink = abs(slant) * ((1 - u) if slant > 0 else u)
    upper = top + (layout.horizon - top) * shrink
    lower = layout.ground - (layout.ground - layout.horizon) * shrink * 0.5
    return x0 + u * (x1 - x0), upper + v * (lower - upper)


def _wall_quad(wall: tuple[int, int, int, float], layout: _Layout, area: Box) -> Quad:
    u0, v0, u1, v1 = area
    corners = ((u0, v0), (u1, v0), (u1, v1), (u0, v1))
    return np.array([_wall_point(wall, layout, u, v) for u, v in corners], np.float32)


def sign_spots(seed: int, width: int = 960, height: int = 540) -> tuple[Spot, ...]:
    """Return where signs could hang in ``draw_scene(seed, width, height)``: on walls and poles, in px."""
    layout = _layout(seed, width, height)
    rng = np.random.default_rng((seed, 12))
    spots: list[Spot] = []
    for wall in layout.walls:
        for _ in range(3):
            size = rng.uniform(0.1, 0.3)
            u, v = rng.uniform(0.05, 0.95 - size), rng.uniform(0.42, 0.7)
            span = (layout.ground - wall[2]) / max(wall[1] - wall[0], 1)
            quad = _wall_quad(wall, layout, (u, v, u + size, min(v + size / max(span, 0.3), 0.98)))
            if quad[:, 0].min() > 4 and quad[:, 0].max() < width - 4 and quad[:, 1].min() > 4:
                spots.append(Spot("wall", quad))
    for x, thickness in layout.poles:
        half = thickness * rng.uniform(2.0, 4.5)
        y = layout.ground - height * rng.uniform(0.3, 0.48)
        quad = np.array([[x - half, y], [x + half, y], [x + half, y + 2 * half], [x - half, y + 2 * half]], np.float32)
        if quad[:, 0].min() > 4 and quad[:, 0].max() < width - 4:
            spots.append(Spot("pole", quad))
    return tuple(spots)


def fit_quad(spot: Spot, aspect: float, height_px: float | None = None) -> Quad:
    """Cut a sign of ``aspect`` (width / height) out of ``spot``, about ``height_px`` px high if given."""
    tl, tr, br, bl = (spot.quad[i].astype(float) for i in range(4))
    centre = (tl + tr + br + bl) / 4
    right = (tr - tl + br - bl) / 2
    down = (bl - tl + br - tr) / 2
    taper = float(np.linalg.norm(bl - tl) / max(np.linalg.norm(br - tr), 1e-6))
    tall = height_px or min(np.linalg.norm(down), np.linalg.norm(right) / aspect)
    wide = tall * aspect * (0.9 if abs(taper - 1) > 0.02 else 1.0)
    right, down = right / np.linalg.norm(right) * wide / 2, down / np.linalg.norm(down) * tall / 2
    left_scale, right_scale = min(taper, 1.25) if taper > 1 else 1.0, min(1 / taper, 1.25) if taper < 1 else 1.0
    mean = (left_scale + right_scale) / 2
    left_down, right_down = down * left_scale / mean, down * right_scale / mean
    return np.array(
        [
            centre - right - left_down,
            centre + right - right_down,
            centre + right + right_down,
            centre - right + left_down,
        ],
        np.float32,
    )


# --- drawing --------------------------------------------------------------------------------------


def _shade(colour: Colour, factor: float) -> Colour:
    blue, green, red = (int(np.clip(value * factor, 0, 255)) for value in colour)
    return blue, green, red


def _fill(image: Pixels, quad: Quad, colour: Colour) -> None:
    cv2.fillConvexPoly(image, np.round(quad * 8).astype(np.int32), colour, cv2.LINE_AA, 3)


def _noise(rng: np.random.Generator, width: int, height: int, cell: int, amplitude: float) -> npt.NDArray[np.float32]:
    """Return smooth noise (height, width) around 0, with structures about ``cell`` px wide."""
    small = rng.normal(0, amplitude, (max(2, height // cell + 1), max(2, width // cell + 1))).astype(np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _draw_sky(image: Pixels, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    top = np.array(rng.choice([[215, 160, 110], [225, 190, 150], [205, 200, 195]]), np.float32)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    sky = top * (1 - ramp) + np.array([235, 228, 220], np.float32) * ramp
    clouds = _noise(rng, width, height, max(8, width // 9), 14)[..., None]
    image[:] = np.clip(sky + clouds, 0, 255).astype(np.uint8)


def _draw_wall(image: Pixels, wall: tuple[int, int, int, float], layout: _Layout, rng: np.random.Generator) -> None:
    base: Colour = _WALLS[int(rng.integers(len(_WALLS)))]
    base = _shade(base, rng.uniform(0.75, 1.1))
    quad = _wall_quad(wall, layout, (0, 0, 1, 1))
    _fill(image, quad, base)
    if rng.random() < 0.45:
        _draw_courses(image, wall, layout, rng, base)
    ground_floor = rng.uniform(0.5, 0.66)
    _draw_windows(image, wall, layout, rng, base, ground_floor)
    if rng.random() < 0.6:
        _fill(image, _wall_quad(wall, layout, (0, 0.93, 1, 1)), _shade(base, 0.6))
    _draw_street_level(image, wall, layout, rng, ground_floor)


def _draw_courses(
    image: Pixels, wall: tuple[int, int, int, float], layout: _Layout, rng: np.random.Generator, base: Colour
) -> None:
    """Bricks or boards, as lines that follow the facade's perspective."""
    rows, brick = int(rng.integers(18, 60)), rng.random() < 0.6
    joint = _shade(base, rng.choice([0.82, 1.12]))
    for row in range(1, rows):
        left, right = _wall_point(wall, layout, 0, row / rows), _wall_point(wall, layout, 1, row / rows)
        cv2.line(image, tuple(map(int, left)), tuple(map(int, right)), joint, 1, cv2.LINE_AA)
        if brick and row % 2:
            for u in np.arange(0, 1, 0.045):
                a, b = _wall_point(wall, layout, u, row / rows), _wall_point(wall, layout, u, (row + 1) / rows)
                cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), joint, 1, cv2.LINE_AA)


def _draw_windows(
    image: Pixels,
    wall: tuple[int, int, int, float],
    layout: _Layout,
    rng: np.random.Generator,
    base: Colour,
    floor: float,
) -> None:
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    frame = _shade(base, rng.uniform(1.15, 1.45))
    for column in range(columns):
        for row in range(rows):
            u, v = (column + 0.25) / columns, (row + 0.2) * floor / rows
            du, dv = 0.5 / columns, 0.62 * floor / rows
            glass = _shade((90, 80, 70), rng.uniform(0.5, 1.6))
            _fill(image, _wall_quad(wall, layout, (u - 0.012, v - 0.008, u + du + 0.012, v + dv + 0.012)), frame)
            _fill(image, _wall_quad(wall, layout, (u, v, u + du, v + dv)), glass)
            if rng.random() < 0.5:
                _fill(
                    image, _wall_quad(wall, layout, (u, v, u + du, v + dv * rng.uniform(0.2, 0.8))), _shade(glass, 1.5)
                )
            middle = u + du / 2
            _fill(image, _wall_quad(wall, layout, (middle - 0.004, v, middle + 0.004, v + dv)), frame)


def _draw_street_level(
    image: Pixels, wall: tuple[int, int, int, float], layout: _Layout, rng: np.random.Generator, floor: float
) -> None:
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


def _draw_door(
    image: Pixels, wall: tuple[int, int, int, float], layout: _Layout, rng: np.random.Generator, area: Box
) -> None:
    colour = _DOORS[int(rng.integers(len(_DOORS)))]
    u0, v0, u1, v1 = area
    _fill(image, _wall_quad(wall, layout, (u0 - 0.012, v0 - 0.015, u1 + 0.012, v1)), _shade(colour, 1.9))
    _fill(image, _wall_quad(wall, layout, area), colour)
    for k in range(int(rng.integers(1, 4))):
        v = v0 + (v1 - v0) * (0.1 + 0.3 * k)
        panel = (u0 + 0.02, v, u1 - 0.02, v + (v1 - v0) * 0.22)
        _fill(image, _wall_quad(wall, layout, panel), _shade(colour, rng.uniform(0.7, 1.7)))
    knob = _wall_point(wall, layout, u1 - 0.015, (v0 + 1.2 * v1) / 2.2)
    cv2.circle(image, tuple(map(int, knob)), 2, (160, 190, 200), -1, cv2.LINE_AA)


def _draw_shop(
    image: Pixels, wall: tuple[int, int, int, float], layout: _Layout, rng: np.random.Generator, area: Box
) -> None:
    u0, v0, u1, v1 = area
    board: Colour = tuple(int(c) for c in rng.integers(20, 220, 3))  # type: ignore[assignment]
    _fill(image, _wall_quad(wall, layout, (u0, v0 - 0.06, u1, v0)), board)
    _fill(image, _wall_quad(wall, layout, (u0, v0, u1, v1 - 0.06)), _shade((110, 100, 90), rng.uniform(0.5, 1.3)))
    for _ in range(int(rng.integers(4, 12))):
        u, v = rng.uniform(u0, u1 - 0.04), rng.uniform(v0 + 0.05, v1 - 0.15)
        goods: Colour = tuple(int(c) for c in rng.integers(30, 230, 3))  # type: ignore[assignment]
        _fill(image, _wall_quad(wall, layout, (u, v, u + rng.uniform(0.01, 0.04), v + rng.uniform(0.02, 0.1))), goods)
    for u in np.linspace(u0, u1, int(rng.integers(2, 5))):
        _fill(image, _wall_quad(wall, layout, (u - 0.004, v0, u + 0.004, v1)), (70, 70, 75))
    if rng.random() < 0.4:
        stripes = int(rng.integers(6, 12))
        for k in range(stripes):
            a, b = u0 + (u1 - u0) * k / stripes, u0 + (u1 - u0) * (k + 1) / stripes
            _fill(image, _wall_quad(wall, layout, (a, v0 - 0.01, b, v0 + 0.05)), board if k % 2 else (225, 228, 230))


def _draw_gate(
    image: Pixels, wall: tuple[int, int, int, float], layout: _Layout, rng: np.random.Generator, area: Box
) -> None:
    u0, v0, u1, v1 = area
    _fill(image, _wall_quad(wall, layout, area), (55, 60, 65))
    bars = _shade((60, 65, 70), rng.uniform(0.4, 2.0))
    for u in np.linspace(u0, u1, int(rng.integers(7, 16))):
        a, b = _wall_point(wall, layout, u, v0), _wall_point(wall, layout, u, v1)
        cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), bars, 2, cv2.LINE_AA)


def _draw_ground(image: Pixels, layout: _Layout, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    kerb = int(layout.ground + (height - layout.ground) * rng.uniform(0.25, 0.6))
    pavement = _shade((160, 165, 168), rng.uniform(0.7, 1.1))
    image[layout.ground : kerb] = pavement
    image[kerb:] = _shade((95, 95, 95), rng.uniform(0.6, 1.2))
    vanish = (rng.uniform(0.2, 0.8) * width, layout.horizon)
    for x in np.arange(-width, 2 * width, max(20, width // 22)):
        share = (kerb - layout.ground) / (kerb - vanish[1])
        far = (int(x + (vanish[0] - x) * share), layout.ground)
        cv2.line(image, (int(x), kerb), far, _shade(pavement, 0.86), 1, cv2.LINE_AA)
    cv2.line(image, (0, kerb), (width, kerb), _shade(pavement, 1.2), max(2, height // 120))
    if rng.random() < 0.5:
        for x in range(0, width, width // 8):
            y = int(kerb + (height - kerb) * 0.55)
            cv2.line(image, (x, y), (x + width // 16, y), (215, 215, 215), max(2, height // 130), cv2.LINE_AA)


def _draw_poles(image: Pixels, layout: _Layout, rng: np.random.Generator) -> None:
    for x, thickness in layout.poles:
        colour = _shade((90, 92, 90), rng.uniform(0.5, 1.6))
        foot = layout.ground + int(rng.uniform(0, 0.05) * image.shape[0])
        image[
            max(0, layout.horizon - image.shape[0] // 4) : foot, max(0, x - thickness // 2) : x + thickness // 2 + 1
        ] = colour
    if rng.random() < 0.35:
        centre = (int(rng.uniform(0, image.shape[1])), int(layout.horizon))
        for _ in range(60):
            offset = rng.normal(0, image.shape[1] * 0.045, 2)
            leaf = _shade((50, 105, 70), rng.uniform(0.5, 1.4))
            cv2.circle(
                image,
                (int(centre[0] + offset[0]), int(centre[1] + offset[1])),
                image.shape[1] // 60,
                leaf,
                -1,
                cv2.LINE_AA,
            )


def _draw_car(image: Pixels, layout: _Layout, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    long = int(width * rng.uniform(0.16, 0.32))
    tall = int(long * 0.28)
    x, y = int(rng.uniform(-0.1, 0.9) * width), int(height * rng.uniform(0.86, 1.0))
    colour = _CARS[int(rng.integers(len(_CARS)))]
    cv2.ellipse(image, (x + long // 2, y + 2), (long // 2, max(2, tall // 7)), 0, 0, 360, (45, 45, 45), -1, cv2.LINE_AA)
    roof = np.array([[x + long * 0.2, y - tall], [x + long * 0.32, y - tall * 1.7], [x + long * 0.7, y - tall * 1.7], [x + long * 0.84, y - tall]], np.float32)  # fmt: skip
    _fill(image, roof, _shade(colour, 0.9))
    cabin = roof + np.array([[8, -1], [4, 5], [-4, 5], [-8, -1]], np.float32) * long / 200
    _fill(image, cabin, (75, 65, 60))
    cv2.rectangle(image, (x, y - tall), (x + long, y - tall // 4), colour, -1)
    for share in (0.2, 0.8):
        cv2.circle(image, (int(x + long * share), y - tall // 4), max(2, tall // 3), (35, 35, 35), -1, cv2.LINE_AA)
        cv2.circle(image, (int(x + long * share), y - tall // 4), max(1, tall // 6), (130, 130, 130), -1, cv2.LINE_AA)
    if rng.random() < 0.7:
        plate = (int(x + long * 0.02), int(y - tall * 0.55))
        cv2.rectangle(image, plate, (plate[0] + max(4, long // 9), plate[1] + max(2, tall // 6)), (225, 225, 225), -1)


def _draw_person(image: Pixels, layout: _Layout, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    foot = int(layout.ground + (height - layout.ground) * rng.uniform(0.02, 0.8))
    tall = int((foot - layout.horizon) * rng.uniform(0.75, 1.0))
    x, head = int(rng.uniform(0.02, 0.98) * width), max(2, tall // 13)
    coat, legs = (_CLOTHES[int(i)] for i in rng.integers(0, len(_CLOTHES), 2))
    skin = _shade((130, 165, 205), rng.uniform(0.45, 1.1))
    stride = int(tall * rng.uniform(0.02, 0.13))
    cv2.ellipse(image, (x, foot), (tall // 6, max(2, tall // 40)), 0, 0, 360, (70, 70, 70), -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(image, (x, foot - tall // 2), (x + side * stride, foot), legs, max(2, tall // 12), cv2.LINE_AA)
        hand = (x + side * (head * 2), foot - int(tall * 0.48))
        cv2.line(
            image, (x + side * head, foot - int(tall * 0.78)), hand, _shade(coat, 0.85), max(2, tall // 18), cv2.LINE_AA
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
        _shade((40, 50, 60), rng.uniform(0.5, 2)),
        -1,
        cv2.LINE_AA,
    )


# --- light ----------------------------------------------------------------------------------------


def _grade(
    image: Pixels, light: Light, layout: _Layout, rng: np.random.Generator, sensor: np.random.Generator
) -> Pixels:
    """Light the drawn scene: sun and shade by day, lamps by dusk and night, and the sensor's noise."""
    height, width = image.shape[:2]
    lit = (
        image.astype(np.float32)
        + _noise(rng, width, height, 3, 5)[..., None]
        + _noise(rng, width, height, 40, 7)[..., None]
    )
    if rng.random() < 0.5:
        lit = _cast_shadow(lit, rng)
    if light == "day":
        lit *= np.array([1.0, 1.0, rng.uniform(0.97, 1.06)], np.float32) * rng.uniform(0.85, 1.08)
    else:
        ambient = 0.5 if light == "dusk" else 0.13
        lamps = np.zeros((height, width), np.float32)
        for _ in range(int(rng.integers(1, 4))):
            centre = rng.uniform(0, width), layout.ground - rng.uniform(0.2, 0.5) * height
            yy, xx = np.ogrid[:height, :width]
            far = ((xx - centre[0]) ** 2 + (yy - centre[1]) ** 2) / (width * rng.uniform(0.1, 0.22)) ** 2
            lamps += np.exp(-far).astype(np.float32)
        tint = np.array([1.15, 0.95, 0.85], np.float32) * ambient
        glow = np.array([0.45, 0.75, 0.95], np.float32) * (0.55 if light == "night" else 0.4)
        lit = lit * (tint + glow * np.clip(lamps, 0, 1.1)[..., None])
    grain = {"day": 2.0, "dusk": 4.0, "night": 6.0}[light]
    lit += sensor.normal(0, grain, lit.shape).astype(np.float32)
    graded = np.clip(lit, 0, 255).astype(np.uint8)
    return cv2.GaussianBlur(graded, (0, 0), 0.6)


def _cast_shadow(lit: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    height, width = lit.shape[:2]
    mask = np.zeros((height, width), np.float32)
    x, lean = rng.uniform(-0.2, 1.0) * width, rng.uniform(-0.4, 0.4) * width
    wide = rng.uniform(0.2, 0.6) * width
    quad = np.array([[x, 0], [x + wide, 0], [x + wide + lean, height], [x + lean, height]], np.int32)
    cv2.fillConvexPoly(mask, quad, 1.0, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), max(2, width / 300))
    return lit * (1 - 0.38 * mask[..., None])


def draw_scene(
    seed: int,
    width: int = 960,
    height: int = 540,
    light: Light = "day",
    *,
    moment: int = 0,
    people: int | None = None,
    cars: int | None = None,
) -> Pixels:
    """Draw a street of the invented town.

    Args:
        seed: What stands where. Equal seeds give the same place at every moment and in every light.
        width: Width in px.
        height: Height in px.
        light: How it is lit; ``night`` is lit by lamps only.
        moment: What moves: people, cars and sensor noise.
        people: How many persons; by default 0 to 4, by the moment.
        cars: How many cars; by default 0 to 2, by the moment.

    Returns:
        The picture, BGR ``uint8`` of shape (height, width, 3).
    """
    layout = _layout(seed, width, height)
    place, moving = np.random.default_rng((seed, 13)), np.random.default_rng((seed, 14, moment))
    image: Pixels = np.zeros((height, width, 3), np.uint8)
    _draw_sky(image, place)
    for wall in layout.walls:
        _draw_wall(image, wall, layout, place)
    _draw_ground(image, layout, place)
    _draw_poles(image, layout, place)
    for _ in range(int(moving.integers(0, 5)) if people is None else people):
        _draw_person(image, layout, moving)
    for _ in range(int(moving.integers(0, 3)) if cars is None else cars):
        _draw_car(image, layout, moving)
    return _grade(image, light, layout, place, np.random.default_rng((seed, 15, moment)))


def place_sign(
    scene: Pixels, sign: Pixels, quad: npt.ArrayLike, light: Light = "day", *, seed: int = 0
) -> tuple[Pixels, Box]:
    """Hang a sign in a scene: perspective, shading, a thin shadow, blur and noise as around it.

    Args:
        scene: BGR ``uint8`` (height, width, 3); not changed.
        sign: BGR or BGRA ``uint8``; where it is transparent the scene shows through.
        quad: Where its corners go, in px: top left, top right, bottom right, bottom left.
        light: As given to `draw_scene`.
        seed: Varies shading and noise.

    Returns:
        The new picture and the sign's box ``xyxy`` in px, clipped to the picture.
    """
    height, width = scene.shape[:2]
    corners = np.asarray(quad, np.float32).reshape(4, 2)
    rng = np.random.default_rng((seed, 16))
    patch, alpha = _warp(sign, corners, width, height)
    shadow = cv2.GaussianBlur(np.roll(alpha, (2, 2), (0, 1)), (0, 0), 1.5)
    base = scene.astype(np.float32) * (1 - 0.35 * shadow[..., None])
    lit = patch * _sign_light(scene, corners, light, rng)
    lit += rng.normal(0, {"day": 2.0, "dusk": 4.0, "night": 6.0}[light], lit.shape).astype(np.float32)
    lit = cv2.GaussianBlur(lit, (0, 0), 0.6)
    placed = base * (1 - alpha[..., None]) + lit * alpha[..., None]
    x0, y0 = np.clip(corners.min(axis=0), 0, (width, height))
    x1, y1 = np.clip(corners.max(axis=0), 0, (width, height))
    return np.clip(placed, 0, 255).astype(np.uint8), (float(x0), float(y0), float(x1), float(y1))


def _warp(
    sign: Pixels, corners: Quad, width: int, height: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Warp a sign onto a canvas; shrink it first, since a warp alone would alias fine text."""
    sides = [float(np.linalg.norm(corners[i] - corners[(i + 1) % 4])) for i in range(4)]
    wide, tall = max(sides[0], sides[2]), max(sides[1], sides[3])
    scale = min(1.0, max(1.5 * wide / sign.shape[1], 1.5 * tall / sign.shape[0]))
    small = cv2.resize(sign, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else sign
    rows, columns = small.shape[:2]
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    opaque = small[..., 3] if small.shape[2] == 4 else np.full((rows, columns), 255, np.uint8)
    colour = cv2.warpPerspective(
        np.ascontiguousarray(small[..., :3]),
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    alpha = cv2.warpPerspective(opaque, matrix, (width, height), flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    return colour.astype(np.float32), alpha


def _sign_light(scene: Pixels, corners: Quad, light: Light, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return factors (height, width, 3) that light a sign as its surroundings are lit."""
    height, width = scene.shape[:2]
    if light == "day":
        level, tint = rng.uniform(0.78, 1.0), (1.0, 1.0, 1.0)
    elif light == "dusk":
        level, tint = rng.uniform(0.5, 0.75), (1.0, 0.95, 0.92)
    else:
        x0, y0 = np.clip(corners.min(axis=0) - 10, 0, (width - 2, height - 2)).astype(int)
        x1, y1 = np.clip(corners.max(axis=0) + 10, (x0 + 1, y0 + 1), (width, height)).astype(int)
        around = float(scene[y0:y1, x0:x1].mean())
        level, tint = float(np.clip(around / 110, 0.13, 0.7)), (0.8, 0.92, 1.0)
    centre = corners.mean(axis=0)
    reach = max(float(np.ptp(corners[:, 0])), float(np.ptp(corners[:, 1])), 1.0)
    angle = rng.uniform(0, 2 * np.pi)
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    slope = ((xx - centre[0]) * np.cos(angle) + (yy - centre[1]) * np.sin(angle)) / reach
    factor = level * (1 + rng.uniform(0, 0.16) * np.clip(slope, -1, 1))
    return (factor[..., None] * np.array(tint, np.float32)).astype(np.float32)
