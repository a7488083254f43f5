"""An engineer sees when a camera is looked at, and why so often."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.settings import settings

pytestmark = pytest.mark.slow

FEED = (
    "source_id,latitude,longitude,name,frame_url,access_granted_by\n"
    "quay,25.0,-40.0,Quay,http://192.0.2.1/still.jpg,the harbour board\n"
    "mole,25.0,-40.0,Mole,http://192.0.2.1/{at}.jpg,the harbour board\n"
    "wall,25.0,-40.0,Wall,,\n"
)
ON = ("--on", "2026-03-02")


@pytest.fixture
def fairnotice(empty_database_url, tmp_path, monkeypatch):
    """Run the command line over three cameras of the harbour."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    feed = tmp_path / "cameras.csv"
    feed.write_text(FEED)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli.app, [str(each) for each in arguments])
        return done.output + str(done.exception or "")

    run("import", feed, "--source", "harbour")
    yield run
    settings.cache_clear()


def test_the_plan_of_a_day_says_when_and_why(fairnotice):
    shown = fairnotice("plan", "harbour:quay", *ON)

    assert "3 looks (usual): It has not been judged yet." in shown
    hours = [int(line.split(":")[0]) for line in shown.splitlines() if line.startswith("  ")]
    assert len(hours) == 3
    assert all(9 <= hour < 21 for hour in hours)
    assert shown == fairnotice("plan", "harbour:quay", *ON)


def test_an_archive_is_asked_later_and_what_has_no_source_never(fairnotice):
    assert "after the day has ended" in fairnotice("plan", "harbour:mole", *ON)
    assert "never asked" in fairnotice("plan", "harbour:wall", *ON)
    assert "no camera 'harbour:crane'" in fairnotice("plan", "harbour:crane", *ON)


def test_a_failing_camera_and_one_that_lacks_something_are_explained(fairnotice, empty_database_url):
    asked = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(
            "INSERT INTO fairnotice.camera_health VALUES ('harbour:quay', %s, NULL, %s, 'timeout', 'silent', 7, 9)",
            [asked, asked - dt.timedelta(days=3)],
        )
        connection.execute(
            "INSERT INTO fairnotice.sampling_demand VALUES ('harbour:quay', '2026-01-01', 'more', 'noon', 'too_dark'),"
            " ('harbour:mole', '2026-01-01', 'less', 'any', 'certain'),"
            " ('harbour:wall', '2026-01-01', 'less', 'any', 'no_frame_settles')"
        )
    more, less = fairnotice("plan", "harbour:quay", *ON), fairnotice("plan", "harbour:mole", *ON)

    shared = fairnotice("plan", "--scope", "harbour", *ON)
    assert "1 x    1  A notice is known to stand there" in shared
    assert "1 x  6.0  Its frames were too dark" in shared
    assert "no registry source 'quays'" in fairnotice("plan", "--scope", "quays")
    assert "6 looks (more): Its frames were too dark" in more
    assert "It gave no frame 7 times in a row since" in more
    assert "(timeout)" in more
    assert "has 3.00 more, which others give up" in more
    assert "1 look (less): A notice is known to stand there" in less


def test_cameras_are_left_alone_and_asked_again(fairnotice):
    said = ("--by", "Jo Park", "--reason", "a new mast")
    nights = ("--weekly", "Mo-Fr 08:00-20:00", "--timezone", "Atlantic/Azores", "--from", "2026-03-01")
    first = fairnotice("maintenance", "set", "camera", "harbour:quay", *said, *nights)
    fairnotice("maintenance", "set", "source", "harbour", *said, "--from", "2999-01-01", "--until", "2999-01-02")

    assert "written down as 1" in first
    listed = fairnotice("maintenance", "list")
    assert "camera harbour:quay  from 2026-03-01 01:00 until lifted UTC, Mo-Fr 08:00-20:00 (Atlantic/Azores)" in listed
    assert "2  to come  source harbour" in listed
    assert "maintenance until 2026-03-02 21:00 UTC: a new mast" in fairnotice("plan", "harbour:quay", *ON)
    assert "lifted" in fairnotice("maintenance", "lift", "1")
    assert "maintenance" not in fairnotice("plan", "harbour:quay", *ON)
    assert "harbour:quay" not in fairnotice("maintenance", "list")
    assert "harbour:quay" in fairnotice("maintenance", "list", "--all")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "camera", "harbour:crane", "--until", "2999-01-01"), "no camera of the registry"),
        (("set", "camera", "harbour:quay"), "say until when"),
        (("set", "camera", "harbour:quay", "--until", "2999-01-01", "--timezone", "Lindhaven"), "no time zone"),
        (("set", "camera", "harbour:quay", "--weekly", "nights"), "no hours of the week"),
        (("lift", "99"), "no maintenance 99"),
    ],
)
def test_maintenance_that_cannot_be_is_a_sentence(fairnotice, arguments, said):
    named = ("--by", "Jo Park", "--reason", "a new mast") if arguments[0] == "set" else ()

    assert said in fairnotice("maintenance", *arguments, *named)
