"""What the documents say is there, is there: files, tables, settings, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fairnotice.domain import CaptureFault
from fairnotice.settings import Settings
from ops.camera_tables import written_anew

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "bench").glob("*.md")])
KEPT = ROOT / "docs" / "what-we-keep.md"
RECORD = ROOT / "docs" / "record-of-processing.md"
NO_PERSON_IN_IT = {"data_change"}
"""Tables that a record of processing personal data need not name."""


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def anchors(document: Path) -> set[str]:
    """Headings as GitHub links to them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def tables() -> set[str]:
    script = "".join(path.read_text() for path in (ROOT / "sql").glob("*.sql") if ".rollback." not in path.name)
    made = set(re.findall(r"^CREATE TABLE (?:IF NOT EXISTS )?fairnotice\.(\w+)", script, re.MULTILINE | re.IGNORECASE))
    return made - set(re.findall(r"^DROP TABLE (?:IF EXISTS )?fairnotice\.(\w+)", script, re.MULTILINE | re.IGNORECASE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_settings_that_are_named_exist(document: Path) -> None:
    # One for the tests alone, and those of docker-compose.yml, which start with the same letters.
    others = {"FAIRNOTICE_TEST_SERVER", "FAIRNOTICE_DATABASE_PASSWORD", "FAIRNOTICE_IMAGE", "FAIRNOTICE_BASE_URL"}
    known = {f"FAIRNOTICE_{name.upper()}" for name in Settings.model_fields} | others

    assert set(re.findall(r"FAIRNOTICE_[A-Z_]+", document.read_text())) - known == set()


def test_the_tables_of_makes_and_failures_are_those_that_the_program_knows() -> None:
    for document, written in written_anew().items():
        assert document.read_text() == written, "run `python -m ops.camera_tables`"


def test_what_we_keep_names_every_table() -> None:
    made = tables()

    assert {"camera", "observation", "finding", "alert"} <= made
    assert {table for table in made if f"`{table}`" not in KEPT.read_text()} == set()


def test_the_record_of_processing_names_every_table_with_people_in_it() -> None:
    assert {table for table in tables() - NO_PERSON_IN_IT if f"`{table}`" not in RECORD.read_text()} == set()


def test_what_we_keep_says_not_yet_as_long_as_that_is_so_and_no_longer() -> None:
    purged = (ROOT / "dags" / "purge_expired.py").exists()

    assert ("Nothing is deleted by itself yet" in KEPT.read_text()) != purged
    assert ("deletes nothing by itself yet" in RECORD.read_text()) != purged
    assert ("Nothing is deleted by itself yet" in (ROOT / "README.md").read_text()) != purged


def test_the_readme_explains_every_reason_against_a_frame() -> None:
    table = {row.split("`")[1] for row in (ROOT / "README.md").read_text().splitlines() if row.startswith("| `")}

    assert {"dark", "overexposed", "blurred", "blocked", "low_resolution", "moved"} <= table
    assert {CaptureFault.FROZEN.value, CaptureFault.STALE.value} <= table


def test_the_templates_follow_the_articles_that_they_are_for() -> None:
    assessment = (ROOT / "docs" / "dpia-template.md").read_text()

    for part in "abcd":
        assert re.search(rf"^## \d\. .+\(art\. 35\(7\)\({part}\)\)$", assessment, re.MULTILINE), part
    entries = re.findall(r"^\| \(([a-g])\)", RECORD.read_text(), re.MULTILINE)
    assert sorted(set(entries)) == list("abcdefg")
    for text in (assessment, RECORD.read_text()):
        assert "not legal advice" in text
        assert "[TO FILL IN" in text
