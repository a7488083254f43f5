"""Make pictures of streets with signs whose boxes are known: deterministic by part, seed and index.

Drawn scenes (`fakes.scenes`) always; real photographs too where a folder of them is given. Sources and
designs follow `split.yaml`: what is test only never appears in the parts ``train`` and ``val``.
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels
from fakes.scenes import Light, Quad, Spot, draw_scene, fit_quad, place_sign, sign_spots
from models.degrade import degrade_frame, weather_sign
from models.signs import CLASSES, NOTICE, DrawnSign, Part, draw_look_alike, draw_notice, split

DEFAULT_REAL = Path(__file__).resolve().parents[2] / "shared" / "data"
CANVAS = 448
"""Side of a training picture in px: composites are made at the size that they are trained at."""
DRAWN_SHARE = 0.5
"""Share of drawn scenes where real photographs are there too."""
_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, slots=True)
class Label:
    """One sign in a composite."""

    class_id: int
    box: Box
    """Pixels."""
    design: str
    language: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class Composite:
    """A picture whose signs are known."""

    pixels: Pixels
    labels: tuple[Label, ...]
    background: str
    """``drawn`` or the source folder of the photograph."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A background that signs can be hung in."""

    pixels: Pixels
    light: Light
    quads: tuple[Quad, ...]
    """Where signs can hang in a drawn scene; none for a photograph."""
    background: str


@lru_cache(maxsize=8)
def real_pictures(root: Path, part: Part) -> tuple[tuple[str, Path], ...]:
    """Return (source, path) of the real photographs of a part; empty where the folder does not exist."""
    sources = split()["real"]["test" if part == "test" else "train"]
    return tuple(
        (source, path)
        for source in sources
        for path in sorted((root / source).rglob("*"))
        if path.suffix.lower() in _SUFFIXES
    )


