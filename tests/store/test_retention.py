import datetime as dt

import psycopg
import pytest

from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings
from fairnotice.store.retention import default_retention, load_retention


def settings(tmp_path, text, **others):
    file = tmp_path / "retention.yaml"
    file.write_text(text)
    return Settings(home=tmp_path, retention=file, **others)


def test_every_table_has_a_period_or_a_reason_to_have_none(database_url):
    with psycopg.connect(database_url) as connection:
        made = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'fairnotice'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        ).fetchall()
    retention = default_retention()
    named = {table for period in retention.periods.values() for table in period.tables}

    assert {table for (table,) in made} == named | set(retention.kept)
    assert named & set(retention.kept) == set()


def test_an_installation_sets_the_days_that_it_wants(tmp_path):
    retention = load_retention(settings(tmp_path, "coarse_picture: 45\n"))

    assert retention.periods["coarse_picture"].days == 45
    assert retention.periods["observation"] == default_retention().periods["observation"]
    day = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert retention.before("coarse_picture", day) == dt.datetime(2026, 1, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("coarse_pictures: 45", "no data of the class 'coarse_pictures'", id="no such class"),
        pytest.param("coarse_picture: soon", "coarse_picture.*write `class: days`", id="no number"),
        pytest.param("coarse_picture: 0", "coarse_picture", id="nothing would be left"),
        pytest.param("coarse_picture: true", "coarse_picture", id="a switch"),
        pytest.param("- coarse_picture", "write `class: days`", id="a list"),
        pytest.param("coarse_picture: [", "is no YAML", id="broken"),
        pytest.param("observation: 10", "lower FAIRNOTICE_EVIDENCE_WINDOW_DAYS", id="what a judgement reads"),
        pytest.param("!!python/object/apply:os.getcwd []", "is no YAML", id="code"),
    ],
)
def test_periods_that_cannot_be_kept_are_refused(tmp_path, text, says):
    with pytest.raises(ConfigurationError, match=says):
        load_retention(settings(tmp_path, text))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ConfigurationError, match="No such file"):
        load_retention(Settings(home=tmp_path, retention=tmp_path / "none.yaml"))


def test_a_shorter_window_allows_a_shorter_period(tmp_path):
    assert (
        load_retention(settings(tmp_path, "observation: 10", evidence_window_days=10)).periods["observation"].days == 10
    )
