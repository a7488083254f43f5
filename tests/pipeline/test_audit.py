from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.domain import AccessBasis, AuditMode, Declarations, DeviceService, FrameSource, Operator, OperatorKind
from fairnotice.errors import StoreError, StoreUnavailableError
from fairnotice.pipeline import auditing, judging, sampling, scanning, telling
from fairnotice.store import cameras, health
from fairnotice.store.database import Database
from fakes.onvif_device import OnvifDevice
from fakes.world import DAY, NOON, audit, camera
from tests.pipeline.conftest import open_resources

pytestmark = pytest.mark.slow

BASIS = AccessBasis("the harbour board")
FAULTY = {
    "html": "not_an_image",
    "empty": "not_an_image",
    "truncated": "truncated",
    "bomb": "too_large",
    "silent": "timeout",
}
PRIVATE = Operator("op-2", "Quay Shops", OperatorKind.PRIVATE)

TABLES = {
    "observation": "window_date, camera_id, sample_number, observed_at, fault, usable, notices::text, evidence_sha256",
    "finding": "camera_id, rule_id, verdict, confidence, reasons::text, evidence, since, judged_on, audit_id",
    "finding_event": "window_date, audit_id, camera_id, rule_id, change, verdict_before, verdict",
    "alert": "cause, kind, status, camera_id, rule_id, payload::text",
    "evidence": "sha256, kind, media_type, size",
    "analytics_scan": "device_id, source, content_sha256, mentions::text",
    "analytics_reading": "window_date, device_id, source, content_sha256",
    "audit": "audit_id, mode, summary::text",
}


def network(farm) -> list:
    """Healthy cameras, one of each fault, one that declares a prohibited classifier, one without a basis."""
    urls = [farm.url("still"), farm.url("png"), farm.url("still"), *(farm.url(fault) for fault in FAULTY)]
    made = [camera(number, frame_source=FrameSource(url, BASIS)) for number, url in enumerate(urls, 1)]
    prohibited = camera(
        90,
        operator=PRIVATE,
        analytics=("race classification of faces",),
        declared=Declarations(attested=("analytics",)),
        frame_source=FrameSource(farm.url("still"), BASIS),
    )
    return [*made, prohibited, camera(91, frame_source=FrameSource(farm.url("still"))), camera(92, frame_source=None)]


def fill(resources, farm, mode=AuditMode.REGULAR) -> None:
    with resources.database.transaction() as connection:
        cameras.register_source(connection, "made", mode)
        cameras.upsert(connection, network(farm), NOON)


def run(resources, day=DAY, mode=AuditMode.REGULAR) -> auditing.Summary:
    night = audit(day, mode)
    end = dt.datetime.combine(day, dt.time(23, 59), dt.UTC)
    for batch in auditing.begin(resources, night):
        sampling.sample_batch(resources, night, batch, lambda: end)
        scanning.scan_batch(resources, night, batch, lambda: end)
        judging.judge_batch(resources, night, batch)
    return auditing.finish(resources, night)


def state(database: Database) -> dict[str, list]:
    with database.transaction() as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM fairnotice.{table} ORDER BY {columns}").fetchall()  # noqa: S608
            for table, columns in TABLES.items()
        }


def test_every_camera_gets_an_observation_or_a_typed_reason(opened, farm):
    fill(opened, farm)
    run(opened)

    faults = {row["camera_id"]: row["fault"] for row in state(opened.database)["observation"]}
    assert faults == {
        "made:001": None,
        "made:002": None,
        "made:003": None,
        **{f"made:{number:03}": fault for number, fault in enumerate(FAULTY.values(), 4)},
        "made:090": None,
        "made:091": "not_authorised",
        "made:092": "not_authorised",
    }


def test_it_knows_since_when_a_camera_gives_no_frame(opened, farm):
    fill(opened, farm)
    run(opened)
    run(opened, DAY + dt.timedelta(days=1))
    with opened.database.transaction() as connection:
        found = health.of_cameras(connection, [each.camera_id for each in network(farm)])

    first, second = (dt.datetime.combine(DAY + dt.timedelta(days=day), dt.time(23, 59), dt.UTC) for day in (0, 1))
    seen = {camera_id: (each.last_ok_at, each.failing_since, each.fault) for camera_id, each in found.items()}
    assert seen["made:001"] == (second, None, None)
    assert seen["made:008"] == (None, first, "timeout")
    assert {"made:091", "made:092"} & set(seen) == set()


@pytest.mark.slow
def test_running_it_again_changes_nothing(opened, farm):
    fill(opened, farm)
    run(opened)
    once = state(opened.database)
    run(opened)

    assert state(opened.database) == once


@pytest.mark.slow
def test_an_unchanged_world_adds_observations_only(opened, farm):
    fill(opened, farm)
    run(opened)
    before = state(opened.database)
    run(opened, DAY + dt.timedelta(days=1))
    after = state(opened.database)

    assert len(after["observation"]) == 2 * len(before["observation"])
    for table in ("finding_event", "alert", "evidence", "analytics_scan"):
        assert after[table] == before[table]


