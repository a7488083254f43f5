"""Measure how well `legible_px` of a frame's quality says from which height on a notice can be read.

Drawn notices hang upright, unworn, in the middle of drawn streets of 1280 x 720 px, ever smaller. The frame is
blurred, or was taken in fewer px and enlarged, and packed as JPEG. What counts as read is what counts in the
audit: the second look confirms the notice. The part 'train' gave the two constants beside `legible_px`; the part
'test' has other streets and some notices whose design, words or pictogram were left out.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from fairnotice.domain import Box, NoticeStatus, Pixels
from fairnotice.vision.detector import Proposal
from fairnotice.vision.plate_classifier import FILE_NAME, PlateClassifier
from fairnotice.vision.quality import assess
from fairnotice.vision.reading import Reader
from fairnotice.vision.second_look import judge_plate
from fakes.scenes import draw_scene, place_sign
from models.compose import generator
from models.faults import jpeg
from models.measure import rate
from models.signs import DrawnSign, Part, draw_notice, split
from models.train import WEIGHTS

WIDTH, HEIGHT = 1280, 720
HEIGHTS = (28, 40, 56, 80, 112, 160, 224, 320)
SOFTENED = {"sharp": 0.0, "blurred by 1 px": 1.0, "blurred by 2.5 px": 2.5}
ENLARGED = {"taken in 352 x 198": 3.64}
RATIOS = ((0.0, 0.5), (0.5, 0.71), (0.71, 1.0), (1.0, 1.41), (1.41, 2.0), (2.0, 4.0), (4.0, 100.0))
"""Height of a notice over `legible_px` of its frame."""


@dataclass(frozen=True, slots=True)
class Try:
    """One notice at one height in one frame."""

    notice: int
    how: str
    height_px: int
    legible_px: float
    confirmed: bool


def _frames(sign: DrawnSign, scene: Pixels, height: int, seed: int) -> Iterator[tuple[str, Pixels, Box]]:
    wide = height * sign.pixels.shape[1] / sign.pixels.shape[0]
    left, top = (WIDTH - wide) / 2, (HEIGHT - height) / 2
    corners = [[left, top], [left + wide, top], [left + wide, top + height], [left, top + height]]
    placed, box = place_sign(scene, sign.pixels, corners, seed=seed)
    for how, sigma in SOFTENED.items():
        yield how, jpeg(placed if not sigma else np.asarray(cv2.GaussianBlur(placed, (0, 0), sigma), np.uint8), 80), box
    for how, factor in ENLARGED.items():
        small = cv2.resize(placed, (round(WIDTH / factor), round(HEIGHT / factor)), interpolation=cv2.INTER_AREA)
        enlarged = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        yield how, jpeg(np.asarray(enlarged, np.uint8), 80), box


def tries(part: Part, notices: range) -> Iterator[Try]:
    """Yield every try; a frame in which two larger heights failed is left."""
    reader, classifier = Reader(), PlateClassifier(WEIGHTS.with_name(FILE_NAME))
    first, last = split()["scene_seeds"]["test" if part == "test" else "train"]
    for number in notices:
        rng = generator(part, 77, number)
        sign = draw_notice(rng, part, 640)
        scene = draw_scene(int(rng.integers(first, last)), WIDTH, HEIGHT)
        failed: dict[str, int] = defaultdict(int)
        for height in reversed(HEIGHTS):
            if height * sign.pixels.shape[1] / sign.pixels.shape[0] > 0.85 * WIDTH:
                continue
            for how, frame, box in _frames(sign, scene, height, number):
                confirmed = failed[how] < 2 and _is_confirmed(frame, box, reader, classifier)
                failed[how] = 0 if confirmed else failed[how] + 1
                yield Try(number, how, height, assess(frame).measures["legible_px"], confirmed)


def _is_confirmed(frame: Pixels, box: Box, reader: Reader, classifier: PlateClassifier) -> bool:
    look = classifier.classify(frame, [box])[0]
    judged = judge_plate(Proposal(box, 0.5), reader.read(frame, box), (WIDTH, HEIGHT), look)
    return judged.status is NoticeStatus.CONFIRMED


def main() -> None:
    """Print what was confirmed by height over `legible_px`, and at which heights in each kind of frame."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["train", "test"], default="test")
    parser.add_argument("--notices", type=int, default=8)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    seen = []
    for entry in tries(given.part, range(given.first, given.first + given.notices)):
        if not seen or seen[-1].notice != entry.notice:
            print(f"  notice {entry.notice}", flush=True)
        seen.append(entry)
    readable = {entry.notice for entry in seen if entry.how == "sharp" and entry.confirmed}
    print(f"part '{given.part}': {len(readable)} of {given.notices} notices can be read in a sharp frame")
    kept = [entry for entry in seen if entry.notice in readable]
    print("\n| height over legible_px | confirmed |\n|---|---|")
    for least, most in RATIOS:
        inside = [entry for entry in kept if least <= entry.height_px / entry.legible_px < most]
        print(f"| {least}-{most} | {rate(sum(entry.confirmed for entry in inside), len(inside))} |")
    print("\n| frame | legible_px, median | confirmed at " + " | ".join(map(str, HEIGHTS)) + " px |")
    print("|---|---|" + "---|" * len(HEIGHTS))
    for how in (*SOFTENED, *ENLARGED):
        inside = [entry for entry in kept if entry.how == how]
        counts = [[entry.confirmed for entry in inside if entry.height_px == height] for height in HEIGHTS]
        said = " | ".join(f"{sum(confirmed)}/{len(confirmed)}" for confirmed in counts)
        print(f"| {how} | {np.median([entry.legible_px for entry in inside] or [0]):.0f} | {said} |")


if __name__ == "__main__":
    main()
