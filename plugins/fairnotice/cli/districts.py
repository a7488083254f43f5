"""Districts in: the areas by which inspectors work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairnotice.errors import FairnoticeError

_ROOM = typer.Typer(no_args_is_help=True, help="Areas by which inspectors work and the map is shaded.")


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    _ROOM.command("import")(import_districts)
    _ROOM.command("list")(list_districts)
    _ROOM.command("remove")(remove)
    app.add_typer(_ROOM, name="districts")


def import_districts(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, Shapefile, or what else GDAL reads.")],
    source: Annotated[
        str | None, typer.Option(help="Whose districts: an import replaces all of one source; the file's name.")
    ] = None,
    id_field: Annotated[str | None, typer.Option(help="Column with ids; district_id, id, code or ref.")] = None,
    name_field: Annotated[str | None, typer.Option(help="Column with names; name.")] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of the file, where it has several.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the file holds.")] = False,
) -> None:
    """Make the areas of a file the districts of a source; every camera gets the smallest one that covers it."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.registry.districts import read_districts
    from fairnotice.store import districts

    found = read_districts(file, id_field=id_field, name_field=name_field, layer=layer)
    for each in found.rejected:
        typer.echo(f"not taken: feature {each.position}, {each.reason}", err=True)
    for note in found.notes:
        typer.echo(f"note: {note}", err=True)
    if not found.districts:
        raise FairnoticeError(f"{file} holds no district that could be taken; nothing was changed")
    if dry_run:
        typer.echo(f"{len(found.districts)} districts, {len(found.rejected)} not taken; dry run: nothing was written")
        return
    with resources() as opened, opened.database.transaction() as connection:
        done = districts.replace(connection, source or file.stem, found.districts)
    typer.echo(
        f"{len(found.districts)} districts of {source or file.stem}: {done.written} new or changed, {done.removed} "
        f"removed, {len(found.rejected)} not taken"
    )


def list_districts() -> None:
    """List the districts, with how many cameras belong to each."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import districts

    with resources() as opened, opened.database.transaction() as connection:
        found = districts.listed(connection)
    for each in found:
        typer.echo(f"{each.district_id}  {each.name}  ({each.source}, {each.cameras} cameras)")
    if not found:
        typer.echo("there are no districts; `fairnotice districts import FILE`")


def remove(
    source: Annotated[str, typer.Argument(help="Whose districts, as `fairnotice districts list` says.")],
) -> None:
    """Take away all districts of a source."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import districts

    with resources() as opened, opened.database.transaction() as connection:
        removed = districts.remove(connection, source)
    if not removed:
        raise FairnoticeError(f"there are no districts of {source!r}; see `fairnotice districts list`")
    typer.echo(f"{removed} districts of {source} removed")
