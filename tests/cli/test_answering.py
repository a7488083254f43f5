"""Replies can be looked at and decided from the command line, and links given by telephone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.domain import AuditMode
from fairnotice.pipeline.resources import resources
from fairnotice.rules.standing import Judged
from fairnotice.settings import settings
from fairnotice.store import answers, audits, cameras, facts, findings
from fairnotice.store.answers import NewReply
from fakes.world import DAY, NOON, audit, camera, finding

pytestmark = pytest.mark.slow

WHO = ("--inspector", "R. Sato", "--reason", "I was there.")


@pytest.fixture
def desk(empty_database_url, tmp_path, monkeypatch):
    """One failing camera whose operator objected."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    settings.cache_clear()
    with resources() as opened, opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera()], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        findings.put(connection, audit(), ["made:001"], [Judged(finding())])
        said = NewReply("op-1", "dispute", "link 1", NOON, (("made:001", "eu.gdpr.notice"),), note="It hangs there.")
        answers.add_reply(connection, said)
    yield lambda *arguments: CliRunner().invoke(cli.app, [str(each) for each in arguments])
    settings.cache_clear()


def test_a_reply_is_listed_shown_and_decided_once(desk):
    assert "waiting   dispute" in desk("answers", "list").output
    shown = desk("answers", "show", 1).output
    assert "It hangs there." in shown
    assert "made:001  eu.gdpr.notice: fail, now fail" in shown

    assert desk("answers", "verify", 1, *WHO).exit_code == 0
    assert "R. Sato" in desk("answers", "show", 1).output
    again = desk("answers", "reject", 1, *WHO)
    assert again.exit_code != 0
    assert "does not wait for a decision" in str(again.exception)


@pytest.mark.parametrize("what", [("show", 9), ("verify", 9, *WHO)])
def test_a_reply_that_is_not_there_is_said(desk, what):
    assert "there is no reply 9" in str(desk("answers", *what).exception)


def test_a_link_lets_its_operator_in_until_it_is_cut_off(desk):
    token = re.search(r"/answer/(\S+)", desk("answers", "link", "op-1").stdout)[1]
    other = re.search(r"/answer/(\S+)", desk("answers", "link", "op-1", "--site", "made:001").stdout)[1]
    now = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    with resources() as opened, opened.database.transaction() as connection:
        guest, _ = answers.sign_in(connection, other, now)
        assert (guest.purpose, guest.site_id) == ("photo_request", "made:001")
    assert desk("answers", "cut-off", "op-1").exit_code == 0
    with resources() as opened, opened.database.transaction() as connection:
        assert answers.sign_in(connection, token, now) is None
    assert "no operator 'op-9'" in str(desk("answers", "link", "op-9").exception)


def test_figures_are_printed_and_written(desk, tmp_path):
    printed = desk("figures", "--by", "district").stdout
    assert printed.splitlines()[2].split()[:2] == ["all", "0"]

    file = tmp_path / "figures.csv"
    assert desk("figures", "-o", file).exit_code == 0
    (line,) = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    assert (line["by"], line["told"]) == ("all", "0")
    assert desk("figures", "--by", "colour").exit_code == 2