def load_picture(source: str, path: Path) -> Pixels | None:
    """Return a real picture as BGR in its true proportions, or None if it cannot be decoded."""
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    if source in split()["stretched"]:
        image = cv2.resize(image, (int(image.shape[1] * 4 / 3), image.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(image)


def generator(part: Part, seed: int, index: int) -> np.random.Generator:
    """Return the random numbers of one picture."""
    return np.random.default_rng((zlib.crc32(part.encode()), seed, index))


def compose(index: int, part: Part, *, seed: int = 1, real: Path | None = None) -> Composite:
    """Make one training picture of `CANVAS` x `CANVAS` px.

    Args:
        index: Number of the picture within its part.
        part: Which sources and designs may be used.
        seed: Another seed gives another set.
        real: Folder of real photographs; None or a missing folder leaves drawn scenes only.
    """
    rng = generator(part, seed, index)
    pictures = real_pictures(real, part) if real else ()
    stage = _drawn_stage(rng, part) if not pictures or rng.random() < DRAWN_SHARE else _real_stage(rng, pictures)
    notices = int(rng.choice([0, 1, 2, 3], p=[0.12, 0.45, 0.28, 0.15]))
    others = int(rng.choice([0, 1, 2, 3], p=[0.3, 0.35, 0.2, 0.15]))
    signs = [draw_notice(rng, part) for _ in range(notices)] + [draw_look_alike(rng, part) for _ in range(others)]
    image, labels = stage.pixels, list[Label]()
    heights = (16.0 if stage.light == "night" else 10.0, 0.85 * CANVAS)
    for sign in signs:
        image, label = hang_sign(image, sign, stage, labels, rng, heights)
        if label:
            labels.append(label)
    return Composite(degrade_frame(image, rng), tuple(labels), stage.background)


def _drawn_stage(rng: np.random.Generator, part: Part) -> Stage:
    """Cut a window out of a drawn scene, at a scale between a whole frame and a close look."""
    first, last = split()["scene_seeds"]["test" if part == "test" else "train"]
    seed = int(rng.integers(first, last + 1))
    light: Light = str(rng.choice(["day", "dusk", "night"], p=[0.7, 0.2, 0.1]))  # type: ignore[assignment]
    width = int(rng.uniform(CANVAS * 1.05, CANVAS * 2.1))
    height = max(CANVAS, int(width * 9 / 16))
    scene = draw_scene(seed, width, height, light, moment=int(rng.integers(1000)))
    x, y = int(rng.integers(0, width - CANVAS + 1)), int(rng.integers(0, height - CANVAS + 1))
    quads = tuple(spot.quad - np.array([x, y], np.float32) for spot in sign_spots(seed, width, height))
    return Stage(np.ascontiguousarray(scene[y : y + CANVAS, x : x + CANVAS]), light, quads, "drawn")


def _real_stage(rng: np.random.Generator, pictures: tuple[tuple[str, Path], ...]) -> Stage:
    """Cut a window out of a photograph."""
    source, path = pictures[int(rng.integers(len(pictures)))]
    image = load_picture(source, path)
    if image is None:
        return _drawn_stage(rng, "train")
    height, width = image.shape[:2]
    side = int(min(height, width) * rng.uniform(0.45, 1.0))
    x, y = int(rng.integers(0, width - side + 1)), int(rng.integers(0, height - side + 1))
    window = image[y : y + side, x : x + side]
    method = cv2.INTER_AREA if side > CANVAS else cv2.INTER_LINEAR
    window = cv2.resize(window, (CANVAS, CANVAS), interpolation=method)
    if rng.random() < 0.5:
        window = window[:, ::-1]
    return Stage(np.ascontiguousarray(window), "day", (), source)


def hang_sign(
    image: Pixels,
    sign: DrawnSign,
    stage: Stage,
    taken: list[Label],
    rng: np.random.Generator,
    heights: tuple[float, float],
    *,
    upright: bool = False,
    least_visible: float = 0.45,
) -> tuple[Pixels, Label | None]:
    """Hang a sign where there is room; give up after a few tries.

    Args:
        image: BGR picture so far; not changed.
        sign: What to hang.
        stage: The background that ``image`` began as.
        taken: Signs that hang there already.
        rng: Where it goes.
        heights: Least and most height in px; heights are spread evenly over its logarithm.
        upright: Whether it hangs only on walls and poles of a drawn scene, as signs mostly do.
        least_visible: Least share of it that the picture's edge leaves.

    Returns:
        The new picture and the sign's label, None if there was no room.
    """
    height, width = image.shape[:2]
    aspect = sign.pixels.shape[1] / sign.pixels.shape[0]
    for _ in range(8):
        tall = float(np.exp(rng.uniform(np.log(heights[0]), np.log(heights[1]))))
        tall = min(tall, 0.9 * width / aspect)
        quad = _quad(stage, aspect, tall, width, height, rng, always_on_wall=upright)
        box = _clipped(quad, width, height)
        if _visible_share(quad, box) < least_visible or box[3] - box[1] < 7 or box[2] - box[0] < 7:
            continue
        if any(_overlap(box, other.box) > 0.02 for other in taken):
            continue
        worn = weather_sign(sign.pixels, rng)
        worn[..., :3] = _as_lit(worn[..., :3], image, box, stage, rng)
        placed, box = place_sign(image, worn, quad, stage.light, seed=int(rng.integers(2**31)))
        return placed, Label(sign.label, box, sign.design, sign.language, sign.left_out)
    return image, None


def _as_lit(colour: Pixels, image: Pixels, box: Box, stage: Stage, rng: np.random.Generator) -> Pixels:
    """Darken a sign in a dark part of a photograph; a drawn scene's light is `place_sign`'s work."""
    if stage.background == "drawn":
        return colour
    x0, y0, x1, y1 = (int(value) for value in box)
    around = float(image[max(0, y0 - 8) : y1 + 8, max(0, x0 - 8) : x1 + 8].mean())
    level = float(np.clip(around / 125, 0.3, 1.1)) * rng.uniform(0.75, 1.15)
    return np.clip(colour.astype(np.float32) * level, 0, 255).astype(np.uint8)


def _quad(
    stage: Stage,
    aspect: float,
    tall: float,
    width: int,
    height: int,
    rng: np.random.Generator,
    *,
    always_on_wall: bool = False,
) -> Quad:
    """Return the corners of a sign ``tall`` px high: on a wall of a drawn scene, or anywhere, tilted."""
    if stage.quads and (rng.random() < 0.6 or always_on_wall):
        spot = stage.quads[int(rng.integers(len(stage.quads)))]
        return fit_quad(Spot("wall", spot), aspect, tall)
    half_w, half_h = tall * aspect / 2, tall / 2
    corners = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]], np.float32)
    kind = rng.random()
    angle = rng.normal(0, 4) if kind < 0.75 else rng.uniform(-40, 40) if kind < 0.93 else rng.choice([90, -90, 180])
    turn = np.deg2rad(angle)
    corners[:, 0] *= rng.uniform(0.55, 1.0) if rng.random() < 0.4 else 1.0
    corners += rng.normal(0, 0.045 if rng.random() < 0.6 else 0.0, (4, 2)).astype(np.float32) * tall * min(aspect, 1.5)
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    if rng.random() < 0.08:
        centre = rng.uniform((0, 0), (width, height))
    else:
        reach = np.abs(corners).max(axis=0)
        centre = rng.uniform(
            np.minimum(reach, (width / 2, height / 2)), np.maximum((width, height) - reach, (width / 2, height / 2))
        )
    return np.asarray(corners + centre, np.float32)


