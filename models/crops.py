"""Crops for the plate classifier: deterministic by part, seed and index.

Signs of `models.crop_signs` are hung in photographs and drawn scenes, worn, recorded and cut out as the
product will cut them: sloppily. What shows no sign comes from photographs: boxes that the detector
proposed on pictures without a notice, and boxes at random.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels
from fairnotice.vision.plate_classifier import MARGIN, cut
from fakes.scenes import Light, draw_scene
from models.compose import DEFAULT_REAL, Stage, generator, hang_sign, load_picture, pictures_with_signs, real_pictures
from models.crop_signs import CCTV, CLASSES, NOTHING, OTHER, TEXT, Plate, draw_plate, masks
from models.degrade import degrade_frame
from models.pictograms import _FORMS, _svg
from models.signs import NOTICE, DrawnSign, Part, split

SIDE = 128
"""Side of a stored crop in px."""
NOT_CCTV = 4
"""Label of a real crop that shows anything but a notice: which of the other classes is not known."""
HOME = Path(__file__).resolve().parents[1] / ".fairnotice" / "crops"
_LABELS = (CCTV, OTHER, CCTV, TEXT, CCTV, OTHER, CCTV, OTHER, TEXT, CCTV, OTHER)
"""Classes of successive plates."""
_VAL_SHARE = 6
"""Every sixth photograph of training's sources is for validation only."""
_SMALLEST_PX = 8.0
"""A camera below this height in the square cannot be told from a spot: nothing is learnt from it."""
_LEAST_SPREAD = 8.0
"""Standard deviation in grey levels below which a crop shows nothing to be told."""
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


# --- photographs ------------------------------------------------------------------------------------


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


# --- signs -------------------------------------------------------------------------------------------


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


# --- real crops ----------------------------------------------------------------------------------------


def proposed(root: Path, part: Part, home: Path = HOME) -> dict[str, list[Box]]:
    """Return what the detector proposes on a part's photographs, none of which shows a notice.

    Kept in a file by the version of the detector, since it takes minutes.

    Returns:
        Path below ``root`` to boxes in px of the picture as `load_picture` gives it.
    """
    from fairnotice.settings import settings
    from fairnotice.vision.detector import Detector

    detector = Detector(settings().model_path)
    kept = home / f"proposals-{'test' if part == 'test' else 'train'}-{detector.model_version}.json"
    if kept.is_file():
        loaded: dict[str, list[Box]] = json.loads(kept.read_text(encoding="utf-8"))
        return loaded
    pictures = set(real_pictures(root, part))
    if part != "test":
        trained = tuple(split()["real"]["train"])
        pictures |= {
            (source, path)
            for path in pictures_with_signs(root)
            for source in [path.parent.relative_to(root).as_posix()]
            if source in trained
        }
    found: dict[str, list[Box]] = {}
    for source, path in sorted(pictures):
        image = load_picture(source, path)
        if image is not None:
            found[path.relative_to(root).as_posix()] = [proposal.box for proposal in detector.detect(image)]
    home.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(found), encoding="utf-8")
    return found


def real_crops(part: Part, seed: int, real: Path, *, random: int, times: int, home: Path = HOME) -> Iterator[Crop]:
    """Yield crops of photographs without a notice.

    Args:
        part: Whose photographs.
        seed: Another seed gives other boxes.
        real: Folder of real photographs.
        random: Random boxes of each picture.
        times: Sloppy copies of each proposal; 0 gives the proposals as they are.
        home: Where proposals are kept.
    """
    boxes, signs = proposed(real, part, home), pictures_with_signs(real)
    for number, name in enumerate(sorted(boxes)):
        path, source = real / name, Path(name).parent.as_posix()
        if part != "test" and for_validation(path) != (part == "val"):
            continue
        image = load_picture(source, path)
        if image is None:
            continue
        rng = generator(part, seed + 9000, number)
        listed = path in signs
        shows = NOT_CCTV if listed or source.startswith("look_alikes/") else NOTHING
        for box in boxes[name]:
            for copy in range(max(times, 1)):
                shown, there = image, sloppy(box, rng) if times else box
                if copy:
                    shown, there = _again(image, there, rng)
                yield Crop(cut(shown, there, SIDE), shows, box[3] - box[1], source=name)
        height, width = image.shape[:2]
        for _ in range(0 if listed else random):
            tall = float(np.exp(rng.uniform(np.log(20), np.log(0.7 * height))))
            wide = min(tall * float(np.exp(rng.normal(0, 0.5))), width)
            x, y = rng.uniform(0, width - wide + 1), rng.uniform(0, height - tall + 1)
            shown, there = _again(image, (x, y, x + wide, y + tall), rng)
            yield Crop(cut(shown, there, SIDE), shows, tall, source=name)


def _again(image: Pixels, box: Box, rng: np.random.Generator) -> tuple[Pixels, Box]:
    """Return a part of a picture as another camera would have recorded it, and the box in it."""
    height, width = image.shape[:2]
    reach = 0.3 * max(box[2] - box[0], box[3] - box[1]) + 8
    x0, y0 = int(max(0, box[0] - reach)), int(max(0, box[1] - reach))
    x1, y1 = int(min(width, box[2] + reach)), int(min(height, box[3] + reach))
    part = image[y0:y1, x0:x1]
    scale = min(1.0, float(np.exp(rng.uniform(np.log(0.3), 0))), 300 / max(part.shape[:2]))
    scale = max(scale, 24 / max(1, min(part.shape[:2])))
    part = np.ascontiguousarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    moved = (box[0] - x0) * scale, (box[1] - y0) * scale, (box[2] - x0) * scale, (box[3] - y0) * scale
    return degrade_frame(part, rng), moved


