"""What the short forms of makes stand for, and which keys of an archive are refused."""

from __future__ import annotations

import pytest

from fairnotice.frame_address import archive_key, expanded, makes

FORMS = [
    ("hikvision://192.0.2.7/201", "http://192.0.2.7/ISAPI/Streaming/channels/201/picture"),
    ("hikvision://192.0.2.7", "http://192.0.2.7/ISAPI/Streaming/channels/101/picture"),
    ("Hikvision+HTTPS://cam.example:8443/101/", "https://cam.example:8443/ISAPI/Streaming/channels/101/picture"),
    ("hikvision+rtsp://192.0.2.7:8554/102", "rtsp://192.0.2.7:8554/ISAPI/Streaming/channels/102"),
    ("axis+rtsps://cam.example/2", "rtsps://cam.example/axis-media/media.amp?camera=2"),
    ("axis://[2001:db8::7]:8080/1", "http://[2001:db8::7]:8080/axis-cgi/jpg/image.cgi?camera=1"),
    ("frigate://nvr.example/front_door", "http://nvr.example:5000/api/front_door/latest.jpg?quality=95"),
    ("frigate+https://nvr.example:8971/yard", "https://nvr.example:8971/api/yard/latest.jpg?quality=95"),
    ("go2rtc://nvr.example:1985/yard.main", "http://nvr.example:1985/api/frame.jpeg?src=yard.main"),
    ("go2rtc+rtsp://nvr.example/yard", "rtsp://nvr.example:8554/yard"),
    (
        "reolink+https://192.0.2.7/0",
        "https://192.0.2.7/cgi-bin/api.cgi?cmd=Snap&channel=0&rs=fairnotice&user={user}&password={secret}",
    ),
    ("http://cam.example/still.jpg?hikvision://x", "http://cam.example/still.jpg?hikvision://x"),
    ("onvif://192.0.2.7", "onvif://192.0.2.7"),
]


@pytest.mark.parametrize(("written", "asked"), FORMS)
def test_a_makes_short_form_is_an_address(written: str, asked: str) -> None:
    assert expanded(written) == asked


@pytest.mark.parametrize(
    "written",
    [
        "hikvision://192.0.2.7/101?x=1",
        "hikvision://192.0.2.7/101#x",
        "hikvision://192.0.2.7/1/2",
        "hikvision://192.0.2.7/..",
        "hikvision://192.0.2.7/%2e%2e",
        "hikvision://192.0.2.7/{secret}",
        "hikvision+file://192.0.2.7/101",
        "hanwha+rtsp://192.0.2.7/0",
        "go2rtc://nvr.example/",
        "go2rtc://nvr.example/a&dst=b",
    ],
)
def test_a_short_form_that_says_more_than_a_channel_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="write"):
        expanded(written)


def test_every_make_says_where_its_addresses_come_from() -> None:
    for name, make in makes().items():
        assert make.still.startswith("/"), name
        assert make.source, name
        assert "{channel}" in make.still or make.channel, name
    assert {"axis", "hikvision", "dahua", "frigate", "go2rtc"} <= set(makes())


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("archive:camera-7/{at}.jpg", "camera-7/{at}.jpg"),
        ("Archive:kamera sieben/bild.jpg", "kamera sieben/bild.jpg"),
        ("http://archive.example/x.jpg", None),
    ],
)
def test_a_key_of_an_archive_is_a_path_below_its_root(written: str, key: str | None) -> None:
    assert archive_key(written) == key


@pytest.mark.parametrize(
    "written",
    [
        "archive:",
        "archive:/etc/passwd",
        "archive://host/x.jpg",
        "archive:../x.jpg",
        "archive:a/../../x.jpg",
        "archive:a/./x.jpg",
        "archive:a//x.jpg",
        "archive:a/.. /x.jpg",
        "archive:a\\..\\x.jpg",
        "archive:file:///etc/passwd",
        "archive:memory::s3://x",
        "archive:a/*.jpg",
        "archive:a/x.jpg\x00.png",
        "archive:" + "a/" * 600 + "x.jpg",
    ],
)
def test_a_key_that_leads_elsewhere_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="archive:folder"):
        archive_key(written)
