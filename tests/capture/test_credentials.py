"""Whom a login is shown to, in what form, and what of it can be seen elsewhere: nothing."""

from __future__ import annotations

import pytest

from capture.asking import ask_failure, ask_frame, known_here
from capture.servers import LoginCatcher, NotedPicture
from fairnotice.capture.credentials import Credential, credential_of, place_of
from fairnotice.capture.policy import CapturePolicy, target_of
from fairnotice.domain import CaptureFault
from fairnotice.errors import ConfigurationError
from fakes import farm_bytes
from fakes.camera_farm import CameraFarm
from fakes.farm_faults import PASSWORD, USER

pytestmark = pytest.mark.slow

TOKEN = "s3cret/tok en&x=1"

PLACES = [
    # (place, address, whether a login for the place may be shown there)
    ("10.20.0.0/16", "http://10.20.3.4/still.jpg", True),
    ("10.20.0.0/16", "http://10.21.3.4/", False),
    ("10.20.3.4", "http://10.20.3.4:8080/", True),
    ("10.20.3.4:8080", "http://10.20.3.4:8080/", True),
    ("10.20.3.4:8080", "http://10.20.3.4/", False),
    ("fd00::/8", "http://[fd00::5]/", True),
    ("[fd00::5]:8000", "http://[fd00::5]:8000/", True),
    ("[fd00::5]:8000", "http://[fd00::5]/", False),
    ("10.20.0.0/16", "http://[::ffff:10.20.3.4]/", False),
    ("10.20.0.0/16", "http://10.20.3.4.evil.example/", False),
    ("cam.example.org", "http://CAM.example.org/", True),
    ("Cam.Example.ORG.", "http://cam.example.org/", True),
    ("cam.example.org", "http://cam.example.org.evil.example/", False),
    ("cam.example.org", "http://xcam.example.org/", False),
    ("cam.example.org:8443", "https://cam.example.org:8443/", True),
    ("cam.example.org:8443", "https://cam.example.org/", False),
    ("*.cams.example.org", "http://yard.cams.example.org/", True),
    ("*.cams.example.org", "http://a.b.cams.example.org/", True),
    ("*.cams.example.org", "http://cams.example.org/", False),
    ("*.cams.example.org", "http://evilcams.example.org/", False),
    ("kamera.münchen.example", "http://kamera.xn--mnchen-3ya.example/", True),
    ("kamera.münchen.example", "http://kamera.munchen.example/", False),
]


@pytest.mark.parametrize(("place", "address", "shown"), PLACES)
def test_a_login_is_for_the_hosts_that_its_entry_names(place: str, address: str, shown: bool) -> None:
    assert place_of(place).holds(target_of(address, CapturePolicy())) is shown


@pytest.mark.parametrize(
    "place",
    [
        "*",
        "0.0.0.0/0",
        "::/0",
        "*.org",
        "http://cam.example.org",
        "cam.example.org/still.jpg",
        "10.20.0.1/16",
        "user@cam.example.org",
        "cam example",
        "cam.example.org:port",
        "a*b.example.org",
    ],
)
def test_a_place_that_is_everywhere_or_nowhere_is_refused(place: str) -> None:
    with pytest.raises(ConfigurationError, match="shown_to"):
        place_of(place)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "either"),
        ({"user": "u", "password": "hunter2", "token": "hunter2"}, "either"),
        ({"user": "u"}, "no password"),
        ({"password": "hunter2"}, "either"),
        ({"token": "hunter2\r\nHost: evil"}, "printable"),
        ({"token": "hunter2", "allow_plain": "perhaps"}, "allow_plain"),
        ({"token": "hunter2", "shown_to": {"a": 1}}, "shown_to"),
        ({"token": "hunter2", "shown_to": "u:hunter2@cam.example"}, "shown_to"),
    ],
)
def test_an_entry_that_cannot_be_used_says_why_and_nothing_else(fields: dict[str, object], word: str) -> None:
    with pytest.raises(ConfigurationError, match=word) as refused:
        credential_of(fields)
    assert "hunter2" not in str(refused.value)


def test_no_repr_tells_a_login() -> None:
    entry = credential_of({"user": "s3cret-user", "password": "s3cret-pass", "shown_to": "10.0.0.0/8"})
    assert "s3cret" not in repr(entry) + str(entry) + repr(entry.login) + f"{entry.login}"


@pytest.mark.parametrize(
    ("shown_to", "word"),
    [(None, "names no host"), ("10.20.0.0/16", "is for other hosts"), ("127.0.0.1:1", "is for other hosts")],
)
@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_row_cannot_have_a_login_sent_to_its_own_host(
    login_catcher: LoginCatcher, shown_to: str | None, word: str, scheme: str
) -> None:
    entry = known_here("s3cret-user", "s3cret-pass", shown_to=shown_to)
    url = f"{scheme}://127.0.0.1:{login_catcher.port}/?password={{secret}}"
    failure = ask_failure(url, credential="of-another", credentials=lambda name: entry)
    assert failure.fault is CaptureFault.POLICY
    assert word in failure.detail
    assert "add 127.0.0.1 to shown_to" in failure.detail
    assert "s3cret" not in repr(failure)
    assert login_catcher.requests == 0


