"""Accounts are made, listed, changed and shut from the command line, and no password is ever an argument."""

from __future__ import annotations

import psycopg
import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.settings import settings

pytestmark = pytest.mark.slow

GOOD = "seven green kites\n"
ADA = ("add", "ada", "--name", "Ada Pike", "--role", "supervisor")
INES = ("add", "ines", "--name", "Ines Low", "--role", "inspector")


@pytest.fixture
def accounts(empty_database_url, tmp_path, monkeypatch, cheap_passwords):
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    settings.cache_clear()
    yield lambda *arguments, given=None: CliRunner().invoke(cli.app, ["accounts", *arguments], input=given)
    settings.cache_clear()


def test_the_first_account_is_a_supervisors(accounts):
    refused = accounts(*INES, given=GOOD)

    assert refused.exit_code == 1
    assert "make a supervisor first" in str(refused.exception)
    assert accounts(*ADA, given=GOOD).exit_code == 0
    assert accounts(*INES, given=GOOD).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        ((*ADA[:1], "A da", *ADA[2:]), GOOD, "login"),
        (ADA, "short\n", "12"),
        (ADA, "\n", "no password came on standard input"),
        ((*INES, "--district", "nowhere"), GOOD, "nowhere"),
        (("passwd", "eve"), GOOD, "there is no account 'eve'"),
        (("disable", "ada"), None, "supervisor"),
        (("oidc", "ada"), None, "or --none"),
        (("oidc", "ada", "x", "--none"), None, "or --none"),
        (("oidc", "ada", " "), None, "is a name"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(accounts, arguments, given, says):
    if arguments[0] != "add" or arguments[1] == "ines":
        accounts(*ADA, given=GOOD)

    refused = accounts(*arguments, given=given)

    assert refused.exit_code == 1
    assert says in str(refused.exception)


def test_an_account_can_sign_in_by_openid_connect_alone(accounts, empty_database_url):
    assert accounts(*ADA, "--oidc", "Ada.Pike@City.example").exit_code == 0
    assert "by OpenID Connect as ada.pike@city.example" in accounts("list").output

    assert accounts("oidc", "ada", "--none").exit_code == 0
    assert "OpenID" not in accounts("list").output
    with psycopg.connect(empty_database_url) as connection:
        (hashed,) = connection.execute("SELECT password_hash FROM fairnotice.account").fetchone()
    assert hashed.startswith("$argon2id$")


def test_role_password_and_state_are_changed_and_listed(accounts):
    accounts(*ADA, given=GOOD)
    accounts(*INES, given=GOOD)

    assert accounts("passwd", "ines", given="eight green kites\n").exit_code == 0
    assert accounts("role", "ines", "supervisor").exit_code == 0
    assert accounts("disable", "ada").exit_code == 0
    listed = accounts("list").output
    assert "ines  supervisor  everywhere  Ines Low  not signed in" in listed
    assert "ada  supervisor  everywhere  Ada Pike  shut" in listed
    assert accounts("disable", "ada", "--enable").exit_code == 0
    assert "nothing was shown to anybody" in accounts("views").output
