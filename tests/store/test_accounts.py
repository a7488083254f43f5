from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.store import accounts
from fairnotice.store.accounts import IDLE, LONGEST, AccountError
from fairnotice.store.database import Database

NOW = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
GOOD = "seven green kites"


@pytest.fixture
def connection(empty_database_url, cheap_passwords):
    with Database(empty_database_url) as database, database.transaction() as opened:
        opened.execute("INSERT INTO fairnotice.operator VALUES ('op-1', 'Kestrel', 'public', '{}')")
        yield opened


def add(connection, login="ada", role="supervisor", **more):
    given = {"name": "Ada", "password": GOOD, "created_by": "me", **more}
    accounts.add_account(connection, login=login, role=role, **given)
    return accounts.account_of(connection, login)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "a b"}, "a login is"),
        ({"login": "../x"}, "a login is"),
        ({"name": " "}, "name of a person"),
        ({"password": "short"}, "at least 12"),
        ({"password": "x" * 2000}, "at most"),
        ({"password": "aaaaaaaaaaaaaa"}, "easily guessed"),
        ({"login": "kestrelbay99", "password": "kestrelbay99kestrelbay99"}, "easily guessed"),
        ({"role": "emperor"}, "no role"),
        ({"role": "operator"}, "needs the operator's id"),
        ({"role": "operator", "operator_id": "op-9"}, "no operator"),
        ({"operator_id": "op-1"}, "for operators' accounts"),
        ({"districts": ["west"]}, "for inspectors"),
        ({"role": "inspector", "districts": ["nowhere"]}, "no district 'nowhere'"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_with_the_reason(connection, changed, said):
    with pytest.raises(AccountError, match=said):
        add(connection, **changed)


def test_a_login_is_one_persons(connection):
    add(connection)
    with pytest.raises(AccountError, match="already"):
        add(connection, login=" ADA ")


def test_no_password_and_no_token_is_kept(connection):
    account = add(connection)
    token = accounts.begin_session(connection, account, NOW)
    kept = connection.execute(
        "SELECT account::text || account_session::text AS all_of_it FROM fairnotice.account "
        "INNER JOIN fairnotice.account_session USING (account_id)"
    ).fetchone()["all_of_it"]
    assert GOOD not in kept
    assert token not in kept
    assert "$argon2id$" in kept
    assert "argon2" not in repr(account)


@pytest.mark.parametrize(("login", "password"), [("ada", "another long one"), ("eve", GOOD), ("", GOOD), ("ada", "")])
def test_only_the_password_of_the_login_opens(connection, login, password):
    add(connection)
    assert accounts.try_password(connection, login, password) is None
    assert accounts.try_password(connection, "ADA ", GOOD) is not None


@pytest.mark.parametrize(
    ("passed", "open_still"),
    [(dt.timedelta(minutes=30), True), (IDLE, False), (LONGEST, False)],
)
def test_a_session_that_is_not_used_ends(connection, passed, open_still):
    token = accounts.begin_session(connection, add(connection), NOW)
    assert (accounts.account_of_session(connection, token, NOW + passed) is not None) is open_still


def test_a_session_ends_in_time_however_much_it_is_used(connection):
    token = accounts.begin_session(connection, add(connection), NOW)
    later = NOW
    while later - NOW < LONGEST - IDLE / 2:
        later += IDLE / 2
        assert accounts.account_of_session(connection, token, later)[1]
        accounts.touch_session(connection, token, later)
    assert accounts.account_of_session(connection, token, NOW + LONGEST) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda c, a: accounts.set_password(c, a, "nine blue herons"),
        lambda c, a: accounts.set_role(c, a, "inspector", (), None),
        lambda c, a: accounts.set_disabled(c, a, disabled=True),
    ],
    ids=["password", "role", "shut"],
)
def test_what_changes_an_account_ends_its_sessions(connection, change):
    add(connection, "eve")
    account = add(connection)
    token = accounts.begin_session(connection, account, NOW)
    change(connection, account)
    assert accounts.account_of_session(connection, token, NOW) is None


def test_a_shut_account_is_out_until_it_is_opened_again(connection):
    add(connection, "eve")
    account = add(connection)
    accounts.set_disabled(connection, account, disabled=True)
    assert accounts.try_password(connection, "ada", GOOD) is None
    assert accounts.account_by_number(connection, account.account_id) is None
    accounts.set_disabled(connection, account, disabled=False)
    assert accounts.try_password(connection, "ada", GOOD) is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda c, a: accounts.set_role(c, a, "inspector", (), None),
        lambda c, a: accounts.set_disabled(c, a, disabled=True),
    ],
    ids=["role", "shut"],
)
def test_the_only_supervisor_stays_one(connection, change):
    with pytest.raises(AccountError, match="only supervisor"):
        change(connection, add(connection))


def test_the_log_says_what_was_shown_to_whom(connection):
    for number, who in enumerate(("Ada", "Eve", "Ada")):
        accounts.log_view(
            connection, account_id=None, viewer=who, role="inspector", what="card", ids=[f"cam-{number}"], why="look"
        )
    since = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    assert [each.ids for each in accounts.views(connection, since)] == [("cam-2",), ("cam-1",), ("cam-0",)]
    assert [each.ids for each in accounts.views(connection, since, viewer="Eve")] == [("cam-1",)]
    assert [each.viewer for each in accounts.views(connection, since, about="cam-0")] == ["Ada"]
