"""The published figures are what was counted, and the committed weights are the ones they are about."""

import json
from pathlib import Path

import pytest

from fairnotice.domain import RecallTable
from fairnotice.rules.recall import parse_recall
from fairnotice.settings import PROJECT_ROOT
from models.evaluate import Counts, candidate_threshold, keeps_recall
from models.measure import BINS, BLURS, Shown, best_score, iou, recall_bins, wilson
from models.train import WEIGHTS, model_version

pytestmark = pytest.mark.slow

RECALL = PROJECT_ROOT / "models" / "recall.json"


@pytest.mark.parametrize(
    ("found", "shown", "low", "high"),
    [
        # Values of the Wilson score interval without continuity correction, as printed in
        # Newcombe 1998, table I (81/263, 15/148, 0/20, 1/29).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(found: int, shown: int, low: float, high: float) -> None:
    assert wilson(found, shown) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_box_counts_once_it_overlaps_enough() -> None:
    sign = (0.0, 0.0, 10.0, 10.0)
    assert iou(sign, sign) == 1
    assert iou(sign, (10.0, 0.0, 20.0, 10.0)) == 0
    assert best_score(sign, [((0.0, 0.0, 10.0, 5.0), 0.4), ((8.0, 8.0, 18.0, 18.0), 0.9)]) == 0.4
    assert best_score(sign, []) == 0


def test_bins_count_by_height_blur_and_threshold() -> None:
    shown = [Shown(20, 0.5, "en", False), Shown(20, 0.1, "en", False), Shown(5000, 0.9, "en", False)]
    shown += [Shown(20, 0.5, "en", False, blur=BLURS[1][0])]
    rows = {(row["min_height_px"], row["min_blur"]): row for row in recall_bins(shown, 0.3)}
    assert (rows[16, 0.0]["found"], rows[16, 0.0]["shown"]) == (1, 2)
    assert (rows[16, BLURS[1][0]]["found"], rows[16, BLURS[1][0]]["shown"]) == (1, 1)
    assert sum(row["shown"] for row in rows.values()) == 3


@pytest.mark.parametrize(
    ("large", "small", "threshold", "kept"),
    [
        ([0.5] * 20, [0.5] * 20, 0.3, True),
        ([0.5] * 20, [0.5] * 16 + [0.08] * 4, 0.07, True),
        ([0.5] * 19 + [0.02], [0.5] * 20, 0.05, False),
        ([0.5] * 20, [], 0.05, False),
    ],
)
def test_a_plate_is_proposed_from_the_highest_score_that_keeps_large_and_small_notices(
    large: list[float], small: list[float], threshold: float, kept: bool
) -> None:
    shown = [Shown(80, score, "en", False) for score in large] + [Shown(20, score, "en", False) for score in small]
    counts = Counts(shown)
    assert candidate_threshold(counts) == threshold
    assert keeps_recall(counts, threshold) is kept


@pytest.mark.parametrize("kind", ["drawn", "real"])
def test_the_committed_recall_is_consistent(kind: str) -> None:
    content = json.loads(RECALL.read_text(encoding="utf-8"))
    bins = content["tables"][kind]["bins"]
    ranges = [(row["min_blur"], row["max_blur"], row["min_height_px"], row["max_height_px"]) for row in bins]
    assert ranges == [(*blurs, *heights) for blurs in BLURS for heights in BINS]
    for row in bins:
        low = wilson(row["found"], row["shown"])[0]
        assert low - 1e-4 <= row["lower"] <= low
    table = parse_recall(RECALL.read_text(encoding="utf-8"), kind)
    assert isinstance(table, RecallTable) or not any(row["shown"] for row in bins)


def test_the_recall_is_of_the_committed_weights_and_thresholds() -> None:
    import yaml

    content = json.loads(RECALL.read_text(encoding="utf-8"))
    config = yaml.safe_load((PROJECT_ROOT / "models" / "detector.yaml").read_text(encoding="utf-8"))
    assert content["model_version"] == model_version(WEIGHTS)
    assert content["candidate_threshold"] == config["candidate_threshold"]
    assert content["sizes"] == config["sizes"]
    card = (PROJECT_ROOT / "models" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert content["model_version"] in card


def test_the_card_prints_the_counts_of_the_recall_file() -> None:
    card = (PROJECT_ROOT / "models" / "MODEL_CARD.md").read_text(encoding="utf-8")
    for row in json.loads(RECALL.read_text(encoding="utf-8"))["tables"]["drawn"]["bins"]:
        assert f"| {row['min_height_px']:g}-{row['max_height_px']:g} | {row['found']}/{row['shown']} " in card


def test_real_photographs_are_counted_as_few_as_they_are() -> None:
    bins = json.loads(RECALL.read_text(encoding="utf-8"))["tables"]["real"]["bins"]
    assert sum(row["shown"] for row in bins) <= 2
    assert max(row["lower"] for row in bins) < 0.5


def test_the_weights_are_small_and_say_nothing_of_where_they_were_made() -> None:
    import zipfile

    assert WEIGHTS.stat().st_size < 12_000_000
    with zipfile.ZipFile(WEIGHTS) as archive:
        pickled = b"".join(archive.read(name) for name in archive.namelist() if Path(name).suffix == ".pkl")
    assert b"/home/" not in pickled
    assert b"/work" not in pickled
    assert b".fairnotice" not in pickled
