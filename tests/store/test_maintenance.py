"""Cameras are left alone at the times that somebody named, and at no others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fairnotice.domain import AuditMode
from fairnotice.errors import StoreError
from fairnotice.store import cameras, maintenance
from fairnotice.store.database import Database
from fairnotice.store.maintenance import Maintenance
from fakes.world import NOON, camera

FRIDAY = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)


def made(**changes: Any) -> Maintenance:
    base: dict[str, Any] = {
        "subject": "camera",
        "subject_id": "made:001",
        "starts": NOON,
        "ends": NOON + dt.timedelta(hours=4),
        "said_by": "Jo Park",
        "reason": "a new mast",
    }
    return Maintenance(**(base | changes))


NIGHTS = {"starts": NOON, "ends": None, "weekly": "Mo-Fr 22:00-06:00", "timezone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("changes", "at", "until"),
    [
        pytest.param({}, NOON - dt.timedelta(seconds=1), None, id="just before"),
        pytest.param({}, NOON, NOON + dt.timedelta(hours=4), id="from its first moment"),
        pytest.param({}, NOON + dt.timedelta(hours=4), None, id="at its end"),
        pytest.param({"lifted_at": NOON + dt.timedelta(hours=1)}, NOON + dt.timedelta(hours=2), None, id="lifted"),
        pytest.param(NIGHTS, FRIDAY + dt.timedelta(hours=20), None, id="weekly, before: 21:00 in Berlin"),
        pytest.param(
            NIGHTS, FRIDAY + dt.timedelta(hours=21), FRIDAY + dt.timedelta(hours=29), id="weekly, on: 22:00 in Berlin"
        ),
        pytest.param(NIGHTS, FRIDAY + dt.timedelta(hours=29), None, id="weekly, over: Saturday, 6:00 in Berlin"),
        pytest.param(
            NIGHTS,
            dt.datetime(2026, 7, 3, 20, tzinfo=dt.UTC),
            dt.datetime(2026, 7, 4, 4, tzinfo=dt.UTC),
            id="in summer",
        ),
        pytest.param(
            {**NIGHTS, "ends": FRIDAY + dt.timedelta(hours=22)},
            FRIDAY + dt.timedelta(hours=21),
            FRIDAY + dt.timedelta(hours=22),
            id="weekly, ending within its hours",
        ),
    ],
)
def test_it_is_on_at_its_times_only(changes: dict[str, Any], at: dt.datetime, until: dt.datetime | None) -> None:
    each = made(**changes)

    assert each.is_on(at) == (until is not None)
    if until is not None:
        assert each.until(at) == until
        assert each.in_words(at) == f"maintenance until {until:%Y-%m-%d %H:%M} UTC: a new mast"


@pytest.fixture
def filled(empty_database_url: str):
    with Database(empty_database_url) as opened:
        with opened.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            members = [camera(1), camera(2, site_id="made/quay", site_declared=True), camera(3)]
            cameras.upsert(connection, members, NOON)
        yield opened


@pytest.mark.parametrize(
    ("subject", "subject_id", "alone"),
    [("camera", "made:001", {1}), ("site", "made/quay", {2}), ("source", "made", {1, 2, 3})],
)
def test_what_is_left_alone_is_the_camera_the_site_or_the_source(filled, subject, subject_id, alone) -> None:
    with filled.transaction() as connection:
        number = maintenance.put(connection, made(subject=subject, subject_id=subject_id), NOON)
        why_not = maintenance.left_alone(connection, NOON)
        members = [each for n in (1, 2, 3) if (each := cameras.one(connection, f"made:00{n}"))]

        assert {int(each.source_id) for each in members if why_not(each, NOON)} == alone
        assert not any(why_not(each, NOON + dt.timedelta(hours=5)) for each in members)
        assert maintenance.lift(connection, number, NOON + dt.timedelta(hours=1))
        assert not maintenance.lift(connection, number, NOON + dt.timedelta(hours=1))
        assert maintenance.listed(connection, NOON + dt.timedelta(hours=1)) == []
        assert len(maintenance.listed(connection, NOON, over_too=True)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject_id": "made:999"}, "no camera of the registry"),
        ({"subject": "site", "subject_id": "made:999"}, "no camera of the registry"),
        ({"ends": NOON}, "before it begins"),
        ({"ends": None}, "say until when"),
        ({"weekly": "at night", "timezone": "UTC"}, "is no hours of the week"),
        ({"weekly": "24/7 " * 200, "timezone": "UTC"}, "longer than"),
        ({"weekly": "24/7", "timezone": "Lindhaven"}, "no time zone"),
        ({"weekly": "24/7", "timezone": "../../etc/passwd"}, "no time zone"),
        ({"said_by": " "}, "somebody's word"),
        ({"reason": ""}, "somebody's word"),
        ({"reason": "a" * 301}, "longer than"),
    ],
)
def test_what_cannot_be_is_a_sentence(filled, changes: dict[str, Any], said: str) -> None:
    with filled.transaction() as connection, pytest.raises(StoreError, match=said):
        maintenance.put(connection, made(**changes), NOON)
