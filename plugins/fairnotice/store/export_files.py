"""Files that other programs read: GeoPackage, GeoJSON, GeoParquet and CSV, a batch of rows at a time.

GeoPackage is written by GDAL through pyogrio, geopandas' own way to files, and GeoParquet by pyarrow.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet
import pyogrio

from fairnotice.errors import StoreError
from fairnotice.store.database import Connection
from fairnotice.store.export import SCHEMAS, Exported, Layer, batches
from fairnotice.store.replacing import require_replaceable
from fairnotice.store.spreadsheets import cell

Batches = Iterator[pa.RecordBatch]
Writer = Callable[[Path, Layer, Batches], int]
_CRS = "EPSG:4326"
_GEO = {"version": "1.1.0", "primary_column": "geometry"}
"""GeoParquet's file metadata, specification 1.1.0 (geoparquet.org); without a CRS it is OGC:CRS84, which is lon/lat."""
_BOX = pa.struct([(edge, pa.float64()) for edge in ("xmin", "ymin", "xmax", "ymax")])
_COVERING = {"bbox": {edge: ["bbox", edge] for edge in ("xmin", "ymin", "xmax", "ymax")}}
"""Where readers find each row's box, by whose statistics they leave whole groups of rows unread."""


def export(
    connection: Connection,
    what: Exported,
    path: Path,
    layers: Sequence[Layer] = (),
    progress: Callable[[Layer, int], None] = lambda layer, rows: None,
) -> dict[Layer, int]:
    """Write an audit to a file; what stood there before is replaced only when all is written.

    Args:
        connection: An open transaction; `one_moment` makes all layers of one state.
        what: Scope or audit.
        path: File to write; its ending chooses the format.
        layers: Which layers; none: what the format usually holds. Only a GeoPackage holds more than one.
        progress: Is told of each batch: its layer, and how many rows of that were read so far.

    Returns:
        How many rows of each layer were written.

    Raises:
        StoreError: The ending names no format, the format holds one layer only, or there is no camera.
    """
    if path.suffix not in _FORMATS:
        raise StoreError(f"{path.name}: end the name in one of {', '.join(_FORMATS)}")
    usual, write = _FORMATS[path.suffix]
    wanted = layers or usual
    if len(wanted) > 1 and path.suffix != ".gpkg":
        raise StoreError(f"{path.name}: a {path.suffix} file holds one layer; choose one of {', '.join(SCHEMAS)}")
    require_replaceable(path)
    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    partial.unlink(missing_ok=True)
    try:
        written = {
            layer: write(partial, layer, _told(batches(connection, layer, what), layer, progress)) for layer in wanted
        }
        if not any(written.values()):
            raise StoreError(f"nothing of scope {what.scope!r} to write: was it imported and audited?")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return written


def _told(found: Batches, layer: Layer, progress: Callable[[Layer, int], None]) -> Batches:
    count = 0
    for batch in found:
        count += batch.num_rows
        progress(layer, count)
        yield batch


def _with_geometry(layer: Layer) -> pa.Schema:
    return SCHEMAS[layer].append(pa.field("geometry", pa.binary()))


def _geopackage(path: Path, layer: Layer, found: Batches) -> int:
    count = 0

    def counted() -> Batches:
        nonlocal count
        for batch in found:
            count += batch.num_rows
            yield batch

    # GDAL asks for one batch after the other, and indexes the places at the end.
    reader = pa.RecordBatchReader.from_batches(_with_geometry(layer), counted())
    pyogrio.write_arrow(
        reader, path, driver="GPKG", layer=layer, geometry_name="geometry", geometry_type="Point", crs=_CRS
    )
    return count


def _geoparquet(path: Path, layer: Layer, found: Batches) -> int:
    count = 0
    column = {"encoding": "WKB", "geometry_types": ["Point"], "covering": _COVERING}
    plain = _with_geometry(layer)
    schema = plain.append(pa.field("bbox", _BOX, nullable=False))
    schema = schema.with_metadata({"geo": json.dumps({**_GEO, "columns": {"geometry": column}})})
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in found:
            east, north = batch.column("lon"), batch.column("lat")
            box = pa.StructArray.from_arrays([east, north, east, north], fields=list(_BOX))
            writer.write_batch(pa.RecordBatch.from_arrays([*batch.cast(plain).columns, box], schema=schema))
            count += batch.num_rows
    return count


def _geojson(path: Path, _: Layer, found: Batches) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for batch in found:
            table = pa.Table.from_batches([batch.drop_columns(["geometry"])])
            frame = table.to_pandas(date_as_object=True)
            points = geopandas.GeoSeries.from_wkb(batch.column("geometry").to_pandas(), crs=_CRS)
            for feature in geopandas.GeoDataFrame(frame.astype(object), geometry=points).iterfeatures(na="null"):
                file.write(",\n" if count else "\n")
                json.dump(feature, file, ensure_ascii=False, default=str)
                count += 1
        file.write("\n]}\n")
    return count


def _csv(path: Path, layer: Layer, found: Batches) -> int:
    count = 0
    # With the mark of UTF-8, by which spreadsheets tell it from older encodings.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SCHEMAS[layer].names)
        for batch in found:
            for row in batch.drop_columns(["geometry"]).to_pylist():
                writer.writerow([cell(value) for value in row.values()])
            count += batch.num_rows
    return count


_FORMATS: dict[str, tuple[tuple[Layer, ...], Writer]] = {
    ".gpkg": (("cameras", "findings", "observations"), _geopackage),
    ".geojson": (("cameras",), _geojson),
    ".parquet": (("findings",), _geoparquet),
    ".csv": (("findings",), _csv),
}
FORMATS = tuple(_FORMATS)
