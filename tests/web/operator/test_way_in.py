"""A link lets its operator in once, by a button; nothing else does, and its secret is left nowhere."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from fairnotice.settings import settings
from fairnotice.store import answers
from fairnotice.web.errors import without_token

pytestmark = pytest.mark.slow

FROM_PAGE = {"X-Fairnotice-CSRF": "link"}
GUESSED = "x" * 43


def test_looking_at_a_link_uses_nothing_up(office):
    token = office.link()
    for _ in range(3):
        looked = office.client.get(f"/answer/{token}")
        assert looked.status_code == 200
        assert office.client.head(f"/answer/{token}").status_code in (200, 405)
    assert looked.headers["cache-control"] == "no-store"
    assert looked.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in looked.headers["x-robots-tag"]
    assert "set-cookie" not in looked.headers

    assert office.sign_in(token)["operator"] == "Lindhaven Harbour Board"


def test_a_guessed_link_looks_like_a_real_one_and_opens_nothing(office):
    token = office.link()
    assert office.client.get(f"/answer/{token}").content == office.client.get(f"/answer/{GUESSED}").content

    refused = office.client.post(f"/answer/{GUESSED}", headers=FROM_PAGE)
    assert refused.status_code == 410
    assert "set-cookie" not in refused.headers
    assert office.client.get("/api/operator").status_code == 401


def test_used_expired_and_made_up_links_are_one_answer(office):
    used, expired = office.link(), office.link(now=dt.datetime.now(dt.UTC) - dt.timedelta(days=40))
    assert office.client.post(f"/answer/{used}", headers=FROM_PAGE).status_code == 200
    office.client.cookies.clear()

    said = {
        office.client.post(f"/answer/{each}", headers=FROM_PAGE).text for each in (used, expired, GUESSED, "a", "é")
    }
    assert len(said) == 1
    assert "was used before, or its time is over" in said.pop()


def test_a_link_cannot_be_guessed_piece_by_piece(office):
    """The database is asked for a hash: of a token that is nearly right it knows as little as of any other."""
    token = office.link()
    near = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-1], token + "A", token.swapcase()]
    said = {office.client.post(f"/answer/{each}", headers=FROM_PAGE).text for each in (*near, GUESSED)}

    assert len(said) == 1
    assert office.asked("SELECT used_at FROM fairnotice.answer_link") == [{"used_at": None}]


def test_a_session_is_kept_from_scripts_other_sites_and_unencrypted_ways(office):
    entered = office.client.post(f"/answer/{office.link()}", headers=FROM_PAGE)

    cookie = entered.headers["set-cookie"].lower()
    for each in ("httponly", "secure", "samesite=strict", "expires="):
        assert each in cookie
    assert entered.headers["cache-control"] == "no-store"


def test_another_site_can_neither_sign_in_nor_change_anything(office):
    assert office.client.post(f"/answer/{office.link()}").status_code == 403
    office.sign_in()
    said = {"kind": "acknowledge", "site_id": "made:quay", "rule_id": "eu.gdpr.notice"}
    for header in ("", "link", "0" * 64):
        answer = office.client.post("/api/operator/replies", json=said, headers={"X-Fairnotice-CSRF": header})
        assert answer.status_code == 403
    assert office.asked("SELECT 1 FROM fairnotice.reply") == []


def test_signing_out_and_cutting_off_end_it(office):
    office.sign_in()
    assert office.client.post("/api/operator/sign-out").status_code == 200
    assert office.client.get("/api/operator").status_code == 401

    office.sign_in()
    with office.database.transaction() as connection:
        answers.cut_off(connection, "op-1", dt.datetime.now(dt.UTC))
    assert office.client.get("/api/operator").status_code == 401


def test_a_made_up_session_is_nobodys(office):
    for secret in ("x", "x" * 43, "x" * 5000, "é"):
        cookie = f"fairnotice_answer={secret}".encode()
        assert office.client.get("/api/operator", headers={"Cookie": cookie}).status_code == 401


def test_without_signing_in_nothing_is_shown_or_taken(office):
    for path in ("", "/evidence/" + "a" * 64):
        assert office.client.get(f"/api/operator{path}").status_code == 401
    files = ("photos?site=made:quay", "configurations?camera=made:001&name=a.txt")
    for path in ("replies", *files, "notice", "sign-out"):
        assert office.client.post(f"/api/operator/{path}", content=b"{}", headers=FROM_PAGE).status_code == 401


def test_the_secret_is_left_in_no_log(office, caplog, monkeypatch):
    token = office.link()
    # A server that ran before may have set it up otherwise.
    access = logging.getLogger("uvicorn.access")
    monkeypatch.setattr(access, "propagate", True)
    monkeypatch.setattr(access, "disabled", False)
    monkeypatch.setattr(access, "level", logging.INFO)
    assert without_token(f"/map/answer/{token}?x=1") == "/map/answer/[token]?x=1"
    with caplog.at_level(logging.INFO):
        logging.getLogger("uvicorn.access").info(
            '%s - "%s %s HTTP/%s" %d', "::1", "GET", f"/answer/{token}", "1.1", 200
        )
        office.sign_in(token)
        office.client.post(f"/answer/{token}", headers=FROM_PAGE)
    # What the client of the tests writes down of its own requests is not ours.
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name not in ("httpx", "httpcore"))
    assert "/answer/[token]" in ours
    assert token not in ours


def test_behind_a_proxy_whose_word_is_not_believed_the_session_goes_over_tls_only_too(office, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_PUBLIC_URL", "https://fairnotice.example")
    settings.cache_clear()
    try:
        entered = office.client.post(f"http://fairnotice.example/answer/{office.link()}", headers=FROM_PAGE)
    finally:
        settings.cache_clear()
    assert "secure" in entered.headers["set-cookie"].lower()
