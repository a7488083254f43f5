import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest

from fairnotice.domain import AuditMode
from fairnotice.errors import StoreError
from fairnotice.store import cameras, facts, views
from fairnotice.store.views import KnownView, LastPicture, Remembered
from fakes.world import DAY, NOON, camera

HOUR = dt.timedelta(hours=1)
NEXT = DAY + dt.timedelta(days=1)
VIEW = KnownView(b"\x01at noon", NOON, DAY)
PICTURE = LastPicture("a" * 64, b"\x01sample", NOON, NOON)
ID = "made:001"


@pytest.fixture
def filled(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1, site_id="quay", site_declared=True), camera(2)], NOON)
    return database


def known(database, camera_id=ID) -> Remembered:
    with database.transaction() as connection:
        return views.of_cameras(connection, [camera_id]).get(camera_id, Remembered())


def offer(database, view, camera_id=ID):
    with database.transaction() as connection:
        views.offer_view(connection, camera_id, view)


def move(database, day=DAY, by="an inspector", at=NOON + HOUR):
    with database.transaction() as connection:
        return views.confirm_move(connection, ID, moved_on=day, confirmed_by=by, at=at)


def test_what_is_remembered_comes_back_and_is_each_cameras_own(filled):
    offer(filled, VIEW)
    with filled.transaction() as connection:
        views.note_picture(connection, ID, PICTURE)

    assert known(filled) == Remembered(VIEW, PICTURE)
    assert known(filled, "made:002") == Remembered()


def test_a_known_view_is_not_replaced_by_a_later_window(filled):
    offer(filled, VIEW)
    offer(filled, KnownView(b"\x01a lorry", NOON + 24 * HOUR, NEXT))

    assert known(filled).view == VIEW


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_one_windows_frames_the_earliest_is_kept_in_whatever_order_they_come(filled, order):
    frames = [KnownView(bytes((1, number)), NOON + number * HOUR, DAY) for number in range(3)]
    for number in order:
        offer(filled, frames[number])

    assert known(filled).view == frames[0]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_newest_picture_wins_whoever_writes_last(filled, order):
    pictures = [LastPicture(str(n) * 64, b"\x01s", NOON + n * HOUR, NOON + n * HOUR) for n in range(2)]
    for number in order:
        with filled.transaction() as connection:
            views.note_picture(connection, ID, pictures[number])

    assert known(filled).picture == pictures[1]


def test_after_a_confirmed_move_the_next_frame_sets_the_view(filled):
    offer(filled, VIEW)
    with filled.transaction() as connection:
        views.note_picture(connection, ID, PICTURE)
    assert move(filled)
    assert known(filled) == Remembered(None, PICTURE)

    turned = KnownView(b"\x01turned", NOON + 2 * HOUR, DAY)
    offer(filled, turned)
    assert known(filled).view == turned


def test_a_frame_from_before_the_move_does_not_set_it(filled):
    move(filled, at=NOON + HOUR)
    offer(filled, VIEW)

    assert known(filled).view is None


def test_a_move_confirmed_later_lets_frames_since_its_day_set_the_view(filled):
    move(filled, day=DAY - dt.timedelta(days=3), at=NOON + 48 * HOUR)
    offer(filled, VIEW)

    assert known(filled).view == VIEW


def test_a_move_that_is_confirmed_while_a_frame_is_written_is_not_lost(filled):
    with ThreadPoolExecutor(1) as inspector:
        with filled.transaction() as connection:
            views.offer_view(connection, ID, VIEW)
            confirmed = inspector.submit(move, filled)
            # It waits for this transaction; one that did not wait would be over by now, and find nothing to forget.
            wait([confirmed], timeout=1)
        assert confirmed.result()

    assert known(filled).view is None


def test_the_same_confirmation_again_changes_nothing(filled):
    assert move(filled)
    turned = KnownView(b"\x01turned", NOON + 2 * HOUR, DAY)
    offer(filled, turned)

    assert not move(filled, at=NOON + 3 * HOUR)
    assert known(filled).view == turned


def test_a_move_of_an_unknown_camera_is_refused(filled):
    with pytest.raises(StoreError, match="no camera 'made:999'"), filled.transaction() as connection:
        views.confirm_move(connection, "made:999", moved_on=DAY, confirmed_by="x", at=NOON)


def test_a_judgement_knows_the_moves_up_to_its_day_and_those_of_the_site(filled):
    move(filled, day=DAY)
    move(filled, day=NEXT)
    other = camera(2, site_id="quay", site_declared=True)
    with filled.transaction() as connection:
        cameras.upsert(connection, [other], NOON)
        given = {
            day: next(facts.gather(connection, [other], at=day, window_days=30, recall=None)).moved_on
            for day in (DAY - dt.timedelta(days=1), DAY, NEXT)
        }

    assert given == {DAY - dt.timedelta(days=1): {}, DAY: {ID: DAY}, NEXT: {ID: NEXT}}


def test_the_database_refuses_more_than_a_description_may_hold(filled):
    with pytest.raises(StoreError, match="check"):
        offer(filled, KnownView(bytes(1025), NOON, DAY))


def test_one_row_for_each_camera_however_often_it_is_seen(filled, empty_database_url):
    for number in range(5):
        at = NOON + 24 * number * HOUR
        with filled.transaction() as connection:
            views.note_picture(connection, ID, LastPicture(str(number) * 64, b"\x01s", at, at))
            views.offer_view(connection, ID, KnownView(b"\x01v", at, at.date()))

    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute("SELECT count(*) FROM fairnotice.camera_view").fetchone() == (1,)
