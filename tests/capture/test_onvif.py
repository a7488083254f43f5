"""What a device is asked for, how it is asked, and what is made of the ways in which it can fail."""

from __future__ import annotations

import datetime as dt
import logging
import socket
from typing import Any

import pytest

from capture.asking import LOOPBACK, TODAY, known_here
from capture.servers import LoginCatcher
from fairnotice.capture.onvif import ask
from fairnotice.capture.onvif_answers import DeviceAnswer, Outcome
from fairnotice.capture.onvif_line import DeviceLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.capture.soap_xml import parse
from fairnotice.domain import AccessBasis, DeviceService
from fakes.farm_faults import PASSWORD, USER
from fakes.onvif_device import (
    ANALYTICS,
    CONFIGURATION,
    DEVICE,
    MEDIA,
    SERVICES,
    OnvifDevice,
    dripping,
    endless,
    fault,
    message,
    sending,
    silent,
)

pytestmark = pytest.mark.slow

BASIS = AccessBasis("the device's owner", ("configuration",))
ALL = [
    "GetSystemDateAndTime",
    "GetServices",
    "GetProfiles",
    "GetVideoAnalyticsConfigurations",
    "GetMetadataConfigurations",
    "GetProfiles",
    "GetAnalyticsConfigurations",
    "GetMetadataConfigurations",
    "GetServiceCapabilities",
    "GetSupportedMetadata",
    "GetAnalyticsEngines",
    "GetAnalyticsEngineControls",
    "GetInstalledApps",
    "GetAppsInfo",
    "GetAnalyticsModules",
    "GetSupportedAnalyticsModules",
    "GetAnalyticsModuleOptions",
    "GetRules",
    "GetSupportedRules",
    "GetRuleOptions",
]
HOURS = dt.timedelta(hours=1)


def clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def ask_of(
    url: str,
    *,
    basis: AccessBasis | None = BASIS,
    policy: CapturePolicy = LOOPBACK,
    login: tuple[str, str] | None = None,
    **limits: Any,
) -> tuple[DeviceAnswer, ...]:
    """Ask a device, with everything else as it mostly is."""
    return ask(
        DeviceService(url, basis, "yard" if login else None),
        policy=policy,
        limits=DeviceLimits(**{"deadline_s": 20, "call_s": 10, **limits}),
        clock=clock,
        credentials=lambda name: known_here(*login) if login else None,
    )


def outcomes(answers: tuple[DeviceAnswer, ...]) -> dict[str, Outcome]:
    """By operation; of those that are asked more than once, the last."""
    return {answer.operation: answer.outcome for answer in answers}


def test_everything_that_says_what_a_device_infers_is_asked_for_once() -> None:
    with OnvifDevice() as device:
        answers = ask_of(device.url)
    assert [answer.operation for answer in answers] == ALL
    assert device.operations == ALL
    assert all(answer.settled and answer.outcome is Outcome.ANSWERED for answer in answers)
    documents = {answer.operation: answer.document for answer in answers}
    assert b"EthnicityRecognition" in documents["GetAnalyticsModules"]
    assert b"acme:Ethnicity" in documents["GetSupportedMetadata"]
    for document in documents.values():
        parse(document)


def test_modules_and_rules_are_asked_of_each_configuration_by_its_token() -> None:
    tokens = ("one", CONFIGURATION, 'two "quoted"'.replace('"', "'"))
    with OnvifDevice(configurations=tokens) as device:
        answers = ask_of(device.url)
    asked = [answer.configuration for answer in answers if answer.operation == "GetRules"]
    assert asked == list(tokens)
    assert all(answer.settled for answer in answers)


