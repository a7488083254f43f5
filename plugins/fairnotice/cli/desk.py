"""An inspector's desk on the command line: release, visits, mail, the map."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from typing import Annotated

import typer

from fairnotice.cli.watching import watched
from fairnotice.domain import SiteVisit
from fairnotice.errors import FairnoticeError
from fairnotice.settings import settings


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    for command in (held, release, visit, move, mail, serve):
        app.command()(command)


def held() -> None:
    """List the messages that wait for an inspector's release."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import outbox

    with resources() as opened, opened.database.transaction() as connection:
        waiting = outbox.held(connection)
    for row in waiting:
        typer.echo(f"{row['camera_id']}  {row['rule_id']}  {row['payload']['title']} ({row['camera_name']})")
    if not waiting:
        typer.echo("nothing waits for release")


def release(
    camera_id: Annotated[str, typer.Argument()],
    rule_id: Annotated[str, typer.Argument()],
    inspector: Annotated[str, typer.Option(help="Who releases it.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the finding.")],
) -> None:
    """Let a held message go to its operator."""
    from fairnotice.pipeline import steps
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import outbox

    if not inspector.strip() or not reason.strip():
        raise FairnoticeError("a release is somebody's and has a reason: give --inspector and --reason")
    now = dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        released = outbox.release(
            connection, camera_id=camera_id, rule_id=rule_id, inspector=inspector.strip(), reason=reason.strip(), at=now
        )
    if not released:
        raise FairnoticeError(f"nothing is held for {camera_id} under {rule_id}; see `fairnotice held`")
    report = steps.send(now)
    typer.echo(
        f"released; {report['sent']} sent now, {report['retried']} to be tried again; what is not told at once goes "
        f"with the digest of {settings().digest_hour}:00 UTC"
    )


def visit(
    site_id: Annotated[str, typer.Argument(help="Site, or camera where no site is declared.")],
    on: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Day of the visit.")],
    by: Annotated[str, typer.Option(help="Who looked.")],
    found: Annotated[bool, typer.Option("--found/--not-found", help="Was a notice at the entrances?")],
) -> None:
    """Write down a dated visit to a site; the next audit judges with it."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import facts

    if on.date() > dt.datetime.now(dt.UTC).date():
        raise FairnoticeError(f"{on.date()} has not come yet; give the day of the visit")
    if not by.strip():
        raise FairnoticeError("a visit is somebody's word, which can accuse: give a name with --by")
    with resources() as opened, opened.database.transaction() as connection:
        if not facts.site_exists(connection, site_id):
            raise FairnoticeError(
                f"no camera of the registry belongs to a site {site_id!r}; sites are named <source>/<site>, "
                "as `fairnotice explain` and the map's card show them"
            )
        facts.add_visit(connection, SiteVisit(site_id, on.date(), found, by.strip()))
    typer.echo("written down")


def move(
    camera_id: Annotated[str, typer.Argument(help="For example demo:cam-03.")],
    confirmed_by: Annotated[str, typer.Option(help="Who confirms that the camera was moved.")],
    on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day since when it shows another view; today.")
    ] = None,
) -> None:
    """Confirm that a camera was moved: its next usable frame sets its view, and older notice positions do not count."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import views

    now = dt.datetime.now(dt.UTC)
    day = on.date() if on is not None else now.date()
    if day > now.date():
        raise FairnoticeError(f"{day} has not come yet; give the day of the move")
    if not confirmed_by.strip():
        raise FairnoticeError("a move is confirmed by somebody: give a name with --confirmed-by")
    with resources() as opened, opened.database.transaction() as connection:
        news = views.confirm_move(connection, camera_id, moved_on=day, confirmed_by=confirmed_by.strip(), at=now)
    typer.echo(
        "written down; later frames are compared with the next usable one, and notice positions from before "
        f"{day} no longer count"
        if news
        else "this was written down before; nothing changed"
    )


def mail(
    last: Annotated[int, typer.Option(min=1, help="How many of the newest messages.")] = 10,
) -> None:
    """Show the newest messages of the local mailbox."""
    from fairnotice.alerts.channels import local_mailbox

    box = local_mailbox(settings())
    messages = box.messages()
    for path in messages[-last:]:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain",))
        typer.echo("=" * 78)
        for header in ("To", "Subject", "X-Fairnotice-Kept-Local"):
            if message[header]:
                typer.echo(f"{header}: {message[header]}")
        typer.echo(f"\n{body.get_content() if body else ''}")
    typer.echo("=" * 78)
    typer.echo(f"{len(messages)} messages in {box.folder}")


def serve(
    port: Annotated[int, typer.Option(help="Port on the loopback interface.")] = 8090,
    host: Annotated[
        str, typer.Option(help="Loopback address; others are refused until there are accounts.")
    ] = "127.0.0.1",
    watch: Annotated[
        float | None, typer.Option(min=1, help="Also look every so many minutes whether a night was missed, and tell.")
    ] = None,
) -> None:
    """Show the compliance map on this machine."""
    from fairnotice.web.serve import serve as run

    with watched(watch):
        run(host, port)
