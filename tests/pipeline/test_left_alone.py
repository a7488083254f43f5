"""During maintenance nobody is asked, and that is a fact which accuses nobody and calls no camera broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.domain import AccessBasis, AuditMode, FrameSource, Verdict
from fairnotice.pipeline import auditing, judging, sampling
from fairnotice.store import cameras, findings, health, maintenance
from fakes.world import DAY, NOON, audit, camera

pytestmark = pytest.mark.slow

NIGHT = dt.datetime.combine(DAY, dt.time(), dt.UTC) + dt.timedelta(hours=26)


def test_during_maintenance_nothing_is_asked_and_nothing_but_unknown_is_said(opened, farm):
    made = camera(frame_source=FrameSource(farm.url("still") + "?{at}", AccessBasis("the harbour board")))
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [made], NOON)
        alone = maintenance.Maintenance(
            "camera", made.camera_id, NOON, NIGHT + dt.timedelta(hours=4), "Jo Park", "a new mast"
        )
        maintenance.put(connection, alone, NOON)

    (batch,) = auditing.begin(opened, audit())
    sampling.sample_batch(opened, audit(), batch, lambda: NIGHT)
    judging.judge_batch(opened, audit(), batch)

    with opened.database.transaction() as connection:
        faults = connection.execute("SELECT DISTINCT fault, fault_detail FROM fairnotice.observation").fetchall()
        said = [f for f in findings.of_camera(connection, made.camera_id) if f.reasons[0].code == "maintenance"]
        known = health.of_cameras(connection, [made.camera_id])
    assert [tuple(row.values()) for row in faults] == [
        ("maintenance", "maintenance until 2026-03-03 06:00 UTC: a new mast")
    ]
    assert {finding.verdict for finding in said} == {Verdict.UNKNOWN}
    assert "maintenance until 2026-03-03 06:00 UTC: a new mast" in said[0].reasons[0].text
    assert known == {}


def test_after_maintenance_the_camera_is_asked(opened, farm):
    made = camera(frame_source=FrameSource(farm.url("still") + "?{at}", AccessBasis("the harbour board")))
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [made], NOON)
        over = maintenance.Maintenance("source", "made", NOON, NIGHT, "Jo Park", "a new mast")
        maintenance.put(connection, over, NOON)

    (batch,) = auditing.begin(opened, audit())
    report = sampling.sample_batch(opened, audit(), batch, lambda: NIGHT)

    assert (report.observed, report.failed) == (2, 0)


def test_whoever_refuses_the_login_is_not_asked_again_in_the_same_night(opened, farm):
    address = farm.url("digest") + "?{at}"
    made = camera(frame_source=FrameSource(address, AccessBasis("the harbour board")))
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [made], NOON)
    one_at_a_time = replace(opened, settings=opened.settings.model_copy(update={"network_threads": 1}))

    (batch,) = auditing.begin(opened, audit())
    for _ in range(2):
        sampling.sample_batch(one_at_a_time, audit(), batch, lambda: NIGHT)

    with opened.database.transaction() as connection:
        looks = connection.execute("SELECT fault FROM fairnotice.observation").fetchall()
    assert [row["fault"] for row in looks] == ["auth"]
