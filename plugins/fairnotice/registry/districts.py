"""Districts from a file of areas: GeoJSON, GeoPackage, Shapefile, or what else GDAL reads.

A feature that cannot be a district is a value (:class:`RejectedDistrict`) with the reason; an outline that crosses
itself is mended where that changes nothing to speak of. Districts may lie in one another, as boroughs do in a city;
those that only overlap are taken and named, since a camera in both belongs to the smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from fairnotice.errors import RegistryError

MOST_BYTES = 1024**3
MOST_DISTRICTS = 50_000
MOST_CORNERS = 2_000_000
"""Of one district."""
_MOST_CHANGED = 0.01
"""Share of its area by which mending may change a district."""
_OVERLAP = 0.01
"""Share of the smaller district's area from which on it is said that two overlap."""
_NESTED = 0.99
_MOST_OVERLAPS = 20
_IDS = ("district_id", "id", "code", "ref", "gml_id")
_NAMES = ("name", "NAME", "Name", "label", "title")
_NAME_IN = re.compile(r"name[:_]([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class District:
    """An area of inspectors."""

    district_id: str
    name: str
    shape: shapely.MultiPolygon
    """In WGS 84 degrees, longitude first."""
    names: dict[str, str] = field(default_factory=dict)
    """In other languages, by BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class RejectedDistrict:
    """A feature that could not be taken, counted from 1, and why."""

    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class DistrictFile:
    """What a file of districts holds."""

    districts: tuple[District, ...]
    rejected: tuple[RejectedDistrict, ...]
    notes: tuple[str, ...]
    """What was mended, and which districts overlap."""


def read_districts(
    path: Path, *, id_field: str | None = None, name_field: str | None = None, layer: str | None = None
) -> DistrictFile:
    """Read districts.

    Args:
        path: A file, or a folder that is one (a geodatabase).
        id_field: The column with ids; None: ``district_id``, ``id``, ``code`` or ``ref``, else the name.
        name_field: The column with names; None: ``name`` and its likes, else the id.
        layer: Which layer of the file; None: its only one.

    Raises:
        RegistryError: The file as a whole cannot be read, or is too large.
    """
    if not path.exists():
        raise RegistryError(f"{path}: there is no such file")
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise RegistryError(f"{path}: more than {MOST_BYTES >> 20} MiB; simplify the outlines, or import it in parts")
    columns, shapes = _columns_and_shapes(path, layer)
    id_field = _column(columns, id_field, _IDS, "--id-field")
    name_field = _column(columns, name_field, _NAMES, "--name-field")
    if id_field is None and name_field is None:
        raise RegistryError(f"{path}: say with --id-field which column names the districts: {', '.join(columns)}")
    translated = {column: found[1] for column in columns if (found := _NAME_IN.fullmatch(column))}
    taken: dict[str, District] = {}
    rejected: list[RejectedDistrict] = []
    notes: list[str] = []
    for number, shape in enumerate(shapes):
        row: dict[str, str] = {column: _text(values[number]) for column, values in columns.items()}
        district_id = row.get(id_field or "", "") or row.get(name_field or "", "")
        name = row.get(name_field or "", "") or district_id
        why = _wrong_words(district_id, name, taken)
        made, said = (None, why) if why else _area(shape)
        if made is None:
            rejected.append(RejectedDistrict(number + 1, f"{district_id or 'without an id'}: {said}"))
            continue
        if said:
            notes.append(f"{district_id}: {said}")
        names = {tag.replace("_", "-"): row[column] for column, tag in translated.items() if row[column]}
        taken[district_id] = District(district_id, name, made, names)
    districts = tuple(taken.values())
    return DistrictFile(districts, tuple(rejected), (*notes, *overlaps(districts)))


def _columns_and_shapes(path: Path, layer: str | None) -> tuple[dict[str, Any], list[shapely.Geometry | None]]:
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if layer is None and len(layers) != 1:
            told = ", ".join(layers) or "none with shapes"
            raise RegistryError(f"{path}: choose one of its layers with --layer: {told}")
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
        if info["features"] > MOST_DISTRICTS:
            raise RegistryError(f"{path}: {info['features']} features; at most {MOST_DISTRICTS} districts are taken")
        if not info["crs"]:
            raise RegistryError(f"{path} does not say in which reference system its coordinates are")
        table = pyogrio.read_dataframe(path, layer=layer, force_2d=True)
        if table.crs is not None and not table.crs.equals("EPSG:4326"):
            table = table.to_crs("EPSG:4326")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError) as error:
        raise RegistryError(f"{path} cannot be read as areas: {str(error).splitlines()[0]}") from None
    shapes = list(table.geometry)
    return {str(name): list(table[name]) for name in table.columns if name != table.geometry.name}, shapes


def _column(columns: dict[str, Any], asked: str | None, usual: tuple[str, ...], option: str) -> str | None:
    if asked is not None and asked not in columns:
        raise RegistryError(f"{option}: there is no column {asked!r}; there are {', '.join(columns) or 'none'}")
    return asked or next((name for name in usual if name in columns), None)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _wrong_words(district_id: str, name: str, taken: dict[str, District]) -> str | None:
    if not district_id:
        return "a district needs an id"
    if district_id == "*" or len(district_id) > 200 or len(name) > 300 or "\x00" in district_id + name:
        return "an id has at most 200 characters and is not *, a name has at most 300"
    return "another feature before it has the same id" if district_id in taken else None


def _area(shape: shapely.Geometry | None) -> tuple[shapely.MultiPolygon | None, str | None]:
    """Return a shape as an area and what was mended of it, or None and why it is none."""
    if shape is None or shape.is_empty:
        return None, "it has no outline"
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None, f"a {shape.geom_type} is no area"
    if shapely.get_num_coordinates(shape) > MOST_CORNERS:
        return None, f"its outline has more than {MOST_CORNERS} corners; simplify it"
    minx, miny, maxx, maxy = shape.bounds
    if not (-180 <= minx <= maxx <= 180 and -90 <= miny <= maxy <= 90):
        return None, "it lies outside of the world in degrees; does the file name the right reference system?"
    said = None
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        mended = shapely.make_valid(shape, method="structure")
        parts = [part for part in shapely.get_parts(mended) if part.geom_type == "Polygon"]
        if not parts or abs(shapely.area(mended) - shape.area) > _MOST_CHANGED * max(shapely.area(mended), 1e-12):
            return None, f"its outline is not valid and cannot be mended without changing it: {why}"
        shape, said = shapely.MultiPolygon(parts), f"its outline was mended: {why}"
    if shape.area == 0:
        return None, "its outline encloses nothing"
    return (shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])), said


def overlaps(districts: tuple[District, ...]) -> Iterator[str]:
    """Yield a sentence for each two districts that overlap without one lying in the other; at most a few."""
    shapes = np.array([each.shape for each in districts], dtype=object)
    found = 0
    for one, other in shapely.STRtree(shapes).query(shapes, predicate="overlaps").T:
        if one >= other:
            continue
        smaller = min(shapes[one].area, shapes[other].area)
        share = shapely.area(shapely.intersection(shapes[one], shapes[other])) / smaller
        if not _OVERLAP <= share < _NESTED:
            continue
        found += 1
        if found > _MOST_OVERLAPS:
            yield "more districts overlap"
            return
        pair = f"{districts[one].district_id} and {districts[other].district_id}"
        yield f"{pair} overlap by {share:.0%} of the smaller, to which cameras there belong"