# --- logins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login_by", ["token", "http_digest", "either"])
@pytest.mark.parametrize("ahead", [0 * HOURS, -3 * HOURS, 200_000 * HOURS, -400_000 * HOURS])
@pytest.mark.parametrize("for_all", [False, True])
def test_a_login_is_proved_by_the_devices_own_clock(login_by: str, ahead: dt.timedelta, for_all: bool) -> None:
    with OnvifDevice(login_by=login_by, ahead=ahead, for_all=for_all) as device:
        answers = ask_of(device.url, login=(USER, PASSWORD))
    assert [answer.operation for answer in answers if answer.outcome is not Outcome.ANSWERED] == []
    assert device.refused_logins == 0


@pytest.mark.parametrize("login_by", ["token", "http_digest", "either"])
def test_a_refused_login_is_not_tried_until_the_account_is_locked(login_by: str) -> None:
    with OnvifDevice(login_by=login_by) as device:
        answers = ask_of(device.url, login=(USER, "wrong"))
    assert 1 <= device.refused_logins <= 2
    assert outcomes(answers)["GetServices"] is Outcome.ANSWERED
    refused = [answer for answer in answers if answer.operation not in ("GetSystemDateAndTime", "GetServices")]
    assert {answer.outcome for answer in refused} <= {Outcome.AUTH, Outcome.NOT_ASKED}
    assert not any(answer.settled for answer in refused)
    assert any("lock the account" in answer.detail for answer in refused)


@pytest.mark.parametrize("login_by", ["token", "http_digest", "either"])
def test_without_a_login_a_device_that_wants_one_refuses(login_by: str) -> None:
    with OnvifDevice(login_by=login_by) as device:
        answers = ask_of(device.url)
    assert outcomes(answers)["GetProfiles"] is Outcome.AUTH
    assert outcomes(answers)["GetRules"] is Outcome.NOT_ASKED
    assert device.refused_logins == 0


def test_an_account_that_may_not_see_one_thing_still_sees_the_others() -> None:
    with OnvifDevice(login_by="token", behaving={"GetRules": sending(fault("NotAuthorized"), 400)}) as device:
        answers = ask_of(device.url, login=(USER, PASSWORD))
    assert [answer.operation for answer in answers if not answer.settled] == ["GetRules"]
    assert outcomes(answers)["GetRules"] is Outcome.AUTH


@pytest.mark.parametrize("login_by", ["token", "http_digest", None])
def test_a_password_is_never_sent_nor_told(login_by: str | None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = sending(fault(f"Wrong-{PASSWORD}", f"{USER} {PASSWORD}"), 500, ("WWW-Authenticate", "Basic"))
    with OnvifDevice(login_by=login_by, behaving={"GetRules": echo, "GetProfiles": sending(b"x", 401)}) as device:
        answers = ask_of(device.url, login=(USER, PASSWORD))
    sent = "".join(device.requests)
    assert PASSWORD not in sent
    assert "Basic" not in sent
    told = f"{answers!r} {caplog.text}"
    assert PASSWORD not in told
    assert USER not in told


def test_a_device_that_only_takes_passwords_in_the_clear_gets_none(login_catcher: LoginCatcher) -> None:
    answers = ask_of(f"onvif://127.0.0.1:{login_catcher.port}", login=(USER, PASSWORD))
    assert not any(answer.settled for answer in answers)
    assert login_catcher.logins == []


# --- who may be asked, and where ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "word"),
    [
        pytest.param(None, "nobody", id="nobody allowed it"),
        pytest.param(AccessBasis("the owner"), "not for configuration", id="allowed for frames"),
        pytest.param(AccessBasis("the owner", ("configuration",), TODAY), "until", id="a day that is over"),
    ],
)
def test_no_device_is_contacted_without_a_basis_for_its_configuration(basis: AccessBasis | None, word: str) -> None:
    with OnvifDevice() as device:
        (answer,) = ask_of(device.url, basis=basis)
    assert answer.outcome is Outcome.NOT_AUTHORISED
    assert word in answer.detail
    assert device.operations == []


def test_a_private_address_is_refused_unless_its_network_is_allowed() -> None:
    with OnvifDevice() as device:
        (answer,) = ask_of(device.url, policy=CapturePolicy())
    assert answer.outcome is Outcome.POLICY
    assert device.operations == []


