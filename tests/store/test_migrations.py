from urllib.parse import urlsplit

import psycopg
import pytest

from fairnotice.errors import ConfigurationError, StoreUnavailableError
from fairnotice.store.migrations import _ROLES, MIGRATIONS, migrate

pytestmark = pytest.mark.slow


def test_every_migration_is_applied_once(new_database):
    url = new_database()
    numbered = sorted(path.stem for path in MIGRATIONS.glob("*.sql") if not path.stem.endswith(".rollback"))

    assert migrate(url) == numbered
    assert migrate(url) == []


def test_every_migration_can_be_rolled_back():
    forward = {path.stem for path in MIGRATIONS.glob("*.sql") if not path.stem.endswith(".rollback")}
    back = {path.stem.removesuffix(".rollback") for path in MIGRATIONS.glob("*.rollback.sql")}

    assert forward == back


def test_rolling_all_back_leaves_nothing(new_database):
    url = new_database()
    migrate(url)

    with psycopg.connect(url) as connection:
        for path in sorted(MIGRATIONS.glob("*.rollback.sql"), reverse=True):
            connection.execute(path.read_text())
        left = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'fairnotice'").fetchone()

    assert left == (0,)


def test_a_database_that_is_down_is_said_without_the_password():
    with pytest.raises(StoreUnavailableError, match="cannot be reached") as raised:
        migrate("postgresql://someone:swordfish@127.0.0.1:1/nothing")

    assert "swordfish" not in str(raised.value)


LIVED_WITH = """
INSERT INTO fairnotice.registry_source (source) VALUES ('quays');
INSERT INTO fairnotice.camera (camera_id, source, source_id, site_id, site_declared, site_class, geom, record)
VALUES ('quays:1', 'quays', '1', 'quays:1', false, 'street', 'SRID=4326;POINT(25 -40)', '{}');
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode)
VALUES ('quays/2026-03-01T00:00Z', 'quays', '2026-03-01T00:00Z', 'regular');
INSERT INTO fairnotice.finding (
    camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, reasons, citation, since,
    judged_on, audit_id
) VALUES (
    'quays:1', 'xx.law.notice', 'xx.law', '1', 'Notice', 'fail', 'law', 'medium', 0.95,
    '[{"code": "visit_found_none", "text": "None.", "settles": ""}]', '{}', '2026-03-01', '2026-03-01',
    'quays/2026-03-01T00:00Z'
);
SELECT fairnotice.ensure_month('2026-03-01');
INSERT INTO fairnotice.finding_event (
    window_date, audit_id, camera_id, rule_id, change, verdict, pack_version, confidence, reasons
) SELECT
    '2026-03-01', 'quays/2026-03-01T00:00Z', camera_id, 'xx.law.notice', 'new', 'fail', '1', 0.95,
    '[{"code": "visit_found_none", "text": "None.", "settles": ""}]'
FROM fairnotice.camera;
"""
OVERRULED = """
UPDATE fairnotice.finding SET
    verdict = 'pass', proof = 'inspector', since = '2026-03-02', overrule = '{"until": "2026-12-31"}',
    by_program = '{"since": "2026-03-01", "finding": {
        "verdict": "fail", "confidence": 0.95, "proof": "site_visit", "remedy": "Put one up",
        "reasons": [{"code": "visit_found_none", "text": "None.", "settles": ""}]
    }}';
INSERT INTO fairnotice.finding_event (
    window_date, audit_id, camera_id, rule_id, change, verdict, pack_version, confidence, reasons, cause
) SELECT window_date, audit_id, camera_id, rule_id, 'overruled', 'pass', pack_version, 0.95, reasons, 'inspector'
FROM fairnotice.finding_event;
"""


def test_findings_that_were_there_before_keep_their_history_and_come_back(new_database, tmp_path):
    url = new_database()
    for path in MIGRATIONS.glob("*.sql"):
        if path.name < "0006":
            (tmp_path / path.name).write_text(path.read_text())
    before = migrate(url, tmp_path)
    with psycopg.connect(url) as connection:
        connection.execute(LIVED_WITH)

    later = migrate(url)
    assert (before[-1], later[0]) == ("0005_camera_view", "0006_finding_life")
    with psycopg.connect(url) as connection:
        held = "SELECT verdict, since::text, proof FROM fairnotice.finding"
        assert connection.execute(held).fetchall() == [("fail", "2026-03-01", None)]
        told = connection.execute("SELECT change, verdict, cause, sequence FROM fairnotice.finding_event").fetchall()
        assert told == [("new", "fail", "facts", None)]
        with pytest.raises(psycopg.errors.RestrictViolation), connection.transaction():
            connection.execute("UPDATE fairnotice.finding_event SET verdict = 'pass'")

        connection.execute(OVERRULED)
        for name in reversed(later):
            connection.execute((MIGRATIONS / f"{name}.rollback.sql").read_text())
        assert connection.execute(held).fetchall() == [("fail", "2026-03-01", "site_visit")]
        assert connection.execute("SELECT change, verdict FROM fairnotice.finding_event").fetchall() == [
            ("new", "fail")
        ]


@pytest.fixture
def other_user(new_database):
    """Address of a new database for another user of the cluster, by what that user may do."""
    url = new_database()
    made = []

    def make(name, may):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP ROLE IF EXISTS {name}")
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x' {may}")
        made.append(name)
        parts = urlsplit(url)
        return parts._replace(netloc=f"{name}:x@{parts.hostname}:{parts.port}").geturl()

    yield make
    with psycopg.connect(url, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP ROLE {name}")


def test_a_user_who_may_make_no_roles_is_told_what_to_have_run(other_user):
    with pytest.raises(ConfigurationError, match="GRANT fairnotice_public TO fairnotice_test_no_roles"):
        migrate(other_user("fairnotice_test_no_roles", "NOCREATEROLE"))


def test_the_roles_of_requests_are_given_to_whoever_lacks_them(other_user):
    url = other_user("fairnotice_test_roles", "CREATEROLE")
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(2):
            connection.execute(_ROLES.read_bytes())
        with connection.transaction():
            connection.execute("SET LOCAL ROLE fairnotice_public")
