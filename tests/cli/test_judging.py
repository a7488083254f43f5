"""Explaining a finding, and judging history again, from the command line."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.domain import AuditMode
from fairnotice.pipeline.judging import judge_batch
from fairnotice.pipeline.resources import resources
from fairnotice.settings import settings
from fairnotice.store import audits, cameras, facts
from fairnotice.store.cameras import Batch
from fakes.world import DAY, NOON, audit, camera, observation

pytestmark = pytest.mark.slow


@pytest.fixture
def fairnotice(empty_database_url, tmp_path, monkeypatch):
    """Run the command line where one camera was audited and its notice seen."""
    recall = tmp_path / "recall.json"
    recall.write_text(json.dumps({"model_version": "abc", "tables": {}}))
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAIRNOTICE_RECALL_PATH", str(recall))
    settings.cache_clear()
    with resources() as opened:
        with opened.database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.EXERCISE)
            cameras.upsert(connection, [camera(1)], NOON)
            facts.ensure_month(connection, DAY)
            facts.add_observation(connection, observation(1))
            audits.begin(connection, audit(mode=AuditMode.EXERCISE), packs={})
        judge_batch(opened, audit(mode=AuditMode.EXERCISE), Batch("made:001", "made:001", 1))

    def run(*arguments: object):
        return CliRunner().invoke(cli.app, [str(each) for each in arguments])

    yield run
    settings.cache_clear()


def test_a_finding_is_explained_with_its_day_its_rule_and_its_history(fairnotice):
    shown = fairnotice("explain", "made:001", "--rule", "eu.gdpr.notice").stdout
    assert shown.startswith("EXERCISE")
    assert f"Camera made:001 (Quay 1), judged on {DAY}" in shown
    assert "In short: " in shown
    assert f"History\n  {DAY}  judged for the first time: Passes" in shown
    assert shown.count("Conclusion") == 1


def test_a_finding_is_explained_as_of_a_day_before_anything_was_known(fairnotice):
    shown = fairnotice("explain", "made:001", "--rule", "eu.gdpr.notice", "--as-of", "2026-03-01").stdout
    assert "judged on 2026-03-01" in shown
    assert "Cannot tell." in shown
    assert "History" not in shown


def test_a_finding_is_explained_in_chinese(fairnotice):
    shown = fairnotice("explain", "made:001", "--language", "zh").stdout
    assert "结论" in shown
    # Above several letters stands what they say in short.
    assert "\n符合 (1): eu.gdpr.notice\n" in shown
    refused = fairnotice("explain", "made:001", "--language", "xx")
    assert "choose from en, zh" in str(refused.exception)


@pytest.mark.parametrize(
    "arguments", [("made:999",), ("made:001", "--rule", "no.such"), ("nowhere:1", "--as-of", str(DAY))]
)
def test_what_was_never_judged_is_a_sentence(fairnotice, arguments):
    refused = fairnotice("explain", *arguments)
    assert refused.exit_code != 0
    assert "no finding of" in str(refused.exception) or "no registry source" in str(refused.exception)


def test_history_is_shown_beside_what_is_said_now(fairnotice, tmp_path):
    out = tmp_path / "compared.csv"
    shown = fairnotice("judge", "made", "--as-of", DAY, "-o", out)
    assert shown.exit_code == 0, shown.output
    assert "made:001  eu.gdpr.notice  same\n    then  pass 0.80 notice_seen" in shown.stdout
    assert "0 worse now" in shown.stdout
    assert "Nothing was written." in shown.stdout
    assert {row["difference"] for row in csv.DictReader(out.open(encoding="utf-8-sig"))} == {"same"}
    assert "eu.gdpr.notice" not in fairnotice("judge", "made", "--as-of", DAY, "--changed").stdout
