"""When cameras are looked at, and why then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.domain import Camera
    from fairnotice.pipeline.plan import Plan
    from fairnotice.store.maintenance import WhyNot

_DAY = ["%Y-%m-%d"]


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(plan)


def plan(
    camera_id: Annotated[
        str | None, typer.Argument(help="For example demo:cam-03; none: all cameras in short.")
    ] = None,
    on: Annotated[dt.datetime | None, typer.Option(formats=_DAY, help="Which day (UTC); none: today.")] = None,
    scope: Annotated[str, typer.Option(help="Without a camera: a registry source, or all regular ones.")] = "all",
) -> None:
    """Show when a camera is looked at on a day, and why so often; or how the looks of a day are shared among all."""
    from fairnotice.domain import AuditMode
    from fairnotice.pipeline.plan import budget_of, plan_of
    from fairnotice.pipeline.resources import resources
    from fairnotice.store import cameras, facts
    from fairnotice.store.maintenance import left_alone

    now = dt.datetime.now(dt.UTC)
    day = on.date() if on else now.date()
    if camera_id is None:
        for line in _shared(scope, day):
            typer.echo(line)
        return
    with resources() as opened, opened.database.transaction() as connection:
        camera = cameras.one(connection, camera_id)
        if camera is None:
            raise FairnoticeError(f"no camera {camera_id!r} in the registry; cameras are named <source>:<id>")
        regular = cameras.mode_of_scope(connection, camera.source) is AuditMode.REGULAR
        budget = budget_of(connection, opened.settings.samples_per_window, "all" if regular else camera.source, day)
        made = plan_of(connection, budget, day, [camera])
        why_not = left_alone(connection, dt.datetime.combine(day, dt.time(), dt.UTC))
        done = {number for _, number in facts.slots_done(connection, day, [camera_id])}
    for line in _in_words(camera, made, done, why_not, now):
        typer.echo(line)


def _shared(scope: str, day: dt.date) -> Iterator[str]:
    from fairnotice.pipeline.plan import budget_of
    from fairnotice.pipeline.resources import resources
    from fairnotice.rules.demand import WORDS, Amount
    from fairnotice.store import cameras, demands

    with resources() as opened, opened.database.transaction() as connection:
        cameras.mode_of_scope(connection, scope)
        usual = opened.settings.samples_per_window
        total = cameras.count_in_scope(connection, scope)
        counted = demands.count(connection, scope, day)
        budget = budget_of(connection, usual, scope, day)
    looks = {Amount.LESS: "1", Amount.USUAL: f"{usual}", Amount.MORE: f"{usual + budget.more:.1f}"}
    yield f"{day}: {total} cameras, {usual} looks each as usual; looks of live cameras and archives of one day (UTC)"
    for amount in Amount:
        for (of, why), number in counted.items():
            if of is amount:
                yield f"  {number:>8} x {looks[amount]:>4}  {WORDS.get(why, why)}"
    unjudged = total - sum(counted.values())
    if unjudged:
        yield f"  {unjudged:>8} x {usual:>4}  {WORDS['new']}"


def _in_words(
    camera: Camera,
    plan: Plan,
    done: set[int],
    why_not: WhyNot,
    now: dt.datetime,
) -> Iterator[str]:
    from fairnotice.pipeline import backoff
    from fairnotice.pipeline.slots import daylight_time, planned_time, serves_any_moment
    from fairnotice.rules.demand import Amount

    usual, chosen, wanted = plan.budget.usual, plan.numbers(camera), plan.demand(camera)
    yield f"{camera.camera_id}  {camera.name}, {plan.day} (times in UTC)"
    if camera.frame_source is None:
        yield "The registry names no source of frames for it, so it is never asked."
        return
    archive = serves_any_moment(camera)
    yield f"{len(chosen)} {'look' if len(chosen) == 1 else 'looks'} ({wanted.amount}): {wanted.in_words()}"
    times = (
        (daylight_time(camera.point, plan.day, n, usual) if archive else planned_time(camera, plan.day, n, usual), n)
        for n in chosen
    )
    for at, number in sorted(times):
        left = None if archive else why_not(camera, at)
        yield f"  {at:%H:%M}  slot {number}{'  done' if number in done else ''}{f'  {left.detail}' if left else ''}"
    if archive:
        yield "Its source gives the picture of any moment: it is asked for these after the day has ended."
    again = plan.held_back_until(camera)
    if again is not None and now < again:
        yield backoff.in_words(plan.health[camera.camera_id], again)
    share = f"; a camera that lacks something has {plan.budget.more:.2f} more, which others give up"
    yield f"Usual are {usual} a camera and day{share if plan.budget.more or wanted.amount is Amount.MORE else ''}."
