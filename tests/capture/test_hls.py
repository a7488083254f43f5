from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from capture.asking import AT, ask, ask_failure, ask_frame
from capture.servers import Files
from fairnotice.capture import hls_playlist
from fairnotice.capture.credentials import Credential, Place
from fairnotice.capture.limits import CaptureError
from fairnotice.capture.login import Login
from fairnotice.domain import CaptureFault, Frame
from fakes import farm_bytes
from fakes.camera_farm import CameraFarm
from fakes.farm_hls import TYPE, playlist, segments

pytestmark = pytest.mark.slow

ANY_MOMENT = "?at={at}"
"""Makes an address that of an archive, whose recordings may be old."""


@pytest.mark.parametrize("camera", ["hls", "hls_fmp4", "hls_master"])
def test_a_live_stream_gives_a_picture_of_its_newest_segment(farm: CameraFarm, camera: str) -> None:
    frame = ask_frame(farm.url(camera))
    assert (frame.height, frame.width) == (360, 640)
    assert np.abs(frame.pixels.astype(int) - farm_bytes.still_pixels().astype(int)).mean() < 20


@pytest.mark.parametrize(
    ("camera", "fault", "word"),
    [
        ("hls_standing", CaptureFault.STALE, "nothing was added"),
        ("hls_old", CaptureFault.STALE, "h old"),
        ("hls_recording", CaptureFault.STALE, "recording"),
        ("hls_empty", CaptureFault.NOT_AN_IMAGE, "no segment"),
        ("hls_html", CaptureFault.NOT_AN_IMAGE, "#EXTM3U"),
        ("hls_endless", CaptureFault.TOO_LARGE, "bytes"),
        ("hls_file", CaptureFault.POLICY, "file"),
        ("hls_concat", CaptureFault.POLICY, "concat"),
        ("hls_map_file", CaptureFault.POLICY, "file"),
        ("hls_key_inside", CaptureFault.NOT_AN_IMAGE, "encrypted"),
        ("hls_variant_inside", CaptureFault.POLICY, "169.254.169.254"),
        ("hls_variant_of_itself", CaptureFault.NOT_AN_IMAGE, "another master"),
    ],
)
def test_a_playlist_that_is_not_what_it_should_be_is_named(
    farm: CameraFarm, camera: str, fault: CaptureFault, word: str
) -> None:
    failure = ask_failure(farm.url(camera))
    assert failure.fault is fault, failure
    assert word in failure.detail


@pytest.mark.parametrize(
    ("camera", "fault", "word"),
    [
        ("hls_inside", CaptureFault.POLICY, "169.254.169.254"),
        ("hls_redirect_inside", CaptureFault.POLICY, "169.254.169.254"),
        ("hls_missing_segment", CaptureFault.REFUSED, "404"),
        ("hls_picture_segment", CaptureFault.NOT_AN_IMAGE, "neither"),
        ("hls_endless_segment", CaptureFault.TOO_LARGE, "bytes"),
        ("hls_cut_segment", CaptureFault.TRUNCATED, "whole"),
    ],
)
def test_a_segment_that_is_not_what_it_should_be_is_named(
    farm: CameraFarm, camera: str, fault: CaptureFault, word: str
) -> None:
    failure = ask_failure(farm.url(camera) + ANY_MOMENT)
    assert failure.fault is fault, failure
    assert word in failure.detail


@pytest.mark.timeout(30)
@pytest.mark.parametrize("camera", ["hls_drip", "hls_stalled_segment"])
def test_the_deadline_ends_whatever_the_stream_does(farm: CameraFarm, camera: str) -> None:
    failure = ask_failure(farm.url(camera) + ANY_MOMENT, deadline_s=0.8)
    assert failure.fault is CaptureFault.TIMEOUT, failure


@pytest.mark.parametrize("camera", ["hls", "hls_fmp4", "hls_master"])
def test_a_stream_of_too_many_pixels_is_refused(farm: CameraFarm, camera: str) -> None:
    failure = ask_failure(farm.url(camera) + ANY_MOMENT, max_pixels=640 * 360 - 1)
    assert failure.fault is CaptureFault.TOO_LARGE, failure


