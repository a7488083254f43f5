"""The formats of registries, and which one a file is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from fairnotice.errors import RegistryError
from fairnotice.registry import geojson, mapped, masking, osm, plain_json, tfl
from fairnotice.registry.csv_rows import CsvRows
from fairnotice.registry.encoding import open_binary, open_text
from fairnotice.registry.feed import SourceRow
from fairnotice.registry.headings import recognised
from fairnotice.registry.json_rows import JsonRows

ROWS_LOOKED_AT = 1000
"""Rows at the start of a JSON file among which one must be readable for its format to be told."""

_NOT_REGISTRIES = (
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV"),
    (b"%PDF", "a PDF; ask for the registry as CSV or GeoJSON"),
    (b"SQLite format 3", "a database (GeoPackage?); export it as GeoJSON"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"),
    (b"<", "a web page or XML; check the address that it came from, or ask for JSON"),
)

CameraFields = Callable[[Mapping[str, Any]], mapped.Mapped | None]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how a row becomes fields, and how a file says that it is not all."""

    name: str
    camera_fields: CameraFields
    incomplete_because: Callable[[Mapping[str, Any]], str]


def _nothing(_: Mapping[str, Any]) -> str:
    return ""


FORMATS = {
    form.name: form
    for form in (
        Format("csv", mapped.by_headings, _nothing),
        Format("osm", osm.camera_fields, osm.incomplete_because),
        Format("tfl", tfl.camera_fields, geojson.incomplete_because),
        Format("geojson", geojson.camera_fields, geojson.incomplete_because),
        Format("json", plain_json.camera_fields, plain_json.incomplete_because),
    )
}


@dataclass(slots=True)
class Opened:
    """A registry whose format is known and whose rows can be read once."""

    format: Format
    _reader: CsvRows | JsonRows
    _rows: Iterator[SourceRow]
    warnings: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[SourceRow]:
        """Yield all rows, then check what the file says of itself.

        Raises:
            RegistryError: if the file says that its coordinates are not WGS 84.
        """
        yield from self._rows
        if isinstance(self._reader, JsonRows):
            geojson.check_header(self._reader.header)

    def incomplete_because(self) -> str:
        """Return why the rows are not all of the registry, or nothing; final behind the last row."""
        if self._reader.incomplete or isinstance(self._reader, CsvRows):
            return self._reader.incomplete
        return self.format.incomplete_because(self._reader.header)


def open_registry(data: bytes | Path, name: str | None, encoding: str) -> Opened:
    """Open a registry.

    Args:
        data: content or path.
        name: of the format, or None to tell it from the content.
        encoding: Python name of the encoding.

    Raises:
        RegistryError: if it is no registry, or in no format that is known.
    """
    if name is not None and name not in FORMATS:
        raise RegistryError(f"registry: format {masking.shown(name)} is not known; use one of: {', '.join(FORMATS)}")
    with open_binary(data) as stream:
        head = stream.read(64)
    for magic, what in _NOT_REGISTRIES:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise RegistryError(f"registry: the file is {what}")
    text = open_text(data, encoding)
    start = text.read(4096).lstrip("\ufeff\x1e \t\r\n")
    if not start:
        raise RegistryError("registry: the file is empty; check the download")
    text = open_text(data, encoding)
    if name == "csv" or (name is None and not start.startswith(("{", "["))):
        csv = CsvRows(text)
        used = recognised(csv.headings)
        unused = [heading for heading in csv.headings if heading not in used]
        shown = ", ".join(masking.shown(heading) for heading in unused[:20])
        return Opened(FORMATS["csv"], csv, iter(csv), [f"columns not used: {shown}"] if unused else [])
    reader = JsonRows(text)
    rows = iter(reader)
    looked_at: list[SourceRow] = []
    for row in islice(rows, ROWS_LOOKED_AT):
        looked_at.append(row)
        if row.fields is not None:
            break
    form = FORMATS[name] if name else _told(reader.header, looked_at)
    return Opened(form, reader, chain(looked_at, rows))


def _told(header: Mapping[str, Any], rows: list[SourceRow]) -> Format:
    """Tell the format of JSON by its first readable row."""
    row = next((row.fields for row in rows if row.fields is not None), {})
    if osm.looks_like(header, row):
        return FORMATS["osm"]
    if tfl.looks_like(row):
        return FORMATS["tfl"]
    if geojson.looks_like(header, row):
        return FORMATS["geojson"]
    if row and not plain_json.looks_like(row):
        keys = ", ".join(masking.shown(key) for key in list(row)[:20])
        raise RegistryError(
            f"registry: no place found in the first object, which has {keys}; name its coordinates latitude and "
            "longitude, or say what the file is with --format"
        )
    return FORMATS["json"]
