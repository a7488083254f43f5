"""What the audit found, as a file: a scope, an audit, or a selection of the map."""

from __future__ import annotations

import datetime as dt
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.pipeline.resources import Resources
    from fairnotice.store.database import Connection
    from fairnotice.web.filters import PlaceFilters


class Table(StrEnum):
    """What a file with one layer can hold."""

    CAMERAS = "cameras"
    FINDINGS = "findings"
    OBSERVATIONS = "observations"


class Format(StrEnum):
    """How an export is written."""

    ENDING = "ending"
    OSCAL = "oscal"


class ReportLanguage(StrEnum):
    """Of a report's own words."""

    EN = "en"
    ZH = "zh"


def add_to(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(export)


Named = Annotated[list[str] | None, typer.Option(help="As on the map; repeat it for more.")]


def export(
    out: Annotated[
        Path, typer.Option("-o", help="File to write: .gpkg, .geojson, .parquet, .csv, or .pdf (a report).")
    ],
    scope: Annotated[str | None, typer.Argument(help="A registry source, or 'all': as it stands now.")] = None,
    audit: Annotated[str | None, typer.Option(help="An audit's id: as it stood then.")] = None,
    layer: Annotated[
        list[Table] | None, typer.Option(help="Of a .gpkg all three, of .geojson the cameras, else the findings.")
    ] = None,
    file_format: Annotated[
        Format, typer.Option("--format", help="By the file's ending, or OSCAL assessment results of an audit (JSON).")
    ] = Format.ENDING,
    verdict: Named = None,
    rule: Named = None,
    force: Named = None,
    operator: Named = None,
    district: Named = None,
    jurisdiction: Named = None,
    attribute: Named = None,
    text: Annotated[str | None, typer.Option(help="Part of a name, an id, a site's id or an operator's name.")] = None,
    bbox: Annotated[str | None, typer.Option(help="minx,miny,maxx,maxy in WGS 84 degrees.")] = None,
    changed_since: Annotated[str | None, typer.Option(help="A verdict changed on this day or later.")] = None,
    on: Annotated[str | None, typer.Option(help="As the map stood at the end of this day: 2026-03-05.")] = None,
    language: Annotated[ReportLanguage, typer.Option(help="Of a .pdf.")] = ReportLanguage.EN,
) -> None:
    """Write a scope, an audit or a selection to a file for QGIS, data frames, spreadsheets and readers."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import export as exporting
    from fairnotice.store.oscal import export_oscal

    asked = {
        "verdict": verdict, "rule": rule, "force": force, "operator": operator, "district": district,
        "jurisdiction": jurisdiction, "attribute": attribute, "text": text, "bbox": bbox,
        "changed_since": changed_since, "on": on,
    }  # fmt: skip
    filters = {name: value for name, value in asked.items() if value}
    if (scope is None) == (audit is None):
        raise FairnoticeError("say what: a scope (`fairnotice export demo -o FILE`) or an audit (--audit ID)")
    if file_format is Format.OSCAL and (audit is None or layer or filters):
        raise FairnoticeError("OSCAL holds an audit as a whole: `fairnotice export --audit ID --format oscal -o FILE`")
    if audit is not None and (filters or out.suffix == ".pdf"):
        raise FairnoticeError("a selection and a report are of a scope; say --on DAY for a former day")
    with resources() as opened, opened.database.transaction() as connection:
        exporting.one_moment(connection)
        days = opened.settings.evidence_window_days
        if file_format is Format.OSCAL:
            count = export_oscal(connection, str(audit), out, days)
            typer.echo(f"{count} findings written to {out}, and an observation for every other verdict")
            return
        if filters or out.suffix == ".pdf":
            what, words = _selected(connection, str(scope), filters, days)
        elif audit is not None:
            what, words = exporting.of_audit(connection, audit, days), {}
        else:
            what, words = exporting.current(str(scope), dt.datetime.now(dt.UTC).date(), days), {}
        if out.suffix == ".pdf":
            told = _report(opened, connection, what, words, out, language.value)
        else:
            told = _table(connection, what, out, layer or ())
    typer.echo(f"{told} written to {out}")


def _selected(connection: Connection, scope: str, filters: dict[str, Any], days: int) -> tuple[Any, dict[str, str]]:
    from pydantic import ValidationError

    from fairnotice.web.filters import PlaceFilters, selected
    from fairnotice.web.selections import cameras_of, exported, in_words

    source: dict[str, Any] = {} if scope == "all" else {"source": [scope]}
    try:
        asked: PlaceFilters = PlaceFilters(**source, **filters, **({"mode": "regular"} if scope == "all" else {}))
    except ValidationError as error:
        first = error.errors()[0]
        raise FairnoticeError(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}") from None
    selection = selected(connection, asked)
    cameras = cameras_of(connection, selection, None)
    return exported(cameras, selection, dt.datetime.now(dt.UTC).date(), days), in_words(asked)


def _table(connection: Connection, what: Any, out: Path, layers: Any) -> str:
    from fairnotice.store.export_files import export as write

    written = write(connection, what, out, tuple(each.value for each in layers), _progress)
    _progress_ended()
    return ", ".join(f"{count} {name}" for name, count in written.items())


def _report(
    opened: Resources, connection: Connection, what: Any, words: dict[str, str], out: Path, language: Any
) -> str:
    from fairnotice.web.selections import report_of

    ground = opened.settings.base_map_extra
    now = dt.datetime.now(dt.UTC)
    content, said = report_of(connection, what, words, language, now, opened.evidence, ground)
    out.write_bytes(content)
    return f"A report of {said.cameras} cameras"


def _progress(layer: str, rows: int) -> None:
    """Say on a terminal how far it is; elsewhere nothing, so that a log stays short."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{layer}: {rows:,} rows ")
        sys.stderr.flush()


def _progress_ended() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
