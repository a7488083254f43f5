from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fairnotice.domain import AccessBasis
from fairnotice.errors import RegistryError
from fairnotice.registry import json_rows, read
from fairnotice.registry.jurisdiction import Jurisdictions
from fairnotice.registry.read import read_registry

HEADER = "source_id,name,latitude,longitude,azimuth,operator,operator_email,frame_url,jurisdiction\n"
Broken = Callable[[int], bytes]


def good(number: int) -> bytes:
    lat, lon = 48.7 + number % 100 / 1000, 9.1 + number // 100 / 1000
    line = f"c{number},Königstraße {number},{lat:.4f},{lon:.4f},{number % 360},Stadt,cctv@stadt.example"
    return f"{line},https://pictures.example/{number}.jpg,DE\n".encode()


BROKEN: dict[str, Broken] = {
    "look swapped": lambda n: f"c{n},Tor,9.1,48.75,0,,,,\n".encode(),
    "declared, but": lambda n: f"c{n},Tor,2.1,41.4,0,,,,DE\n".encode(),
    "a quote is not closed": lambda n: f'c{n},"Tor,48.75,9.1,0,,,,DE\n'.encode(),
    "has 4 cells": lambda n: f"c{n},Tor,48.75,9.1\n".encode(),
    "not in the file's encoding": lambda n: f"c{n},Königstraße,48.75,9.1,0,,,,DE\n".encode("cp1252"),
    "latitude: missing": lambda n: f"c{n},Tor,,9.1,0,,,,DE\n".encode(),
    "'north of the gate' is not a number": lambda n: f"c{n},Tor,north of the gate,9.1,0,,,,DE\n".encode(),
    "'NaN' is not a finite number": lambda n: f"c{n},Tor,NaN,9.1,0,,,,DE\n".encode(),
    "azimuth: '900'": lambda n: f"c{n},Tor,48.75,9.1,900,,,,DE\n".encode(),
    "0, 0 is no place": lambda n: f"c{n},Tor,0,0,0,,,,DE\n".encode(),
    "value not shown": lambda n: f"c{n},Tor,48.75,9.1,0,,,rtsp://root:hunter2@10.0.0.1/,DE\n".encode(),
    "already the different camera": lambda n: f"c{n - 1},Tor,48.75,9.1,0,,,,DE\n".encode(),
}


