from __future__ import annotations

import base64

import httpx
import pytest
from fastapi.testclient import TestClient

from fairnotice.store.accounts import account_of, add_account, set_disabled, set_password, set_role
from fairnotice.store.database import Database
from fairnotice.web import door
from fairnotice.web.app import create_app
from fairnotice.web.identity import CSRF_HEADER, SESSION_COOKIE
from web.conftest import Served

pytestmark = pytest.mark.slow
GOOD = "seven green kites"


@pytest.fixture(autouse=True)
def nobody_knocked():
    door._KNOCKS.storage.reset()
    door._TRIED.clear()


@pytest.fixture
def database(empty_database_url, cheap_passwords):
    with Database(empty_database_url) as opened:
        with opened.transaction() as connection:
            for login, role in (("ada", "supervisor"), ("ines", "inspector")):
                add_account(connection, login=login, name=login.title(), role=role, password=GOOD, created_by="me")
        yield opened


@pytest.fixture
def address(database, empty_database_url):
    with Served(create_app(empty_database_url)) as served:
        yield served


@pytest.fixture
def client(address):
    with httpx.Client(base_url=address) as made:
        yield made


def sign_in(client, login="ada", password=GOOD, **headers):
    return client.post(
        "api/login", json={"login": login, "password": password}, headers={CSRF_HEADER: "page", **headers}
    )


def csrf(client):
    return {CSRF_HEADER: client.get("api/me").json()["csrf"]}


@pytest.mark.parametrize(
    "path", ["api/cameras", "api/summary", "api/cameras/x", "tiles/0/0/0.mvt", f"evidence/{'0' * 64}", "api/views"]
)
def test_once_there_is_an_account_nothing_is_shown_to_whoever_is_not_signed_in(client, path):
    assert client.get("api/me").json()["role"] == "public"
    refused = client.get(path)
    assert refused.status_code in (401, 404), refused.text
    if refused.status_code == 401:
        assert "sign in" in refused.json()["reason"]


def test_the_map_leads_to_where_one_signs_in_and_back(client):
    answer = client.get("/", params={"verdict": "fail"})
    assert (answer.status_code, answer.headers["location"]) == (303, "login?next=%3Fverdict%3Dfail")
    assert client.get("login").status_code == 200


@pytest.mark.parametrize("folder", ["desk", "figures"])
def test_pages_beside_the_map_lead_to_where_one_signs_in_and_back(client, folder):
    answer = client.get(f"{folder}/", params={"lang": "zh"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"../login?next={folder}/%3Flang%3Dzh")


def test_signing_in_shows_the_map_and_signing_out_ends_it(client):
    answer = sign_in(client)
    assert answer.json() == {"role": "supervisor", "name": "Ada"}
    assert client.get("api/summary").status_code == 200
    cookie = client.cookies[SESSION_COOKIE]
    assert client.post("api/logout", headers=csrf(client)).status_code == 204
    assert client.get("api/summary", headers={"Cookie": f"{SESSION_COOKIE}={cookie}"}).status_code == 401


def test_the_cookie_is_out_of_scripts_reach_and_behind_a_proxy_goes_over_tls_only(client):
    here = sign_in(client).headers["set-cookie"].lower()
    assert "httponly" in here
    assert "samesite=lax" in here
    assert "; secure" not in here
    assert "; secure" in sign_in(client, **{"X-Forwarded-For": "203.0.113.4"}).headers["set-cookie"].lower()


def test_a_token_that_was_there_before_is_never_taken_over(client):
    client.cookies.set(SESSION_COOKIE, "chosen-by-somebody-else")
    sign_in(client)
    taken = client.cookies.jar
    assert all(cookie.value != "chosen-by-somebody-else" or cookie.domain == "" for cookie in taken)
    first = next(cookie.value for cookie in taken if cookie.value != "chosen-by-somebody-else")
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, first)
    sign_in(client)
    assert client.get("api/me", headers={"Cookie": f"{SESSION_COOKIE}={first}"}).json()["role"] == "public"


@pytest.mark.parametrize(("login", "password"), [("ada", "wrong wrong wrong"), ("eve", GOOD), ("ada' OR '1'='1", GOOD)])
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(client, login, password):
    refused = sign_in(client, login, password)
    assert (refused.status_code, refused.json()["reason"]) == (
        401, "login and password do not belong together, or the account is shut",
    )  # fmt: skip
    assert "set-cookie" not in refused.headers


