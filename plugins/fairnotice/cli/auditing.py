"""Run an audit without Airflow, and say what holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from fairnotice.domain import AuditMode, Force
from fairnotice.errors import StoreError

_UNDECIDED_BY_ANY_LOOK = ("not_declared", "needs_a_person")
"""Reasons of rules that have no say in what a camera's verdict is (`finding.decisive`)."""


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command("audit")(audit)
    app.command("summary")(summary)


def audit(
    scope: Annotated[str, typer.Argument(help="A registry source, or 'all' for every regular one.")] = "all",
    window_date: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day; default today.")] = None,
    as_of: Annotated[dt.datetime | None, typer.Option(help="Up to when (UTC) archives are asked; default now.")] = None,
) -> None:
    """Run the nightly audit's steps here, without Airflow."""
    from fairnotice.pipeline import steps

    now = as_of.replace(tzinfo=dt.UTC) if as_of else dt.datetime.now(dt.UTC)
    day = window_date.date() if window_date else now.date()
    orders = steps.begin(scope, day, now if as_of else None)
    reports: dict[str, list[dict[str, Any] | None]] = {"sampled": [], "scanned": [], "judged": []}
    for number, order in enumerate(orders, 1):
        sampled = steps.sample(order, steps.real_clock, tell=_tell)
        scanned = steps.scan(order, steps.real_clock)
        judged = steps.judge(order)
        for step, report in zip(reports, (sampled, scanned, judged), strict=True):
            reports[step].append(report)
        typer.echo(
            f"batch {number} of {len(orders)}: {sampled['observed']} frames seen, {sampled['failed']} did not come, "
            f"{sampled['already_done']} were there; {scanned['scans']} configurations read; "
            f"{sum(judged['changes'].values())} findings changed",
            err=True,
        )
    steps.publish(orders, reports)
    steps.send(dt.datetime.now(dt.UTC))
    print_summary(scope, day)


def _tell(progress: Any) -> None:
    """Say how far the looking is: ``pipeline.progress.Progress``."""
    typer.echo(f"  {progress.in_words()}", err=True)


def summary(
    scope: Annotated[
        str | None,
        typer.Argument(help="A registry source, or 'all' for every regular one. Default: the whole registry."),
    ] = None,
) -> None:
    """Say what holds now: coverage first, then verdicts, then why. Cameras of several modes are never added up."""
    each_source, scopes = _with_cameras()
    if not scopes:
        raise StoreError("no camera is registered: import a registry first (`fairnotice import FILE`)")
    if scope is not None and scope not in (*scopes, *each_source):
        raise StoreError(
            f"no camera in scope {scope!r}; scopes with cameras: {', '.join(dict.fromkeys((*scopes, *each_source)))}"
        )
    for each in [scope] if scope is not None else scopes:
        if scope is None and len(scopes) > 1:
            typer.echo(f"== {each}")
        print_summary(each, dt.datetime.now(dt.UTC).date())


def _with_cameras() -> tuple[list[str], list[str]]:
    """Return the sources that have cameras, and the scopes that hold each of them once: regular ones go together."""
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import sources

    with resources() as opened, opened.database.transaction() as connection:
        found = [each for each in sources.listed(connection) if each.cameras]
    together = ["all"] if any(each.mode is AuditMode.REGULAR for each in found) else []
    apart = [each.source for each in found if each.mode is not AuditMode.REGULAR]
    return [each.source for each in found], together + apart


def print_summary(scope: str, day: dt.date) -> None:
    """Print what holds for a scope."""
    from fairnotice.pipeline import auditing
    from fairnotice.pipeline.resources import resources

    with resources() as opened:
        found = auditing.make_audit(opened, scope, dt.datetime.combine(day, dt.time(), dt.UTC))
        typer.echo(in_words(auditing.summarise(opened, found)))


def in_words(found: Any) -> str:
    """Write a summary as people read it, coverage first.

    Args:
        found: ``pipeline.auditing.Summary``.
    """
    banner = {
        "simulated": "SIMULATED: an invented town; nobody is accused\n",
        "exercise": "EXERCISE: nobody is told anything\n",
    }
    lines = [
        banner.get(found.mode, "")
        + f"Coverage: {found.judged} of {found.cameras} cameras judged, {found.verdicts['unknown']} unknown",
        *_why(found.reasons, "unknown"),
        *([f"  {found.under_no_rule:>5} x under no applied rule pack"] if found.under_no_rule else []),
        *_not_declared(found.reasons),
        *_without_frames(found.without_frames),
        "",
        "Cameras by verdict (their worst rule in force):",
        *(f"  {verdict.replace('_', ' '):<15}{count:>7}" for verdict, count in found.verdicts.items()),
    ]
    if found.policy_verdicts:
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(found.policy_verdicts.items()))
        lines.append(f"  Policies and drafts, counted apart and never as a breach of law: {told}")
    if found.failing:
        lines += ["", "Failing:", *(_failing(row) for row in found.failing)]
    reviews = list(_why(found.reasons, "review"))
    if reviews:
        lines += ["", "For a person to look at:", *reviews]
    if found.waiting:
        lines += ["", "Said tonight, and standing once more nights agree:", *map(_waiting, found.waiting)]
    return "\n".join(lines)


def _why(reasons: Sequence[Mapping[str, Any]], verdict: str) -> list[str]:
    return [
        f"  {row['cameras']:>5} x {row['rule_id']}: {row['code'].replace('_', ' ')}"
        + ("" if row["force"] in (Force.LAW, Force.STATUTORY_CODE) else f" ({row['force'].replace('_', ' ')})")
        for row in reasons
        if row["verdict"] == verdict and row["code"] and row["code"] not in _UNDECIDED_BY_ANY_LOOK
    ]


def _without_frames(faults: Sequence[Mapping[str, Any]]) -> list[str]:
    if not faults:
        return []
    count = sum(row["cameras"] for row in faults)
    since = min(row["since"] for row in faults)
    why = ", ".join(f"{row['cameras']} {row['fault']}".replace("_", " ") for row in faults)
    return [f"No picture comes now from {count} of them, the first since {since:%Y-%m-%d %H:%M} UTC: {why}"]


def _waiting(row: Mapping[str, Any]) -> str:
    return f"  {row['findings']:>5} x {row['pending_verdict']} (stands: {row['verdict']})".replace("_", " ")


def _not_declared(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line for each pack whose duties nobody declared anything for, or that only a person decides."""
    packs: dict[str, list[str]] = {}
    for row in sorted(reasons, key=lambda row: (row["rule_id"], row["code"] or "")):
        if row["verdict"] == "unknown" and row["code"] in _UNDECIDED_BY_ANY_LOOK:
            pack, _, duty = row["rule_id"].rpartition(".")
            packs.setdefault(pack, []).append(f"{duty.replace('-', ' ')} {row['cameras']}")
    head = ["  Not declared, or for a person to decide; no camera is unknown for it (rule, cameras):"] if packs else []
    return head + [f"    {pack}: {', '.join(duties)}" for pack, duties in packs.items()]


def _failing(row: Mapping[str, Any]) -> str:
    why = row["reasons"][0]["text"] if row["reasons"] else ""
    return f"  {row['name'] or row['camera_id']}: {row['title']} ({row['rule_id']}, since {row['since']})\n      {why}"
