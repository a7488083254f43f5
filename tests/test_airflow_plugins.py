"""The plugin as Airflow itself sees it: what loading brings in, and who gets to see the map."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.places import ROOT, free_port

pytestmark = pytest.mark.airflow

LOADING = """
import csv, http, json, os, sys
from airflow import plugins_manager
plugins, errors = plugins_manager._get_plugins()
print(json.dumps({
    "plugins": [plugin.name for plugin in plugins],
    "errors": errors,
    "modules": list(sys.modules),
    "standard": os.path.dirname(os.__file__),
    "csv": sys.modules["csv"].__file__,
    "http": sys.modules["http"].__file__,
}))
"""

BROKEN = """
import asyncio, sys
{breakage}
import fairnotice_plugin
[mounted] = fairnotice_plugin.FairnoticePlugin().fastapi_apps
import httpx

async def ask():
    transport = httpx.ASGITransport(app=mounted["app"])
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return (await client.get("/")).status_code
print(asyncio.run(ask()))
"""


@pytest.fixture(scope="module")
def loaded(in_airflow: Callable[[str], str]) -> dict[str, Any]:
    """What a process of Airflow says after it loaded its plugins."""
    return json.loads(in_airflow(LOADING).splitlines()[-1])  # type: ignore[no-any-return]


def test_loading_the_plugin_brings_in_neither_the_library_nor_a_model(loaded: dict[str, Any]) -> None:
    assert "fairnotice" in loaded["plugins"]
    assert not loaded["errors"]
    heavy = {"torch", "ultralytics", "cv2", "geopandas", "psycopg_pool"}
    assert [name for name in loaded["modules"] if name.startswith("fairnotice.") or name in heavy] == []


def test_the_librarys_modules_take_no_place_of_pythons_own(loaded: dict[str, Any]) -> None:
    assert Path(loaded["csv"]).parent == Path(loaded["standard"])
    assert Path(loaded["http"]).parent.parent == Path(loaded["standard"])


@pytest.mark.parametrize(
    "breakage",
    [
        pytest.param("sys.modules['airflow.api_fastapi.core_api.security'] = None", id="no guard to be had"),
        pytest.param("sys.modules['fairnotice.web.app'] = None", id="no library"),
        pytest.param(
            "import fairnotice.web.app as app, fairnotice.errors as errors\n"
            "def create_app(): raise errors.ConfigurationError('a setting is missing')\n"
            "app.create_app = create_app",
            id="a setting is missing",
        ),
    ],
)
def test_without_guard_or_library_the_map_is_refused(in_airflow: Callable[[str], str], breakage: str) -> None:
    assert in_airflow(BROKEN.format(breakage=breakage)).split()[-1] == "503"


@dataclass
class WebServer:
    """Airflow's web server as it runs for people."""

    address: str
    user: str
    password: str
    lines: list[str] = field(default_factory=list)

    def token(self) -> str:
        """Log in and return the token."""
        login = {"username": self.user, "password": self.password}
        answer = httpx.post(f"{self.address}/auth/token", json=login, timeout=30)
        return str(answer.raise_for_status().json()["access_token"])

    def get(self, path: str, token: str | None = None) -> httpx.Response:
        """Ask for a page of the map."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{self.address}{path}", headers=headers, timeout=30)


@pytest.fixture(scope="module")
def web_server(airflow_env: Mapping[str, str]) -> Iterator[WebServer]:
    port = free_port(21_000, 21_999)
    address = f"http://127.0.0.1:{port}"
    environment = dict(airflow_env) | {
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "PYTHONUNBUFFERED": "1",
    }
    [(user, password)] = json.loads(
        Path(environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]).read_text()
    ).items()
    process = subprocess.Popen(
        [sys.executable, "-m", "airflow", "api-server"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = WebServer(address, user, password)
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            server.lines.append(line)
            if "Uvicorn running on" in line:
                ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        assert ready.wait(180), "".join(server.lines)
        assert process.poll() is None, "".join(server.lines)
        yield server
    finally:
        process.terminate()
        process.wait(60)


@pytest.mark.parametrize(
    "path",
    [
        "/fairnotice/",
        "/fairnotice/static/main.js",
        "/fairnotice/openapi.json",
        "/fairnotice/docs",
        "/fairnotice/nowhere",
    ],
)
def test_a_stranger_sees_nothing_of_the_map(web_server: WebServer, path: str) -> None:
    assert web_server.get(path).status_code == 401
    assert web_server.get(path, token="not.a.token").status_code in (401, 403)


def test_whoever_is_logged_in_sees_the_map(web_server: WebServer) -> None:
    token = web_server.token()

    page = web_server.get("/fairnotice/", token)

    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert web_server.get("/fairnotice/static/main.js", token).status_code == 200
    assert web_server.get("/fairnotice/nowhere", token).status_code == 404


@pytest.mark.browser
def test_the_map_is_a_page_of_airflows_navigation(web_server: WebServer) -> None:
    from playwright.sync_api import Response, expect, sync_playwright

    answers: list[tuple[str, int]] = []

    def note(response: Response) -> None:
        if "/fairnotice/" in response.url:
            answers.append((response.url.removeprefix(web_server.address), response.status))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("response", note)
        page.goto(web_server.address)
        page.get_by_label("Username").fill(web_server.user)
        page.get_by_label("Password").fill(web_server.password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Fairnotice").click()
        frame = page.frame_locator('iframe[title="Fairnotice"]')
        expect(frame.locator("body")).to_contain_text("Fairnotice", timeout=60_000)
        page.wait_for_load_state("networkidle")
        browser.close()
    assert ("/fairnotice/", 200) in answers
    assert [answer for answer in answers if answer[1] in (401, 403)] == []
