import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.domain import AccessBasis, FrameSource, Point
from fairnotice.pipeline.slots import daylight_time, due_slots, planned_time, slots_of
from fairnotice.sun import light_of
from fakes.world import DAY, audit, camera

MIDNIGHT = dt.datetime.combine(DAY, dt.time(), dt.UTC)
LIVE = camera()
ARCHIVE = camera(frame_source=FrameSource("http://127.0.0.1:9/{at}.jpg", AccessBasis("the harbour board")))


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    day=st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    count=st.integers(1, 24),
)
def test_slots_are_ordered_whole_seconds_within_the_day(lon, lat, day, count):
    times = [daylight_time(Point(lon, lat), day, number, count) for number in range(count)]

    assert times == sorted(times)
    assert {time.date() for time in times} == {day}
    assert all(time.microsecond == 0 and time.tzinfo is dt.UTC for time in times)


@pytest.mark.parametrize(
    ("place", "day", "earliest", "latest"),
    [
        (Point(0.0, 51.5), dt.date(2026, 12, 21), 9, 15),  # London's shortest day: sunrise 8:04, sunset 15:53
        (Point(0.0, 51.5), dt.date(2026, 6, 21), 4, 20),
        (Point(116.4, 39.9), dt.date(2026, 3, 20), 0, 10),  # Beijing: the sun is up from 22:20 to 10:30 UTC
        (Point(19.0, 74.0), dt.date(2026, 6, 21), 0, 23),  # polar day
        (Point(19.0, 74.0), dt.date(2026, 12, 21), 6, 15),  # polar night: quality will refuse the frames
    ],
)
def test_slots_follow_the_sun_at_the_camera(place, day, earliest, latest):
    hours = [daylight_time(place, day, number, 5).hour for number in range(5)]

    assert min(hours) >= earliest
    assert max(hours) <= latest


def test_a_source_of_any_moment_fills_every_slot_that_has_passed():
    evening = slots_of(ARCHIVE, audit(), MIDNIGHT + dt.timedelta(hours=23, minutes=59), 3, range(3))
    noon = slots_of(ARCHIVE, audit(), evening[1][1], 3, range(3))

    assert [number for number, _ in evening] == [0, 1, 2]
    assert noon == evening[:2]


@pytest.mark.parametrize(
    ("hours", "slots"),
    [(-1, []), (0, [0]), (2, [0]), (23.9, [0]), (26, [0]), (30, []), (240, [])],
)
def test_a_live_camera_is_never_asked_for_another_day(hours, slots):
    now = MIDNIGHT + dt.timedelta(hours=hours)

    assert slots_of(LIVE, audit(), now, 3, range(3)) == [(number, now) for number in slots]


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), count=st.integers(1, 12), number=st.integers(1, 999))
def test_each_part_of_a_live_camera_s_daylight_is_planned_once(lon, lat, count, number):
    live = camera(number, point=Point(lon, lat))
    planned = [planned_time(live, DAY, each, count) for each in range(count)]

    assert planned == [planned_time(live, DAY, each, count) for each in range(count)]
    assert planned == sorted(planned)
    assert {time.date() for time in planned} == {DAY}


@given(lon=st.floats(-40, 40), lat=st.floats(-50, 50), count=st.integers(1, 12), number=st.integers(0, 999))
def test_a_second_look_into_a_part_is_half_a_part_away(lon, lat, count, number):
    live, part = camera(number, point=Point(lon, lat)), number % count
    start, end = light_of(round(lon * 4) / 4, round(lat * 4) / 4, DAY)[0]

    apart = abs(planned_time(live, DAY, part, count) - planned_time(live, DAY, count + part, count))

    assert abs(apart - (end - start) / count / 2) <= dt.timedelta(seconds=1)


def test_cameras_of_one_place_are_not_asked_all_at_once():
    assert len({planned_time(camera(number), DAY, 0, 3) for number in range(50)}) > 40


@pytest.mark.parametrize(("minutes", "due"), [(-1, []), (0, [1]), (59, [1]), (60, [])])
def test_a_live_camera_is_due_within_an_hour_of_its_planned_time(minutes, due):
    now = planned_time(LIVE, DAY, 1, 3) + dt.timedelta(minutes=minutes)

    assert [number for number, _ in due_slots(LIVE, DAY, now, 3, [1])] == due


def test_what_serves_any_moment_and_what_has_no_source_is_never_due():
    for each in (ARCHIVE, camera(frame_source=None)):
        assert not any(due_slots(each, DAY, MIDNIGHT + dt.timedelta(hours=hour), 3, range(3)) for hour in range(24))
