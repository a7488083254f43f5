"""Accounts of those who look at the map on its own: made, listed, changed, shut; and what was shown to whom."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from fairnotice.errors import FairnoticeError

_ROOM = typer.Typer(no_args_is_help=True, help="Make, list, change and shut accounts; say what was shown to whom.")
_Login = Annotated[str, typer.Argument(help="What the person signs in with, for example ada.")]
_Districts = Annotated[
    list[str] | None, typer.Option("--district", help="Of an inspector, again for each; none: all districts.")
]
_Operator = Annotated[str | None, typer.Option("--operator", help="Whose cameras an operator's account sees: its id.")]


class Role(StrEnum):
    """What an account may be."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.add_typer(_ROOM, name="accounts")


@_ROOM.command("add")
def add(
    login: _Login,
    name: Annotated[str, typer.Option(help="The person's name; decisions stand under it.")],
    role: Annotated[Role, typer.Option(help="What the person may see and do.")],
    district: _Districts = None,
    operator: _Operator = None,
    oidc: Annotated[
        str | None, typer.Option(help="What the provider of OpenID Connect calls the person; then without a password.")
    ] = None,
    with_password: Annotated[bool, typer.Option("--with-password", help="Beside --oidc: a password too.")] = False,
) -> None:
    """Make an account. The password is asked for, or read from standard input; it is never an argument.

    From the first account on, everybody signs in, at this machine too.
    """
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    password = _password() if oidc is None or with_password else None
    with resources() as opened, opened.database.transaction() as connection:
        first = not accounts.any_account(connection)
        if first and role is not Role.SUPERVISOR:
            raise FairnoticeError("make a supervisor first: from the first account on, everybody signs in")
        accounts.add_account(
            connection,
            login=login,
            name=name,
            role=role.value,
            password=password,
            created_by=getpass.getuser(),
            districts=district or (),
            operator_id=operator,
            known_as=_known_as(oidc),
        )
    typer.echo(f"made; {login} signs in at the map's page login")


@_ROOM.command("list")
def list_() -> None:
    """List all accounts."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    with resources() as opened, opened.database.transaction() as connection:
        found = accounts.accounts(connection)
    for account, seen_at in found:
        reach = account.operator_id or ", ".join(account.districts) or "everywhere"
        used = f"last seen {seen_at:%Y-%m-%d %H:%M} UTC" if seen_at else "not signed in"
        state = f"shut {account.disabled_at:%Y-%m-%d}" if account.disabled_at else used
        known = f"  by OpenID Connect as {account.known_as}" if account.known_as else ""
        typer.echo(f"{account.login}  {account.role}  {reach}  {account.name}  {state}{known}")
    if not found:
        typer.echo("no account was made: whoever is at this machine sees everything, and nobody else anything")


@_ROOM.command("passwd")
def passwd(login: _Login) -> None:
    """Set another password; all sessions of the account end."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    password = _password()
    with resources() as opened, opened.database.transaction() as connection:
        accounts.set_password(connection, accounts.account_of(connection, login), password)
    typer.echo("changed; all sessions of the account ended")


@_ROOM.command("oidc")
def oidc(
    login: _Login,
    known_as: Annotated[
        str | None, typer.Argument(help="What the provider calls the person: the claim FAIRNOTICE_OIDC_CLAIM.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Nobody signs in to this account by OpenID Connect.")] = False,
) -> None:
    """Say who signs in to an account by OpenID Connect; all its sessions end."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    if none == (known_as is not None):
        raise FairnoticeError("say what the provider calls the person, or --none")
    with resources() as opened, opened.database.transaction() as connection:
        accounts.set_known_as(connection, accounts.account_of(connection, login), _known_as(known_as))
    typer.echo("changed; all sessions of the account ended")


@_ROOM.command("role")
def role(
    login: _Login,
    role: Annotated[Role, typer.Argument(help="What the person may see and do from now on.")],
    district: _Districts = None,
    operator: _Operator = None,
) -> None:
    """Change role, districts or operator of an account; all its sessions end."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    with resources() as opened, opened.database.transaction() as connection:
        account = accounts.account_of(connection, login)
        accounts.set_role(connection, account, role.value, district or (), operator)
    typer.echo("changed; all sessions of the account ended")


@_ROOM.command("disable")
def disable(login: _Login, enable: Annotated[bool, typer.Option("--enable", help="Open it again.")] = False) -> None:
    """Shut an account: it is out at once. What was decided under its name stays."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    with resources() as opened, opened.database.transaction() as connection:
        accounts.set_disabled(connection, accounts.account_of(connection, login), disabled=not enable)
    typer.echo("open again" if enable else "shut; all sessions of the account ended")


@_ROOM.command("views")
def views(
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 30,
    about: Annotated[str | None, typer.Option(help="Only of this camera, site or hash.")] = None,
    viewer: Annotated[str | None, typer.Option(help="Only what was shown to this person.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="How many of the newest.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what evidence was shown to whom, the newest first."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import accounts

    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with resources() as opened, opened.database.transaction() as connection:
        found = accounts.views(connection, since, about=about, viewer=viewer, most=most)
    for each in found:
        if as_json:
            line = {"at": each.viewed_at.isoformat(), "viewer": each.viewer, "role": each.role, "what": each.what}
            typer.echo(json.dumps({**line, "ids": each.ids, "why": each.why}, ensure_ascii=False))
        else:
            ids = ", ".join(each.ids[:3]) + (f" and {len(each.ids) - 3} more" if len(each.ids) > 3 else "")
            typer.echo(
                f"{each.viewed_at:%Y-%m-%d %H:%M:%S}  {each.viewer} ({each.role})  {each.what}  {ids}  {each.why}"
            )
    if not found and not as_json:
        typer.echo(f"nothing was shown to anybody in {days} days")


def _known_as(given: str | None) -> str | None:
    """Return a name as the provider's claim is compared with it: addresses in small letters."""
    from fairnotice.settings import settings

    return given.lower() if given is not None and settings().oidc_claim == "email" else given


def _password() -> str:
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise FairnoticeError("no password came on standard input")
        return given
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise FairnoticeError("the two are not the same")
    return first
