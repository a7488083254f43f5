"""The environment of Airflow and the library: made in one place, and what is set already wins."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from ops import airflow_environment
from ops.places import ROOT, InstallationError, refusals_explained, write_private

ELSEWHERE = {
    "FAIRNOTICE_DATABASE_URL": "postgresql://audit@db.example/fairnotice",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg://airflow@db.example/airflow",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    for name, value in ELSEWHERE.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


def test_databases_elsewhere_need_no_private_cluster(home: Path) -> None:
    made = airflow_environment.environment()

    assert {name: made[name] for name in ELSEWHERE} == ELSEWHERE
    assert not (home / "postgres").exists()


def test_what_is_set_already_wins_and_leaves_no_secret_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW__API_AUTH__JWT_SECRET", "from the container")
    monkeypatch.setenv("FAIRNOTICE_EVIDENCE_URL", "")  # as Compose passes a setting that is not filled in

    made = airflow_environment.environment()

    assert made["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert made["AIRFLOW__API_AUTH__JWT_SECRET"] == "from the container"
    assert "FAIRNOTICE_EVIDENCE_URL" not in made
    assert not (home / "secrets" / "airflow-jwt-secret").exists()


def test_secrets_are_drawn_once_kept_and_for_their_owner_alone(home: Path) -> None:
    first, second = airflow_environment.environment(), airflow_environment.environment()

    assert first == second
    Fernet(first["AIRFLOW__CORE__FERNET_KEY"].encode())
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert {oct(path.stat().st_mode & 0o777) for path in (home / "secrets").iterdir()} == {"0o600"}
    assert oct((home / "secrets").stat().st_mode & 0o777) == "0o700"


def test_a_secret_written_anew_replaces_a_readable_one(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)

    write_private(path, "new")

    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_somebody_else_says_whom_to_be(home: Path) -> None:
    with pytest.raises(InstallationError, match=f"jwt-secret.*run this as the owner of {home}"), refusals_explained():
        raise PermissionError(13, "Permission denied", str(home / "secrets" / "airflow-jwt-secret"))


def test_a_command_runs_in_it_without_leaving_core_dumps() -> None:
    done = subprocess.run(
        [
            str(ROOT / "ops" / "airflow-run"),
            "sh",
            "-c",
            'ulimit -c; echo "$AIRFLOW__CORE__DAGS_FOLDER"; command -v airflow',
        ],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.splitlines() == ["0", str(ROOT / "dags"), str(ROOT / ".venv" / "bin" / "airflow")]


def test_a_command_that_is_not_there_is_named() -> None:
    done = subprocess.run(
        [str(ROOT / "ops" / "airflow-run"), "no-such-thing"], check=False, capture_output=True, text=True
    )

    assert done.returncode == 127
    assert "no-such-thing" in done.stderr
