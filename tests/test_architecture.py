"""The order of the rooms, as CONTRIBUTING.md describes it and .importlinter checks it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "plugins" / "fairnotice"


def lint(folder: Path, library: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(ROOT / ".importlinter"),
        "--no-cache",
    ]
    environment = {"PYTHONPATH": str(library), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)


def test_each_room_knows_only_the_rooms_below_it() -> None:
    done = lint(ROOT, ROOT / "plugins")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("rules/judge_by_database.py", "import fairnotice.store", id="upwards"),
        pytest.param("capture/look.py", "import fairnotice.vision", id="sideways"),
        pytest.param("pipeline/run.py", "import airflow", id="to Airflow"),
        pytest.param("rules/fetch.py", "import httpx", id="a judgement that asks the network"),
        pytest.param("helpers/__init__.py", "", id="a room without a place in the order"),
    ],
)
def test_a_step_out_of_order_is_noticed(tmp_path: Path, path: str, line: str) -> None:
    for source in LIBRARY.rglob("*.py"):
        copy = tmp_path / "fairnotice" / source.relative_to(LIBRARY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    added = tmp_path / "fairnotice" / path
    added.parent.mkdir(exist_ok=True)
    (added.parent / "__init__.py").touch()
    added.write_text(f"{line}\n")

    assert lint(tmp_path, tmp_path).returncode != 0


def test_modules_stay_small_enough_to_be_one_idea() -> None:
    """Mostly under 300 lines; beyond 400 a module holds more than one idea."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*LIBRARY.rglob("*.py"), *(ROOT / "dags").glob("*.py"), *(ROOT / "ops").glob("*.py")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    # The words of the audit are one idea, however many they are.
    assert set(long) <= {"plugins/fairnotice/domain.py"}, long


def test_every_dependency_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = (ROOT / "CONTRIBUTING.md").read_text()
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

    assert [name for line in wanted if (name := re.split(r"[\[=<>~! ]", line)[0]) not in named] == []