@pytest.mark.parametrize("camera", ["hls_recording", "hls_old"])
def test_an_archive_may_serve_a_recording(farm: CameraFarm, camera: str) -> None:
    assert ask_frame(farm.url(camera) + ANY_MOMENT).width == 640


def test_a_playlist_is_known_by_its_address_where_its_type_says_nothing() -> None:
    files = {"/live.m3u8": ("text/plain", playlist("#EXTINF:2,", "0.ts")), "/0.ts": ("text/plain", segments("ts")["0"])}
    with Files(files) as server:
        assert ask_frame(server.url("/live.m3u8") + ANY_MOMENT).width == 640


def test_a_stream_whose_own_time_is_now_is_not_waited_for() -> None:
    now = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=3)
    listed = playlist(f"#EXT-X-PROGRAM-DATE-TIME:{now.isoformat()}", "#EXTINF:2,", "0.ts")
    files = {"/live.m3u8": (TYPE, listed), "/0.ts": ("video/mp2t", segments("ts")["0"])}
    with Files(files) as server:
        assert ask_frame(server.url("/live.m3u8")).width == 640
        assert server.asked == ["/live.m3u8", "/0.ts"]


def test_the_login_is_shown_to_the_origin_only() -> None:
    with Files({"/0.ts": ("video/mp2t", segments("ts")["0"])}) as elsewhere:
        files = {"/live.m3u8": (TYPE, playlist("#EXTINF:2,", elsewhere.url("/0.ts")))}
        with Files(files) as origin:
            known = Credential(Login("", "a token", allow_plain=True), shown_to=(Place("127.0.0.1"),))
            url = origin.url("/live.m3u8") + ANY_MOMENT
            answer = ask(url, credential="yard", credentials=lambda name: known)
        assert isinstance(answer, Frame), answer
        assert origin.logins == ["/live.m3u8"]
        assert elsewhere.asked == ["/0.ts"]
        assert elsewhere.logins == []


@pytest.mark.parametrize("kind", ["ts", "m4s"])
@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_damaged_key_frame_is_never_good(kind: str, place: float) -> None:
    whole = segments(kind)["0"]
    key_frame = len(whole) * 2 // 3  # the street stands still, so that nearly all is in the first frame
    at = int(key_frame * place)
    damaged = whole[:at] + bytes(600) + whole[at + 600 :]
    entries = ["#EXTINF:2,", "0"] if kind == "ts" else ['#EXT-X-MAP:URI="init"', "#EXTINF:2,", "0"]
    files = {"/live.m3u8": (TYPE, playlist(*entries)), "/0": ("video/mp4", damaged)}
    files["/init"] = ("video/mp4", segments("m4s")["init"])
    with Files(files) as server:
        failure = ask_failure(server.url("/live.m3u8") + ANY_MOMENT)
    assert failure.fault in (CaptureFault.TRUNCATED, CaptureFault.NOT_AN_IMAGE), failure


def _variants(*sizes: str) -> bytes:
    lines = ["#EXTM3U"]
    for number, size in enumerate(sizes):
        resolution = f",RESOLUTION={size}" if size else ""
        lines += [f"#EXT-X-STREAM-INF:BANDWIDTH={1000 - number}{resolution}", f"{size or 'unsized'}.m3u8"]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        (("640x360", "1920x1080", "1280x720"), "1920x1080"),
        (("640x360", "7680x4320"), "640x360"),
        (("", "640x360"), "640x360"),
        (("",), "unsized"),
    ],
)
def test_the_largest_variant_that_is_allowed_is_taken(sizes: tuple[str, ...], expected: str) -> None:
    read = hls_playlist.read_playlist(_variants(*sizes))
    assert hls_playlist.best_variant(read, 1920 * 1080) == f"{expected}.m3u8"


