"""Say where persons, vehicles and faces are in real pictures, as two teachers see them.

The teachers are a COCO detector of ultralytics, asked at several sizes, mirrored and by tiles, and YuNet for
faces. Neither is needed at run time. What they say is kept as one JSON object per picture.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.vision.backend import OnnxRuntimeBackend
from fairnotice.vision.detector import suppress
from fairnotice.vision.export import export
from fairnotice.vision.letterbox import Floats, letterbox
from models.compose import DEFAULT_REAL, load_picture, real_pictures
from models.signs import Part
from models.train import ROOT, START

COCO = {"person": 0, "bicycle": 1, "car": 2, "motorcycle": 3, "bus": 5, "truck": 7}
"""Classes of the teacher that are kept, and their places among its 80."""
CLASSES = (*COCO, "face")
FACE = CLASSES.index("face")
FACES = START.with_name("yunet_n_dynamic.onnx")

_KEPT = 0.2
"""Least score of a box that counts; of one that a single pass saw, `_KEPT_ALONE`."""
_KEPT_ALONE = 0.35
_SEEN = 0.1
"""Least score at which a pass has seen a box."""
_SAME = 0.55
_FACE_SCORE = 0.6
_LONG, _FACES_LONG, _TILE = 1280, 1600, 832


@dataclass(frozen=True, slots=True)
class Labelled:
    """One picture and what the teachers see in it."""

    path: str
    """Relative to the folder of real material."""
    source: str
    width: int
    height: int
    boxes: tuple[tuple[int, Box, float], ...]
    """Class (place in `CLASSES`), ``xyxy`` in px, score."""


class Teachers:
    """Both teachers, loaded once."""

    def __init__(self, home: Path) -> None:
        """Load them; the exported detector is kept in ``home``."""
        self._persons = OnnxRuntimeBackend(export(START, "one-to-many", home / "teacher"))
        self._faces = cv2.FaceDetectorYN.create(str(FACES), "", (320, 320), _FACE_SCORE, 0.3, 200)

    def boxes(self, pixels: Pixels) -> list[tuple[int, Box, float]]:
        """Return class, box and score of everything that they see in a BGR picture."""
        passes = [self._look(*given) for given in _passes(pixels)]
        found: list[tuple[int, Box, float]] = []
        for number in range(len(COCO)):
            seen = [boxes[boxes[:, 5] == number][:, :5] for boxes in passes]
            for row in suppress(np.concatenate(seen)):
                witnesses = sum(bool((_overlaps(row, boxes) > _SAME).any()) for boxes in seen)
                if row[4] >= (_KEPT if witnesses > 1 else _KEPT_ALONE):
                    found.append((number, tuple(map(float, row[:4])), float(row[4])))  # type: ignore[arg-type]
        return found + [(FACE, box, score) for box, score in self.faces(pixels)]

    def faces(self, pixels: Pixels) -> list[tuple[Box, float]]:
        """Return the box and score of every face that YuNet sees."""
        height, width = pixels.shape[:2]
        scale = min(4.0, _FACES_LONG / max(height, width))
        shown = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        self._faces.setInputSize((shown.shape[1], shown.shape[0]))
        _, rows = self._faces.detect(shown)
        return [
            ((float(x / scale), float(y / scale), float((x + w) / scale), float((y + h) / scale)), float(row[14]))
            for row in (rows if rows is not None else ())
            for x, y, w, h in [row[:4]]
        ]

    def _look(self, shown: Pixels, size: int, origin: tuple[int, int], mirrored: bool) -> Floats:
        """Return what one pass sees, (n, 6): ``xyxy`` in px of the picture, score, class."""
        boxed = letterbox(np.ascontiguousarray(shown[:, ::-1] if mirrored else shown), size)
        raw = self._persons.raw(boxed.batch)[0]
        scores = raw[[4 + place for place in COCO.values()]]
        best = scores.max(axis=0)
        kept = best >= _SEEN
        half = raw[2:4, kept] / 2
        boxes = boxed.to_frame(np.vstack([raw[:2, kept] - half, raw[:2, kept] + half]).T.astype(np.float32))
        if mirrored:
            boxes[:, [0, 2]] = shown.shape[1] - boxes[:, [2, 0]]
        boxes += np.array([*origin, *origin], np.float32)
        return np.column_stack([boxes, best[kept], scores[:, kept].argmax(axis=0)]).astype(np.float32)


def _passes(pixels: Pixels) -> Iterator[tuple[Pixels, int, tuple[int, int], bool]]:
    """Yield what is looked at: part, size, its upper left corner, and whether it is mirrored."""
    height, width = pixels.shape[:2]
    size = min(_LONG, 2 * max(height, width))
    yield pixels, size, (0, 0), False
    yield pixels, size, (0, 0), True
    if max(height, width) < _TILE * 3 // 4:
        return
    tall, wide = int(height * 0.6), int(width * 0.6)
    for y in (0, height - tall):
        for x in (0, width - wide):
            yield pixels[y : y + tall, x : x + wide], _TILE, (x, y), False


def _overlaps(box: Floats, others: Floats) -> Floats:
    sides = np.minimum(box[2:4], others[:, 2:4]) - np.maximum(box[:2], others[:, :2])
    shared = sides.clip(min=0).prod(axis=1)
    areas = (others[:, 2:4] - others[:, :2]).prod(axis=1) + (box[2:4] - box[:2]).prod()
    found: Floats = shared / np.maximum(areas - shared, np.float32(1e-9))
    return found


def label(part: Part, real: Path, home: Path) -> Path:
    """Label every real picture of a part, going on where an earlier call was stopped; return the file."""
    target = home / f"people_{part}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    done = {entry.path for entry in read(target)} if target.is_file() else set()
    teachers = Teachers(home)
    with target.open("a", encoding="utf-8") as file:
        for number, (source, path) in enumerate(_pictures(real, part), start=1):
            name = str(path.relative_to(real))
            pixels = None if name in done else load_picture(source, path)
            if pixels is None:
                continue
            seen = teachers.boxes(pixels)
            rows: list[list[Any]] = [[k, *(round(v, 1) for v in box), round(score, 3)] for k, box, score in seen]
            entry = {"path": name, "source": source, "width": pixels.shape[1], "height": pixels.shape[0], "boxes": rows}
            file.write(json.dumps(entry) + "\n")
            if number % 25 == 0:
                file.flush()
                print(number, name, flush=True)
    return target


def _pictures(real: Path, part: Part) -> list[tuple[str, Path]]:
    """Return the pictures of a part that show the street: all but the look-alikes, which show signs."""
    return [(source, path) for source, path in real_pictures(real, part) if not source.startswith("look_alikes/")]


def read(path: Path) -> list[Labelled]:
    """Read what `label` wrote."""
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(
            entry["path"], entry["source"], entry["width"], entry["height"],
            tuple((int(row[0]), (row[1], row[2], row[3], row[4]), row[5]) for row in entry["boxes"]),
        )
        for entry in entries
    ]  # fmt: skip


def main() -> None:
    """Label the pictures to train on."""
    parser = argparse.ArgumentParser(prog="python -m models.people_labels", description=__doc__)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs")
    parser.add_argument("--home", type=Path, default=ROOT / ".fairnotice" / "people", help="where labels are kept")
    parser.add_argument("--part", choices=("train", "test"), default="train")
    given = parser.parse_args()
    for missing in (path for path in (given.real, START, FACES) if not path.exists()):
        parser.error(f"{missing} is not there; labels are made from real pictures and two published detectors")
    print(label(given.part, given.real, given.home))


if __name__ == "__main__":
    main()
