from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from capture.asking import TODAY, ask_failure, ask_frame, known_here
from fairnotice.capture.limits import CaptureError
from fairnotice.capture.policy import CapturePolicy, check_basis, target_of
from fairnotice.domain import AccessBasis, CaptureFault
from fairnotice.errors import ConfigurationError
from fakes.camera_farm import CameraFarm

ADDRESSES = [
    # (address, may be contacted without being named, why)
    ("93.184.216.34", True, "public"),
    ("2606:2800:220:1::1", True, "public"),
    ("127.0.0.1", False, "loopback"),
    ("127.8.8.8", False, "loopback"),
    ("::1", False, "loopback"),
    ("10.1.2.3", False, "private"),
    ("172.16.0.1", False, "private"),
    ("192.168.1.64", False, "private, where most cameras are"),
    ("fd00:ec2::254", False, "unique local, a cloud's metadata"),
    ("169.254.169.254", False, "link-local, most clouds' metadata"),
    ("fe80::1", False, "link-local"),
    ("100.100.100.200", False, "shared space, a cloud's metadata"),
    ("168.63.129.16", False, "a cloud's metadata at a public address"),
    ("0.0.0.0", False, "this host"),  # noqa: S104 - an address to refuse
    ("224.0.0.1", False, "multicast"),
    ("240.0.0.1", False, "reserved"),
    ("::ffff:127.0.0.1", False, "loopback in IPv6 clothes"),
    ("::ffff:93.184.216.34", True, "public in IPv6 clothes"),
    ("64:ff9b::a9fe:a9fe", False, "metadata through NAT64"),
    ("2002:7f00:1::1", False, "loopback through 6to4"),
]


@pytest.mark.parametrize(("address", "allowed", "why"), ADDRESSES)
def test_only_public_addresses_are_contacted(address: str, allowed: bool, why: str) -> None:
    assert CapturePolicy().allows(ipaddress.ip_address(address)) is allowed, why


def test_a_named_network_is_allowed_and_no_other() -> None:
    policy = CapturePolicy.with_networks("10.20.0.0/16, fd00::/8")
    assert policy.allows(ipaddress.ip_address("10.20.3.4"))
    assert policy.allows(ipaddress.ip_address("fd00::5"))
    assert not policy.allows(ipaddress.ip_address("10.21.3.4"))
    assert policy.allows(ipaddress.ip_address("93.184.216.34"))


@pytest.mark.parametrize("text", ["10.20.0.1/16", "everything", "10.0.0.0/8;fd00::/8"])
def test_an_unreadable_network_is_an_error_of_configuration(text: str) -> None:
    with pytest.raises(ConfigurationError, match="ALLOWED_NETWORKS"):
        CapturePolicy.with_networks(text)


BASES = [
    # (access basis, whether frames may be taken on 2 March 2026)
    (None, False),
    (AccessBasis("the council"), True),
    (AccessBasis("the council", until=dt.date(2026, 3, 2)), True),
    (AccessBasis("the council", until=dt.date(2026, 3, 1)), False),
    (AccessBasis("the council", scope=("configuration",)), False),
    (AccessBasis("the council", scope=()), False),
    (AccessBasis("the council", scope=("configuration", "frames")), True),
]


@pytest.mark.parametrize(("basis", "allowed"), BASES)
def test_a_camera_is_contacted_only_with_a_basis_for_frames(
    farm: CameraFarm, basis: AccessBasis | None, allowed: bool
) -> None:
    if allowed:
        check_basis(basis, "frames", TODAY)
        ask_frame(farm.url("still"), basis=basis)
    else:
        assert ask_failure(farm.url("still"), basis=basis).fault is CaptureFault.NOT_AUTHORISED


URLS = [
    # (address, a word of the reason)
    ("file:///etc/hostname", "scheme"),
    ("concat:http://a.example/|http://b.example/", "scheme"),
    ("pipe:0", "scheme"),
    ("ftp://camera.example/still.jpg", "scheme"),
    ("rtmp://camera.example/live", "scheme"),
    ("camera.example/still.jpg", "scheme"),
    ("", "scheme"),
    ("http:///still.jpg", "host"),
    ("http://admin:admin@camera.example/", "secrets back end"),
    ("http://camera.example:99999/", "port"),
    ("http://camera.example:0/", "port"),
    ("http://[::1/", "read"),
    ("http://camera.example/\x00", "read"),
    ("http://camera.example/" + "a" * 5000, "longer"),
]


