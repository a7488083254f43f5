from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fairnotice.domain import Camera
from fairnotice.errors import RegistryError
from fairnotice.registry.feed import RegistryFeed
from fairnotice.registry.formats import FORMATS
from fairnotice.registry.read import read_registry

CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = (
    "type id lat lon latitude longitude geometry coordinates properties tags center features elements man_made wkt "
    "additionalProperties key value imageUrl view available placeType direction notice_positions models analytics "
    "frame_url azimuth crs geo_point_2d"
)
KEYS = st.sampled_from(sorted(WORDS.split()))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["Feature", "FeatureCollection", "Point", "node", "way", "surveillance", "JamCam", "N-S", "51.5"]),
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=30
)


def outcome(data: bytes, name: str | None = None) -> RegistryFeed | None:
    """Read; anything but a feed or a RegistryError fails the test."""
    try:
        feed = read_registry(data, source="any", format=name)
    except RegistryError:
        return None
    for camera in feed.cameras:
        assert isinstance(camera, Camera)
        assert -180 <= camera.point.lon <= 180
        assert -90 <= camera.point.lat <= 90
        repr(camera).encode("utf-8")
    for row in feed.rejected:
        assert row.reason
        assert len(row.raw) <= 2000
        (row.raw + row.reason).encode("utf-8")
    assert feed.summary()
    return feed


@CALM
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"\x00" * 40)
@example(b"[" * 5000)
@example(b'{"a":' * 5000)
@example(b'{"features":[' + b"[" * 5000)
@example(b"lat,lon\n" + b'"' * 5000)
@example(b'{"type":"Feature","id":' + b"9" * 5000 + b"}")
@example(b'\xff\xfe{\x00"\x00')
def test_any_bytes_give_a_feed_or_a_registry_error(data: bytes) -> None:
    outcome(data)


@CALM
@given(st.binary(max_size=300), st.sampled_from([*FORMATS]))
def test_any_bytes_in_any_stated_format(data: bytes, name: str) -> None:
    outcome(data, name)


@CALM
@given(st.binary(max_size=300))
def test_any_bytes_behind_a_good_header(data: bytes) -> None:
    feed = outcome(b"source_id,latitude,longitude\ngood,51.5,-0.1\n" + data)
    assert feed is None or feed.cameras[0].source_id == "good" or feed.rejected


@CALM
@given(TREES, st.sampled_from([None, *FORMATS]))
def test_any_json_gives_a_feed_or_a_registry_error(tree: object, name: str | None) -> None:
    outcome(json.dumps(tree).encode(), name)


@CALM
@given(
    st.lists(st.dictionaries(KEYS, TREES, max_size=5), max_size=5), st.sampled_from(["geojson", "osm", "tfl", "json"])
)
def test_any_rows_give_a_feed_with_every_row_accounted_for(rows: list[dict[str, object]], name: str) -> None:
    feed = outcome(json.dumps(rows).encode(), name)
    assert feed is not None
    assert len(feed.cameras) + len(feed.rejected) + feed.passed_over + feed.merged_duplicates == len(rows)


@pytest.mark.parametrize("name", [*FORMATS])
def test_a_file_cut_anywhere_is_never_complete_and_whole_at_once(name: str) -> None:
    whole = WHOLE[name]
    expected = outcome(whole)
    assert expected is not None
    assert expected.format == name
    assert len(expected.cameras) == 3
    for end in range(1, len(whole) - 1, 2):
        feed = outcome(whole[:end])
        if feed is not None and feed.complete and name != "csv":
            pytest.fail(f"cut at {end}: {whole[:end]!r}")


def _feature(number: int) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": f"f{number}",
        "properties": {"name": f"Platz {number}"},
        "geometry": {"type": "Point", "coordinates": [9.0 + number / 100, 48.5]},
    }


def _place(number: int) -> dict[str, object]:
    image = {"$type": "x", "key": "imageUrl", "value": f"https://pictures.example/{number}.jpg"}
    return {
        "$type": "Place",
        "id": f"JamCams_{number}",
        "additionalProperties": [image],
        "lat": 48.5,
        "lon": 9 + number,
    }


NUMBERS = (1, 2, 3)
WHOLE = {
    "csv": b"source_id,latitude,longitude\n" + b"".join(b"c%d,48.5,9.%d\n" % (n, n) for n in NUMBERS),
    "geojson": json.dumps({"type": "FeatureCollection", "features": [_feature(n) for n in NUMBERS]}).encode(),
    "osm": json.dumps(
        {
            "osm3s": {},
            "elements": [
                {"type": "node", "id": n, "lat": 48.5, "lon": 9.0, "tags": {"man_made": "surveillance"}}
                for n in NUMBERS
            ],
        }
    ).encode(),
    "tfl": json.dumps([_place(n) for n in NUMBERS]).encode(),
    "json": json.dumps([{"name": f"Place {n}", "geo": {"lon": 2.0 + n, "lat": 48.5}} for n in NUMBERS]).encode(),
}
