"""Frames go where they decide most, within one budget, and no slot is ever two looks."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.domain import AccessBasis, AuditMode, CaptureFailure, CaptureFault, FrameSource, Point, Verdict
from fairnotice.pipeline.plan import Budget, Plan, budget_of, numbers, plan_of
from fairnotice.pipeline.slots import planned_time
from fairnotice.rules.demand import Amount, Demand, Light
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, demands, facts, findings, health
from fairnotice.store.health import Health
from fakes.world import DAY, NOON, audit, camera, finding

LESS, USUAL, MORE = Amount.LESS, Amount.USUAL, Amount.MORE
ARCHIVE = camera(2, frame_source=FrameSource("http://127.0.0.1:9/{at}.jpg", AccessBasis("the harbour board")))
NEXT = DAY + dt.timedelta(days=1)
counts = st.fixed_dictionaries({amount: st.integers(0, 60) for amount in Amount})


@given(usual=st.integers(1, 24), cameras_of=counts, day=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_the_frames_of_all_cameras_are_as_many_as_before(
    usual: int, cameras_of: dict[Amount, int], day: dt.date
) -> None:
    budget = Budget.of(usual, cameras_of)
    everybody = [amount for amount, count in cameras_of.items() for _ in range(count)]
    frames = [budget.frames(f"t:{number}", day, amount) for number, amount in enumerate(everybody)]

    spent = cameras_of[LESS] + cameras_of[USUAL] * usual + cameras_of[MORE] * (usual + budget.more)
    assert spent <= usual * len(everybody) + 1e-6
    assert all(1 <= each <= 2 * usual for each in frames)
    assert all(each >= usual for each, amount in zip(frames, everybody, strict=True) if amount is not LESS)
    # A share of a frame is drawn: no camera is more than a frame from its share.
    assert abs(sum(frames) - spent) <= cameras_of[MORE]


def test_what_some_give_up_goes_to_others() -> None:
    budget = Budget.of(3, {LESS: 60, USUAL: 100, MORE: 48})
    drawn = [budget.frames(f"t:{number}", DAY, MORE) for number in range(4000)]

    assert (budget.frames("t:1", DAY, LESS), budget.frames("t:1", DAY, USUAL)) == (1, 3)
    assert set(drawn) == {5, 6}
    assert sum(drawn) / len(drawn) == pytest.approx(3 + 120 / 48, abs=0.05)


@given(
    name=st.text(max_size=5),
    usual=st.integers(1, 24),
    more=st.integers(0, 24),
    light=st.sampled_from(Light),
    day=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
def test_every_light_is_looked_into_once_before_any_is_twice(
    name: str, usual: int, more: int, light: Light, day: dt.date
) -> None:
    frames = 1 + more % (2 * usual)
    chosen = numbers(name, day, frames, usual, light)

    assert len(set(chosen)) == len(chosen) == frames
    assert len({number % usual for number in chosen}) == min(frames, usual)
    assert max(chosen) < 2 * usual


def test_a_single_look_is_in_another_light_each_day() -> None:
    days = [DAY + dt.timedelta(days=number) for number in range(6)]

    looked = [numbers("t:1", day, 1, 3, Light.ANY) for day in days]

    assert sorted(looked[:3]) == sorted(looked[3:]) == [(0,), (1,), (2,)]


def test_a_dark_camera_is_looked_at_twice_around_noon_first() -> None:
    assert numbers("t:1", DAY, 4, 3, Light.NOON) == (0, 1, 2, 4)


def test_a_plan_that_changes_within_the_day_keeps_each_slot_at_its_time() -> None:
    live = camera()
    times = {
        amount: {
            n: planned_time(live, DAY, n, 3)
            for n in Plan(DAY, Budget(3, 2.0), {live.camera_id: Demand(amount, Light.ANY, "new")}).numbers(live)
        }
        for amount in Amount
    }

    for one in times.values():
        for other in times.values():
            assert {n: at for n, at in one.items() if n in other} == {n: at for n, at in other.items() if n in one}


def failing_since(day: dt.date, fault: CaptureFault = CaptureFault.TIMEOUT) -> Health:
    asked = dt.datetime.combine(day, dt.time(2, 30), dt.UTC)
    return Health(asked, None, asked - dt.timedelta(days=9), fault, "silent", 9, 4.0)


@pytest.mark.parametrize(
    ("asked_on", "fault", "slots"),
    [
        pytest.param(DAY, CaptureFault.TIMEOUT, 1, id="it failed the night before"),
        pytest.param(NEXT, CaptureFault.TIMEOUT, 3, id="it failed in this run, which may have been cut off"),
        pytest.param(NEXT, CaptureFault.AUTH, 1, id="it refused the login in this run"),
    ],
)
def test_an_archive_that_fails_is_asked_for_one_moment(asked_on: dt.date, fault: CaptureFault, slots: int) -> None:
    night = dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(3), dt.UTC)
    plan = Plan(DAY, Budget(3), health={ARCHIVE.camera_id: failing_since(asked_on, fault)})

    assert len(plan.by_night(ARCHIVE, audit(), night, None)) == slots


def test_an_archive_that_lacks_one_hour_is_asked_for_another_the_next_day() -> None:
    asked = set()
    for number in range(3):
        day = DAY + dt.timedelta(days=number)
        night = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(3), dt.UTC)
        plan = Plan(day, Budget(3), health={ARCHIVE.camera_id: failing_since(day)})
        asked |= {slot for slot, _ in plan.by_night(ARCHIVE, audit(day), night, None)}

    assert asked == {0, 1, 2}


def hours_of_looks(
    fault: CaptureFault, days: int, *, by_day: bool = True, at: Point | None = None, from_day: dt.date = DAY
) -> list[dt.datetime]:
    """When a live camera is asked that fails each time, from a night's run on, as the DAGs do it."""
    live, known = camera(**({"point": at} if at else {})), failing_since(from_day, fault)
    asked, day_asked = [known.asked_at], set()
    for minutes in range(180, days * 1440, 20):
        now = dt.datetime.combine(from_day, dt.time(), dt.UTC) + dt.timedelta(minutes=minutes)
        plan = Plan(now.date(), Budget(3), health={live.camera_id: known})
        if (now.hour, now.minute) == (2, 40):
            day = now.date() - dt.timedelta(days=1)
            ended = replace(plan, day=day)
            looks = [] if day in day_asked else ended.by_night(live, audit(day), now, None)
        else:
            looks = plan.due(live, now) if by_day else []
            day_asked |= {now.date()} if looks else set()
        if looks:
            known = replace(known, asked_at=now, failures_in_a_row=known.failures_in_a_row + 1)
            asked.append(now)
    return asked


