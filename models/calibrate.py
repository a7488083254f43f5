"""Turn scores into probabilities on the part ``val``, and say on the part ``test`` how far off they are.

``python -m models.calibrate`` fits and writes ``calibration.json``, prints the card's tables and draws the reliability
diagram. The pictures to fit on are of seeds that no threshold was chosen on; those to measure on are of designs,
sources and seeds that nothing was trained or chosen on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fairnotice.domain import DecidedBy, Frame, Inspection, Notice, Pixels
from fairnotice.settings import settings
from fairnotice.vision.calibration import FILE_NAME, Calibration, Counted, Slopes, log_odds
from fairnotice.vision.detector import Detector
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.plate_classifier import FILE_NAME as CLASSIFIER_FILE
from fairnotice.vision.plate_classifier import PlateClassifier, PlateLook
from fairnotice.vision.reading import Reader
from models.compose import DEFAULT_REAL, load_picture
from models.crops_hung import photographs
from models.heldout import Kind, frames, real_negatives
from models.measure import FOUND_IOU, iou, rate, wilson
from models.signs import NOTICE

TARGET = Path(__file__).with_name(FILE_NAME)
DIAGRAM = Path(__file__).with_name("reliability.png")
SEED = 31
"""Of the pictures to fit on; thresholds are chosen on seeds 7 and 12."""
FIT: dict[Kind, int] = {"town": 240, "near": 60, "harsh": 160, "photo": 220}
TEST: dict[Kind, int] = {"town": 200, "near": 60, "harsh": 150, "photo": 200}
_COUNTED = (DecidedBy.WORDS, DecidedBy.OTHER_WORDS)
_SCALED = (DecidedBy.PICTOGRAM, DecidedBy.NO_SIGN, DecidedBy.SILENT, DecidedBy.UNREAD)
_RIDGE = 0.3
_NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plate:
    """One proposal, what was said of it, and what it is."""

    decided_by: DecidedBy
    score: float
    look: PlateLook
    is_notice: bool


class _Recorder(Calibration):
    """Keeps what a calibration would be asked."""

    def applied(self, notice: Notice, look: PlateLook | None) -> Notice:
        if look is not None:
            _RECORDED.append((notice, look))
        return notice


_RECORDED: list[tuple[Notice, PlateLook]] = []


def recorder(classifier: PlateClassifier, reader: Reader | None = None) -> Inspector:
    """Return an inspector that looks as the product does, for `recorded`."""
    nothing = _Recorder(
        detector="", classifier="", counted={}, slopes=Slopes(score=0, cctv=0, sign=0), intercepts={}
    )  # fmt: skip
    return Inspector(Detector(settings().model_path), reader or Reader(), classifier, calibration=nothing)


def recorded(inspector: Inspector, frame: Frame) -> tuple[Inspection, list[tuple[Notice, PlateLook]]]:
    """Return what a `recorder` sees in a frame, and each plate with what the classifier said of it."""
    _RECORDED.clear()
    return inspector.inspect(frame), list(_RECORDED)


def plates_of(inspector: Inspector, pictures: Iterable[tuple[Pixels, Sequence[Any]]], said: str) -> list[Plate]:
    """Look at pictures with the boxes of their notices; return every proposal of those that are usable."""
    found: list[Plate] = []
    for number, (pixels, boxes) in enumerate(pictures, start=1):
        for notice, look in recorded(inspector, Frame(pixels, _NOON))[1]:
            right = any(iou(notice.box, box) >= FOUND_IOU for box in boxes)
            found.append(Plate(DecidedBy(notice.decided_by), notice.score, look, right))
        if number % 50 == 0:
            print(f"  {said}: {number} pictures, {len(found)} plates", flush=True)
    return found


def drawn(kind: Kind, count: int, part: Any, seed: int, real: Path | None) -> Iterable[tuple[Pixels, Sequence[Any]]]:
    """Yield composites with the boxes of their notices."""
    for composite in frames(kind, count, part=part, seed=seed, real=real):
        yield composite.pixels, [label.box for label in composite.labels if label.class_id == NOTICE]


# --- fitting ------------------------------------------------------------------------------------------


def fit(plates: Sequence[Plate], detector: str, classifier: str) -> Calibration:
    """Fit the calibration: rates where words decided, one logistic regression for the rest."""
    counted = {
        by: Counted(
            notices=sum(plate.is_notice for plate in plates if plate.decided_by is by),
            plates=sum(plate.decided_by is by for plate in plates),
        )
        for by in _COUNTED
    }
    rest = [plate for plate in plates if plate.decided_by in _SCALED]
    columns = [*(by for by in _SCALED), "score", "cctv", "sign"]
    rows = np.array([_features(plate) for plate in rest]).reshape(-1, len(columns))
    weights = _regress(rows, np.array([plate.is_notice for plate in rest], float), free=len(_SCALED))
    return Calibration(
        detector=detector.split("+")[0],
        classifier=classifier,
        counted=counted,
        slopes=Slopes(**{str(name): round(float(w), 4) for name, w in zip(columns[4:], weights[4:], strict=True)}),
        intercepts={by: round(float(weight), 4) for by, weight in zip(_SCALED, weights, strict=False)},
    )


def _features(plate: Plate) -> list[float]:
    one_of = [float(plate.decided_by is by) for by in _SCALED]
    return [*one_of, log_odds(plate.score), log_odds(plate.look.cctv), log_odds(1 - plate.look.nothing)]


def _regress(rows: Floats, wanted: Floats, *, free: int) -> Floats:
    """Return the weights of a logistic regression by Newton's method; those after ``free`` are never below 0."""
    used = np.ones(rows.shape[1], bool)
    while True:
        weights = np.zeros(rows.shape[1])
        for _ in range(50):
            guessed = 1 / (1 + np.exp(-rows @ weights))
            slope = rows.T @ (wanted - guessed) - _RIDGE * weights
            curve = (rows * (guessed * (1 - guessed))[:, None]).T @ rows + _RIDGE * np.eye(len(weights))
            weights[used] += np.linalg.solve(curve[np.ix_(used, used)], slope[used])
        below = (weights < 0) & (np.arange(len(weights)) >= free)
        if not below.any():
            return weights
        # A better score must never make a notice less probable.
        used &= ~below


