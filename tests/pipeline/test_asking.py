from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.capture.onvif_answers import Outcome
from fairnotice.domain import AccessBasis
from fairnotice.errors import ConfigurationError
from fairnotice.pipeline.asking import ask_device, device_at, given_on_the_line
from fairnotice.settings import Settings
from fakes.farm_faults import PASSWORD, USER
from fakes.onvif_device import OnvifDevice

BASIS = AccessBasis("the device's owner", ("configuration",))


def clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_a_device_is_read_completely_with_the_login_of_its_address() -> None:
    with OnvifDevice(login_by="token") as device:
        source, user = device_at(device.url.replace("://", f"://{USER}@"), BASIS)
        settings = Settings(allowed_networks="127.0.0.0/8")
        answers = ask_device(source, settings, clock, given_on_the_line(source, user, PASSWORD))
    assert user == USER
    assert all(answer.settled for answer in answers)
    assert "EthnicityRecognition" in b"".join(answer.document for answer in answers).decode()


def test_a_device_that_this_program_fails_on_ends_no_scan_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OverflowError("s3cret")

    monkeypatch.setattr("fairnotice.pipeline.asking.ask", fail)
    (answer,) = ask_device(device_at("onvif://camera.example", BASIS)[0], Settings(), clock)
    assert not answer.settled
    assert "OverflowError" in answer.detail
    assert "s3cret" not in answer.detail


def test_a_private_device_is_not_contacted_unless_its_network_is_allowed() -> None:
    with OnvifDevice() as device:
        source, _ = device_at(device.url, BASIS)
        (answer,) = ask_device(source, Settings(), clock)
    assert answer.outcome is Outcome.POLICY
    assert device.operations == []


@pytest.mark.parametrize("address", ["onvif://admin:hunter2@camera.example", "onvif://[::1", "onvif://a:hunter2@[::1"])
def test_an_address_with_a_password_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        device_at(address, BASIS)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "url", "user"),
    [
        ("onvif://camera.example", "onvif://camera.example", None),
        ("onvif://j%40ne@camera.example:8080", "onvif://camera.example:8080", "j@ne"),
        ("https://jane@camera.example/onvif/device", "https://camera.example/onvif/device", "jane"),
    ],
)
def test_the_user_is_taken_out_of_the_address(address: str, url: str, user: str | None) -> None:
    source, found = device_at(address, BASIS)
    assert (source.url, found) == (url, user)
    assert (source.credential is None) == (user is None)
