import datetime as dt

import pytest

from fairnotice.domain import (
    AccessBasis,
    AuditMode,
    CaptureFailure,
    CaptureFault,
    DeclaredModel,
    DeviceService,
    FrameSource,
    NoticePosition,
)
from fairnotice.errors import StoreError
from fairnotice.store import cameras, health
from fairnotice.store.cameras import Pace
from fakes.world import NOON, camera


@pytest.fixture
def filled(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(number) for number in range(1, 6)], NOON)
    return database


def test_a_camera_comes_back_as_it_went_in(database):
    rich = camera(
        notice_positions=(NoticePosition((0.1, 0.2, 0.3, 0.4), "declared", dt.date(2026, 1, 1)),),
        analytics=(),
        models=(DeclaredModel("gate", "labels.txt", enabled=False),),
        azimuth=123.5,
    )
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [rich], NOON)
        assert list(cameras.of_source(connection, "made")) == [rich]


def test_gone_cameras_leave_the_audit_but_not_the_table(filled):
    with filled.transaction() as connection:
        cameras.mark_gone(connection, ["made:002"], NOON)
        assert in_scope(connection, "made") == 4
        assert connection.execute("SELECT count(*) AS n FROM fairnotice.camera").fetchone() == {"n": 5}

        cameras.upsert(connection, [camera(2)], NOON)
        assert in_scope(connection, "made") == 5


def in_scope(connection, scope) -> int:
    return sum(batch.cameras for batch in cameras.batches(connection, scope, 2))


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_batches_cover_every_camera_once(filled, size):
    with filled.transaction() as connection:
        made = cameras.batches(connection, "made", size)
        ids = [each.camera_id for batch in made for each in cameras.of_batch(connection, "made", batch)]

    assert ids == [f"made:{number:03}" for number in range(1, 6)]
    assert [batch.cameras for batch in made] == [len(ids[start : start + size]) for start in range(0, 5, size)]


PACE = Pace(grab_s=1.0, inspect_s=0.5, threads=10, host_at_once=2, samples=3, device_s=10.0, devices_at_once=5)
"""A minute holds a hundred new live cameras, or thirty-three archives."""


def cut(connection, minutes: float, *, most_cameras: int = 1000, most_batches: int = 1000) -> list[int]:
    made = cameras.batches_by_minutes(
        connection, "made", minutes, PACE, most_cameras=most_cameras, most_batches=most_batches
    )
    ids = [each.camera_id for batch in made for each in cameras.of_batch(connection, "made", batch)]
    assert ids == sorted(ids), "every camera once"
    return [batch.cameras for batch in made]


def many(database, count: int, url: str = "http://camera-{}.example/still.jpg", **changes) -> None:
    basis = AccessBasis("the harbour board")
    made = [
        camera(number, **{"frame_source": FrameSource(url.replace("{}", str(number)), basis), **changes})
        for number in range(1, count + 1)
    ]
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, made, NOON)


DEVICE = DeviceService("http://x/onvif/device_service", AccessBasis("the harbour board", ("configuration",)))


@pytest.mark.parametrize(
    ("source", "minutes", "sizes"),
    [
        pytest.param({}, 0.5, [50, 50], id="live"),
        pytest.param({}, 60, [100], id="all in one"),
        pytest.param({"url": "http://camera-{}.example/{at}"}, 0.6, [20] * 5, id="three moments of an archive"),
        # A second each of waiting in twos, half a second of looking: a second each, and not a tenth and a half.
        pytest.param({"url": "http://recorder.example/{}"}, 20 / 60, [20] * 5, id="all behind one recorder"),
        pytest.param({"url": "http://recorder.example/{}"}, 60, [100], id="a recorder that is done with its batch"),
        pytest.param({"frame_source": None}, 0.1, [100], id="nothing to ask"),
        pytest.param({"frame_source": FrameSource("http://x/")}, 0.1, [100], id="nobody allowed it"),
        pytest.param({"frame_source": None, "device_service": DEVICE}, 40 / 60, [20] * 5, id="devices, in fives"),
        pytest.param({"device_service": DEVICE}, 52 / 60, [20] * 5, id="cameras and their devices"),
        pytest.param(
            {"frame_source": None, "device_service": DeviceService("http://x/")}, 0.1, [100], id="devices not allowed"
        ),
    ],
)
def test_a_batch_is_as_many_cameras_as_take_the_minutes(database, source, minutes, sizes):
    many(database, 100, **source)
    with database.transaction() as connection:
        assert cut(connection, minutes) == pytest.approx(sizes, abs=1)


def test_cameras_that_take_long_or_give_nothing_count_as_what_they_took(database):
    many(database, 100)
    silent = CaptureFailure(CaptureFault.TIMEOUT, "")
    with database.transaction() as connection:
        for number in range(1, 51):
            health.note(connection, f"made:{number:03}", silent, asked_at=NOON, seconds=10)
        for number in range(51, 101):
            health.note(connection, f"made:{number:03}", None, asked_at=NOON, seconds=25)

        # The silent take a second each, one tenth of ten; the slow ones three, since they are looked at too.
        assert cut(connection, 25 / 60) == pytest.approx([25, 25, *[8] * 6], abs=1)


def test_batches_are_never_more_than_a_scheduler_takes_nor_larger_than_is_well(database):
    many(database, 100)
    with database.transaction() as connection:
        assert cut(connection, 60, most_cameras=40) == [40, 40, 20]
        assert len(cut(connection, 0.001, most_batches=7)) <= 7
        assert cut(connection, 0.001, most_batches=1) == [100]


def test_all_means_every_regular_source_only(filled):
    with filled.transaction() as connection:
        cameras.register_source(connection, "town", AuditMode.SIMULATED)
        cameras.upsert(connection, [camera(9, camera_id="town:9", source="town", source_id="9")], NOON)

        assert in_scope(connection, "all") == 5
        assert cameras.mode_of_scope(connection, "all") is AuditMode.REGULAR
        assert cameras.mode_of_scope(connection, "town") is AuditMode.SIMULATED


@pytest.mark.parametrize(("source", "mode"), [("made", AuditMode.EXERCISE), ("all", AuditMode.REGULAR)])
def test_a_source_does_not_change_its_mode_by_the_way(filled, source, mode):
    with filled.transaction() as connection, pytest.raises(StoreError, match="another name"):
        cameras.register_source(connection, source, mode)


def test_an_unknown_scope_says_how_to_make_it_known(database):
    with database.transaction() as connection, pytest.raises(StoreError, match="fairnotice import"):
        cameras.mode_of_scope(connection, "nowhere")


def test_rejected_rows_are_kept_with_their_reasons(filled):
    record = cameras.ImportRecord("made", "csv", "0" * 64, True, 5, 0, 0, 0, ((17, "no place", "x,y\x00"),))
    with filled.transaction() as connection:
        import_id = cameras.record_import(connection, record, NOON)
        kept = connection.execute("SELECT * FROM fairnotice.rejected_row").fetchall()

    assert kept == [{"import_id": import_id, "position": 17, "reason": "no place", "raw": "x,y"}]