def test_one_percent_of_broken_rows_costs_one_percent(tmp_path: Path) -> None:
    kinds = [kind for kind in BROKEN if kind != "declared, but"]
    rows = [
        BROKEN[kinds[number // 100 % len(kinds)]](number) if number % 100 == 50 else good(number)
        for number in range(10_000)
    ]
    path = tmp_path / "registry.csv"
    path.write_bytes(HEADER.encode() + b"".join(rows))
    feed = read_registry(path, source="city")
    assert len(feed.cameras) == 9_900
    assert [row.line for row in feed.rejected] == [number + 2 for number in range(10_000) if number % 100 == 50]
    for row in feed.rejected:
        kind = kinds[(row.line - 2) // 100 % len(kinds)]
        assert kind in row.reason, row
    assert feed.complete
    assert feed.encoding == "utf-8"
    assert "hunter2" not in repr(feed.rejected)
    assert feed.cameras[49].name == "Königstraße 49"


def test_one_percent_of_broken_features_costs_one_percent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "_CHUNK", 5000)
    features = []
    for number in range(1000):
        point = {"type": "Point", "coordinates": [9.1 + number / 1000, 48.7]}
        text = json.dumps({"type": "Feature", "properties": {"source_id": f"c{number}"}, "geometry": point})
        if number % 100 == 50:
            text = [
                text[:-1],
                text.replace("48.7", "48..7"),
                text.replace('"Point"', "Point"),
                text.replace(": {", ": }"),
            ][number // 100 % 4]
        features.append(text)
    data = f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'.encode()
    feed = read_registry(data, source="city")
    assert len(feed.cameras) == 990
    assert [row.index for row in feed.rejected] == [number + 1 for number in range(50, 1000, 100)]
    assert feed.complete


@pytest.mark.parametrize("kind", [kind for kind in BROKEN if kind != "declared, but"])
def test_a_broken_row_is_kept_with_line_and_reason(kind: str) -> None:
    data = HEADER.encode() + b"".join([good(1), good(2), BROKEN[kind](3), good(4)])
    feed = read_registry(data, source="city")
    assert [camera.source_id for camera in feed.cameras] == ["c1", "c2", "c4"]
    (row,) = feed.rejected
    assert (row.index, row.line) == (3, 4)
    assert kind in row.reason
    assert row.raw
    assert "row 3 (line 4)" in feed.summary()


def test_a_disagreement_about_the_jurisdiction_is_shown_and_the_row_kept() -> None:
    feed = read_registry(HEADER.encode() + good(1) + BROKEN["declared, but"](2), source="city")
    assert [camera.jurisdiction for camera in feed.cameras] == ["DE", "ES"] or len(feed.cameras) == 2
    assert feed.cameras[1].jurisdiction_declared == "DE"
    (text,) = feed.disagreements
    assert text.startswith("city:c2: declared DE, but")
    assert text in feed.summary()


def test_exact_duplicates_are_merged_and_counted() -> None:
    feed = read_registry(HEADER.encode() + good(1) + good(2) + good(1), source="city")
    assert len(feed.cameras) == 2
    assert (feed.merged_duplicates, feed.rejected) == (1, ())


def test_rejected_rows_keep_the_id_that_they_have() -> None:
    feed = read_registry(
        HEADER.encode() + good(1) + BROKEN["azimuth: '900'"](2) + BROKEN["has 4 cells"](3), source="city"
    )
    assert [row.source_id for row in feed.rejected] == ["c2", None]


def test_a_number_that_repeats_is_no_id() -> None:
    rows = [f"{n % 5},{48.7 + n / 1000},9.1\n" for n in range(20)]
    feed = read_registry(("cam_number,lat,lon\n" + "".join(rows)).encode(), source="city")
    assert len({camera.camera_id for camera in feed.cameras}) == 20
    assert feed.derived_ids == 20
    assert any("cam_number repeats" in warning for warning in feed.warnings)


def test_our_own_source_id_is_always_an_id() -> None:
    rows = [f"{n % 5},{48.7 + n / 1000},9.1\n" for n in range(20)]
    feed = read_registry(("source_id,latitude,longitude\n" + "".join(rows)).encode(), source="city")
    assert (len(feed.cameras), len(feed.rejected)) == (5, 15)


def test_strangers_words_are_left_out_where_ours_reject() -> None:
    theirs = read_registry(b"id,lat,lon,direction\n1,48.7,9.1,northbound\n", source="city")
    assert [camera.azimuth for camera in theirs.cameras] == [None]
    assert theirs.warnings == ("1 values of azimuth could not be used and were left out",)
    ours = read_registry(b"id,lat,lon,azimuth\n1,48.7,9.1,northbound\n", source="city")
    assert ours.cameras == ()


def test_columns_that_are_not_used_are_named() -> None:
    feed = read_registry(b"id,lat,lon,colour\n1,48.7,9.1,blue\n", source="city")
    assert feed.warnings == ("columns not used: 'colour'",)


def test_operators_described_differently_are_named() -> None:
    rows = b"1,48.7,9.1,u1,a@b.example\n2,48.7,9.2,u1,c@d.example\n"
    feed = read_registry(b"id,lat,lon,operator_id,operator_email\n" + rows, source="city")
    assert any("'city/u1'" in warning for warning in feed.warnings)


def test_access_is_granted_by_the_importer_or_the_authoritys_own_file() -> None:
    url = b"https://pictures.example/1.jpg"
    data = b"source_id,latitude,longitude,frame_url,access_granted_by\n1,48.7,9.1,%s,\n2,48.8,9.1,%s,City\n" % (
        url,
        url,
    )

    def granted(**options: object) -> list[str | None]:
        feed = read_registry(data, source="city", **options)  # type: ignore[arg-type]
        bases = [camera.frame_source and camera.frame_source.access_basis for camera in feed.cameras]
        return [basis.granted_by if basis else None for basis in bases]

    assert granted() == [None, "City"]
    assert granted(trust_grants=False) == [None, None]
    assert granted(trust_grants=False, access_basis=AccessBasis("Region")) == ["Region", "Region"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_files_are_read_in_the_encodings_that_offices_use(encoding: str, newline: str, tmp_path: Path) -> None:
    name = "南京路步行街" if encoding == "gb18030" else "Königstraße – Süd"
    path = tmp_path / "registry.csv"
    path.write_bytes(newline.join(["id;name;lat;lon", f"1;{name};48,7;9,1", ""]).encode(encoding))
    (camera,) = read_registry(path, source="city").cameras
    assert (camera.name, camera.point.lat) == (name, 48.7)


def test_a_stated_encoding_overrides_the_guess() -> None:
    data = "id,name,lat,lon\n1,Улица Мира,55.7,37.6\n".encode("cp1251")
    (camera,) = read_registry(data, source="city", encoding="cp1251").cameras
    assert camera.name == "Улица Мира"
    with pytest.raises(RegistryError, match="give its encoding"):
        read_registry(data, source="city", encoding="klingon")


def test_the_summary_counts_what_a_person_must_know() -> None:
    feature = b'{"type":"Feature","geometry":{"type":"Point","coordinates":[9.1,48.7]}}'
    data = b'{"type":"FeatureCollection","features":[' + feature + b",{"
    text = read_registry(data, source="city").summary()
    assert "city: 1 cameras from geojson" in text
    assert "INCOMPLETE: line 1" in text
    assert "1 cameras have no id in the registry" in text


@pytest.mark.parametrize("source", ["", "City", "a:b", "a/b", "x" * 64, "ä"])
def test_a_source_is_a_short_plain_name(source: str) -> None:
    with pytest.raises(RegistryError, match="is not usable"):
        read_registry(b"lat,lon\n1,2\n", source=source)


def test_a_missing_file_is_a_registry_error(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="check the path"):
        read_registry(tmp_path / "absent.csv", source="city")
    with pytest.raises(RegistryError, match="check the path"):
        read_registry(tmp_path, source="city")


def test_a_feed_of_rubbish_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_RAW_KEPT", 5)
    feed = read_registry(b"lat,lon\n" + b"x,y\n" * 20, source="city")
    assert [bool(row.raw) for row in feed.rejected] == [True] * 5 + [False] * 15
    assert all(row.reason for row in feed.rejected)


def test_areas_of_ones_own_decide(tmp_path: Path) -> None:
    area = {
        "type": "Feature",
        "properties": {"code": "XA", "name": "Island"},
        "geometry": {"type": "Polygon", "coordinates": [[[9, 48], [10, 48], [10, 49], [9, 49], [9, 48]]]},
    }
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    feed = read_registry(b"lat,lon\n48.7,9.1\n", source="city", jurisdictions=Jurisdictions.load(path))
    assert [camera.jurisdiction for camera in feed.cameras] == ["XA"]
