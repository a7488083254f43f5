"""The share of an audit's time that is Airflow's, under the real scheduler with LocalExecutor.

Run inside ``ops/airflow-run``. A thousand simulated cameras that answer at once are imported as an
exercise, `nightly_audit` is triggered through Airflow's own command line, and the time is cut up:
a task's own work is what its report says (`seconds`), the rest of the run is Airflow's: scheduling,
starting task processes, reading the DAG file, imports. The model's load is inside the work, and is
listed apart.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import subprocess
import sys
import time

import psycopg

from fairnotice.pipeline import steps
from fairnotice.pipeline.resources import resources
from ops import farm, services
from ops.places import home

SCOPE = "bench"


def registry(port: int, cameras: int) -> str:
    """Write a registry of ``cameras`` cameras that all show the farm's still picture."""
    file = home() / "bench" / "registry.csv"
    file.parent.mkdir(exist_ok=True)
    with file.open("w", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(
            ["source_id", "latitude", "longitude", "frame_url", "access_granted_by", "access_scope", "analytics"]
        )
        for number in range(cameras):
            url = f"http://127.0.0.1:{port}/still.jpg"
            place = (24.985 + number // 40 * 0.001, -40.02 + number % 40 * 0.001)
            rows.writerow([f"{number:05}", *place, url, "measurement over loopback", "frames", "none"])
    return str(file)


def airflow(*command: str) -> str:
    """Run Airflow's own command line."""
    done = subprocess.run([sys.executable, "-m", "airflow", *command], check=True, capture_output=True, text=True)
    return done.stdout


def run_through_airflow(day: dt.date) -> tuple[float, list[tuple[str, float, float, float]]]:
    """Trigger the audit and wait for its end.

    Returns:
        Wall-clock seconds of the run, and for each task its id, start and end in seconds after the
        run's start, and the seconds of its own work.
    """
    run_id = f"bench-{time.time_ns()}"
    conf = {"scope": SCOPE, "window_date": day.isoformat(), "as_of": None}
    airflow("dags", "unpause", "nightly_audit", "--yes")
    airflow("dags", "trigger", "nightly_audit", "--run-id", run_id, "--conf", json.dumps(conf))
    address = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg", "", 1)
    with psycopg.connect(address, autocommit=True) as connection:
        while True:
            row = connection.execute(
                "SELECT state, start_date, end_date FROM dag_run WHERE run_id = %s", [run_id]
            ).fetchone()
            if row and row[0] in ("success", "failed"):
                break
            time.sleep(1)
        if row[0] != "success":
            raise SystemExit("the run failed: see .fairnotice/airflow/logs")
        started, ended = row[1], row[2]
        tasks = connection.execute(
            """
            SELECT ti.task_id, ti.start_date, ti.end_date, x.value FROM task_instance AS ti
            LEFT JOIN xcom AS x ON x.run_id = ti.run_id AND x.dag_id = ti.dag_id AND x.task_id = ti.task_id
            AND x.map_index = ti.map_index AND x.key = 'return_value'
            WHERE ti.run_id = %s
            """,
            [run_id],
        ).fetchall()
    cut = []
    for task, begun, over, value in tasks:
        report = json.loads(value) if isinstance(value, str) else value
        work = float(report.get("seconds", 0)) if isinstance(report, dict) else 0.0
        cut.append((task, (begun - started).total_seconds(), (over - started).total_seconds(), work))
    return (ended - started).total_seconds(), sorted(cut, key=lambda each: each[1])


def covered(tasks: list[tuple[str, float, float, float]]) -> float:
    """Return the seconds during which at least one task was at its own work (at the end of its process)."""
    spans = sorted((end - work, end) for _, _, end, work in tasks if work)
    total, reached = 0.0, float("-inf")
    for begin, end in spans:
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def model_load_s() -> float:
    """Measure imports, model loading and the first look in a fresh process."""
    code = (
        "import time; t = time.monotonic()\n"
        "import datetime as dt, numpy as np\n"
        "from fairnotice.domain import Frame\n"
        "from fairnotice.pipeline.resources import resources\n"
        "noise = np.random.default_rng(1).integers(60, 200, (720, 1280, 3), np.uint8)\n"
        "with resources() as opened:\n"
        "    assert opened.inspector.inspect(Frame(noise, dt.datetime.now(dt.UTC))).quality.usable\n"
        "print(time.monotonic() - t)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cameras", type=int, default=1000)
    options = parser.parse_args()
    os.environ["FAIRNOTICE_ALLOWED_NETWORKS"] = "127.0.0.1/32"
    today = dt.datetime.now(dt.UTC).date()
    with farm.serving(["--no-rtsp"]) as port, services.running():
        feed = {"feed": registry(port, options.cameras), "source": SCOPE, "format": "csv", "mode": "exercise"}
        print(steps.import_registry(feed, dt.datetime.now(dt.UTC)).splitlines()[0])
        with resources() as opened, opened.database.transaction() as connection:
            connection.execute("DELETE FROM fairnotice.observation WHERE camera_id LIKE 'bench:%'")
        wall, tasks = run_through_airflow(today)
    work = covered(tasks)
    print(f"\n{options.cameras} cameras, one frame each, {os.cpu_count()} cores, LocalExecutor")
    for task, begin, end, own in tasks:
        print(f"  {task:<10} from {begin:7.1f} s to {end:7.1f} s, own work {own:7.1f} s")
    print(f"run                         {wall:7.1f} s")
    print(
        f"at least one task at work   {work:7.1f} s (of it model load, in each sampling task: {model_load_s():.1f} s)"
    )
    print(f"Airflow's share             {(wall - work) / wall:7.1%}")


if __name__ == "__main__":
    main()