def test_an_entry_that_cannot_be_read_is_said(closed_port: int) -> None:
    def broken(name: str) -> Credential | None:
        raise ConfigurationError("its file is not YAML at line 2; put values in quotes")

    failure = ask_failure(f"http://127.0.0.1:{closed_port}/", credential="yard", credentials=broken)
    assert failure.fault is CaptureFault.ERROR
    assert "'yard'" in failure.detail
    assert "line 2" in failure.detail


# --- in what form -------------------------------------------------------------------------------------


def test_a_password_is_not_sent_readable_unless_its_entry_says_so(login_catcher: LoginCatcher) -> None:
    url = f"http://127.0.0.1:{login_catcher.port}/still.jpg"
    careful = known_here(USER, PASSWORD, allow_plain="false")
    failure = ask_failure(url, credential="yard", credentials=lambda name: careful)
    assert failure.fault is CaptureFault.POLICY
    assert "allow_plain" in failure.detail
    assert login_catcher.logins == []
    assert ask_failure(url, credential="yard", credentials=lambda name: known_here(USER, PASSWORD)).fault is (
        CaptureFault.AUTH
    )
    assert len(login_catcher.logins) == 1


def test_a_digest_tells_no_password_and_may_be_sent_anywhere(farm: CameraFarm) -> None:
    careful = known_here(USER, PASSWORD, allow_plain="false")
    assert ask_frame(farm.url("digest"), credential="yard", credentials=lambda name: careful).width == 640


def test_a_password_is_not_sent_readable_over_rtsp_either(farm: CameraFarm) -> None:
    careful = known_here(USER, PASSWORD, allow_plain="false")
    failure = ask_failure(farm.url("rtsp_401"), credential="yard", credentials=lambda name: careful)
    assert failure.fault is CaptureFault.POLICY
    assert "allow_plain" in failure.detail


@pytest.mark.parametrize(
    ("query", "login", "path"),
    [
        ("", f"Bearer {TOKEN}", "/still.jpg"),
        ("?token={secret}", None, "/still.jpg?token=s3cret%2Ftok%20en%26x%3D1"),
        ("?a=b&t=%7Bsecret%7D&c", None, "/still.jpg?a=b&t=s3cret%2Ftok%20en%26x%3D1&c"),
        ("/{secret}/1", None, "/still.jpg/s3cret%2Ftok%20en%26x%3D1/1"),
    ],
)
def test_a_token_is_sent_as_bearer_or_where_the_address_has_a_place_for_it(
    query: str, login: str | None, path: str
) -> None:
    entry = credential_of({"token": TOKEN, "shown_to": "127.0.0.1", "allow_plain": "yes"})
    with NotedPicture(farm_bytes.still_jpeg()) as server:
        url = f"http://127.0.0.1:{server.port}/still.jpg{query}"
        ask_frame(url, credential="yard", credentials=lambda name: entry)
    assert (server.logins, server.paths) == ([login], [path])


def test_user_and_password_go_where_a_vendor_wants_them() -> None:
    with NotedPicture(farm_bytes.still_jpeg()) as server:
        url = f"http://127.0.0.1:{server.port}/snap?usr={{user}}&pwd={{secret}}"
        ask_frame(url, credential="yard", credentials=lambda name: known_here("me & you", "p w"))
    assert server.paths == ["/snap?usr=me%20%26%20you&pwd=p%20w"]


@pytest.mark.parametrize("query", ["", "?token={secret}"])
def test_a_token_is_not_sent_readable_unless_its_entry_says_so(query: str) -> None:
    entry = credential_of({"token": TOKEN, "shown_to": "127.0.0.1"})
    with NotedPicture(farm_bytes.still_jpeg()) as server:
        url = f"http://127.0.0.1:{server.port}/still.jpg{query}"
        failure = ask_failure(url, credential="yard", credentials=lambda name: entry)
    assert failure.fault is CaptureFault.POLICY
    assert server.paths == []


def test_an_address_that_wants_a_secret_is_not_asked_without_one(closed_port: int) -> None:
    failure = ask_failure(f"http://127.0.0.1:{closed_port}/?token={{secret}}")
    assert (failure.fault, failure.asked) == (CaptureFault.AUTH, False)
    assert "credential" in failure.detail


def test_a_secret_cannot_be_made_part_of_a_hosts_name() -> None:
    entry = credential_of({"token": "s3cret", "shown_to": "*.example.org", "allow_plain": "yes"})
    failure = ask_failure("http://{secret}.example.org/", credential="yard", credentials=lambda name: entry)
    assert failure.fault in (CaptureFault.POLICY, CaptureFault.UNREACHABLE)
    assert "s3cret" not in repr(failure)
