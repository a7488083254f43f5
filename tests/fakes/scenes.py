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
from fakes.street import (
    Layout,
    Quad,
    draw_car,
    draw_ground,
    draw_person,
    draw_poles,
    draw_sky,
    draw_wall,
    layout_of,
    noise,
    wall_quad,
)

__all__ = ["Light", "Quad", "Spot", "draw_scene", "fit_quad", "place_sign", "sign_spots"]

Light = Literal["day", "dusk", "night"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a scene where a sign could hang, seen in perspective."""

    kind: Literal["wall", "pole", "door", "fence"]
    quad: Quad
    """A square-ish area; `fit_quad` cuts a sign's proportions out of it."""


def sign_spots(seed: int, width: int = 960, height: int = 540) -> tuple[Spot, ...]:
    """Return where signs could hang in ``draw_scene(seed, width, height)``: on walls and poles, in px."""
    layout = layout_of(seed, width, height)
    rng = np.random.default_rng((seed, 12))
    spots: list[Spot] = []
    for wall in layout.walls:
        for _ in range(3):
            size = rng.uniform(0.1, 0.3)
            u, v = rng.uniform(0.05, 0.95 - size), rng.uniform(0.42, 0.7)
            span = (layout.ground - wall[2]) / max(wall[1] - wall[0], 1)
            quad = wall_quad(wall, layout, (u, v, u + size, min(v + size / max(span, 0.3), 0.98)))
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


# --- light ----------------------------------------------------------------------------------------


def _grade(
    image: Pixels, light: Light, layout: Layout, rng: np.random.Generator, sensor: np.random.Generator
) -> Pixels:
    """Light the drawn scene: sun and shade by day, lamps by dusk and night, and the sensor's noise."""
    height, width = image.shape[:2]
    lit = (
        image.astype(np.float32)
        + noise(rng, width, height, 3, 5)[..., None]
        + noise(rng, width, height, 40, 7)[..., None]
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
    layout = layout_of(seed, width, height)
    place, moving = np.random.default_rng((seed, 13)), np.random.default_rng((seed, 14, moment))
    image: Pixels = np.zeros((height, width, 3), np.uint8)
    draw_sky(image, place)
    for wall in layout.walls:
        draw_wall(image, wall, layout, place)
    draw_ground(image, layout, place)
    draw_poles(image, layout, place)
    for _ in range(int(moving.integers(0, 5)) if people is None else people):
        draw_person(image, layout, moving)
    for _ in range(int(moving.integers(0, 3)) if cars is None else cars):
        draw_car(image, layout, moving)
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
