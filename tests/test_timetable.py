"""The daylight timetable as Airflow itself uses it: read with the DAG, stored with it, asked for the next run."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ops.places import ROOT

pytestmark = pytest.mark.airflow

READING = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.definitions.dag import SerializedDAG
from airflow.serialization.serialized_objects import DagSerialization
bag = DagBag("dags")
stored = json.loads(json.dumps(DagSerialization.to_dict(bag.dags["sample_daylight"])))
dag = DagSerialization.from_dict(stored)
print(json.dumps({
    "errors": bag.import_errors,
    "type": type(dag.timetable).__name__,
    "boxes": dag.timetable.boxes,
    "summary": dag.timetable.summary,
    "description": dag.timetable.description,
    "heavy": [name for name in sys.modules if name.startswith(("fairnotice.", "psycopg_pool", "torch"))],
}))
"""
RUNS = """
import json
import pendulum
from airflow.timetables.base import DataInterval, TimeRestriction
from fairnotice_timetable import DaylightTimetable
found = []
for boxes, day in {cases!r}:
    table, start = DaylightTimetable.deserialize({{"boxes": boxes}}), pendulum.parse(day)
    last, runs = DataInterval.exact(start.subtract(minutes=20)), []
    while True:
        info = table.next_dagrun_info(
            last_automated_data_interval=last, restriction=TimeRestriction(start.subtract(days=9), None, False)
        )
        if info.run_after >= start.add(days=1):
            break
        runs.append(info.run_after.strftime("%H:%M"))
        last = info.data_interval
    found.append(runs)
print(json.dumps(found))
"""
FUTURE = {"march": "2101-03-20", "june": "2101-06-21", "december": "2101-12-21"}
"""Airflow makes up for nothing, so only what is to come can be asked for."""
LINDHAVEN = [-40.1, 24.9, -39.9, 25.1]
TROMSO = [18.8, 69.6, 19.1, 69.7]
MANY_ZONES = [
    [174.8, -36.9, 174.8, -36.8],
    [116.3, 39.8, 116.5, 40.0],
    [13.3, 52.4, 13.5, 52.6],
    [-118.3, 34, -118, 34],
]


def ticks(first: str, last: str) -> list[str]:
    start, end = (dt.datetime.fromisoformat(f"2101-01-01T{time}") for time in (first, last))
    return [
        f"{start + minute * dt.timedelta(minutes=20):%H:%M}"
        for minute in range((end - start) // dt.timedelta(minutes=20) + 1)
    ]


CASES = [
    pytest.param([LINDHAVEN], "march", ticks("10:00", "20:40"), id="one place: sun from 8:44 to 20:50"),
    pytest.param([LINDHAVEN], "december", ticks("10:20", "19:40"), id="one place in winter: sun from 9:17 to 19:58"),
    pytest.param([TROMSO], "june", ticks("00:00", "23:40"), id="polar day: always"),
    pytest.param([TROMSO], "december", ticks("07:00", "15:40"), id="polar night: some hours around noon"),
    pytest.param(MANY_ZONES, "march", ticks("00:00", "23:40"), id="many time zones: always"),
    pytest.param([], "december", ticks("00:00", "23:40"), id="no place known: always"),
]


@pytest.fixture(scope="module")
def runs(in_airflow: Callable[[str], str]) -> list[list[str]]:
    cases = [(case.values[0], FUTURE[str(case.values[1])]) for case in CASES]
    return json.loads(in_airflow(RUNS.format(cases=cases)).splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.parametrize(("number", "expected"), [pytest.param(n, c.values[2], id=c.id) for n, c in enumerate(CASES)])
def test_runs_are_where_it_is_light(runs: list[list[str]], number: int, expected: list[str]) -> None:
    assert runs[number] == expected


@pytest.mark.parametrize(
    ("written", "boxes"),
    [
        pytest.param(json.dumps([LINDHAVEN, TROMSO]), [LINDHAVEN, TROMSO], id="as an import wrote it"),
        pytest.param(None, [], id="nothing imported yet"),
        pytest.param("[[200, 0, 201, 1]]", [], id="no place on earth"),
        pytest.param('{"a": [1', [], id="broken off"),
    ],
)
def test_the_dag_is_stored_with_the_regions_of_the_registry(
    in_airflow: Callable[[str], str], airflow_env: Mapping[str, str], written: str | None, boxes: list[list[float]]
) -> None:
    places = Path(airflow_env["FAIRNOTICE_HOME"]) / "places.json"
    if written is not None:
        places.write_text(written)
    try:
        stored: dict[str, Any] = json.loads(in_airflow(READING).splitlines()[-1])
    finally:
        places.unlink(missing_ok=True)

    assert stored["errors"] == {}
    assert stored["type"] == "DaylightTimetable"
    assert stored["boxes"] == boxes
    assert stored["summary"] == ("20 minutes, by daylight" if boxes else "20 minutes")
    assert ("2 regions" in stored["description"]) == bool(boxes)
    assert [name for name in stored["heavy"] if name not in ("fairnotice.errors", "fairnotice.sun")] == []


def test_airflow_shows_when_it_runs_next(airflow_env: Mapping[str, str]) -> None:
    """What the web interface reads: the DAG's row, written when the DAG processor stored it."""
    places = Path(airflow_env["FAIRNOTICE_HOME"]) / "places.json"
    places.write_text(json.dumps([LINDHAVEN]))
    address = airflow_env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg", "")
    try:
        subprocess.run(
            [sys.executable, "-m", "airflow", "dags", "reserialize"],
            check=True, cwd=ROOT, env=dict(airflow_env), capture_output=True,
        )  # fmt: skip
    finally:
        places.unlink()
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT timetable_summary, timetable_description, next_dagrun_create_after FROM dag"
            " WHERE dag_id = 'sample_daylight'"
        ).fetchone()

    assert row is not None
    summary, description, at = row
    assert summary == "20 minutes, by daylight"
    assert description == "Every 20 minutes while it is light at some camera, by the sun in 1 region of the registry"
    assert at.minute % 20 == 0
    assert 9 <= at.astimezone(dt.UTC).hour <= 21
