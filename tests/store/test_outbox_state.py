"""What the watch sees of messages that wait."""

import datetime as dt

from fairnotice.alerts.causes import channel_dead
from fairnotice.store import freshness, outbox
from fakes.world import NOON


def test_what_no_digest_gathers_for_a_day_is_overdue(database):
    with database.transaction() as connection:
        outbox.enqueue(connection, [channel_dead("email", "", "refused", NOON)])

    def overdue(after: dt.timedelta) -> int:
        before = NOON + after
        with database.transaction() as connection:
            signs = freshness.signs_of_life(connection, source=None, outbox_before=before, given_up_since=NOON)
        return signs.outbox.overdue

    assert overdue(dt.timedelta(hours=23)) == 0
    assert overdue(dt.timedelta(hours=25)) == 1