# --- measuring ------------------------------------------------------------------------------------------


def bins_of(said: Floats, true: Floats, bins: int = 10) -> list[tuple[float, int, int]]:
    """Return mean of what was said, notices and plates of each tenth that has plates."""
    place = np.minimum((said * bins).astype(int), bins - 1)
    return [
        (float(said[place == k].mean()), int(true[place == k].sum()), int((place == k).sum()))
        for k in range(bins)
        if (place == k).any()
    ]


def expected_error(said: Floats, true: Floats) -> float:
    """Return the expected calibration error: the mean gap of what was said and what was, over ten bins by plates."""
    cells = bins_of(said, true)
    return sum(abs(mean - hits / n) * n for mean, hits, n in cells) / max(1, len(said))


def stages(calibration: Calibration, plates: Sequence[Plate]) -> dict[str, tuple[Floats, Floats]]:
    """Return for each way of saying it what was said of the plates, and what was true."""
    true = np.array([plate.is_notice for plate in plates], float)
    sure = [calibration.probability(plate.decided_by, plate.score, plate.look) for plate in plates]
    return {
        "detector's score, as it is": (np.array([plate.score for plate in plates]), true),
        "classifier's cctv, as it is": (np.array([plate.look.cctv for plate in plates]), true),
        "probability": (np.array([math.nan if value is None else value for value in sure]), true),
    }


def _print(name: str, calibration: Calibration, plates: Sequence[Plate]) -> None:
    notices = sum(plate.is_notice for plate in plates)
    print(f"\n{name}: {len(plates)} plates, {notices} of them notices")
    print("\n| said by | expected calibration error |\n|---|---|")
    for stage, (said, true) in stages(calibration, plates).items():
        print(f"| {stage} | {expected_error(said, true):.3f} |")
    print("\n| decided by | mean probability | notices |\n|---|---|---|")
    for by in DecidedBy:
        some = [plate for plate in plates if plate.decided_by is by]
        if some:
            said = [calibration.probability(by, plate.score, plate.look) or 0.0 for plate in some]
            print(f"| {by.value} | {np.mean(said):.3f} | {rate(sum(plate.is_notice for plate in some), len(some))} |")


