"""A sender of webhooks that is killed anywhere loses no event, and repeats only what nobody could know to have arrived.

Counted at a receiver that verifies each signature and does harm itself: it kills the sender before and after it has
taken an event, answers too late, hangs up, is busy or broken, and takes the sender's database away. `make soak` does it
with 1,000 events.
"""

from __future__ import annotations

import threading

import pytest

from alerts.killing import (
    SOAKING,
    START,
    Harmful,
    check_nothing_is_lost_or_repeated,
    fill_outbox,
    send_until_nothing_is_left,
)
from fairnotice.alerts.digesting import gather_due
from fairnotice.settings import Settings
from fairnotice.store import webhooks
from fairnotice.store.database import Database
from fakes.webhook_receiver import Answer, Receiver

pytestmark = pytest.mark.slow

WAYS = ("arrived", "taken", "late", "late and lost", "hang up", "broken", "busy", "no database")
DEADLINE_S = 0.8
NETWORK = "127.0.0.1/32"
SENDER = f"""
import datetime as dt, sys
from fairnotice.alerts import webhooks
from fairnotice.alerts.deliver import deliver
from fairnotice.settings import Settings
from fairnotice.store.database import Database
webhooks.DEADLINE_S = {DEADLINE_S}
url, home, now = sys.argv[1:]
with Database(url) as database:
    settings = Settings(home=home, webhook_networks="{NETWORK}", reminder_days="")
    deliver(database, settings, dt.datetime.fromisoformat(now))
"""


class Deadly(Receiver):
    """A verifying receiver that does harm at some of the events."""

    def __init__(self, harmful: Harmful) -> None:
        super().__init__(webhooks.new_secret())
        self.harmful = harmful

    def receive(self, headers: dict[str, str], body: bytes) -> Answer | None:
        name, harm = headers["webhook-id"], self.harmful.next_harm()
        match harm:
            case "arrived":
                self.harmful.doubtful[name] += 1
                self.harmful.kill()
                return None
            case "broken":
                return 500, {}, b"stack trace"
            case "busy":
                return 429, {"Retry-After": "1800"}, b""
            case "late and lost":
                self.harmful.doubtful[name] += 1
                threading.Event().wait(2 * DEADLINE_S)
                return None
            case "no database":
                self.harmful.restart_database()
        answer = super().receive(headers, body)
        assert answer is not None
        if answer[0] != 204:
            return answer
        self.harmful.taken[name] += 1
        if harm in ("taken", "late", "hang up"):
            self.harmful.doubtful[name] += 1
        match harm:
            case "taken":
                self.harmful.kill()
                return None
            case "late":
                threading.Event().wait(2 * DEADLINE_S)
            case "hang up":
                return None
        return answer


@pytest.mark.hypothesis
@pytest.mark.timeout(0)
def test_no_event_is_lost_and_none_is_repeated_without_need(empty_database_url, tmp_path):
    number, every = (1000, 9) if SOAKING else (36, 4)
    fill_outbox(empty_database_url, number)
    settings = Settings(home=tmp_path, webhook_networks=NETWORK, reminder_days="")
    harmful = Harmful(empty_database_url, every, WAYS)
    with Deadly(harmful) as receiver:
        with Database(empty_database_url) as database:
            with database.transaction() as connection:
                for n in range(1, number + 1):
                    webhooks.add(
                        connection,
                        settings.home,
                        operator_id=f"op-{n}",
                        url=receiver.url,
                        # Of places of their own, so that one that is late does not hold up the others.
                        place=f"host-{n}",
                        by="me",
                        now=START,
                        secret=receiver.secret,
                    )
            assert gather_due(database, settings, START) == number
        arguments = [empty_database_url, str(tmp_path)]
        runs = send_until_nothing_is_left(
            empty_database_url, harmful, lambda now: ["-c", SENDER, *arguments, now.isoformat()]
        )

    check_nothing_is_lost_or_repeated(empty_database_url, harmful, number, str)
    assert set(harmful.harms) >= set(WAYS), runs
    assert receiver.taken.keys() == harmful.taken.keys()
