"""Each DAG is run for real once, by Airflow, over the invented town."""

from __future__ import annotations

import psycopg
import pytest

from fakes import town
from fakes.camera_farm import CameraFarm
from ops.demo import TOWN_SETTINGS

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

RUN = """
import datetime as dt, json, os
from pathlib import Path
os.environ.update({settings!r})
from airflow.dag_processing.dagbag import DagBag
from ops.simulation import audit_days
bag = DagBag("dags")
feed = {{"feed": {registry!r}, "source": "demo", "format": "csv", "mode": "simulated"}}
imported = bag.dags["import_registry"].test(run_conf=feed)
by_day = bag.dags["sample_daylight"].test(run_conf={{"scope": "demo"}})
audit_days("demo", [dt.date.fromisoformat({day!r})], Path({log!r}))
delivered = bag.dags["deliver_alerts"].test()
purged = bag.dags["purge_expired"].test()
print("states:", imported.state, by_day.state, delivered.state, purged.state)
"""


@pytest.fixture(scope="module")
def audited(in_airflow, database_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    with CameraFarm(town=True, rtsp=True) as farm:
        registry = folder / "registry.csv"
        registry.write_text(town.registry(farm.port), encoding="utf-8")
        code = RUN.format(
            settings={**TOWN_SETTINGS, "FAIRNOTICE_SAMPLES_PER_WINDOW": "1"},
            registry=str(registry),
            day=town.DAYS[0].isoformat(),
            log=str(folder / "log"),
        )
        printed = in_airflow(code)
    with psycopg.connect(database_url) as connection:
        yield printed, connection


def test_the_dags_succeed(audited):
    printed, _ = audited
    assert "states: success success success success" in printed


def test_every_camera_of_the_town_was_looked_at(audited):
    _, connection = audited
    rows = connection.execute(
        "SELECT camera_id, fault FROM fairnotice.observation WHERE window_date = %s", [town.DAYS[0]]
    ).fetchall()
    faults = {camera_id.removeprefix("demo:"): fault for camera_id, fault in rows}

    assert set(faults) == set(town.CAMERAS)
    assert faults["lighthouse"] == "timeout"
    assert faults["observatory"] == "not_authorised"


def test_the_town_is_judged_by_what_was_seen(audited):
    """The first day already shows these; a notice that disappears takes several."""
    _, connection = audited
    verdicts = dict(
        connection.execute(
            "SELECT camera_id, verdict FROM fairnotice.camera_status WHERE camera_id ^@ 'demo:'"
        ).fetchall()
    )
    for camera, expected in {
        "tram-depot": "fail",
        "market-hall": "fail",
        "car-park": "review",
        "lighthouse": "unknown",
        "underpass": "unknown",
        "ring-road": "unknown",
        "lime-walk-11": "not_applicable",
    }.items():
        assert verdicts[f"demo:{camera}"] == expected, camera
    failing = {camera for camera, verdict in verdicts.items() if verdict == "fail"}
    assert failing == {"demo:tram-depot", "demo:market-hall"}


def test_the_purge_of_a_fresh_town_has_its_books_and_takes_nothing(audited):
    _, connection = audited
    assert connection.execute("SELECT finished_at IS NOT NULL FROM fairnotice.purge_run").fetchall() == [(True,)]
    assert connection.execute("SELECT DISTINCT data FROM fairnotice.tombstone").fetchall() == []


def test_the_audit_has_its_books(audited):
    _, connection = audited
    row = connection.execute(
        "SELECT mode, finished_at IS NOT NULL, (summary ->> 'cameras')::int FROM fairnotice.audit WHERE scope = 'demo'"
    ).fetchone()
    assert row == ("simulated", True, len(town.CAMERAS))


def test_the_inspectors_are_asked_to_release(audited):
    _, connection = audited
    rows = connection.execute(
        "SELECT kind, status FROM fairnotice.alert WHERE kind <> 'photo_request' ORDER BY kind"
    ).fetchall()
    assert rows == [("finding", "held"), ("finding", "held"), ("release_request", "sent")]
