"""How often the detector sees a notice of a size: as measured, for the world and for the table a judge is given."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist

from fairnotice.domain import RecallBin, RecallTable
from fairnotice.rules.recall import parse_recall
from models.measure import BINS, BLURS, wilson

from .world import Recall, World

COMMITTED = Path(__file__).resolve().parents[2] / "models" / "recall.json"
TABLES = ("committed", "drawn", "measured")
"""What a judge may be told: the table ``real`` as it is committed; ``drawn``, which only simulated audits use; and one
measured on photographs of this very world."""
PHOTOGRAPHS = 400
"""Photographs of each size and blur behind the table ``measured``."""

_ON_PHOTOGRAPHS = (
(20, 32), (30, 38), (22, 31), (24, 32), (24, 24), (28, 30), (35, 36), (20, 20), (11, 11), (6, 6), (0, 0),
)  # fmt: skip
"""Drawn notices on left-out photographs, every degradation: proposed, shown, for each of `BINS` (model card)."""
_CONFIRMED = {
    "drawn": ((0, 18), (0, 12), (1, 10), (4, 21), (4, 14), (7, 17), (9, 13), (9, 14)),
    "photo": ((0, 17), (0, 18), (0, 13), (0, 17), (3, 9), (4, 19), (6, 19), (8, 15)),
}
"""Confirmed by both looks, shown, by size; the last of each is for 160 px and more (models/MODEL_CARD.md)."""


def committed(kind: str) -> RecallTable:
    """Return a table of recall.json; of ``real`` little is known, and that is what a judge is told."""
    table = parse_recall(COMMITTED.read_text(encoding="utf-8"), "drawn" if kind == "drawn" else "real")
    if table is None:
        raise SystemExit(f"{COMMITTED.name}: no table for {kind} pictures. Run `make evaluate` to write it")
    return table


def middle(found: int, shown: int) -> float:
    """Return a rate that is neither 0 nor 1 for having been tried seldom (Jeffreys' prior)."""
    return (found + 0.5) / (shown + 1)


@cache
def recall(kind: Recall, size: int, blur: int) -> float:
    """Return the share of looks in which a notice of `BINS`[size] is proposed in a frame of `BLURS`[blur]."""
    drawn = {(b.min_height_px, b.min_blur): b for b in committed("drawn").bins}
    sharp, soft = (drawn[(BINS[size][0], low)] for low, _ in BLURS)
    if kind == "drawn":
        chosen = (sharp, soft)[blur]
        return middle(chosen.found, chosen.shown)
    found, shown = _ON_PHOTOGRAPHS[size]
    share = middle(found, shown) if kind == "photo" else wilson(found, shown)[0]
    softer = middle(soft.found, soft.shown) / middle(sharp.found, sharp.shown) if blur and soft.shown else 1.0
    return min(share * softer, 0.9999)


@cache
def confirmed(kind: Recall, size: int) -> float:
    """Return the share of proposed notices of a size that the second look confirms."""
    found, shown = _CONFIRMED["drawn" if kind == "drawn" else "photo"][min(size, 7)]
    return min(found / shown / recall("drawn" if kind == "drawn" else "photo", size, 0), 1.0)


def size_of(height_px: float) -> int:
    """Return the number of the range of sizes that a height falls into; the nearest one for others."""
    return next((n for n, (_, high) in enumerate(BINS) if height_px < high), len(BINS) - 1)


def probit(share: float) -> float:
    """Return the standard normal's value below which ``share`` of it lies."""
    return NormalDist().inv_cdf(share) if 0 < share < 1 else math.copysign(math.inf, share - 0.5)


@dataclass(frozen=True, slots=True)
class Limits:
    """A notice is proposed, and then confirmed, where its difficulty of the night lies below these."""

    proposed: tuple[float, float]
    """By blur."""
    confirmed: float


@cache
def limits(kind: Recall, size: int) -> Limits:
    """Return the limits of a size, as standard normal values."""
    return Limits((probit(recall(kind, size, 0)), probit(recall(kind, size, 1))), probit(confirmed(kind, size)))


def table(world: World, name: str) -> RecallTable:
    """Return the table that the judge is given."""
    if name != "measured":
        return committed(name)
    chance = random.Random(f"{world.seed}/measured")
    bins = []
    for blur, (low, high) in enumerate(BLURS):
        for size, (least, most) in enumerate(BINS):
            found = sum(chance.random() < recall(world.recall, size, blur) for _ in range(PHOTOGRAPHS))
            bins.append(RecallBin(least, most, found, PHOTOGRAPHS, wilson(found, PHOTOGRAPHS)[0], low, high))
    return RecallTable("real", committed("real").model_version, tuple(bins))
