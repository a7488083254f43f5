"""Signs of `models.crop_signs` hung in photographs and drawn scenes, worn, recorded and cut out sloppily."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.vision.plate_classifier import MARGIN, cut
from fakes.scenes import Light, draw_scene
from models.compose import Stage, generator, hang_sign, load_picture, real_pictures
from models.crop_signs import CCTV, NOTHING, OTHER, TEXT, Plate, draw_plate, masks
from models.degrade import degrade_frame
from models.pictograms import _FORMS, _svg
from models.signs import NOTICE, DrawnSign, Part, split

SIDE = 128
"""Side of a stored crop in px."""
_LABELS = (CCTV, OTHER, CCTV, TEXT, CCTV, OTHER, CCTV, OTHER, TEXT, CCTV, OTHER)
"""Classes of successive plates."""
_VAL_SHARE = 6
"""Every sixth photograph of training's sources is for validation only."""
_SMALLEST_PX = 8.0
"""A camera below this height in the square cannot be told from a spot: nothing is learnt from it."""
_DRAWN = 0.2


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop with what it shows."""

    pixels: Pixels
    """BGR, `SIDE` x `SIDE`."""
    label: int
    """Position in `CLASSES`, or `NOT_CCTV`."""
    sign_px: float = 0.0
    """Height of the sign in the frame."""
    pictogram_px: float = 0.0
    """Height of the camera that watches in the frame; 0 where there is none."""
    source: str = ""
    """Of the pictogram, or of the photograph of a real crop."""
    design: str = ""
    left_out: bool = False
    new_pictogram: bool = False


@lru_cache(maxsize=8)
def photographs(root: Path | None, part: Part) -> tuple[tuple[str, Path], ...]:
    """Return (source, path) of a part's photographs without a listed sign; validation's are not training's."""
    if root is None:
        return ()
    pictures = real_pictures(root, part)
    if part == "test":
        return pictures
    return tuple((s, p) for s, p in pictures if for_validation(p) == (part == "val"))


def for_validation(path: Path) -> bool:
    """Tell whether a photograph of training's sources is for validation only."""
    return zlib.crc32(path.name.encode()) % _VAL_SHARE == 0


@lru_cache(maxsize=24)
def _photograph(source: str, path: Path) -> Pixels | None:
    image = load_picture(source, path)
    if image is None:
        return None
    scale = min(1.0, 1280 / max(image.shape[:2]))
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return np.ascontiguousarray(image)


@lru_cache(maxsize=12)
def _scene(seed: int, light: Light) -> Pixels:
    return draw_scene(seed, 960, 540, light)


