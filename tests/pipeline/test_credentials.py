"""Logins from a folder of files: what is found, what is refused, and what no message tells."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql

from fairnotice.capture.credentials import Credential, credential_of
from fairnotice.domain import AccessBasis, AuditMode, DeviceService, FrameSource
from fairnotice.errors import ConfigurationError
from fairnotice.pipeline import auditing, sampling, scanning
from fairnotice.pipeline.credentials import secrets_backend
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import Settings
from fairnotice.store import cameras
from fakes.camera_farm import CameraFarm
from fakes.farm_faults import PASSWORD, USER
from fakes.onvif_device import OnvifDevice
from fakes.world import DAY, NOON, audit, camera

ENTRY = 'user: audit\npassword: "0123 no"\nshown_to: [10.20.0.0/16, cam.example.org]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir()
    return folder


def look_up(folder: Path, name: str) -> Credential | None:
    backend = secrets_backend(Settings(credentials=folder))
    assert backend is not None
    return backend(name)


def test_each_file_is_an_entry(folder: Path) -> None:
    (folder / "yard").write_text(ENTRY)
    found = look_up(folder, "yard")
    assert found is not None
    assert (found.login.user, found.login.password, found.login.allow_plain) == ("audit", "0123 no", False)
    assert len(found.shown_to) == 2
    assert look_up(folder, "gate") is None


@pytest.mark.parametrize("text", ["token: 0755\n", "token: 2026-03-01\n", "token: yes\n", '{"token": "yes"}'])
def test_a_token_is_taken_as_it_is_written(folder: Path, text: str) -> None:
    (folder / "yard").write_text(text)
    found = look_up(folder, "yard")
    assert found is not None
    assert found.login.password in text


def test_the_links_of_a_mounted_secret_are_followed_within_the_folder(folder: Path) -> None:
    (folder / "..2026").mkdir()
    (folder / "..2026" / "yard").write_text(ENTRY)
    (folder / "..data").symlink_to("..2026")
    (folder / "yard").symlink_to("..data/yard")
    assert look_up(folder, "yard") is not None


def test_a_name_does_not_lead_out_of_the_folder(folder: Path) -> None:
    (folder.parent / "secret").write_text(ENTRY)
    (folder / "link").symlink_to(folder.parent / "secret")
    for name in ("../secret", "a/../../secret", str(folder.parent / "secret"), "link", ".", "yard/.."):
        assert look_up(folder, name) is None, name


@pytest.mark.parametrize(
    "content",
    [
        b"hunter2",
        b"password: hunter2\nuser",
        b"- hunter2",
        b"user: 'hunter2",
        b"token: !!python/object/apply:os.system [hunter2]",
        b"token: hunter2\nshownto: 10.0.0.0/8",
        b"token: &a hunter2\nuser: *a\npassword: *a",
        b"\xff\xfehunter2",
        b"token: hunter2" + b" " * 70_000,
    ],
)
def test_a_file_that_is_no_entry_is_refused_without_repeating_it(folder: Path, content: bytes) -> None:
    (folder / "yard").write_bytes(content)
    with pytest.raises(ConfigurationError) as refused:
        look_up(folder, "yard")
    assert "hunter2" not in str(refused.value)


def test_a_folder_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FAIRNOTICE_CREDENTIALS"):
        secrets_backend(Settings(credentials=tmp_path / "nowhere"))


def test_the_schedulers_own_back_end_is_asked_first(folder: Path) -> None:
    (folder / "yard").write_text(ENTRY)
    (folder / "gate").write_text(ENTRY)
    own = {"yard": credential_of({"token": "own"})}
    backend = secrets_backend(Settings(credentials=folder), own.get)
    assert backend is not None
    yard, gate = backend("yard"), backend("gate")
    assert yard is not None
    assert gate is not None
    assert (yard.login.password, gate.login.user) == ("own", "audit")


def test_without_any_back_end_there_is_no_look_up() -> None:
    assert secrets_backend(Settings()) is None


# --- in a batch ---------------------------------------------------------------------------------------


def everything(opened: Resources) -> str:
    """All that the database holds, as text."""
    with opened.database.transaction() as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'fairnotice'").fetchall()
        whole = sql.SQL("SELECT whole.* FROM fairnotice.{} AS whole")
        queries = [whole.format(sql.Identifier(row["tablename"])) for row in tables]
        return "".join(str(connection.execute(query).fetchall()) for query in queries)


def test_a_batch_is_asked_with_its_logins_and_nothing_of_them_is_kept(
    opened: Resources, farm: CameraFarm, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, shown_to in (("yard", "127.0.0.1"), ("elsewhere", "10.20.0.0/16")):
        (folder / name).write_text(f"user: {USER}\npassword: {PASSWORD}\nallow_plain: yes\nshown_to: {shown_to}\n")
    inspector = opened.inspector
    opened = replace(opened, credentials=secrets_backend(Settings(credentials=folder)))
    opened.__dict__["inspector"] = inspector
    basis = AccessBasis("the yard's owner", ("frames", "configuration"))
    end = dt.datetime.combine(DAY, dt.time(23, 59), dt.UTC)
    with OnvifDevice(login_by="either") as device:
        service = DeviceService(device.url, basis, "yard")
        yard = camera(1, frame_source=FrameSource(farm.url("digest"), basis, "yard"), device_service=service)
        other = camera(2, frame_source=FrameSource(farm.url("digest"), basis, "elsewhere"))
        with opened.database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            cameras.upsert(connection, [yard, other], NOON)
        for batch in auditing.begin(opened, audit(DAY)):
            sampling.sample_batch(opened, audit(DAY), batch, lambda: end)
            scanning.scan_batch(opened, audit(DAY), batch, lambda: end)

    with opened.database.transaction() as connection:
        rows = connection.execute("SELECT camera_id, fault FROM fairnotice.observation").fetchall()
    assert {row["camera_id"]: row["fault"] for row in rows} == {"made:001": None, "made:002": "policy"}
    assert "GetAnalyticsModules" in device.operations
    assert device.refused_logins == 0
    assert PASSWORD not in everything(opened) + caplog.text + repr(opened)
