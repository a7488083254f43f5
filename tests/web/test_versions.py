"""As soon as something is known, what a browser keeps of before is no longer used."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from fairnotice.web.app import create_app
from web.conftest import JUDGED, Served

CITATION = {"instrument": "Regulation (EU) 2016/679", "article": "Article 13"}
TOWN = """
INSERT INTO fairnotice.registry_source (source) VALUES ('quay');
INSERT INTO fairnotice.operator (operator_id, name, kind, record) VALUES ('op-1', 'Harbour', 'public', '{}');
INSERT INTO fairnotice.camera
(camera_id, source, source_id, site_id, site_declared, site_class, geom, record, operator_id)
SELECT 'quay:' || n, 'quay', n, 'quay:' || n, false, 'street', st_setsrid(st_makepoint(-38 + n / 900.0, 31.5), 4326),
'{}', 'op-1' FROM generate_series(1, 9) AS n;
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode) VALUES ('night', 'quay', '2026-03-01', 'regular');
"""
CHANGES = {
    "an audit ends": "UPDATE fairnotice.audit SET finished_at = now(), summary = '{}'",
    "a finding changes": "UPDATE fairnotice.finding SET verdict = 'review' WHERE camera_id = 'quay:7'",
    "an inspector confirms": (
        "INSERT INTO fairnotice.review (camera_id, rule_id, decision, inspector, reason, decided_at)"
        " VALUES ('quay:7', 'r', 'confirm', 'I', 'seen', now())"
    ),
    "somebody visits": (
        "INSERT INTO fairnotice.site_visit (site_id, visited_on, visited_by, notice_found)"
        " VALUES ('quay:7', '2026-03-02', 'I', true)"
    ),
    "a message leaves": (
        "INSERT INTO fairnotice.alert (cause, kind, audit_id, camera_id, rule_id, operator_id, status, payload)"
        " VALUES ('c', 'finding', 'night', 'quay:7', 'r', 'op-1', 'ready', '{\"mode\": \"regular\"}');"
        " UPDATE fairnotice.alert SET status = 'sent', sent_at = now()"
    ),
    "an operator replies": (
        "INSERT INTO fairnotice.reply (operator_id, site_id, kind, said_by, said_at, state)"
        " VALUES ('op-1', 'quay:7', 'acknowledge', 'J', now(), 'noted')"
    ),
    "districts are imported": (
        "INSERT INTO fairnotice.district (district_id, name, source, geom) VALUES"
        " ('d', 'D', 'f', st_multi(st_makeenvelope(-39, 31, -37, 32, 4326)))"
    ),
    "a camera moves": "UPDATE fairnotice.camera SET geom = st_translate(geom, 0.001, 0) WHERE camera_id = 'quay:3'",
}
SHOWN = ("tiles/8/100/104.mvt", "api/summary", "api/cameras", "api/districts", "ogc/collections/cameras/items")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(new_database, tmp_path_factory) -> Iterator[tuple[httpx.Client, str]]:
    url = new_database()
    migrate(url)
    with psycopg.connect(url) as connection:
        connection.execute(TOWN)
        connection.execute(JUDGED)
        connection.execute("UPDATE fairnotice.finding SET citation = %s", [Jsonb(CITATION)])
    store = EvidenceStore(str(tmp_path_factory.mktemp("evidence")))
    with Served(create_app(url, store)) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client, url


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_kept_of_before_is_not_used_after(town, change):
    client, url = town
    before = {}
    for path in SHOWN:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        before[path] = answer.headers["etag"]
        assert client.get(path, headers={"If-None-Match": before[path]}).status_code == 304, path

    with psycopg.connect(url) as connection:
        connection.execute(CHANGES[change])

    card = client.get("api/cameras/quay:7")
    assert card.status_code == 200
    assert "etag" not in card.headers  # asked for each time
    assert "max-age" not in card.headers.get("cache-control", "")
    for path, etag in before.items():
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200, path
