"""Was a night missed? Asked and told without Airflow, for cron, systemd and monitoring."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from fairnotice.settings import settings


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(freshness)


def freshness(
    source: Annotated[
        str | None, typer.Option(help="Only this source, in whatever mode; else every regular one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_of: Annotated[dt.datetime | None, typer.Option(help="Time (UTC) at which it is asked; now.")] = None,
) -> None:
    """Say whether the nightly work is up to date, and what is late since when and why.

    Exit status, as monitoring plugins have it: 0 all is fresh, 1 a warning, 2 something is late, 3 it cannot be told.
    """
    from fairnotice.alerts.freshness import as_dict
    from fairnotice.pipeline.freshness import check

    now = as_of.replace(tzinfo=dt.UTC) if as_of else dt.datetime.now(dt.UTC)
    found = check(settings(), now, source)
    typer.echo(json.dumps(as_dict(found), ensure_ascii=False, indent=1) if as_json else in_words(found))
    raise typer.Exit(found.state.exit_status)


def in_words(found: Any) -> str:
    """Write it as people and monitoring read it: the state in the first line, then each check.

    Args:
        found: ``alerts.freshness.Freshness``.
    """
    data = f"data of {found.data_of}" if found.data_of else "no audit ended yet"
    ended = f", the last audit ended {found.last_finished_at:%Y-%m-%d %H:%M} UTC" if found.last_finished_at else ""
    troubles = f"; {len(found.troubles)} not in order" if found.troubles else ""
    listed = [*found.troubles, *(each for each in found.checks if each not in found.troubles)]
    return "\n".join(
        [f"FAIRNOTICE {found.state.name}: {data}{ended}{troubles}", *(f"  {each.in_words()}" for each in listed)]
    )
