from __future__ import annotations

import json
from typing import Any

import pytest

from fairnotice.domain import Camera, OperatorKind, Point, SiteClass
from fairnotice.errors import RegistryError
from fairnotice.registry.feed import RegistryFeed
from fairnotice.registry.read import read_registry


def read(content: object, **options: Any) -> RegistryFeed:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return read_registry(data, source="feed", **options)


def only(feed: RegistryFeed) -> Camera:
    assert feed.rejected == ()
    (camera,) = feed.cameras
    return camera


def feature(properties: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [9.18, 48.78]}
    return {"type": "Feature", "geometry": geometry, "properties": properties or {}} | members


def node(tags: dict[str, str] | None = None, **members: Any) -> dict[str, Any]:
    tags = {"man_made": "surveillance", **(tags or {})}
    return {"type": "node", "id": 5, "lat": 48.78, "lon": 9.18, "tags": tags} | members


# --- GeoJSON --------------------------------------------------------------------------------------


def test_geojson_takes_our_own_fields_as_json() -> None:
    properties = {"name": "Gate", "analytics": [], "notice_positions": [[0.1, 0.1, 0.2, 0.3]], "retention_days": 3}
    feed = read({"type": "FeatureCollection", "features": [feature(properties, id=7)]})
    camera = only(feed)
    assert feed.format == "geojson"
    assert (camera.source_id, camera.point, camera.name) == ("7", Point(9.18, 48.78), "Gate")
    assert (camera.analytics, camera.retention_days, len(camera.notice_positions)) == ((), 3, 1)


def test_geojson_without_properties_is_a_list_of_places() -> None:
    feed = read({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": feature()["geometry"]}]})
    assert only(feed).source_id.startswith("at-")
    assert feed.derived_ids == 1


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (None, "geometry: missing"),
        ({"type": "LineString", "coordinates": [[9, 48], [9, 49]]}, "'LineString' with no single position"),
        ({"type": "MultiPoint", "coordinates": [[9, 48], [9, 49]]}, "'MultiPoint' with no single position"),
        ({"type": "Point", "coordinates": [9]}, "no single position"),
        ({"type": "Point", "coordinates": ["x", 48]}, "longitude: 'x' is not a number"),
        ({"type": "Point", "coordinates": [48.78, 99.18]}, "latitude and longitude look swapped"),
        ({"type": ["Point"], "coordinates": {}}, "no single position"),
    ],
)
def test_geojson_features_without_one_point_are_rejected(geometry: object, says: str) -> None:
    feed = read({"type": "FeatureCollection", "features": [feature(geometry=geometry), feature()]})
    assert len(feed.cameras) == 1
    assert says in feed.rejected[0].reason


def test_other_coordinate_systems_are_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    with pytest.raises(RegistryError, match="convert it to WGS 84"):
        read({"type": "FeatureCollection", "features": [feature()], "crs": crs})
    crs["properties"] = {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}
    assert read({"type": "FeatureCollection", "features": [feature()], "crs": crs}).cameras


@pytest.mark.parametrize(
    ("member", "complete"),
    [
        ({"exceededTransferLimit": True}, False),
        ({"properties": {"exceededTransferLimit": True}}, False),
        ({"links": [{"rel": "self"}, {"rel": "next"}]}, False),
        ({"numberMatched": 5, "numberReturned": 1}, False),
        ({"links": [{"rel": "self"}], "numberMatched": 1, "numberReturned": 1}, True),
    ],
)
def test_a_collection_may_say_itself_that_it_is_partial(member: dict[str, Any], complete: bool) -> None:
    feed = read({"type": "FeatureCollection", "features": [feature()], **member})
    assert feed.complete is complete
    assert bool(feed.incomplete_because) is not complete


# --- OpenStreetMap --------------------------------------------------------------------------------


def test_osm_tags_become_fields() -> None:
    tags = {
        "surveillance": "public",
        "surveillance:type": "camera",
        "surveillance:zone": "parking",
        "camera:type": "fixed",
        "camera:direction": "NE",
        "camera:angle": "15",
        "operator": "City",
        "operator:type": "public",
        "start_date": "2020-05-01",
        "contact:email": "cctv@city.example",
        "ref": "C-1",
    }
    feed = read({"osm3s": {}, "elements": [node(tags)]})
    camera = only(feed)
    assert feed.format == "osm"
    assert (camera.camera_id, camera.name, camera.azimuth) == ("feed:node/5", "C-1", 45.0)
    assert camera.field_of_view is None, "camera:angle is the inclination"
    assert camera.site_class is SiteClass.PARKING
    assert camera.in_service_since is not None
    assert camera.operator is not None
    assert (camera.operator.name, camera.operator.kind) == ("City", OperatorKind.PUBLIC)
    assert [contact.address for contact in camera.operator.contacts] == ["cctv@city.example"]


@pytest.mark.parametrize(
    ("direction", "azimuth", "sector"),
    [
        ("90", 90, None), ("90-270", 180, 180), ("270-90", 0, 180), ("W-E", 0, 180), ("0-360", None, 360),
        ("forward", None, None), ("90;270", None, None), ("400", None, None),
    ],
)  # fmt: skip
def test_osm_directions(direction: str, azimuth: float | None, sector: float | None) -> None:
    feed = read({"osm3s": {}, "elements": [node({"direction": direction})]})
    camera = only(feed)
    assert (camera.azimuth, camera.field_of_view) == (azimuth, sector)
    assert bool(feed.warnings) is (azimuth is None and sector is None)


