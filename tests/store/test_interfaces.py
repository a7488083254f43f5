"""What QGIS reads from the database itself."""

from __future__ import annotations

import psycopg
import pytest

from web import kestrel

VIEWS = ("compliance_map", "camera_health_map", "finding_map", "district_map", "change_map")


@pytest.fixture(scope="module")
def as_reader(new_database, tmp_path_factory):
    from fairnotice.store.evidence import EvidenceStore
    from fairnotice.store.migrations import migrate

    url = new_database()
    migrate(url)
    kestrel.build(url, EvidenceStore(str(tmp_path_factory.mktemp("evidence"))))
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'fairnotice_reader'").fetchone():
            pytest.skip("this server's test user may make no roles")
        connection.execute("GRANT fairnotice_reader TO CURRENT_USER")
        connection.execute("SET ROLE fairnotice_reader")
        yield connection
        connection.execute("RESET ROLE")
        connection.execute("REVOKE fairnotice_reader FROM CURRENT_USER")


@pytest.mark.parametrize("view", VIEWS)
def test_the_reader_reads_the_views(as_reader, view):
    assert as_reader.execute(f"SELECT * FROM fairnotice.{view}").fetchall() is not None  # noqa: S608


def test_the_reader_reads_nothing_else(as_reader):
    tables = as_reader.execute(
        "SELECT relname FROM pg_class "
        "WHERE relnamespace = 'fairnotice'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
    ).fetchall()
    may = [
        name
        for (name,) in tables
        if as_reader.execute("SELECT has_table_privilege(%s, 'SELECT')", [f"fairnotice.{name}"]).fetchone()[0]
    ]

    assert set(may) == set(VIEWS)


def test_a_finding_of_a_policy_is_no_breach_of_law(as_reader):
    rows = as_reader.execute(
        "SELECT force, is_policy, breach_of_law FROM fairnotice.finding_map WHERE verdict = 'fail'"
    ).fetchall()

    assert {("law", False, True), ("policy", True, False)} == set(rows)


def test_changes_stand_at_their_camera(as_reader):
    rows = as_reader.execute(
        "SELECT change, camera, st_x(geom) FROM fairnotice.change_map ORDER BY window_date DESC"
    ).fetchall()

    assert [(row[0], row[1]) for row in rows] == [("worse", "North gate"), ("new", "North gate")]
    assert rows[0][2] == pytest.approx(kestrel.place(-60, 210)[0])
