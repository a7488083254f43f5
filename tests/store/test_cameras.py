import datetime as dt

import pytest

from fairnotice.domain import AuditMode, DeclaredModel, NoticePosition
from fairnotice.errors import StoreError
from fairnotice.store import cameras
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
        assert cameras.count_in_scope(connection, "made") == 4
        assert connection.execute("SELECT count(*) AS n FROM fairnotice.camera").fetchone() == {"n": 5}

        cameras.upsert(connection, [camera(2)], NOON)
        assert cameras.count_in_scope(connection, "made") == 5


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_batches_cover_every_camera_once(filled, size):
    with filled.transaction() as connection:
        cut = cameras.batches(connection, "made", size)
        ids = [each.camera_id for batch in cut for each in cameras.of_batch(connection, "made", batch)]

    assert ids == [f"made:{number:03}" for number in range(1, 6)]
    assert [batch.cameras for batch in cut] == [len(ids[start : start + size]) for start in range(0, 5, size)]


def test_all_means_every_regular_source_only(filled):
    with filled.transaction() as connection:
        cameras.register_source(connection, "town", AuditMode.SIMULATED)
        cameras.upsert(connection, [camera(9, camera_id="town:9", source="town", source_id="9")], NOON)

        assert cameras.count_in_scope(connection, "all") == 5
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
