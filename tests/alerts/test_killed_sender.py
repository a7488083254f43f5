"""A sender that is killed anywhere loses no message, and repeats only what nobody could know to have arrived.

Counted at a real mail server, which kills the sender itself: while it hears the address, while it hears the text, and
after it has taken a message but before the sender can write that down. `make soak` does it with 1,000 messages.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid

import pytest
from aiosmtpd.controller import Controller

from alerts.killing import (
    SOAKING,
    START,
    Harmful,
    check_nothing_is_lost_or_repeated,
    fill_outbox,
    send_until_nothing_is_left,
)
from fairnotice.alerts.deliver import _PAUSE_S, _TRIES_TO_NOTE, deliver
from fairnotice.alerts.digesting import gather_due
from fairnotice.settings import Settings
from fairnotice.store.database import Database
from fairnotice.store.migrations import migrate
from ops.places import free_port
from own_cluster import Installation

WAYS = ("address", "text", "taken", "busy", "busy at the address", "refused", "hang up", "no database")
LONGEST_WAIT_S = 0.8 * _TRIES_TO_NOTE * _PAUSE_S
SENDER = """
import datetime as dt, sys
from fairnotice.alerts.deliver import deliver
from fairnotice.settings import Settings
from fairnotice.store.database import Database
from fairnotice.store.migrations import migrate
url, smtp, home, now = sys.argv[1:]
settings = Settings(home=home, smtp_url=smtp, alert_recipients="@lindhaven.example", reminder_days="")
with Database(url) as database:
    deliver(database, settings, dt.datetime.fromisoformat(now))
"""


class Deadly(Harmful):
    """A mail server that does harm at some of the messages."""

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 - aiosmtpd's name
        session.harm = self.next_harm()
        if session.harm == "busy at the address":
            return "451 try later"
        if session.harm == "address":
            self.kill()
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
                self.kill()
                return "451 nobody hears this"
            case "taken":
                self.doubtful[name] += 1
                self.kill()
            case "hang up":
                self.doubtful[name] += 1
                server.transport.abort()
            case "no database":
                gone = time.monotonic()
                self.restart_database()
                if time.monotonic() - gone > LONGEST_WAIT_S:
                    # Longer than the sender waits to write down what became of it.
                    self.doubtful[name] += 1
        self.taken[name] += 1
        return "250 OK"


@pytest.mark.slow
@pytest.mark.hypothesis
@pytest.mark.timeout(0)
def test_no_message_is_lost_and_none_is_repeated_without_need(empty_database_url, tmp_path):
    number, every = (1000, 9) if SOAKING else (48, 4)
    fill_outbox(empty_database_url, number)
    with Database(empty_database_url) as database:
        assert gather_due(database, Settings(home=tmp_path, reminder_days=""), START) == number
    server = Deadly(empty_database_url, every, WAYS)
    port = free_port(20000, 29999)
    arguments = [empty_database_url, f"smtp://127.0.0.1:{port}", str(tmp_path)]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        runs = send_until_nothing_is_left(
            empty_database_url, server, lambda now: ["-c", SENDER, *arguments, now.isoformat()]
        )
    finally:
        controller.stop()

    check_nothing_is_lost_or_repeated(empty_database_url, server, number, lambda digest_id: f"<{digest_id}@fairnotice>")
    assert set(server.harms) >= set(WAYS), runs


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize("how", ["crashes", "restarts"])
def test_a_database_that_goes_away_and_comes_back_costs_no_message_and_repeats_none(tmp_path, how):
    own = Installation(tmp_path / "home")
    own("start")

    def restart() -> None:
        if how == "crashes":
            os.kill(own.pid, signal.SIGKILL)
        else:
            own("stop")
        own("start")

    try:
        migrate(own.url)
        fill_outbox(own.url, 6)
        server = Deadly(own.url, 3, ("no database",), restart)
        port = free_port(20000, 29999)
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            arguments = [own.url, f"smtp://127.0.0.1:{port}", str(tmp_path)]
            runs = send_until_nothing_is_left(own.url, server, lambda now: ["-c", SENDER, *arguments, now.isoformat()])
        finally:
            controller.stop()

        check_nothing_is_lost_or_repeated(own.url, server, 6, lambda digest_id: f"<{digest_id}@fairnotice>")
        assert server.harms["no database"] == 2, runs
    finally:
        own("remove")


@pytest.mark.slow
def test_several_senders_at_once_send_each_message_once(empty_database_url, tmp_path):
    fill_outbox(empty_database_url, 40)
    server = Deadly(empty_database_url, 10**9, WAYS)
    port = free_port(20000, 29999)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings = Settings(
        home=tmp_path, smtp_url=f"smtp://127.0.0.1:{port}", alert_recipients="@lindhaven.example", reminder_days=""
    )

    def send() -> None:
        with Database(empty_database_url) as database:
            deliver(database, settings, START)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(120)
    controller.stop()

    assert len(server.taken) == 40
    assert set(server.taken.values()) == {1}
    assert all(uuid.UUID(name.strip("<>").split("@")[0]) for name in server.taken)