@pytest.mark.parametrize(
    "url", ["rtsp://127.0.0.1/", "onvif://", "onvif://user:hunter2@127.0.0.1", "file:///etc/hostname", "onvif://[::1"]
)
def test_an_address_that_is_not_a_devices_is_refused(url: str) -> None:
    (answer,) = ask_of(url)
    assert answer.outcome is Outcome.POLICY
    assert "hunter2" not in answer.detail


def test_a_name_is_resolved_once_however_many_calls_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def names(host: str, port: int, **more: object) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr("fairnotice.capture.dial.socket.getaddrinfo", names)
    with OnvifDevice() as device:
        answers = ask_of(f"onvif://camera.example:{device.port}")
    assert all(answer.settled for answer in answers)
    assert asked == ["camera.example"]


def test_services_at_another_host_are_asked_for_at_the_device_itself() -> None:
    # Devices behind a router give the address that they have inside; a hostile one gives whatever it likes.
    with OnvifDevice() as other:
        elsewhere = dict.fromkeys(SERVICES, f"http://127.0.0.1:{other.port}/onvif/x")
        with OnvifDevice(services=elsewhere) as device:
            answers = ask_of(device.url)
    assert other.operations == []
    assert device.operations == ALL
    assert all(answer.settled for answer in answers)


@pytest.mark.parametrize(
    "address", ["", "file:///etc/passwd", "http://u:hunter2@127.0.0.1/", "/onvif/x", "http://[::1/"]
)
def test_an_unreadable_address_of_a_service_leaves_it_unasked(address: str) -> None:
    with OnvifDevice(services={DEVICE: "http://127.0.0.1/", MEDIA: "http://127.0.0.1/m", ANALYTICS: address}) as device:
        answers = ask_of(device.url)
    assert outcomes(answers)["GetRules"] is Outcome.POLICY
    assert "hunter2" not in repr(answers)


def test_a_redirect_is_not_followed(login_catcher: LoginCatcher) -> None:
    to = ("Location", f"http://127.0.0.1:{login_catcher.port}/onvif/device_service")
    behaving = {"GetServices": sending(b"", 307, to), "GetCapabilities": sending(b"", 302, to)}
    with OnvifDevice(behaving=behaving) as device:
        answers = ask_of(device.url, login=(USER, PASSWORD))
    assert outcomes(answers)["GetServices"] is Outcome.POLICY
    assert login_catcher.requests == 0


