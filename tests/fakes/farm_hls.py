"""The farm's HLS (RFC 8216): segments encoded once, playlists that slide with the clock, and faults of both.

The segments show the farm's street a minute apart, so that two of them are never the same picture.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fakes.farm_http import INSIDE, Handler, Request, answer, drip, pour, sending, until_gone
from fakes.scenes import draw_scene

TYPE = "application/vnd.apple.mpegurl"
PLAYLISTS = ("/still.m3u8", "/fmp4.m3u8", "/master.m3u8")
_SEGMENT_S = 2
_FRAMES_PER_SECOND = 5
_MOMENTS = 6
_WINDOW = 3
_NULL_PACKET = b"\x47\x1f\xff\x10" + b"\xff" * 184
"""Of an MPEG transport stream; it says nothing, and a stream may hold any number of them (ISO/IEC 13818-1)."""


@functools.cache
def segments(kind: str) -> dict[str, bytes]:
    """Return files by name: ``0`` to ``5``, each two seconds that begin with a key frame; for ``m4s`` also ``init``.

    Args:
        kind: ``ts`` for a transport stream, ``m4s`` for fragmented MP4.
    """
    import av  # heavy, and most tests ask for no film

    with tempfile.TemporaryDirectory() as folder:
        options = {
            "hls_time": str(_SEGMENT_S),
            "hls_segment_type": {"ts": "mpegts", "m4s": "fmp4"}[kind],
            "hls_fmp4_init_filename": "init",
            "hls_segment_filename": f"{folder}/%d",
        }
        with av.open(f"{folder}/playlist.m3u8", "w", format="hls", options=options) as film:
            stream = film.add_stream("libx264", rate=_FRAMES_PER_SECOND, options={"crf": "18", "threads": "1"})
            stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
            stream.gop_size = _SEGMENT_S * _FRAMES_PER_SECOND
            for number in range(_MOMENTS * stream.gop_size):
                # The pictures of `farm_bytes.still_pixels` and of the moments that follow it.
                pixels = _moment(number // stream.gop_size)
                frame = av.VideoFrame.from_ndarray(pixels, format="bgr24")
                frame.pts = number
                film.mux(stream.encode(frame))
            film.mux(stream.encode())
        return {file.name: file.read_bytes() for file in Path(folder).iterdir() if not file.suffix}


@functools.cache
def _moment(number: int) -> object:
    return draw_scene(7, 640, 360, "day", moment=number)


def playlist(*entries: str, first: int = 0) -> bytes:
    """Return a media playlist of these segments, as it is sent."""
    head = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{_SEGMENT_S}", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    return ("\n".join([*head, *entries]) + "\n").encode()


def _live(kind: str) -> bytes:
    """Return the playlist of this moment: the last segments that are whole, numbered by the clock."""
    first = int(time.monotonic() / _SEGMENT_S)
    entries = ['#EXT-X-MAP:URI="/hls/init.m4s"'] if kind == "m4s" else []
    for number in range(first, first + _WINDOW):
        if number % _MOMENTS == 0:  # where the film begins anew, so do its time stamps
            entries.append("#EXT-X-DISCONTINUITY")
        entries += [f"#EXTINF:{_SEGMENT_S}.0,", f"/hls/{number}.{kind}"]
    return playlist(*entries, first=first)


def _master() -> bytes:
    variants = {"/fmp4.m3u8": 900_000, "/still.m3u8": 400_000}
    lines = ["#EXTM3U"]
    for address, rate in variants.items():
        lines += [f'#EXT-X-STREAM-INF:BANDWIDTH={rate},RESOLUTION=640x360,CODECS="avc1.64001e"', address]
    return ("\n".join(lines) + "\n").encode()


def hls_answer(path: str) -> bytes | None:
    """Return the answer of a healthy camera's playlist or segment; None where there is none."""
    if path == "/master.m3u8":
        return answer("200 OK", TYPE, _master())
    if path.endswith(".m3u8"):
        return answer("200 OK", TYPE, _live("m4s" if path == "/fmp4.m3u8" else "ts"))
    name, _, kind = path.removeprefix("/hls/").partition(".")
    if kind not in ("ts", "m4s"):
        return None
    body = segments(kind).get(str(int(name) % _MOMENTS) if name.isdecimal() else name)
    media_type = {"ts": "video/mp2t", "m4s": "video/mp4"}[kind]
    return None if body is None else answer("200 OK", media_type, body)