# --- sets -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CropSet:
    """Many crops as arrays of one length."""

    pixels: Pixels
    """BGR of shape (n, `SIDE`, `SIDE`, 3)."""
    crops: tuple[Crop, ...]
    """The same without their pixels."""

    @property
    def labels(self) -> np.ndarray:
        """Labels as integers."""
        return np.array([crop.label for crop in self.crops], np.int64)


def decidable(crops: CropSet) -> npt.NDArray[np.int64]:
    """Return the places of crops to learn from: all but cameras so dark, faded or blurred that nothing differs."""
    inner, labels = slice(SIDE // 6, -SIDE // 6, 3), crops.labels
    keep = [
        k
        for k, label in enumerate(labels)
        if label != CCTV or crops.pixels[k, inner, inner].std(axis=(0, 1)).max() >= _LEAST_SPREAD
    ]
    return np.array(keep, np.int64)


def _plates_task(given: tuple[int, Part, int, Path | None, int, int]) -> list[Crop]:
    index, part, seed, real, hung, cuts = given
    cv2.setNumThreads(1)
    found = crops_of_plate(index, part, seed, real, hung=hung, cuts=cuts)
    if index % 8 == 0:
        found.append(bare_camera(generator(part, seed + 8000, index), part, real, index))
    return found


def collect(
    part: Part, seed: int, real: Path | None, *, plates: int, hung: int, cuts: int, random: int, times: int,
    workers: int = 2, home: Path = HOME,
) -> CropSet:  # fmt: skip
    """Make the crops of a part; see `crops_of_plate` and `real_crops` for the numbers."""
    tasks = [(index, part, seed, real, hung, cuts) for index in range(plates)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        made = [crop for some in pool.map(_plates_task, tasks, chunksize=12) for crop in some]
    if real is not None and real.is_dir():
        made += real_crops(part, seed, real, random=random, times=times, home=home)
    return packed(made)


def packed(crops: list[Crop]) -> CropSet:
    """Return crops as arrays."""
    pixels = np.stack([crop.pixels for crop in crops]) if crops else np.zeros((0, SIDE, SIDE, 3), np.uint8)
    empty = np.zeros((0, 0, 3), np.uint8)
    bare = tuple(
        Crop(empty, c.label, c.sign_px, c.pictogram_px, c.source, c.design, c.left_out, c.new_pictogram) for c in crops
    )
    return CropSet(pixels, bare)


def kept(part: Part, seed: int, real: Path | None, home: Path = HOME, **numbers: int) -> CropSet:
    """Return `collect`'s crops, made only once for equal arguments; a change of the code is not noticed."""
    name = "-".join(
        [part, str(seed), "real" if real else "drawn", *(f"{key}{value}" for key, value in numbers.items())]
    )
    pixels, listed = home / f"{name}.npy", home / f"{name}.json"
    if not listed.is_file():
        made = collect(part, seed, real, home=home, **numbers)
        home.mkdir(parents=True, exist_ok=True)
        np.save(pixels, made.pixels)
        listed.write_text(json.dumps([asdict(replace(crop, pixels=None)) for crop in made.crops]), encoding="utf-8")  # type: ignore[arg-type]
        return made
    empty = np.zeros((0, 0, 3), np.uint8)
    entries = json.loads(listed.read_text(encoding="utf-8"))
    return CropSet(np.load(pixels, mmap_mode="r"), tuple(Crop(**{**entry, "pixels": empty}) for entry in entries))


def contact_sheet(crops: CropSet, columns: int = 24, side: int = 80) -> Pixels:
    """Lay crops with their labels side by side, to be looked at before anything is trained."""
    names = (*CLASSES, "not cctv")
    cells = []
    for pixels, crop in zip(crops.pixels, crops.crops, strict=True):
        cell = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
        cv2.putText(cell, f"{names[crop.label]} {crop.pictogram_px:.0f}", (1, 9), 0, 0.32, (0, 0, 0), 2)
        cv2.putText(cell, f"{names[crop.label]} {crop.pictogram_px:.0f}", (1, 9), 0, 0.32, (80, 255, 80), 1)
        cells.append(cell)
    cells += [np.zeros((side, side, 3), np.uint8)] * (-len(cells) % columns)
    return np.vstack([np.hstack(cells[k : k + columns]) for k in range(0, len(cells), columns)])


def main() -> None:
    """Write a contact sheet."""
    parser = argparse.ArgumentParser(prog="python -m models.crops", description="Write a contact sheet.")
    parser.add_argument("--out", type=Path, default=Path(".fairnotice/crops.png"))
    parser.add_argument("--part", choices=("train", "val", "test"), default="train")
    parser.add_argument("--plates", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    given = parser.parse_args()
    real = given.real if given.real.is_dir() else None
    made = [crop for index in range(given.plates) for crop in _plates_task((index, given.part, given.seed, real, 1, 1))]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(given.out), contact_sheet(packed(made)))
    print(f"{given.out}: {len(made)} crops of classes {CLASSES}")


if __name__ == "__main__":
    main()