@pytest.mark.parametrize(("url", "word"), URLS)
def test_an_address_that_is_not_spoken_is_refused(url: str, word: str) -> None:
    failure = ask_failure(url)
    assert failure.fault is CaptureFault.POLICY
    assert word in failure.detail
    assert "admin" not in failure.detail


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1"])
def test_loopback_in_disguise_is_refused(host: str, closed_port: int) -> None:
    failure = ask_failure(f"http://{host}:{closed_port}/", policy=CapturePolicy())
    assert failure.fault is CaptureFault.POLICY, failure


def test_schemes_are_what_the_policy_lists() -> None:
    only_https = CapturePolicy(schemes=("https",))
    assert target_of("https://camera.example/", only_https).port == 443
    with pytest.raises(CaptureError, match="scheme 'http'"):
        target_of("http://camera.example/", only_https)


# --- names ----------------------------------------------------------------------------------------


class Names:
    """Stands in for the name server alone: the answers of one host, one after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, **more: Any) -> list[Any]:
        self.asked += 1
        address = self.answers[min(self.asked, len(self.answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_name_is_resolved_once_so_that_it_cannot_be_rebound(
    farm: CameraFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names("127.0.0.1", "169.254.169.254")
    monkeypatch.setattr("fairnotice.capture.dial.socket.getaddrinfo", names)
    frame = ask_frame(f"http://camera.example:{farm.port}/still.jpg")
    assert frame.width == 640
    assert names.asked == 1


def test_a_name_that_leads_inside_is_refused(farm: CameraFarm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairnotice.capture.dial.socket.getaddrinfo", Names("192.168.1.64"))
    for scheme in ("http", "rtsp"):
        failure = ask_failure(f"{scheme}://camera.example:{farm.port}/still.jpg")
        assert failure.fault is CaptureFault.POLICY
        assert "192.168.1.64" in failure.detail


def test_a_redirect_is_resolved_and_checked_again(farm: CameraFarm, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names("127.0.0.1", "192.168.1.64")
    monkeypatch.setattr("fairnotice.capture.dial.socket.getaddrinfo", names)
    assert ask_failure(f"http://camera.example:{farm.port}/fault/redirect").fault is CaptureFault.POLICY


def test_an_unknown_name_is_unreachable() -> None:
    failure = ask_failure("http://no-such-camera.invalid/still.jpg")
    assert failure.fault is CaptureFault.UNREACHABLE
    assert "no-such-camera.invalid" in failure.detail


@pytest.fixture
def hanging_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name server that answers only when the test is over."""
    over = threading.Event()
    resolver = socket.getaddrinfo

    def hang(*arguments: Any, **more: Any) -> list[Any]:
        over.wait()
        return resolver("127.0.0.1", 1)

    monkeypatch.setattr("fairnotice.capture.dial.socket.getaddrinfo", hang)
    yield
    over.set()


@pytest.mark.timeout(30)
@pytest.mark.usefixtures("hanging_names")
def test_the_deadline_ends_a_name_server_that_hangs() -> None:
    failure = ask_failure("http://camera.example/still.jpg", deadline_s=0.5)
    assert failure.fault is CaptureFault.TIMEOUT
    assert "name server" in failure.detail


# --- logins and redirects -------------------------------------------------------------------------


def test_a_login_is_not_shown_to_where_a_camera_redirects(farm: CameraFarm, login_catcher: Any) -> None:
    url = f"http://127.0.0.1:{farm.port}/to/127.0.0.1:{login_catcher.port}"
    failure = ask_failure(url, credential="yard", credentials=lambda name: known_here("user", "pass"))
    assert failure.fault is CaptureFault.AUTH
    assert login_catcher.requests == 1
    assert login_catcher.logins == []


# --- TLS ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("farm_is_trusted")
def test_a_certificate_that_holds_opens_a_camera(farm: CameraFarm) -> None:
    assert ask_frame(farm.url("still", tls="valid")).width == 640


@pytest.mark.usefixtures("farm_is_trusted")
@pytest.mark.parametrize(
    ("kind", "word"),
    [("expired", "expired"), ("wrong_name", "mismatch"), ("self_signed", "self-signed")],
)
def test_a_certificate_that_does_not_hold_is_a_tls_fault(farm: CameraFarm, kind: str, word: str) -> None:
    failure = ask_failure(farm.url("still", tls=kind))
    assert failure.fault is CaptureFault.TLS
    assert word in failure.detail


def test_an_authority_that_nobody_knows_is_a_tls_fault(farm: CameraFarm) -> None:
    failure = ask_failure(farm.url("still", tls="valid"))
    assert failure.fault is CaptureFault.TLS
    assert "issuer" in failure.detail
