"""Choose the plate classifier's thresholds on the part ``val`` and print what it does on the part ``test``.

``python -m models.evaluate_classifier`` prints the tables of the model card; ``--choose`` chooses first.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Pixels
from fairnotice.vision.plate_classifier import CLASSES, PlateClassifier
from models.compose import DEFAULT_REAL, generator, load_picture, pictures_with_signs
from models.crop_signs import CCTV, OTHER, TEXT, is_camera_like
from models.crops_hung import for_validation, hung_plates, photographs, sloppy
from models.crops_without import HOME, proposed
from models.degrade import degrade_frame
from models.heldout import real_notices
from models.measure import rate
from models.signs import Part

TARGET = Path(__file__).with_name("plate_classifier.onnx")
BINS = ((8, 16), (16, 24), (24, 32), (32, 48), (48, 64), (64, 96), (96, 400))
"""Ranges of the pictogram's height in px of the frame."""
_LABELS = (CCTV, OTHER, TEXT, CCTV, OTHER)
_SEEDS = {"train": 1, "val": 12, "test": 13}
DRAWN_FALSE = 0.005
"""Share of validation's drawn signs without a camera that may be confirmed."""
KEPT = 0.995
"""Share of validation's notices of `LEAST_PX` and more that are to be read, and not to be rejected as no sign."""
LEAST_PX = 24.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One box, what it shows and what was said of it."""

    label: int
    """Position in `CLASSES`, or -1 for a box on a real picture without a notice."""
    cctv: float
    sign: float
    """Probability of any sign."""
    one_look: float
    """`cctv` with one look instead of three."""
    sign_px: float
    pictogram_px: float
    source: str
    design: str
    left_out: bool
    new_pictogram: bool
    harsh: bool = False
    """Whether it went through every degradation; else it was only worn and packed as JPEG."""


def delivered(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Pack a picture as a camera's snapshot is packed."""
    done, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 96))])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8) if done else image


@lru_cache(maxsize=4)
def _classifier(path: Path, looks: int) -> PlateClassifier:
    return PlateClassifier(path, looks=looks)


def _drawn_task(given: tuple[int, Part, Path, Path | None]) -> list[Judged]:
    index, part, model, real = given
    cv2.setNumThreads(1)
    rng, found = generator(part, _SEEDS[part], index), []
    harsh = index // len(_LABELS) % 2 == 0
    record = degrade_frame if harsh else delivered
    for shown in hung_plates(rng, index, part, _LABELS[index % len(_LABELS)], real, 1, record):
        box, plate = sloppy(shown.box, rng), shown.plate
        look = _classifier(model, 3).classify(shown.pixels, [box])[0]
        once = _classifier(model, 1).classify(shown.pixels, [box])[0]
        found.append(
            Judged(
                plate.label, look.cctv, 1 - look.nothing, once.cctv, shown.sign_px, shown.pictogram_px, plate.source,
                plate.design, plate.left_out, plate.new_pictogram, harsh,
            )
        )  # fmt: skip
    return found


