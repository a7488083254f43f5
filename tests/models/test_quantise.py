"""The eight-bit model is used only where it was measured to find as much."""

from __future__ import annotations

import json

import pytest

from models.quantise import LEAST_SHOWN, Found, is_allowed, report

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("plain", "int8", "allowed"),
    [
        pytest.param((380, 400), (380, 400), True, id="the same"),
        pytest.param((380, 400), (375, 400), True, id="within the interval"),
        pytest.param((380, 400), (365, 400), False, id="below it"),
        pytest.param((380, 400), (390, 400), True, id="more"),
        pytest.param((100, 100), (100, 100), False, id="too few to tell"),
        pytest.param((380, 400), (380, 399), False, id="not the same frames"),
    ],
)
def test_eight_bits_are_allowed_only_if_they_find_as_much(plain, int8, allowed):
    assert 100 < LEAST_SHOWN <= 400
    assert is_allowed(Found(*plain, 10), Found(*int8, 10)) is allowed


def test_what_was_measured_stands_beside_the_model(tmp_path):
    weights, out = tmp_path / "plates.pt", tmp_path / "plates_int8.xml"
    weights.write_bytes(b"weights")
    out.write_bytes(b"<net/>")
    out.with_suffix(".bin").write_bytes(b"\1")
    report(weights, "one-to-many", out, Found(380, 400, 30), Found(300, 400, 20))
    said = json.loads(out.with_suffix(".json").read_text())
    assert said["recall_f32"] == [380, 400]
    assert said["recall_int8"] == [300, 400]
    assert said["allowed"] is False