@pytest.mark.parametrize(
    ("at", "from_day"),
    [
        pytest.param(None, DAY, id="light all day after the night's run"),
        pytest.param(Point(82.9, 55.0), dt.date(2026, 12, 1), id="light for six hours after the night's run"),
        pytest.param(Point(-122.4, 37.8), dt.date(2026, 6, 1), id="light before and after midnight in UTC"),
    ],
)
def test_a_camera_without_power_by_night_is_still_asked_by_day(at: Point | None, from_day: dt.date) -> None:
    looks = hours_of_looks(CaptureFault.TIMEOUT, 10, at=at, from_day=from_day)
    by_day = {look.date() for look in looks[1:] if (look.hour, look.minute) != (2, 40)}

    assert len(by_day) >= 9


def test_a_refused_login_is_tried_by_day_and_never_twice_within_seventeen_hours() -> None:
    looks = hours_of_looks(CaptureFault.AUTH, 12)

    assert all(later - earlier >= dt.timedelta(hours=17) for earlier, later in itertools.pairwise(looks))
    assert all(at.hour > 4 for at in looks[1:])
    assert len({at.date() for at in looks[1:]}) >= 9


def test_where_nobody_asks_by_day_a_refused_login_is_tried_every_second_night() -> None:
    assert len(hours_of_looks(CaptureFault.AUTH, 11, by_day=False)) == 1 + 5


def test_a_failing_live_camera_is_not_due_and_is_asked_by_night() -> None:
    live = camera()
    at = planned_time(live, DAY, 1, 3)
    late = Health(at - dt.timedelta(hours=1), None, at - dt.timedelta(days=9), CaptureFault.TIMEOUT, "silent", 9, 4.0)
    plan = Plan(DAY, Budget(3), health={live.camera_id: late})
    recovered = replace(plan, health={live.camera_id: replace(failing_since(DAY), failing_since=None)})

    assert plan.due(live, at) == []
    assert 1 in dict(recovered.due(live, at))
    assert plan.by_night(live, audit(), dt.datetime.combine(DAY, dt.time(), dt.UTC) + dt.timedelta(hours=26), None)


def fill(database, count: int) -> list:
    made = [camera(number) for number in range(1, count + 1)]
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, made, NOON)
    return made


def test_a_plan_rests_on_earlier_days_only(database) -> None:
    members = fill(database, 4)
    wanted = {"made:001": Demand(LESS, Light.ANY, "certain"), "made:002": Demand(MORE, Light.NOON, "too_dark")}
    before = DAY - dt.timedelta(days=1)
    with database.transaction() as connection:
        for day in (before, DAY):
            demands.put(connection, day, wanted)
        health.note(connection, "made:001", CaptureFailure(CaptureFault.TIMEOUT, "x"), asked_at=NOON, seconds=1.0)
        of_the_day, next_day = (
            plan_of(connection, budget_of(connection, 3, "made", day), day, members) for day in (before, DAY)
        )

    assert (of_the_day.budget, of_the_day.demands) == (Budget(3), {})
    assert (next_day.budget, next_day.demands) == (Budget(3, 2.0), wanted)
    assert next_day.health["made:001"].failures_in_a_row == 1


def test_an_older_day_that_is_judged_again_changes_no_plan_of_a_newer_judgement_that_wanted_the_same(database) -> None:
    fill(database, 2)
    days = [DAY + dt.timedelta(days=number) for number in range(3)]
    same, older = Demand(LESS, Light.ANY, "certain"), Demand(MORE, Light.ANY, "unread")
    with database.transaction() as connection:
        for day in (days[0], days[2]):
            facts.ensure_month(connection, day)
            audits.begin(connection, audit(day), packs={})
            findings.put(connection, audit(day), ["made:001"], [Judged(finding(1, Verdict.PASS))])
            demands.put(connection, day, {"made:001": same, "made:002": same})
        demands.put(connection, days[1], {"made:001": older, "made:002": older})
        known = demands.of_cameras(connection, ["made:001", "made:002"], days[2] + dt.timedelta(days=1))

    # Of the second camera no finding says that it was judged since.
    assert known == {"made:001": same, "made:002": older}


def test_a_judgement_of_an_older_day_changes_no_plan(database) -> None:
    fill(database, 1)
    newer, older = Demand(LESS, Light.ANY, "certain"), Demand(MORE, Light.ANY, "unread")
    with database.transaction() as connection:
        demands.put(connection, DAY, {"made:001": newer})
        demands.put(connection, DAY - dt.timedelta(days=5), {"made:001": older})

        assert demands.of_cameras(connection, ["made:001"], DAY + dt.timedelta(days=1)) == {"made:001": newer}
