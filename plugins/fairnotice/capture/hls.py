"""A frame from HTTP Live Streaming: playlists are read here, and the newest segment by a child without a network.

FFmpeg reads HLS too, and would open any address that a playlist names. So every address is asked for
here, by the same policy, deadline and caps as the first one, and the child gets a clip in memory.
"""

from __future__ import annotations

import datetime as dt
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

import m3u8

from fairnotice.capture import hls_playlist
from fairnotice.capture.age import check_age, sent_at
from fairnotice.capture.http_exchange import Answer, answer_of, led_to, whole_body
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.login import Login
from fairnotice.capture.media_process import Child, Order, in_memory, too_slow
from fairnotice.capture.media_program import child_of, turn
from fairnotice.capture.policy import CapturePolicy, Target
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault, Pixels

_MOVES_WITHIN = 2.0
"""Target durations after which a playlist stands still; a live one has a new segment within 1.5 (RFC 8216, 6.2.2)."""
_WAITING_SHARE = 0.6
# A clip is short, and one key frame of it is decoded.
_CPU_S = 10.0
_DECODED_WITHIN_S = 60.0
_SETTLED_WITHIN_S = 5.0

_MPEG_TS_PACKET = 188
_MP4_BOXES = frozenset({b"ftyp", b"styp", b"moov", b"moof", b"sidx", b"emsg", b"prft"})


def is_playlist(answer: Answer) -> bool:
    """Tell whether an answer is a playlist, by its type or, where that says nothing, by its address."""
    says_nothing = answer.media_type in ("", "text/plain", "application/octet-stream", "binary/octet-stream")
    named = answer.target.url.path.lower().endswith((".m3u8", ".m3u"))
    return answer.media_type in hls_playlist.MEDIA_TYPES or (says_nothing and named)


@dataclass(frozen=True, slots=True)
class _Source:
    """What every request of one grab has in common.

    Attributes:
        origin: The address in the registry; the login is shown to no other host or port.
        live_at: The time of day, if the film must be of it.
    """

    origin: Target
    policy: CapturePolicy
    login: Login | None
    budget: Budget
    live_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A playlist, where it came from, and when its server sent it."""

    playlist: m3u8.M3U8
    target: Target
    sent_at: dt.datetime | None


def fetch(
    answer: Answer,
    origin: Target,
    policy: CapturePolicy,
    login: Login | None,
    budget: Budget,
    live_at: dt.datetime | None,
) -> Pixels:
    """Return a key frame of the newest segment of the stream whose playlist is ``answer``.

    Args:
        answer: The playlist, not read yet.
        origin: The address that the registry names.
        policy: Where playlists may lead.
        login: For the origin only.
        budget: What this grab may spend.
        live_at: The time of day, if the film must be of it; None: a recording will do.

    Returns:
        An array of shape (height, width, 3), ``uint8``, BGR.

    Raises:
        CaptureError: With the fault that stands for what happened.
    """
    source = _Source(origin, policy, login, budget, live_at)
    read = _playlist_in(answer, source)
    address = hls_playlist.best_variant(read.playlist, budget.limits.max_pixels)
    if address is not None:
        read = _playlist_at(led_to(read.target, address, policy), source)
        if read.playlist.is_variant:
            raise _not_a_film("the master playlist leads to another master playlist")
    if live_at is not None:
        read = _moving(read, live_at, source)
    data, kind = _segment(hls_playlist.newest_segment(read.playlist), read.target, source)
    budget.note(Step.RECEIVED, f"{len(data)} bytes of a segment")
    return _key_frame(data, kind, budget)


def _moving(read: _Read, live_at: dt.datetime, source: _Source) -> _Read:
    """Return the playlist once it has shown that segments are added to it, or when there is no time to wait for one.

    Raises:
        CaptureError: ``stale``.
    """
    hls_playlist.check_live(read.playlist, read.sent_at or live_at)
    first, began = hls_playlist.newest_segment(read.playlist), time.monotonic()
    for uri in first.uris:
        led_to(read.target, uri, source.policy)  # nothing is waited for that would then be refused
    if hls_playlist.proves_itself_new(read.playlist, read.sent_at or live_at):
        return read
    enough = _MOVES_WITHIN * hls_playlist.target_s(read.playlist)
    until = began + min(enough, source.budget.remaining("a new segment") * _WAITING_SHARE)
    while (asked := time.monotonic()) < until:
        time.sleep(min(max(enough / 8, 0.25), until - asked))
        asked = time.monotonic()
        again = _playlist_at(read.target, source)
        hls_playlist.check_live(again.playlist, again.sent_at or live_at)
        if hls_playlist.newest_segment(again.playlist).follows(first):
            source.budget.note(Step.ASK, "a segment was added to the playlist meanwhile")
            return again
        if asked - began >= enough:
            raise hls_playlist.stands_still(read.playlist, asked - began)
    return read


def _playlist_at(target: Target, source: _Source) -> _Read:
    with _asked(target, source) as answer:
        return _playlist_in(answer, source)


def _playlist_in(answer: Answer, source: _Source) -> _Read:
    if source.live_at is not None:
        check_age(answer.headers, source.live_at)
    data = whole_body(
        answer, source.budget, min(hls_playlist.MAX_BYTES, source.budget.limits.max_bytes), hls_playlist.check_start
    )
    playlist = hls_playlist.read_playlist(data)
    offered = f"{len(playlist.playlists)} variants" if playlist.is_variant else f"{len(playlist.segments)} segments"
    source.budget.note(Step.ASK, f"a playlist of {offered}")
    return _Read(playlist, answer.target, sent_at(answer.headers))


def _segment(segment: hls_playlist.Segment, playlist: Target, source: _Source) -> tuple[bytes, str]:
    """Fetch a segment and what initialises its decoder; return the bytes and FFmpeg's name for their container."""
    data = b""
    for uri in segment.uris:
        with _asked(led_to(playlist, uri, source.policy), source) as answer:
            if source.live_at is not None and uri == segment.uri:
                check_age(answer.headers, source.live_at)
            most = source.budget.limits.max_bytes - len(data)
            data += whole_body(answer, source.budget, most, _container)
    return data, _container(data)