# --- faults ---------------------------------------------------------------------------------------


def _of(*entries: str, first: int = 7) -> Handler:
    return sending(lambda: answer("200 OK", TYPE, playlist(*entries, first=first)))


def _of_segment(address: str) -> Handler:
    return _of(f"#EXTINF:{_SEGMENT_S}.0,", address)


def _master_of(address: str) -> Handler:
    return sending(lambda: answer("200 OK", TYPE, f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{address}\n".encode()))


def _standing(*tags: str) -> Handler:
    """Offer the same three segments for ever."""
    entries = [line for number in range(3) for line in (f"#EXTINF:{_SEGMENT_S}.0,", f"/hls/{number}.ts")]
    return _of(*tags, *entries)


async def _endless(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {TYPE}\r\n\r\n".encode() + playlist())
    for number in itertools.count():
        writer.write(f"#EXTINF:{_SEGMENT_S}.0,\n/hls/{number}.ts\n".encode() * 100)
        await writer.drain()


async def _drip(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await drip(writer, answer("200 OK", TYPE, _live("ts")))


def _segment_then(go_on: Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]) -> Handler:
    """Send the beginning of a segment, up to where its picture is not whole yet, and go on in some way."""

    async def send(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n"
        writer.write(head + segments("ts")["0"][: len(_NULL_PACKET) * 20])
        await writer.drain()
        if asyncio.iscoroutine(following := go_on(reader, writer)):
            await following

    return send


HLS_FAULTS: dict[str, Handler] = {
    "hls_standing": _standing(),
    "hls_old": _standing("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z"),
    "hls_recording": _of(f"#EXTINF:{_SEGMENT_S}.0,", "/hls/0.ts", "#EXT-X-ENDLIST"),
    "hls_empty": _of(),
    "hls_html": sending(lambda: answer("200 OK", TYPE, b"<!DOCTYPE html><html>Please log in.</html>")),
    "hls_endless": _endless,
    "hls_drip": _drip,
    "hls_inside": _of_segment(f"http://{INSIDE}"),
    "hls_file": _of_segment("file:///etc/hostname"),
    "hls_concat": _of_segment("concat:/etc/hostname|/etc/hosts"),
    "hls_map_file": _of('#EXT-X-MAP:URI="file:///etc/hostname"', f"#EXTINF:{_SEGMENT_S}.0,", "/hls/0.m4s"),
    "hls_key_inside": _of(f'#EXT-X-KEY:METHOD=AES-128,URI="http://{INSIDE}"', f"#EXTINF:{_SEGMENT_S}.0,", "/hls/0.ts"),
    "hls_redirect_inside": _of_segment("/fault/redirect_inside.ts"),
    "hls_variant_inside": _master_of(f"http://{INSIDE}"),
    "hls_variant_of_itself": _master_of("/fault/hls_variant_of_itself.m3u8"),
    "hls_missing_segment": _of_segment("/fault/404.ts"),
    "hls_picture_segment": _of_segment("/still.jpg"),
    "hls_endless_segment": _of_segment("/fault/segment_endless.ts"),
    "hls_stalled_segment": _of_segment("/fault/segment_stall.ts"),
    "hls_cut_segment": _of_segment("/fault/segment_cut.ts"),
    "segment_endless": _segment_then(lambda reader, writer: pour(writer, _NULL_PACKET * 300)),
    "segment_stall": _segment_then(lambda reader, writer: until_gone(reader)),
    "segment_cut": _segment_then(lambda reader, writer: None),
}
"""Playlists that begin with ``hls`` are reached at ``/fault/<name>.m3u8``."""
