"""Crops for the plate classifier, kept as arrays: deterministic by part, seed and index.

Signs come from `models.crops_hung`; what shows no sign from photographs and drawn streets (`models.crops_without`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from models.compose import DEFAULT_REAL, generator
from models.crop_signs import CCTV, CLASSES
from models.crops_hung import SIDE, Crop, bare_camera, crops_of_plate
from models.crops_without import HOME, real_crops, street_crops
from models.signs import Part

_LEAST_SPREAD = 8.0
"""Standard deviation in grey levels below which a crop shows nothing to be told."""


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
    streets: int = 0, workers: int = 2, home: Path = HOME,
) -> CropSet:  # fmt: skip
    """Make the crops of a part; see `crops_of_plate`, `real_crops` and `street_crops` for the numbers."""
    tasks = [(index, part, seed, real, hung, cuts) for index in range(plates)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        made = [crop for some in pool.map(_plates_task, tasks, chunksize=12) for crop in some]
    if real is not None and real.is_dir():
        made += real_crops(part, seed, real, random=random, times=times, home=home)
    made += street_crops(part, seed, streets=streets)
    return packed(made)


def packed(crops: list[Crop]) -> CropSet:
    """Return crops as arrays."""
    pixels = np.stack([crop.pixels for crop in crops]) if crops else np.zeros((0, SIDE, SIDE, 3), np.uint8)
    empty = np.zeros((0, 0, 3), np.uint8)
    bare = tuple(
        Crop(empty, c.label, c.sign_px, c.pictogram_px, c.source, c.design, c.left_out, c.new_pictogram) for c in crops
    )
    return CropSet(pixels, bare)


def together(sets: Sequence[CropSet]) -> CropSet:
    """Return the crops of several sets as one."""
    return CropSet(np.concatenate([one.pixels for one in sets]), tuple(crop for one in sets for crop in one.crops))


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