def _container(start: bytes) -> str:
    """Return FFmpeg's name for the container that begins so.

    Raises:
        CaptureError: ``not_an_image``: it is none in which HLS delivers pictures.
    """
    if start[:1] == b"\x47" and start[_MPEG_TS_PACKET : _MPEG_TS_PACKET + 1] in (b"\x47", b""):
        return "mpegts"
    if start[4:8] in _MP4_BOXES:
        return "mp4"
    raise _not_a_film("a segment is neither MPEG-TS nor fragmented MP4")


def _key_frame(data: bytes, container: str, budget: Budget) -> Pixels:
    budget.make_room()
    what = {"bytes": len(data), "format": container, "settle_s": _SETTLED_WITHIN_S}
    # Off the clock: the camera has done its part.
    with budget.paused(), turn(), in_memory(data) as source, _child(what, source, budget) as child:
        answer = child.answer(_DECODED_WITHIN_S)
        if answer is None:
            raise too_slow(_DECODED_WITHIN_S)
        if answer.word == "picture":
            budget.note(Step.SETTLED, f"{answer.skipped} key frames that showed nothing were passed over")
            return child.picture(answer, budget)
    faults = {
        "damaged": (CaptureFault.TRUNCATED, "no key frame of the newest segment is whole"),
        "too_large": (CaptureFault.TOO_LARGE, "the stream has more pixels than allowed, or takes too much memory"),
    }
    raise CaptureError(*faults.get(answer.word, (CaptureFault.NOT_AN_IMAGE, "the newest segment holds no picture")))


def _child(what: dict[str, object], source: int, budget: Budget) -> AbstractContextManager[Child]:
    return child_of("streams", Order(what, budget.limits.max_pixels, _CPU_S, (source,), is_stream=True))


def _asked(target: Target, source: _Source) -> AbstractContextManager[Answer]:
    login = source.login if target.same_origin(source.origin) else None
    return answer_of(target, source.policy, login, source.budget)


def _not_a_film(detail: str) -> CaptureError:
    return CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
