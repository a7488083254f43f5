"""What operators answer: links for them, their replies, decisions about those, and figures of it all."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fairnotice.domain import AuditMode
from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.pipeline.figures import Figures, Row

_ROOM = typer.Typer(no_args_is_help=True, help="What operators answer, and links with which they do.")
_Number = Annotated[int, typer.Argument(metavar="REPLY", help="Its number, as `answers list` shows it.")]
_Inspector = Annotated[str, typer.Option(help="Who decides.")]
_Reason = Annotated[str, typer.Option(help="Why; the operator is shown it.")]
_MOST_LISTED = 200


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    _ROOM.command("list")(list_replies)
    for command in (show, verify, reject, link):
        _ROOM.command()(command)
    _ROOM.command("cut-off")(cut_off)
    app.add_typer(_ROOM, name="answers")
    app.command()(figures)


def list_replies(
    operator: Annotated[str, typer.Option(help="Id of an operator; all if left out.")] = "",
    state: Annotated[str, typer.Option(help="noted, waiting, verified or rejected; all if left out.")] = "",
) -> None:
    """List what operators answered, the newest first."""
    for reply in _replies(operator_id=operator or None, state=state or None):
        cameras = {finding["camera_id"] for finding in reply["findings"]}
        because = f"  look: {', '.join(reply['review_because'])}" if reply["review_because"] else ""
        typer.echo(
            f"{reply['reply_id']:>6}  {reply['said_at']:%Y-%m-%d %H:%M}  {reply['state']:<9} {reply['kind']:<14} "
            f"{reply['operator_id']}  {reply['site_id'] or '-'}  {len(cameras)} camera(s){because}"
        )


def show(number: _Number) -> None:
    """Show one reply: what was said or seen, about which findings, and what was decided."""
    reply = _one(number)
    typer.echo(f"Reply {number}: {reply['kind']}, {reply['state']}, by {reply['said_by']} for {reply['operator_id']}")
    for name, text in (
        ("Said", f"{reply['said_at']:%Y-%m-%d %H:%M} UTC"),
        ("Site", reply["site_id"]),
        ("Due", reply["due"]),
        ("Note", reply["note"]),
        ("Look at it closely", ", ".join(reply["review_because"])),
        ("Evidence", ", ".join(sha[:12] for sha in reply["evidence"])),
        ("Decided", reply["decided_by"] and f"{reply['decided_by']}, {reply['decided_at']:%Y-%m-%d}"),
        ("Because", reply["decision_note"]),
    ):
        if text:
            typer.echo(f"{name}: {text}")
    for line in _seen(reply["seen"] or {}):
        typer.echo(line)
    for finding in reply["findings"]:
        now = finding["verdict_now"] or "no longer judged"
        typer.echo(f"  {finding['camera_id']}  {finding['rule_id']}: {finding['verdict']}, now {now}")


def verify(number: _Number, inspector: _Inspector, reason: _Reason) -> None:
    """Agree with a dispute, or with a fix that was claimed; the photo that came with it counts as a look at the site.

    The verdict follows with the next audit that sees it, or by `fairnotice overrule`.
    """
    _decide(number, "verified", inspector, reason)


def reject(number: _Number, inspector: _Inspector, reason: _Reason) -> None:
    """Do not agree with a dispute, or with a fix that was claimed."""
    _decide(number, "rejected", inspector, reason)


def link(
    operator: Annotated[str, typer.Argument(help="Id of the operator.")],
    site: Annotated[str, typer.Option(help="The site that it is about; it asks for a photo of the notice there.")] = "",
    days: Annotated[int, typer.Option(min=1, max=90, help="How long it lets somebody in.")] = 30,
) -> None:
    """Make a link that lets an operator in once, to give it by telephone or letter; whoever has it is let in."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import answers
    from fairnotice.store.operators import operator_of

    with resources() as opened, opened.database.transaction() as connection:
        if operator_of(connection, operator) is None:
            raise FairnoticeError(f"there is no operator {operator!r} in the registry")
        token = answers.link_for(
            connection,
            operator_id=operator,
            purpose="photo_request" if site else "answer",
            site_id=site or None,
            now=dt.datetime.now(dt.UTC),
            days=days,
        )
        base = (opened.settings.public_url or "").rstrip("/")
    typer.echo(f"{base}/answer/{token}")
    if not base:
        typer.echo("FAIRNOTICE_PUBLIC_URL is not set: put the address of this installation before it", err=True)


