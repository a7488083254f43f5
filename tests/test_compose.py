"""docker-compose.yml and Dockerfile, as far as they can be checked without Docker."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = ROOT / "docker-compose.yml"
SECRETS = re.compile(r"PASSWORD|SECRET|FERNET|CONN|DATABASE_URL|BROKER|RESULT_BACKEND|AUTH(?!ORITY)")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text())["services"])


def test_it_follows_the_schema_of_compose() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [str(checker), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]

    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_every_service_of_airflow_is_there_and_made_from_one_image(services: dict[str, Any]) -> None:
    parts = ("init", "apiserver", "scheduler", "dag-processor", "triggerer", "worker")

    assert set(services) == {"postgres", "redis", "watch", *(f"airflow-{part}" for part in parts)}
    assert len({services[f"airflow-{part}"]["image"] for part in parts} | {services["watch"]["image"]}) == 1


def test_the_alarm_waits_for_nothing_of_airflow(services: dict[str, Any]) -> None:
    assert "depends_on" not in services["watch"]
    assert not [name for name in services["watch"]["environment"] if name.startswith("AIRFLOW")]


def test_a_secret_has_no_value_and_no_default(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for key, value in service["environment"].items():
            if SECRETS.search(key):
                assert re.search(r"\$\{\w+:\?", value), f"{name}: {key}"


def test_what_has_to_be_set_is_named_in_the_example_and_empty_there() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    example = dict(
        line.split("=", 1) for line in (ROOT / ".env.example").read_text().splitlines() if re.match(r"\w+=", line)
    )

    assert {name for name, value in example.items() if not value} >= required


def test_every_command_is_one_of_this_checkout(services: dict[str, Any]) -> None:
    """What a container runs is what the Makefile runs on one machine."""
    for name, service in services.items():
        if name in ("postgres", "redis"):
            continue
        test = service.get("healthcheck", {}).get("test", [])
        check = shlex.split(test[1]) if test[:1] == ["CMD-SHELL"] else test[1:]
        for command in filter(None, (service["command"], check)):
            program = ROOT / command[0]
            assert program.parts[-2] in ("ops", "bin"), f"{name}: {command[0]}"
            assert program.parts[-2] == "bin" or os.access(program, os.X_OK), f"{name}: {command[0]}"


def test_what_listens_is_on_loopback_or_inside(services: dict[str, Any]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]

    assert all(port.startswith("127.0.0.1:") for port in published)


def test_everything_that_lasts_has_a_health_check(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["airflow-init"]


def test_the_image_is_made_by_the_install_script_and_holds_no_secret() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "ops/install" in dockerfile
    assert "\nUSER fairnotice" in dockerfile
    assert {".env", ".fairnotice", ".git"} <= set((ROOT / ".dockerignore").read_text().split())
