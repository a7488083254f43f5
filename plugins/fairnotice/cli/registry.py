"""Cameras in: migrate the database, import a registry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from fairnotice.domain import AuditMode
from fairnotice.settings import settings


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command("migrate")(migrate)
    app.command("import")(import_registry)
    app.command("sources")(sources)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    from fairnotice.store.database import database_url
    from fairnotice.store.migrations import migrate as apply

    applied = apply(database_url(settings()))
    typer.echo(f"applied {', '.join(applied)}" if applied else "the database is up to date")


def import_registry(
    feed: Annotated[str, typer.Argument(help="File, or http(s) address.")],
    source: Annotated[str, typer.Option(help="Name of the source; part of each camera's id.")],
    file_format: Annotated[
        str | None, typer.Option("--format", help="csv, geojson, osm, tfl or json; default: by content.")
    ] = None,
    mode: Annotated[AuditMode, typer.Option(help="How audits of this source run.")] = AuditMode.REGULAR,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the difference.")] = False,
    accept_gone: Annotated[
        bool, typer.Option("--accept-gone", help="Let go of cameras that the feed no longer lists.")
    ] = False,
    access_granted_by: Annotated[
        str | None, typer.Option(help="Who allowed the audit to contact these cameras (none: they are not contacted).")
    ] = None,
    access_until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of that.")] = None,
    networks: Annotated[
        str | None,
        typer.Option(help="Private networks of these cameras alone: 10.20.0.0/16,... ('' takes them back)."),
    ] = None,
) -> None:
    """Bring the cameras of one source to the state of a feed; show the difference first."""
    from fairnotice.pipeline import steps

    options = {
        "feed": feed,
        "source": source,
        "format": file_format,
        "mode": mode.value,
        "dry_run": dry_run,
        "accept_gone": accept_gone,
        "access_granted_by": access_granted_by,
        "access_until": access_until.date().isoformat() if access_until else None,
        "networks": networks,
    }
    typer.echo(steps.import_registry(options, dt.datetime.now(dt.UTC)))


def sources() -> None:
    """Say where cameras come from, and in which private networks each source's may be contacted."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store.sources import listed

    with resources() as opened, opened.database.transaction() as connection:
        found = listed(connection)
    for_all = settings().allowed_networks or "none"
    typer.echo(f"Private networks for every source (FAIRNOTICE_ALLOWED_NETWORKS): {for_all}")
    for each in found:
        imported = f"{each.imported_at:%Y-%m-%d %H:%M} UTC" if each.imported_at else "never"
        typer.echo(
            f"{each.source}: {each.cameras} cameras, {each.mode}, imported {imported}; "
            f"private networks of its own: {', '.join(each.networks) or 'none'}"
        )
