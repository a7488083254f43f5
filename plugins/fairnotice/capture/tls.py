"""TLS to a camera: somebody whom this machine trusts has certified who it is, or nothing is said to it."""

from __future__ import annotations

import functools
import socket
import ssl

import httpx

from fairnotice.capture.dial import failure_of
from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.policy import Target
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault


@functools.cache
def trusting() -> ssl.SSLContext:
    """Return the context that trusts the usual certification authorities, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


def secured(connection: socket.socket, target: Target, budget: Budget) -> ssl.SSLSocket:
    """Shake hands with the target over ``connection``, which the returned socket replaces.

    Raises:
        CaptureError: ``tls``, ``timeout``, ``unreachable`` or ``error``; the connection is then closed.
    """
    waiting_for = f"the TLS handshake of {target.place}"
    try:
        # One handshake as a whole gets this long, however it is dripped.
        connection.settimeout(budget.remaining(waiting_for))
        wrapped = trusting().wrap_socket(connection, server_hostname=target.host.strip("[]"))
    except TimeoutError as error:
        raise budget.timeout(waiting_for) from error
    except ssl.SSLCertVerificationError as error:
        detail = f"the certificate of {target.place} is not trusted: {error.verify_message}"
        raise CaptureError(CaptureFault.TLS, detail) from error
    except (ssl.SSLError, ValueError) as error:
        raise CaptureError(CaptureFault.TLS, f"{target.place} does not speak TLS") from error
    except OSError as error:
        raise failure_of(error, f"the connection to {target.place} broke") from error
    finally:
        # What was wrapped has given its descriptor away, and closing it again does nothing.
        connection.close()
    budget.note(Step.TLS, lambda: _in_words(wrapped))
    return wrapped


def _in_words(connection: ssl.SSLSocket) -> str:
    certificate = connection.getpeercert() or {}
    until = str(certificate.get("notAfter", "a day that it does not say"))
    return f"{connection.version()}, certificate valid until {until}"
