"""A file that a page sends as the body of its request, read into memory and nowhere else.

Frameworks put what is uploaded as a form into temporary files. Here the body *is* the file, and it grows in a buffer
with a limit: nothing of it touches a disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from fastapi import Request
from starlette.requests import ClientDisconnect

from fairnotice.web.errors import BadRequestError, MediaTypeError, TooLargeError, TooSlowError, UnavailableError
from fairnotice.web.limiting import take_up_to

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/heic", "image/heif"})
MOST_PHOTO_BYTES = 25 * 1024 * 1024
"""A phone's photo has 2 to 12 MB; of 48 megapixels and more up to 25."""
_UNNAMED = frozenset({"", "application/octet-stream"})
"""What browsers send that do not know HEIC; what the file is, its first bytes say."""
_WITHIN_S = 120.0
_SILENT_S = 15.0
_AT_ONCE = 8
_under_way = 0


async def body_of(
    request: Request,
    most_bytes: int = MOST_PHOTO_BYTES,
    *,
    types: Collection[str] = PHOTO_TYPES,
    within_s: float = _WITHIN_S,
    silent_s: float = _SILENT_S,
) -> bytes:
    """Return the body of a request, which is one file.

    Args:
        request: The request, of which nothing was read yet.
        most_bytes: Most bytes of the file.
        types: Media types that are taken, beside none at all; what is in the file is for its reader to find out.
        within_s: Seconds within which all of it must be there.
        silent_s: Seconds within which something more of it must come.

    Raises:
        MediaTypeError: It is announced as something else (415).
        TooLargeError: It is larger, or says that it is (413).
        TooSlowError: It did not come in time (408).
        BadRequestError: It is empty, not all of what was announced, or the sender went away (400).
        UnavailableError: Too many files are under way (503).
    """
    global _under_way
    take_up_to(request.scope, most_bytes)
    _check_type(request.headers.get("content-type", ""), types)
    announced = _announced(request.headers.get("content-length"))
    if announced is not None and announced > most_bytes:
        raise _too_large(most_bytes)
    if _under_way >= _AT_ONCE:
        raise UnavailableError("too many files are being sent at this moment; try again in a few seconds")
    _under_way += 1
    try:
        async with asyncio.timeout(within_s):
            data = await _read(request, most_bytes, silent_s)
    except TimeoutError:
        raise TooSlowError("the file did not come in time; try again where the connection is better") from None
    except ClientDisconnect:
        raise BadRequestError("the connection ended before the whole file was there; send it again") from None
    finally:
        _under_way -= 1
    if not data:
        raise BadRequestError("the file is empty; send the photo itself as the body of the request")
    if announced is not None and len(data) != announced:
        raise BadRequestError(f"{announced} bytes were announced and {len(data)} came; send the file again")
    return bytes(data)


def _check_type(given: str, types: Collection[str]) -> None:
    media_type = given.partition(";")[0].strip().lower()
    if media_type in types or media_type in _UNNAMED:
        return
    if media_type.startswith("multipart/"):
        raise MediaTypeError("a form came; send the file itself as the body of the request")
    raise MediaTypeError(f"a file of this type is not taken; send one of {', '.join(sorted(types))}")


def _announced(length: str | None) -> int | None:
    if length is None:
        return None
    if not length.isascii() or not length.isdigit() or len(length) > 18:
        raise BadRequestError("the content's length is no number")
    return int(length)


async def _read(request: Request, most_bytes: int, silent_s: float) -> bytearray:
    data = bytearray()
    pieces = request.stream().__aiter__()
    while True:
        async with asyncio.timeout(silent_s):
            piece = await anext(pieces, None)
        if piece is None:
            return data
        if len(data) + len(piece) > most_bytes:
            raise _too_large(most_bytes)
        data += piece


def _too_large(most_bytes: int) -> TooLargeError:
    return TooLargeError(f"the file is larger than the {most_bytes / 2**20:g} MiB that are taken; send a smaller one")
