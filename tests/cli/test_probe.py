"""`fairnotice probe`: what happens on the way to a camera's picture, what to do about it, and nobody in the picture."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.capture.remedies import REMEDIES
from fairnotice.cli.terminal_picture import has_colours, lines
from fairnotice.domain import (
    AccessBasis,
    AuditMode,
    CaptureFailure,
    CaptureFault,
    Frame,
    FrameSource,
    Inspection,
    Notice,
    NoticeStatus,
)
from fairnotice.settings import settings
from fairnotice.store import cameras, health, maintenance
from fairnotice.store.database import Database
from fairnotice.store.maintenance import Maintenance
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.quality import assess
from fakes import farm_bytes, town
from fakes.camera_farm import CameraFarm
from fakes.disk_watch import shows, traces, watched
from fakes.farm_faults import PASSWORD, USER
from fakes.world import NOON, camera

ALLOWED = ("--basis", "the farm's owner")


class _Looks:
    def inspect(self, frame: Frame) -> Inspection:
        print("a library's chatter")  # noqa: T201 - what libraries do
        notice = Notice((10, 10, 200, 100), 0.5, NoticeStatus.CONFIRMED, "says so", text="CCTV\x1b[2J")
        return Inspection(assess(frame.pixels), (notice,), frame.width, frame.height, "by-hand")


@pytest.fixture(scope="module")
def farm() -> Iterator[CameraFarm]:
    with CameraFarm(town=True) as running:
        yield running


@pytest.fixture
def probe(tmp_path, monkeypatch) -> Iterator[Callable[..., Result]]:
    """Run the command with what is seen given, since the models do not matter here."""
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAIRNOTICE_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("FAIRNOTICE_DEADLINE_S", "2")
    monkeypatch.setattr(Inspector, "open", lambda settings: _Looks())
    settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(cli.app, ["probe", *map(str, arguments)])
    settings.cache_clear()


def test_each_step_is_told_then_the_picture_its_quality_and_the_notice(probe, farm):
    done = probe(farm.url("still"), *ALLOWED)
    assert done.exit_code == 0, done.output
    shown = done.stdout.splitlines()
    words = ("allowed by the farm's owner", "spoken", "allowed", "port", "HTTP 200", "bytes", "640 x 360", "usable")
    for line, word in zip(shown[1:], words, strict=False):
        assert word in line
    assert "Quality: 640 x 360 px, usable" in done.stdout
    assert "Notice: 1 confirmed notice" in done.stdout
    assert "nothing was stored" in shown[-1]
    assert "chatter" not in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("camera", "fault", "code"),
    [
        ("html", CaptureFault.NOT_AN_IMAGE, 1),
        ("404", CaptureFault.REFUSED, 1),
        pytest.param("silent", CaptureFault.TIMEOUT, 1, marks=pytest.mark.slow),  # it waits for the deadline
        ("redirect_inside", CaptureFault.POLICY, 4),
    ],
)
def test_a_failure_is_told_with_what_to_do(probe, farm, camera, fault, code):
    done = probe(farm.url(camera), *ALLOWED)
    assert done.exit_code == code
    assert f"no frame      {fault.replace('_', ' ')}: " in done.stdout
    assert f"What to do: {REMEDIES[fault]}" in done.stdout


def test_there_is_a_remedy_for_each_fault():
    assert set(REMEDIES) == set(CaptureFault)


def test_a_frame_that_cannot_be_judged_has_a_code_of_its_own(probe, tmp_path):
    (tmp_path / "dark.jpg").write_bytes(farm_bytes.jpeg(np.zeros((540, 960, 3), np.uint8)))
    with CameraFarm(frames=tmp_path) as farm:
        done = probe(f"http://127.0.0.1:{farm.port}/frames/dark.jpg", *ALLOWED)
    assert done.exit_code == 3
    assert "too dark" in done.stdout
    assert "not looked for" in done.stdout


def test_programs_get_one_object(probe, farm):
    told = json.loads(probe(farm.url("still"), *ALLOWED, "--json").stdout)
    assert [step["step"] for step in told["steps"]][-2:] == ["decode", "quality"]
    assert (told["frame"]["width"], told["frame"]["usable"], told["frame"]["searched"]) == (640, True, True)
    assert told["frame"]["notices"][0]["status"] == "confirmed"
    failed = json.loads(probe(f"{farm.url('html')}?password=hunter2", *ALLOWED, "--json").stdout)
    assert (failed["fault"], failed["remedy"]) == ("not_an_image", REMEDIES[CaptureFault.NOT_AN_IMAGE])
    assert failed["frame"] is None
    assert "hunter2" not in str(failed)


def test_a_login_is_named_and_never_told(probe, farm, monkeypatch, tmp_path):
    (tmp_path / "yard").write_text(f"user: {USER}\npassword: {PASSWORD}\nshown_to: [127.0.0.1]\n")
    monkeypatch.setenv("FAIRNOTICE_CREDENTIALS", str(tmp_path))
    settings.cache_clear()
    for told in ((), ("--json",)):
        done = probe(farm.url("digest"), *ALLOWED, "--credential", "yard", *told)
        assert done.exit_code == 0, done.output
        assert "shown by HTTP Digest" in done.stdout
        assert PASSWORD not in done.output
    assert "auth: the credential 'other'" in probe(farm.url("digest"), *ALLOWED, "--credential", "other").stdout


def test_a_file_of_the_archive_is_tried_too(probe, monkeypatch, tmp_path):
    (tmp_path / "20260301T115500Z.jpg").write_bytes(farm_bytes.still_jpeg())
    monkeypatch.setenv("FAIRNOTICE_FRAMES_URL", str(tmp_path))
    settings.cache_clear()
    done = probe("archive:{at}.jpg", *ALLOWED, "--at", "2026-03-01T12:00")
    assert done.exit_code == 0, done.output
    assert done.stdout.count("decode ") == 1
    assert "Taken: 2026-03-01 11:55:00 UTC" in done.stdout
    assert "refused: the archive holds no picture" in probe("archive:other.jpg", *ALLOWED).stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("http://127.0.0.1:9/",), "--basis"),
        (("http://127.0.0.1:9/", "--basis", " "), "--basis"),
        (("http://127.0.0.1:9/", *ALLOWED, "-o", "seen.png"), ".webp"),
        (("http://127.0.0.1:9/", *ALLOWED, "--at", "2026-03-01T12:00"), "archive"),
        (("made:001", *ALLOWED), "registry"),
    ],
)
def test_what_cannot_be_asked_is_said_without_contacting_anyone(probe, arguments, word):
    done = probe(*arguments)
    assert done.exit_code == 2
    assert word in done.output


def test_a_camera_of_the_registry_is_asked_on_its_own_terms(probe, farm, empty_database_url, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    settings.cache_clear()
    url = farm.url("still")
    with Database(empty_database_url) as database, database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        allowed = camera(1, frame_source=FrameSource(url, AccessBasis("the harbour board")))
        cameras.upsert(connection, [allowed, camera(2, frame_source=FrameSource(url))], NOON)
        failed = CaptureFailure(CaptureFault.TIMEOUT, "10 s passed")
        for hour in (1, 2):
            health.note(connection, "made:001", failed, asked_at=NOON + dt.timedelta(hours=hour), seconds=10.0)

    done = probe("made:001")
    assert done.exit_code == 0, done.output
    since = f"{NOON + dt.timedelta(hours=1):%Y-%m-%d %H:%M} UTC"
    assert f"The audit's own looks: no picture since {since} (timeout, 2 looks in a row); none ever came" in done.stdout
    assert json.loads(probe("made:001", "--json").stdout)["no_frame_since"] is not None
    assert "allowed by the harbour board" in done.stdout
    assert probe("made:002").exit_code == 4
    with Database(empty_database_url) as database, database.transaction() as connection:
        now = dt.datetime.now(dt.UTC)
        week = dt.timedelta(days=7)
        left = Maintenance("camera", "made:001", now - week, now + week, "R. Sato", "a new mast")
        maintenance.put(connection, left, now)
    left_alone = probe("made:001")
    assert left_alone.exit_code == 4
    assert "maintenance: " in left_alone.stdout
    assert "connect" not in left_alone.stdout
    missing = probe("made:003")
    assert missing.exit_code == 1
    assert "no camera 'made:003'" in str(missing.exception)
    with Database(empty_database_url) as database, database.transaction() as connection:
        for table in ("observation", "camera_view", "evidence"):
            count = connection.execute(f"SELECT count(*) AS n FROM fairnotice.{table}").fetchone()  # noqa: S608
            assert count == {"n": 0}


def test_without_a_model_it_works_all_the_same(probe, farm, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setenv("FAIRNOTICE_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("FAIRNOTICE_MODEL_PATH", str(tmp_path / "missing.pt"))
    settings.cache_clear()
    done = probe(farm.url("still"), *ALLOWED)
    assert done.exit_code == 0, done.output
    assert "Quality: 640 x 360 px, usable" in done.stdout
    assert "Notice: not looked for" in done.stdout


def test_without_redaction_no_picture_is_shown(probe, farm, monkeypatch, tmp_path):
    def fail(*_: object) -> None:
        raise cv2.error("no memory")

    monkeypatch.setattr("fairnotice.vision.redaction.cell_averages", fail)
    done = probe(farm.url("still"), *ALLOWED, "-o", tmp_path / "thumb.webp")
    assert done.exit_code == 0, done.output
    assert "no picture is shown" in done.stdout
    assert not (tmp_path / "thumb.webp").exists()


@pytest.mark.slow  # it loads the models
def test_probing_leaves_no_trace_of_the_picture(farm, tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_BACKEND", "onnxruntime")
    monkeypatch.setenv("FAIRNOTICE_ALLOWED_NETWORKS", "127.0.0.0/8")
    settings.cache_clear()
    scene = town.scene("mill-square", NOON)
    assert not isinstance(scene, str)
    jpeg = farm_bytes.jpeg(scene)
    known = traces(jpeg, np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8))
    url = f"http://127.0.0.1:{farm.port}/town/mill-square/{{at}}.jpg"
    thumbnail = tmp_path / "thumb.webp"
    with watched(tmp_path / "watched") as watch:
        asked = ["probe", url, *ALLOWED, "--at", f"{NOON:%Y-%m-%dT%H:%M:%S}", "-o", str(thumbnail)]
        done = CliRunner().invoke(cli.app, asked)
    home = settings().home
    settings.cache_clear()

    assert done.exit_code == 0, done.output
    assert "confirmed" in done.output
    drawn = cv2.imread(str(thumbnail))
    assert len(np.unique(drawn[5::10, 5::10].reshape(-1, 3), axis=0)) <= 64 * 36
    assert not shows(thumbnail.read_bytes() + drawn.tobytes() + done.output.encode(), known)
    assert watch.strangers(thumbnail, home / "backends") == []
    assert [path for path in watch.left() if shows(path.read_bytes(), known)] == []


# --- drawing in a terminal ---------------------------------------------------------------------------

CELLS = np.array([[[0, 0, 255]], [[255, 0, 0]], [[255, 255, 255]]], np.uint8)


def test_two_cells_stand_above_each_other_in_one_letter():
    coloured = list(lines(CELLS, colours=True))
    assert coloured[0] == "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀\x1b[0m"
    assert coloured[1].startswith("\x1b[38;2;255;255;255m\x1b[48;2;255;255;255m")
    assert list(lines(CELLS, colours=False)) == [":", "@"]


@pytest.mark.parametrize(
    ("environment", "encoding", "is_terminal", "expected"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "utf-8", True, True),
        ({"COLORTERM": "truecolor"}, "utf-8", False, False),
        ({"COLORTERM": "truecolor"}, "ascii", True, False),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, "utf-8", True, False),
        ({"TERM": "xterm"}, "utf-8", True, False),
    ],
)
def test_colours_are_for_terminals_that_have_them(environment, encoding, is_terminal, expected):
    assert has_colours(environment, encoding, is_terminal=is_terminal) is expected
