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
from fairnotice.capture.policy import CapturePolicy, check_basis, permitted, target_of
from fairnotice.domain import AccessBasis, CaptureFault
from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings
from fakes.camera_farm import CameraFarm

pytestmark = pytest.mark.slow

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
    ("fec0::1", False, "site-local, which old sites still use"),
    ("3fff::1", False, "for documentation"),
    ("100.100.100.200", False, "shared space, a cloud's metadata"),
    ("168.63.129.16", False, "a cloud's metadata at a public address"),
    ("0.0.0.0", False, "this host"),  # noqa: S104 - an address to refuse
    ("224.0.0.1", False, "multicast"),
    ("240.0.0.1", False, "reserved"),
    ("::ffff:127.0.0.1", False, "loopback in IPv6 clothes"),
    ("::ffff:93.184.216.34", True, "public in IPv6 clothes"),
    ("64:ff9b::a9fe:a9fe", False, "metadata through NAT64"),
    ("2002:7f00:1::1", False, "loopback through 6to4"),
    ("2002:5db8:d822::1", True, "public through 6to4"),
    ("64:ff9b:1::a9fe:a9fe", False, "metadata through a NAT64 of a network's own"),
    ("2001:0:5db8:d822::5601:5601", False, "metadata through Teredo"),
    ("fe80::5efe:7f00:1", False, "loopback through ISATAP, link-local"),
    ("2606:2800:220:1:0:5efe:a9fe:a9fe", False, "metadata through ISATAP"),
    ("::7f00:1", False, "loopback in an old form of IPv6"),
    ("fd20:ce::254", False, "unique local, a cloud's metadata"),
    ("192.0.0.192", False, "a cloud's metadata"),
    ("198.18.0.1", False, "benchmarks"),
    ("192.0.2.7", False, "documentation"),
    ("255.255.255.255", False, "everybody"),
    ("ff02::1", False, "multicast"),
    ("2001:db8::1", False, "documentation"),
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


NAMED = [
    # (networks that are allowed, address, whether it may be contacted)
    ("0.0.0.0/0", "10.1.2.3", True),
    ("0.0.0.0/0", "127.0.0.1", False),
    ("0.0.0.0/0", "169.254.169.254", False),
    ("0.0.0.0/0", "224.0.0.1", False),
    ("0.0.0.0/0", "168.63.129.16", False),
    ("::/0", "fd00::1", True),
    ("::/0", "::1", False),
    ("::/0", "fe80::1", False),
    ("::/0", "fd00:ec2::254", False),
    ("::/0", "::ffff:10.1.2.3", False),
    ("10.0.0.0/8", "::ffff:10.1.2.3", True),
    ("10.0.0.0/8", "64:ff9b::a01:203", True),
    ("127.0.0.1", "127.0.0.1", True),
    ("127.0.0.1", "127.0.0.2", False),
    ("127.0.0.0/8", "127.0.0.2", True),
    ("169.254.0.0/16", "169.254.7.7", True),
    ("169.254.0.0/16", "169.254.169.254", False),
    ("169.254.169.254", "169.254.169.254", True),
    ("100.64.0.0/10", "100.100.7.7", True),
    ("100.64.0.0/10", "100.100.100.200", False),
    ("168.63.129.16/32", "168.63.129.16", True),
]


@pytest.mark.parametrize(("networks", "address", "allowed"), NAMED)
def test_loopback_link_local_and_metadata_must_be_named_themselves(networks: str, address: str, allowed: bool) -> None:
    assert CapturePolicy.with_networks(networks).allows(ipaddress.ip_address(address)) is allowed


def test_networks_of_one_source_come_on_top_of_the_settings() -> None:
    policy = CapturePolicy.with_networks("10.20.0.0/16", "10.30.0.0/16", "fd00::/8")
    for address, allowed in (("10.20.1.1", True), ("10.30.1.1", True), ("fd00::1", True), ("10.40.1.1", False)):
        assert policy.allows(ipaddress.ip_address(address)) is allowed


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
    ("http://camera.example:25/", "port 25"),
    ("http://camera.example:6379/", "port 6379"),
    ("http://camera.example:554/", "port 554"),
    ("https://camera.example:5432/", "port 5432"),
    ("rtsp://camera.example:6379/", "port 6379"),
    ("http://camera..example/", "host"),
    ("http://camera.example../", "host"),
    ("http://./", "host"),
    ("http://cam%0d%0aera.example/", "host"),
    ("http://cam,era.example/", "host"),
    ("http://[fe80::1%25eth0]/", "zone"),
    ("http://[v1.x]/", "read"),
    ("http://0x0a140001/", "four decimal"),
    ("http://10.20.1/", "four decimal"),
    ("http://10.20.010.5/", "read"),
    ("http://10.20.3.4.5/", "four decimal"),
    ("http://10.20.3.999/", "read"),
    ("http://cam.example.0x1/", "four decimal"),
    ("http://①.②.③.④/", "read"),
    ("http://１２７.０.０.１/", "read"),
]


HOSTS = [
    # (address, the host that is resolved and that logins are bound to)
    ("http://Camera.EXAMPLE./still.jpg", "camera.example"),
    ("http://10.20.3.4./", "10.20.3.4"),
    ("http://[2001:DB8:0::7]/", "2001:db8::7"),
    ("http://kamera.münchen.example/", "kamera.xn--mnchen-3ya.example"),
    ("http://cam_7.example/", "cam_7.example"),
    ("http://camera.example\\@evil.example/", None),
    ("http://camera.example#@evil.example/", "camera.example"),
    ("http://camera.example/@evil.example/", "camera.example"),
]


