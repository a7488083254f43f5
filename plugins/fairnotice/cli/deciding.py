"""An inspector's word on a finding: confirm or overrule it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from fairnotice.domain import Verdict

if TYPE_CHECKING:
    from fairnotice.pipeline.deciding import Word

_Camera = Annotated[str, typer.Argument(metavar="CAMERA", help="For example demo:cam-03.")]
_Rule = Annotated[str, typer.Argument(metavar="RULE", help="For example cn.order-799.notice.")]
_Inspector = Annotated[str, typer.Option(help="Who decides.")]
_Reason = Annotated[str, typer.Option(help="Why; kept with the finding.")]
_Evidence = Annotated[
    list[str] | None, typer.Option(help="What it rests on: SHA-256 of stored evidence, or words; may be repeated.")
]


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    for command in (confirm, overrule):
        app.command()(command)


def overrule(
    camera_id: _Camera,
    rule_id: _Rule,
    verdict: Annotated[Verdict, typer.Option(help="What holds instead.")],
    inspector: _Inspector,
    reason: _Reason,
    until: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day on which it stands.")],
    evidence: _Evidence = None,
) -> None:
    """Let something else hold than the program says, until a day or until the facts change."""
    from fairnotice.pipeline import deciding
    from fairnotice.pipeline.resources import resources

    with resources() as opened:
        standing = deciding.overrule(
            opened, _word(camera_id, rule_id, inspector, reason, evidence), verdict, until.date()
        )
    if standing.overrule is None:
        typer.echo(f"written down: '{standing.verdict}' holds, as the program says")
    else:
        typer.echo(
            f"written down: '{standing.verdict}' holds until {standing.overrule.until}, unless the facts change; "
            f"the program says '{standing.finding.verdict}'"
        )


def confirm(
    camera_id: _Camera, rule_id: _Rule, inspector: _Inspector, reason: _Reason, evidence: _Evidence = None
) -> None:
    """Write down that you looked at a finding and agree with it."""
    from fairnotice.pipeline import deciding
    from fairnotice.pipeline.resources import resources

    with resources() as opened:
        standing = deciding.confirm(opened, _word(camera_id, rule_id, inspector, reason, evidence))
    typer.echo(f"written down: you agree with '{standing.verdict}'")


def _word(camera_id: str, rule_id: str, inspector: str, reason: str, evidence: list[str] | None) -> Word:
    from fairnotice.pipeline.deciding import Word

    now = dt.datetime.now(dt.UTC)
    return Word(camera_id, rule_id, inspector.strip(), reason.strip(), now, tuple(evidence or ()))
