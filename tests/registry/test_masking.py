from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.errors import names_a_secret, without_secrets
from fairnotice.errors import without_secrets as masked
from fairnotice.registry.masking import kept, masked_start, shown

SECRETS = [
    "rtsp://admin:hunter2@10.0.0.5/live",
    "rtsp:\\/\\/admin:hunter2@10.0.0.5\\/live",
    "rtsp://admin:hunter2\\u0040host/live",
    "rtsp://admin:a/hunter2@host/live",
    "http://host/snap?user=admin&pwd=hunter2&channel=1",
    "http://host/snap?user=admin&pass=hunter2",
    '{"password": "hunter2", "id": 3}',
    "{'apiKey': 'hunter2'}",
    "Authorization: Bearer hunter2",
]


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_masked_in_any_text(text: str) -> None:
    assert "hunter2" not in masked(text)
    assert "hunter2" not in shown(text)
    assert "hunter2" not in kept(None, text)


@pytest.mark.parametrize("text", ["A406/7293B - Zoom North", "12,5", "https://host/1.jpg?id=3", "Betreiber: Stadt"])
def test_other_text_stays(text: str) -> None:
    assert masked(text) == text


PIECES = st.sampled_from(
    [
        "rtsp://",
        "admin",
        ":",
        "@",
        "/",
        "host",
        "password",
        "my-token",
        "apiKey",
        "=",
        " = ",
        '"',
        "&",
        ", ",
        "x7",
        "}",
        "-",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_is_left_that_errors_would_mask(text: str) -> None:
    assert without_secrets(masked(text)) == masked(text)


def test_fields_named_for_secrets_are_masked_at_any_depth() -> None:
    fields = {"id": "7", "Passwort": "hunter2", "camera": {"streams": [{"rtsp_password": "hunter2", "port": 554}]}}
    raw = kept(fields, "unused")
    assert "hunter2" not in raw
    assert json.loads(raw)["camera"]["streams"][0]["port"] == 554


def test_what_is_kept_is_short_and_storable() -> None:
    raw = kept({"name": "a\x00\x1b[31m\ud800" + "x" * 5000}, "")
    assert len(raw) <= 2000
    assert raw.encode("utf-8")
    assert kept(None, "a\x00\x1bb\ud800").isprintable()


@pytest.mark.parametrize("length", range(8, 60))
def test_a_cut_never_uncovers_a_password(length: int) -> None:
    assert "hunter" not in masked_start("see rtsp://admin:hunter2hunter2hunter2@host/live and more", length)


def test_rows_nested_deeply_are_kept_without_their_depths() -> None:
    deep: dict[str, object] = {"password": "hunter2"}
    for _ in range(400):
        deep = {"inner": deep}
    assert "hunter2" not in kept(deep, "")


@pytest.mark.parametrize(
    ("name", "secret"),
    [("password", True), ("accessToken", True), ("api-key", True), ("密码", True), ("pass", True), ("credential", True),
     ("compass", False), ("keyboard", False), ("passage", False), ("monkey", False), ("author", False)],
)  # fmt: skip
def test_names_of_secrets(name: str, secret: bool) -> None:
    assert names_a_secret(name) is secret
