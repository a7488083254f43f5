"""While cameras are looked at, nothing of their pictures reaches a disk, a log, a table or a traceback."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import psycopg
import pytest
from fastapi import Request

from fairnotice.capture.decode import decode_picture
from fairnotice.capture.limits import Budget, CaptureLimits
from fairnotice.capture.photo import decode_photo
from fairnotice.domain import AccessBasis, Frame, FrameSource, Inspection, Notice, NoticeStatus, Pixels, Quality
from fairnotice.errors import VisionError
from fairnotice.pipeline import auditing, sampling
from fairnotice.pipeline.photos import inspect_photo, keep
from fairnotice.store import cameras
from fairnotice.store.photos import Outcome
from fairnotice.vision.inspect import Inspector
from fairnotice.web.uploads import body_of
from fakes import farm_bytes, phone, town
from fakes.camera_farm import CameraFarm
from fakes.disk_watch import Watch, shows, traces, watched
from fakes.scenes import draw_scene
from fakes.world import DAY, NOON, audit, camera

BASIS = AccessBasis("the harbour board")
END = dt.datetime.combine(DAY, dt.time(23, 59), dt.UTC)


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    """A street with people and a notice, as a camera sends it."""
    scene = town.scene("mill-square", NOON)
    assert not isinstance(scene, str)
    return farm_bytes.jpeg(scene)


@pytest.fixture(scope="module")
def known(jpeg) -> tuple[bytes, ...]:
    return traces(jpeg, _decoded(jpeg)) + traces(farm_bytes.still_png(), farm_bytes.still_pixels())


@pytest.fixture(scope="module")
def street(jpeg, tmp_path_factory) -> Iterator[CameraFarm]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "street.jpg").write_bytes(jpeg)
    with CameraFarm(frames=folder) as farm:
        yield farm


def _decoded(data: bytes) -> Pixels:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _sample(resources, farm: CameraFarm) -> sampling.SamplingReport:
    urls = [f"http://127.0.0.1:{farm.port}/frames/street.jpg", farm.url("png"), farm.url("truncated")]
    with resources.database.transaction() as connection:
        cameras.register_source(connection, "made", audit().mode)
        made = [camera(number, frame_source=FrameSource(url, BASIS)) for number, url in enumerate(urls, 1)]
        cameras.upsert(connection, made, NOON)
    (batch,) = auditing.begin(resources, audit())
    return sampling.sample_batch(resources, audit(), batch, lambda: END)


def _tables(database_url: str) -> bytes:
    """Return everything that is in the database, as text."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'fairnotice'").fetchall()
        parts = [
            str(row[0])
            for (name,) in rows
            for row in connection.execute(f'SELECT t::text FROM fairnotice."{name}" t')  # type: ignore[arg-type]  # noqa: S608
        ]
    return "\n".join(parts).encode()