def test_guessing_is_slowed_down_for_that_login_and_said(client):
    codes = [sign_in(client, password=f"guess number {n}").status_code for n in range(6)]
    assert codes == [401] * 5 + [429]
    refused = sign_in(client)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert sign_in(client, "ines").status_code == 200


@pytest.mark.parametrize("body", [{}, {"login": "ada"}, {"login": "a\x00", "password": "x"}, {"login": ["a"]}, "x"])
def test_what_is_no_login_is_refused_with_the_reason(client, body):
    refused = client.post("api/login", json=body, headers={CSRF_HEADER: "page"})
    assert refused.status_code == 400
    assert refused.json()["reason"]


@pytest.mark.parametrize(
    "change",
    [
        lambda c, a: set_disabled(c, a, disabled=True),
        lambda c, a: set_password(c, a, "nine blue herons"),
        lambda c, a: set_role(c, a, "supervisor", (), None),
    ],
    ids=["shut", "password", "role"],
)
def test_who_is_shut_out_meanwhile_is_out_at_once(client, database, change):
    sign_in(client, "ines")
    assert client.get("api/summary").status_code == 200
    with database.transaction() as connection:
        change(connection, account_of(connection, "ines"))
    assert client.get("api/summary").status_code == 401


def test_an_inspector_is_no_supervisor(client):
    sign_in(client, "ines")
    refused = client.get("api/views")
    assert refused.status_code == 403
    assert "inspector" in refused.json()["reason"]


def test_another_password_of_ones_own_ends_every_other_session(client, address):
    with httpx.Client(base_url=address) as other:
        sign_in(other)
        sign_in(client)
        wrong = {"password": "not it at all", "new_password": "nine blue herons"}
        assert client.post("api/password", json=wrong, headers=csrf(client)).status_code == 401
        weak = client.post("api/password", json={"password": GOOD, "new_password": "short"}, headers=csrf(client))
        assert weak.status_code == 400
        good = {"password": GOOD, "new_password": "nine blue herons"}
        assert client.post("api/password", json=good, headers=csrf(client)).status_code == 204
        assert client.get("api/summary").status_code == 200
        assert other.get("api/summary").status_code == 401


def test_a_token_of_one_session_does_not_write_in_another(client, address):
    sign_in(client)
    with httpx.Client(base_url=address) as other:
        sign_in(other, "ines")
        assert client.post("api/logout", headers=csrf(other)).status_code == 403
    assert client.get("api/summary").status_code == 200


def basic(login, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()}


def test_programs_read_with_login_and_password_and_write_nothing(client, database):
    allowed = basic("ines", GOOD)
    assert client.get("api/summary", headers=allowed).status_code == 200
    assert client.post("api/logout", headers={**allowed, CSRF_HEADER: ""}).status_code == 403
    assert client.get("api/summary", headers=basic("ines", "wrong wrong wrong")).status_code == 401
    for odd in ("Basic", "Basic %%%", "Basic " + base64.b64encode(b"no colon").decode(), "Basic " + "A" * 5000):
        assert client.get("api/summary", headers={"Authorization": odd}).status_code == 401
    with database.transaction() as connection:
        set_password(connection, account_of(connection, "ines"), "nine blue herons")
    assert client.get("api/summary", headers=allowed).status_code == 401


def test_another_address_of_one_ipv6_network_does_not_let_anybody_guess_on(database, empty_database_url):
    app = create_app(empty_database_url)
    codes = [
        sign_in(TestClient(app, base_url="https://map.example", client=(f"2001:db8::{n}", 1)), f"nobody{n}").status_code
        for n in range(1, 22)
    ]
    assert codes == [401] * 20 + [429]


def test_a_flood_of_passwords_does_not_hold_up_everybody_else(client, monkeypatch):
    monkeypatch.setattr(door, "_TRY_WAITS_S", 0.05, raising=False)
    with door._PASSWORDS_AT_ONCE, door._PASSWORDS_AT_ONCE:
        try:
            refused = client.post(
                "api/login", json={"login": "ada", "password": GOOD}, headers={CSRF_HEADER: "page"}, timeout=3
            )
        except httpx.TimeoutException:
            pytest.fail("whoever signs in waits without an end")
    assert refused.status_code == 503
    assert sign_in(client).status_code == 200
