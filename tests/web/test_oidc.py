"""Signing in at a provider of OpenID Connect: who is let in, and how a provider that lies or fails is met."""

from __future__ import annotations

import base64
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import oidc_provider_mock
import psycopg
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from fairnotice import settings as settings_module
from fairnotice.store.accounts import AccountError, account_of, add_account, set_disabled, set_known_as
from fairnotice.store.database import Database
from fairnotice.web import door, oidc, openid
from fairnotice.web.app import create_app
from fairnotice.web.identity import SESSION_COOKIE
from fakes.openid_provider import CLIENT, SECRET, OpenIDProvider
from web.browsing import NEEDS_BROWSER
from web.conftest import Served

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def nobody_knocked():
    door._KNOCKS.storage.reset()
    oidc._PROVIDERS.clear()


@pytest.fixture
def provider():
    with OpenIDProvider() as running:
        yield running


def set_up(monkeypatch, issuer, **values):
    for name, value in {"ISSUER": issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, **values}.items():
        monkeypatch.setenv(f"FAIRNOTICE_OIDC_{name}", value)
    settings_module.settings.cache_clear()


@pytest.fixture
def database(empty_database_url):
    with Database(empty_database_url) as opened:
        with opened.transaction() as connection:
            add_account(
                connection, login="ada", name="Ada Pike", role="supervisor", password=None, created_by="me",
                known_as="ada@city.example",
            )  # fmt: skip
        yield opened


@pytest.fixture
def client(database, empty_database_url, provider, monkeypatch):
    set_up(monkeypatch, provider.issuer)
    with Served(create_app(empty_database_url)) as address, httpx.Client(base_url=address) as made:
        yield made


def begin(client, **query):
    return client.get("oidc/login", params=query)


def come_back(client, provider, **query):
    return client.get(provider.let_in(begin(client, **query).headers["location"]))


def problem(answer):
    assert answer.status_code == 303
    assert SESSION_COOKIE not in answer.headers.get("set-cookie", "")
    assert urlsplit(answer.headers["location"]).path == "../login"
    return parse_qs(urlsplit(answer.headers["location"]).query)["problem"][0]


def test_whoever_has_an_account_is_let_in_with_its_rights_and_led_back(client, provider):
    answer = come_back(client, provider, next="?verdict=fail")

    assert (answer.status_code, answer.headers["location"]) == (303, "../?verdict=fail")
    me = client.get("api/me").json()
    assert (me["name"], me["role"]) == ("Ada Pike", "supervisor")
    assert me["sign_in_by"] == {"label": ""}


@pytest.mark.parametrize(
    "place", ["//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_place(client, provider, place):
    assert come_back(client, provider, next=place).headers["location"] == "../"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"azp": "another client"},
        {"email_verified": False},
        {"email_verified": "yes"},
        {"email": None},
        {"email": ["ada@city.example"]},
        {"email": "x" * 300},
    ],
    ids=str,
)
def test_what_is_not_right_in_every_point_is_not_believed(client, provider, lie):
    provider.changed = lambda claims: {
        name: value for name, value in {**claims, **lie}.items() if value is not None
    }  # fmt: skip

    assert problem(come_back(client, provider)) == "failed"
    assert client.get("api/me").json()["role"] == "public"


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def test_a_token_without_a_signature_is_not_believed(client, provider):
    provider.token = unsigned

    assert problem(come_back(client, provider)) == "failed"


def test_a_token_that_is_signed_by_the_public_key_as_a_secret_is_not_believed(client, provider):
    def confused(token: str) -> str:
        padded = token.split(".")[1] + "=="
        claims = json.loads(base64.urlsafe_b64decode(padded))
        return jwt.encode(
            {"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(provider.key.as_pem(private=False))
        )

    provider.token = confused

    assert problem(come_back(client, provider)) == "failed"


def test_a_key_that_is_not_the_providers_is_not_believed_and_a_new_one_of_its_is(client, provider):
    another = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})
    provider.signs_with = another
    assert problem(come_back(client, provider)) == "failed"

    provider.key = another
    assert come_back(client, provider).headers["location"] == "../"


def test_a_sign_in_belongs_to_the_browser_that_began_it_and_is_tried_once(client, provider):
    back = provider.let_in(begin(client).headers["location"])
    with httpx.Client(base_url=client.base_url) as another:
        assert problem(another.get(back)) == "stale"
    assert problem(client.get(back.replace("state=", "state=x"))) == "stale"
    assert client.get(back).headers["location"] == "../"
    assert problem(client.get(back)) == "stale"


