"""One HTTP request and its response over a pinned connection.

httpcore speaks HTTP; this module gives it sockets that are already connected to a checked address
and that ask the budget before every read, because a per-read timeout is no deadline: a server that
drips one byte a second would renew it for ever. The client class of httpx is not used: it logs
every address, query string included.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from fairnotice.capture.dial import connect, failure_of, transmit
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.policy import Address, Target
from fairnotice.capture.tls import secured, trusting
from fairnotice.domain import CaptureFault


@contextmanager
def sent(request: httpx.Request, target: Target, addresses: list[Address], budget: Budget) -> Iterator[httpx.Response]:
    """Send ``request`` to the first of ``addresses`` that takes it, and yield the response, its body still unread.

    Raises:
        CaptureError: With the fault that stands for what happened; also while the body is read.
    """
    backend = _PinnedBackend(target, addresses, budget)
    url = httpcore.URL(
        scheme=target.url.raw_scheme, host=target.url.raw_host, port=target.port, target=request.url.raw_path
    )
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=trusting(), max_connections=1, http2=False, network_backend=backend
            ) as pool,
            pool.stream(request.method, url, headers=request.headers.raw, content=request.content) as response,
        ):
            yield httpx.Response(
                response.status, headers=response.headers, request=request, stream=_Stream(response.iter_stream())
            )
    except httpcore.RemoteProtocolError as error:
        raise _protocol_failure(target, error) from error
    except httpcore.LocalProtocolError:
        # Its words may hold the login.
        detail = f"the request to {target.place} cannot be written in HTTP: check the credential for spaces and signs"
        raise CaptureError(CaptureFault.ERROR, detail) from None
    except (httpcore.ProtocolError, httpcore.NetworkError) as error:
        detail = f"{target.place} broke the exchange: {type(error).__name__}"
        raise CaptureError(CaptureFault.UNREACHABLE, detail) from error


class _Stream(httpx.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)


def body_of(target: Target, response: httpx.Response) -> Iterator[bytes]:
    """Return the chunks of a response's body as they come.

    Raises:
        CaptureError: ``not_an_image``, where the body is compressed: it could unfold into more than was counted.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        detail = f"{target.place} sends a compressed body although none was accepted"
        raise CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
    return response.iter_raw()


def _protocol_failure(target: Target, error: httpcore.RemoteProtocolError) -> CaptureError:
    text = str(error)
    if "without sending complete message body" in text or "incomplete chunked read" in text:
        return CaptureError(CaptureFault.TRUNCATED, f"{target.place} closed the connection in the middle of the body")
    if "disconnected without sending a response" in text:
        return CaptureError(CaptureFault.UNREACHABLE, f"{target.place} closed the connection without an answer")
    return CaptureError(CaptureFault.NOT_AN_IMAGE, f"{target.place} does not answer in HTTP")


class _PinnedBackend(httpcore.NetworkBackend):
    """Connects to the checked addresses, whatever host it is asked for."""

    def __init__(self, target: Target, addresses: list[Address], budget: Budget) -> None:
        self._target = target
        self._addresses = addresses
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        return _BudgetedStream(connect(self._target, self._addresses, self._budget), self._target, self._budget)


class _BudgetedStream(httpcore.NetworkStream):
    """A socket whose every operation ends with the grab's deadline and whose bytes are counted."""

    def __init__(self, connection: socket.socket, target: Target, budget: Budget) -> None:
        self._connection = connection
        self._target = target
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        waiting_for = f"data from {self._target.place}"
        self._connection.settimeout(self._budget.remaining(waiting_for))
        try:
            data = self._connection.recv(max_bytes)
        except TimeoutError as error:
            raise self._budget.timeout(waiting_for) from error
        except OSError as error:
            raise self._broken(error) from error
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            transmit(self._connection, buffer, self._budget, f"{self._target.place} to take the request")
        except OSError as error:
            # httpcore goes on to read after this one: some servers refuse before they were asked.
            raise httpcore.WriteError from error

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _BudgetedStream(secured(self._connection, self._target, self._budget), self._target, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._connection if info in ("socket", "ssl_object") and self._is_tls else None

    @property
    def _is_tls(self) -> bool:
        return isinstance(self._connection, ssl.SSLSocket)

    def _broken(self, error: OSError) -> CaptureError:
        return failure_of(error, f"the connection to {self._target.place} broke")
