"""Accounts of those who look at the map on its own: logins, sessions, and the log of what was shown to whom."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fairnotice.errors import FairnoticeError
from fairnotice.store.database import Connection, queries, rows

IDLE = dt.timedelta(hours=2)
"""A session that was not used for so long is over."""
LONGEST = dt.timedelta(hours=12)
"""A session is over after so long, however much it was used."""
_TOUCHED = dt.timedelta(minutes=1)
LEAST_PASSWORD = 12
_MOST_PASSWORD = 1024
MOST_KNOWN_AS = 255
"""Letters of what a provider of OpenID Connect calls somebody."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")
_ROLES = ("operator", "inspector", "supervisor")


class AccountError(FairnoticeError):
    """An account cannot be made or changed as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    account_id: int
    login: str
    name: str
    role: str
    districts: tuple[str, ...]
    operator_id: str | None
    disabled_at: dt.datetime | None
    password_hash: str = field(repr=False)
    known_as: str | None = None
    """What the provider of OpenID Connect calls them."""


@dataclass(frozen=True, slots=True)
class View:
    """Evidence that was shown to somebody."""

    view_id: int
    viewed_at: dt.datetime
    viewer: str
    role: str
    what: str
    ids: tuple[str, ...]
    why: str


@cache
def _hasher() -> PasswordHasher:
    # RFC 9106's second recommendation: 64 MiB, three passes, four lanes.
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Return a hash to try passwords of unknown logins on, which then take as long as those of known ones."""
    return _hasher().hash(secrets.token_urlsafe(16))


def any_account(connection: Connection) -> bool:
    """Tell whether an account was ever made."""
    return bool(queries("accounts").any_account(connection))


def add_account(
    connection: Connection,
    *,
    login: str,
    name: str,
    role: str,
    password: str | None,
    created_by: str,
    districts: Sequence[str] = (),
    operator_id: str | None = None,
    known_as: str | None = None,
) -> int:
    """Make an account and return its number.

    Args:
        connection: A transaction.
        login: What the person signs in with.
        name: The person's name.
        role: What the person is.
        password: None: signs in by OpenID Connect alone.
        created_by: Who makes it.
        districts: Of an inspector.
        operator_id: Of an operator.
        known_as: What the provider of OpenID Connect calls the person.

    Raises:
        AccountError: The login is taken or no login, the password too weak, role, districts and operator do not fit,
            somebody else is known so, or there is no way to sign in.
    """
    login = _checked_login(login)
    if not name.strip():
        raise AccountError("an account needs the name of a person: decisions stand under it")
    _check_reach(connection, role, districts, operator_id)
    if password is None and known_as is None:
        raise AccountError("an account needs a password, or what the provider of OpenID Connect calls the person")
    made = queries("accounts").add_account(
        connection,
        login=login,
        name=name.strip(),
        role=role,
        districts=list(dict.fromkeys(districts)),
        operator_id=operator_id,
        # Whoever has no password has one that nobody knows, so that a try takes as long as any.
        password_hash=_hasher().hash(
            secrets.token_urlsafe(32) if password is None else _checked_password(password, login)
        ),
        created_by=created_by,
    )
    if made is None:
        raise AccountError(f"there is an account {login!r} already")
    if known_as is not None:
        set_known_as(connection, account_of(connection, login), known_as)
    return int(made)


def set_known_as(connection: Connection, account: Account, known_as: str | None) -> None:
    """Say what the provider of OpenID Connect calls the person; None: they sign in by password alone.

    All sessions of the account end.

    Raises:
        AccountError: It is no name, or somebody else is known so.
    """
    name = known_as.strip() if known_as is not None else None
    if name is not None and (len(name) > MOST_KNOWN_AS or not name.isprintable() or not name):
        raise AccountError(f"what the provider calls somebody is a name of at most {MOST_KNOWN_AS} letters")
    if not queries("accounts").set_known_as(connection, account_id=account.account_id, known_as=name):
        raise AccountError(f"somebody else is known as {name!r} already; see `fairnotice accounts list`")
    queries("accounts").end_sessions(connection, account_id=account.account_id)


