"""Times at which nobody may contact a camera, a site or a whole source: set, listed, lifted."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.store.maintenance import Maintenance

_TIMES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d"]
_ROOM = typer.Typer(
    no_args_is_help=True, help="Say when a camera, a site or a source is not to be contacted; list and lift it."
)


class Subject(StrEnum):
    """What is left alone."""

    CAMERA = "camera"
    SITE = "site"
    SOURCE = "source"


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.add_typer(_ROOM, name="maintenance")


@_ROOM.command("set")
def set_(
    subject: Annotated[Subject, typer.Argument(help="camera, site or source.")],
    subject_id: Annotated[str, typer.Argument(help="For example demo:cam-03, demo/harbour, demo.")],
    by: Annotated[str, typer.Option(help="Who says so: the operator, an engineer.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the findings. Name nobody, and no secret.")],
    starts: Annotated[
        dt.datetime | None, typer.Option("--from", formats=_TIMES, help="From when, for example 2026-11-28T22:00; now.")
    ] = None,
    until: Annotated[
        dt.datetime | None, typer.Option(formats=_TIMES, help="Until when; with --weekly none: until it is lifted.")
    ] = None,
    weekly: Annotated[
        str | None, typer.Option(help="Only at hours of the week, as OpenStreetMap writes them: Mo-Fr 22:00-06:00.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Of the times and hours given, for example Europe/Berlin.")] = "UTC",
) -> None:
    """Leave cameras alone for a time, or at hours of the week: none is asked for a frame or its configuration then."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import maintenance

    now = dt.datetime.now(dt.UTC)
    made = maintenance.Maintenance(
        subject=subject.value,
        subject_id=subject_id,
        starts=_in(timezone, starts) if starts else now,
        ends=_in(timezone, until) if until else None,
        said_by=by,
        reason=reason,
        weekly=weekly,
        timezone=timezone if weekly else None,
    )
    with resources() as opened, opened.database.transaction() as connection:
        number = maintenance.put(connection, made, now)
    typer.echo(f"written down as {number}; until it is over, findings stay as they are, or say why nothing is known")


@_ROOM.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also what is over or was lifted.")] = False,
) -> None:
    """List what is on or to come."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import maintenance

    now = dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        found = maintenance.listed(connection, now, over_too=everything)
    for each in found:
        typer.echo(_in_words(each, now))
    if not found:
        typer.echo("no maintenance is on or to come")


@_ROOM.command("lift")
def lift(
    number: Annotated[int, typer.Argument(help="As `fairnotice maintenance list` shows it.")],
) -> None:
    """End a maintenance now: its cameras are asked again when their time comes."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import maintenance

    with resources() as opened, opened.database.transaction() as connection:
        if not maintenance.lift(connection, number, dt.datetime.now(dt.UTC)):
            raise FairnoticeError(f"no maintenance {number} that is not over; see `fairnotice maintenance list`")
    typer.echo("lifted; what was written down meanwhile stays")


def _in(timezone: str, time: dt.datetime) -> dt.datetime:
    try:
        return time.replace(tzinfo=ZoneInfo(timezone)).astimezone(dt.UTC)
    except (ZoneInfoNotFoundError, ValueError):
        raise FairnoticeError(f"there is no time zone {timezone!r}; name one as Europe/Berlin") from None


def _in_words(made: Maintenance, now: dt.datetime) -> str:
    if made.lifted_at is not None:
        state = f"lifted {made.lifted_at:%Y-%m-%d %H:%M}"
    elif made.ends is not None and made.ends <= now:
        state = "over"
    else:
        state = "on" if made.is_on(now) else "to come"
    ends = f"{made.ends:%Y-%m-%d %H:%M}" if made.ends else "lifted"
    hours = f", {made.weekly} ({made.timezone})" if made.weekly else ""
    return (
        f"{made.maintenance_id}  {state}  {made.subject} {made.subject_id}  from {made.starts:%Y-%m-%d %H:%M} until "
        f"{ends} UTC{hours}  {made.reason} (by {made.said_by})"
    )