def test_osm_ways_stand_at_their_centre_and_other_elements_are_passed_over() -> None:
    way = {"type": "way", "id": 6, "center": {"lat": 48.7, "lon": 9.1}, "tags": {"man_made": "surveillance"}}
    corner = {"type": "node", "id": 8, "lat": 48.7, "lon": 9.1}
    guard = node({"surveillance:type": "guard"}, id=9)
    feed = read({"osm3s": {}, "elements": [way, corner, guard]})
    assert only(feed).camera_id == "feed:way/6"
    assert feed.passed_over == 2
    placeless = read({"osm3s": {}, "elements": [{**way, "center": None}]})
    assert "out center" in placeless.rejected[0].reason


def test_osm_words_that_do_not_fit_are_left_out_and_counted() -> None:
    tags = {"start_date": "C19", "contact:email": "none", "surveillance:zone": "town", "contact:webcam": "see website"}
    feed = read({"osm3s": {}, "elements": [node(tags), node({"start_date": "2019"}, id=6)]})
    assert len(feed.cameras) == 2
    assert feed.cameras[0].site_class is SiteClass.UNKNOWN
    assert "2 values of in_service_since could not be used and were left out" in feed.warnings


def test_osm_password_in_an_address_still_rejects() -> None:
    feed = read({"osm3s": {}, "elements": [node({"contact:webcam": "http://admin:hunter2@cam.example/"})]})
    assert feed.cameras == ()
    assert "hunter2" not in repr(feed)


def test_osm_answers_say_when_they_were_cut_short() -> None:
    feed = read({"osm3s": {}, "elements": [node()], "remark": "runtime error: Query timed out"})
    assert not feed.complete
    assert "Query timed out" in feed.incomplete_because


# --- TfL ------------------------------------------------------------------------------------------


def place(number: str, **members: Any) -> dict[str, Any]:
    values = {"available": "true", "imageUrl": f"https://pictures.example/{number}.jpg", "view": "South"}
    properties = [{"$type": "Tfl", "category": "payload", "key": key, "value": value} for key, value in values.items()]
    common = {"$type": "Tfl", "id": f"JamCams_{number}", "commonName": "A1 / B2", "placeType": "JamCam"}
    return {**common, "additionalProperties": properties, "lat": 51.5, "lon": -0.1} | members


def test_tfl_places_and_files_made_from_them_give_the_same_id() -> None:
    properties = {"available": "true", "imageUrl": "https://pictures.example/00001.01.jpg", "view": "A1\\/B2"}
    from_file = only(read({"type": "FeatureCollection", "features": [feature(properties)]}))
    feed = read([place("00001.01")])
    from_api = only(feed)
    assert feed.format == "tfl"
    assert from_api.camera_id == from_file.camera_id == "feed:00001.01"
    assert (from_file.name, from_api.name) == ("A1/B2", "A1 / B2 - South")
    assert from_api.site_class is SiteClass.ROAD_TRAFFIC
    assert from_api.operator is None
    assert from_api.frame_source is not None
    assert from_api.frame_source.access_basis is None, "the feed does not authorise an audit"


def test_a_broken_tfl_place_costs_only_itself() -> None:
    texts = [json.dumps(place(f"{number}")) for number in range(4)]
    texts[1] = texts[1].replace('"key": "imageUrl"', '"key": imageUrl')
    feed = read(f"[{','.join(texts)}]".encode())
    assert [camera.source_id for camera in feed.cameras] == ["0", "2", "3"]
    assert [row.index for row in feed.rejected] == [2]


# --- other JSON -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {"adresse": "Place Haute", "geo_point_2d": {"lon": 2.23, "lat": 48.83}},
        {"adresse": "Place Haute", "geo_point_2d": "48.83, 2.23"},
        {"title": "Place Haute", "position": {"coords": {"latitude": "48,83", "longitude": "2,23"}}},
        {"name": "Place Haute", "shape": {"type": "Point", "coordinates": [2.23, 48.83]}},
        {"label": "Place Haute", "wkt": "POINT (2.23 48.83)"},
        {"Label": "Place Haute", "X": 2.23, "Y": 48.83},
    ],
)
def test_places_are_found_where_lists_put_them(row: dict[str, Any]) -> None:
    for content in ([row], {"results": [row]}):
        feed = read(content)
        camera = only(feed)
        assert feed.format == "json"
        assert (camera.point, camera.name) == (Point(2.23, 48.83), "Place Haute")


def test_the_name_of_a_nested_object_is_not_the_cameras() -> None:
    camera = only(
        read([{"lat": 48.8, "lon": 2.2, "town": {"name": "Meudon", "id": 92}, "operator": {"name": "Ville"}}])
    )
    assert camera.name == ""
    assert camera.operator is not None
    assert camera.operator.name == "Ville"


def test_one_page_of_several_is_incomplete() -> None:
    feed = read({"results": [{"lat": 48.8, "lon": 2.2}], "next": "https://feed.example/?page=2"})
    assert not feed.complete


def test_json_without_places_is_refused_with_its_keys() -> None:
    with pytest.raises(RegistryError, match="'error', 'code'"):
        read({"error": "rate limited", "code": 429})


# --- which format ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<!doctype html><html>", "web page"),
        (b"\n  <osm version='0.6'>", "web page or XML"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04....", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"id,name\n1,Gate\n", "no columns for latitude and longitude"),
    ],
)
def test_what_is_no_registry_is_refused_with_the_remedy(data: bytes, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        read(data)


def test_a_stated_format_overrides_the_content() -> None:
    assert read([place("1")], format="json").format == "json"
    with pytest.raises(RegistryError, match="use one of: csv, osm"):
        read([place("1")], format="shapefile")
