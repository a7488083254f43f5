"""Messages from the command line: what would be said, what was said, and what is muted."""

from __future__ import annotations

import datetime as dt

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.alerts.causes import alerts_for
from fairnotice.alerts.deliver import deliver
from fairnotice.domain import AuditMode
from fairnotice.pipeline.resources import resources
from fairnotice.rules.standing import Cause, Change, Judged, Transition
from fairnotice.settings import settings
from fairnotice.store import audits, cameras, facts, findings, outbox
from fakes.world import DAY, NOON, audit, camera, finding

pytestmark = pytest.mark.slow

NEXT_WEEK = (dt.datetime.now(dt.UTC) + dt.timedelta(days=7)).date().isoformat()
WHO = ("--by", "I. Spector", "--reason", "the square is rebuilt")


def run(*arguments):
    return CliRunner().invoke(cli.app, ["messages", *map(str, arguments)])


@pytest.fixture
def home(empty_database_url, tmp_path, monkeypatch):
    """One camera that fails; the message about it waits for release."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    monkeypatch.setenv("FAIRNOTICE_MESSAGE_LANGUAGE", "en")
    settings.cache_clear()
    with resources() as opened, opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1)], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        findings.put(connection, audit(), ["made:001"], [Judged(finding())])
        change = Transition(finding(), Change.NEW, None, Cause.FIRST_JUDGED)
        outbox.enqueue(connection, alerts_for(audit(), [change], {"made:001": camera(1)}))
    yield tmp_path
    settings.cache_clear()


def test_what_an_operator_would_get_is_shown_and_nothing_is_sent(home):
    page = home / "preview.html"
    assert "Quay 1" in run("preview", "op-1").output
    assert run("preview", "op-1", "--html", page).exit_code == 0

    assert "Quay 1" in page.read_text()
    assert "op-1  Lindhaven Harbour Board: 1 held for release, 0 ready" in run("list").output
    assert "no message has been composed" in run("list").output
    assert run("preview", "nobody").exit_code != 0


def test_what_left_is_listed_and_shown(home):
    with resources() as opened:
        with opened.database.transaction() as connection:
            connection.execute("UPDATE fairnotice.alert SET status = 'ready'")
        deliver(opened.database, opened.settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    listed = run("list").output
    assert "sent" in listed
    assert "local mailbox" in listed
    assert "Quay 1" in run("show", listed.split()[0]).output
    assert run("show", "ffff").exit_code != 0
    assert "nothing was given up" in run("retry").output


def test_a_mute_is_set_listed_and_lifted(home):
    assert "written down as 1" in run("mute", "site", "made:001", "--until", NEXT_WEEK, *WHO).output
    assert "on  site made:001" in run("mutes").output
    assert run("unmute", 1).exit_code == 0
    assert "nothing is muted" in run("mutes").output
    assert run("unmute", 1).exit_code != 0
    assert run("mute", "camera", "no:1", "--until", NEXT_WEEK, *WHO).exit_code != 0
    assert run("mute", "camera", "made:001", "--until", "2020-01-01", *WHO).exit_code != 0


def test_a_test_message_says_by_what_it_left(home):
    assert "email: left by the local mailbox: sending outside is not set up" in run("test", "--operator", "op-1").output
    assert len(list((home / "mailbox").glob("*.eml"))) == 1
