import psycopg
import pytest

from fairnotice.errors import StoreUnavailableError
from fairnotice.store.migrations import MIGRATIONS, migrate


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
