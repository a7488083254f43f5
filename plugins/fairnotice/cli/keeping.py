"""What is kept, taken away and handed on: purge what has expired and prove it, export labels."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(purge)
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
