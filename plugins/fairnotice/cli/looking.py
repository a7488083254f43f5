"""Look at a configuration at hand."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fairnotice.domain import Level
from fairnotice.errors import FairnoticeError


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSONL = "jsonl"


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(scan)


def scan(
    paths: Annotated[list[Path], typer.Argument(help="Label maps, model metadata, configurations.")],
    output_format: Annotated[OutputFormat, typer.Option("--format")] = OutputFormat.TEXT,
) -> None:
    """Say which files configure a classifier of persons. Exit code 1 if one surely sorts by race or religion."""
    from fairnotice.analytics.scan import scan_file
    from fairnotice.rules.policy import DEFAULT
    from fairnotice.store.records import to_plain

    proved = False
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FairnoticeError(f"{path}: {error.strerror}") from None
        found = scan_file(data, device_id="file", source=str(path))
        proved |= any(
            mention.level in (Level.CONFIGURED, Level.OBSERVED)
            and mention.category in ("race", "ethnicity", "religion")
            and mention.confidence >= DEFAULT.min_certainty
            for mention in found.mentions
        )
        if output_format is OutputFormat.JSONL:
            typer.echo(json.dumps(to_plain(type(found), found), ensure_ascii=False))
            continue
        state = "read completely" if found.complete else f"not read completely: {found.error}"
        typer.echo(f"{path}: {found.format}, {state}, {len(found.mentions)} mentions")
        for each in found.mentions:
            place = f"line {each.line}" if each.line else each.path
            typer.echo(f"  {each.level} {each.category} ({each.confidence:.2f}) at {place}: {each.excerpt}")
    raise typer.Exit(1 if proved else 0)