class Killed(BaseException):
    """Stands for a process that ends at once."""


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.slow
def test_killed_half_way_and_run_again_it_ends_as_one_clean_run(opened, farm, tmp_path, monkeypatch, after):
    fill(opened, farm)
    looks = iter(range(after))
    inspect = opened.inspector.inspect

    def inspect_until_killed(frame):
        if next(looks, None) is None:
            raise Killed
        return inspect(frame)

    with monkeypatch.context() as patch:
        patch.setattr(opened.inspector, "inspect", inspect_until_killed)
        with pytest.raises(Killed):
            run(opened)
    half = state(opened.database)
    run(opened)

    assert sum(row["fault"] is None for row in half["observation"]) == after
    interrupted = state(opened.database)
    with opened.database.transaction() as connection:
        connection.execute("TRUNCATE fairnotice.registry_source CASCADE")
        connection.execute("TRUNCATE fairnotice.audit CASCADE")
        connection.execute("TRUNCATE fairnotice.evidence, fairnotice.analytics_scan CASCADE")
        connection.execute("TRUNCATE fairnotice.finding_event, fairnotice.finding_chain")
    clean = open_resources(opened.database, tmp_path)
    fill(clean, farm)
    run(clean)
    assert state(clean.database) == interrupted


def test_killed_while_judging_it_leaves_no_half_of_a_batch(opened, farm, monkeypatch):
    fill(opened, farm)
    night = audit()
    (batch,) = auditing.begin(opened, night)
    scanning.scan_batch(opened, night, batch, lambda: NOON)

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(telling.outbox, "enqueue", killed)
        with pytest.raises(Killed):
            judging.judge_batch(opened, night, batch)

    half = state(opened.database)
    assert half["finding"] == half["finding_event"] == half["alert"] == []


def test_judged_a_few_cameras_at_a_time_a_batch_comes_to_the_same(opened, farm):
    fill(opened, farm)
    night = audit()
    (batch,) = auditing.begin(opened, night)
    scanning.scan_batch(opened, night, batch, lambda: NOON)
    settings = opened.settings.model_copy(update={"judged_at_once": 2})
    report = judging.judge_batch(replace(opened, settings=settings), night, batch)
    parts = state(opened.database)

    assert report.cameras == len(network(farm))
    assert report.findings == len(parts["finding"])
    assert judging.judge_batch(opened, night, batch).changes == {}
    assert state(opened.database) == parts


def test_a_prohibited_classifier_fails_and_waits_for_an_inspector(opened, farm):
    fill(opened, farm)
    summary = run(opened)

    assert [row["camera_id"] for row in summary.failing] == ["made:090"]
    told = [(row["kind"], row["status"], row["camera_id"]) for row in state(opened.database)["alert"]]
    assert [each for each in told if each[0] != "photo_request"] == [
        ("finding", "held", "made:090"),
        ("release_request", "ready", None),
    ]


@pytest.mark.slow
def test_an_exercise_alerts_nobody(opened, farm):
    fill(opened, farm, AuditMode.EXERCISE)
    summary = run(opened, mode=AuditMode.EXERCISE)

    assert summary.failing
    assert state(opened.database)["alert"] == []


def test_not_seeing_a_notice_accuses_nobody(opened, farm):
    fill(opened, farm)
    summary = run(opened)
    notices = [row for row in state(opened.database)["finding"] if row["rule_id"].endswith(".notice")]

    assert notices
    assert {row["verdict"] for row in notices} == {"unknown"}
    assert summary.judged < summary.cameras


def test_no_camera_in_scope_is_said(opened):
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
    with pytest.raises(StoreError, match="import a registry first"):
        auditing.begin(opened, audit())


@pytest.mark.slow  # libpq waits before it gives up
def test_a_database_that_is_down_is_said(tmp_path):
    with Database("postgresql://someone:swordfish@127.0.0.1:1/nothing") as gone:
        resources = open_resources(gone, tmp_path)
        with pytest.raises(StoreUnavailableError, match="nothing was written"):
            auditing.begin(resources, audit())


def test_what_is_stored_is_coarse_and_nothing_else_is_written(opened, farm, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    fill(opened, farm)
    run(opened)

    written = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"evidence", "recall.json", "secrets"}
    assert list((tmp_path / "tmp").iterdir()) == []
    kept = [row["sha256"] for row in state(opened.database)["evidence"]]
    assert kept
    for sha256 in kept:
        assert blocks_across(opened.evidence.read(sha256)) <= 64


def blocks_across(picture: bytes) -> int:
    """Count the different columns of a stored picture: a coarse one repeats each many times."""
    import cv2
    import numpy as np

    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    return int(1 + np.count_nonzero(np.any(np.diff(pixels.astype(int), axis=1) != 0, axis=(0, 2))))


def test_a_device_is_asked_at_night_only_where_somebody_allowed_it(opened):
    allowed = AccessBasis("the harbour board", ("frames", "configuration"))
    frames_only = AccessBasis("the harbour board", ("frames",))
    with OnvifDevice() as device:
        made = [
            camera(number, frame_source=None, device_service=DeviceService(device.url, basis))
            for number, basis in enumerate((allowed, frames_only, None), 1)
        ]
        with opened.database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            cameras.upsert(connection, made, NOON)
        night = audit()
        (batch,) = auditing.begin(opened, night)
        scanning.scan_batch(opened, night, batch, lambda: NOON)
        with opened.database.transaction() as connection:
            told = connection.execute(
                "SELECT device_id, source, complete, error FROM fairnotice.analytics_scan WHERE source LIKE 'onvif/%'"
            ).fetchall()
    by_device: dict[str, list] = {}
    for row in told:
        by_device.setdefault(row["device_id"], []).append(row)
    assert len(by_device["made:001"]) > 5
    for unasked in ("made:002", "made:003"):
        (row,) = by_device[unasked]
        assert not row["complete"]
        assert "allowed" in row["error"] or "basis" in row["error"]
    assert device.operations.count("GetSystemDateAndTime") == 1