# --- devices that fail --------------------------------------------------------------------------------

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
ANSWER = message("<a:GetRulesResponse/>")
WRONG_SERVICE = message('<p:GetRulesResponse xmlns:p="http://www.onvif.org/ver20/ptz/wsdl"/>')
SOAP_11 = b"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>
<faultcode>s:Client</faultcode><faultstring>Method 'q1:GetRules' not implemented</faultstring>
</s:Fault></s:Body></s:Envelope>"""

FAULTS = [
    # (what GetRules does, what the audit must say)
    pytest.param(sending(fault("ActionNotSupported"), 500), Outcome.NOT_SUPPORTED, id="action not supported"),
    pytest.param(sending(SOAP_11, 500), Outcome.NOT_SUPPORTED, id="SOAP 1.1 and no code for it"),
    pytest.param(sending(fault("X", "not implemented: GetOther"), 500), Outcome.FAULT, id="about another call"),
    pytest.param(sending(fault("NotAuthorized"), 400), Outcome.AUTH, id="not authorised"),
    pytest.param(sending(b"<html><body>Log in<br></body></html>", 401), Outcome.AUTH, id="401 with a page"),
    pytest.param(sending(fault("X", "Wsse authorized time check failed"), 400), Outcome.AUTH, id="so in words"),
    pytest.param(sending(fault("InvalidArgVal"), 400), Outcome.FAULT, id="another fault"),
    pytest.param(sending(fault("InvalidArgVal")), Outcome.FAULT, id="a fault with status 200"),
    pytest.param(sending(b"<html>no <b>XML</html>"), Outcome.NOT_XML, id="a page"),
    pytest.param(sending(b""), Outcome.NOT_XML, id="nothing"),
    pytest.param(sending(ANSWER[:-9]), Outcome.NOT_XML, id="cut off, with its own length"),
    pytest.param(sending(ANSWER.replace(b"UTF-8", b"x-klingon")), Outcome.NOT_XML, id="an unknown encoding"),
    pytest.param(sending(BOMB), Outcome.NOT_XML, id="a DOCTYPE"),
    pytest.param(sending(BOMB.decode().encode("utf-16")), Outcome.NOT_XML, id="a DOCTYPE in UTF-16"),
    pytest.param(sending(b"<a>" * 5000 + b"</a>" * 5000), Outcome.NOT_XML, id="thousands of levels"),
    pytest.param(sending(b"<html/>"), Outcome.UNEXPECTED, id="XML but no message"),
    pytest.param(sending(message("")), Outcome.UNEXPECTED, id="an empty message"),
    pytest.param(sending(message("<a:GetRuleResponse/>")), Outcome.UNEXPECTED, id="the answer to another call"),
    pytest.param(sending(WRONG_SERVICE), Outcome.UNEXPECTED, id="the answer of another service"),
    pytest.param(sending(ANSWER, 503), Outcome.UNEXPECTED, id="an answer with an error's status"),
    pytest.param(sending(ANSWER, 200, ("Content-Encoding", "gzip")), Outcome.UNEXPECTED, id="compressed"),
    pytest.param(sending(b"<a/>" * 60_000), Outcome.TOO_LARGE, id="too large"),
    pytest.param(endless, Outcome.TOO_LARGE, id="endless"),
    pytest.param(silent, Outcome.TIMEOUT, id="silent"),
    pytest.param(dripping, Outcome.TIMEOUT, id="dripping"),
    pytest.param(lambda handler: None, Outcome.UNREACHABLE, id="closed without an answer"),
    pytest.param(sending(b"\r\n" + ANSWER), Outcome.ANSWERED, id="an empty line before it"),
    pytest.param(sending(ANSWER.decode().replace("UTF-8", "UTF-16").encode("utf-16")), Outcome.ANSWERED, id="UTF-16"),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("behaviour", "outcome"), FAULTS)
def test_a_call_that_fails_is_named_and_the_others_are_answered(behaviour: Any, outcome: Outcome) -> None:
    with OnvifDevice(behaving={"GetRules": behaviour}) as device:
        answers = ask_of(device.url, call_s=2.0, max_bytes=100_000)
    (rules,) = [answer for answer in answers if answer.operation == "GetRules"]
    assert rules.outcome is outcome, rules.detail
    assert bool(rules.document) is (outcome is Outcome.ANSWERED)
    assert bool(rules.detail) is (outcome is not Outcome.ANSWERED)
    assert {answer.outcome for answer in answers if answer.operation != "GetRules"} == {Outcome.ANSWERED}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("behaviour", [silent, dripping])
def test_the_deadline_ends_a_device_whose_every_call_hangs(behaviour: Any) -> None:
    with OnvifDevice(behaving=dict.fromkeys(ALL[2:], behaviour)) as device:
        answers = ask_of(device.url, deadline_s=1.0, call_s=0.4)
    assert {answer.outcome for answer in answers[2:]} == {Outcome.TIMEOUT, Outcome.NOT_ASKED}
    (last,) = [answer for answer in answers if answer.operation == "GetAppsInfo"]
    assert "1 s passed" in last.detail
    # What the deadline left no time for was not asked at all.
    assert len(device.operations) < len(ALL) - 4


@pytest.mark.timeout(20)
def test_the_deadline_ends_a_call_that_would_have_had_longer() -> None:
    with OnvifDevice(behaving={"GetRules": silent}) as device:
        answers = ask_of(device.url, deadline_s=1.0, call_s=60)
    assert outcomes(answers)["GetRules"] is Outcome.TIMEOUT


def test_all_answers_together_are_bounded() -> None:
    large = sending(message(f"<a:GetSupportedMetadataResponse>{' ' * 40_000}</a:GetSupportedMetadataResponse>"))
    tokens = tuple(map(str, range(32)))
    with OnvifDevice(behaving={"GetSupportedMetadata": large}, configurations=tokens) as device:
        answers = ask_of(device.url, max_total_bytes=60_000)
    assert outcomes(answers)["GetSupportedMetadata"] is Outcome.ANSWERED
    assert sum(len(answer.document) for answer in answers) <= 60_000
    assert answers[-1].outcome is Outcome.TOO_LARGE


def test_a_device_that_is_not_there_gives_one_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (answer,) = ask_of(f"onvif://127.0.0.1:{port}")
    assert answer.outcome is Outcome.UNREACHABLE


# --- devices with less --------------------------------------------------------------------------------


def test_a_device_without_analytics_is_an_answer_too() -> None:
    own = {DEVICE: "http://127.0.0.1/onvif/d", MEDIA: "http://127.0.0.1/onvif/m"}
    with OnvifDevice(services=own, configurations=()) as device:
        answers = ask_of(device.url)
    assert all(answer.settled for answer in answers)
    assert outcomes(answers)["GetAnalyticsModules"] is Outcome.NOT_SUPPORTED
    assert not {"GetAnalyticsModules", "GetRules", "GetSupportedMetadata"} & set(device.operations)


def test_an_analytics_service_without_configurations_is_settled() -> None:
    with OnvifDevice(configurations=()) as device:
        answers = ask_of(device.url)
    assert all(answer.settled for answer in answers)
    assert outcomes(answers)["GetRules"] is Outcome.NOT_SUPPORTED
    assert outcomes(answers)["GetSupportedMetadata"] is Outcome.ANSWERED


def test_an_old_device_names_its_services_as_capabilities() -> None:
    with OnvifDevice(behaving={"GetServices": sending(fault("ActionNotSupported"), 500)}) as device:
        answers = ask_of(device.url)
    assert outcomes(answers)["GetCapabilities"] is Outcome.ANSWERED
    assert outcomes(answers)["GetRules"] is Outcome.ANSWERED
    assert outcomes(answers)["GetAnalyticsEngines"] is Outcome.ANSWERED
    assert outcomes(answers)["GetAnalyticsConfigurations"] is Outcome.NOT_SUPPORTED


@pytest.mark.parametrize(
    "behaving",
    [
        pytest.param({"GetServices": sending(message("<d:GetServicesResponse/>"))}, id="names no service at all"),
        pytest.param({name: sending(fault("X")) for name in ("GetServices", "GetCapabilities")}, id="does not say"),
    ],
)
def test_a_device_that_does_not_name_its_services_stays_unknown(behaving: dict[str, Any]) -> None:
    with OnvifDevice(behaving=behaving) as device:
        answers = ask_of(device.url)
    assert outcomes(answers)["GetRules"] is Outcome.NOT_ASKED


def test_configurations_that_were_not_all_named_stay_unknown() -> None:
    behaving = {"GetAnalyticsConfigurations": sending(fault("X"))}
    with OnvifDevice(behaving=behaving, configurations=()) as device:
        answers = ask_of(device.url)
    assert outcomes(answers)["GetRules"] is Outcome.NOT_ASKED


def test_more_configurations_than_are_asked_for_are_said() -> None:
    with OnvifDevice(configurations=("one", "two", "three", "x" * 500)) as device:
        answers = ask_of(device.url, max_configurations=2)
    rules = [answer for answer in answers if answer.operation == "GetRules"]
    assert [answer.configuration for answer in rules] == ["one", "two", None]
    assert not rules[-1].settled
    assert "2 of 4" in rules[-1].detail
