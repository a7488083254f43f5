"""Test pictures whose seeds, sources and part of whose designs were never trained on.

``town``: as the invented town's cameras deliver them: signs on walls and poles, worn, JPEG.
``near``: the same with one notice near the camera, anywhere in the frame.
``soft``: the same as ``town`` through a lens that is more or less out of focus.
``harsh``: drawn scenes and left-out photographs through every degradation that training uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fakes.scenes import Light, draw_scene, sign_spots
from models.compose import Composite, Label, Stage, generator, hang_sign, load_picture, real_pictures
from models.degrade import degrade_frame
from models.signs import Part, draw_look_alike, draw_notice, split

Kind = Literal["town", "near", "soft", "harsh", "photo"]
_SIZES = ((1280, 720), (960, 540), (640, 360))
_HEIGHTS = {"near": (160.0, 560.0), "harsh": (10.0, 320.0), "photo": (10.0, 320.0)}
_TOWN_HEIGHTS = (10.0, 240.0)
_DELIVERED = ("town", "near", "soft")
_SOFT = (0.5, 2.2)
"""Standard deviation, in px of a frame 1280 wide, of what a lens out of focus does."""


@dataclass(frozen=True, slots=True)
class RealPicture:
    """A left-out real picture without a notice."""

    source: str
    scene: str
    """Pictures of one fixed view share a scene."""
    path: Path


def frames(
    kind: Kind, count: int, *, part: Part = "test", seed: int = 1, real: Path | None = None
) -> Iterator[Composite]:
    """Yield whole frames with one or two notices and up to two other signs, always the same ones."""
    for index in range(count):
        yield _frame(kind, index, part, seed, real)


def _frame(kind: Kind, index: int, part: Part, seed: int, real: Path | None) -> Composite:
    rng = generator(part, seed + {"town": 1000, "harsh": 2000, "photo": 3000, "near": 4000, "soft": 5000}[kind], index)
    stage = _photo(rng, part, real) if kind == "photo" else _scene(rng, part, kind)
    image, labels = stage.pixels, list[Label]()
    signs = [draw_notice(rng, part, 640) for _ in range(int(rng.choice([1, 2], p=[0.6, 0.4])))]
    signs += [draw_look_alike(rng, part, 640) for _ in range(int(rng.integers(0, 3)))]
    town, heights = kind in _DELIVERED, _HEIGHTS.get(kind, _TOWN_HEIGHTS)
    if kind == "near":
        signs = signs[:1]
    for sign in signs:
        image, label = hang_sign(
            image, sign, stage, labels, rng, heights, upright=town, least_visible=0.98 if town else 0.45
        )
        if label:
            labels.append(label)
    if kind == "soft":
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(*_SOFT) * image.shape[1] / 1280), np.uint8)
    image = _delivered(image, rng) if town else degrade_frame(image, rng)
    return Composite(image, tuple(labels), stage.background)


def _scene(rng: np.random.Generator, part: Part, kind: Kind) -> Stage:
    first, last = split()["scene_seeds"]["test" if part == "test" else "train"]
    width, height = _SIZES[int(rng.integers(2 if kind in _DELIVERED else 3))]
    shares = [0.8, 0.2, 0.0] if kind in _DELIVERED else [0.7, 0.2, 0.1]
    light: Light = str(rng.choice(["day", "dusk", "night"], p=shares))  # type: ignore[assignment]
    seed = int(rng.integers(first, last + 1))
    quads = tuple(spot.quad for spot in sign_spots(seed, width, height))
    if kind == "near":
        width, height = _SIZES[0]
        centres = rng.uniform((0.12 * width, 0.3 * height), (0.88 * width, 0.7 * height), (24, 2))
        square = np.array([[-9, -9], [9, -9], [9, 9], [-9, 9]])
        quads = tuple((square + centre).astype(np.float32) for centre in centres)
    scene = draw_scene(seed, width, height, light, moment=int(rng.integers(1000)))
    return Stage(scene, light, quads, "drawn")


def _photo(rng: np.random.Generator, part: Part, real: Path | None) -> Stage:
    pictures = real_pictures(real, part) if real else ()
    if not pictures:
        raise FileNotFoundError("no real photographs to compose on")
    source, path = pictures[int(rng.integers(len(pictures)))]
    image = load_picture(source, path)
    if image is None:
        raise ValueError(f"{path.name} cannot be decoded")
    scale = min(1.0, 1280 / max(image.shape[:2]))
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return Stage(np.ascontiguousarray(image), "day", (), source)


def _delivered(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Pack a frame as a camera's snapshot is packed."""
    done, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 96))])
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR) if done else None
    return image if unpacked is None else np.ascontiguousarray(unpacked)


def real_negatives(root: Path, part: Part = "test") -> list[RealPicture]:
    """Return the real pictures of a part, each with the fixed view that it belongs to."""
    found = []
    for source, path in real_pictures(root, part):
        fixed = source.startswith("frames/")
        scene = path.stem.rstrip("0123456789").rstrip("_-") if fixed else path.stem
        found.append(RealPicture(source, f"{source}/{scene}", path))
    return found


def real_notices(root: Path) -> list[tuple[Path, tuple[Box, ...]]]:
    """Return the real photographs of notices with their boxes in px; empty where there are none."""
    manifest = root / "notices" / "MANIFEST.tsv"
    if not manifest.is_file():
        return []
    rows = [line.split("\t") for line in manifest.read_text(encoding="utf-8").splitlines()]
    column = rows[0].index("notice boxes x1,y1,x2,y2")
    found = []
    for row in rows[1:]:
        boxes = []
        for part in row[column].split(";"):
            x0, y0, x1, y1 = (float(value) for value in part.split(","))
            boxes.append((x0, y0, x1, y1))
        found.append((manifest.parent / row[0], tuple(boxes)))
    return found
