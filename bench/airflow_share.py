"""What an audit under the real scheduler costs beside looking at cameras: time, and memory of all its processes.

    PYTHONPATH=tests ops/airflow-run python -m bench.airflow_share --cameras 2000

Simulated archives are imported as an exercise, `nightly_audit` is triggered through Airflow's own command line, and the
time is cut up: a task's own work is what its report says (`seconds`), the rest of the run is Airflow's: scheduling,
starting task processes, reading the DAG file, imports. The model's load is inside the work, and is listed apart.

Memory is the largest sum over Airflow's services, their tasks, the decoders of these and PostgreSQL, each page that
several share counted once (PSS), looked at every two seconds. The farm and this program are left out.
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
from dataclasses import dataclass

import psutil
import psycopg

from bench.night import Measured, Step, in_words
from bench.process_memory import PeakMemory
from bench.simulated_network import LOOPBACK, Served, add_network_options, machine_in_words, networks_of, serving
from bench.simulated_network import in_words as network_in_words
from fairnotice.pipeline import steps
from fairnotice.pipeline.resources import resources
from fairnotice.settings import settings
from fairnotice.store import cameras
from ops import cluster, processes, services
from ops.cluster_server import server_pid
from ops.places import home

SCOPE = "bench"
DESIGN_GB = 4.0
"""What the project's design claims that 2 cores need."""
GIB = 2**30
UNPAUSED_S = 15
"""How long the scheduler may take to begin the night's own run."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the run; times are seconds after the run's start."""

    name: str
    begun: float
    ended: float
    work_s: float
    """Seconds of its own work, at the end of its process."""
    report: dict[str, object]


