from __future__ import annotations

import datetime as dt
import itertools

import pytest

from fairnotice.domain import AuditMode, CaptureFailure, CaptureFault
from fairnotice.store import cameras, health
from fairnotice.store.health import Health
from fakes.world import NOON, camera

pytestmark = pytest.mark.slow

ID = "made:001"
HOUR = dt.timedelta(hours=1)
SILENT = CaptureFault.TIMEOUT


@pytest.fixture
def filled(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1), camera(2)], NOON)
    return database


def asked(database, hour: int, fault: CaptureFault | None = None, seconds: float = 1.0, detail: str = "why") -> None:
    failure = CaptureFailure(fault, detail) if fault else None
    with database.transaction() as connection:
        health.note(connection, ID, failure, asked_at=NOON + hour * HOUR, seconds=seconds)


def known(database) -> Health | None:
    with database.transaction() as connection:
        return health.of_cameras(connection, [ID, "made:002"]).get(ID)


def failing(database) -> tuple[int | None, int | None, CaptureFault | None, int]:
    """Hour of the newest frame, hour since when none came, why, how often."""
    found = known(database)
    ok, since = (None if at is None else (at - NOON) // HOUR for at in (found.last_ok_at, found.failing_since))
    return ok, since, found.fault, found.failures_in_a_row


def test_a_camera_that_was_never_asked_has_no_health(filled):
    assert known(filled) is None


def test_an_outage_is_told_by_its_beginning_and_ends_with_the_next_frame(filled):
    asked(filled, 0)
    asked(filled, 1, SILENT)
    asked(filled, 2, CaptureFault.REFUSED)
    assert failing(filled) == (0, 1, CaptureFault.REFUSED, 2)

    asked(filled, 3)
    assert failing(filled) == (3, None, None, 0)


@pytest.mark.parametrize("fault", [CaptureFault.STALE, CaptureFault.FROZEN, CaptureFault.DARK])
def test_a_picture_of_no_use_came_all_the_same(filled, fault):
    asked(filled, 0, SILENT)
    asked(filled, 1, fault)

    assert failing(filled) == (1, None, None, 0)


@pytest.mark.parametrize("fault", [CaptureFault.NOT_AUTHORISED, CaptureFault.POLICY, CaptureFault.ERROR])
def test_what_is_not_the_cameras_fault_does_not_call_it_offline(filled, fault):
    asked(filled, 0, fault)
    assert known(filled) is None

    asked(filled, 1)
    asked(filled, 2, fault)
    assert failing(filled) == (1, None, None, 0)


LOOKS = {0: None, 1: SILENT, 2: None, 3: SILENT, 4: SILENT}


@pytest.mark.parametrize("order", list(itertools.permutations(LOOKS)))
def test_in_whatever_order_looks_are_written_no_outage_is_longer_than_it_was(filled, order):
    for hour in order:
        asked(filled, hour, LOOKS[hour])
    ok, since, fault, times = failing(filled)

    assert (ok, fault, known(filled).asked_at) == (2, SILENT, NOON + 4 * HOUR)
    assert since in (3, 4)
    assert 1 <= times <= 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_looks_at_one_moment_the_frame_counts(filled, order):
    for place in order:
        asked(filled, 0, (None, SILENT)[place])

    assert failing(filled) == (0, None, None, 0)


def test_seconds_follow_the_newest_looks(filled):
    asked(filled, 0, seconds=1)
    asked(filled, 1, seconds=11)
    assert known(filled).seconds == pytest.approx(4)
    for hour in range(2, 30):
        asked(filled, hour, seconds=11)
    assert known(filled).seconds == pytest.approx(11, abs=0.1)


def test_a_long_detail_with_a_secret_is_kept_short_and_without_it(filled):
    asked(filled, 0, SILENT, detail="http://admin:swordfish@cam.example/ said \x00" + "x" * 5000)

    detail = known(filled).detail
    assert "swordfish" not in detail
    assert len(detail) == 300


def test_the_pace_of_looking_follows_the_newest_batches(filled):
    with filled.transaction() as connection:
        assert health.inspection_pace(connection) is None
        health.note_inspection_pace(connection, 0.2)
        assert health.inspection_pace(connection) == pytest.approx(0.2)
        health.note_inspection_pace(connection, 1.2)
        assert health.inspection_pace(connection) == pytest.approx(0.5)
