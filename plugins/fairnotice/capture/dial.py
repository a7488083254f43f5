"""From a host name to an open socket: resolved once, checked, and connected to the checked address."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket

from fairnotice.capture.left_behind import LeftBehind, NoThreadError, NotInTimeError
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.policy import Address, CapturePolicy, Target, permitted
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault

# getaddrinfo cannot be interrupted: a look-up that hangs keeps its thread until the resolver gives
# up (some 30 s). This bounds how many such threads can exist.
_LOOKUPS = LeftBehind("resolve", 256)

_OF_THIS_MACHINE = frozenset(
    {errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EPERM, errno.EACCES}
    | {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
)
"""What connect(2) and socket(2) say of this machine's network, firewall, descriptors or memory, not of who is asked."""
_NAME_SERVER_FAILS = frozenset({socket.EAI_AGAIN, socket.EAI_MEMORY})
"""What getaddrinfo(3) says of itself and the name server, not of the name."""
_MOST_TELLING = (CaptureFault.REFUSED, CaptureFault.TIMEOUT, CaptureFault.UNREACHABLE, CaptureFault.ERROR)
"""Failures to connect, from the one that says most of the camera to the one that says nothing of it."""


def resolve(target: Target, policy: CapturePolicy, budget: Budget) -> list[Address]:
    """Resolve the target's host once and return the addresses that the policy lets through.

    The caller connects to these addresses and never resolves the name again, so that a second,
    different answer of the name server (DNS rebinding) has no effect.

    Raises:
        CaptureError: ``unreachable``, ``policy`` or ``timeout``; ``error``, where this machine cannot ask.
    """
    addresses = _addresses(target, budget)
    budget.note(Step.RESOLVE, lambda: _in_words(target, addresses, policy))
    return permitted(target, addresses, policy)


def connect(target: Target, addresses: list[Address], budget: Budget) -> socket.socket:
    """Open a TCP connection to the first of ``addresses`` that takes one.

    Raises:
        CaptureError: ``refused``, ``timeout`` or ``unreachable``, whichever of them says most of the camera; ``error``,
            where no address could be tried for want of this machine's network or descriptors.
    """
    failures: list[CaptureError] = []
    for index, address in enumerate(addresses):
        # An address that swallows packets must leave time for the next one.
        share = budget.remaining(f"a connection to {target.place}") / (len(addresses) - index)
        try:
            connection = _connected(address, target.port, share)
        except TimeoutError:
            failures.append(budget.timeout(f"a connection to {target.place}"))
        except ConnectionRefusedError:
            failures.append(CaptureError(CaptureFault.REFUSED, f"{target.place} refused the connection"))
        except OSError as error:
            failures.append(failure_of(error, f"{target.place} cannot be reached"))
        else:
            budget.note(Step.CONNECT, f"{address} port {target.port}")
            return connection
    if not failures:
        raise CaptureError(CaptureFault.UNREACHABLE, f"{target.host} has no address")
    # A machine without IPv6 has no way to one of the addresses, which says nothing of what the other one answered.
    raise min(failures, key=lambda failure: _MOST_TELLING.index(failure.fault))


def failure_of(error: OSError, what: str) -> CaptureError:
    """Return the failure that ``error`` of a socket stands for.

    Args:
        error: What the kernel said.
        what: What does not work, in words.
    """
    said = error.strerror or type(error).__name__
    if error.errno in _OF_THIS_MACHINE:
        return CaptureError(CaptureFault.ERROR, f"{what}, for want of something on this machine: {said}")
    return CaptureError(CaptureFault.UNREACHABLE, f"{what}: {said}")


def transmit(connection: socket.socket, data: bytes, budget: Budget, waiting_for: str) -> None:
    """Send all of ``data``, to whoever takes it before the deadline.

    ``sendall`` of a TLS connection gives every piece its own time: a peer that takes one after the other would have
    for ever.

    Raises:
        CaptureError: ``timeout``.
        OSError: The connection broke.
    """
    left = memoryview(data)
    while left:
        connection.settimeout(budget.remaining(waiting_for))
        try:
            left = left[connection.send(left) :]
        except TimeoutError as error:
            raise budget.timeout(waiting_for) from error


def _in_words(target: Target, addresses: list[Address], policy: CapturePolicy) -> str:
    told = [f"{address} ({'allowed' if policy.allows(address) else 'not allowed'})" for address in addresses[:8]]
    return f"{target.host}: {', '.join(told)}" + (", ..." if len(addresses) > 8 else "")


def _addresses(target: Target, budget: Budget) -> list[Address]:
    literal = target.host.strip("[]")
    with contextlib.suppress(ValueError):
        return [ipaddress.ip_address(literal)]
    waiting_for = f"the name server's answer for {target.host}"
    try:
        return _LOOKUPS.call(lambda: _look_up(target), lambda: budget.remaining(waiting_for))
    except NotInTimeError:
        raise budget.timeout(waiting_for) from None
    except NoThreadError as error:
        detail = f"{target.host} cannot be resolved: this machine starts no more threads"
        raise CaptureError(CaptureFault.ERROR, detail) from error
    except OSError as error:
        raise _unresolved(target, error) from error


def _unresolved(target: Target, error: OSError) -> CaptureError:
    detail = f"{target.host} cannot be resolved: {error.strerror or type(error).__name__}"
    # Whatever is no gaierror is the system's own (EAI_SYSTEM).
    if isinstance(error, socket.gaierror) and error.errno not in _NAME_SERVER_FAILS:
        return CaptureError(CaptureFault.UNREACHABLE, detail)
    return CaptureError(CaptureFault.ERROR, f"{detail}; check this machine's network and name server")


def _look_up(target: Target) -> list[Address]:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    texts = [str(entry[4][0]) for entry in found]
    # A zone ("%eth0") belongs to link-local addresses, which are refused in any case.
    return [ipaddress.ip_address(text.split("%", 1)[0]) for text in dict.fromkeys(texts)]


def _connected(address: Address, port: int, within_s: float) -> socket.socket:
    connection = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    try:
        connection.settimeout(within_s)
        connection.connect((str(address), port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        connection.close()
        raise
    return connection