@pytest.mark.parametrize(("url", "host"), HOSTS)
def test_a_host_has_one_form(url: str, host: str | None) -> None:
    if host is None:
        with pytest.raises(CaptureError):
            target_of(url, CapturePolicy())
        return
    target = target_of(url, CapturePolicy())
    assert (target.host, target.url.raw_host.decode()) == (host, host)


def test_a_port_of_another_service_is_asked_where_the_installation_names_it() -> None:
    policy = CapturePolicy.of(Settings(allowed_ports="6000, 6660-6669"))
    for port in (6000, 6665):
        assert target_of(f"http://camera.example:{port}/", policy).port == port
    with pytest.raises(CaptureError, match="FAIRNOTICE_ALLOWED_PORTS"):
        target_of("http://camera.example:6379/", policy)


@pytest.mark.parametrize("text", ["0", "70000", "6000-5000", "http", "6000;6001", "-1"])
def test_a_port_that_cannot_be_read_is_an_error_of_configuration(text: str) -> None:
    with pytest.raises(ConfigurationError, match="ALLOWED_PORTS"):
        CapturePolicy.of(Settings(allowed_ports=text))


@pytest.mark.parametrize(
    "url", ["rtsp://camera.example:554/", "rtsp://camera.example:8554/", "http://cam.example:8080/"]
)
def test_ports_of_cameras_are_asked(url: str) -> None:
    target_of(url, CapturePolicy())


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


@pytest.mark.parametrize(("elsewhere", "word"), [("127.0.0.1:6379", "port 6379"), ("0x7f000001", "four decimal")])
def test_a_redirect_is_held_to_every_rule_of_a_first_address(farm: CameraFarm, elsewhere: str, word: str) -> None:
    failure = ask_failure(f"http://127.0.0.1:{farm.port}/to/{elsewhere}")
    assert failure.fault is CaptureFault.POLICY
    assert word in failure.detail


def test_of_a_hosts_addresses_only_those_that_may_be_are_connected_to() -> None:
    target = target_of("http://camera.example/", CapturePolicy())
    mixed = [ipaddress.ip_address(text) for text in ("10.1.2.3", "93.184.216.34", "169.254.169.254", "::1")]
    assert permitted(target, mixed, CapturePolicy()) == [mixed[1]]
    assert permitted(target, mixed, CapturePolicy.with_networks("10.0.0.0/8")) == mixed[:2]
    with pytest.raises(
        CaptureError, match=r"not a public address .*FAIRNOTICE_ALLOWED_NETWORKS.*--networks"
    ) as refused:
        permitted(target, mixed[:1], CapturePolicy())
    assert refused.value.detail.endswith(" (camera.example, 10.1.2.3)")


@pytest.mark.parametrize("camera", ["hls_master", "hls_fmp4", "hls"])
def test_a_name_that_is_rebound_between_playlist_and_segment_is_refused(
    farm: CameraFarm, monkeypatch: pytest.MonkeyPatch, camera: str
) -> None:
    names = Names("127.0.0.1", "169.254.169.254")
    monkeypatch.setattr("fairnotice.capture.dial.socket.getaddrinfo", names)
    failure = ask_failure(farm.url(camera).replace("127.0.0.1", "camera.example") + "?at={at}")
    assert failure.fault is CaptureFault.POLICY
    assert "169.254.169.254" in failure.detail


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


@pytest.mark.usefixtures("farm_is_trusted")
def test_rtsp_in_tls_gives_a_key_frame(rtsp_farm: CameraFarm) -> None:
    assert ask_frame(rtsp_farm.url("rtsp", tls="valid")).width == 640


@pytest.mark.usefixtures("farm_is_trusted")
@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_rtsp_in_tls_with_a_certificate_that_does_not_hold_is_a_tls_fault(farm: CameraFarm, kind: str) -> None:
    assert ask_failure(farm.url("rtsp_401", tls=kind)).fault is CaptureFault.TLS


@pytest.mark.usefixtures("farm_is_trusted")
@pytest.mark.parametrize(
    ("camera", "fault"),
    [
        ("rtsp_401", CaptureFault.AUTH),
        ("rtsp_redirect_inside", CaptureFault.POLICY),
        ("rtsp_garbage", CaptureFault.NOT_AN_IMAGE),
        ("rtsp_silent", CaptureFault.TIMEOUT),
        ("rtsp_no_packets", CaptureFault.TIMEOUT),
    ],
)
def test_faults_of_rtsp_are_the_same_in_tls(farm: CameraFarm, camera: str, fault: CaptureFault) -> None:
    assert ask_failure(farm.url(camera, tls="valid"), deadline_s=2).fault is fault


def test_rtsp_without_tls_where_tls_is_asked_for_is_a_tls_fault(farm: CameraFarm) -> None:
    url = farm.url("rtsp_garbage").replace("rtsp:", "rtsps:")
    assert ask_failure(url, deadline_s=2).fault in (CaptureFault.TLS, CaptureFault.TIMEOUT)


def test_an_authority_that_nobody_knows_is_a_tls_fault(farm: CameraFarm) -> None:
    failure = ask_failure(farm.url("still", tls="valid"))
    assert failure.fault is CaptureFault.TLS
    assert "issuer" in failure.detail