def account_known_as(connection: Connection, known_as: str) -> Account | None:
    """Return the account of whom the provider of OpenID Connect calls so, if there is one that is not shut."""
    found = queries("accounts").account_known_as(connection, known_as=known_as)
    return _account(found) if found and found["disabled_at"] is None else None


def accounts(connection: Connection) -> list[tuple[Account, dt.datetime | None]]:
    """Return all accounts by login, each with when it was last used, as far as a session of it is kept."""
    return [(_account(row), row["seen_at"]) for row in rows(queries("accounts").accounts(connection))]


def account_of(connection: Connection, login: str) -> Account:
    """Return an account.

    Raises:
        AccountError: There is none.
    """
    found = queries("accounts").account_of_login(connection, login=login.strip().lower())
    if found is None:
        raise AccountError(f"there is no account {login!r}; see `fairnotice accounts list`")
    return _account(found)


def account_by_number(connection: Connection, account_id: int) -> Account | None:
    """Return an account that is not shut, or None."""
    found = queries("accounts").account_of_id(connection, account_id=account_id)
    return _account(found) if found and found["disabled_at"] is None else None


def set_password(connection: Connection, account: Account, password: str) -> None:
    """Change a password and end all sessions of the account.

    Raises:
        AccountError: The password is too weak.
    """
    hashed = _hasher().hash(_checked_password(password, account.login))
    queries("accounts").set_password(connection, account_id=account.account_id, password_hash=hashed)
    queries("accounts").end_sessions(connection, account_id=account.account_id)


def set_role(
    connection: Connection, account: Account, role: str, districts: Sequence[str], operator_id: str | None
) -> None:
    """Change what an account may see and do, and end all its sessions.

    Raises:
        AccountError: Role, districts and operator do not fit, or nobody would be supervisor any more.
    """
    _check_reach(connection, role, districts, operator_id)
    if role != "supervisor":
        _keep_a_supervisor(connection, account)
    queries("accounts").set_role(
        connection,
        account_id=account.account_id,
        role=role,
        districts=list(dict.fromkeys(districts)),
        operator_id=operator_id,
    )
    queries("accounts").end_sessions(connection, account_id=account.account_id)


def set_disabled(connection: Connection, account: Account, *, disabled: bool) -> None:
    """Shut an account, which ends all its sessions, or open it again.

    Raises:
        AccountError: Nobody would be supervisor any more.
    """
    if disabled:
        _keep_a_supervisor(connection, account)
    queries("accounts").set_disabled(connection, account_id=account.account_id, disabled=disabled)
    queries("accounts").end_sessions(connection, account_id=account.account_id)


