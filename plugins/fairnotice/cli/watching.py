"""Was a night missed? Asked and told without Airflow, for cron, systemd and monitoring."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import signal
import threading
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from fairnotice.settings import settings


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(freshness)
    app.command()(watch)


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


def watch(
    every: Annotated[
        float | None, typer.Option(min=1, help="Stay, and look every so many minutes; else once, for a timer.")
    ] = None,
    looked_within: Annotated[
        float | None, typer.Option(min=1, help="Only say, by the exit status, whether one looked in so many minutes.")
    ] = None,
) -> None:
    """Look whether a night was missed, and tell the authority once: by mail where that is set up, else in the mailbox.

    Needs no Airflow. Exit status: 0 looked, and told what there was to tell; 1 it could not be told.
    """
    from fairnotice.alerts.alarm import last_look
    from fairnotice.pipeline import freshness as watching
    from fairnotice.pipeline.steps import real_clock

    if looked_within is not None:
        last = last_look(settings())
        within = last is not None and real_clock() - last <= dt.timedelta(minutes=looked_within)
        typer.echo(f"looked last at {last:%Y-%m-%d %H:%M} UTC" if last else "nobody looked yet")
        raise typer.Exit(0 if within else 1)
    if every is not None:
        end = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: end.set())
        watching.keep_watching(settings(), real_clock, dt.timedelta(minutes=every), end)
        return
    found, told = watching.watch(settings(), real_clock)
    typer.echo(in_words(found))
    if told.channel:
        typer.echo(f"told by {told.channel}: {', '.join([check.name for check in told.begun] + list(told.over))}")


@contextlib.contextmanager
def watched(every: float | None) -> Iterator[None]:
    """Keep watching in the background, every so many minutes, while something else is done; None: not at all."""
    if every is None:
        yield
        return
    from fairnotice.pipeline.freshness import keep_watching
    from fairnotice.pipeline.steps import real_clock

    end = threading.Event()
    thread = threading.Thread(
        target=keep_watching,
        args=(settings(), real_clock, dt.timedelta(minutes=every), end),
        name="fairnotice-watch",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(timeout=5)


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