def test_whom_the_provider_does_not_let_in_is_told_so(client):
    state = parse_qs(urlsplit(begin(client).headers["location"]).query)["state"][0]

    assert problem(client.get("oidc/callback", params={"state": state, "error": "access_denied"})) == "denied"


def test_who_has_no_account_or_one_that_is_shut_stays_out(client, provider, database):
    provider.claims = {"email": "eve@city.example", "email_verified": True}
    assert problem(come_back(client, provider)) == "unknown"

    provider.claims = {"email": "ada@city.example", "email_verified": True}
    with database.transaction() as connection:
        add_account(
            connection, login="ines", name="Ines", role="supervisor", password="seven green kites", created_by="me"
        )
        set_disabled(connection, account_of(connection, "ada"), disabled=True)
    assert problem(come_back(client, provider)) == "unknown"


def test_who_has_no_account_learns_by_which_name_they_are_known_and_no_address_says_it(client, provider):
    provider.claims = {"email": "eve; path=/\u00e9@city.example", "email_verified": True}
    answer = come_back(client, provider)

    assert "eve" not in answer.headers["location"]
    told = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("fairnotice_known_as="))
    assert unquote(told.partition("=")[2].partition(";")[0]) == "eve; path=/\u00e9@city.example"
    assert {"Max-Age=120", "SameSite=strict"} <= set(told.split("; "))


def test_another_claim_can_name_people_and_is_taken_to_the_letter(client, provider, database, monkeypatch):
    set_up(monkeypatch, provider.issuer, CLAIM="sub")
    provider.claims = {"sub": "AbC"}
    with database.transaction() as connection:
        set_known_as(connection, account_of(connection, "ada"), "abc")
    assert problem(come_back(client, provider)) == "unknown"

    with database.transaction() as connection:
        set_known_as(connection, account_of(connection, "ada"), "AbC")
    assert come_back(client, provider).headers["location"] == "../"


def status(number: int) -> Any:
    def answer(handler: Any) -> bool:
        handler.say(number, {})
        return True

    return answer


def redirects(handler: Any) -> bool:
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:9/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()
    return True


def is_endless(handler: Any) -> bool:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        return True


def hangs_up(handler: Any) -> bool:
    handler.close_connection = True
    return True


def elsewhere(handler: Any) -> bool:
    handler.say(200, {"issuer": "https://another.example"})
    return True


@pytest.mark.parametrize(
    "answer", [status(500), status(200), redirects, is_endless, hangs_up, elsewhere], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys"])
def test_a_provider_that_fails_is_said_to(client, provider, path, answer):
    if path == "/keys" and answer is elsewhere:
        answer = status(404)
    provider.answers[path] = answer

    assert problem(begin(client)) == "unreachable"
    assert "/" not in provider.asked


@pytest.mark.parametrize(
    "answer", [status(500), status(200), redirects, is_endless, hangs_up], ids=lambda f: f.__name__
)
def test_a_provider_that_fails_at_the_exchange_lets_nobody_in(client, provider, answer):
    provider.answers["/token"] = answer

    assert problem(come_back(client, provider)) == "failed"


def is_silent(_: Any) -> bool:
    time.sleep(1.5)
    return True


def test_a_provider_that_is_silent_is_not_asked_again_at_once(client, provider, monkeypatch):
    monkeypatch.setattr(openid, "_TIMEOUT_S", 0.3)
    provider.answers["/.well-known/openid-configuration"] = is_silent
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: begin(client), range(8)))

    assert {problem(each) for each in answers} == {"unreachable"}
    assert len(provider.asked) == 1
    assert time.monotonic() - began < openid._TURN_S + 5
    monkeypatch.setattr(openid, "_FAILED_S", 0.0)
    provider.answers.clear()
    oidc._PROVIDERS.clear()
    assert come_back(client, provider).headers["location"] == "../"


def test_a_provider_elsewhere_does_not_lead_to_this_machine():
    openid._check_address("https://login.example/token", "token_endpoint", beside="https://login.example")
    for address in ("http://127.0.0.1/token", "https://localhost/token", "http://login.example/token"):
        with pytest.raises(openid.SignInError, match="token_endpoint"):
            openid._check_address(address, "token_endpoint", beside="https://login.example")


