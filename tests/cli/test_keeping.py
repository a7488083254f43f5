from __future__ import annotations

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.settings import settings

pytestmark = pytest.mark.slow


@pytest.fixture
def fairnotice(empty_database_url, tmp_path, monkeypatch):
    """Run the command line against an empty database and a home of its own."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    settings.cache_clear()

    def run(*arguments: str):
        return CliRunner().invoke(cli.app, [str(each) for each in arguments])

    yield run
    settings.cache_clear()


def with_an_old_rejected_row(fairnotice, tmp_path, url):
    import psycopg

    feed = tmp_path / "cameras.csv"
    feed.write_text("source_id,latitude,longitude,name\nquay,25.0,-40.0,Quay\nbroken,95,-40,Nowhere\n")
    fairnotice("import", feed, "--source", "quays")
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE fairnotice.registry_import SET imported_at = now() - interval '91 days'")


def test_a_dry_run_then_a_purge_then_its_proof(fairnotice, tmp_path, empty_database_url):
    with_an_old_rejected_row(fairnotice, tmp_path, empty_database_url)

    dry = fairnotice("purge", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "1          90  rejected_row" in dry.stdout
    assert "Nothing was purged: this was a dry run" in dry.stdout
    assert fairnotice("purge", "--proof").exit_code == 1
    assert "1          90  rejected_row" in fairnotice("purge").stdout
    assert "0          90  rejected_row" in fairnotice("purge").stdout
    proof = fairnotice("purge", "--proof")
    assert proof.exit_code == 0, proof.output
    assert "1 of rejected_row deleted" in proof.stdout
    assert "Run 2" in proof.stdout
    assert "nothing had expired" in proof.stdout


def test_a_purge_looks_ahead_on_request_only(fairnotice):
    assert fairnotice("purge", "--as-of", "2999-01-01", "--dry-run").exit_code == 0
    refused = fairnotice("purge", "--as-of", "2999-01-01")
    assert "has not come yet" in str(refused.exception)


def test_periods_that_cannot_be_kept_stop_a_purge(fairnotice, tmp_path, monkeypatch):
    own = tmp_path / "own.yaml"
    own.write_text("observation: 3\n")
    monkeypatch.setenv("FAIRNOTICE_RETENTION", str(own))
    settings.cache_clear()

    assert "lower FAIRNOTICE_EVIDENCE_WINDOW_DAYS" in str(fairnotice("purge").exception)


def test_a_scope_becomes_a_file(fairnotice, tmp_path):
    feed = tmp_path / "cameras.csv"
    feed.write_text("source_id,latitude,longitude,name\nquay,25.0,-40.0,Quay\n")
    fairnotice("import", feed, "--source", "quays")

    done = fairnotice("export", "quays", "-o", tmp_path / "map.gpkg")
    assert done.exit_code == 0, done.output
    assert "1 cameras, 0 findings, 0 observations written to" in done.stdout
    assert "1 cameras written" in fairnotice("export", "quays", "-o", tmp_path / "m.csv", "--layer", "cameras").stdout
    assert "no audit 'quays/never'" in str(fairnotice("export", "--audit", "quays/never", "-o", "m.csv").exception)


@pytest.mark.parametrize("arguments", [(), ("quays", "--audit", "quays/2026-03-01T00:00Z")])
def test_what_is_exported_must_be_said(fairnotice, tmp_path, arguments):
    assert "say what" in str(fairnotice("export", *arguments, "-o", tmp_path / "map.gpkg").exception)


def test_labels_are_written_with_what_they_are(fairnotice, tmp_path):
    done = fairnotice("export-labels", "-o", tmp_path / "labels")

    assert done.exit_code == 0, done.output
    assert "0 pictures, 0 of them labelled" in done.stdout
    assert {path.name for path in (tmp_path / "labels").iterdir()} == {"README.md", "notices.jsonl", "mentions.jsonl"}


def test_oscal_is_of_an_audit(fairnotice, tmp_path):
    refused = fairnotice("export", "quays", "--format", "oscal", "-o", tmp_path / "audit.json")
    assert "--audit ID --format oscal" in str(refused.exception)
