"""Say which notices pictures show."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from fairnotice.cli.picture_files import (
    STANDARD_INPUT,
    Found,
    PictureFile,
    find_pictures,
    read_picture,
    result_names,
)
from fairnotice.cli.standard_output import kept_for_results, write_line
from fairnotice.core_dumps import forbid_core_dumps
from fairnotice.domain import Frame, Inspection, NoticeStatus
from fairnotice.errors import FairnoticeError, VisionError
from fairnotice.settings import settings

if TYPE_CHECKING:
    from fairnotice.vision.inspect import Inspector
    from fairnotice.vision.people import People
    from fairnotice.vision.pictures import Picture

_WHAT = "PICTURES"
_OUTCOMES = (
    "with a confirmed notice",
    "with candidates only",
    "without any",
    "not usable",
    "failed",
)


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSONL = "jsonl"


def add_to(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(inspect)


def inspect(
    pictures: Annotated[
        list[Path], typer.Argument(help="Picture files, folders to search for pictures, or - for standard input.")
    ],
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="Sentences, or one JSON object per picture.")
    ] = OutputFormat.TEXT,
    out: Annotated[
        Path | None,
        typer.Option("-o", help="Folder, or for one picture a .png file, for pictures of what was seen, redacted."),
    ] = None,
    unredacted: Annotated[
        bool, typer.Option("--unredacted", help="Draw on the picture itself, with everybody in it.")
    ] = False,
) -> None:
    """Say which notices pictures show, and why.

    Of a picture that is too poor to judge it says what was measured: dark, overexposed, blocked, blurred or too small.
    An audit would not search such a frame; here it is searched all the same.

    Exit code 1 if a picture could not be inspected, 2 if nothing was asked that can be done.
    """
    forbid_core_dumps()
    found = find_pictures(pictures, results=out)
    targets = _targets(pictures, found, out, unredacted=unredacted)
    outcomes: Counter[str] = Counter()
    with kept_for_results() as stream:
        from fairnotice.vision.inspect import Inspector

        inspector = Inspector.open(settings())
        for number, (file, target) in enumerate(zip(found.pictures, targets, strict=True), start=1):
            with _progress(f"{number} of {len(found.pictures)}: {_named(file)}", shown=len(found.pictures) > 1):
                seen = _look(inspector, file)
                if target is not None and not isinstance(seen, str):
                    _draw(target, file, *seen, unredacted=unredacted)
            outcomes[_outcome(seen)] += 1
            told = _as_json(file, seen) if output_format is OutputFormat.JSONL else _as_text(file, seen, target)
            _print(stream, told, output_format)
        if output_format is OutputFormat.TEXT and (len(found.pictures) > 1 or found.skipped):
            _print(stream, _summary(outcomes, found), output_format)
    raise typer.Exit(1 if outcomes["failed"] else 0)


# --- what is asked -----------------------------------------------------------------------------------


def _targets(given: Sequence[Path], found: Found, out: Path | None, *, unredacted: bool) -> list[Path | None]:
    """Return where the picture of each result goes, having made sure that it can be written."""
    if not found.pictures:
        raise typer.BadParameter(f"no picture in {', '.join(map(_plain, given))}", param_hint=_WHAT)
    if given.count(STANDARD_INPUT) > 1:
        raise typer.BadParameter("standard input (-) can be read once only", param_hint=_WHAT)
    if out is None:
        if unredacted:
            raise typer.BadParameter("say with -o where the pictures are to go", param_hint="--unredacted")
        return [None] * len(found.pictures)
    if out.suffix and not out.is_dir():
        if out.suffix.lower() != ".png":
            raise typer.BadParameter(f"{_plain(out)}: pictures are written as .png, or into a folder", param_hint="-o")
        if len(found.pictures) > 1:
            raise typer.BadParameter(
                f"{_plain(out)} is one file for {len(found.pictures)} pictures; name a folder", param_hint="-o"
            )
        folder, targets = out.parent, [out]
    else:
        folder, targets = out, [out / name for name in result_names(found.pictures)]
    inputs = {os.path.realpath(file.path) for file in found.pictures}
    for target in targets:
        if os.path.realpath(target) in inputs:
            raise typer.BadParameter(f"{_plain(target)} is a picture to inspect; it would be lost", param_hint="-o")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise typer.BadParameter(f"{_plain(folder)} cannot be written to: {error.strerror}", param_hint="-o") from None
    return list(targets)


# --- looking -----------------------------------------------------------------------------------------


def _look(inspector: Inspector, file: PictureFile) -> tuple[Picture, Inspection] | str:
    """Return what a picture shows, in px of the whole picture, or why it could not be inspected."""
    from fairnotice.vision.pictures import open_picture

    if file.error:
        return file.error
    try:
        picture = open_picture(read_picture(file.path, settings().max_bytes), settings().max_pixels)
        frame = Frame(picture.pixels, captured_at=dt.datetime.now(dt.UTC))
        # Whoever hands in one picture wants to know all that it shows, however poor it is.
        seen = inspector.inspect(frame, thorough=True, whatever_quality=True)
    except VisionError as error:
        return str(error)
    except MemoryError:
        return "there is not enough memory for a picture of this size; reduce it"
    return picture, picture.in_full(seen)


def _draw(target: Path, file: PictureFile, picture: Picture, seen: Inspection, *, unredacted: bool) -> None:
    import cv2

    from fairnotice.vision.drawing_seen import draw_redacted, draw_seen

    if unredacted:
        drawn = draw_seen(picture.pixels, seen, title=_named(file))
    else:
        drawn = draw_redacted(picture.pixels, seen, title=_named(file), people=_people())
    done, encoded = cv2.imencode(".png", drawn)
    if not done:
        raise FairnoticeError(f"{_plain(target)}: the picture could not be written as PNG")
    try:
        target.write_bytes(encoded.tobytes())
    except OSError as error:
        raise FairnoticeError(f"{_plain(target)} cannot be written: {error.strerror}") from None


@lru_cache(maxsize=1)
def _people() -> People | None:
    from fairnotice.vision.people import open_people

    return open_people(settings())


def _outcome(seen: tuple[Picture, Inspection] | str) -> str:
    confirmed, candidates, nothing, unusable, failed = _OUTCOMES
    if isinstance(seen, str):
        return failed
    statuses = {notice.status for notice in seen[1].notices}
    if not seen[1].quality.usable:
        return unusable
    if NoticeStatus.CONFIRMED in statuses:
        return confirmed
    return candidates if NoticeStatus.CANDIDATE in statuses else nothing


# --- telling -----------------------------------------------------------------------------------------


def _as_json(file: PictureFile, seen: tuple[Picture, Inspection] | str) -> str:
    from fairnotice.vision.describe import describe, describe_failure

    name = _plain(file.path)
    record = describe_failure(seen, file=name) if isinstance(seen, str) else describe(seen[1], file=name)
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _as_text(file: PictureFile, seen: tuple[Picture, Inspection] | str, target: Path | None) -> str:
    from fairnotice.vision.describe import best_first, headline, in_one_line, sentences
    from fairnotice.vision.quality import in_words

    if isinstance(seen, str):
        return f"{_named(file)}: {in_one_line(seen)}"
    picture, inspection = seen
    lines = [f"{_named(file)}: {headline(inspection)}"]
    if inspection.quality.usable:
        lines.append(f"  {in_words(inspection.quality)}")
    if picture.reduced:
        tall, wide = picture.pixels.shape[:2]
        lines.append(f"  looked at in {wide} x {tall} px, since it is more than FAIRNOTICE_MAX_PIXELS")
    for number, notice in enumerate(best_first(inspection.notices), start=1):
        first, *rest = sentences(notice)
        place = ", ".join(str(round(edge)) for edge in notice.box)
        lines += [f"  {number} {first}", *(f"    {sentence}" for sentence in rest), f"    at {place} px"]
    if target is not None:
        lines.append(f"  drawn in {_plain(target)}")
    return "\n".join(lines)


def _summary(outcomes: Counter[str], found: Found) -> str:
    counts = [f"{outcomes[outcome]} {outcome}" for outcome in _OUTCOMES if outcomes[outcome]]
    total = len(found.pictures)
    others = "file" if found.skipped == 1 else "files"
    skipped = f"; {found.skipped} other {others} skipped" if found.skipped else ""
    return f"{total} {'picture' if total == 1 else 'pictures'}: {', '.join(counts)}{skipped}"


def _plain(path: Path) -> str:
    """Return a path as text that can be written; bytes of it that are no UTF-8 stand as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _named(file: PictureFile) -> str:
    from fairnotice.vision.describe import in_one_line

    return "standard input" if file.path == STANDARD_INPUT else in_one_line(_plain(file.path))


@contextlib.contextmanager
def _progress(text: str, *, shown: bool) -> Iterator[None]:
    """Say on a terminal what is being looked at, and take it back."""
    shown = shown and sys.stderr.isatty()
    if shown:
        sys.stderr.write(f"\r\x1b[K{text[:70]}")
        sys.stderr.flush()
    try:
        yield
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _print(stream: BinaryIO, text: str, output_format: OutputFormat) -> None:
    write_line(stream, text, "utf-8" if output_format is OutputFormat.JSONL else sys.stdout.encoding)