def try_password(connection: Connection, login: str, password: str) -> Account | None:
    """Return the account that a login and its password belong to; None where they do not.

    An unknown login, a shut account and a wrong password take the same time.
    """
    found = queries("accounts").account_of_login(connection, login=login.strip().lower()[:100])
    hashed = found["password_hash"] if found else _nobodys_hash()
    try:
        _hasher().verify(hashed, password[:_MOST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    if found is None or found["disabled_at"] is not None:
        return None
    if _hasher().check_needs_rehash(hashed):
        newer = _hasher().hash(password)
        queries("accounts").keep_hash(connection, account_id=found["account_id"], password_hash=newer, former=hashed)
    return _account(found)


def begin_session(connection: Connection, account: Account, now: dt.datetime) -> str:
    """Begin a session and return its token, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    queries("accounts").forget_ended_sessions(connection, idle_since=now - IDLE, began_since=now - LONGEST)
    queries("accounts").begin_session(connection, token_sha256=_hash(token), account_id=account.account_id, now=now)
    return token


def account_of_session(connection: Connection, token: str, now: dt.datetime) -> tuple[Account, bool] | None:
    """Return whose session a token is, and whether `touch_session` is due; None where it is nobody's or over."""
    found = queries("accounts").account_of_session(
        connection, token_sha256=_hash(token), idle_since=now - IDLE, began_since=now - LONGEST
    )
    return (_account(found), now - found["seen_at"] > _TOUCHED) if found else None


def touch_session(connection: Connection, token: str, now: dt.datetime) -> None:
    """Write down that a session is used."""
    queries("accounts").touch_session(connection, token_sha256=_hash(token), now=now)


def end_session(connection: Connection, token: str) -> None:
    """End a session; one that is over already is no error."""
    queries("accounts").end_session(connection, token_sha256=_hash(token))


def log_view(
    connection: Connection, *, account_id: int | None, viewer: str, role: str, what: str, ids: Sequence[str], why: str
) -> None:
    """Write down that evidence is shown to somebody.

    Args:
        connection: In the transaction that reads it, or before it.
        account_id: Of the viewer, where they have one.
        viewer: Their name.
        role: Their role.
        what: ``card``, ``evidence``, ``live look`` or the like.
        ids: Cameras, sites or hashes that it is about.
        why: What for, as far as is known.
    """
    queries("accounts").add_view(
        connection, account_id=account_id, viewer=viewer, role=role, what=what, ids=list(ids), why=why[:300]
    )


def views(
    connection: Connection,
    since: dt.datetime,
    *,
    about: str | None = None,
    viewer: str | None = None,
    before: int | None = None,
    most: int = 200,
) -> list[View]:
    """Return what was shown since a time, the newest first."""
    found = rows(
        queries("accounts").views(connection, since=since, about=about, viewer=viewer, before=before, most=most)
    )
    return [View(**{**row, "ids": tuple(row["ids"])}) for row in found]


def _account(row: dict[str, Any]) -> Account:
    return Account(
        row["account_id"],
        row["login"],
        row["name"],
        row["role"],
        tuple(row["districts"]),
        row["operator_id"],
        row["disabled_at"],
        row["password_hash"],
        row["known_as"],
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _checked_login(login: str) -> str:
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise AccountError("a login is 1 to 100 letters a-z, digits and . _ @ + -, and begins with a letter or a digit")
    return login


def _checked_password(password: str, login: str) -> str:
    if len(password) < LEAST_PASSWORD:
        raise AccountError(f"a password has at least {LEAST_PASSWORD} characters; a few words are easy to keep")
    if len(password) > _MOST_PASSWORD:
        raise AccountError(f"a password has at most {_MOST_PASSWORD} characters")
    rest = password.lower().replace(login, "")
    if len(set(rest)) < 5:
        raise AccountError("this password is easily guessed: it is the login, or a few characters again and again")
    return password


def _check_reach(connection: Connection, role: str, districts: Sequence[str], operator_id: str | None) -> None:
    if role not in _ROLES:
        raise AccountError(f"there is no role {role!r}: {', '.join(_ROLES)}")
    if districts and role != "inspector":
        raise AccountError(f"districts are for inspectors; a {role} has none")
    if (operator_id is not None) != (role == "operator"):
        raise AccountError(
            "an operator's account needs the operator's id, as the map's card shows it"
            if role == "operator"
            else f"an operator's id is for operators' accounts; this one is for a {role}"
        )
    unknown = list(rows(queries("accounts").unknown_districts(connection, districts=list(districts))))
    if unknown:
        raise AccountError(f"there is no district {unknown[0]['district_id']!r}; see `fairnotice districts list`")
    if operator_id is not None and not queries("accounts").operator_exists(connection, operator_id=operator_id):
        raise AccountError(f"there is no operator {operator_id!r} in the registry")


def _keep_a_supervisor(connection: Connection, account: Account) -> None:
    if account.role == "supervisor" and not queries("accounts").supervisors_left(
        connection, account_id=account.account_id
    ):
        raise AccountError(f"{account.login} is the only supervisor: nobody could make accounts any more")
