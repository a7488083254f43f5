"""The install script: what it asks of the machine, and that it asks only for what is missing.

Debian's tools are stood in for by scripts that note what they were asked: a test may not install
anything. The real thing is tried on a bare machine, as CONTRIBUTING.md says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.places import ROOT

INSTALLED = (
    "fonts-dejavu-core",
    "fonts-liberation2",
    "fonts-noto-cjk",
    "tesseract-ocr-kor",
    "tesseract-ocr-rus",
    "tesseract-ocr-ukr",
)


@dataclass(frozen=True)
class Machine:
    """A checkout on a machine whose Debian holds only what ``packages`` names."""

    checkout: Path
    programs: Path

    def program(self, name: str, script: str) -> None:
        """Put a program in place of the machine's own."""
        path = self.programs / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    def has(self, *packages: str) -> None:
        """Let Debian hold these packages."""
        cases = "".join(f"'{package}') echo installed ;; " for package in packages)
        self.program("dpkg-query", f'case "${{@: -1}}" in {cases} *) exit 1 ;; esac')

    def install(self, purpose: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script as a plain user would."""
        return subprocess.run(
            [str(self.checkout / "ops" / "install"), purpose],
            check=False,
            env={"PATH": f"{self.programs}:/usr/bin:/bin", "HOME": str(self.checkout)} | environment,
            capture_output=True,
            text=True,
            **({"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}),
        )


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users reach, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def machine(folder: Path) -> Machine:
    made = Machine(folder / "checkout", folder / "programs")
    (made.checkout / "ops").mkdir(parents=True)
    made.programs.mkdir()
    for name in ("ops/install", "ops/bootstrap.txt", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, made.checkout / name)
    for path in (made.checkout, made.checkout / "ops", made.programs):
        path.chmod(0o777)
    # As if there were no sudo, and a Python that can make environments.
    made.program("sudo", "exit 1")
    made.program("python3", "exit 0")
    return made


def test_without_root_it_stops_and_prints_the_line_to_ask_for(machine: Machine) -> None:
    machine.has("fonts-dejavu-core")

    done = machine.install()

    assert done.returncode == 1
    wanted = "fonts-liberation2 fonts-noto-cjk tesseract-ocr-kor tesseract-ocr-rus tesseract-ocr-ukr postgresql-postgis"
    assert f"apt-get install --yes --no-install-recommends {wanted}" in done.stderr
    assert "create_main_cluster = false" in done.stderr
    assert not (machine.checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("purpose", "wanted", "unwanted"),
    [
        pytest.param("run", "postgresql-postgis", "chromium", id="to run it"),
        pytest.param("demo", "gir1.2-gst-rtsp-server-1.0", "chromium", id="with the demo's cameras"),
        pytest.param("tests", "chromium", "fonts-noto-cjk", id="with what checks it"),
    ],
)
def test_each_purpose_asks_for_its_own(machine: Machine, purpose: str, wanted: str, unwanted: str) -> None:
    machine.has(*INSTALLED)

    asked = machine.install(purpose).stderr

    assert wanted in asked
    assert unwanted not in asked


def test_a_python_that_cannot_make_environments_is_helped(machine: Machine) -> None:
    machine.has(*INSTALLED, "postgresql-[1-9]*-postgis-3")
    machine.program("python3", "exit 1")

    asked = machine.install().stderr

    assert "python3-venv" in asked
    assert "create_main_cluster" not in asked


def test_databases_elsewhere_need_no_server_here(machine: Machine) -> None:
    machine.has("fonts-dejavu-core", "fonts-liberation2")

    one = machine.install(FAIRNOTICE_DATABASE_URL="postgresql://db.example/fairnotice")
    both = machine.install(
        FAIRNOTICE_DATABASE_URL="postgresql://db.example/fairnotice",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg://db.example/airflow",
    )

    assert "postgresql-postgis" in one.stderr
    assert "fonts-noto-cjk" in both.stderr
    assert "postgresql-postgis" not in both.stderr


def test_an_environment_that_is_current_is_left_alone_and_one_that_is_not_is_synchronised(machine: Machine) -> None:
    machine.has(*INSTALLED, "postgresql-[1-9]*-postgis-3")
    bootstrap = machine.checkout / ".fairnotice" / "bootstrap" / "bin"
    bootstrap.mkdir(parents=True)
    version = next(
        line.split("==")[1].split()[0]
        for line in (ROOT / "ops" / "bootstrap.txt").read_text().splitlines()
        if line.startswith("uv==")
    )
    machine.program("python3", f"[[ $2 == *sys.executable* ]] && echo {sys.executable}; true")
    noted = machine.checkout / "asked"
    uv = bootstrap / "uv"
    uv.write_text(
        "#!/bin/bash\n"
        f'[[ $1 == --version ]] && {{ echo "uv {version} (made up)"; exit; }}\n'
        f'echo "$@" >> {noted}; mkdir -p .venv/bin; touch .venv/bin/python; chmod +x .venv/bin/python\n'
    )
    for path in (machine.checkout / ".fairnotice", uv):
        path.chmod(0o777)

    def asked() -> list[str]:
        done = machine.install()
        assert done.returncode == 0, done.stderr
        return noted.read_text().splitlines()

    assert len(asked()) == 1
    assert len(asked()) == 1
    with (machine.checkout / "uv.lock").open("a") as lock:
        lock.write("# another version\n")
    assert len(asked()) == 2
    assert all("sync --frozen" in line and "--no-dev" in line for line in asked())
