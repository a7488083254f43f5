"""Evidence is found by its hash, whoever asks for it: a wall that looks through all findings would stop the map."""

from __future__ import annotations

import psycopg
import pytest

from fairnotice.web.identity import Role, Viewer
from fairnotice.web.reader import Reader

pytestmark = pytest.mark.slow
FOUND = "SELECT count(*) AS n FROM fairnotice.evidence WHERE sha256 = %s"
SCANS = """
    SELECT coalesce(sum(seq_scan), 0) AS n FROM pg_stat_xact_user_tables
    WHERE schemaname = 'fairnotice' AND relname = ANY (ARRAY['finding', 'camera', 'site_photo', 'reply'])
"""
INES = Viewer(Role.INSPECTOR, "Ines", districts=("kb-west",))
QUAY = Viewer(Role.OPERATOR, "Quay", operator_id="harbour")


@pytest.fixture
def reader(kestrel_bay):
    opened = Reader(kestrel_bay.url)
    yield opened
    opened.close()


@pytest.mark.parametrize("viewer", [INES, QUAY], ids=lambda viewer: viewer.role.value)
@pytest.mark.parametrize("is_there", [True, False])
def test_no_table_is_read_through_for_one_piece_of_evidence(reader, kestrel_bay, viewer, is_there):
    asked = kestrel_bay.evidence["picture"] if is_there else "0" * 64
    with reader.connection(viewer) as connection:
        # Of tables as small as a test's, reading through them would be cheaper; it must not even be needed.
        connection.execute("SET LOCAL enable_seqscan = off")
        assert connection.execute(FOUND, [asked]).fetchone()["n"] == is_there
        assert connection.execute(SCANS).fetchone()["n"] == 0


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(Role.INSPECTOR, "Ines", districts=("nowhere",)),
        Viewer(Role.OPERATOR, "Hal", operator_id="nobody"),
        Viewer(Role.OPERATOR, "Hal"),
    ],
    ids=["another district", "another operator", "no operator"],
)
def test_nobody_is_shown_evidence_of_others(reader, kestrel_bay, viewer):
    with reader.connection(viewer) as connection:
        assert connection.execute(FOUND, [kestrel_bay.evidence["picture"]]).fetchone()["n"] == 0


@pytest.mark.parametrize("name", ["is_evidence_of_own_districts", "is_evidence_of_own_cameras"])
def test_the_public_cannot_ask_whether_there_is_such_evidence(reader, name):
    with (
        reader.connection(Viewer(Role.PUBLIC, "public")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SELECT fairnotice.{name}('x')")


@pytest.mark.parametrize("view", ["compliance_map", "camera_health_map", "finding_map", "district_map", "change_map"])
@pytest.mark.parametrize("viewer", [INES, QUAY], ids=lambda viewer: viewer.role.value)
def test_a_view_that_shows_everything_is_no_way_around_the_wall(reader, viewer, view):
    with reader.connection(viewer) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT 1 FROM fairnotice.{view}")  # noqa: S608
