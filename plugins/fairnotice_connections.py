"""Logins of cameras from Airflow's connections, and so from whatever secrets back end Airflow is set up with.

Airflow loads this file in every one of its processes, so nothing of the library is imported before a task
asks for a login.
"""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import Connection

    from fairnotice.capture.credentials import Credential, Credentials

PREFIX = "fairnotice_"
"""A registry is untrusted, and must not name a connection that is for something else than a camera."""

# Cameras are asked from many threads; a task that Airflow runs in its own process (`dag.test`) hands answers to whoever
# takes the next one.
_ONE_AT_A_TIME = threading.Lock()


def credentials() -> Credentials:
    """Return the look-up that a task hands to the library: each connection is asked for once in a task."""
    return functools.cache(_look_up)


def _look_up(name: str) -> Credential | None:
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException, AirflowRuntimeError

    from fairnotice.errors import ConfigurationError

    try:
        with _ONE_AT_A_TIME:
            connection = BaseHook.get_connection(f"{PREFIX}{name}")
    except AirflowNotFoundException:
        return None
    except (AirflowException, AirflowRuntimeError, PermissionError) as error:
        # One connection that is kept from this task must not end the batch.
        raise ConfigurationError(f"Airflow does not give its connection: {type(error).__name__}") from None
    return _credential(connection)


def _credential(connection: Connection) -> Credential:
    """Read a connection: login and password, or a password alone, which is a token; where it may go.

    Raises:
        ConfigurationError: It cannot be used; the message repeats no secret.
    """
    from fairnotice.capture.credentials import credential_of

    extra = connection.extra_dejson
    user, secret = connection.login or "", connection.password or ""
    host = connection.host or ""
    if host and connection.port:
        host = f"[{host}]:{connection.port}" if ":" in host else f"{host}:{connection.port}"
    given = extra.get("shown_to")
    shown_to = [host, *(given if isinstance(given, list) else str(given or "").split(","))]
    fields = {"shown_to": shown_to, "allow_plain": extra.get("allow_plain", "")}
    fields |= {"user": user, "password": secret} if user else {"token": extra.get("token") or secret}
    return credential_of(fields)
