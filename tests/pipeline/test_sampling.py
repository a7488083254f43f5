"""A batch whose cameras, model, database or storage fail: what that costs, and what is said."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from fairnotice.domain import AccessBasis, AuditMode, CaptureFailure, CaptureFault, Frame, FrameSource
from fairnotice.errors import StoreError, StoreUnavailableError, VisionError
from fairnotice.pipeline import auditing, sampling
from fairnotice.store import cameras, health
from fakes.scenes import draw_scene
from fakes.world import NOON, audit, camera

pytestmark = pytest.mark.slow

BASIS = AccessBasis("the harbour board")
STREET = draw_scene(9, 640, 360)


def network(count: int) -> list:
    """Live cameras, each at an address of its own."""
    return [
        camera(number, frame_source=FrameSource(f"http://camera-{number}.example/still.jpg", BASIS))
        for number in range(1, count + 1)
    ]


def fill(opened, made) -> None:
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, made, NOON)


def answers(monkeypatch, answer) -> list[str]:
    """Let cameras answer by ``answer(host)``, which gives pixels, a failure, or raises; return whom is asked."""
    asked: list[str] = []

    def grab(source, *, at, before_decoding, **_):
        host = source.url.split("/")[2]
        asked.append(host)
        given = answer(host)
        if isinstance(given, CaptureFailure):
            return given
        before_decoding()
        return Frame(given, captured_at=at, elapsed_s=0.5)

    monkeypatch.setattr(sampling, "grab", grab)
    return asked


def sample(opened, now=NOON):
    (batch,) = auditing.begin(opened, audit())
    return sampling.sample_batch(opened, audit(), batch, lambda: now)


def seen(opened) -> dict[str, tuple[str | None, str | None]]:
    with opened.database.transaction() as connection:
        found = connection.execute("SELECT camera_id, fault, fault_detail FROM fairnotice.observation").fetchall()
    return {row["camera_id"]: (row["fault"], row["fault_detail"]) for row in found}


def test_what_the_program_cannot_handle_costs_that_camera_only_and_is_said(opened, monkeypatch):
    def answer(host):
        if host == "camera-2.example":
            raise RuntimeError("http://admin:swordfish@camera-2.example/ is odd \x00")
        return STREET

    answers(monkeypatch, answer)
    fill(opened, network(4))
    report = sample(opened)

    assert (report.observed, report.failed) == (3, 1)
    fault, detail = seen(opened)["made:002"]
    assert fault == "error"
    assert detail.startswith("asking for its frame failed: RuntimeError")
    assert "swordfish" not in detail
    with opened.database.transaction() as connection:
        assert set(health.of_cameras(connection, list(seen(opened)))) == {"made:001", "made:003", "made:004"}


def test_a_frame_that_the_model_stumbles_over_costs_that_camera_only(opened, monkeypatch):
    inspect = opened.inspector.inspect

    def stumbling(frame, **how):
        if frame.width == 64:
            raise ZeroDivisionError("a plate without a width")
        return inspect(frame, **how)

    monkeypatch.setattr(opened.inspector, "inspect", stumbling)
    answers(monkeypatch, lambda host: STREET[:48, :64].copy() if host == "camera-3.example" else STREET)
    fill(opened, network(4))

    assert (sample(opened).observed, seen(opened)["made:003"][0]) == (3, "error")


def test_a_model_that_fails_on_any_frame_ends_the_batch_and_blames_no_camera(opened, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the card fell off the bus")

    monkeypatch.setattr(opened.inspector, "inspect", broken)
    answers(monkeypatch, lambda _: STREET)
    fill(opened, network(4))
    with pytest.raises(VisionError, match="fell off the bus"):
        sample(opened)

    assert seen(opened) == {}


def test_what_the_database_does_not_take_costs_that_camera_only(opened, monkeypatch):
    add = sampling.facts.add_observation

    def refusing(connection, observation, evidence=None):
        if observation.camera_id == "made:002" and observation.failure is None:
            connection.execute("SELECT 1 / 0")
        add(connection, observation, evidence)

    monkeypatch.setattr(sampling.facts, "add_observation", refusing)
    answers(monkeypatch, lambda _: STREET)
    fill(opened, network(4))

    assert (sample(opened).observed, seen(opened)["made:002"][0]) == (3, "error")


def test_a_database_that_goes_away_ends_the_batch_loudly_and_the_next_run_does_the_rest(opened, monkeypatch):
    add = sampling.facts.add_observation
    written: list[str] = []

    def going_away(connection, observation, evidence=None):
        if len(written) == 5:
            raise StoreUnavailableError("the database cannot be reached, nothing was written")
        add(connection, observation, evidence)
        written.append(observation.camera_id)

    asked = answers(monkeypatch, lambda _: STREET)
    fill(opened, network(12))
    with monkeypatch.context() as patch:
        patch.setattr(sampling.facts, "add_observation", going_away)
        with pytest.raises(StoreUnavailableError):
            sample(opened)
    assert len(seen(opened)) == 5

    asked.clear()
    report = sample(opened)
    assert (report.observed, report.already_done, len(asked)) == (7, 5, 7)
    assert len(seen(opened)) == 12


def test_a_storage_that_takes_no_picture_ends_the_batch_and_blames_no_camera(opened, monkeypatch):
    def refuses(*_, **__):
        raise StoreError("the evidence storage refused")

    monkeypatch.setattr(type(opened.evidence), "keep", refuses)
    answers(monkeypatch, lambda _: STREET)
    fill(opened, network(3))
    with pytest.raises(StoreError, match="evidence storage"):
        sample(opened)

    assert seen(opened) == {}


def test_a_camera_that_failed_the_last_time_is_asked_once_and_a_new_one_twice(opened, monkeypatch):
    opened = type(opened)(opened.settings.model_copy(update={"grab_tries": 2}), opened.database, opened.evidence)
    opened.__dict__["inspector"] = None
    fill(opened, network(2))
    with opened.database.transaction() as connection:
        silent = CaptureFailure(CaptureFault.TIMEOUT, "10 s passed", 10.0)
        health.note(connection, "made:001", silent, asked_at=NOON - dt.timedelta(days=1), seconds=10)
    asked = answers(monkeypatch, lambda _: CaptureFailure(CaptureFault.UNREACHABLE, "no route", 0.1))
    sample(opened)

    assert sorted(asked) == ["camera-1.example", "camera-2.example", "camera-2.example"]


@pytest.mark.parametrize("missing", range(2))
def test_an_archive_that_lacks_one_hour_gives_pictures_whichever_is_asked_last(opened, monkeypatch, missing):
    turn = itertools.count()
    nothing = CaptureFailure(CaptureFault.REFUSED, "404")
    answers(monkeypatch, lambda _: nothing if next(turn) == missing else STREET)
    fill(opened, [camera(1, frame_source=FrameSource("http://archive.example/{at}.jpg", BASIS))])
    now = itertools.count()
    (batch,) = auditing.begin(opened, audit())
    night = NOON + dt.timedelta(hours=14)
    sampling.sample_batch(opened, audit(), batch, lambda: night + dt.timedelta(minutes=next(now)))
    with opened.database.transaction() as connection:
        known = health.of_cameras(connection, ["made:001"])["made:001"]

    assert (next(turn), known.failing_since, known.fault) == (2, None, None)


def one_at_a_time(opened):
    slower = replace(opened, settings=opened.settings.model_copy(update={"network_threads": 1}))
    slower.__dict__["inspector"] = opened.inspector
    return slower


def behind_a_recorder(count: int, login: str | None) -> list:
    return [
        camera(number, frame_source=FrameSource(f"http://recorder.example/{number}", BASIS, login))
        for number in range(1, count + 1)
    ]


def test_a_recorder_that_refuses_its_login_is_left_before_it_locks_the_account(opened, monkeypatch):
    refused = CaptureFailure(CaptureFault.AUTH, "the login was refused")
    asked = answers(monkeypatch, lambda _: refused)
    fill(opened, behind_a_recorder(9, "yard"))
    sample(one_at_a_time(opened))

    assert len(asked) == 3
    assert [fault for fault, _ in seen(opened).values()] == ["auth"] * 3
    with opened.database.transaction() as connection:
        assert len(health.of_cameras(connection, [f"made:{number:03}" for number in range(1, 10)])) == 3


def test_a_camera_that_leaves_the_registry_during_a_batch_is_not_asked(opened, monkeypatch):
    def answer(_):
        with opened.database.transaction() as connection:
            cameras.mark_gone(connection, [f"made:{number:03}" for number in range(1, 10)], NOON)
        return CaptureFailure(CaptureFault.REFUSED, "refused")

    asked = answers(monkeypatch, answer)
    fill(opened, network(9))
    sample(one_at_a_time(opened))

    assert len(asked) == 1


ONE_DEVICE = ("http://recorder.example/1", "rtsp://recorder.example./2", "onvif://recorder.example/3")


def note_refusals(opened, of: dict[int, dt.timedelta], *, frames: dict[int, dt.timedelta] | None = None) -> None:
    refused = CaptureFailure(CaptureFault.AUTH, "the login was refused")
    with opened.database.transaction() as connection:
        for failure, looks in ((refused, of), (None, frames or {})):
            for number, ago in looks.items():
                health.note(connection, f"made:{number:03}", failure, asked_at=NOON - ago, seconds=1)


HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("refused", "frames", "asked"),
    [
        pytest.param({1: HOUR, 2: HOUR, 3: HOUR}, {}, 0, id="three refusals of an earlier batch"),
        pytest.param({1: HOUR, 2: HOUR}, {}, 1, id="two: the next one is the third"),
        pytest.param({1: 3 * HOUR, 2: 3 * HOUR, 3: HOUR}, {4: 2 * HOUR}, 2, id="a frame came in between"),
        pytest.param({1: HOUR, 2: HOUR, 3: HOUR}, {4: 2 * HOUR}, 0, id="a frame came before"),
        pytest.param({1: 21 * HOUR, 2: 21 * HOUR, 3: 21 * HOUR}, {}, 3, id="long ago"),
    ],
)
def test_a_refused_login_is_remembered_from_batch_to_batch(opened, monkeypatch, refused, frames, asked):
    hosts = answers(monkeypatch, lambda _: CaptureFailure(CaptureFault.AUTH, "the login was refused"))
    urls = [*ONE_DEVICE, *(f"http://recorder.example:8080/{number}" for number in range(4, 7))]
    made = [camera(number, frame_source=FrameSource(url, BASIS, "yard")) for number, url in enumerate(urls, start=1)]
    fill(opened, [*made, camera(7, frame_source=FrameSource("http://other.example/", BASIS, "yard"))])
    note_refusals(opened, refused, frames=frames)
    sample(one_at_a_time(opened))

    assert sum(not host.startswith("other") for host in hosts) == asked
    assert hosts.count("other.example") == 1


def test_a_recorder_without_a_login_has_none_to_lock(opened, monkeypatch):
    asked = answers(monkeypatch, lambda _: CaptureFailure(CaptureFault.AUTH, "it wants a login"))
    fill(opened, behind_a_recorder(9, None))
    sample(opened)

    assert len(asked) == 9


def test_a_channel_that_an_account_may_not_see_does_not_keep_it_from_the_others(opened, monkeypatch):
    turn = itertools.count()
    refused = CaptureFailure(CaptureFault.AUTH, "the login was refused")
    asked = answers(monkeypatch, lambda _: refused if next(turn) % 3 else STREET)
    fill(opened, behind_a_recorder(9, "yard"))
    sample(one_at_a_time(opened))

    assert len(asked) == 9


def test_a_batch_holds_a_few_bytes_of_each_camera_until_its_turn(opened, monkeypatch):
    """What the registry says of a camera is read when it is asked, and so is as new as that."""
    made = network(30)
    fill(opened, made)
    read: list[int] = []
    of_ids = sampling.cameras.of_ids

    def counting(connection, ids):
        read.append(len(ids))
        return of_ids(connection, ids)

    monkeypatch.setattr(sampling.cameras, "of_ids", counting)
    opened = type(opened)(opened.settings.model_copy(update={"network_threads": 4}), opened.database, opened.evidence)
    answers(monkeypatch, lambda _: CaptureFailure(CaptureFault.REFUSED, "refused"))
    report = sample(opened)

    assert (report.cameras, report.failed, sum(read)) == (30, 30, 30)
    assert max(read) <= 4


def test_the_next_nights_batches_are_cut_by_what_looking_took(opened, monkeypatch):
    answers(monkeypatch, lambda _: STREET)
    fill(opened, network(25))
    sample(opened)
    with opened.database.transaction() as connection:
        measured = health.inspection_pace(connection)
        assert measured > 0
        health.note_inspection_pace(connection, 1000.0)
        assert len(auditing.batches_of(opened, connection, "made")) > 1


def test_a_batch_is_read_in_pages(opened):
    fill(opened, network(7))
    with opened.database.transaction() as connection:
        (batch,) = cameras.batches(connection, "made", 10)
        pages, after = [], None
        while page := cameras.page_of_batch(connection, "made", batch, after=after, most=3):
            pages.append([each.camera_id for each in page])
            after = page[-1].camera_id

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [each for page in pages for each in page] == [f"made:{n:03}" for n in range(1, 8)]


def test_the_report_says_where_the_time_went(opened, monkeypatch):
    answers(monkeypatch, lambda _: STREET)
    fill(opened, network(4))
    report = sample(opened)

    assert report.network_s == pytest.approx(4 * 0.5)
    assert report.model_s > 0
    assert 1 <= report.most_frames <= opened.settings.frames_in_memory
    assert min(report.waited_s, report.held_up_s) >= 0
