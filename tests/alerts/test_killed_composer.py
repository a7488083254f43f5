"""Whoever is killed while composing has composed whole digests: nothing is lost, and nothing is told twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from alerts.killing import START, fill_outbox
from fairnotice.alerts.digesting import gather_due
from fairnotice.settings import Settings
from fairnotice.store.database import Database
from ops.places import ROOT

pytestmark = pytest.mark.slow

COMPOSER = """
import datetime as dt, os, signal, sys
from fairnotice.alerts import digesting
from fairnotice.settings import Settings
from fairnotice.store.database import Database

url, home, now, moment = sys.argv[1:]
left = 3

def die() -> None:
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def dying(call, before):
    def called(*arguments, **options):
        if before:
            die()
        done = call(*arguments, **options)
        if not before:
            die()
        return done
    return called

module, name, before = {
    "taken": (digesting.outbox, "take_group", False),
    "composed": (digesting, "compose", False),
    "written": (digesting.digests, "put", False),
    "grouped": (digesting, "_gather_group", True),
}[moment]
setattr(module, name, dying(getattr(module, name), before))
with Database(url) as database:
    digesting.gather_due(database, Settings(home=home, reminder_days=""), dt.datetime.fromisoformat(now))
"""


@pytest.mark.parametrize("moment", ["taken", "composed", "written", "grouped"])
def test_what_was_not_composed_is_composed_by_the_next_one(empty_database_url, tmp_path, moment):
    fill_outbox(empty_database_url, 6)
    arguments = [empty_database_url, str(tmp_path), START.isoformat(), moment]
    killed = [
        subprocess.run(
            [sys.executable, "-c", COMPOSER, *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": "plugins:tests:."},
            check=False,
            timeout=120,
        ).returncode
        for _ in range(2)
    ]
    with Database(empty_database_url) as database:
        last = gather_due(database, Settings(home=tmp_path, reminder_days=""), START)

    assert killed == [-signal.SIGKILL, -signal.SIGKILL]
    assert last == 2
    with psycopg.connect(empty_database_url) as connection:
        digests = connection.execute("SELECT operator_id, count(*) FROM fairnotice.digest GROUP BY 1").fetchall()
        told = connection.execute("SELECT count(DISTINCT digest_id), count(*) FROM fairnotice.alert").fetchone()
        ways = connection.execute("SELECT count(*) FROM fairnotice.delivery").fetchone()
    assert sorted(digests) == [(f"op-{n}", 1) for n in range(1, 7)]
    assert told == (6, 6)
    assert ways == (6,)