def _clipped(quad: Quad, width: int, height: int) -> Box:
    x0, y0 = np.clip(quad.min(axis=0), 0, (width, height))
    x1, y1 = np.clip(quad.max(axis=0), 0, (width, height))
    return float(x0), float(y0), float(x1), float(y1)


def _visible_share(quad: Quad, box: Box) -> float:
    whole = float(np.ptp(quad[:, 0]) * np.ptp(quad[:, 1]))
    return (box[2] - box[0]) * (box[3] - box[1]) / max(whole, 1e-6)


def _overlap(a: Box, b: Box) -> float:
    """Return the intersection over the smaller box."""
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    return wide * tall / max(min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])), 1e-6)


def outlined(composite: Composite) -> Pixels:
    """Return a copy with boxes drawn: notices green, other signs red."""
    image = composite.pixels.copy()
    for label in composite.labels:
        x0, y0, x1, y1 = (round(value) for value in label.box)
        colour = (60, 220, 60) if label.class_id == NOTICE else (60, 60, 230)
        cv2.rectangle(image, (x0, y0), (x1, y1), colour, 1)
    return image


def contact_sheet(composites: list[Composite], columns: int = 8, side: int = 240) -> Pixels:
    """Lay pictures with their boxes side by side, to be looked at before anything is trained."""
    cells = [_cell(outlined(composite), side) for composite in composites]
    cells += [np.zeros((side, side, 3), np.uint8)] * (-len(cells) % columns)
    rows = [np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    return np.vstack(rows)


def _cell(image: Pixels, side: int) -> npt.NDArray[np.uint8]:
    scale = side / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:side, :side]
    cell = np.zeros((side, side, 3), np.uint8)
    cell[: small.shape[0], : small.shape[1]] = small
    return cell


def main() -> None:
    """Write a contact sheet."""
    parser = argparse.ArgumentParser(prog="python -m models.compose", description="Write a contact sheet.")
    parser.add_argument("--out", type=Path, default=Path(".fairnotice/contact_sheet.png"))
    parser.add_argument("--part", choices=("train", "val", "test"), default="train")
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    given = parser.parse_args()
    made = [compose(index, given.part, seed=given.seed, real=given.real) for index in range(given.count)]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(given.out), contact_sheet(made))
    print(f"{given.out}: {len(made)} composites, classes {CLASSES}")


if __name__ == "__main__":
    main()
