"""Reads real public registries where they are at hand; nothing of them is kept in this project."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from fairnotice.registry.read import read_registry

FOLDER = Path(os.environ.get("FAIRNOTICE_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "registries"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="real registries are not on this machine")


@pytest.mark.parametrize(
    ("pattern", "form", "count", "country"),
    [
        ("*/jamcams.json", "tfl", 900, "GB"),
        ("*/public/data/videoprotection.json", "json", 296, "FR"),
        ("*/webcams.csv", "csv", 910, "GB"),
        ("*/data/cctv.geojson", "geojson", 211, "GB"),
        ("*/data/cameras.geojson", "geojson", 103, "SN"),
    ],
)
def test_a_real_registry_is_read_whole(pattern: str, form: str, count: int, country: str) -> None:
    (path,) = FOLDER.glob(pattern)
    feed = read_registry(path, source="real")
    assert feed.format == form
    assert feed.complete
    assert feed.rejected == ()
    assert Counter(camera.jurisdiction for camera in feed.cameras) == {country: count}
    assert all(camera.frame_source is None or camera.frame_source.access_basis is None for camera in feed.cameras)
