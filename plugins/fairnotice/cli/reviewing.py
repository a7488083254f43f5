"""What waits for an inspector, and photos of sites, on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.pipeline.photos import PhotoSeen

_FITS = {"agrees": "fits", "contradicts": "does not fit", "not_said": "is not said"}
_OUTCOMES = {
    "notice": "a notice was recognised",
    "unclear": "a plate that may be a notice; it could not be confirmed",
    "nothing": "no notice was recognised",
    "unusable": "too poor to judge",
}
_DOUBTS = {
    "taken_elsewhere": "it was taken somewhere else",
    "taken_at_another_time": "it was taken at another time",
    "used_for_another_site": "the same photo was handed in for another site",
}


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(queue)
    app.command()(photo)


def queue(
    district: Annotated[list[str] | None, typer.Option(help="Only cameras of this district; may be repeated.")] = None,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
) -> None:
    """List what waits for an inspector, those first of which a look would decide most."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import review_queue

    today = dt.datetime.now(dt.UTC).date()
    with resources() as opened, opened.database.transaction() as connection:
        waiting = review_queue.page(connection, today, districts=district or (), most=most)
    for item in waiting:
        settles = f"settles {item['cameras']} cameras" if item["cameras"] > 1 else "settles one camera"
        kind = item["kind"].replace("_", " ")
        typer.echo(
            f"{item['score']:6.1f}  {item['camera_id']}  {item['rule_id']}  {kind}, {item['verdict']} since "
            f"{item['since']}, {settles} ({item['name'] or 'no name'})"
        )
    if not waiting:
        typer.echo("nothing waits for a person")


def photo(
    picture: Annotated[Path, typer.Argument(help="A photo: JPEG, PNG or HEIC; - for standard input.")],
    site: Annotated[str, typer.Option(help="Site, or camera where no site is declared.")],
    by: Annotated[str, typer.Option(help="Who took it.")],
    visit: Annotated[
        bool, typer.Option("--visit", help="Record a visit of its day by whoever took it, if it shows a notice.")
    ] = False,
) -> None:
    """Look at a photo of a site, and keep what it shows as a fact of the site; the photo itself is kept nowhere.

    Exit code 1 if it shows no notice, or if place, time or an earlier use contradict it.
    """
    from fairnotice.cli.picture_files import read_picture
    from fairnotice.pipeline import photos, visiting
    from fairnotice.pipeline.resources import resources
    from fairnotice.pipeline.visiting import Visit

    if not by.strip():
        raise FairnoticeError("a photo is somebody's word: give a name with --by")
    now = dt.datetime.now(dt.UTC)
    with resources() as opened:
        data = read_picture(picture, opened.settings.max_bytes)
        with opened.database.transaction() as connection:
            expected = photos.expected_at(connection, site)
        if expected is None:
            raise FairnoticeError(
                f"no camera of the registry belongs to a site {site!r}; sites are named <source>/<site>, "
                "as `fairnotice explain` and the map's card show them"
            )
        seen = photos.inspect_photo(data, expected=expected, now=now, using=opened)
        with opened.database.transaction() as connection:
            kept = photos.keep(connection, opened, seen, site_id=site, kind="visit", by=by.strip(), now=now)
        _tell(seen)
        for code in kept.doubts:
            typer.echo(f"  for another inspector to look at: {_DOUBTS[code]}")
        is_sound = seen.outcome == "notice" and not kept.doubts
        if visit and is_sound and kept.state == "waiting":
            done = visiting.record(opened, Visit(site, kept.day, by.strip(), True, (kept.photo_id,)), now)
            typer.echo(f"visit of {done.visit.visited_on} written down; the next audit judges with it")
        elif kept.state != "waiting":
            typer.echo(f"this photo was handed in before and is {kept.state}")
    raise typer.Exit(0 if is_sound else 1)


def _tell(seen: PhotoSeen) -> None:
    sure = f" ({seen.confidence:.0%} sure)" if seen.confidence is not None else ""
    typer.echo(f"{_OUTCOMES[seen.outcome]}{sure}")
    for element, word in sorted(seen.elements.items()):
        typer.echo(f"  {element.replace('_', ' ')}: {word}")
    away = f", {seen.distance_m} m from the nearest camera" if seen.distance_m is not None else ""
    typer.echo(f"  its place {_FITS[seen.place]}{away}; its time {_FITS[seen.time]}")
    if not seen.usable:
        typer.echo(f"  quality: {', '.join(seen.inspection.quality.reasons)}")
