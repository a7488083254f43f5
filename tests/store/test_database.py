import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from fairnotice.errors import ConfigurationError, StoreError, StoreUnavailableError
from fairnotice.settings import Settings
from fairnotice.store.database import Database, database_url


def test_a_failed_transaction_leaves_nothing(database):
    def write_then_fail():
        with database.transaction() as connection:
            connection.execute("INSERT INTO fairnotice.registry_source (source) VALUES ('half')")
            raise RuntimeError("killed half-way")

    with pytest.raises(RuntimeError):
        write_then_fail()

    with database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM fairnotice.registry_source").fetchone() == {"n": 0}


def test_a_refused_statement_is_a_store_error(database):
    with pytest.raises(StoreError, match="refused"), database.transaction() as connection:
        connection.execute("INSERT INTO fairnotice.camera (camera_id) VALUES ('x')")


def test_a_deadlock_says_that_nothing_was_written_and_not_that_the_database_is_away(database):
    """Two transactions that take two locks crosswise: the database ends one of them."""
    both_hold_one = threading.Barrier(2, timeout=30)

    def cross(first: int, second: int) -> str:
        try:
            with database.transaction() as connection:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [first])
                both_hold_one.wait()
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [second])
        except StoreUnavailableError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as threads:
        said = [*threads.map(cross, (1, 2), (2, 1))]

    assert sorted(map(bool, said)) == [False, True]
    assert "deadlock" in "".join(said)
    assert "cannot be reached" not in "".join(said)


@pytest.mark.slow  # libpq waits before it gives up
def test_a_database_that_is_down_says_what_to_do_and_no_secret():
    with (
        Database("postgresql://someone:swordfish@127.0.0.1:1/nothing") as gone,
        pytest.raises(StoreUnavailableError, match="nothing was written") as raised,
        gone.transaction(),
    ):
        pass

    assert "swordfish" not in str(raised.value)
    assert "FAIRNOTICE_DATABASE_URL" in str(raised.value)


def test_the_setting_wins_over_the_private_cluster(tmp_path):
    (tmp_path / "database-url").write_text("postgresql://private\n")

    assert database_url(Settings(home=tmp_path)) == "postgresql://private"
    assert database_url(Settings(home=tmp_path, database_url="postgresql://set")) == "postgresql://set"


def test_no_database_at_all_says_how_to_get_one(tmp_path):
    with pytest.raises(ConfigurationError, match="make database"):
        database_url(Settings(home=tmp_path))
