"""What is kept, taken away and handed on: purge what has expired and prove it, export an audit."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fairnotice.errors import FairnoticeError


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(purge)
    app.command()(export)
    app.command("export-labels")(export_labels)


def purge(
    as_of: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day whose state is wanted; now.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be purged, and what is kept.")] = (
        False
    ),
    proof: Annotated[
        bool, typer.Option("--proof", help="Print what was purged when, and check that nothing older is left.")
    ] = False,
) -> None:
    """Take away what has been kept for its period (docs/what-we-keep.md says how long), or prove that it is gone."""
    from fairnotice.pipeline import purging
    from fairnotice.pipeline.resources import resources

    now = dt.datetime.now(dt.UTC)
    if proof:
        with resources() as opened:
            found = purging.prove(opened, now)
        typer.echo(proof_in_words(found))
        raise typer.Exit(0 if found.holds else 1)
    with resources() as opened:
        day = as_of.replace(tzinfo=dt.UTC) if as_of else now
        typer.echo(report_in_words(purging.purge(opened, day, now, dry_run=dry_run)))


class Table(StrEnum):
    """What a file with one layer can hold."""

    CAMERAS = "cameras"
    FINDINGS = "findings"
    OBSERVATIONS = "observations"


class Format(StrEnum):
    """How an export is written."""

    ENDING = "ending"
    OSCAL = "oscal"


def export(
    out: Annotated[Path, typer.Option("-o", help="File to write: .gpkg, .geojson, .parquet or .csv.")],
    scope: Annotated[str | None, typer.Argument(help="A registry source, or 'all': as it stands now.")] = None,
    audit: Annotated[str | None, typer.Option(help="An audit's id: as it stood then.")] = None,
    layer: Annotated[
        list[Table] | None, typer.Option(help="Of a .gpkg all three, of .geojson the cameras, else the findings.")
    ] = None,
    file_format: Annotated[
        Format, typer.Option("--format", help="By the file's ending, or OSCAL assessment results of an audit (JSON).")
    ] = Format.ENDING,
) -> None:
    """Write a scope or an audit to a file for QGIS, data frames and spreadsheets."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import export as exporting
    from fairnotice.store.export_files import export as write
    from fairnotice.store.oscal import export_oscal

    if (scope is None) == (audit is None):
        raise FairnoticeError("say what: a scope (`fairnotice export demo -o FILE`) or an audit (--audit ID)")
    if file_format is Format.OSCAL and (audit is None or layer):
        raise FairnoticeError("OSCAL holds an audit as a whole: `fairnotice export --audit ID --format oscal -o FILE`")
    with resources() as opened, opened.database.transaction() as connection:
        exporting.one_moment(connection)
        days = opened.settings.evidence_window_days
        if file_format is Format.OSCAL:
            count = export_oscal(connection, str(audit), out, days)
            typer.echo(f"{count} findings written to {out}, and an observation for every other verdict")
            return
        if audit is not None:
            what = exporting.of_audit(connection, audit, days)
        else:
            what = exporting.current(str(scope), dt.datetime.now(dt.UTC).date(), days)
        written = write(connection, what, out, tuple(each.value for each in layer or ()))
    told = ", ".join(f"{count} {name}" for name, count in written.items())
    typer.echo(f"{told} written to {out}")


def export_labels(
    out: Annotated[Path, typer.Option("-o", help="Folder to write to.")],
) -> None:
    """Write what inspectors decided as labelled examples for the next training, without personal data."""
    from fairnotice.pipeline import labelling
    from fairnotice.pipeline.resources import resources

    with resources() as opened:
        done = labelling.export_labels(opened, out)
    typer.echo(
        f"{done.notices} pictures, {done.notices_decided} of them labelled; "
        f"{done.mentions} mentions, {done.mentions_decided} of them labelled; "
        f"{done.without_picture} pictures are no longer kept. Written to {out}, whose README says what it is"
    )


def report_in_words(report: Any) -> str:
    """Write what was purged, class by class, and what was kept because something needs it.

    Args:
        report: ``pipeline.purging.PurgeReport``.
    """
    heading = "would be purged" if report.dry_run else "purged"
    lines = [f"As of {report.as_of:%Y-%m-%d %H:%M} UTC:", f"  {heading:>15}  after days  what"]
    for data, period in report.retention.periods.items():
        count = report.counts[data]
        lines.append(f"  {count.purged:>15}  {period.days:>10}  {data}: {period.what}")
        lines += [
            f"  {'':>15}  {'':>10}    {number} kept because of {why}" for why, number in sorted(count.kept.items())
        ]
    lines += _missing(report.missing_files)
    if report.dry_run:
        lines.append("Nothing was purged: this was a dry run. What is only let go of with the rest is not counted.")
    return "\n".join(lines)


def proof_in_words(found: Any) -> str:
    """Write what was purged when, and what is wrong, if anything.

    Args:
        found: ``pipeline.purging.Proof``.
    """
    lines = []
    for run, rows in _by_run(found.runs).items():
        lines.append(f"Run {run} of {rows[0]['started_at']:%Y-%m-%d %H:%M} UTC{_ending(rows[0])}")
        lines += [_purged(row) for row in rows if row["data"]]
    if found.as_of is None:
        return "\n".join([*lines, "No run came to its end yet: nothing is proved. Run `fairnotice purge`."])
    lines.append("")
    for data, kept in found.kept.items():
        lines += [f"{number} of {data} older than the period, kept because of {why}" for why, number in kept.items()]
    lines += [
        f"{number} of {data} older than the period, and nothing needs them: let go of since the run, or it failed"
        for data, number in found.left.items()
    ]
    lines += _missing(found.missing_files)
    if found.overdue:
        lines.append("The last run is more than two days old: does the DAG purge_expired run?")
    if found.holds:
        lines.append(f"Nothing older than its period on {found.as_of:%Y-%m-%d} is left, but what is kept for a reason.")
    else:
        lines.append("The proof fails: run `fairnotice purge`.")
    return "\n".join(lines)


def _missing(files: int) -> list[str]:
    if not files:
        return []
    return [f"{files} pieces of evidence are in the books and not in the storage: is FAIRNOTICE_EVIDENCE_URL right?"]


def _by_run(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    runs: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        runs.setdefault(row["purge_id"], []).append(row)
    return runs


def _ending(run: dict[str, Any]) -> str:
    if run["finished_at"] is None:
        return ", which did not come to its end"
    return "" if run["data"] else ": nothing had expired"


def _purged(row: dict[str, Any]) -> str:
    what = {"deleted": "deleted", "erased": "erased", "month_dropped": "deleted as whole months"}[row["action"]]
    more = f" and {row['tombstones'] - 1} more" if row["tombstones"] > 1 else ""
    return (
        f"  {row['purged']:>9} of {row['data']} {what}: older than {row['before']:%Y-%m-%d}, after "
        f"{row['period_days']} days; keys {row['keys_sha256'][:16]}{more}"
    )