def cut_off(operator: Annotated[str, typer.Argument(help="Id of the operator.")]) -> None:
    """End all links and sessions of an operator, since a message went to the wrong place."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import answers

    with resources() as opened, opened.database.transaction() as connection:
        answers.cut_off(connection, operator, dt.datetime.now(dt.UTC))
    typer.echo(f"no link that was sent to {operator} lets anybody in any more; the next message carries a new one")


def figures(
    by: Annotated[str, typer.Option(help="operator or district.")] = "operator",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back messages count.")] = 365,
    mode: Annotated[AuditMode | None, typer.Option(help="Of the cameras; real ones where there are any.")] = None,
    as_of: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The end of the span; now.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write CSV there; - for standard output.")] = None,
) -> None:
    """Show how long operators take to answer and to put right, what is overdue, and what asking for photos has won."""
    from fairnotice.pipeline.figures import figures as counted
    from fairnotice.pipeline.resources import resources
    from fairnotice.store.figures import Span, mode_to_count
    from fairnotice.web.figures import table

    if by not in ("operator", "district"):
        raise typer.BadParameter("give operator or district", param_hint="--by")
    end = as_of.replace(tzinfo=dt.UTC) + dt.timedelta(days=1) if as_of else dt.datetime.now(dt.UTC)
    with resources() as opened, opened.database.transaction() as connection:
        span = Span(end - dt.timedelta(days=days), end, mode or mode_to_count(connection))
        found = counted(connection, span)
    if out is None:
        _print(found, by)
    elif str(out) == "-":
        sys.stdout.write(table(found))
    else:
        out.write_text(f"\ufeff{table(found)}", encoding="utf-8", newline="")


def _print(found: Figures, by: str) -> None:
    span = found.span
    typer.echo(f"Messages from {span.since:%Y-%m-%d} to {span.as_of:%Y-%m-%d} ({span.mode}); days as half (quarters)")
    typer.echo(
        f"{'':<32}{'told':>6}{'open':>6}{'overdue':>9}  {'to answer':<22}{'to put right':<22}{'photos':>7}{'won':>5}"
    )
    for row in (found.total, *(found.operators if by == "operator" else found.districts)):
        typer.echo(_line(row, "all" if row is found.total else row.name or row.key or "none named"))


def _line(row: Row, name: str) -> str:
    answered, fixed = (_quartiles(each.quartiles) for each in (row.answered, row.fixed))
    return (
        f"{name[:31]:<32}{row.told:>6}{row.open:>6}{row.overdue:>9}  {answered:<22}{fixed:<22}"
        f"{row.photo_sites:>3}/{row.asked_sites:<3}{row.settled_cameras:>5}"
    )


def _quartiles(found: tuple[float | None, float | None, float | None]) -> str:
    first, half, third = ("not yet" if day is None else f"{day:.1f}" for day in found)
    return half if first == half == third else f"{half} ({first}-{third})"


def _seen(seen: dict[str, Any]) -> list[str]:
    lines = []
    if "outcome" in seen:
        lines.append(f"Seen: {seen['outcome']}; site code: {seen['code']}")
        lines += [f"  {element.replace('_', ' ')}: {word}" for element, word in seen["elements"].items()]
    for scan in seen.get("scans", ()):
        terms = ", ".join(each["term"] for each in scan["mentions"]) or scan["error"] or "nothing that sorts people"
        lines.append(f"Read: {scan['source']}: {scan['verdict']}; {terms}")
    return lines


def _replies(**how: Any) -> list[dict[str, Any]]:
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import answers

    with resources() as opened, opened.database.transaction() as connection:
        return answers.replies(connection, most=_MOST_LISTED, **how)


def _one(number: int) -> dict[str, Any]:
    found = _replies(reply_id=number)
    if not found:
        raise FairnoticeError(f"there is no reply {number}; `fairnotice answers list` shows those that there are")
    return found[0]


def _decide(number: int, state: Literal["verified", "rejected"], inspector: str, reason: str) -> None:
    from fairnotice.pipeline import visiting
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import answers

    with resources() as opened, opened.database.transaction() as connection:
        found = answers.replies(connection, reply_id=number, most=1)
        if not found:
            raise FairnoticeError(f"there is no reply {number}; `fairnotice answers list` shows those that there are")
        now = dt.datetime.now(dt.UTC)
        visiting.decide_reply(connection, found[0], state, by=inspector, reason=reason, now=now)
    typer.echo(f"written down: reply {number} is {state}")
