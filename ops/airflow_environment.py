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
from collections.abc import Callable
from pathlib import Path

from ops import cluster, places, processes
from ops.places import ROOT, InstallationError, home, refusals_explained, secret, write_private

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
    """Return the whole environment of a process; starts the private cluster where one is needed.

    Nothing is made for what is set already: a container gets no secret that it does not use.
    """
    made = {key: value for key, value in os.environ.items() if value != ""}
    for name, make in _MAKERS.items():
        if name not in made:
            made[name] = make()
    made |= _database_addresses(made)
    made["PATH"] = os.pathsep.join([str(ROOT / ".venv" / "bin"), made.get("PATH", os.defpath)])
    search = [str(ROOT / "plugins"), str(ROOT), *made.get("PYTHONPATH", "").split(os.pathsep)]
    made["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(filter(None, search)))
    return made


def web_address() -> str:
    """Return where Airflow's pages are on this machine."""
    return f"http://127.0.0.1:{web_port()}"


def _write_password_file() -> str:
    if not password_file().exists():
        write_private(password_file(), json.dumps({WEB_USER: secret("airflow-admin-password", 12)}) + "\n")
    return str(password_file())


_MAKERS: dict[str, Callable[[], str]] = {
    "FAIRNOTICE_HOME": lambda: str(home()),
    # Streets of the invented town, in mid-ocean: on a map of real cameras they are out of sight.
    "FAIRNOTICE_BASE_MAP_EXTRA": lambda: str(ROOT / "tests" / "fakes" / "town" / "island.geojson"),
    "AIRFLOW_HOME": lambda: str(airflow_home()),
    "AIRFLOW_CONFIG": lambda: str(ROOT / "ops" / "airflow.cfg"),
    "AIRFLOW__CORE__DAGS_FOLDER": lambda: str(ROOT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": lambda: str(ROOT / "plugins"),
    "AIRFLOW__LOGGING__BASE_LOG_FOLDER": lambda: str(airflow_home() / "logs"),
    "AIRFLOW__CORE__PARALLELISM": lambda: str(len(os.sched_getaffinity(0))),
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": _write_password_file,
    # Fernet wants the padding that a URL-safe token goes without.
    "AIRFLOW__CORE__FERNET_KEY": lambda: secret("airflow-fernet-key") + "=",
    "AIRFLOW__API__SECRET_KEY": lambda: secret("airflow-api-secret"),
    "AIRFLOW__API_AUTH__JWT_SECRET": lambda: secret("airflow-jwt-secret", 64),
    "AIRFLOW__API__PORT": lambda: str(web_port()),
    "AIRFLOW__API__BASE_URL": web_address,
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": lambda: f"{web_address()}/execution/",
    # Programs that would call home, install things, or write into the user's own folders.
    "SCARF_ANALYTICS": lambda: "false",
    "DO_NOT_TRACK": lambda: "1",
    "YOLO_OFFLINE": lambda: "1",
    "YOLO_AUTOINSTALL": lambda: "0",
    "ULTRALYTICS_SAFE_LOAD": lambda: "1",
    "YOLO_CONFIG_DIR": lambda: str(home() / "ultralytics"),
}


def _database_addresses(given: dict[str, str]) -> dict[str, str]:
    metadata = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    if metadata in given and "FAIRNOTICE_DATABASE_URL" in given:
        return {}
    private = cluster.start()
    made: dict[str, str] = {}
    if "FAIRNOTICE_DATABASE_URL" not in given:
        made["FAIRNOTICE_DATABASE_URL"] = private.address("fairnotice", "fairnotice")
    if metadata not in given:
        # Both, or Airflow looks for drivers that are not installed.
        address = private.address("airflow", "airflow").replace("postgresql://", "postgresql+psycopg://", 1)
        made |= {metadata: address, f"{metadata}_ASYNC": address}
    return made


def no_core_dumps() -> None:
    """Let no crash write memory to disk: frames are in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Run the command given as arguments in this environment, in place of this process."""
    if len(sys.argv) < 2:
        sys.stderr.write("usage: ops/airflow-run COMMAND [ARGUMENT...]\n")
        return 2
    try:
        with refusals_explained():
            made = environment()
    except InstallationError as error:
        sys.stderr.write(f"ops/airflow-run: {error}\n")
        return 1
    command = shutil.which(sys.argv[1], path=made["PATH"])
    if command is None:
        sys.stderr.write(f"ops/airflow-run: there is no command {sys.argv[1]}; has ops/install run?\n")
        return 127
    no_core_dumps()
    return os.execve(command, sys.argv[1:], made)  # noqa: S606 - no shell wanted


if __name__ == "__main__":
    sys.exit(main())
