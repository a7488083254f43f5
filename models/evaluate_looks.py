"""Measure both looks together, as an audit takes them: what is proposed, what is confirmed, what is accused wrongly.

``python -m models.evaluate_looks`` prints the card's tables; nothing of them is used to choose anything. Test
pictures are those of `models.heldout`, whose designs, sources and seeds were left out of every training.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Box, Frame, Notice, NoticeStatus, Pixels
from fairnotice.settings import settings
from fairnotice.vision.inspect import Inspector
from models.compose import DEFAULT_REAL, Composite, load_picture
from models.heldout import Kind, frames, real_negatives, real_notices
from models.measure import FOUND_IOU, iou, rate
from models.signs import NOTICE
from models.signs_measured import Parts, parts_of

HEIGHTS = ((8, 16), (16, 24), (24, 32), (32, 48), (48, 64), (64, 96), (96, 160), (160, 320), (320, 720))
PICTOGRAMS = ((8, 16), (16, 24), (24, 32), (32, 48), (48, 96), (96, 400))
LETTERS = ((0.5, 3), (3, 5), (5, 7), (7, 10), (10, 14), (14, 20), (20, 80))
CELL = 150
_NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
_RANK = {NoticeStatus.REJECTED: 1, NoticeStatus.CANDIDATE: 2, NoticeStatus.CONFIRMED: 3}


@dataclass(frozen=True, slots=True)
class Look:
    """One drawn notice and the best that was said of it."""

    height_px: float
    pictogram_px: float
    letters_px: float
    language: str
    design: str
    left_out: bool
    status: NoticeStatus | None
    """None where nothing was proposed there."""

    @property
    def proposed(self) -> bool:
        """Tell whether it was kept as a candidate or confirmed."""
        return self.status in (NoticeStatus.CANDIDATE, NoticeStatus.CONFIRMED)

    @property
    def confirmed(self) -> bool:
        """Tell whether it was confirmed."""
        return self.status is NoticeStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class Wrong:
    """A confirmed notice where there is none."""

    where: str
    notice: Notice


def look_at(
    inspector: Inspector, composites: Iterable[Composite], said: str, failures: list[Pixels] | None = None
) -> tuple[list[Look], list[Wrong], int]:
    """Inspect composites; return what was said of each notice, wrong confirmations, and unusable pictures.

    Args:
        inspector: As the product has it.
        composites: Pictures whose signs are known.
        said: What they are called while it runs.
        failures: Takes in cut-outs of notices of 32 px and more in drawn scenes that were not confirmed.
    """
    looks, wrong, unusable, begun = list[Look](), list[Wrong](), 0, time.monotonic()
    for number, composite in enumerate(composites, start=1):
        seen = inspector.inspect(Frame(composite.pixels, _NOON))
        if not seen.quality.usable:
            unusable += 1
            continue
        notices = [label for label in composite.labels if label.class_id == NOTICE]
        for label in notices:
            best = _best_at(seen.notices, label.box)
            failed = best is None or best.status is not NoticeStatus.CONFIRMED
            if failures is not None and failed and composite.background == "drawn" and label.tall_px >= 32:
                failures.append(_cell(composite.pixels, label.box, "missed" if best is None else best.status.value))
            parts = parts_of(label.sign.spec) if label.sign and label.sign.spec else Parts(0, 0)
            looks.append(
                Look(
                    label.box[3] - label.box[1], parts.pictogram * label.tall_px, parts.letters * label.tall_px,
                    label.language, label.design, label.left_out, best.status if best else None,
                )
            )  # fmt: skip
        wrong += [
            Wrong(f"{said} {number - 1}", each)
            for each in seen.notices
            if each.status is NoticeStatus.CONFIRMED and all(iou(each.box, label.box) < 0.1 for label in notices)
        ]
        if number % 50 == 0:
            print(f"  {said}: {number} pictures, {time.monotonic() - begun:.0f} s", flush=True)
    return looks, wrong, unusable


def _best_at(notices: Sequence[Notice], box: Box) -> Notice | None:
    """Return the best that was said of what hangs at a place, or None where nothing was proposed."""
    found = [each for each in notices if iou(each.box, box) >= FOUND_IOU]
    return max(found, key=lambda each: _RANK[each.status], default=None)


def _cell(pixels: Pixels, box: Box, said: str) -> Pixels:
    """Cut a sign out with what is around it, as a square of `CELL` px with a word above it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half = 0.7 * max(box[2] - box[0], box[3] - box[1])
    x0, y0 = max(0, int(x - half)), max(0, int(y - half))
    cut = pixels[y0 : int(y + half), x0 : int(x + half)]
    cell = np.zeros((CELL + 18, CELL, 3), np.uint8)
    scale = CELL / max(cut.shape[:2])
    small = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    small = small[:CELL, :CELL]
    cell[18 : 18 + small.shape[0], : small.shape[1]] = small
    cv2.putText(cell, said, (3, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return cell


def table(looks: Sequence[Look], size: Callable[[Look], float], ranges: Sequence[tuple[float, float]], of: str) -> str:
    """Return recall by size as a Markdown table."""
    lines = [f"| {of}, px | candidate or confirmed | confirmed |", "|---|---|---|"]
    for least, most in ranges:
        inside = [look for look in looks if least <= size(look) < most]
        proposed, confirmed = sum(look.proposed for look in inside), sum(look.confirmed for look in inside)
        lines.append(f"| {least:g}-{most:g} | {rate(proposed, len(inside))} | {rate(confirmed, len(inside))} |")
    return "\n".join(lines)


def apart(looks: Sequence[Look]) -> str:
    """Return recall at 32 px and more by language, by design and by what was left out of training."""
    tall = [look for look in looks if look.height_px >= 32]
    lines = []
    groups: list[tuple[str, Callable[[Look], Any]]] = [
        ("language", lambda look: look.language),
        ("design", lambda look: look.design),
        ("left out of training", lambda look: look.left_out),
    ]
    for said, key in groups:
        for value in sorted({key(look) for look in tall}):
            inside = [look for look in tall if key(look) == value]
            proposed, confirmed = sum(look.proposed for look in inside), sum(look.confirmed for look in inside)
            lines.append(
                f"- {said} {value}: proposed {rate(proposed, len(inside))}, confirmed {rate(confirmed, len(inside))}"
            )
    return "\n".join(lines)


def look_at_real(inspector: Inspector, root: Path, limit: int | None) -> tuple[dict[str, list[Notice]], int]:
    """Inspect the left-out real pictures without a notice; return what was seen in each, and unusable ones.

    Quality is not asked: a poor picture must not be spared a false notice.
    """
    seen: dict[str, list[Notice]] = {}
    begun = time.monotonic()
    pictures = real_negatives(root)[:limit]
    unusable = 0
    for number, picture in enumerate(pictures, start=1):
        image = load_picture(picture.source, picture.path)
        if image is None:
            continue
        inspection = inspector.inspect(Frame(image, _NOON), whatever_quality=True)
        unusable += not inspection.quality.usable
        seen[f"{picture.scene}#{picture.path.name}"] = list(inspection.notices)
        if number % 50 == 0:
            print(f"  real pictures without a notice: {number}, {time.monotonic() - begun:.0f} s", flush=True)
    return seen, unusable


def real_lines(seen: dict[str, list[Notice]]) -> str:
    """Return how many real pictures and scenes hold a wrong confirmation, and how many plates stay open."""
    scenes = {name.split("#")[0] for name in seen}
    lines = []
    for status in NoticeStatus:
        hit = [name for name, notices in seen.items() if any(each.status is status for each in notices)]
        plates = sum(each.status is status for notices in seen.values() for each in notices)
        of_scenes = f"{len({name.split('#')[0] for name in hit})} of {len(scenes)} scenes"
        lines.append(f"- {status.value}: {rate(len(hit), len(seen))} pictures, {of_scenes}, {plates} plates")
    return "\n".join(lines)


def _show_real_notices(inspector: Inspector, root: Path) -> None:
    for path, boxes in real_notices(root):
        image: Pixels | None = load_picture("notices", path)
        if image is None:
            continue
        seen = inspector.inspect(Frame(image, _NOON), whatever_quality=True)
        for box in boxes:
            best = _best_at(seen.notices, box)
            said = f"{best.status.value}, score {best.score:.2f}: {best.reason}" if best else "not proposed"
            others = sum(
                each.status is NoticeStatus.CONFIRMED for each in seen.notices if iou(each.box, box) < FOUND_IOU
            )
            print(f"- {path.name}, {box[3] - box[1]:.0f} px: {said}; confirmed elsewhere in it: {others}")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m models.evaluate_looks", description=__doc__)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    parser.add_argument("--town", type=int, default=150)
    parser.add_argument("--harsh", type=int, default=80)
    parser.add_argument("--photo", type=int, default=150)
    parser.add_argument("--negatives", type=int, default=None, help="only so many real pictures without a notice")
    parser.add_argument("--part", choices=("test", "val"), default="test")
    parser.add_argument("--wrong", type=Path, help="write wrong confirmations there, as JSON Lines")
    parser.add_argument("--sheet", type=Path, help="write a picture of drawn notices that were not confirmed there")
    given = parser.parse_args()
    real = given.real if given.real and given.real.is_dir() else None
    inspector = Inspector.open(settings())
    print(f"# model {inspector.model_version}\n")
    kinds: list[tuple[Kind, int]] = [("town", given.town), ("harsh", given.harsh)]
    if real:
        kinds.append(("photo", given.photo))
    else:
        print("no folder of real photographs: composites on photographs and real pictures are SKIPPED")
    everything_wrong: list[Wrong] = []
    failures: list[Pixels] = []
    for kind, wanted in kinds:
        looks, wrong, unusable = look_at(inspector, frames(kind, wanted, part=given.part, real=real), kind, failures)
        everything_wrong += wrong
        print(f"\n## {kind}: {wanted - unusable} pictures with {len(looks)} notices, {unusable} more were unusable\n")
        print(table(looks, lambda look: look.height_px, HEIGHTS, "sign height"), "\n")
        pictured = [look for look in looks if look.pictogram_px]
        print(table(pictured, lambda look: look.pictogram_px, PICTOGRAMS, "pictogram height"), "\n")
        worded = [look for look in looks if look.letters_px and not look.pictogram_px]
        print(table(worded, lambda look: look.letters_px, LETTERS, "x-height, text-only signs"), "\n")
        print(apart(looks))
        print(f"\n- confirmed where no notice hangs: {len(wrong)} plates in {len({w.where for w in wrong})} pictures")
        for each in wrong[:20]:
            print(f"  - {each.where}: {each.notice.reason} {each.notice.text[:60]!r}")
    if real:
        print("\n## real pictures without a notice, of left-out sources\n")
        seen, unusable = look_at_real(inspector, real, given.negatives)
        print(f"{len(seen)} pictures, {unusable} of them unusable by their quality but looked at all the same\n")
        print(real_lines(seen))
        for name, notices in seen.items():
            for each in notices:
                if each.status is NoticeStatus.CONFIRMED:
                    everything_wrong.append(Wrong(name, each))
                    print(f"  - WRONG {name}: {each.reason} {each.text[:60]!r} {[round(v) for v in each.box]}")
        print("\n## real photographs of notices\n")
        _show_real_notices(inspector, real)
    if given.sheet and failures:
        cells = failures[:40] + [np.zeros_like(failures[0])] * (-len(failures[:40]) % 10)
        rows_of_cells = [np.hstack(cells[k : k + 10]) for k in range(0, len(cells), 10)]
        given.sheet.write_bytes(cv2.imencode(".png", np.vstack(rows_of_cells))[1].tobytes())
    if given.wrong:
        rows = (
            json.dumps({"where": each.where, "reason": each.notice.reason, "box": each.notice.box})
            for each in everything_wrong
        )
        given.wrong.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