def registry(served: Served) -> str:
    """Write a registry of the network's cameras, each an archive that has a picture of any moment."""
    file = home() / "bench" / "registry.csv"
    file.parent.mkdir(exist_ok=True)
    with file.open("w", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(
            ["source_id", "latitude", "longitude", "frame_url", "access_granted_by", "access_scope", "analytics"]
        )
        for number in range(served.network.cameras):
            camera = served.camera(number, "{at}.jpg")
            assert camera.frame_source is not None  # noqa: S101 - made so
            place = (f"{camera.point.lat:.6f}", f"{camera.point.lon:.6f}")
            rows.writerow([number, *place, camera.frame_source.url, "measurement over loopback", "frames", "none"])
    return str(file)


def airflow(*command: str) -> str:
    """Run Airflow's own command line."""
    done = subprocess.run([sys.executable, "-m", "airflow", *command], check=True, capture_output=True, text=True)
    return done.stdout


def call_off_other_runs(connection: psycopg.Connection) -> None:
    """Call off the night's own run, which Airflow begins when the DAG is unpaused, and what earlier measurements left.

    One run goes at a time, so that these would be waited for. There is nothing for them to look at: `main` refuses an
    installation that has cameras to audit.
    """
    for _ in range(UNPAUSED_S):
        connection.execute(
            """
            UPDATE dag_run SET state = 'failed', end_date = now()
            WHERE dag_id = 'nightly_audit' AND state IN ('queued', 'running')
            """
        )
        time.sleep(1)


def run_through_airflow(day: dt.date, most_s: float) -> tuple[float, list[Task]]:
    """Trigger the audit, wait for its end, and return its seconds by the clock and its tasks in their order."""
    run_id = f"bench-{time.time_ns()}"
    conf = {"scope": SCOPE, "window_date": day.isoformat(), "as_of": None}
    address = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg", "", 1)
    with psycopg.connect(address, autocommit=True) as connection:
        airflow("dags", "unpause", "nightly_audit", "--yes")
        call_off_other_runs(connection)
        airflow("dags", "trigger", "nightly_audit", "--run-id", run_id, "--conf", json.dumps(conf))
        until = time.monotonic() + most_s
        while True:
            state, started, ended = connection.execute(
                "SELECT state, start_date, coalesce(end_date, now()) FROM dag_run WHERE run_id = %s", [run_id]
            ).fetchone() or ("missing", None, None)
            if state in ("success", "failed") or time.monotonic() > until:
                break
            time.sleep(1)
        if state != "success":
            print(f"THE RUN IS {state}: see .fairnotice/airflow/logs; what follows is of what there is", flush=True)
        if started is None:
            return 0.0, []
        found = connection.execute(
            """
            SELECT ti.task_id, ti.start_date, ti.end_date, x.value FROM task_instance AS ti
            LEFT JOIN xcom AS x ON x.run_id = ti.run_id AND x.dag_id = ti.dag_id AND x.task_id = ti.task_id
            AND x.map_index = ti.map_index AND x.key = 'return_value'
            WHERE ti.run_id = %s AND ti.start_date IS NOT NULL AND ti.end_date IS NOT NULL
            ORDER BY ti.start_date
            """,
            [run_id],
        ).fetchall()
    tasks = []
    for name, begun, over, value in found:
        given = json.loads(value) if isinstance(value, str) else value
        report = given if isinstance(given, dict) else {}
        span = ((begun - started).total_seconds(), (over - started).total_seconds())
        tasks.append(Task(name, *span, float(report.get("seconds", 0)), report))
    return (ended - started).total_seconds(), tasks


def covered(tasks: list[Task], load_s: float = 0.0) -> float:
    """Return the seconds during which at least one of ``tasks`` was at its own work, less a load at its beginning."""
    spans = sorted((task.ended - task.work_s + load_s, task.ended) for task in tasks if task.work_s > load_s)
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


def parts(tasks: list[Task], cameras: int) -> Measured:
    """Take the run apart, as `bench.night` wants it; a larger network is cut into batches of some minutes each."""
    by_name: dict[str, list[Task]] = {}
    for task in tasks:
        by_name.setdefault(task.name, []).append(task)
    sampled = sum(task.work_s for task in by_name.get("sample", ()))
    batch = cameras * settings().batch_minutes * 60 / sampled if sampled else cameras
    mapped = {}
    fixed = 0.0
    for name, found in by_name.items():
        took = sum(task.ended - task.begun for task in found)
        work = sum(task.work_s for task in found)
        if name in ("sample", "scan", "judge") and work:
            mapped[name] = Step(work / cameras, (took - work) / len(found), batch, work / covered(found))
        else:
            fixed += took
    return Measured(cameras, mapped, fixed)


def roots() -> list[int]:
    """Return the processes that everything of the run descends from."""
    found = [process.pid for name in services.COMMANDS if (process := processes.find(name)) is not None]
    postmaster = server_pid(cluster.find_cluster())
    return [*found, postmaster] if postmaster else found


def name_of(process: psutil.Process) -> str:
    """Say what a process is for."""
    if process.name().startswith("postgres"):
        return "PostgreSQL"
    line = " ".join(process.cmdline())
    for word, what in (("media_zygote", "decoders"), ("task", "tasks"), ("worker", "tasks")):
        if word in line:
            return what
    return "Airflow's services"


def print_run(tasks: list[Task], wall: float, load_s: float) -> None:
    """Print the tasks, and which share of the run was capture and inspection."""
    for task in tasks:
        more = {key: value for key, value in task.report.items() if isinstance(value, (int, float))}
        told = ", ".join(f"{key} {value:g}" for key, value in more.items() if key != "seconds")
        print(
            f"  {task.name:<10} from {task.begun:7.1f} s to {task.ended:7.1f} s, own work {task.work_s:7.1f} s; {told}"
        )
    sampling = [task for task in tasks if task.name == "sample"]
    looking = covered(sampling, load_s)
    print(f"run                                   {wall:7.1f} s")
    print(f"at least one task at its own work     {covered(tasks):7.1f} s")
    print(f"at least one at capture, inspection   {looking:7.1f} s (and {load_s:.1f} s of loading the model in each)")
    if not looking:
        print("NO TASK LOOKED AT ANYTHING", flush=True)
        return
    print(f"share outside capture and inspection  {(wall - looking) / wall:7.1%} (goal: at most 10 %)")
    print(f"the same, the load taken for looking  {(wall - covered(sampling)) / wall:7.1%}", flush=True)


def print_memory(memory: PeakMemory) -> None:
    """Print the peak, by what it was made of."""
    print(f"peak PSS of all processes             {memory.peak / GIB:7.2f} GiB ({memory.samples} samples)")
    for name, size in memory.at_peak.most_common():
        print(f"  {name:<20} {size / GIB:5.2f} GiB in {memory.counts[name]} processes")
    held = "holds" if memory.peak <= DESIGN_GB * 1e9 else "DOES NOT HOLD"
    print(f"the design's claim of {DESIGN_GB:g} GB {held}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_network_options(parser, 2000)
    parser.add_argument("--slowed", type=float, default=1.25, help="of sampling by slow cameras: see slow_cameras")
    parser.add_argument("--most-minutes", type=float, default=60, help="after which the run is no longer waited for")
    parser.add_argument("--night", type=int, default=100_000, help="cameras to compute a night for")
    options = parser.parse_args()
    os.environ["FAIRNOTICE_ALLOWED_NETWORKS"] = LOOPBACK
    (network,) = networks_of(options)
    print(f"{machine_in_words()}\n{network_in_words(network)}; LocalExecutor", flush=True)
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    with serving(network) as served, services.running():
        feed = {"feed": registry(served), "source": SCOPE, "format": "csv", "mode": "exercise", "accept_gone": True}
        print(steps.import_registry(feed, dt.datetime.now(dt.UTC)).splitlines()[0], flush=True)
        with resources() as opened, opened.database.transaction() as connection:
            if others := cameras.count_in_scope(connection, "all"):
                raise SystemExit(f"{others} cameras are audited here: measure in another place, FAIRNOTICE_HOME=FOLDER")
            connection.execute("DELETE FROM fairnotice.observation WHERE camera_id LIKE 'bench:%'")
            frames = opened.settings.samples_per_window
        with PeakMemory(roots, name_of, every_s=2.0) as memory:
            wall, tasks = run_through_airflow(yesterday, options.most_minutes * 60)
    print(f"\n{network.cameras} cameras, {frames} frames each, {os.cpu_count()} cores")
    print_memory(memory)
    print_run(tasks, wall, model_load_s())
    print(in_words(parts(tasks, network.cameras), options.night, (1, 5), options.slowed))


if __name__ == "__main__":
    main()
