"""Messages to operators and the authority: what was said and how it left, what would be said, what is muted."""

from __future__ import annotations

import datetime as dt
import getpass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fairnotice.errors import FairnoticeError

_ROOM = typer.Typer(no_args_is_help=True, help="List, show, preview, test and mute what operators are told.")
_DAY = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


class Subject(StrEnum):
    """Of what nothing is told."""

    OPERATOR = "operator"
    SITE = "site"
    CAMERA = "camera"
    RULE = "rule"


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.add_typer(_ROOM, name="messages")


@_ROOM.command("list")
def list_(
    operator: Annotated[str | None, typer.Option(help="Only those to this operator, by its id.")] = None,
    status: Annotated[str | None, typer.Option(help="Only those that are ready, sending, sent or failed.")] = None,
    last: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest.")] = 20,
) -> None:
    """List what waits for operators, and the newest messages with how each left."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import digests, outbox

    with resources() as opened, opened.database.transaction() as connection:
        waiting = outbox.waiting_operators(connection)
        found = digests.listed(connection, operator_id=operator, status=status, most=last)
    for row in waiting:
        if operator in (None, row["operator_id"]):
            typer.echo(
                f"waits     {row['operator_id'] or '(no operator)'}  {row['name']}: {row['held']} held for release, "
                f"{row['ready']} ready for the next digest"
            )
    for row in found:
        typer.echo(_in_words(row))
    if not found:
        typer.echo("no message has been composed")


@_ROOM.command()
def show(
    message: Annotated[str, typer.Argument(help="The beginning of its id, as `messages list` shows it.")],
    html: Annotated[Path | None, typer.Option(help="Write it as a page to this file instead.")] = None,
) -> None:
    """Show a message as it was composed; links in it are left out, since they let people in."""
    from fairnotice.alerts.previewing import without_links
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import digests

    with resources() as opened, opened.database.transaction() as connection:
        digest = digests.named(connection, message)
    _show(without_links(digest.composed), html)


@_ROOM.command()
def preview(
    operator: Annotated[str, typer.Argument(help="The operator's id.")],
    html: Annotated[Path | None, typer.Option(help="Write it as a page to this file instead.")] = None,
    language: Annotated[str | None, typer.Option(help="Another language than the operator's, as zh.")] = None,
) -> None:
    """Show what an operator would get if everything that waits were released now. Nothing is sent."""
    from fairnotice.alerts import previewing
    from fairnotice.pipeline.resources import resources

    now = dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        composed = previewing.preview(connection, opened.settings, operator, now, language=language)
    _show(composed, html)


@_ROOM.command("test")
def test_(
    operator: Annotated[str, typer.Option(help="The operator's id; none: the authority.")] = "",  # noqa: PT028
) -> None:
    """Send a message that says that it is a test, by every way that a real one would take."""
    from fairnotice.alerts import previewing
    from fairnotice.pipeline.resources import resources

    now = dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        done = previewing.send_test(connection, opened.settings, operator or None, now, getpass.getuser())
    for each in done:
        why = f": {each.why_local}" if each.why_local else ""
        typer.echo(f"{each.channel}: left by the {each.via}{why}")


@_ROOM.command()
def retry(
    message: Annotated[str | None, typer.Argument(help="The beginning of its id; none: all of them.")] = None,
) -> None:
    """Try again what was given up, under the same ids: after a way was mended."""
    from fairnotice.pipeline import steps
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import digests

    now = dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        digest_id = digests.named(connection, message).digest_id if message else None
        again = digests.try_again(connection, now, digest_id)
    if not again:
        typer.echo("nothing was given up")
        return
    report = steps.send(now)
    typer.echo(f"{again} tried again; {report['sent']} sent, {report['retried']} to be tried again")


@_ROOM.command()
def mute(
    subject: Annotated[Subject, typer.Argument(help="operator, site, camera or rule.")],
    subject_id: Annotated[str, typer.Argument(help="For example demo:cam-03, demo/harbour, eu.gdpr.notice.")],
    until: Annotated[dt.datetime, typer.Option(formats=_DAY, help="Until when (UTC); at most a year.")],
    by: Annotated[str, typer.Option(help="Who says so.")],
    reason: Annotated[str, typer.Option(help="Why. Name nobody, and no secret.")],
) -> None:
    """Tell nothing of it until a day: findings stand and are shown, their messages wait, and the end is announced."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import mutes

    now = dt.datetime.now(dt.UTC)
    made = mutes.Mute(subject.value, subject_id, now, until.replace(tzinfo=dt.UTC), by, reason)
    with resources() as opened, opened.database.transaction() as connection:
        number = mutes.put(connection, made)
    typer.echo(f"written down as {number}; its end is told to the authority")


@_ROOM.command()
def unmute(number: Annotated[int, typer.Argument(help="As `fairnotice messages mutes` shows it.")]) -> None:
    """End a mute now; what waited and still holds goes with the next digest."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import mutes

    with resources() as opened, opened.database.transaction() as connection:
        if not mutes.lift(connection, number, dt.datetime.now(dt.UTC)):
            raise FairnoticeError(f"no mute {number} that is not over; see `fairnotice messages mutes`")
    typer.echo("lifted; the authority is told with the next run of the sender")


@_ROOM.command("mutes")
def mutes_(everything: Annotated[bool, typer.Option("--all", help="Also what is over.")] = False) -> None:
    """List what is muted."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import mutes

    now = dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        found = mutes.listed(connection, now, over_too=everything)
    for each in found:
        state = "over" if each.is_over_at <= now else "on"
        typer.echo(
            f"{each.mute_id}  {state}  {each.subject} {each.subject_id}  until {each.is_over_at:%Y-%m-%d %H:%M} UTC  "
            f"{each.reason} (by {each.said_by})"
        )
    if not found:
        typer.echo("nothing is muted")


def _in_words(row: dict[str, Any]) -> str:
    whom = "authority" if row["audience"] == "authority" else row["operator"] or "(no operator)"
    ways = "; ".join(
        f"{each['channel']} {each['status']}"
        + (f" by the {each['via']}" if each["via"] else "")
        + (f" after {each['attempts']} tries: {each['error']}" if each["error"] else "")
        for each in row["deliveries"] or ()
    )
    return (
        f"{str(row['digest_id'])[:8]}  {row['composed_at']:%Y-%m-%d %H:%M}  {row['status']:<9}  {whom}: "
        f"{row['subject']}  [{ways}]"
    )


def _show(composed: Any, html: Path | None) -> None:
    from fairnotice.alerts.previewing import as_page

    if html is not None:
        html.write_text(as_page(composed), encoding="utf-8")
        typer.echo(f"written to {html}")
        return
    typer.echo(f"{composed.subject}\n{'=' * 76}\n")
    typer.echo(composed.plain)
