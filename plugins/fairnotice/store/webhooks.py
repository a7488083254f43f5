"""Endpoints of webhooks: where they are, whose, and the secrets that sign for them, sealed.

Secrets are made here and change by rotation, so they are no logins that a person writes into the secrets back end. They
stand in the database, encrypted by a key in the installation's home: a copy of the database alone signs nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from fairnotice.errors import ConfigurationError, StoreError
from fairnotice.key_files import key_in
from fairnotice.store.database import Connection, queries, rows

_KEY = "webhook-key"
_SECRET_BYTES = 32
OVERLAP = dt.timedelta(days=2)
"""How long the secret before signs beside the new one, so that a receiver has time to take it up."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where digests go. No ``repr`` of it tells the address, which may hold a secret, nor a secret."""

    endpoint_id: int
    operator_id: str | None
    """None: the authority's own."""
    operator: str | None
    place: str
    """Scheme, host and port."""
    registered_by: str
    registered_at: dt.datetime
    disabled_at: dt.datetime | None
    disabled_why: str | None
    sealed: bytes = field(repr=False)

    @property
    def channel(self) -> str:
        """Name of the way by which its digests leave."""
        return f"webhook:{self.endpoint_id}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What an endpoint keeps secret."""

    url: str = field(repr=False)
    secrets: tuple[tuple[str, dt.datetime | None], ...] = field(repr=False)
    """Newest first, each with the moment until which it signs; None: until it is rotated."""

    def signing(self, now: dt.datetime) -> list[str]:
        """Return the secrets that sign at ``now``, newest first."""
        return [secret for secret, until in self.secrets if until is None or now < until]


def add(
    connection: Connection,
    home: Path,
    *,
    operator_id: str | None,
    url: str,
    place: str,
    by: str,
    now: dt.datetime,
    secret: str | None = None,
) -> tuple[int, str]:
    """Register an endpoint and return its number and its secret, which is shown this once.

    Raises:
        StoreError: There is no such operator.
    """
    if operator_id is not None and not queries("webhooks").operator_exists(connection, operator_id=operator_id):
        raise StoreError(f"there is no operator {operator_id!r}: the registry's column operator_id names them")
    made = secret or new_secret()
    sealed = _seal(home, Opened(url, ((made, None),)))
    endpoint_id = queries("webhooks").add_endpoint(
        connection, operator_id=operator_id, place=place, sealed=sealed, registered_by=by, now=now
    )
    return int(endpoint_id), made


def listed(connection: Connection) -> list[Endpoint]:
    """Return every endpoint, also those that are switched off."""
    return [_endpoint(row) for row in rows(queries("webhooks").endpoints(connection))]


def active(connection: Connection) -> list[Endpoint]:
    """Return the endpoints that are in use."""
    return [endpoint for endpoint in listed(connection) if endpoint.disabled_at is None]


def of_operator(connection: Connection, operator_id: str | None) -> list[Endpoint]:
    """Return the endpoints in use of an operator; None: those of the authority."""
    found = rows(queries("webhooks").endpoints_of_operator(connection, operator_id=operator_id))
    return [_endpoint(row) for row in found]


def unseal(home: Path, endpoint: Endpoint) -> Opened:
    """Return the address and secrets of an endpoint.

    Raises:
        ConfigurationError: The key of this installation does not open it.
    """
    try:
        read = json.loads(Fernet(_key(home)).decrypt(endpoint.sealed))
    except InvalidToken:
        raise ConfigurationError(
            f"webhook {endpoint.endpoint_id} was sealed by another installation's key (secrets/{_KEY}): "
            "put that key back, or register the endpoint anew"
        ) from None
    kept = tuple(
        (each["secret"], dt.datetime.fromisoformat(each["until"]) if each["until"] else None)
        for each in read["secrets"]
    )
    return Opened(read["url"], kept)


def rotate(connection: Connection, home: Path, endpoint_id: int, now: dt.datetime) -> str:
    """Give an endpoint a new secret and return it; the one before signs beside it for `OVERLAP`, older ones no more.

    Raises:
        StoreError: There is no such endpoint.
    """
    row = queries("webhooks").lock_endpoint(connection, endpoint_id=endpoint_id)
    if row is None:
        raise StoreError(f"there is no webhook {endpoint_id}: `fairnotice webhooks list` shows them")
    opened = unseal(home, _endpoint(row))
    made = new_secret()
    former = opened.secrets[0][0]
    sealed = _seal(home, Opened(opened.url, ((made, None), (former, now + OVERLAP))))
    queries("webhooks").seal_endpoint(connection, endpoint_id=endpoint_id, sealed=sealed)
    return made


def disable(connection: Connection, endpoint_id: int, why: str, now: dt.datetime) -> bool:
    """Use an endpoint no more; tell whether it was in use."""
    found = queries("webhooks").disable_endpoint(connection, endpoint_id=endpoint_id, why=why[:300], now=now)
    return found is not None


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes them."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


def _endpoint(row: Any) -> Endpoint:
    return Endpoint(**{name: row[name] for name in Endpoint.__dataclass_fields__})


def _seal(home: Path, opened: Opened) -> bytes:
    kept: Sequence[dict[str, str | None]] = [
        {"secret": secret, "until": until.isoformat() if until else None} for secret, until in opened.secrets
    ]
    return Fernet(_key(home)).encrypt(json.dumps({"url": opened.url, "secrets": kept}).encode())


def _key(home: Path) -> bytes:
    return key_in(home / "secrets" / _KEY, Fernet.generate_key, "the key of webhooks")
