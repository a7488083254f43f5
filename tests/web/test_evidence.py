from __future__ import annotations

from typing import Any

import httpx
import pytest


def test_a_picture_is_served_so_that_it_can_only_be_looked_at(client: httpx.Client, kestrel_bay: Any) -> None:
    answer = client.get(f"/evidence/{kestrel_bay.evidence['picture']}")

    assert answer.content == kestrel_bay.storage.read(kestrel_bay.evidence["picture"])
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    again = client.get(answer.request.url.path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_an_excerpt_is_plain_text(client: httpx.Client, kestrel_bay: Any) -> None:
    answer = client.get(f"/evidence/{kestrel_bay.evidence['text']}")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "<script>" in answer.text


@pytest.mark.parametrize("piece", ["page", "purged"])
def test_what_could_run_or_is_gone_is_not_found(client: httpx.Client, kestrel_bay: Any, piece: str) -> None:
    answer = client.get(f"/evidence/{kestrel_bay.evidence[piece]}")

    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert answer.json()["reason"]


def test_evidence_that_was_changed_behind_our_back_is_not_shown(client: httpx.Client, kestrel_bay: Any) -> None:
    import psycopg

    forged = "e" * 64
    path = kestrel_bay.storage._path(forged)
    with psycopg.connect(kestrel_bay.url) as connection:
        connection.execute("INSERT INTO fairnotice.evidence VALUES (%s, 'redacted_frame', 'image/png', 4)", [forged])
    kestrel_bay.storage._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    kestrel_bay.storage._files.pipe_file(path, b"fake")

    assert client.get(f"/evidence/{forged}").status_code == 404
