from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fairnotice.errors import ConfigurationError
from fairnotice.settings import settings
from fairnotice.store.accounts import add_account
from fairnotice.store.database import Database
from fairnotice.web.app import create_app
from fairnotice.web.serve import answering_to, is_loopback, serve
from web.conftest import HERE


def test_it_works_below_a_path_of_another_application_that_runs_no_lifespan_of_ours(kestrel_bay: Any) -> None:
    host = FastAPI()
    host.mount("/fairnotice", create_app(kestrel_bay.url, kestrel_bay.storage))
    client = TestClient(host, **HERE)

    assert client.get("/fairnotice", follow_redirects=False).headers["location"].endswith("/fairnotice/")
    assert "static/main.js" in client.get("/fairnotice/").text
    assert client.get("/fairnotice/static/main.js").status_code == 200
    assert client.get("/fairnotice/api/summary").json()["shown"] == 12
    assert client.get("/fairnotice/api/cameras/kestrel:99").status_code == 404
    assert client.get("/fairnotice/vendor/maplibre-gl.css").headers["x-content-type-options"] == "nosniff"


def test_it_gives_its_connections_back_when_its_lifespan_ends(kestrel_bay: Any) -> None:
    app = create_app(kestrel_bay.url, kestrel_bay.storage)
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        pool = app.state.reader._pool
        assert not pool.closed
    assert pool.closed


def test_it_only_reads(kestrel_bay: Any) -> None:
    import psycopg

    reader = create_app(kestrel_bay.url).state.reader
    with reader.connection() as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("DELETE FROM fairnotice.finding")
    reader.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_it_is_served_on_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "10.1.2.3", "", "no such host"])  # noqa: S104
def test_it_is_served_nowhere_else_without_tls(host: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        serve(host)

    assert "TLS" in str(refused.value) or "no address" in str(refused.value)


def test_behind_tls_it_is_served_elsewhere_only_once_there_are_accounts(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_PUBLIC_URL", "https://map.example")
    settings.cache_clear()
    served: list[str] = []
    monkeypatch.setattr("uvicorn.run", lambda _, host, **__: served.append(host))
    with pytest.raises(ConfigurationError, match="no accounts yet"):
        serve("0.0.0.0")  # noqa: S104
    with Database(empty_database_url) as database, database.transaction() as connection:
        add_account(
            connection, login="ada", name="Ada", role="supervisor", password="seven green kites", created_by="me"
        )
    serve("0.0.0.0")  # noqa: S104
    settings.cache_clear()
    assert served == ["0.0.0.0"]  # noqa: S104


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1:8090", 200), ("localhost", 200), ("evil.example", 400)])
def test_a_name_from_elsewhere_that_points_here_is_refused(kestrel_bay: Any, host: str, status: int) -> None:
    client = TestClient(answering_to(["127.0.0.1"], create_app(kestrel_bay.url)))

    assert client.get("/healthz", headers={"Host": host}).status_code == status