def test_it_works_below_a_prefix_and_ends_with_the_account(database, empty_database_url, provider, monkeypatch):
    set_up(monkeypatch, provider.issuer)
    outer = FastAPI()
    outer.mount("/map", create_app(empty_database_url))
    with Served(outer) as address, httpx.Client(base_url=f"{address}/map/") as client:
        led = begin(client).headers["location"]
        assert parse_qs(urlsplit(led).query)["redirect_uri"] == [f"{address}/map/oidc/callback"]
        answer = client.get(provider.let_in(led))
        assert answer.headers["location"] == "../"
        assert "Path=/map/" in answer.headers["set-cookie"]
        assert client.get("api/me").json()["name"] == "Ada Pike"
        with database.transaction() as connection:
            add_account(
                connection, login="ines", name="Ines", role="supervisor", password="seven green kites", created_by="me"
            )
            set_disabled(connection, account_of(connection, "ada"), disabled=True)
        assert client.get("api/me").json()["role"] == "public"


@pytest.mark.parametrize(
    "issuer", ["http://login.example", "ftp://login.example", "https://me:secret@login.example", "no address"]
)
def test_an_issuer_that_is_not_asked_by_tls_is_refused(client, monkeypatch, issuer):
    set_up(monkeypatch, issuer)

    answer = client.get("oidc/login")

    assert answer.status_code == 503
    assert answer.json()["reason"].startswith("FAIRNOTICE_OIDC_ISSUER")
    assert "secret" not in answer.text


def test_secrets_reach_neither_log_nor_database_nor_address(client, provider, empty_database_url, caplog):
    # The test's own browser says all in its log.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with caplog.at_level(logging.DEBUG, "fairnotice"):
        led = begin(client).headers["location"]
        answer = client.get(provider.let_in(led))
        provider.answers["/token"] = status(500)
        problem(come_back(client, provider))

    with psycopg.connect(empty_database_url) as connection:
        rows = connection.execute("SELECT account::text FROM fairnotice.account").fetchall()
        rows += connection.execute("SELECT account_session::text FROM fairnotice.account_session").fetchall()
    said = " ".join([caplog.text, led, answer.headers["location"], *(row[0] for row in rows)])
    for secret in (SECRET, "an access token", client.cookies[SESSION_COOKIE]):
        assert secret not in said


def test_without_a_provider_there_is_no_such_way(client, monkeypatch):
    monkeypatch.delenv("FAIRNOTICE_OIDC_ISSUER")
    settings_module.settings.cache_clear()

    assert client.get("oidc/login").status_code == 404
    assert client.get("api/me").json()["sign_in_by"] is None


def test_two_people_are_not_known_by_one_name(database):
    with database.transaction() as connection, pytest.raises(AccountError, match="somebody else"):
        add_account(
            connection, login="ines", name="Ines", role="inspector", password=None, created_by="me",
            known_as="ada@city.example",
        )  # fmt: skip
    with database.transaction() as connection, pytest.raises(AccountError, match="needs a password"):
        add_account(connection, login="ines", name="Ines", role="inspector", password=None, created_by="me")


@pytest.fixture
def real_provider():
    user = oidc_provider_mock.User(sub="ada", claims={"email": "ada@city.example", "email_verified": True})
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=[user]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_a_browser_at_a_provider_that_others_wrote(
    browser: Any, database: Database, empty_database_url: str, real_provider: str, monkeypatch: Any, language: str
) -> None:
    set_up(monkeypatch, real_provider)
    with Served(create_app(empty_database_url)) as address:
        page = browser.new_page(viewport={"width": 390, "height": 800}, locale="en-GB")
        page.set_default_timeout(60_000)
        page.goto(f"{address}/login?lang={language}")
        page.wait_for_selector("#organisation:visible")
        assert ("organisation" if language == "en" else "本单位") in page.inner_text("#organisation")
        page.click("#organisation")
        page.wait_for_url(f"{real_provider}/**")
        page.get_by_role("button", name="ada").first.click()
        page.wait_for_url(f"{address}/**")
        assert page.evaluate("fetch('api/me').then((answer) => answer.json()).then((me) => me.name)") == "Ada Pike"
        page.close()
        page = browser.new_page(viewport={"width": 390, "height": 800}, locale="en-GB")
        page.context.add_cookies([{"name": "fairnotice_known_as", "value": "eve%40city.example", "url": address}])
        page.goto(f"{address}/login?lang={language}&problem=unknown")
        page.wait_for_selector("#came-back:visible")
        assert all(part in page.inner_text("#came-back") for part in ("accounts add", "eve@city.example"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.close()


test_in_a_browser_at_a_provider_that_others_wrote.pytestmark += NEEDS_BROWSER  # type: ignore[attr-defined]
