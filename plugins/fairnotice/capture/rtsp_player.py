"""The program of the player process: opens an RTSP stream with PyAV and answers with one key frame.

Run as a script, it imports nothing of Fairnotice and is given no environment but paths. FFmpeg can
neither be interrupted nor trusted with hostile streams inside a worker that holds credentials and
a model; this process can be killed at the deadline, may take only so much memory, and the only
address that it is given is a relay on loopback.

Messages in both directions are a length (4 bytes, big-endian) and that many bytes of JSON; an
answer with a picture is followed by width * height * 3 bytes, BGR.
"""

import contextlib
import json
import os
import resource
import struct
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

_MEMORY_BYTES = 3 << 30
_FLAT = 2.0
"""Standard deviation of luma, of 255, below which a picture shows nothing: grey, black or white."""


def main() -> None:
    """Answer one request after the other until the input ends."""
    # As `fairnotice.core_dumps` does it for the processes that may import it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/coredump_filter").write_text("0")
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a native library prints must not end up among the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    requests = sys.stdin.buffer
    while (request := _read(requests)) is not None:
        answer, pixels = _play(request)
        text = json.dumps(answer).encode()
        answers.write(struct.pack(">I", len(text)) + text + pixels)
        answers.flush()


def _read(stream: BinaryIO) -> Any:
    head = stream.read(4)
    if len(head) < 4:
        return None
    return json.loads(stream.read(struct.unpack(">I", head)[0]))


def _play(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    import av

    av.logging.set_level(None)
    try:
        container = av.open(
            request["url"],
            format="rtsp",
            options={
                "rtsp_transport": "tcp",
                "allowed_media_types": "video",
                # The relay is the only thing to connect to: no UDP, no other file or protocol.
                "protocol_whitelist": "rtsp,tcp",
                "max_pixels": str(request["max_pixels"]),
                "threads": "1",
                # The size is in the stream's description; without these, FFmpeg watches the stream
                # for five seconds to learn its frame rate.
                "fpsprobesize": "0",
                "analyzeduration": "300000",
            },
            timeout=request["timeout_s"],
        )
        with container:
            frame, seen = _settled_frame(container, request)
    except av.FFmpegError as error:
        return {"outcome": "error", "error": type(error).__name__}, b""
    except MemoryError:
        return {"outcome": "too_large"}, b""
    if frame is None:
        return {"outcome": "no_frame" if not seen else "too_large"}, b""
    return {"outcome": "frame", "width": frame.width, "height": frame.height, "skipped": seen - 1}, _bgr(frame)


def _settled_frame(container: Any, request: dict[str, Any]) -> tuple[Any, int]:
    """Return the first key frame that shows something, or the last flat one when its time is up."""
    stream = container.streams.video[0]
    stream.codec_context.skip_frame = "NONKEY"
    stream.codec_context.thread_count = 1
    until = time.monotonic() + request["settle_s"]
    best, seen = None, 0
    for frame in container.decode(stream):
        seen += 1
        if frame.width * frame.height > request["max_pixels"]:
            return None, seen
        if not frame.is_corrupt:
            best = frame
            if _spread(frame) >= _FLAT:
                break
        if time.monotonic() >= until:
            break
    return best, seen


def _spread(frame: Any) -> float:
    """Return the standard deviation of luma (0..255) over a small copy of ``frame``."""
    plane = frame.reformat(width=64, height=36, format="gray").planes[0]
    luma = [value for row in range(36) for value in bytes(plane)[row * plane.line_size : row * plane.line_size + 64]]
    mean = sum(luma) / len(luma)
    return float((sum((value - mean) ** 2 for value in luma) / len(luma)) ** 0.5)


def _bgr(frame: Any) -> bytes:
    plane = frame.reformat(format="bgr24").planes[0]
    data, row = memoryview(plane), frame.width * 3
    return b"".join(data[y * plane.line_size : y * plane.line_size + row] for y in range(frame.height))


if __name__ == "__main__":
    main()
