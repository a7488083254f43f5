"""What a playlist of HTTP Live Streaming offers (RFC 8216): which address to ask next, and whether it is live.

Nothing is fetched here. Parsed by m3u8, of which only the parser is used.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import m3u8

from fairnotice.capture.age import STALE_AFTER
from fairnotice.capture.limits import CaptureError
from fairnotice.domain import CaptureFault

MEDIA_TYPES = frozenset(
    {
        "application/vnd.apple.mpegurl",
        "application/x-mpegurl",
        "audio/mpegurl",
        "audio/x-mpegurl",
        "application/mpegurl",
    }
)
MAX_BYTES = 256 * 1024
"""Some six hours of segments of four seconds; parsing it takes a quarter of a second."""
_MAX_LINE = 8192
# The parser compares each of these with all others: ten thousand keys would take it seconds.
_COMPARED, _MOST_COMPARED = ("#EXT-X-KEY", "#EXT-X-MEDIA:"), 100
_DEFAULT_TARGET_S, _LONGEST_TARGET_S = 6.0, 60.0
_CLOCK_WAS_SET = dt.datetime(2005, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of film: its address and that of what initialises its decoder, as the playlist writes them."""

    number: int
    uri: str
    init_uri: str | None

    @property
    def uris(self) -> tuple[str, ...]:
        """The addresses to ask for, in the order in which their bytes belong together."""
        return (self.uri,) if self.init_uri is None else (self.init_uri, self.uri)

    def follows(self, earlier: Segment) -> bool:
        """Tell whether it is another segment than ``earlier``: a token that changes in its address makes it none."""
        return (self.number, self.uri.partition("?")[0]) != (earlier.number, earlier.uri.partition("?")[0])


def check_start(data: bytes) -> None:
    """Refuse bytes that do not begin like a playlist.

    Raises:
        CaptureError: ``not_an_image``.
    """
    if not data.removeprefix(b"\xef\xbb\xbf").startswith(b"#EXTM3U"):
        raise _refused("the playlist does not begin with #EXTM3U")


def read_playlist(data: bytes) -> m3u8.M3U8:
    """Parse a playlist.

    Raises:
        CaptureError: ``not_an_image``: it is none.
    """
    text = data.decode("utf-8", errors="replace").lstrip("\ufeff")
    if max(len(line) for line in text.splitlines()) > _MAX_LINE:
        raise _refused("a line of the playlist is too long")
    if any(text.count(tag) > _MOST_COMPARED for tag in _COMPARED):
        raise _refused(f"the playlist has more than {_MOST_COMPARED} keys or renditions")
    try:
        return m3u8.loads(text)
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError) as error:
        raise _refused("the playlist cannot be read") from error


def best_variant(playlist: m3u8.M3U8, max_pixels: int) -> str | None:
    """Return the address of the variant with the most pixels that are allowed; None where the playlist has segments.

    A variant that does not say its size comes after those that do. By the bandwidth where that decides nothing.

    Raises:
        CaptureError: ``too_large``: every variant says more pixels than allowed; ``not_an_image``: there is none.
    """
    if not playlist.is_variant:
        return None
    sized = [(_pixels(variant), variant.stream_info.bandwidth or 0, variant.uri) for variant in playlist.playlists]
    if not sized:
        raise _refused("the master playlist offers nothing")
    allowed = [variant for variant in sized if variant[0] <= max_pixels]
    if not allowed:
        detail = f"every variant of the playlist has more than the {max_pixels} px allowed"
        raise CaptureError(CaptureFault.TOO_LARGE, detail)
    return str(max(allowed)[2])


def newest_segment(playlist: m3u8.M3U8) -> Segment:
    """Return the last segment that a media playlist lists; what it lists is whole (RFC 8216, 6.2.1).

    Raises:
        CaptureError: ``not_an_image``: there is none, or it cannot be read as it is: encrypted or by ranges of bytes.
    """
    listed = [
        (number, segment)
        for number, segment in enumerate(playlist.segments, int(playlist.media_sequence or 0))
        if segment.uri and not segment.gap_tag
    ]
    if not listed:
        raise _refused("the playlist lists no segment")
    number, newest = listed[-1]
    if newest.key is not None and newest.key.method not in (None, "NONE"):
        raise _refused(f"the segments are encrypted ({str(newest.key.method)[:20]}), and their key is not asked for")
    init = newest.init_section
    if newest.byterange or (init is not None and init.byterange):
        raise _refused("the segments are parts of a larger file (EXT-X-BYTERANGE), which is not read")
    return Segment(number, str(newest.uri), str(init.uri) if init is not None else None)


def check_live(playlist: m3u8.M3U8, sent_at: dt.datetime) -> None:
    """Refuse a playlist that says itself that it shows the past.

    Args:
        playlist: A media playlist.
        sent_at: When it was sent, by its server's clock where that is known.

    Raises:
        CaptureError: ``stale``.
    """
    if playlist.is_endlist or str(playlist.playlist_type or "").lower() == "vod":
        raise _stale("the playlist is that of a recording, which has ended")
    ended = _ended_at(playlist)
    if ended is not None and ended >= _CLOCK_WAS_SET and sent_at - ended > STALE_AFTER:
        hours = (sent_at - ended) / dt.timedelta(hours=1)
        raise _stale(f"by its own time the newest segment of the playlist was {hours:.0f} h old when it was sent")


def proves_itself_new(playlist: m3u8.M3U8, sent_at: dt.datetime) -> bool:
    """Tell whether the playlist's newest segment ended, by its own time, just before the playlist was sent."""
    ended = _ended_at(playlist)
    return ended is not None and abs(sent_at - ended) <= dt.timedelta(seconds=10 * target_s(playlist))


def target_s(playlist: m3u8.M3U8) -> float:
    """Return the longest time in seconds that a segment may take, by the playlist."""
    said = playlist.target_duration
    return min(float(said), _LONGEST_TARGET_S) if said and said > 0 else _DEFAULT_TARGET_S


def stands_still(playlist: m3u8.M3U8, seconds: float) -> CaptureError:
    """Return the failure of a playlist to which nothing was added in so many seconds."""
    return _stale(f"nothing was added to the playlist in {seconds:.0f} s; its segments take {target_s(playlist):g} s")


def _pixels(variant: Any) -> int:
    width, height = variant.stream_info.resolution or (0, 0)
    return int(width) * int(height)


def _ended_at(playlist: m3u8.M3U8) -> dt.datetime | None:
    """Return when the newest segment ended by EXT-X-PROGRAM-DATE-TIME, or None where that is not plainly said."""
    if not playlist.segments:
        return None
    newest = playlist.segments[-1]
    began = newest.current_program_date_time
    if began is None or began.tzinfo is None:
        return None
    try:
        return began.astimezone(dt.UTC) + dt.timedelta(seconds=float(newest.duration or 0))
    except (ValueError, OverflowError):
        return None


def _stale(detail: str) -> CaptureError:
    return CaptureError(CaptureFault.STALE, detail)


def _refused(detail: str) -> CaptureError:
    return CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