def draw(calibration: Calibration, sets: dict[str, Sequence[Plate]], target: Path) -> None:
    """Draw the reliability diagram: for each set what was said against how often it was so."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, len(sets), figsize=(4 * len(sets), 4.2), sharey=True, squeeze=False)
    for axis, (name, plates) in zip(axes[0], sets.items(), strict=True):
        axis.plot([0, 1], [0, 1], color="0.6", linewidth=1)
        for (stage, (said, true)), (colour, marker) in zip(
            stages(calibration, plates).items(), (("#b0723c", "s"), ("#7a7a7a", "^"), ("#1f4e8c", "o")), strict=True
        ):
            cells = bins_of(said, true)
            means, rates = [mean for mean, _, _ in cells], [hits / n for _, hits, n in cells]
            spread = np.array([np.abs(np.array(wilson(hits, n)) - hits / n) for _, hits, n in cells]).T
            bars = spread if stage == "probability" else None
            label = f"{stage} ({expected_error(said, true):.3f})"
            axis.errorbar(means, rates, bars, color=colour, marker=marker, linewidth=1.2, markersize=4, label=label)
        axis.set(title=f"{name}: {len(plates)} plates", xlabel="said", xlim=(0, 1), ylim=(0, 1.02))
        axis.legend(loc="upper left", fontsize=7, title="expected error", title_fontsize=7)
    axes[0][0].set_ylabel("were notices (bars: 95 % interval)")
    figure.tight_layout()
    figure.savefig(target, dpi=80, metadata={"Software": None})


def main() -> None:
    """Fit, write, measure, draw."""
    parser = argparse.ArgumentParser(prog="python -m models.calibrate", description=__doc__)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--diagram", type=Path, default=DIAGRAM)
    parser.add_argument("--share", type=float, default=1.0, help="share of the pictures, for a quick try")
    given = parser.parse_args()
    real = given.real if given.real.is_dir() else None
    if real is None:
        print("no folder of real photographs: composites on photographs are SKIPPED")
    classifier = PlateClassifier(settings().model_path.with_name(CLASSIFIER_FILE))
    inspector = recorder(classifier)

    def looked_at(numbers: dict[Kind, int], part: str, seed: int) -> dict[str, list[Plate]]:
        return {
            kind: plates_of(inspector, drawn(kind, int(count * given.share), part, seed, real), f"{part} {kind}")
            for kind, count in numbers.items()
            if kind != "photo" or real is not None
        }

    fitted = [plate for some in looked_at(FIT, "val", SEED).values() for plate in some]
    if real is not None:
        listed = photographs(real, "val")[:: max(1, round(1 / given.share))]
        pictures = ((image, ()) for source, path in listed if (image := load_picture(source, path)) is not None)
        fitted += plates_of(inspector, pictures, "val photographs")
    calibration = fit(fitted, inspector.model_version, classifier.version)
    content = {"measured_on": "proposals on usable pictures of the part val: drawn signs, most frames with one or two"}
    given.out.write_text(
        json.dumps({**content, **calibration.model_dump(mode="json")}, indent=2) + "\n", encoding="utf-8"
    )
    print(f"{given.out.name}: {calibration.slopes}, {calibration.intercepts}")
    _print("fitted on (part val)", calibration, fitted)
    tested = looked_at(TEST, "test", 1)
    for name, plates in tested.items():
        _print(f"test {name}", calibration, plates)
    everything = [plate for plates in tested.values() for plate in plates]
    _print("test, all", calibration, everything)
    if real is not None:
        images = ((image, ()) for p in real_negatives(real) if (image := load_picture(p.source, p.path)) is not None)
        _print("test, real pictures without a notice", calibration, plates_of(inspector, images, "real pictures"))
    draw(
        calibration, {"fitted on": fitted, **{name: plates for name, plates in tested.items() if plates}}, given.diagram
    )


if __name__ == "__main__":
    main()
