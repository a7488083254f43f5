"""A sender that is killed anywhere loses no message, and repeats only what nobody could know to have arrived.

Counted at a real mail server, which kills the sender itself: while it hears the address, while it hears the text, and
after it has taken a message but before the sender can write that down. `make soak` does it with 1,000 messages.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections import Counter

import hypothesis
import psycopg
import pytest
from aiosmtpd.controller import Controller

from fairnotice.alerts.digesting import gather_due
from fairnotice.settings import Settings
from fairnotice.store import digests
from fairnotice.store.database import Database
from ops.places import ROOT, free_port

START = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
SENDER = """
import datetime as dt, sys
from fairnotice.alerts.deliver import deliver
from fairnotice.settings import Settings
from fairnotice.store.database import Database
url, smtp, home, now = sys.argv[1:]
settings = Settings(home=home, smtp_url=smtp, alert_recipients="@lindhaven.example", reminder_days="")
with Database(url) as database:
    deliver(database, settings, dt.datetime.fromisoformat(now))
"""
OUTBOX = """
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
SOAKING = hypothesis.settings().max_examples > 1000


class Deadly:
    """A mail server that does harm at some of the messages, each time another."""

    def __init__(self, every: int, restart) -> None:
        self.taken: Counter[str] = Counter()
        self.doubtful: Counter[str] = Counter()
        """How often the sender could not know whether a message had been taken."""
        self.harms: Counter[str] = Counter()
        self.sender = 0
        self._every, self._restart = every, restart
        self._count = 0

    def _kill(self) -> None:
        if self.sender:
            os.kill(self.sender, signal.SIGKILL)
            self.sender = 0

    def _harm(self) -> str:
        self._count += 1
        if self._count % self._every:
            return ""
        ways = ("address", "text", "taken", "busy", "busy at the address", "refused", "hang up", "no database")
        way = ways[(self._count // self._every) % len(ways)]
        self.harms[way] += 1
        return way

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 - aiosmtpd's name
        session.harm = self._harm()
        if session.harm == "busy at the address":
            return "451 try later"
        if session.harm == "address":
            self._kill()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (name,) = [
            line.split(b":", 1)[1].strip().decode()
            for line in envelope.content.splitlines()
            if line.lower().startswith(b"message-id:")
        ]
        match session.harm:
            case "busy":
                return "452 disk full"
            case "refused":
                return "554 not today"
            case "text":
                self.doubtful[name] += 1
                self._kill()
                return "451 nobody hears this"
            case "taken":
                self.doubtful[name] += 1
                self._kill()
            case "hang up":
                self.doubtful[name] += 1
                server.transport.abort()
            case "no database":
                self._restart()
        self.taken[name] += 1
        return "250 OK"


@pytest.mark.slow
@pytest.mark.hypothesis
@pytest.mark.timeout(0)
def test_no_message_is_lost_and_none_is_repeated_without_need(empty_database_url, tmp_path):
    number, every = (1000, 9) if SOAKING else (48, 4)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(psycopg.ClientCursor(connection).mogrify(OUTBOX, {"number": number}))
    settings = Settings(home=tmp_path, reminder_days="")
    with Database(empty_database_url) as database:
        assert gather_due(database, settings, START) == number

    def restart() -> None:
        """End every connection to the database, as a restart does."""
        with psycopg.connect(empty_database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    server = Deadly(every, restart=restart)
    port = free_port(20000, 29999)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        runs = _send_until_nothing_is_left(empty_database_url, server, port, tmp_path)
    finally:
        controller.stop()

    with psycopg.connect(empty_database_url) as connection:
        rows = connection.execute(
            "SELECT digest_id, status FROM fairnotice.digest WHERE audience = 'operator'"
        ).fetchall()
        alerts = connection.execute(
            "SELECT count(*) FROM fairnotice.alert WHERE kind = 'photo_request' AND status = 'sent'"
        ).fetchone()
    expected = {f"<{digest_id}@fairnotice>" for digest_id, _ in rows}
    assert len(expected) == number
    assert server.taken.keys() == expected, "lost"
    assert {status for _, status in rows} == {"sent"}
    assert alerts == (number,)
    repeated = {name: count - 1 for name, count in server.taken.items() if count > 1}
    assert all(count <= server.doubtful[name] for name, count in repeated.items()), "repeated without need"
    assert set(server.harms) >= {"address", "text", "taken", "busy", "refused", "hang up", "no database"}, runs


def _send_until_nothing_is_left(url: str, server: Deadly, port: int, home) -> int:
    """Start one sender after another, each an hour later, until everything was sent; give refused ones another try."""
    for run in range(400):
        now = START + dt.timedelta(hours=run)
        process = subprocess.Popen(
            [sys.executable, "-c", SENDER, url, f"smtp://127.0.0.1:{port}", str(home), now.isoformat()],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": "plugins:tests:."},
            stderr=subprocess.DEVNULL,
        )
        server.sender = process.pid
        process.wait()
        server.sender = 0
        with Database(url) as database, database.transaction() as connection:
            digests.try_again(connection, now)
            left = connection.execute("SELECT count(*) AS n FROM fairnotice.digest WHERE status <> 'sent'").fetchone()
        if left is not None and left["n"] == 0:
            return run + 1
    return 400


@pytest.mark.slow
def test_several_senders_at_once_send_each_message_once(empty_database_url, tmp_path):
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(psycopg.ClientCursor(connection).mogrify(OUTBOX, {"number": 40}))
    server = Deadly(10**9, restart=None)
    port = free_port(20000, 29999)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings = Settings(
        home=tmp_path, smtp_url=f"smtp://127.0.0.1:{port}", alert_recipients="@lindhaven.example", reminder_days=""
    )

    def send() -> None:
        from fairnotice.alerts.deliver import deliver

        with Database(empty_database_url) as database:
            deliver(database, settings, START)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    controller.stop()

    assert len(server.taken) == 40
    assert set(server.taken.values()) == {1}
    assert all(uuid.UUID(name.strip("<>").split("@")[0]) for name in server.taken)