def judge_drawn(model: Path, part: Part, plates: int, real: Path | None, workers: int = 2) -> list[Judged]:
    """Draw signs of a part in their surroundings and judge each."""
    tasks = [(index, part, model, real) for index in range(plates)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        return [judged for some in pool.map(_drawn_task, tasks, chunksize=10) for judged in some]


def judge_real(model: Path, part: Part, real: Path, home: Path) -> list[Judged]:
    """Judge what the detector proposes on a part's photographs, none of which shows a notice."""
    found = []
    for name, boxes in proposed(real, part, home).items():
        path = real / name
        if part != "test" and for_validation(path) != (part == "val"):
            continue
        image = load_picture(Path(name).parent.as_posix(), path)
        if image is None or not boxes:
            continue
        looks = _classifier(model, 3).classify(image, boxes)
        ones = _classifier(model, 1).classify(image, boxes)
        found += [
            Judged(-1, look.cctv, 1 - look.nothing, one.cctv, box[3] - box[1], 0.0, name, "real", False, False)
            for look, one, box in zip(looks, ones, boxes, strict=True)
        ]
    return found


def judge_windows(model: Path, part: Part, real: Path, each: int = 6) -> list[Judged]:
    """Judge boxes at random on a part's photographs without a listed sign."""
    found, signs = [], pictures_with_signs(real)
    for number, (source, path) in enumerate(photographs(real, part)):
        image = load_picture(source, path)
        if image is None or path in signs:
            continue
        rng, (height, width) = generator(part, _SEEDS[part] + 50, number), image.shape[:2]
        talls = np.exp(rng.uniform(np.log(20), np.log(0.7 * height), each))
        wides = np.minimum(talls * np.exp(rng.normal(0, 0.5, each)), width)
        xs, ys = rng.uniform(0, width - wides + 1), rng.uniform(0, height - talls + 1)
        boxes = [(x, y, x + w, y + h) for x, y, w, h in zip(*(v.tolist() for v in (xs, ys, wides, talls)), strict=True)]
        for look, box in zip(_classifier(model, 3).classify(image, boxes), boxes, strict=True):
            name = path.relative_to(real).as_posix()
            found.append(
                Judged(-1, look.cctv, 1 - look.nothing, look.cctv, box[3] - box[1], 0, name, "window", False, False)
            )
    return found


# --- thresholds ---------------------------------------------------------------------------------------


def confirm_threshold(drawn: Sequence[float], real: Sequence[float], margin: float = 0.25) -> float:
    """Return a threshold that nothing on a real picture reaches, and almost no drawn sign without a camera.

    Args:
        drawn: Probability of `cctv` of drawn signs without one; `DRAWN_FALSE` of them may pass.
        real: The same of boxes on real pictures; none may pass.
        margin: In log-odds, above the strongest that may not pass.
    """
    passed = sorted(drawn, reverse=True)[int(len(drawn) * DRAWN_FALSE) :]
    worst = min(max([*passed[:1], *real, 1e-6]), 1 - 1e-6)
    odds = math.log(worst / (1 - worst)) + margin
    return min(0.999, max(0.6, math.ceil(1000 / (1 + math.exp(-odds))) / 1000))


def sign_threshold(notices: Sequence[float], kept: float) -> float:
    """Return the highest probability of a sign that keeps a share of the notices."""
    ordered = sorted(notices)
    return math.floor(1000 * ordered[int(len(ordered) * (1 - kept))]) / 1000 if ordered else 0.0


def choose_thresholds(model: Path, real: Path | None, home: Path, plates: int = 500) -> None:
    """Choose both thresholds on the part ``val`` and write them beside the network."""
    drawn = judge_drawn(model, "val", plates, real)
    others = [entry for entry in drawn if entry.label != CCTV]
    on_real = judge_real(model, "val", real, home) + judge_windows(model, "val", real) if real is not None else []
    false = others + on_real
    notices = [entry.sign for entry in drawn if entry.label in (CCTV, TEXT) and entry.sign_px >= LEAST_PX]
    confirm = confirm_threshold([entry.cctv for entry in others], [entry.cctv for entry in on_real])
    alone = confirm_threshold([], [entry.cctv for entry in false], margin=0.5)
    reading = sign_threshold(notices, KEPT)
    print(f"val: {len(drawn)} drawn, {len(false)} without a camera; confirm_cctv {confirm}, worth_reading {reading}")
    print(f"no_sign {reading}: rejects {sum(entry.sign < reading for entry in on_real)} of {len(on_real)} real boxes")
    for entry in sorted(false, key=lambda entry: -entry.cctv)[:12]:
        print(f"  strongest false: {entry.cctv:.3f} {entry.design} {entry.source} {entry.sign_px:.0f} px")
    _print_recall("val", drawn, confirm)
    once = confirm_threshold([entry.one_look for entry in others], [entry.one_look for entry in on_real])
    for least, name in ((once, "one look"), (confirm, "three looks")):
        found = [entry.one_look if name == "one look" else entry.cctv for entry in drawn if entry.pictogram_px >= 32]
        print(f"  {name}: from {least}, recall >= 32 px {rate(sum(p >= least for p in found), len(found))}")
    beside = model.with_suffix(".json")
    described: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    described["thresholds"] = {
        "confirm_cctv": confirm,
        "confirm_alone": alone,
        "worth_reading": reading,
        "no_sign": reading,
    }
    wrong = sum(entry.cctv >= confirm for entry in false)
    described["measured"] = {"val": {"without_camera": len(false), "falsely_confirmed": wrong, "notices": len(notices)}}
    beside.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


# --- tables ---------------------------------------------------------------------------------------------


def _print_recall(title: str, drawn: Sequence[Judged], confirm: float) -> None:
    print(f"\n| {title}: height of the pictogram, px | all | known pictogram | left-out pictogram |\n|---|---|---|---|")
    for low, high in BINS:
        cells = []
        for keep in (None, False, True):
            inside = [
                entry
                for entry in drawn
                if entry.label == CCTV and low <= entry.pictogram_px < high and keep in (None, entry.new_pictogram)
            ]
            cells.append(rate(sum(entry.cctv >= confirm for entry in inside), len(inside)))
        print(f"| {low}-{high} | {' | '.join(cells)} |")


def _false(name: str, entries: Sequence[Judged], confirm: float) -> None:
    wrong = [entry for entry in entries if entry.cctv >= confirm]
    print(f"| {name} | {rate(len(wrong), len(entries))} |")
    for entry in wrong[:10]:
        print(f"  <!-- {entry.cctv:.3f} {entry.design} {entry.source} {entry.sign_px:.0f} px -->")


def report(model: Path, real: Path | None, home: Path, plates: int) -> None:
    """Print the tables of the model card, all on the part ``test``."""
    classifier = PlateClassifier(model)
    confirm, reading = classifier.thresholds.confirm_cctv, classifier.thresholds.worth_reading
    print(f"version {classifier.version}, {model.stat().st_size / 1e6:.2f} MB, {classifier.input_px} px, ", end="")
    print(f"confirm_cctv {confirm}, worth_reading {reading}")
    drawn = judge_drawn(model, "test", plates, real)
    _print_recall("test, as delivered", [entry for entry in drawn if not entry.harsh], confirm)
    _print_recall("test, every degradation", [entry for entry in drawn if entry.harsh], confirm)
    cctv = [entry for entry in drawn if entry.label == CCTV and entry.pictogram_px >= 32]
    print(f"\n32 px and more: {rate(sum(entry.cctv >= confirm for entry in cctv), len(cctv))}")
    for design in sorted({entry.design for entry in cctv}):
        some = [entry for entry in cctv if entry.design == design]
        print(f"- {design}: {rate(sum(entry.cctv >= confirm for entry in some), len(some))}")
    others = [entry for entry in drawn if entry.label == OTHER]
    print("\n| drawn signs without a camera that watches | falsely confirmed |\n|---|---|")
    _false("text only", [entry for entry in drawn if entry.label == TEXT], confirm)
    _false("other pictogram, all", others, confirm)
    _false(
        "photo camera, camcorder, eye, film, crossed out or not",
        [e for e in others if is_camera_like(e.source)],
        confirm,
    )
    _false("left-out pictograms", [entry for entry in others if entry.new_pictogram], confirm)
    _false("left-out ISO 7010 signs", [entry for entry in others if entry.design == "iso"], confirm)
    if real is not None:
        _report_real(model, real, home, confirm, reading)
    print("\n| worth reading, drawn notices | kept |\n|---|---|")
    for label in (CCTV, TEXT):
        for low, high in ((16, 24), (24, 48), (48, 96), (96, 1000)):
            some = [entry for entry in drawn if entry.label == label and low <= entry.sign_px < high]
            print(
                f"| {CLASSES[label]}, sign {low}-{high} px | {rate(sum(e.sign >= reading for e in some), len(some))} |"
            )
    some = [entry for entry in drawn if entry.label in (CCTV, TEXT) and entry.sign_px >= LEAST_PX]
    print(f"| all of {LEAST_PX:.0f} px and more | {rate(sum(entry.sign >= reading for entry in some), len(some))} |")
    _time(classifier)


def _report_real(model: Path, real: Path, home: Path, confirm: float, reading: float) -> None:
    boxes, windows = judge_real(model, "test", real, home), judge_windows(model, "test", real)
    pictures = len(proposed(real, "test", home))
    print("\n| left-out real pictures without a notice | falsely confirmed |\n|---|---|")
    _false(f"proposals on {pictures} pictures", boxes, confirm)
    wrong = {entry.source for entry in boxes if entry.cctv >= confirm}
    print(f"| pictures | {rate(len(wrong), pictures)} |")
    _false("boxes at random", windows, confirm)
    for source in sorted({Path(entry.source).parent.as_posix() for entry in boxes}):
        some = [entry for entry in boxes if Path(entry.source).parent.as_posix() == source]
        _false(source, some, confirm)
    dropped = sum(entry.sign < reading for entry in boxes)
    print(f"\nworth reading drops {rate(dropped, len(boxes))} of real proposals without a notice")
    for entry in sorted(boxes, key=lambda entry: -entry.cctv)[:8]:
        print(f"- strongest: {entry.cctv:.3f} {entry.source} {entry.sign_px:.0f} px")
    print("\nreal notices, a sanity check only:")
    for path, notices in real_notices(real):
        image = load_picture("notices", path)
        if image is not None:
            for box, look in zip(notices, _classifier(model, 3).classify(image, notices), strict=True):
                said = ", ".join(f"{name} {value:.3f}" for name, value in look.probabilities.items())
                print(f"- {path.name} {box}: {said}; shows_cctv {look.shows_cctv}, worth_reading {look.worth_reading}")


def _time(classifier: PlateClassifier) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (720, 1280, 3)).astype(np.uint8)
    boxes = [(100.0 + k * 20, 100.0, 180.0 + k * 20, 220.0) for k in range(10)]
    classifier.classify(picture, boxes)
    start = time.process_time()
    for _ in range(5):
        classifier.classify(picture, boxes)
    print(f"\n{(time.process_time() - start) / 50 * 1000:.1f} ms of one core a box (three looks)")


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m models.evaluate_classifier", description=__doc__)
    parser.add_argument("--model", type=Path, default=TARGET)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--plates", type=int, default=1800, help="drawn signs of the part test; 0: no tables")
    parser.add_argument("--val-plates", type=int, default=500, help="drawn signs of the part val")
    parser.add_argument("--choose", action="store_true", help="choose the thresholds on the part val first")
    given = parser.parse_args()
    real = given.real if given.real.is_dir() else None
    if given.choose:
        choose_thresholds(given.model, real, given.home, given.val_plates)
    if given.plates:
        report(given.model, real, given.home, given.plates)


if __name__ == "__main__":
    main()
