"""A selection of the map as a file: which cameras it is, and the file itself, made in memory."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import shapely

from fairnotice.errors import ConfigurationError, StoreError
from fairnotice.pipeline import report
from fairnotice.store.export import Exported, Layer
from fairnotice.store.export_files import export
from fairnotice.web.counting import looked_up
from fairnotice.web.filters import Filters, Selection
from fairnotice.web.reader import Connection, queries, rows

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory: nothing of an export touches a disk
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


class Storage(Protocol):
    """What is asked of an evidence storage here."""

    def read(self, sha256: str) -> bytes:
        """Return the content of ``sha256``, or raise ``StoreError``."""


def cameras_of(connection: Connection, selection: Selection, most: int | None) -> tuple[str, ...]:
    """Return ids of the cameras selected, one more than ``most`` where they are more; None: all."""
    asked = selection.filter(**looked_up(connection, selection))
    found = rows(queries("exports").cameras_selected(connection, filter=asked, most=most and most + 1))
    return tuple(row["camera_id"] for row in found)


def exported(cameras: Sequence[str], selection: Selection, today: dt.date, window_days: int) -> Exported:
    """Return cameras as an export takes them, as they stand or as they stood on the selection's day."""
    until = selection.on or today
    return Exported("", selection.on, {}, until - dt.timedelta(days=window_days), until, tuple(cameras))


def in_words(filters: Filters) -> dict[str, str]:
    """Write the filters that are set, by name."""
    asked = filters.model_dump(mode="json", exclude_defaults=True)
    return {
        name.replace("_", " "): ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in asked.items()
    }


def pictures_of(storage: Storage) -> Callable[[str], bytes | None]:
    """Return what reads a redacted picture by its hash; None where it is no picture, or no longer kept."""

    def picture(sha256: str) -> bytes | None:
        try:
            content = storage.read(sha256)
        except StoreError:
            return None
        return content if content.startswith(_PICTURES) else None

    return picture


def report_of(
    connection: Connection,
    what: Exported,
    selection: Mapping[str, str],
    language: report.Language,
    now: dt.datetime,
    storage: Storage,
    ground: Path | None,
) -> tuple[bytes, report.Report]:
    """Return the report of a selection as PDF, and what it says.

    Raises:
        StoreError: There is no camera in it.
    """
    found = queries("exports").district_outlines(connection, cameras=list(what.cameras or ()))
    outlines = [shapely.from_wkb(bytes(row["outline"])) for row in rows(found)]
    said = report.gather(
        connection, what, title="Fairnotice", selection=selection, now=now, evidence=pictures_of(storage)
    )
    return report.render(said, language, ground, outlines), said


def file_of(connection: Connection, what: Exported, ending: str, layers: Sequence[Layer]) -> bytes:
    """Return an export as the content of a file, made in memory.

    Raises:
        StoreError: As `store.export_files.export`.
        ConfigurationError: This machine has no file system in memory.
    """
    if not MEMORY.is_dir():
        raise ConfigurationError("exports need a file system in memory at /dev/shm; use `fairnotice export` instead")
    with tempfile.TemporaryDirectory(prefix="fairnotice-", dir=MEMORY) as folder:
        path = Path(folder) / f"fairnotice.{ending}"
        export(connection, what, path, layers)
        return path.read_bytes()
