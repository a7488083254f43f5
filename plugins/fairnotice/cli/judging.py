"""Why a finding says what it says, and what would be said of history now."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairnotice.domain import AuditMode, Finding
from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.pipeline.rejudging import Compared, Rejudged
    from fairnotice.pipeline.resources import Resources
    from fairnotice.rules.standing import Standing
    from fairnotice.store.database import Connection
    from fairnotice.store.history import Said

_DAY = ["%Y-%m-%d"]
_BANNER = {
    AuditMode.SIMULATED: "SIMULATED: an invented town; nobody is accused",
    AuditMode.EXERCISE: "EXERCISE: nobody is told anything",
}
_DUE_TO_THE_JUDGEMENT = ("worse", "better", "new", "dropped")
_COLUMNS = (
    "camera_id",
    "rule_id",
    "difference",
    "then_verdict",
    "then_confidence",
    "then_since",
    "then_pack_version",
    "then_models",
    "then_because",
    "now_verdict",
    "now_confidence",
    "now_pack_version",
    "now_because",
    "now_models",
)


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    for command in (explain, judge):
        app.command()(command)


def explain(
    camera_id: Annotated[str, typer.Argument(help="For example demo:cam-03.")],
    rule: Annotated[str | None, typer.Option(help="Only this rule, for example cn.order-799.notice.")] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=_DAY, help="Judge again from the facts up to this day; stores nothing."),
    ] = None,
    language: Annotated[str, typer.Option(help="en, or zh for the words around the steps.")] = "en",
) -> None:
    """Print the reasoning of every finding of a camera, as an inspector would write it."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.rules.explain import explain as in_words
    from fairnotice.rules.explain import in_short
    from fairnotice.rules.letter_words import LANGUAGES
    from fairnotice.store import history

    if language not in LANGUAGES:
        raise FairnoticeError(f"{language!r} is not spoken here; choose from {', '.join(LANGUAGES)}")
    with resources() as opened, opened.database.transaction() as connection:
        history.read_only(connection)
        told = [
            (finding, in_words(finding, letter, language))
            for finding, letter in _letters(opened, connection, camera_id, as_of.date() if as_of else None)
            if rule is None or finding.rule_id == rule
        ]
        banner = _banner(connection, camera_id)
    if not told:
        about = f"{camera_id!r} under {rule}" if rule else repr(camera_id)
        raise FairnoticeError(f"no finding of {about}: is it in the registry, and was it audited?")
    overview = in_short([finding for finding, _ in told], language) if len(told) > 1 else ""
    parts = [part for part in (banner, overview) if part]
    typer.echo("".join(f"{part}\n\n" for part in parts), nl=False)
    typer.echo(f"\n\n{'-' * 78}\n\n".join(letter for _, letter in told))


def _letters(
    opened: Resources, connection: Connection, camera_id: str, as_of: dt.date | None
) -> Iterator[tuple[Finding, Any]]:
    """Yield each finding with what its letter says besides: stored ones, or judged again as of a day."""
    from fairnotice.rules.explain import Letter, Past
    from fairnotice.store import cameras, history

    camera = cameras.one(connection, camera_id)
    changes = history.changes_of(connection, camera_id, as_of or dt.date.max)
    for standing in _standings(opened, connection, camera_id, as_of):
        finding = standing.shown()
        past = tuple(
            Past(each.day, each.change, each.verdict_before, each.verdict, each.pack_version, each.cause)
            for each in changes
            if each.rule_id == finding.rule_id
        )
        name = camera.name if camera else ""
        site = camera.site_id if camera and camera.site_declared else ""
        waits, decided = standing.pending, standing.overrule
        yield finding, Letter(name, site, standing.judged_on, _rule_of(finding), waits, past, decided)


def _standings(opened: Resources, connection: Connection, camera_id: str, as_of: dt.date | None) -> list[Standing]:
    """Return what holds, or what the facts up to a day come to."""
    from fairnotice.pipeline.rejudging import facts_of, policy_of
    from fairnotice.rules.judge import judge_all
    from fairnotice.rules.standing import Standing
    from fairnotice.store import findings

    if as_of is None:
        return findings.standings_of(connection, camera_id)
    facts = facts_of(opened, connection, camera_id, as_of)
    if facts is None:
        return []
    found = judge_all(facts, opened.packs, as_of, policy=policy_of(opened))
    return [Standing(finding, as_of, as_of, as_of) for finding in found]


def _rule_of(finding: Finding) -> Any:
    """Return the rule as it was applied, or None where that version of its pack is not at hand."""
    from fairnotice.errors import RulePackError
    from fairnotice.rules.load import load_pack_version

    try:
        pack = load_pack_version(finding.pack_id, finding.pack_version)
    except RulePackError:
        return None
    return next((rule for rule in pack.rules if rule.id == finding.rule_id), None)


