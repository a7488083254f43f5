"""What the tests of killed senders share: a full outbox, and a sender that is started until nothing is left."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import hypothesis
import psycopg

from fairnotice.store import digests
from fairnotice.store.database import Database
from ops.places import ROOT

START = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
SOAKING = hypothesis.settings().max_examples > 1000
_MOST_RUNS = 400
_OUTBOX = """
INSERT INTO fairnotice.registry_source (source) VALUES ('made');
INSERT INTO fairnotice.operator (operator_id, name, kind, record)
SELECT
    'op-' || n, 'Operator ' || n, 'private', jsonb_build_object(
        'operator_id', 'op-' || n, 'name', 'Operator ' || n, 'kind', 'private', 'contacts', jsonb_build_array(
            jsonb_build_object('kind', 'email', 'address', n || '@lindhaven.example', 'verified_on', '2026-01-01')
        )
    )
FROM generate_series(1, %(number)s) AS n;
INSERT INTO fairnotice.alert (cause, kind, operator_id, status, payload, ready_at)
SELECT
    'photo|' || n, 'photo_request', 'op-' || n, 'ready', jsonb_build_object(
        'mode', 'regular', 'camera', 'Quay ' || n, 'camera_id', 'made:' || n, 'cameras', 3, 'site', 'made/' || n,
        'lon', -30.0, 'lat', 25.0, 'reason_codes', jsonb_build_array('blurred'), 'since', '2026-03-02'
    ), '2026-03-02T12:00Z'
FROM generate_series(1, %(number)s) AS n;
"""


def fill_outbox(url: str, number: int) -> None:
    """Put one message for each of so many operators, who all have a verified address."""
    with psycopg.connect(url) as connection:
        connection.execute(psycopg.ClientCursor(connection).mogrify(_OUTBOX, {"number": number}))


class Harmful:
    """What a receiver does at some of the messages, each time another harm; it knows the sender and its database."""

    def __init__(
        self, url: str, every: int, ways: tuple[str, ...], restart: Callable[[], object] | None = None
    ) -> None:
        self.taken: Counter[str] = Counter()
        self.doubtful: Counter[str] = Counter()
        """How often the sender could not know whether a message had been taken."""
        self.harms: Counter[str] = Counter()
        self.sender: subprocess.Popen[bytes] | None = None
        self._url, self._every, self._ways = url, every, ways
        self._restart = restart
        self._count = 0

    def next_harm(self) -> str:
        self._count += 1
        if self._count % self._every:
            return ""
        way = self._ways[(self._count // self._every) % len(self._ways)]
        self.harms[way] += 1
        return way

    def kill(self) -> None:
        """Kill the sender that runs; never a process that took its number later."""
        if self.sender is not None:
            self.sender.send_signal(signal.SIGKILL)

    def restart_database(self) -> None:
        """Restart the database as the test does it; as a default by ending every connection to it."""
        if self._restart is not None:
            self._restart()
            return
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def send_until_nothing_is_left(url: str, receiver: Harmful, command: Callable[[dt.datetime], list[str]]) -> int:
    """Start one sender after another, each an hour later, until everything was sent; give refused ones another try.

    Args:
        url: The database.
        receiver: Who does harm.
        command: From the sender's time to Python's arguments.

    Returns:
        How many were started.
    """
    for run in range(_MOST_RUNS):
        now = START + dt.timedelta(hours=run)
        with subprocess.Popen(
            [sys.executable, *command(now)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": "plugins:tests:."},
            stderr=subprocess.DEVNULL,
        ) as receiver.sender:
            receiver.sender.wait(timeout=300)
        receiver.sender = None
        with Database(url) as database, database.transaction() as connection:
            digests.try_again(connection, now)
            left = connection.execute("SELECT count(*) AS n FROM fairnotice.digest WHERE status <> 'sent'").fetchone()
        if left is not None and left["n"] == 0:
            return run + 1
    return _MOST_RUNS


def check_nothing_is_lost_or_repeated(url: str, receiver: Harmful, number: int, named: Callable[[str], str]) -> None:
    """Hold what the receiver took against what was to be sent.

    Args:
        url: The database.
        receiver: Who counted.
        number: How many messages there were.
        named: From a digest's id to how the receiver calls it.
    """
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT digest_id, status FROM fairnotice.digest WHERE audience = 'operator'"
        ).fetchall()
        alerts = connection.execute(
            "SELECT count(*) FROM fairnotice.alert WHERE kind = 'photo_request' AND status = 'sent'"
        ).fetchone()
    expected = {named(str(digest_id)) for digest_id, _ in rows}
    assert len(expected) == number
    assert receiver.taken.keys() == expected, "lost"
    assert {status for _, status in rows} == {"sent"}
    assert alerts == (number,)
    repeated = {name: count - 1 for name, count in receiver.taken.items() if count > 1}
    assert all(count <= receiver.doubtful[name] for name, count in repeated.items()), "repeated without need"
