"""From a host name to an open socket: resolved once, checked, and connected to the checked address."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import queue
import socket
import threading

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.policy import Address, CapturePolicy, Target, permitted
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault

# getaddrinfo cannot be interrupted: a look-up that hangs keeps its thread until the resolver gives
# up (some 30 s). This bounds how many such threads can exist.
_LOOKUPS = threading.BoundedSemaphore(256)


def resolve(target: Target, policy: CapturePolicy, budget: Budget) -> list[Address]:
    """Resolve the target's host once and return the addresses that the policy lets through.

    The caller connects to these addresses and never resolves the name again, so that a second,
    different answer of the name server (DNS rebinding) has no effect.

    Raises:
        CaptureError: ``unreachable``, ``policy`` or ``timeout``.
    """
    addresses = _addresses(target, budget)
    budget.note(Step.RESOLVE, lambda: _in_words(target, addresses, policy))
    return permitted(target, addresses, policy)


def connect(target: Target, addresses: list[Address], budget: Budget) -> socket.socket:
    """Open a TCP connection to the first of ``addresses`` that takes one.

    Raises:
        CaptureError: ``refused``, ``unreachable`` or ``timeout``.
    """
    failure: CaptureError | None = None
    for index, address in enumerate(addresses):
        # An address that swallows packets must leave time for the next one.
        share = budget.remaining(f"a connection to {target.place}") / (len(addresses) - index)
        family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(share)
            connection.connect((str(address), target.port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            connection.close()
            failure = _connect_failure(error, target, budget)
        else:
            budget.note(Step.CONNECT, f"{address} port {target.port}")
            return connection
    raise failure or CaptureError(CaptureFault.UNREACHABLE, f"{target.host} has no address")


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
    if not _LOOKUPS.acquire(timeout=budget.remaining(waiting_for)):
        raise budget.timeout(waiting_for)
    answers: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(target, answers), name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=budget.remaining(waiting_for))
    except queue.Empty:
        raise budget.timeout(waiting_for) from None
    if isinstance(answer, OSError):
        raise CaptureError(CaptureFault.UNREACHABLE, f"{target.host} cannot be resolved: {answer.strerror}")
    return answer


def _look_up(target: Target, answers: queue.SimpleQueue[list[Address] | OSError]) -> None:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        texts = [str(entry[4][0]) for entry in found]
        # A zone ("%eth0") belongs to link-local addresses, which are refused in any case.
        answers.put([ipaddress.ip_address(text.split("%", 1)[0]) for text in dict.fromkeys(texts)])
    except UnicodeError:
        answers.put(OSError(errno.EINVAL, "not a host name"))
    except OSError as error:
        answers.put(error)
    finally:
        _LOOKUPS.release()


def _connect_failure(error: OSError, target: Target, budget: Budget) -> CaptureError:
    if isinstance(error, TimeoutError):
        return budget.timeout(f"a connection to {target.place}")
    if isinstance(error, ConnectionRefusedError):
        return CaptureError(CaptureFault.REFUSED, f"{target.place} refused the connection")
    return CaptureError(CaptureFault.UNREACHABLE, f"{target.place} cannot be reached: {error.strerror or error}")
