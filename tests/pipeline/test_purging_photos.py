"""What the retention does with photos of sites: names go first, then the photo, and nothing that is still needed."""

from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.pipeline import purging
from fairnotice.store import cameras, retention
from fakes.world import NOON, audit, camera

NOW = NOON + dt.timedelta(days=3000)
PHOTO = """
    INSERT INTO fairnotice.site_photo (
        photo_id, site_id, kind, file_sha256, handed_in_by, received_at, taken_when, taken_where, outcome, quality,
        notices, width, height, model_version, likeness, evidence_sha256, state, decided_by, decided_at, reason
    ) VALUES (%s, 'made:001', 'visit', %s, 'Jo Park', %s, 'agrees', 'agrees', 'notice', '{}', '[]', 1, 1, '',
    repeat('0', 256)::bit(256), %s, %s, %s, %s, %s)
"""


@pytest.fixture
def photos(opened):
    def add(number: int, age_days: int, state: str = "accepted") -> None:
        evidence = opened.evidence.keep(str(number).encode(), kind="redacted_frame", media_type="image/png")
        at = NOW - dt.timedelta(days=age_days)
        decided = (None, None, None) if state == "waiting" else ("Ada", at, "it is up")
        with opened.database.transaction() as connection:
            connection.execute(
                "INSERT INTO fairnotice.evidence VALUES (%s, 'redacted_frame', 'image/png', 1, %s)",
                [evidence.sha256, at],
            )
            values = [f"00000000-0000-0000-0000-{number:012}", f"{number:064}", at, evidence.sha256, state, *decided]
            connection.execute(PHOTO, values)

    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", audit().mode)
        cameras.upsert(connection, [camera(1)], NOON)
    return add


def _left(opened) -> list[tuple]:
    with opened.database.transaction() as connection:
        found = connection.execute(
            "SELECT handed_in_by, decided_by, evidence_sha256 IS NOT NULL AS pictured FROM fairnotice.site_photo"
        ).fetchall()
    return [tuple(row.values()) for row in found]


@pytest.mark.parametrize(
    ("age_days", "left"),
    [
        (10, [("Jo Park", "Ada", True)]),
        (100, [("Jo Park", "Ada", False)]),
        (500, [("", "", False)]),
        (800, []),
    ],
)
def test_a_photos_picture_goes_first_then_names_then_the_rest(opened, photos, age_days, left):
    photos(1, age_days)
    purging.purge(opened, NOW, NOW, dry_run=False)
    assert _left(opened) == left


def test_a_photo_that_waits_is_kept_whole(opened, photos):
    photos(1, 800, "waiting")
    report = purging.purge(opened, NOW, NOW, dry_run=False)
    assert _left(opened) == [("Jo Park", None, True)]
    assert report.counts["site_photo"].kept == {"a photo that waits for an inspector": 1}
    assert retention.default_retention().periods["site_photo"].days < 800
