"""What is read of one camera's configuration: the registry's word, the maps it names, the camera's own folder."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from fairnotice.capture.onvif_answers import DeviceAnswer, Outcome
from fairnotice.capture.onvif_calls import Service
from fairnotice.domain import Camera, DeclaredModel, DeviceService, Point
from fairnotice.pipeline import scanning
from fairnotice.pipeline.scanning import device_scans, read_camera

pytestmark = pytest.mark.slow

RACE = "White\nBlack\nAsian\nIndian\n"


def camera(**fields) -> Camera:
    return Camera("city:17", "city", "17", Point(0, 0), **fields)


@pytest.fixture
def folder(tmp_path) -> Path:
    own = tmp_path / "city" / "17"
    own.mkdir(parents=True)
    (own / "faces.txt").write_text(RACE)
    (own / "app.yaml").write_text("model:\n  labels_path: faces.txt\n")
    (tmp_path / "city" / "18").mkdir()
    (tmp_path / "city" / "18" / "faces.txt").write_text(RACE)
    return tmp_path


def test_the_cameras_own_folder_is_read_and_no_other(folder):
    scans = list(read_camera(camera(), folder))
    assert [scan.source for scan in scans] == ["registry", "city/17/app.yaml", "city/17/faces.txt"]
    assert {scan.device_id for scan in scans} == {"city:17"}
    assert all(scan.complete and scan.mentions for scan in scans[1:])


def test_a_map_that_the_registry_names_in_there_is_read_once_as_the_registry_says(folder):
    model = DeclaredModel("faces", "city/17/faces.txt", enabled=False)
    scans = {scan.source: scan for scan in read_camera(camera(models=(model,)), folder)}
    assert {mention.level for mention in scans["city/17/faces.txt"].mentions} == {"capability"}


@pytest.mark.parametrize("source_id", ["..", "../18", ".", "17/../18", ""])
def test_an_id_that_is_a_path_has_no_folder(folder, source_id):
    odd = Camera("city:x", "city", source_id, Point(0, 0))
    assert [scan.source for scan in read_camera(odd, folder)] == ["registry"]


def test_a_link_in_the_place_of_a_folder_is_not_followed(folder):
    (folder / "city" / "19").symlink_to(folder / "city" / "18")
    linked = Camera("city:19", "city", "19", Point(0, 0))
    assert [scan.source for scan in read_camera(linked, folder)] == ["registry"]


def test_without_a_folder_only_the_registry_speaks():
    assert [scan.source for scan in read_camera(camera(analytics=("motion",)), None)] == ["registry"]


def test_a_call_that_stays_open_is_a_source_that_was_not_read():
    answers = [
        DeviceAnswer("GetRules", Service.ANALYTICS, Outcome.TIMEOUT, configuration="a", detail="no answer in 5 s"),
        DeviceAnswer("GetSupportedRules", Service.ANALYTICS, Outcome.NOT_SUPPORTED),
    ]
    (scan,) = device_scans(answers, "city:17")
    assert (scan.source, scan.complete, scan.error) == ("onvif/analytics GetRules a.xml", False, "no answer in 5 s")


def test_a_device_that_takes_its_time_delays_no_other_camera():
    others_done = threading.Event()
    answered: list[str] = []
    service = DeviceService("http://device.example/onvif/device_service")
    members = [replace(camera(device_service=service), camera_id=f"city:{number}") for number in range(20)]
    members += [replace(camera(), camera_id="city:20")]

    def ask(each: Camera) -> tuple[DeviceAnswer, ...]:
        if each.camera_id == "city:0":
            others_done.wait(30)
        return ()

    for each, _ in scanning._asked(ask, iter(members), at_once=3):
        answered.append(each.camera_id)
        if len(answered) == 20:
            others_done.set()

    assert answered[-1] == "city:0"
    assert len(set(answered)) == 21