@pytest.mark.slow  # it loads the models
def test_an_audit_leaves_no_trace_of_a_frame(
    opened, street, known, tmp_path, caplog, capfd, empty_database_url, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    opened.__dict__["inspector"] = inspector = Inspector.open(opened.settings)
    # Models are exported and loaded with the first frame, which writes.
    inspector.inspect(Frame(draw_scene(3, 640, 360), NOON))
    # The decoding program, which can open no file, is started with the first picture.
    decode_picture(farm_bytes.still_jpeg(), Budget(CaptureLimits()))
    with watched(tmp_path / "watched") as watch:
        report = _sample(opened, street)

    assert (report.observed, report.failed) == (2, 1)
    with opened.database.transaction() as connection:
        statuses = connection.execute("SELECT notices::text FROM fairnotice.observation").fetchall()
    assert any(NoticeStatus.CONFIRMED.value in row["notices"] for row in statuses), "both looks were to be taken"
    kept = opened.evidence
    assert watch.strangers(tmp_path / "evidence") == []
    assert watch.started == []
    assert watch.left() == []
    evidence = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    pictures = [_decoded(kept.read(path.name)) for path in evidence]
    assert sorted(picture.shape[0] > 360 for picture in pictures) == [False, True], "one shows a notice's crop"
    printed = capfd.readouterr()
    places = {
        **{str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
        "what the task returns": repr(report).encode(),
        "log": caplog.text.encode(),
        "standard output": printed.out.encode(),
        "standard error": printed.err.encode(),
        "database": _tables(empty_database_url),
    }
    assert [place for place, content in places.items() if shows(content, known)] == []


def test_a_failing_look_says_nothing_of_the_picture(
    opened, street, known, tmp_path, caplog, empty_database_url, monkeypatch
):
    caplog.set_level(logging.DEBUG)

    inspect = opened.inspector.inspect

    def look(frame: Frame, *, whatever_quality: bool = False) -> Inspection:
        if whatever_quality:  # the model is tried on a frame of no camera
            return inspect(frame, whatever_quality=True)
        held = frame.pixels.tobytes()
        try:
            raise RuntimeError(f"of {len(held)} bytes")
        except RuntimeError as error:
            raise VisionError("the detector failed") from error

    monkeypatch.setattr(opened.inspector, "inspect", look)
    with watched(tmp_path / "watched") as watch:
        report = _sample(opened, street)

    assert (report.observed, report.failed) == (0, 3)
    assert watch.strangers() == []
    assert not shows(caplog.text.encode() + _tables(empty_database_url), known)


def test_a_fault_of_the_program_prints_no_picture(opened, street, known, monkeypatch):
    def look(frame: Frame, **_: bool) -> None:
        raise LookupError(f"a fault with {frame!r} in hand")

    monkeypatch.setattr(opened.inspector, "inspect", look)
    with pytest.raises(VisionError, match="no frame can be looked at") as caught:
        _sample(opened, street)
    printed = "".join(traceback.format_exception(caught.value))
    assert "a fault with Frame(" in printed
    assert not shows(printed.encode(), known)


# --- the watch itself --------------------------------------------------------------------------------


def _to_temporary_file(jpeg: bytes) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(jpeg)


def _by_native_code(jpeg: bytes) -> None:
    cv2.imwrite("frame.bmp", _decoded(jpeg))


def _looks(frame: Frame, **_: bool) -> Inspection:
    notice = Notice((200, 100, 300, 200), 0.5, NoticeStatus.CONFIRMED, "")
    return Inspection(Quality(usable=True), (notice,), frame.width, frame.height, "by hand")


@pytest.mark.parametrize("people", ["missing", "failing"])
def test_without_a_look_for_people_only_the_coarse_picture_is_kept(opened, street, tmp_path, monkeypatch, people):
    def fail(*_: object) -> None:
        raise VisionError("the people detector failed")

    monkeypatch.setattr(opened.inspector, "inspect", _looks)
    opened.__dict__["people"] = None if people == "missing" else SimpleNamespace(look=fail)
    _sample(opened, street)

    evidence = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert evidence
    assert {_decoded(path.read_bytes()).shape for path in evidence} == {(360, 640, 3)}


@pytest.mark.parametrize("leak", [_to_temporary_file, _by_native_code])
def test_the_watch_notices_what_is_written(jpeg, known, tmp_path, leak):
    with watched(tmp_path) as watch:
        leak(jpeg)
    found = [path for path in watch.left() if shows(path.read_bytes(), known)]
    assert watch.strangers() or found


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda jpeg: jpeg, id="as it is"),
        pytest.param(lambda jpeg: repr(jpeg).encode(), id="as Python prints it"),
        pytest.param(lambda jpeg: jpeg.hex().encode(), id="as PostgreSQL prints it"),
        pytest.param(lambda jpeg: __import__("base64").b64encode(b"ab" + jpeg), id="in base64"),
        pytest.param(lambda jpeg: _decoded(jpeg).tobytes(), id="pixels"),
        pytest.param(lambda jpeg: _decoded(jpeg)[..., ::-1].tobytes(), id="pixels in another order"),
    ],
)
def test_the_traces_are_known_in_every_form(jpeg, known, written):
    assert shows(written(jpeg), known)
    assert not shows(written(farm_bytes.grey_jpeg()), known)


def test_a_watch_is_of_its_own_time(tmp_path):
    with watched(tmp_path / "a") as watch:
        pass
    (tmp_path / "later").write_bytes(b"later")
    assert isinstance(watch, Watch)
    assert watch.opened == set()
    assert Path.cwd() != tmp_path / "a" / "cwd"


@pytest.mark.slow  # it loads the models
def test_a_photo_that_is_handed_in_leaves_no_trace_but_its_redacted_picture(
    opened, tmp_path, caplog, capfd, empty_database_url
):
    caplog.set_level(logging.DEBUG)
    opened.__dict__["inspector"] = inspector = Inspector.open(opened.settings)
    inspector.inspect(Frame(draw_scene(3, 640, 360), NOON), thorough=True)
    decode_photo(farm_bytes.still_jpeg(), 10**6)
    scene = town.scene("mill-square", NOON)
    assert not isinstance(scene, str)
    large = cv2.resize(scene, (4032, 3024), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(1).integers(-20, 20, large.shape)
    file = phone.photo(np.clip(large.astype(int) + noise, 0, 255).astype(np.uint8), quality=98)
    assert len(file) > 8_000_000

    async def sent():
        for start in range(0, len(file), 65_536):
            yield {"type": "http.request", "body": file[start : start + 65_536], "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    pieces = sent()
    request = Request(
        {"type": "http", "method": "POST", "headers": [(b"content-type", b"image/jpeg")]}, pieces.__anext__
    )
    with watched(tmp_path / "watched") as watch:
        seen = inspect_photo(asyncio.run(body_of(request)), expected=None, now=NOON, using=opened)
        with opened.database.transaction() as connection:
            kept = keep(connection, opened, seen, site_id="made:1", kind="reply", by="a caretaker", now=NOON)

    assert seen.outcome is Outcome.NOTICE
    assert watch.strangers(tmp_path / "evidence") == []
    assert watch.started == []
    assert watch.left() == []
    (evidence,) = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert evidence.name == kept.evidence_sha256
    printed = capfd.readouterr()
    places = {
        **{str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
        "what is told": repr((seen, kept)).encode(),
        "log": caplog.text.encode(),
        "standard output": printed.out.encode(),
        "standard error": printed.err.encode(),
        "database": _tables(empty_database_url),
    }
    known = traces(file, _decoded(file))
    assert [place for place, content in places.items() if shows(content, known)] == []
