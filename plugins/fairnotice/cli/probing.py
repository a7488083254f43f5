"""Try one camera, and show what happened on the way to its picture."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from fairnotice.cli.standard_output import kept_for_results, write_line
from fairnotice.cli.terminal_picture import has_colours, lines
from fairnotice.domain import AccessBasis, CaptureFault, FrameSource
from fairnotice.errors import FairnoticeError, without_secrets
from fairnotice.settings import settings

if TYPE_CHECKING:
    from fairnotice.capture.trace import Noted
    from fairnotice.pipeline.probing import Look, Probe, Probed
    from fairnotice.store.health import Health

_WAITING = "       ... waiting"
_TAKEN_BACK = "\r\x1b[K"
_NOT_CONTACTED = (CaptureFault.POLICY, CaptureFault.NOT_AUTHORISED, CaptureFault.MAINTENANCE)


def add_to(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(probe)


def probe(
    what: Annotated[
        str,
        typer.Argument(metavar="CAMERA|URL", help="A camera (demo:cam-03), or an address as registries have it."),
    ],
    basis: Annotated[
        str,
        typer.Option("--basis", "--access-basis", help="For an address: who allowed it to be contacted."),
    ] = "",
    credential: Annotated[
        str | None, typer.Option(help="For an address: name of its login in the secrets back end.")
    ] = None,
    at: Annotated[
        dt.datetime | None, typer.Option(help="The moment (UTC) that an archive is asked for; default now.")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", help="A .webp file for the coarse picture.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Try one camera: show each step on the way to its picture, then what that is worth, or what to do if none comes.

    A camera of the registry is asked on the registry's terms: its own access basis, its own login, and not while
    it is left alone for maintenance. Nothing is stored. The picture that is shown is so coarse that nobody can be
    made out.

    Exit code: 0 a frame came that an audit can judge with, 3 one came that cannot be judged (dark, blurred,
    frozen, ...), 1 none came, 4 none came because the camera, or where it leads, may not be contacted (no access
    basis, maintenance, or an address that is not allowed), 2 wrong usage.
    """
    from fairnotice.pipeline.probing import probe as run

    target = _writable(out)
    now = dt.datetime.now(dt.UTC)
    asked = _asked(what, basis, credential, now)
    if at is not None and not asked.source.serves_any_moment:
        raise typer.BadParameter("only an archive, whose address holds {at}, has other moments", param_hint="--at")
    moment = now if at is None else at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at
    encoding = "utf-8" if as_json else sys.stdout.encoding
    # To be asked before standard output is kept for results: meanwhile it is where libraries print to.
    colours = has_colours(os.environ, encoding, is_terminal=sys.stdout.isatty())
    watched = sys.stdout.isatty() and sys.stderr.isatty() and not as_json
    with kept_for_results() as stream:

        def say(line: str) -> None:
            write_line(stream, line, encoding)

        steps = _Steps(say, watched=watched)
        if not as_json:
            say(_plain(what))
        with steps:
            probed = run(asked, settings(), at=moment, now=now, tell=None if as_json else steps)
        if target is not None and probed.look is not None and probed.look.thumbnail is not None:
            _write(target, probed.look.thumbnail.webp)
        ending = _ending(probed, asked.health, target, colours=colours)
        for line in [_as_json(what, probed, asked.health)] if as_json else ending:
            say(line)
    raise typer.Exit(_exit_code(probed))


# --- what is asked -----------------------------------------------------------------------------------


def _asked(what: str, basis: str, credential: str | None, now: dt.datetime) -> Probe:
    from fairnotice.capture.policy import CapturePolicy
    from fairnotice.frame_address import ARCHIVE
    from fairnotice.pipeline.probing import Probe, of_registry

    if "://" not in what and not what.lower().startswith(f"{ARCHIVE}:"):
        if basis or credential:
            raise typer.BadParameter(
                "a camera of the registry has its own access basis and login; leave --basis and --credential out"
            )
        return of_registry(what, settings(), now)
    if not basis.strip():
        raise typer.BadParameter("an address is contacted only with --basis: say who allowed it", param_hint="--basis")
    source = FrameSource(what, AccessBasis(basis.strip()), credential)
    return Probe(source, CapturePolicy.of(settings()))


def _writable(out: Path | None) -> Path | None:
    if out is not None and out.suffix.lower() != ".webp":
        raise typer.BadParameter(f"{out}: the picture is written as .webp", param_hint="-o")
    if out is not None and not out.parent.is_dir():
        raise typer.BadParameter(f"{out.parent}: there is no such folder", param_hint="-o")
    return out


def _write(target: Path, picture: bytes) -> None:
    try:
        target.write_bytes(picture)
    except OSError as error:
        raise FairnoticeError(f"{target} cannot be written: {error.strerror}") from None


def _exit_code(probed: Probed) -> int:
    if probed.look is not None:
        return 0 if probed.look.quality.usable else 3
    not_contacted = probed.failure is not None and probed.failure.fault in _NOT_CONTACTED
    return 4 if not_contacted else 1


