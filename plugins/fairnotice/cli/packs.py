"""Rule packs on the command line: what is asked, whether the files are right, what a new version changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from fairnotice.errors import RulePackError
from fairnotice.rules.pack import RulePack

_packs = typer.Typer(no_args_is_help=True, help="Show, check and compare rule packs.")
Named = Annotated[str, typer.Argument(metavar="PACK[@VERSION]", help="For example cn.pipl, or cn.pipl@1.")]


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    _packs.command("list")(list_packs)
    for command in (show, check, diff, release):
        _packs.command()(command)
    app.add_typer(_packs, name="packs")


def list_packs(
    applied: Annotated[bool, typer.Option("--applied", help="Only those that this authority applies.")] = False,
) -> None:
    """List every rule: its force, how its text was read, when it holds, and whether a camera can fail under it."""
    from fairnotice.rules.load import load_packs
    from fairnotice.rules.pack_words import can_accuse
    from fairnotice.settings import settings

    rows = [("rule", "version", "force", "read", "from", "to", "can fail", "what it asks")]
    for pack in load_packs(settings().packs if applied else None):
        for rule in pack.rules:
            until = str(rule.in_force.to or "")
            can_fail = "yes" if can_accuse(rule) else "no"
            dated = (str(rule.in_force.from_), until)
            rows.append((rule.id, pack.version, rule.force, rule.verified, *dated, can_fail, rule.title.en))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        typer.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]))


def show(
    pack: Named, language: Annotated[str, typer.Option(help="Of the texts, where they have it: en, zh, ...")] = "en"
) -> None:
    """Print what a pack asks, of whom, and how surely."""
    from fairnotice.rules.pack_words import pack_in_words

    typer.echo(pack_in_words(_named(pack), language))


def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Pack files; none: all that come with Fairnotice.")] = None,
) -> None:
    """Check pack files; print every complaint with its file, line and remedy, and exit with 1 if there is one."""
    from fairnotice.rules.check import check_packs, unreleased
    from fairnotice.rules.load import PACKS, pack_files

    complaints = check_packs(files or ())
    for complaint in complaints:
        typer.echo(complaint, err=True)
    if complaints:
        raise typer.Exit(1)
    typer.echo(f"{len(files or pack_files(PACKS))} packs are in order")
    if waiting := [] if files else unreleased():
        typer.echo(f"not released yet, so they may still change: {', '.join(waiting)}")


def diff(old: Named, new: Named) -> None:
    """Say what changed for a camera from one version of a pack to another."""
    from fairnotice.rules.pack_difference import pack_difference

    lines = pack_difference(_named(old), _named(new))
    typer.echo("\n".join(lines) if lines else "they say the same")


def release(
    on: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the release; today.")] = None,
) -> None:
    """Release every pack whose version is new: from then on that version never changes."""
    from fairnotice.cli.pack_release import release_packs
    from fairnotice.rules.load import PACKS

    day = (on or dt.datetime.now(dt.UTC)).date()
    released = release_packs(PACKS, day)
    for entry in released:
        typer.echo(f"released {entry.pack_id}@{entry.version}")
    if not released:
        typer.echo("every version is released already")


def _named(name: str) -> RulePack:
    """Return the pack that ``PACK[@VERSION]`` names."""
    from fairnotice.rules.load import load_pack_version, load_packs

    pack_id, at, version = name.partition("@")
    if at:
        return load_pack_version(pack_id, version)
    found = [pack for pack in load_packs(pack_id) if pack.pack_id == pack_id]
    if not found:
        raise RulePackError(f"'{name}' is a folder of packs. Remedy: name one of them, see `fairnotice packs list`")
    return found[0]
