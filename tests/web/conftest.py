from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn

from fairnotice import settings as settings_module
from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from fairnotice.web.app import create_app
from ops.map_picture import FLAGS
from web import kestrel
from web.browsing import CHROMIUM

HERE: dict[str, Any] = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 50000)}
"""Of a test client: that it is a browser at this machine."""


@pytest.fixture(autouse=True)
def settings_of_this_test_alone() -> Iterator[None]:
    """Forget after each test what it had set; made before `monkeypatch`, so that it ends after it."""
    yield
    settings_module.settings.cache_clear()


@dataclass(frozen=True)
class Town:
    url: str
    storage: EvidenceStore
    evidence: dict[str, str]


@pytest.fixture(scope="session")
def kestrel_bay(new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A database of this room alone, filled with the invented town."""
    url = new_database()
    migrate(url)
    storage = EvidenceStore(str(tmp_path_factory.mktemp("evidence")))
    return Town(url, storage, kestrel.build(url, storage))


class Served:
    """An application on a loopback port, served by the server that production uses."""

    def __init__(self, app: object) -> None:
        self._server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))  # type: ignore[arg-type]
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            threading.Event().wait(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def served(kestrel_bay: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the map of the invented town, with its streets as base layer."""
    streets = kestrel.write_streets(tmp_path_factory.mktemp("base") / "streets.geojson")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRNOTICE_BASE_MAP_EXTRA", str(streets))
        settings_module.settings.cache_clear()
        with Served(create_app(kestrel_bay.url, kestrel_bay.storage)) as address:
            yield address
    settings_module.settings.cache_clear()


@pytest.fixture(scope="session")
def client(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served, timeout=20) as made:
        yield made


MANY = """
    INSERT INTO fairnotice.camera
    (camera_id, source, source_id, site_id, site_declared, site_class, geom, record, operator_id)
    SELECT 'quay:' || n, 'quay', n, n, false, 'street',
    st_setsrid(st_makepoint(-38 + n % 90 / 9000.0, 31.5 + n / 90 / 9000.0), 4326), '{}', 'op-' || n % 2
    FROM generate_series(1, 5000) AS n
"""


JUDGED = """
    INSERT INTO fairnotice.finding
    (camera_id, rule_id, force, verdict, pack_id, pack_version, title, severity, confidence, reasons, citation, since,
    judged_on, audit_id)
    SELECT given.*, 'p', '1', 't', 'high', 1, '[]', '{}', now(), now(), 'night'
    FROM (VALUES ('quay:7', 'r', 'law', 'fail'), ('quay:8', 'd', 'policy', 'fail')) AS given
"""


@pytest.fixture
def crowded_url(empty_database_url: str) -> str:
    """Address of a database with 5,000 cameras at one quay, of which one fails and one is contrary to a policy."""
    with psycopg.connect(empty_database_url, autocommit=True) as change:
        change.execute("INSERT INTO fairnotice.registry_source VALUES ('quay', 'regular')")
        change.execute(
            "INSERT INTO fairnotice.operator SELECT 'op-' || n, n, 'public', '{}' FROM (VALUES (0), (1)) AS o (n)"
        )
        change.execute(MANY)
        change.execute("INSERT INTO fairnotice.audit VALUES ('night', 'quay', now(), 'regular', '{}')")
        change.execute(JUDGED)
    return empty_database_url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a screen; of one module, since its event loop would stand in the way of what follows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()
