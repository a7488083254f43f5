"""When it is light, held against almanacs and against the sun's elevation."""

from __future__ import annotations

import datetime as dt

import pytest
from astral import Observer
from astral.sun import elevation
from hypothesis import example, given
from hypothesis import strategies as st

from fairnotice.sun import light_of, moment

MARCH, JUNE, DECEMBER = dt.date(2027, 3, 20), dt.date(2027, 6, 21), dt.date(2027, 12, 21)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("lon", "lat", "day", "hours"),
    [
        pytest.param(0.0, 51.5, DECEMBER, [(9, 14)], id="London's shortest day: sun from 8:04 to 15:53"),
        pytest.param(-40.0, 25.0, MARCH, [(9, 19)], id="in the Atlantic: sun from 8:44 to 20:51"),
        pytest.param(116.4, 39.9, MARCH, [(0, 9), (23, 23)], id="Beijing: sun from 22:20 to 10:25, over midnight"),
        pytest.param(174.8, -36.8, JUNE, [(0, 4), (20, 23)], id="Auckland's shortest day: sun from 19:33 to 5:12"),
        pytest.param(19.0, 69.6, JUNE, [(0, 23)], id="Tromsø in June: the sun does not set"),
        pytest.param(19.0, 69.6, DECEMBER, [(6, 14)], id="Tromsø in December: around noon, and too dark"),
        pytest.param(24.0, 66.0, JUNE, [(0, 23)], id="Tornio in June: it sets after midnight, if at all"),
        pytest.param(24.0, 60.2, JUNE, [(1, 18)], id="Helsinki in June: sun from 0:54 to 19:50, and never quite dark"),
    ],
)
def test_it_is_light_while_the_sun_is_up(lon: float, lat: float, day: dt.date, hours: list[tuple[int, int]]) -> None:
    assert [(start.hour, end.hour) for start, end in light_of(lon, lat, day)] == hours


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), day=DAYS)
def test_every_place_has_some_hours_of_every_day(lon: float, lat: float, day: dt.date) -> None:
    light = light_of(lon, lat, day)

    ends = [time for stretch in light for time in stretch]
    assert ends == sorted(ends)
    assert {time.date() for time in ends} == {day}
    assert sum((end - start for start, end in light), dt.timedelta()) > dt.timedelta(minutes=29)


@given(lon=st.floats(-180, 180), lat=st.floats(-60, 60), day=DAYS, share=st.floats(0, 1, exclude_max=True))
def test_where_the_sun_rises_no_look_is_planned_in_the_dark(lon: float, lat: float, day: dt.date, share: float) -> None:
    assert elevation(Observer(lat, lon), moment(light_of(lon, lat, day), share)) > 0


@example(lon=98.5, day=dt.date(2020, 8, 1), low=-30.0, high=0.0, share=0.25)
@given(lon=st.floats(-180, 180), day=DAYS, low=st.floats(-90, 90), high=st.floats(-90, 90), share=st.floats(0, 1))
def test_between_two_places_of_one_longitude_it_is_not_light_longer_than_at_one_of_them(
    lon: float, day: dt.date, low: float, high: float, share: float
) -> None:
    """Airflow's timetable looks only at the corners of a region."""
    corners = [stretch for lat in (low, high) for stretch in light_of(lon, lat, day)]

    for start, end in light_of(lon, low + share * (high - low), day):
        assert any(
            first <= start + dt.timedelta(minutes=2) and end <= last + dt.timedelta(minutes=2)
            for first, last in corners
        )
