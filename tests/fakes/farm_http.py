"""What the farm's cameras are made of: a request as it was read, an answer, and handlers of one connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

INSIDE = "169.254.169.254/latest/meta-data/"
"""Where a camera must lead nobody: the metadata address of most clouds."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as far as the farm reads it."""

    method: str
    path: str
    protocol: str
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(status: str, content_type: str, body: bytes, *more: str) -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read the head of an HTTP or RTSP request; None where the connection ended."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, protocol = head[0].split(" ")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return None
    pairs = (line.partition(":") for line in head[1:] if line)
    return Request(method, path, protocol, {name.strip().lower(): value.strip() for name, _, value in pairs})


async def until_gone(reader: asyncio.StreamReader) -> None:
    """Wait for the other side to give up."""
    while await reader.read(65536):
        pass


async def drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Send a byte a second."""
    for value in data:
        writer.write(bytes([value]))
        await writer.drain()
        await asyncio.sleep(1)


async def pour(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Send the same again and again, for as long as the other side takes it."""
    while not writer.is_closing():
        writer.write(data)
        await writer.drain()


def sending(data: Callable[[], bytes]) -> Handler:
    """Return a handler that sends ``data`` and is done."""

    async def send(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data())
        await writer.drain()

    return send


async def silent(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing."""
    await until_gone(reader)
