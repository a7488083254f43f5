"""Plays a video in a child of the decoding program, to its first key frame that shows something; imported nowhere else.

The video comes over RTSP from a relay on loopback, the only address that the child knows and, where
Landlock is there, the only port that it can connect to; or it is a clip in memory.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av

_FLAT = 2.0
"""Standard deviation of luma, of 255, below which a picture shows nothing: grey, black or white."""
_CODECS = ("h264", "hevc", "mjpeg", "mpeg4", "mpeg2video", "vp8", "vp9")
"""What cameras send; FFmpeg has hundreds more, of which each is one more way in."""
_TELL_BY_ERROR = ("hevc", "mjpeg")
"""Decoders that do not mark a picture that is damaged. The others do, unless they are told to raise."""


def prepare() -> None:
    """Load what PyAV loads only when it is first needed, by playing one clip: a child can open no file any more."""
    av.logging.set_level(None)
    clip = io.BytesIO()
    with av.open(clip, "w", format="mpegts") as container:
        stream = container.add_stream("mpeg2video", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in (av.VideoFrame(64, 64, "yuv420p"), None):
            container.mux(stream.encode(frame))
    order = {"max_pixels": 64 * 64, "format": "mpegts", "settle_s": 1.0}
    clip.seek(0)
    with av.open(clip, format="mpegts") as container:
        picture = _settled_key_frame(container, order)
    if isinstance(picture, KeyFrame):
        list(picture.rows())


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A decoded key frame, and how many came before it that showed nothing or were damaged."""

    frame: av.VideoFrame
    skipped: int

    @property
    def width(self) -> int:
        """Width in px."""
        return int(self.frame.width)

    @property
    def height(self) -> int:
        """Height in px."""
        return int(self.frame.height)

    def rows(self) -> Iterator[memoryview]:
        """Yield the pixels row by row, BGR."""
        plane = self.frame.reformat(format="bgr24", threads=1).planes[0]
        data, row = memoryview(plane), self.width * 3
        for y in range(self.height):
            yield data[y * plane.line_size : y * plane.line_size + row]


def decode(order: dict[str, Any], source: int | None) -> KeyFrame | str:
    """Play ``order["url"]``, or the clip of ``order["bytes"]`` bytes in ``source``.

    Returns:
        A key frame; or ``too_large``, ``damaged`` where no key frame was whole, or ``no_picture``.
    """
    try:
        with _opened(order, source) as container:
            return _settled_key_frame(container, order)
    except MemoryError:  # PyAV's is an FFmpegError too
        return "too_large"
    except av.FFmpegError:
        return "no_picture"


def _opened(order: dict[str, Any], source: int | None) -> Any:
    options = {
        "max_pixels": str(order["max_pixels"]),
        "threads": "1",
        "codec_whitelist": ",".join(_CODECS),
        # The size is in the stream's description; without these, FFmpeg watches the stream
        # for five seconds to learn its frame rate.
        "fpsprobesize": "0",
        "analyzeduration": "300000",
    }
    if source is not None:
        clip = io.BytesIO(os.pread(source, order["bytes"], 0))
        return av.open(clip, format=order["format"], options={**options, "protocol_whitelist": ""})
    # The relay is the only thing to connect to: no UDP, no other file or protocol.
    over_relay = {"rtsp_transport": "tcp", "allowed_media_types": "video", "protocol_whitelist": "rtsp,tcp"}
    return av.open(order["url"], format="rtsp", options={**options, **over_relay}, timeout=order["timeout_s"])


def _settled_key_frame(container: Any, order: dict[str, Any]) -> KeyFrame | str:
    """Return the first key frame that shows something, or the last flat one when its time is up."""
    if not container.streams.video or container.streams.video[0].codec_context.name not in _CODECS:
        return "no_picture"
    until = time.monotonic() + order["settle_s"]
    best, seen = None, 0
    for frame in _key_frames(container):
        seen += 1
        if frame is not None:
            if frame.width * frame.height > order["max_pixels"]:
                return "too_large"
            best = KeyFrame(frame, seen - 1)
            if _spread(frame) >= _FLAT:
                break
        if time.monotonic() >= until:
            break
    return best or ("damaged" if seen else "no_picture")


def _key_frames(container: Any) -> Iterator[av.VideoFrame | None]:
    """Yield the key frames as they come; None for one of which the decoder made up a part."""
    stream = container.streams.video[0]
    decoder = stream.codec_context
    decoder.skip_frame = "NONKEY"
    decoder.thread_count = 1
    if decoder.name in _TELL_BY_ERROR:
        decoder.options = {"err_detect": "explode"}
    failed = set()
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            # Its picture may come all the same, or not at all.
            failed.add(packet.pts)
            if packet.is_keyframe:
                yield None
            continue
        for frame in frames:
            yield None if frame.is_corrupt or frame.pts in failed else frame


def _spread(frame: av.VideoFrame) -> float:
    """Return the standard deviation of luma (0..255) over a small copy of ``frame``."""
    plane = frame.reformat(width=64, height=36, format="gray", threads=1).planes[0]
    luma = [value for row in range(36) for value in bytes(plane)[row * plane.line_size : row * plane.line_size + 64]]
    mean = sum(luma) / len(luma)
    return float((sum((value - mean) ** 2 for value in luma) / len(luma)) ** 0.5)
