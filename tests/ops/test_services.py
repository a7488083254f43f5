"""Airflow's services on one machine, started and stopped as `make serve` and `make stop` do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ops import processes, services
from ops.airflow_environment import web_port
from ops.places import InstallationError

pytestmark = [pytest.mark.airflow, pytest.mark.slow]


@pytest.fixture(autouse=True)
def home(airflow_env: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own, on the metadata of the tests' Airflow."""
    for name, value in airflow_env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    monkeypatch.setenv("FAIRNOTICE_WEB_PORT", "21500")
    for name in ("API__PORT", "API__BASE_URL", "CORE__EXECUTION_API_SERVER_URL"):
        monkeypatch.delenv(f"AIRFLOW__{name}")
    yield tmp_path
    processes.stop()


def test_all_are_healthy_when_the_start_returns_and_gone_after_the_stop() -> None:
    services.start()

    running = {name: processes.find(name) for name in services.COMMANDS}
    assert None not in running.values()
    assert set(services.read_health().values()) == {"healthy"}
    port = web_port()

    services.start()
    assert {name: processes.find(name) for name in services.COMMANDS} == running
    assert web_port() == port

    assert processes.stop() == sorted(services.COMMANDS)
    assert services.read_health() == {}
    assert not [process for process in running.values() if process and process.is_running()]


def test_a_service_that_ends_is_named_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__AUTH_MANAGER", "no.such.manager")

    with pytest.raises(InstallationError, match=r"api-server ended(.|\n)*no\.such\.manager"):
        services.start(["api-server"])


def test_what_was_started_for_a_while_is_stopped_after_an_error() -> None:
    def audit_that_fails() -> None:
        with services.running(["api-server"]):
            assert processes.find("api-server")
            raise InstallationError("the audit failed")

    with pytest.raises(InstallationError, match="the audit failed"):
        audit_that_fails()

    assert processes.find("api-server") is None
