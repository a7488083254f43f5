"""The command line: one command for each thing that a person wants to do."""

from __future__ import annotations

import sys

import typer

from fairnotice.cli import (
    accounts,
    answering,
    auditing,
    claiming,
    deciding,
    desk,
    districts,
    exporting,
    inspecting,
    judging,
    keeping,
    maintaining,
    messages,
    packs,
    planning,
    printing,
    probing,
    registry,
    reviewing,
    scanning,
    verifying,
    watching,
    webhooks,
)
from fairnotice.errors import FairnoticeError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Audit camera networks in public space: are cameras announced, and do they sort people by race or religion?",
)
for room in (
    registry,
    districts,
    auditing,
    inspecting,
    probing,
    planning,
    maintaining,
    scanning,
    printing,
    answering,
    packs,
    claiming,
    judging,
    deciding,
    reviewing,
    desk,
    messages,
    keeping,
    exporting,
    verifying,
    watching,
    accounts,
    webhooks,
):
    room.add_to(app)


def main() -> None:
    """Run the command line; an error that Fairnotice raises on purpose, or a path of the user's, is a sentence."""
    try:
        app()
    except FairnoticeError as error:
        sys.stderr.write(f"fairnotice: {error}\n")
        sys.exit(1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
        sys.stderr.write(f"fairnotice: {error.filename}: {error.strerror}\n")
        sys.exit(1)