def test_variants_that_are_all_too_large_are_said_to_be() -> None:
    with pytest.raises(CaptureError, match="variant") as caught:
        hls_playlist.best_variant(hls_playlist.read_playlist(_variants("7680x4320")), 1920 * 1080)
    assert caught.value.fault is CaptureFault.TOO_LARGE


@pytest.mark.parametrize(
    ("entries", "word"),
    [
        (["#EXT-X-BYTERANGE:100@0", "#EXTINF:2,", "0.ts"], "BYTERANGE"),
        (['#EXT-X-MAP:URI="init.mp4",BYTERANGE="800@0"', "#EXTINF:2,", "0.m4s"], "BYTERANGE"),
        (['#EXT-X-KEY:METHOD=SAMPLE-AES,URI="key"', "#EXTINF:2,", "0.ts"], "encrypted"),
        (["#EXT-X-GAP", "#EXTINF:2,", "0.ts"], "no segment"),
        (["#EXTINF:abc,", "0.ts"], "cannot be read"),
        (["#EXT-X-TARGETDURATION:abc"], "cannot be read"),
        (["#EXTINF:1e999,", "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z", "0.ts"], "cannot be read"),
        (["#EXT-X-STREAM-INF:RESOLUTION=1x1", "0.m3u8"], "cannot be read"),
        (["#" + "a" * 10_000], "too long"),
        ([f'#EXT-X-KEY:METHOD=NONE,URI="{number}"' for number in range(200)], "more than 100 keys"),
    ],
)
def test_what_is_not_read_is_said(entries: list[str], word: str) -> None:
    with pytest.raises(CaptureError, match=word) as caught:
        hls_playlist.newest_segment(hls_playlist.read_playlist(playlist(*entries)))
    assert caught.value.fault is CaptureFault.NOT_AN_IMAGE


def test_a_playlist_that_is_longer_than_any_is_refused_at_once() -> None:
    listed = playlist(*["#EXTINF:2,\n0.ts"] * 40_000)
    with Files({"/live.m3u8": (TYPE, listed)}) as server:
        failure = ask_failure(server.url("/live.m3u8"))
    assert failure.fault is CaptureFault.TOO_LARGE
    assert f"{hls_playlist.MAX_BYTES} bytes" in failure.detail


def test_the_newest_segment_is_the_last_that_is_there() -> None:
    entries = ["#EXTINF:2,", "7.ts", "#EXTINF:2,", "8.ts", "#EXT-X-GAP", "#EXTINF:2,", "9.ts"]
    newest = hls_playlist.newest_segment(hls_playlist.read_playlist(playlist(*entries, first=7)))
    assert (newest.number, newest.uri) == (8, "8.ts")


@pytest.mark.parametrize(
    ("began", "sent", "stale"),
    [
        ("2026-03-02T12:29:00Z", AT, False),
        ("2026-03-02T10:29:00Z", AT, True),
        ("2026-03-02T20:29:00+08:00", AT, False),
        ("1970-01-01T00:00:00Z", AT, False),  # a clock that was never set says nothing
        ("2026-03-01T00:00:00", AT, False),  # which hour that is, nobody knows
    ],
)
def test_a_playlist_is_as_old_as_its_own_time_says(began: str, sent: dt.datetime, stale: bool) -> None:
    listed = playlist(f"#EXT-X-PROGRAM-DATE-TIME:{began}", "#EXTINF:2,", "0.ts")
    read = hls_playlist.read_playlist(listed)
    if stale:
        with pytest.raises(CaptureError, match="2 h old"):
            hls_playlist.check_live(read, sent)
    else:
        hls_playlist.check_live(read, sent)


def test_a_token_that_changes_in_an_address_makes_no_new_segment() -> None:
    first = hls_playlist.Segment(7, "film/7.ts?token=a", None)
    assert not hls_playlist.Segment(7, "film/7.ts?token=b", None).follows(first)
    assert hls_playlist.Segment(8, "film/7.ts?token=a", None).follows(first)
    assert hls_playlist.Segment(7, "film/8.ts", None).follows(first)
