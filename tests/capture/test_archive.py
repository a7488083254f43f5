"""Pictures out of an archive: of the moment that is asked for, from below its root, and from nowhere else."""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from capture.asking import AT, ask, ask_failure, ask_frame
from fairnotice.capture import archive
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import CaptureFailure, CaptureFault
from fakes import farm_bytes

EXACT = "20260302T123000Z.jpg"


def place(folder: Path, *names: str, age: dt.timedelta = dt.timedelta()) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(farm_bytes.still_jpeg())
        written = (AT - age).timestamp()
        os.utime(file, (written, written))


def of(root: Path | str) -> CapturePolicy:
    return CapturePolicy(archive=str(root))


def test_the_picture_of_the_very_moment_is_taken(tmp_path: Path) -> None:
    place(tmp_path, f"camera-7/{EXACT}", "camera-7/20260302T122900Z.jpg")
    frame = ask_frame("archive:camera-7/{at}.jpg", policy=of(tmp_path))
    assert (frame.width, frame.captured_at) == (640, AT)


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["20260302T121500Z.jpg", "20260302T120000Z.jpg"], dt.time(12, 15)),
        (["20260302T123001Z.jpg", "20260302T121500Z.jpg"], dt.time(12, 15)),
        (["20260302T113000Z.jpg"], dt.time(11, 30)),
        (["20260302T112959Z.jpg", "20260302T123001Z.jpg"], None),
        (["20260302T121500Z.png", "x20260302T121500Z.jpg", "20260302T121500Z.jpg.part"], None),
        (["20269999T121500Z.jpg", "latest.jpg"], None),
        ([], None),
    ],
)
def test_else_the_last_one_before_it_is_taken_with_its_own_time(
    tmp_path: Path, names: list[str], taken: dt.time | None
) -> None:
    place(tmp_path, *(f"yard/{name}" for name in names))
    answer = ask("archive:yard/{at}.jpg", policy=of(tmp_path))
    if taken is None:
        assert isinstance(answer, CaptureFailure)
        assert answer.fault is CaptureFault.REFUSED
    else:
        assert not isinstance(answer, CaptureFailure)
        assert answer.captured_at == dt.datetime.combine(AT.date(), taken, dt.UTC)


@pytest.mark.parametrize(("age", "fault"), [(dt.timedelta(minutes=10), None), (dt.timedelta(hours=5), "stale")])
def test_a_file_that_is_renewed_must_be_of_the_hour(tmp_path: Path, age: dt.timedelta, fault: str | None) -> None:
    place(tmp_path, "yard/latest.jpg", age=age)
    answer = ask("archive:yard/latest.jpg", policy=of(tmp_path))
    assert (answer.fault if isinstance(answer, CaptureFailure) else None) == fault


@pytest.mark.parametrize("url", ["archive:../secret/{at}.jpg", "archive:/etc/hostname", "archive:s3://other/x.jpg"])
def test_a_key_that_leads_elsewhere_is_refused(tmp_path: Path, url: str) -> None:
    (tmp_path / "root").mkdir()
    place(tmp_path, f"secret/{EXACT}")
    assert ask_failure(url, policy=of(tmp_path / "root")).fault is CaptureFault.POLICY


def test_links_lead_nowhere_out_of_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    place(root, "yard/real.jpg")
    place(tmp_path, f"secret/{EXACT}", "secret/x.jpg")
    (root / "gate").symlink_to(tmp_path / "secret")
    (root / "yard" / EXACT).symlink_to(tmp_path / "secret" / EXACT)
    (root / "yard" / "within.jpg").symlink_to("real.jpg")
    os.utime(root / "yard" / "real.jpg", (AT.timestamp(),) * 2)
    for url in ("archive:gate/x.jpg", "archive:gate/{at}.jpg", "archive:yard/{at}.jpg"):
        assert ask_failure(url, policy=of(root)).fault is CaptureFault.REFUSED, url
    assert ask_frame("archive:yard/within.jpg", policy=of(root)).width == 640


@pytest.mark.timeout(30)
def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "folder.jpg").mkdir()
    for name in ("pipe.jpg", "folder.jpg"):
        assert ask_failure(f"archive:{name}", policy=of(tmp_path)).fault is CaptureFault.REFUSED


