"""Look at a picture or a configuration at hand."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fairnotice.domain import Frame, Level
from fairnotice.errors import FairnoticeError, VisionError
from fairnotice.settings import settings


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSONL = "jsonl"


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    for command in (inspect, scan):
        app.command()(command)


def inspect(
    pictures: Annotated[list[Path], typer.Argument(help="Picture files.")],
    output_format: Annotated[OutputFormat, typer.Option("--format")] = OutputFormat.TEXT,
    out: Annotated[Path | None, typer.Option("-o", help="Folder for pictures of what was seen, redacted.")] = None,
    unredacted: Annotated[bool, typer.Option("--unredacted", help="Draw on the picture itself.")] = False,
) -> None:
    """Say which notices pictures show, and why. Exit code 1 if a picture could not be inspected."""
    from fairnotice.vision.describe import describe, describe_failure
    from fairnotice.vision.inspect import Inspector
    from fairnotice.vision.pictures import decode

    inspector = Inspector.open(settings())
    failed = False
    for path in pictures:
        try:
            pixels = decode(_content(path), settings().max_pixels)
            seen = inspector.inspect(Frame(pixels, captured_at=dt.datetime.now(dt.UTC)))
        except VisionError as error:
            failed = True
            record = describe_failure(str(error), file=str(path))
        else:
            record = describe(seen, file=str(path))
            if out is not None:
                _draw(out / f"{path.stem}.png", pixels, seen, unredacted=unredacted)
        typer.echo(json.dumps(record, ensure_ascii=False) if output_format is OutputFormat.JSONL else _told(record))
    raise typer.Exit(1 if failed else 0)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > settings().max_bytes:
            raise VisionError(f"{path}: larger than {settings().max_bytes} bytes (FAIRNOTICE_MAX_BYTES)")
        return path.read_bytes()
    except OSError as error:
        raise VisionError(f"{path}: {error.strerror}") from None


def _draw(target: Path, pixels: Any, seen: Any, *, unredacted: bool) -> None:
    import cv2

    from fairnotice.vision.describe import annotate
    from fairnotice.vision.redaction import redact

    target.parent.mkdir(parents=True, exist_ok=True)
    if unredacted:
        target.write_bytes(cv2.imencode(".png", annotate(pixels, seen))[1].tobytes())
    else:
        target.write_bytes(redact(pixels, seen.notices))


def _told(record: dict[str, Any]) -> str:
    if record.get("error"):
        return f"{record['file']}: {record['error']}"
    lines = [f"{record['file']}: {record['width']}x{record['height']}, {len(record['notices'])} plates looked at"]
    lines += [f"  not usable: {reason}" for reason in record["reasons"]]
    for each in record["notices"]:
        text = f" - {each['text']!r}" if each["text"] else ""
        lines.append(f"  {each['status']} {[round(edge) for edge in each['xyxy']]} score {each['score']:.2f}{text}")
    return "\n".join(lines)


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
