"""The authority's figures, as JSON and as CSV that a spreadsheet takes for nothing else, for those who may see them."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

from fairnotice.domain import AuditMode
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, facts, findings
from fairnotice.store.database import Database
from fairnotice.web.app import create_app
from fairnotice.web.identity import Role, Viewer
from fakes.world import DAY, NOON, audit, camera, finding

pytestmark = pytest.mark.slow

TOLD = """
    INSERT INTO fairnotice.alert
    (cause, kind, audit_id, camera_id, rule_id, operator_id, status, payload, sent_at, due_on)
    SELECT camera_id, 'finding', audit_id, camera_id, rule_id, 'op-1', 'sent', '{}', now() - interval '3 days',
        current_date - 1
    FROM fairnotice.finding
"""


class AsViewer:
    """Says who asks, as Airflow's login does."""

    def __init__(self, app):
        self.app, self.viewer = app, Viewer(Role.SUPERVISOR, "Ada", csrf="x")

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            scope["fairnotice.viewer"] = self.viewer
        await self.app(scope, receive, send)


@pytest.fixture
def office(empty_database_url):
    with Database(empty_database_url) as database, database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera()], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        findings.put(connection, audit(), ["made:001"], [Judged(finding())])
        connection.execute(TOLD)
        connection.execute("UPDATE fairnotice.operator SET name = '=1+1'")
    app = AsViewer(create_app(empty_database_url))
    with TestClient(app, base_url="https://fairnotice.example") as client:
        client.asking = app
        yield client


def test_what_is_open_is_counted_and_named(office):
    found = office.get("/api/figures")

    assert found.status_code == 200, found.text
    total = found.json()["total"]
    assert (total["told"], total["open"], total["overdue"]) == (1, 1, 1)
    assert total["answered"] == {"count": 1, "happened": 0, "quartiles": [None, None, None], "open": 1}
    assert found.json()["mode"] == "regular"
    assert "no-store" in found.headers["cache-control"]


def test_a_spreadsheet_takes_no_name_for_a_formula(office):
    found = office.get("/api/figures.csv")
    lines = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))

    assert [(line["by"], line["name"]) for line in lines] == [("all", ""), ("operator", "'=1+1"), ("district", "")]
    assert lines[0]["days_to_fix_half"] == "not yet"
    assert "figures.csv" in found.headers["content-disposition"]


@pytest.mark.parametrize(
    ("viewer", "status"),
    [
        (Viewer(Role.PUBLIC, "public"), 401),
        (Viewer(Role.OPERATOR, "Bo", operator_id="op-1"), 403),
        (Viewer(Role.INSPECTOR, "Cy"), 200),
    ],
)
def test_only_the_authority_sees_them(office, viewer, status):
    office.asking.viewer = viewer

    assert {office.get(path).status_code for path in ("/api/figures", "/api/figures.csv")} == {status}


def test_an_inspector_of_districts_counts_those(office):
    office.asking.viewer = Viewer(Role.INSPECTOR, "Cy", districts=("harbour",))

    assert office.get("/api/figures").json()["total"]["told"] == 0


def test_odd_questions_are_refused_with_a_reason(office):
    for query in ("days=0", "days=x", "days=99999", "mode=odd", "as_of=2026", "as_of=1970-01-01T00:00:00Z"):
        answer = office.get(f"/api/figures?{query}")
        assert (answer.status_code, bool(answer.json()["reason"])) == (400, True), query


def test_the_page_and_its_parts_are_there(office):
    import re

    page = office.get("/figures/")
    for address in re.findall(r'(?:src|href)="\.\./(static[^"]+)"', page.text):
        assert office.get(f"/{address}").status_code == 200, address
