from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from fairnotice import settings as settings_module
from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from fairnotice.web.app import create_app
from web import kestrel


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
