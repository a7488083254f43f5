"""Recall comes from a measured file or not at all."""

import json

import pytest

from fairnotice.errors import ConfigurationError
from fairnotice.rules.recall import parse_recall

BINS = [
    {"min_height_px": 32, "max_height_px": None, "found": 98, "shown": 100, "lower": 0.93},
    {"min_height_px": 16, "max_height_px": 32, "found": 40, "shown": 50, "lower": 0.67},
    {"min_height_px": 0, "max_height_px": 16, "found": 0, "shown": 0, "lower": 0.0},
]


def text(bins=BINS, **more) -> str:
    return json.dumps({"model_version": "m1", "tables": {"drawn": {"bins": bins}, "real": {"bins": []}}} | more)


@pytest.mark.parametrize(("height", "lower"), [(8, None), (16, 0.67), (31.9, 0.67), (32, 0.93), (5000, 0.93)])
def test_lower_bound_by_height(height, lower):
    assert parse_recall(text(), "drawn").lower_bound(height) == lower


def test_nothing_measured_is_no_table():
    assert parse_recall(text(), "real") is None
    assert parse_recall(text(tables={}), "drawn") is None
    assert parse_recall(text([BINS[2]]), "drawn") is None


@pytest.mark.parametrize(
    "broken",
    [
        "not json",
        "[" * 100_000,
        "[]",
        text(model_version=None),
        text([BINS[0] | {"found": 101}]),
        text([BINS[0] | {"lower": 0.99}]),
        text([BINS[0] | {"lower": float("nan")}]),
        text([BINS[1] | {"max_height_px": 10}]),
    ],
)
def test_impossible_numbers_are_refused(broken):
    with pytest.raises(ConfigurationError, match="evaluation again"):
        parse_recall(broken, "drawn")
