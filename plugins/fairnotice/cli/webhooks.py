"""Webhooks: who is told by a signed request, registered, tried, given a new secret, switched off."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys
import uuid
from typing import Annotated

import typer

from fairnotice.errors import DeliveryError, FairnoticeError
from fairnotice.settings import settings

_ROOM = typer.Typer(no_args_is_help=True, help="Tell an operator, or the authority, by a signed request.")
_Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `fairnotice webhooks list` shows it.")]
_By = Annotated[str | None, typer.Option(help="Who says so; the system's user.")]


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.add_typer(_ROOM, name="webhooks")


@_ROOM.command()
def add(
    operator: Annotated[str | None, typer.Option(help="Whose digests it gets, by the operator's id.")] = None,
    authority: Annotated[bool, typer.Option("--authority", help="It gets the digests of the authority.")] = False,
    url: Annotated[str, typer.Option("--url", help="Its address; - reads it from standard input.")] = "-",
    by: _By = None,
) -> None:
    """Register an endpoint. Its secret is printed this once: the receiver verifies by it."""
    from fairnotice.alerts.webhooks import target_for
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import webhooks

    if (operator is None) != authority:
        raise FairnoticeError("say whose: --operator ID, or --authority")
    # An address may hold a secret of the receiver's; on a command line other users of the machine could read it.
    address = sys.stdin.readline().strip() if url == "-" else url
    target = target_for(address, settings())
    with resources() as opened, opened.database.transaction() as connection:
        number, secret = webhooks.add(
            connection,
            opened.settings.home,
            operator_id=operator,
            url=address,
            place=target.place,
            by=by or getpass.getuser(),
            now=dt.datetime.now(dt.UTC),
        )
    typer.echo(f"webhook {number} at {target.place}. Its secret, shown this once:", err=True)
    typer.echo(secret)


@_ROOM.command("list")
def list_() -> None:
    """List every endpoint: whose it is, where, and whether it is in use."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import webhooks

    with resources() as opened, opened.database.transaction() as connection:
        found = webhooks.listed(connection)
    for each in found:
        whose = f"{each.operator_id} ({each.operator})" if each.operator_id else "the authority"
        state = f"off since {each.disabled_at:%Y-%m-%d %H:%M}: {each.disabled_why}" if each.disabled_at else "in use"
        typer.echo(f"{each.endpoint_id}  {each.place}  {whose}  by {each.registered_by}  {state}")
    if not found:
        typer.echo("no webhook is registered")


@_ROOM.command()
def rotate(number: _Number) -> None:
    """Give an endpoint a new secret. The one before signs beside it for two days, so that nothing is missed."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import webhooks

    with resources() as opened, opened.database.transaction() as connection:
        secret = webhooks.rotate(connection, opened.settings.home, number, dt.datetime.now(dt.UTC))
    typer.echo(f"webhook {number}: its new secret, shown this once:", err=True)
    typer.echo(secret)


@_ROOM.command()
def disable(
    number: _Number, reason: Annotated[str, typer.Option(help="Why; it stands in the list.")], by: _By = None
) -> None:
    """Use an endpoint no more. What waits for it goes into the local mailbox."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import webhooks

    why = f"{reason} (by {by or getpass.getuser()})"
    with resources() as opened, opened.database.transaction() as connection:
        done = webhooks.disable(connection, number, why, dt.datetime.now(dt.UTC))
    if not done:
        raise FairnoticeError(f"there is no webhook {number} in use: `fairnotice webhooks list` shows them")
    typer.echo(f"webhook {number} is used no more")


@_ROOM.command()
def test(number: _Number) -> None:
    """Send an endpoint a signed test now, and say what came of it. It accuses nobody."""
    from fairnotice.alerts.webhooks import check_event, post
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import webhooks

    now = dt.datetime.now(dt.UTC)
    with resources() as opened:
        with opened.database.transaction() as connection:
            endpoint = next((each for each in webhooks.listed(connection) if each.endpoint_id == number), None)
        if endpoint is None:
            raise FairnoticeError(f"there is no webhook {number}: `fairnotice webhooks list` shows them")
        try:
            post(endpoint, check_event(str(uuid.uuid4()), now), opened.settings, now)
        except DeliveryError as error:
            raise FairnoticeError(f"it did not arrive: {error}") from None
    typer.echo(f"webhook {number} at {endpoint.place} took it")


@_ROOM.command()
def schema() -> None:
    """Print the JSON Schema of what is sent."""
    from fairnotice.alerts.webhooks import schema as written

    typer.echo(json.dumps(written(), indent=1))
