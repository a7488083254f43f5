"""Crops that show no notice: boxes that the detector proposed on pictures without one, and boxes at random."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.vision.plate_classifier import cut
from fakes.scenes import draw_scene
from models.compose import generator, load_picture, pictures_with_signs, real_pictures
from models.crop_signs import NOTHING
from models.crops_hung import SIDE, Crop, for_validation, sloppy
from models.degrade import degrade_frame
from models.signs import Part, split

NOT_CCTV = 4
"""Label of a real crop that shows anything but a notice: which of the other classes is not known."""
HOME = Path(__file__).resolve().parents[1] / ".fairnotice" / "crops"
_STREET = (1280, 720)


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


# --- drawn streets ---------------------------------------------------------------------------------------


def street_crops(part: Part, seed: int, *, streets: int, times: int = 2) -> Iterator[Crop]:
    """Yield what the detector proposes on drawn streets without a sign: windows, doors, wheels.

    Args:
        part: ``train`` or ``val``; which streets.
        seed: Another seed gives other moments.
        streets: How many.
        times: Sloppy copies of each proposal.
    """
    from fairnotice.settings import settings
    from fairnotice.vision.detector import Detector

    detector = Detector(settings().model_path)
    first = split()["scene_seeds"]["train"][0] + (60_000 if part == "val" else 20_000)
    for number in range(streets):
        rng = generator(part, seed + 11_000, number)
        light = str(rng.choice(["day", "dusk", "night"], p=[0.7, 0.2, 0.1]))
        image = draw_scene(first + number, *_STREET, light, moment=int(rng.integers(1000)))  # type: ignore[arg-type]
        if rng.random() < 0.5:
            image = degrade_frame(image, rng)
        for proposal in detector.detect(image):
            for _ in range(times):
                box = sloppy(proposal.box, rng)
                yield Crop(cut(image, box, SIDE), NOTHING, box[3] - box[1], source="drawn street")
