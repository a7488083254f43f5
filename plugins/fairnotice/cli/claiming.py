"""Write down what is claimed; the program asks about it and never grants it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from fairnotice.domain import ExemptionClaim
from fairnotice.errors import FairnoticeError
from fairnotice.settings import settings


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(claim)


def claim(
    camera_id: Annotated[str, typer.Argument(help="For example demo:cam-03.")],
    exemption: Annotated[str, typer.Argument(help="For example cn.draft-2023.emergency.")],
    by: Annotated[str, typer.Option(help="Who claims it: the operator, an authority.")],
    on: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Day of the claim.")],
    until: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its last day; the same claim again sets it.")
    ] = None,
) -> None:
    """Write down that an exemption is claimed for a camera; findings then ask about it, and none is granted."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.rules.load import load_packs
    from fairnotice.store import facts

    known = {e.id: e.text.en for pack in load_packs(settings().packs) for rule in pack.rules for e in rule.exemptions}
    if exemption not in known:
        choices = "\n".join(f"  {name}: {text}" for name, text in sorted(known.items()))
        raise FairnoticeError(f"no applied rule pack knows an exemption {exemption!r}; use one of\n{choices}")
    if not by.strip():
        raise FairnoticeError("an exemption is claimed by somebody: give a name with --by")
    if on.date() > dt.datetime.now(dt.UTC).date():
        raise FairnoticeError(f"{on.date()} has not come yet; give the day of the claim")
    if until is not None and until < on:
        raise FairnoticeError(f"the claim would end on {until.date()}, before it begins; correct --on or --until")
    made = ExemptionClaim(exemption, by.strip(), on.date(), until.date() if until else None)
    with resources() as opened, opened.database.transaction() as connection:
        if not facts.camera_exists(connection, camera_id):
            raise FairnoticeError(f"no camera {camera_id!r} in the registry; cameras are named <source>:<id>")
        news = facts.add_claim(connection, camera_id, made)
    typer.echo("written down; the next audit asks about it" if news else "it was written down before; nothing changed")
