"""What an import holds while it writes."""

from __future__ import annotations

import json

from fairnotice.domain import AuditMode
from fairnotice.pipeline import importing
from fakes.world import NOON


def feed_of(numbers: range, name: str) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [9.9, 53.5]},
                    "properties": {"id": f"cam-{number}", "name": name},
                }
                for number in numbers
            ],
        }
    ).encode()


def bring(opened, content: bytes):
    feed = importing.parse_feed(opened, content, "made", trust_grants=True)
    return importing.import_feed(
        opened, feed, content, source="made", mode=AuditMode.REGULAR, at=NOON, accept_gone=True
    )


def test_an_import_has_every_camera_locked_before_it_writes_the_first(opened, monkeypatch):
    """Else it would hold the map's counts and wait for a camera whose judgement waits for the counts."""
    bring(opened, feed_of(range(4), "Quay"))
    upsert, left = importing.cameras.upsert, []

    def looking(connection, cameras, at):
        with opened.database.transaction() as other:
            free = other.execute("SELECT source_id FROM fairnotice.camera FOR NO KEY UPDATE SKIP LOCKED").fetchall()
        left.extend(row["source_id"] for row in free)
        upsert(connection, cameras, at)

    monkeypatch.setattr(importing.cameras, "upsert", looking)
    report = bring(opened, feed_of(range(3), "Harbour"))

    assert (len(report.difference.changed), len(report.difference.gone)) == (3, 1)
    assert left == []