def _backdrop(rng: np.random.Generator, part: Part, real: Path | None, near: int, side: int) -> Stage:
    """Cut a square of about ``side`` px out of a photograph or a drawn scene, near in the list to ``near``."""
    pictures = photographs(real, part)
    image, name, light = None, "drawn", "day"
    if pictures and rng.random() >= _DRAWN:
        name, path = pictures[(near // 12 * 5 + int(rng.integers(5))) % len(pictures)]
        image = _photograph(name, path)
    if image is None:
        first, last = split()["scene_seeds"]["test" if part == "test" else "train"]
        offset = 50_000 if part == "val" else 0
        name, light = "drawn", str(rng.choice(["day", "dusk", "night"], p=[0.7, 0.2, 0.1]))
        image = _scene(first + (offset + near // 40) % (last - first + 1), light)  # type: ignore[arg-type]
    height, width = image.shape[:2]
    window = int(np.clip(side / rng.uniform(0.6, 2.0), 24, min(height, width)))
    x, y = int(rng.integers(0, width - window + 1)), int(rng.integers(0, height - window + 1))
    method = cv2.INTER_AREA if window > side else cv2.INTER_LINEAR
    patch = cv2.resize(image[y : y + window, x : x + window], (side, side), interpolation=method)
    return Stage(np.ascontiguousarray(patch), light, (), name)  # type: ignore[arg-type]


def sloppy(box: Box, rng: np.random.Generator, most: float = 0.15) -> Box:
    """Return a box as a detector would propose it: off in place and size by up to ``most`` of its sides."""
    wide, tall = box[2] - box[0], box[3] - box[1]
    dx, dy = rng.uniform(-most, most, 2)
    sx, sy = 1 + rng.uniform(-most, most, 2)
    x, y = (box[0] + box[2]) / 2 + dx * wide * 0.6, (box[1] + box[3]) / 2 + dy * tall * 0.6
    return x - wide * sx / 2, y - tall * sy / 2, x + wide * sx / 2, y + tall * sy / 2


@dataclass(frozen=True, slots=True)
class Hung:
    """A sign in its surroundings, recorded."""

    pixels: Pixels
    """BGR."""
    box: Box
    """The sign's, in px."""
    plate: Plate
    sign_px: float
    """Height of the sign before it was tilted."""

    @property
    def pictogram_px(self) -> float:
        """Height of its camera that watches; 0 where there is none."""
        return self.plate.pictogram_share * self.sign_px


def hung_plates(
    rng: np.random.Generator,
    index: int,
    part: Part,
    label: int,
    real: Path | None,
    times: int,
    recorded: Callable[[Pixels, np.random.Generator], Pixels] = degrade_frame,
) -> Iterator[Hung]:
    """Draw one sign of a class and yield it in several surroundings.

    Args:
        rng: Random numbers.
        index: Its number, from which its photographs follow.
        part: Which sources and designs may be used.
        label: Its class.
        real: Folder of real photographs; None leaves drawn scenes only.
        times: How often it is hung; where there was no room it is left out.
        recorded: What happens to the picture.
    """
    plate = draw_plate(rng, part, label, real)
    never = frozenset(() if part == "test" else split()["degradations"]["test_only"])
    aspect = plate.pixels.shape[1] / plate.pixels.shape[0]
    for _ in range(times):
        tall = min(_tall(plate, part, rng), 520 / max(aspect, 1))
        stage = _backdrop(rng, part, real, index, int(tall * max(1, aspect) * rng.uniform(1.35, 1.9) + 26))
        sign = DrawnSign(plate.pixels, NOTICE, plate.design, "", plate.left_out)
        image, hung = hang_sign(
            stage.pixels, sign, stage, [], rng, (tall, tall + 0.01),
            least_visible=0.78 if plate.label == CCTV else 0.6, never=never,
        )  # fmt: skip
        if hung is not None:
            yield Hung(recorded(image, rng), hung.box, plate, tall)


def _tall(plate: Plate, part: Part, rng: np.random.Generator) -> float:
    """Return how high a sign shall hang, in px."""
    if plate.label == CCTV and plate.pictogram_share > 0 and rng.random() < 0.75:
        wanted = np.exp(rng.uniform(np.log(9 if part == "train" else 14), np.log(130)))
        return float(np.clip(wanted / plate.pictogram_share, 20, 400 if part == "test" else 330))
    return float(np.exp(rng.uniform(np.log(20), np.log(400 if part == "test" else 280))))


def crops_of_plate(index: int, part: Part, seed: int, real: Path | None, *, hung: int, cuts: int) -> list[Crop]:
    """Draw one sign, hang it ``hung`` times, and cut it out ``cuts`` times each.

    A camera that would be too small in its crop to be told from a spot is left out.
    """
    rng, found = generator(part, seed + 7000, index), list[Crop]()
    for shown in hung_plates(rng, index, part, _LABELS[index % len(_LABELS)], real, hung):
        for _ in range(cuts):
            box = sloppy(shown.box, rng)
            if rng.random() < 0.06:
                box = sloppy(shown.box, rng, 0.5)
            squeezed = min(1.0, SIDE / max((box[3] - box[1]) * (1 + 2 * MARGIN), 1))
            plate = shown.plate
            if plate.label == CCTV and shown.pictogram_px * squeezed < _SMALLEST_PX:
                continue
            found.append(
                Crop(
                    cut(shown.pixels, box, SIDE), plate.label, shown.sign_px, shown.pictogram_px, plate.source,
                    plate.design, plate.left_out, plate.new_pictogram,
                )
            )  # fmt: skip
    return found


def bare_camera(rng: np.random.Generator, part: Part, real: Path | None, index: int) -> Crop:
    """Show a camera itself, shaded and without a plate, which announces nothing."""
    tall = float(np.exp(rng.uniform(np.log(20), np.log(160))))
    side = int(tall * 1.5 + 16)
    stage = _backdrop(rng, part, real, index, side)
    forms = [form for form in _FORMS if part == "test" or form not in split()["drawn_forms"]["test_only"]]
    ink, paper = masks(_svg(_FORMS[forms[int(rng.integers(len(forms)))]](rng)))
    light = np.linspace(rng.uniform(140, 250), rng.uniform(20, 150), ink.shape[0], dtype=np.float32)[:, None]
    light = light + cv2.GaussianBlur(rng.normal(0, 60, ink.shape).astype(np.float32), (0, 0), 12)
    body = light[..., None] * rng.uniform(0.9, 1.1, 3).astype(np.float32)
    body = body * (1 - paper[..., None]) + rng.uniform(10, 90) * paper[..., None]
    pixels = np.dstack([np.clip(body, 0, 255), 255 * np.clip(ink + paper, 0, 1)]).astype(np.uint8)
    sign = DrawnSign(pixels, NOTICE, "", "", False)
    image, label = hang_sign(stage.pixels, sign, stage, [], rng, (tall, tall + 0.01))
    box = label.box if label else (0.0, 0.0, float(side), float(side))
    return Crop(cut(degrade_frame(image, rng), sloppy(box, rng), SIDE), NOTHING, source="bare camera")
