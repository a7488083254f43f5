from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import geopandas
import httpx
import pyarrow.parquet
import pyogrio
import pytest

from fairnotice.web import exports
from web import kestrel

FAILING = {"kestrel:north/gate 1", "kestrel:2", "kestrel:3"}


def exported(client: httpx.Client, ending: str, **asked: Any) -> httpx.Response:
    answer = client.get(f"/api/export.{ending}", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith(f'.{ending}"')
    return answer


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson", "csv"])
def test_a_file_holds_the_cameras_that_were_selected(client: httpx.Client, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"export.{ending}"
    path.write_bytes(exported(client, ending, verdict="fail", layer="cameras").content)

    read = geopandas.read_parquet(path) if ending == "parquet" else geopandas.read_file(path)
    assert set(read["camera_id"]) == FAILING


def test_a_geopackage_holds_what_was_found_and_seen_of_them(client: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "export.gpkg"
    path.write_bytes(exported(client, "gpkg", operator="hostile").content)

    assert {name for name, _ in pyogrio.list_layers(path)} == {"cameras", "findings", "observations"}
    assert set(geopandas.read_file(path, layer="findings")["camera_id"]) == {"kestrel:3", "kestrel:5", "kestrel:11"}


def test_geoparquet_tells_readers_where_rows_are(client: httpx.Client) -> None:
    content = exported(client, "parquet").content
    south = kestrel.place(0, -100)[1]

    near = geopandas.read_parquet(io.BytesIO(content), bbox=(-39, 31, -37, south))
    assert {"kestrel:6", "kestrel:7", "kestrel:8"} == set(near["camera_id"])
    assert "bbox" in pyarrow.parquet.read_schema(io.BytesIO(content)).names


def test_a_csv_runs_nothing_and_begins_as_it_was_asked(client: httpx.Client) -> None:
    with_mark = exported(client, "csv").content
    without = exported(client, "csv", bom="false").content

    assert with_mark == b"\xef\xbb\xbf" + without
    assert not any(line.startswith((b"=", b"+", b"@")) for line in without.splitlines())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_a_pdf_and_who_read_its_pictures_is_written_down(
    client: httpx.Client, kestrel_bay: Any, language: str
) -> None:
    import psycopg

    content = exported(client, "pdf", language=language).content

    assert content.startswith(b"%PDF-")
    assert len(content) > 30_000
    with psycopg.connect(kestrel_bay.url) as connection:
        (row,) = connection.execute(
            "SELECT ids FROM fairnotice.view_log WHERE what = 'report' ORDER BY view_id DESC LIMIT 1"
        ).fetchall()
    assert row[0] == [kestrel_bay.evidence["picture"]]


def test_nothing_of_an_export_stays_behind(
    client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairnotice.web.selections.MEMORY", tmp_path)
    exported(client, "gpkg")

    assert list(tmp_path.iterdir()) == []


def test_too_much_at_once_is_refused_with_what_to_do(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_CAMERAS", 5)
    answer = client.get("/api/export.csv")

    assert answer.status_code == 413
    assert "narrow the selection" in answer.json()["reason"]
    assert client.get("/api/export.csv?verdict=fail").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("export.xls", 400, "ending"),
        ("export.csv?operator=nobody", 404, "nothing to write"),
        ("export.csv?layer=secrets", 400, "layer"),
        ("export.pdf?language=xx", 400, "language"),
        ("export.csv?nonsense=1", 400, "nonsense"),
    ],
)
def test_what_cannot_be_written_is_said(client: httpx.Client, path: str, status: int, says: str) -> None:
    answer = client.get(f"/api/{path}")

    assert answer.status_code == status, answer.text
    assert says in answer.json()["reason"]
