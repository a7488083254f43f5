"""What the card tells of messages and replies: those about the camera or its site, and no other operator's."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from psycopg.rows import dict_row

from fairnotice.store.migrations import migrate
from fairnotice.web.told import told_of

pytestmark = pytest.mark.slow

WORLD = """
    INSERT INTO fairnotice.registry_source VALUES ('quay', 'regular');
    INSERT INTO fairnotice.operator VALUES ('harbour', 'Harbour', 'public', '{}'), ('mill', 'Mill', 'private', '{}');
    INSERT INTO fairnotice.camera (camera_id, source, source_id, site_id, site_declared, site_class, geom, record,
        operator_id)
    SELECT 'quay:' || n, 'quay', n, site, true, 'street', st_setsrid(st_makepoint(0, 51), 4326), '{}', operator
    FROM (VALUES (1, 'steps', 'harbour'), (2, 'steps', 'harbour'), (3, 'mill', 'mill')) AS given (n, site, operator);
    INSERT INTO fairnotice.alert (cause, kind, camera_id, site_id, operator_id, status, payload, created_at, sent_at)
    VALUES
    ('a', 'finding', 'quay:1', 'steps', 'harbour', 'sent', '{"secret": "x"}', '2026-03-01', '2026-03-02'),
    ('b', 'finding', 'quay:2', 'steps', 'harbour', 'held', '{}', '2026-03-03', NULL),
    ('c', 'photo_request', NULL, 'steps', 'harbour', 'ready', '{}', '2026-03-04', NULL),
    ('d', 'photo_request', NULL, 'mill', 'mill', 'ready', '{}', '2026-03-05', NULL);
    INSERT INTO fairnotice.reply (operator_id, site_id, kind, said_by, said_at, note, state)
    VALUES
    ('harbour', 'steps', 'dispute', 'M. Quay', '2026-03-06', 'It is there.', 'waiting'),
    ('harbour', 'steps', 'dispute', 'M. Quay', '2026-03-07', 'Of the other camera.', 'waiting'),
    ('harbour', 'steps', 'photo', 'M. Quay', '2026-03-08', 'The notice.', 'waiting'),
    ('mill', 'mill', 'photo', 'M. Mill', '2026-03-09', 'Of the mill.', 'waiting');
    INSERT INTO fairnotice.reply_finding SELECT reply_id, 'quay:1', 'r', 'fail' FROM fairnotice.reply
    WHERE note = 'It is there.';
    INSERT INTO fairnotice.reply_finding SELECT reply_id, 'quay:2', 'r', 'fail' FROM fairnotice.reply
    WHERE note = 'Of the other camera.';
"""


def test_messages_and_replies_about_a_camera_or_its_site(new_database: Callable[..., str]) -> None:
    url = new_database()
    migrate(url)
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute(WORLD)
        told = told_of(connection, {"camera_id": "quay:1", "site_id": "steps", "operator_id": "harbour"})

    assert [(each["kind"], each["status"]) for each in told["alerts"]] == [
        ("photo_request", "ready"),
        ("finding", "sent"),
    ]
    assert [each["note"] for each in told["replies"]] == ["The notice.", "It is there."]
    # What a message said, and to which address, is not handed out.
    assert not {"payload", "channel", "last_error"} & told["alerts"][0].keys()
