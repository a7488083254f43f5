"""The queue and photos of sites on the command line."""

from __future__ import annotations

import datetime as dt

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.pipeline.resources import Resources, resources
from fairnotice.settings import settings
from fakes.phone import photo
from fakes.scenes import draw_scene
from web.desk_world import NOTICE, SeesNotice, fill, place_of

pytestmark = pytest.mark.slow


@pytest.fixture
def run(empty_database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    monkeypatch.setattr(Resources, "inspector", SeesNotice(NOTICE))
    monkeypatch.setattr(Resources, "people", None)
    settings.cache_clear()
    with resources() as opened:
        fill(opened.database, opened.settings)
    yield lambda *arguments: CliRunner().invoke(cli.app, [str(each) for each in arguments])
    settings.cache_clear()


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo(draw_scene(3, 960, 540), taken=dt.datetime.now(dt.UTC), place=place_of(2)))
    return path


def test_the_queue_is_listed_with_what_a_look_settles(run):
    lines = run("queue").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["made:002", "made:001", "made:004", "made:005"]
    assert "settles 2 cameras" in lines[0]
    assert len(run("queue", "--most", 1).stdout.splitlines()) == 1
    assert run("queue", "--district", "nowhere").stdout == "nothing waits for a person\n"


def test_a_photo_is_told_and_recorded_as_a_visit_if_asked(run, picture):
    done = run("photo", picture, "--site", "made/quay", "--by", "Ada", "--visit")
    assert done.exit_code == 0, done.output
    assert "a notice was recognised (95% sure)" in done.stdout
    assert "contact: absent" in done.stdout
    assert "its place fits, 0 m from the nearest camera; its time fits" in done.stdout
    assert "written down" in done.stdout
    assert "is accepted" in run("photo", picture, "--site", "made/quay", "--by", "Ada").stdout


def test_a_photo_of_another_site_is_for_another_inspector(run, picture):
    run("photo", picture, "--site", "made/quay", "--by", "Ada")
    done = run("photo", picture, "--site", "made:004", "--by", "Ada", "--visit")
    assert done.exit_code == 1
    assert "handed in for another site" in done.stdout
    assert "written down" not in done.stdout


@pytest.mark.parametrize(
    ("site", "by", "word"),
    [("made/nowhere", "Ada", "no camera of the registry"), ("made/quay", " ", "somebody's word")],
)
def test_what_makes_no_sense_is_said(run, picture, site, by, word):
    done = run("photo", picture, "--site", site, "--by", by)
    assert (done.exit_code, word in str(done.exception)) == (1, True)
