"""Measure what is said of a camera's view against its earlier frames: moved or the same, frozen or live.

``python -m models.evaluate_view ../shared/data`` prints the tables of models/VIEW.md. With ``--choose`` it shows the
sources on which the thresholds were chosen instead, which are no figures to publish.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from fairnotice.domain import Pixels
from fairnotice.vision.frozen import picture_print, same_picture
from fairnotice.vision.view import compare, describe
from models.measure import rate
from models.view_pairs import Half, Pair, frozen_pairs, view_pairs

PICTURES = 150
"""Photographs and stills that pairs are made of: enough for 500 pairs of each truth."""


@dataclass
class Tally:
    """Answers by truth and kind."""

    answers: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, pair: Pair, answer: str) -> None:
        """Count one answer."""
        self.answers[pair.truth, pair.kind][answer] += 1

    def shown(self, truth: str) -> int:
        """Count the pairs of a truth."""
        return sum(sum(counts.values()) for (true, _), counts in self.answers.items() if true == truth)

    def said(self, answer: str, truths: Iterable[str]) -> int:
        """Count an answer, given to pairs of ``truths``."""
        return sum(counts[answer] for (true, _), counts in self.answers.items() if true in truths)

    def in_words(self, found: str, other: str) -> list[str]:
        """Return the table of one question, and its precision and recall."""
        lines = [f"| truth | kind | pairs | {found} | neither | {other} |", "|---|---|---|---|---|---|"]
        for (truth, kind), counts in sorted(self.answers.items()):
            total = sum(counts.values())
            rest = total - counts[found] - counts[other]
            lines.append(f"| {truth} | {kind} | {total} | {counts[found]} | {rest} | {counts[other]} |")
        for answer in (found, other):
            right, given = self.said(answer, (answer,)), self.said(answer, (found, other))
            lines.append(f"{answer}: precision {rate(right, given)}, recall {rate(right, self.shown(answer))}")
        return lines


def of_views(pairs: Iterable[Pair]) -> Tally:
    """Compare the views of pairs."""
    tally = Tally()
    for pair in pairs:
        tally.add(pair, compare(describe(pair.first), describe(pair.second)).verdict)
    return tally


def of_pictures(pairs: Iterable[Pair]) -> Tally:
    """Compare the pictures of pairs."""
    tally = Tally()
    for pair in pairs:
        alike = same_picture(picture_print(pair.first), picture_print(pair.second))
        tally.add(pair, "frozen" if alike else "live")
    return tally


def milliseconds(picture: Pixels, *, runs: int = 40) -> dict[str, float]:
    """Return processor time of each step on a frame of 1280 x 720 px, one thread: the median of ``runs``."""
    frame = np.ascontiguousarray(cv2.resize(picture, (1280, 720)))
    description, taken = describe(frame), picture_print(frame)
    turned = describe(np.ascontiguousarray(frame[:, ::-1]))
    steps = {
        "picture_print": lambda: picture_print(frame),
        "same_picture": lambda: same_picture(taken, taken),
        "describe": lambda: describe(frame),
        "compare": lambda: compare(description, turned),
    }
    took = {}
    for name, step in steps.items():
        times = []
        for _ in range(runs):
            started = time.process_time()
            step()
            times.append(time.process_time() - started)
        took[name] = 1000 * float(np.median(times))
    return took


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, help="folder of the real material")
    parser.add_argument("--choose", action="store_true", help="the sources that thresholds were chosen on")
    parser.add_argument("--pictures", type=int, default=PICTURES)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    half: Half = "choose" if options.choose else "measure"
    lines = [
        f"## {half}: views",
        *of_views(view_pairs(options.root, half, pictures=options.pictures)).in_words("moved", "same"),
    ]
    lines += [f"## {half}: pictures"]
    lines += of_pictures(frozen_pairs(options.root, half, pictures=options.pictures)).in_words("frozen", "live")
    first = next(iter(view_pairs(options.root, half, pictures=1))).first
    lines += [f"{name}: {took:.2f} ms" for name, took in milliseconds(first).items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
