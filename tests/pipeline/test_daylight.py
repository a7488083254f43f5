from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.domain import AccessBasis, AuditMode, FrameSource
from fairnotice.pipeline import auditing, sampling
from fairnotice.pipeline.daylight import due_batches
from fairnotice.pipeline.slots import planned_time
from fairnotice.store import cameras
from fakes.world import DAY, NOON, audit, camera

pytestmark = pytest.mark.slow

BASIS = AccessBasis("the harbour board")


def seen(opened) -> list[tuple[str, int, dt.datetime]]:
    with opened.database.transaction() as connection:
        return [
            tuple(row.values())
            for row in connection.execute(
                "SELECT camera_id, sample_number, observed_at FROM fairnotice.observation ORDER BY 1, 2"
            )
        ]


def fill(opened, farm) -> list:
    made = [
        camera(1, frame_source=FrameSource(farm.url("still"), BASIS)),
        camera(2, frame_source=FrameSource(farm.url("still") + "?{at}", BASIS)),
        camera(3, frame_source=None),
    ]
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, made, NOON)
    return made


def test_a_live_camera_is_looked_at_when_it_is_due_and_then_left_in_peace(opened, farm):
    live, *_ = fill(opened, farm)
    first, second = (planned_time(live, DAY, number, opened.settings.samples_per_window) for number in range(2))

    assert due_batches(opened, "made", first - dt.timedelta(minutes=1)) == []
    for at in (first, first + dt.timedelta(minutes=20), second):
        for batch in due_batches(opened, "made", at):
            sampling.sample_batch(opened, audit(), batch, lambda at=at: at, daylight=True)

    assert [(camera_id, number) for camera_id, number, _ in seen(opened)] == [(live.camera_id, 0), (live.camera_id, 1)]


def test_by_night_a_camera_is_asked_only_if_no_daylight_showed_it(opened, farm):
    live, archive, without = fill(opened, farm)
    at = planned_time(live, DAY, 1, opened.settings.samples_per_window)
    (batch,) = due_batches(opened, "made", at)
    sampling.sample_batch(opened, audit(), batch, lambda: at, daylight=True)

    night = dt.datetime.combine(DAY, dt.time(), dt.UTC) + dt.timedelta(hours=26)
    for each in auditing.begin(opened, audit()):
        sampling.sample_batch(opened, audit(), each, lambda: night)

    assert [(camera_id, number) for camera_id, number, _ in seen(opened)] == [
        (live.camera_id, 1),
        (archive.camera_id, 0),
        (archive.camera_id, 1),
        (without.camera_id, 0),
    ]