# --- telling -----------------------------------------------------------------------------------------


class _Steps:
    """Says each step as it is done, with the seconds that it took; ``watched``: and that it waits, meanwhile."""

    def __init__(self, say: Callable[[str], None], *, watched: bool) -> None:
        self._say = say
        self._watched = watched
        self._before_s = 0.0

    def __enter__(self) -> Self:
        self._put(_WAITING)
        return self

    def __exit__(self, *_: object) -> None:
        self._put(_TAKEN_BACK)

    def __call__(self, noted: Noted) -> None:
        self._put(_TAKEN_BACK)
        self._say(_step(noted.step.replace("_", " "), noted.at_s - self._before_s, noted.detail))
        self._before_s = noted.at_s
        self._put(_WAITING)

    def _put(self, text: str) -> None:
        if self._watched:
            sys.stderr.write(text)
            sys.stderr.flush()


def _step(name: str, seconds: float, detail: str) -> str:
    return f"  {seconds:8.3f} s  {name:<13} {detail}".rstrip()


def _ending(probed: Probed, health: Health | None, target: Path | None, *, colours: bool) -> Iterator[str]:
    from fairnotice.capture.remedies import REMEDIES
    from fairnotice.vision.describe import in_one_line

    if probed.failure is not None:
        last_s = probed.steps[-1].at_s if probed.steps else 0.0
        failure = probed.failure
        why = f"{failure.fault.replace('_', ' ')}: {in_one_line(failure.detail)}"
        yield _step("no frame", probed.elapsed_s - last_s, why)
        yield f"What to do: {REMEDIES[failure.fault]}"
    elif probed.look is not None:
        yield from _look(probed.look, target, colours=colours)
    if health is not None:
        yield f"The audit's own looks: {_in_words(health)}"
    yield f"{probed.elapsed_s:.3f} s in all; nothing was stored"


def _in_words(health: Health) -> str:
    if health.failing_since is None or health.fault is None:
        return f"a picture came on {health.asked_at:%Y-%m-%d %H:%M} UTC, when it was asked last"
    looks = "one look" if health.failures_in_a_row == 1 else f"{health.failures_in_a_row} looks in a row"
    last = f"the last came on {health.last_ok_at:%Y-%m-%d %H:%M} UTC" if health.last_ok_at else "none ever came"
    fault = health.fault.replace("_", " ")
    return f"no picture since {health.failing_since:%Y-%m-%d %H:%M} UTC ({fault}, {looks}); {last}"


def _look(look: Look, target: Path | None, *, colours: bool) -> Iterator[str]:
    from fairnotice.vision.describe import best_first, headline, in_one_line, sentences
    from fairnotice.vision.quality import in_words

    if look.thumbnail is not None:
        yield from (f"  {line}" for line in lines(look.thumbnail.cells, colours=colours))
        if target is not None:
            yield f"Picture: {_plain(str(target))}"
    else:
        yield in_one_line(look.no_thumbnail)
    yield f"Taken: {look.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"Quality: {look.width} x {look.height} px, {in_words(look.quality)}"
    if look.not_searched or look.inspection is None:
        yield f"Notice: {in_one_line(look.not_searched)}"
        return
    yield f"Notice: {headline(look.inspection).partition(', ')[2]}"
    for number, notice in enumerate(best_first(look.inspection.notices), start=1):
        first, *rest = sentences(notice)
        yield f"  {number} {first}"
        yield from (f"    {sentence}" for sentence in rest)


def _as_json(what: str, probed: Probed, health: Health | None) -> str:
    from fairnotice.capture.remedies import REMEDIES

    failure, look = probed.failure, probed.look
    record = {
        "probed": without_secrets(what),
        "fault": failure.fault.value if failure else None,
        "detail": failure.detail if failure else None,
        "remedy": REMEDIES[failure.fault] if failure else None,
        "elapsed_s": round(probed.elapsed_s, 3),
        "steps": [
            {"step": noted.step.value, "at_s": round(noted.at_s, 3), "detail": noted.detail} for noted in probed.steps
        ],
        "frame": _look_as_json(look) if look else None,
        "no_frame_since": health.failing_since.isoformat() if health and health.failing_since else None,
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _look_as_json(look: Look) -> dict[str, Any]:
    from fairnotice.vision.describe import describe
    from fairnotice.vision.quality import in_words

    notices = describe(look.inspection, file="")["notices"] if look.inspection is not None else []
    return {
        "width": look.width,
        "height": look.height,
        "taken_at": look.taken_at.isoformat(),
        "usable": look.quality.usable,
        "reasons": list(look.quality.reasons),
        "quality": in_words(look.quality),
        "searched": not look.not_searched,
        "not_searched": look.not_searched or None,
        "model_version": look.inspection.model_version if look.inspection is not None else None,
        "notices": notices,
        "no_thumbnail": look.no_thumbnail or None,
    }


def _plain(text: str) -> str:
    from fairnotice.vision.describe import in_one_line

    return in_one_line(without_secrets(text))