def test_a_file_of_too_many_bytes_is_refused(tmp_path: Path) -> None:
    place(tmp_path, "big.jpg")
    assert ask_failure("archive:big.jpg", policy=of(tmp_path), max_bytes=1000).fault is CaptureFault.TOO_LARGE


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_folder_is_named_by_its_path_or_as_an_address(tmp_path: Path, form: str) -> None:
    place(tmp_path / "root", f"yard/{EXACT}")
    place(tmp_path, "secret.jpg")
    (tmp_path / "root" / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    policy = of(form.format(tmp_path / "root"))
    assert ask_frame("archive:yard/{at}.jpg", policy=policy).width == 640
    assert ask_failure("archive:out.jpg", policy=policy).fault is CaptureFault.REFUSED


def test_no_cache_comes_between_since_it_would_keep_frames_on_a_disk() -> None:
    failure = ask_failure("archive:yard/{at}.jpg", policy=of("simplecache::memory://bucket"))
    assert failure.fault is CaptureFault.ERROR
    assert "caches" in failure.detail


def test_without_an_archive_nobody_is_to_blame_but_the_installation() -> None:
    failure = ask_failure("archive:yard/{at}.jpg", policy=CapturePolicy())
    assert failure.fault is CaptureFault.ERROR
    assert "FAIRNOTICE_FRAMES_URL" in failure.detail


@pytest.mark.skipif("s3fs" in sys.modules, reason="s3fs is there")
def test_a_package_that_is_missing_is_named() -> None:
    pytest.importorskip("fsspec")
    try:
        import s3fs  # noqa: F401
    except ImportError:
        failure = ask_failure("archive:yard/{at}.jpg", policy=of("s3://bucket/frames"))
        assert failure.fault is CaptureFault.ERROR
        assert "s3fs" in failure.detail
    else:
        pytest.skip("s3fs is there")


# --- object storage -----------------------------------------------------------------------------------


@pytest.fixture
def objects() -> Iterator[str]:
    """The root of an archive in fsspec's storage in memory."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    archive.open_storage.cache_clear()
    files.pipe_file("/bucket/frames/yard/20260302T121500Z.jpg", farm_bytes.still_jpeg())
    files.pipe_file("/bucket/secret/20260302T121500Z.jpg", farm_bytes.still_jpeg())
    yield "memory://bucket/frames"
    files.store.clear()


def test_an_object_is_found_below_the_prefix(objects: str) -> None:
    frame = ask_frame("archive:yard/{at}.jpg", policy=of(objects))
    assert frame.captured_at == AT.replace(minute=15)
    assert ask_failure("archive:gate/{at}.jpg", policy=of(objects)).fault is CaptureFault.REFUSED
    assert ask_failure("archive:../secret/{at}.jpg", policy=of(objects)).fault is CaptureFault.POLICY


def test_an_object_of_too_many_bytes_is_refused(objects: str) -> None:
    assert ask_failure("archive:yard/{at}.jpg", policy=of(objects), max_bytes=1000).fault is CaptureFault.TOO_LARGE


class Storage:
    """Hangs, or fails with words that must not be repeated."""

    def __init__(self, error: Exception | None = None) -> None:
        self.over = threading.Event()
        self.error = error

    def read(self, key: str, most: int) -> tuple[bytes, dt.datetime | None]:
        if self.error is not None:
            raise self.error
        self.over.wait()
        return b"", None

    def names(self, folder: str) -> list[str]:
        return []


@pytest.mark.timeout(30)
def test_a_storage_that_hangs_is_given_up_at_the_deadline_and_blames_no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage()
    monkeypatch.setattr(archive, "open_storage", lambda root: storage)
    failure = ask_failure("archive:yard/{at}.jpg", deadline_s=0.5)
    storage.over.set()
    assert failure.fault is CaptureFault.ERROR


def test_a_storage_that_fails_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage(RuntimeError("s3cret key AKIA123 is not allowed"))
    monkeypatch.setattr(archive, "open_storage", lambda root: storage)
    failure = ask_failure("archive:yard/{at}.jpg")
    assert failure.fault is CaptureFault.ERROR
    assert "s3cret" not in failure.detail


@pytest.mark.parametrize("url", ["archive:yard/x.jpg", "archive:yard/{at}.jpg"])
def test_an_archive_that_is_not_mounted_blames_no_camera(tmp_path: Path, url: str) -> None:
    failure = ask_failure(url, policy=of(tmp_path / "not there"))
    assert failure.fault is CaptureFault.ERROR
    assert "mounted" in failure.detail
