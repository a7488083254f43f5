"""One HTTP request to a camera over a pinned connection, with redirects and authentication.

httpcore speaks HTTP; this module gives it sockets that are already connected to a checked address
and that ask the grab's budget before every read, because a per-read timeout is no deadline: a
server that drips one byte a second would renew it for ever. The client class of httpx is not used:
it logs every address, query string included.
"""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from fairnotice.capture.dial import connect, resolve
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.policy import Address, CapturePolicy, Target, target_of
from fairnotice.domain import CaptureFault

Login = tuple[str, str]
"""User name and password."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "image/jpeg, image/png, multipart/x-mixed-replace",
    # A compressed body could unfold into more than was counted.
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "Connection": "close",
    "User-Agent": "fairnotice (audit of camera notices)",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer whose body has not been read yet."""

    target: Target
    headers: httpx.Headers
    chunks: Iterator[bytes]

    @property
    def media_type(self) -> str:
        """The content type in lower case, without parameters; empty where none was sent."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()


@contextmanager
def answer_of(target: Target, policy: CapturePolicy, login: Login | None, budget: Budget) -> Iterator[Answer]:
    """Ask ``target`` for its picture, following checked redirects, and yield the 200 answer.

    The login is shown only to the origin that the registry names, never to where that redirects.

    Raises:
        CaptureError: With the fault that stands for what happened.
    """
    origin = target
    for _ in range(policy.max_redirects + 1):
        with _authenticated(target, policy, login if target.same_origin(origin) else None, budget) as response:
            if response.status_code not in _REDIRECTS:
                _check_status(target, response)
                yield Answer(target, response.headers, _body(target, response))
                return
            target = target_of(_location(target, response), policy)
            if target.scheme not in ("http", "https"):
                raise CaptureError(CaptureFault.POLICY, f"a redirect from HTTP to {target.scheme} is not followed")
    raise CaptureError(CaptureFault.POLICY, f"{origin.place} redirected more than {policy.max_redirects} times")


@contextmanager
def _authenticated(
    target: Target, policy: CapturePolicy, login: Login | None, budget: Budget
) -> Iterator[httpx.Response]:
    """Send the request, and once more with the login if the camera asks for one."""
    addresses = resolve(target, policy, budget)
    request = httpx.Request("GET", target.url, headers=_HEADERS)
    with _sent(request, target, addresses, budget) as response:
        flow = _auth_flow(request, response, login)
        if flow is None:
            yield response
            return
    with _sent(flow, target, addresses, budget) as response:
        yield response


def _auth_flow(request: httpx.Request, response: httpx.Response, login: Login | None) -> httpx.Request | None:
    """Return the request that answers a 401 challenge, or None where there is nothing to answer."""
    if response.status_code != 401 or login is None:
        return None
    challenge = response.headers.get("www-authenticate", "").lower()
    if "digest" not in challenge:
        return next(httpx.BasicAuth(*login).auth_flow(request))
    steps = httpx.DigestAuth(*login).auth_flow(request)
    next(steps)
    try:
        return steps.send(response)
    except (StopIteration, httpx.ProtocolError) as error:
        raise CaptureError(CaptureFault.AUTH, "the camera's digest challenge cannot be answered") from error


@contextmanager
def _sent(request: httpx.Request, target: Target, addresses: list[Address], budget: Budget) -> Iterator[httpx.Response]:
    backend = _PinnedBackend(target, addresses, budget)
    url = httpcore.URL(
        scheme=target.url.raw_scheme, host=target.url.raw_host, port=target.port, target=target.url.raw_path
    )
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=_ssl_context(), max_connections=1, http2=False, network_backend=backend
            ) as pool,
            pool.stream("GET", url, headers=request.headers.raw) as response,
        ):
            yield httpx.Response(
                response.status, headers=response.headers, request=request, stream=_Stream(response.iter_stream())
            )
    except httpcore.RemoteProtocolError as error:
        raise _protocol_failure(target, error) from error
    except (httpcore.ProtocolError, httpcore.NetworkError) as error:
        detail = f"{target.place} broke the exchange: {type(error).__name__}"
        raise CaptureError(CaptureFault.UNREACHABLE, detail) from error


class _Stream(httpx.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)


def _body(target: Target, response: httpx.Response) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        detail = f"{target.place} sends a compressed body although none was accepted"
        raise CaptureError(CaptureFault.NOT_AN_IMAGE, detail)
    return response.iter_raw()


def _location(target: Target, response: httpx.Response) -> httpx.URL:
    try:
        return target.url.join(response.headers.get("location", ""))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise CaptureError(CaptureFault.POLICY, f"{target.place} redirects to an unreadable address") from error


def _check_status(target: Target, response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in (401, 403, 407):
        fault = CaptureFault.AUTH
    else:
        # 4xx: the server is there and will not give this picture; anything else: it cannot.
        fault = CaptureFault.REFUSED if 400 <= status < 500 else CaptureFault.UNREACHABLE
    raise CaptureError(fault, f"{target.place} answered with HTTP status {status}")


def _protocol_failure(target: Target, error: httpcore.RemoteProtocolError) -> CaptureError:
    text = str(error)
    if "without sending complete message body" in text or "incomplete chunked read" in text:
        return CaptureError(CaptureFault.TRUNCATED, f"{target.place} closed the connection in the middle of the body")
    if "disconnected without sending a response" in text:
        return CaptureError(CaptureFault.UNREACHABLE, f"{target.place} closed the connection without an answer")
    return CaptureError(CaptureFault.NOT_AN_IMAGE, f"{target.place} does not answer in HTTP")


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


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
        waiting_for = f"{self._target.place} to take the request"
        self._connection.settimeout(self._budget.remaining(waiting_for))
        try:
            self._connection.sendall(buffer)
        except TimeoutError as error:
            raise self._budget.timeout(waiting_for) from error
        except OSError as error:
            # httpcore goes on to read after this one: some servers refuse before they were asked.
            raise httpcore.WriteError from error

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        waiting_for = f"the TLS handshake of {self._target.place}"
        self._connection.settimeout(self._budget.remaining(waiting_for))
        try:
            wrapped = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except TimeoutError as error:
            raise self._budget.timeout(waiting_for) from error
        except ssl.SSLCertVerificationError as error:
            detail = f"the certificate of {self._target.place} is not trusted: {error.verify_message}"
            raise CaptureError(CaptureFault.TLS, detail) from error
        except (ssl.SSLError, ValueError) as error:
            raise CaptureError(CaptureFault.TLS, f"{self._target.place} does not speak TLS") from error
        except OSError as error:
            raise self._broken(error) from error
        return _BudgetedStream(wrapped, self._target, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._connection if info in ("socket", "ssl_object") and self._is_tls else None

    @property
    def _is_tls(self) -> bool:
        return isinstance(self._connection, ssl.SSLSocket)

    def _broken(self, error: OSError) -> CaptureError:
        detail = f"the connection to {self._target.place} broke: {error.strerror or type(error).__name__}"
        return CaptureError(CaptureFault.UNREACHABLE, detail)
