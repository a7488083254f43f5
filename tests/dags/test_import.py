"""Every DAG file as Airflow's DAG processor sees it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.airflow

DAGS = Path(__file__).resolve().parents[2] / "dags"
READING = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag()
dags = {
    dag.dag_id: {
        "file": dag.fileloc,
        "catchup": dag.catchup,
        "doc": dag.doc_md,
        "tasks": {
            task.task_id: {
                "timeout": task.execution_timeout and task.execution_timeout.total_seconds(),
                "retries": task.retries,
                "pool": task.pool,
            }
            for task in dag.tasks
        },
    }
    for dag in bag.dags.values()
}
print(json.dumps({"errors": bag.import_errors, "dags": dags, "modules": list(sys.modules)}))
"""


@pytest.fixture(scope="module")
def read(in_airflow: Callable[[str], str]) -> dict[str, Any]:
    return json.loads(in_airflow(READING).splitlines()[-1])  # type: ignore[no-any-return]


def test_every_file_imports_and_holds_a_dag(read: dict[str, Any]) -> None:
    assert read["errors"] == {}
    assert {Path(dag["file"]).name for dag in read["dags"].values()} == {path.name for path in DAGS.glob("*.py")}


def test_reading_them_loads_nothing_heavy(read: dict[str, Any]) -> None:
    """Each task's process reads its file again: what stands at the top is paid for every time."""
    heavy = {"torch", "ultralytics", "cv2", "geopandas", "rapidocr", "onnxruntime", "psycopg_pool"}

    light = "fairnotice.errors"  # retry rules name what is worth no second try
    rooms = [name for name in read["modules"] if name.startswith("fairnotice.") and name != light]
    assert [name for name in read["modules"] if name.split(".", 1)[0] in heavy] + rooms == []


def test_every_task_ends_in_time_and_is_tried_again(read: dict[str, Any]) -> None:
    for dag_id, dag in read["dags"].items():
        for task_id, task in dag["tasks"].items():
            assert task["timeout"], f"{dag_id}.{task_id} may run for ever"
            assert task["retries"] >= 1, f"{dag_id}.{task_id} is given up at the first failure"


def test_pools_are_ones_that_the_installation_makes(read: dict[str, Any]) -> None:
    from ops.migrate import POOLS

    pools = {task["pool"] for dag in read["dags"].values() for task in dag["tasks"].values()}

    assert pools <= {"default_pool", *POOLS}


def test_what_looks_at_frames_waits_for_a_core_and_has_time_for_the_longest_batch(read: dict[str, Any]) -> None:
    from fairnotice.settings import Settings

    longest = next(each.le for each in Settings.model_fields["batch_minutes"].metadata if hasattr(each, "le"))
    for dag_id in ("nightly_audit", "sample_daylight"):
        sample = read["dags"][dag_id]["tasks"]["sample"]
        assert sample["pool"] == "inference"
        assert sample["timeout"] > 60 * longest


def test_no_night_is_made_up_for_later(read: dict[str, Any]) -> None:
    """A camera shows what it shows now: a run for last week would pass off today's frames as old ones."""
    assert [dag_id for dag_id, dag in read["dags"].items() if dag["catchup"]] == []


def test_every_dag_says_what_it_is_for(read: dict[str, Any]) -> None:
    assert [dag_id for dag_id, dag in read["dags"].items() if not dag["doc"]] == []
