"""Logins from Airflow's connections, as a process of a real Airflow gives them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.airflow

LOOK_UP = """
import json, os
os.environ.update({connections!r})
from fairnotice.errors import ConfigurationError
from fairnotice_connections import credentials

def told(name):
    try:
        found = credentials()(name)
    except ConfigurationError as error:
        return str(error)
    if found is None:
        return None
    assert "s3cret" not in repr(found)
    places = [str(place.network or place.host) for place in found.shown_to]
    return [found.login.user, found.login.password, found.login.allow_plain, places]

print(json.dumps({{name: told(name) for name in {names!r}}}))
"""

CONNECTIONS = {
    "fairnotice_yard": {
        "conn_type": "http",
        "login": "audit",
        "password": "s3cret-pass",
        "host": "10.20.3.4",
        "port": 8000,
        "extra": {"shown_to": ["10.30.0.0/16"], "allow_plain": True},
    },
    "fairnotice_cloud": {"conn_type": "http", "password": "s3cret-token", "extra": {"shown_to": "*.example.org"}},
    "fairnotice_nowhere": {"conn_type": "http", "login": "audit", "password": "s3cret-pass"},
    "fairnotice_half": {"conn_type": "http", "login": "audit", "host": "10.20.3.4"},
    "smtp_default": {"conn_type": "smtp", "login": "post", "password": "s3cret-post", "host": "mail.example.org"},
}


def test_a_connection_is_a_login_for_its_host_and_no_other_connection_is_one(
    in_airflow: Callable[[str], str],
) -> None:
    connections = {f"AIRFLOW_CONN_{name.upper()}": json.dumps(given) for name, given in CONNECTIONS.items()}
    names = ["yard", "cloud", "nowhere", "half", "smtp_default", "gate"]
    printed = in_airflow(LOOK_UP.format(connections=connections, names=names))
    assert json.loads(printed.splitlines()[-1]) == {
        "yard": ["audit", "s3cret-pass", True, ["10.20.3.4/32", "10.30.0.0/16"]],
        "cloud": ["", "s3cret-token", False, ["*.example.org"]],
        "nowhere": ["audit", "s3cret-pass", False, []],
        "half": "it names a user and no password",
        "smtp_default": None,
        "gate": None,
    }


HANDED_OVER = """
import json, os
os.environ.update({connections!r})
from airflow.dag_processing.dagbag import DagBag
from fairnotice.pipeline import steps

def login(order, clock, credentials=None):
    return credentials("yard").login.user

bag, told = DagBag("dags"), {{}}
for dag, task, step in {tasks!r}:
    setattr(steps, step, login)
    wanted = bag.dags[dag].get_task(task)
    told[f"{{dag}}.{{task}}"] = wanted.python_callable({{}})
print(json.dumps(told))
"""


def test_every_task_that_asks_cameras_hands_them_airflows_connections(in_airflow: Callable[[str], str]) -> None:
    connections = {"AIRFLOW_CONN_FAIRNOTICE_YARD": json.dumps(CONNECTIONS["fairnotice_yard"])}
    tasks = [
        ("nightly_audit", "sample", "sample"),
        ("nightly_audit", "scan", "scan"),
        ("sample_daylight", "sample", "sample_daylight"),
    ]
    printed = in_airflow(HANDED_OVER.format(connections=connections, tasks=tasks))
    assert json.loads(printed.splitlines()[-1]) == {f"{dag}.{task}": "audit" for dag, task, _ in tasks}


IN_A_TASK = """
from concurrent.futures import ThreadPoolExecutor
from airflow.dag_processing.dagbag import DagBag
from airflow.models import Connection
from airflow.utils.session import create_session
from fairnotice.pipeline import steps

with create_session() as session:
    for number in range(40):
        name = f"fairnotice_cam{number}"
        session.add(Connection(conn_id=name, conn_type="http", login=f"user{number}", password=f"s3cret-{number}"))

right = []

def look(order, clock, look_up):
    def ask(number):
        login = look_up(f"cam{number}").login
        return (login.user, login.password) == (f"user{number}", f"s3cret-{number}")
    with ThreadPoolExecutor(16) as pool:
        right.append(sum(pool.map(ask, range(40))))
    return {}

steps.begin_daylight, steps.sample_daylight = lambda scope, clock: [{}], look
run = DagBag("dags").dags["sample_daylight"].test(run_conf={"scope": "demo"})
print("state:", run.state, "right:", *right)
"""


@pytest.mark.slow
def test_the_threads_of_a_task_get_their_own_connections(in_airflow: Callable[[str], str]) -> None:
    """From Airflow's own database, as a task asks its supervisor for them."""
    printed = in_airflow(IN_A_TASK)
    assert "state: success right: 40" in printed, printed
    assert "s3cret" not in printed