def _banner(connection: Connection, camera_id: str) -> str:
    from fairnotice.store import cameras

    if cameras.one(connection, camera_id) is None:
        return ""
    return _BANNER.get(cameras.mode_of_scope(connection, camera_id.split(":", 1)[0]), "")


def judge(
    target: Annotated[str, typer.Argument(metavar="SCOPE|CAMERA", help="A source, 'all', or one camera.")] = "all",
    as_of: Annotated[dt.datetime | None, typer.Option(formats=_DAY, help="Day of judgement; today.")] = None,
    pack: Annotated[
        list[str] | None, typer.Option(help="A pack in another version, as cn.order-799@1; may be repeated.")
    ] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only what the packs, models or the judgement change.")
    ] = False,
    out: Annotated[Path | None, typer.Option("-o", help="Also write everything to this .csv file.")] = None,
) -> None:
    """Judge history again from its facts and show it beside what was said then; nothing is written to the database."""
    from fairnotice.pipeline.rejudging import packs_of
    from fairnotice.pipeline.rejudging_at_once import rejudge_at_once
    from fairnotice.pipeline.resources import resources

    if out is not None and out.suffix != ".csv":
        raise FairnoticeError(f"{out.name}: end the name in .csv")
    day = as_of.date() if as_of else dt.datetime.now(dt.UTC).date()
    counts: Counter[str] = Counter()
    cameras = 0
    with resources() as opened, _table(out) as table:
        packs = packs_of(opened, pack or ())
        told = partial(_told, changed=changed, tabled=table is not None)
        for batch in rejudge_at_once(opened, target, day, packs, told):
            cameras += batch.cameras
            counts += batch.counts
            if table is not None:
                table.writerows(batch.rows)
            if batch.lines:
                typer.echo("\n".join(batch.lines))
            if batch.of > 1:
                typer.echo(f"batch {batch.number} of {batch.of}: {batch.cameras} cameras judged again", err=True)
    typer.echo(_total(day, cameras, counts, ", ".join(f"{each.pack_id}@{each.version}" for each in packs)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of one batch, put into words by the process that judged it."""

    number: int
    of: int
    cameras: int
    counts: Counter[str]
    rows: list[list[object]]
    lines: list[str]


def _told(batch: Rejudged, *, changed: bool, tabled: bool) -> _Told:
    shown = [each for each in batch.compared if not changed or each.difference in _DUE_TO_THE_JUDGEMENT]
    return _Told(
        batch.number,
        batch.of,
        batch.cameras,
        Counter(each.difference for each in batch.compared),
        _cells(batch) if tabled else [],
        [_line(each) for each in shown],
    )


def _cells(batch: Rejudged) -> list[list[object]]:
    from fairnotice.store.spreadsheets import cell

    return [[cell(value) for value in _row(each)] for each in batch.compared]


@contextmanager
def _table(out: Path | None) -> Iterator[Any]:
    """Open a table for spreadsheets with its headings, or none."""
    if out is None:
        yield None
        return
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        yield writer


def _row(each: Compared) -> list[object]:
    then, now = each.then, each.now
    return [
        each.camera_id,
        each.rule_id,
        each.difference,
        *(_then(then) if then else [""] * 6),
        *((now.verdict, now.confidence, now.pack_version, now.reasons[0].code) if now else [""] * 4),
        " ".join(each.models),
    ]


def _then(then: Said) -> list[object]:
    confidence = round(then.confidence, 4)
    return [then.verdict, confidence, then.since, then.pack_version, " ".join(then.models), then.code]


def _line(each: Compared) -> str:
    then, now = each.then, each.now
    said = says = "nothing"
    if then is not None:
        said = f"{then.verdict} {then.confidence:.2f} {then.code}  (since {then.since}, "
        said += _by(then.pack_version, then.models)
    if now is not None:
        says = f"{now.verdict} {now.confidence:.2f} {now.reasons[0].code}  ({_by(now.pack_version, each.models)}"
    return f"{each.camera_id}  {each.rule_id}  {each.difference}\n    then  {said}\n    now   {says}"


def _by(pack_version: str, models: Sequence[str]) -> str:
    return f"pack version {pack_version}" + (f", frames by model {', '.join(models)})" if models else ")")


def _total(day: dt.date, cameras: int, counts: Counter[str], packs: str) -> str:
    words = {
        "same": "the same verdict",
        "later": "the same at first, otherwise by later facts",
        "overruled": "overruled by an inspector",
        "worse": "worse now",
        "better": "better now",
        "new": "not said then",
        "dropped": "not said any more",
    }
    told = "; ".join(f"{counts[key]} {text}" for key, text in words.items())
    return (
        f"{cameras} cameras judged again as of {day}, {counts.total()} findings: {told}.\n"
        f"'then': what stood, after several dates agreed and as inspectors decided; 'now': what the facts come to.\n"
        f"By {packs}; by today's registry and the measured recall of today's model. Nothing was written."
    )
