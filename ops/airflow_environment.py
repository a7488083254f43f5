"""The environment that Airflow and the library run in, made in this one place.

``ops/airflow-run COMMAND...`` runs a command in it. What is set already is kept, so that a container
or a server's own configuration wins.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import sys
from pathlib import Path

from ops import cluster, places, processes
from ops.places import ROOT, InstallationError, home, secret, write_private

PREFERRED_PORT = 8080
WEB_USER = "admin"


def airflow_home() -> Path:
    """Return the folder of Airflow's logs and state."""
    return home() / "airflow"


def web_port() -> int:
    """Return the port of Airflow's web server: the one it runs on, else a free one that it shall have."""
    noted = airflow_home() / "web-port"
    wanted = int(os.environ.get("FAIRNOTICE_WEB_PORT") or PREFERRED_PORT)
    with contextlib.suppress(FileNotFoundError, ValueError):
        wanted = int(noted.read_text())
    if processes.find("api-server") is not None:
        return wanted
    port = places.free_port(wanted, wanted + 100)
    if port != wanted or not noted.exists():
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.write_text(str(port))
    return port


def password_file() -> Path:
    """Return the file that holds the generated password of Airflow's web user."""
    return home() / "secrets" / "airflow-passwords.json"


def environment() -> dict[str, str]:
    """Return the whole environment of a process; starts the private cluster where one is needed."""
    given = {key: value for key, value in os.environ.items() if value != ""}
    made = _places() | _secrets() | _addresses(given) | _restraints()
    made["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{given.get('PATH', os.defpath)}"
    search = [str(ROOT / "plugins"), str(ROOT), *given.get("PYTHONPATH", "").split(os.pathsep)]
    made["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(filter(None, search)))
    always = {"PATH": made["PATH"], "PYTHONPATH": made["PYTHONPATH"]}
    return made | given | always


def _places() -> dict[str, str]:
    return {
        "FAIRNOTICE_HOME": str(home()),
        "AIRFLOW_HOME": str(airflow_home()),
        "AIRFLOW_CONFIG": str(ROOT / "ops" / "airflow.cfg"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(airflow_home() / "logs"),
        "AIRFLOW__CORE__PARALLELISM": str(len(os.sched_getaffinity(0))),
    }


def _secrets() -> dict[str, str]:
    if not password_file().exists():
        write_private(password_file(), json.dumps({WEB_USER: secret("airflow-admin-password", 12)}) + "\n")
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(password_file()),
        # Fernet wants the padding that a URL-safe token goes without.
        "AIRFLOW__CORE__FERNET_KEY": secret("airflow-fernet-key") + "=",
        "AIRFLOW__API__SECRET_KEY": secret("airflow-api-secret"),
        "AIRFLOW__API_AUTH__JWT_SECRET": secret("airflow-jwt-secret", 64),
    }


def _addresses(given: dict[str, str]) -> dict[str, str]:
    web = f"http://127.0.0.1:{web_port()}"
    made = {
        "AIRFLOW__API__PORT": str(web_port()),
        "AIRFLOW__API__BASE_URL": web,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{web}/execution/",
    }
    metadata = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    if metadata in given and "FAIRNOTICE_DATABASE_URL" in given:
        return made
    private = cluster.start()
    # Both, or Airflow looks for drivers that are not installed.
    address = private.address("airflow", "airflow").replace("postgresql://", "postgresql+psycopg://", 1)
    made["FAIRNOTICE_DATABASE_URL"] = private.address("fairnotice", "fairnotice")
    if metadata not in given:
        made |= {metadata: address, f"{metadata}_ASYNC": address}
    return made


def _restraints() -> dict[str, str]:
    """Keep programs from calling home, installing things, or writing into the user's home."""
    return {
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "YOLO_OFFLINE": "1",
        "YOLO_AUTOINSTALL": "0",
        "ULTRALYTICS_SAFE_LOAD": "1",
        "YOLO_CONFIG_DIR": str(home() / "ultralytics"),
    }


def no_core_dumps() -> None:
    """Let no crash write memory to disk: frames are in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Run the command given as arguments in this environment, in place of this process."""
    if len(sys.argv) < 2:
        sys.stderr.write("usage: ops/airflow-run COMMAND [ARGUMENT...]\n")
        return 2
    try:
        made = environment()
    except InstallationError as error:
        sys.stderr.write(f"ops/airflow-run: {error}\n")
        return 1
    command = shutil.which(sys.argv[1], path=made["PATH"])
    if command is None:
        sys.stderr.write(f"ops/airflow-run: there is no command {sys.argv[1]}; has ops/install run?\n")
        return 127
    no_core_dumps()
    os.execve(command, sys.argv[1:], made)  # noqa: S606 - no shell wanted


if __name__ == "__main__":
    sys.exit(main())
