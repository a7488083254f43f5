"""OSCAL assessment results, read by the models that are made from NIST's schemas."""

import datetime as dt
import json
import os

import pytest
from trestle.oscal.assessment_results import Model

from fairnotice.domain import AuditMode, Force, Verdict
from fairnotice.errors import StoreError
from fairnotice.rules.standing import Judged
from fairnotice.store import audits, cameras, export, facts, findings
from fairnotice.store.oscal import export_oscal
from fakes.world import DAY, NOON, audit, camera, finding


@pytest.fixture
def audited(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1, name="Quay\n 1"), camera(2, name="")], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={"eu.gdpr": "1"})
        said = [
            finding(1, Verdict.FAIL, evidence=("ab" * 32,)),
            finding(1, Verdict.FAIL, "cn.draft2023.notice", force=Force.POLICY),
            finding(1, Verdict.UNKNOWN, "eu.filing", reasons=()),
            finding(2, Verdict.REVIEW),
            finding(2, Verdict.PASS, "eu.elements"),
        ]
        findings.put(connection, audit(), ["made:001", "made:002"], [Judged(each) for each in said])
    return database


def exported(database, path, audit_id=None):
    with database.transaction() as connection:
        export.one_moment(connection)
        count = export_oscal(connection, audit_id or audit().audit_id, path, 30)
    return count, json.loads(path.read_text())


def test_the_file_is_what_the_published_format_asks_for(audited, tmp_path):
    _, document = exported(audited, tmp_path / "audit.json")
    read = Model.model_validate(document).assessment_results

    assert len(read.results[0].observations) == 5
    assert len(read.results[0].local_definitions.inventory_items) == 2


def test_a_pass_and_a_fail_are_findings_and_what_cannot_be_told_is_not(audited, tmp_path):
    count, document = exported(audited, tmp_path / "audit.json")
    (result,) = document["assessment-results"]["results"]
    states = {each["target"]["target-id"]: each["target"]["status"]["state"] for each in result["findings"]}

    assert count == 3
    assert states == {
        "eu.gdpr.notice": "not-satisfied",
        "cn.draft2023.notice": "not-satisfied",
        "eu.elements": "satisfied",
    }
    said = {each["title"] for each in result["observations"]}
    assert {"made:001: eu.filing: unknown", "made:002: eu.gdpr.notice: review"} <= said


def test_a_departure_from_a_policy_is_not_called_a_breach_of_law(audited, tmp_path):
    _, document = exported(audited, tmp_path / "audit.json")
    (result,) = document["assessment-results"]["results"]
    remarks = {each["target"]["target-id"]: each.get("remarks", "") for each in result["findings"]}

    assert "not a breach of law" in remarks["cn.draft2023.notice"]
    assert remarks["eu.gdpr.notice"] == ""


def test_every_reference_leads_somewhere(audited, tmp_path):
    _, document = exported(audited, tmp_path / "audit.json")
    results = document["assessment-results"]
    (result,) = results["results"]
    items = {each["uuid"] for each in result["local-definitions"]["inventory-items"]}
    seen = {each["uuid"] for each in result["observations"]}

    assert {subject["subject-uuid"] for each in result["observations"] for subject in each["subjects"]} <= items
    assert {each["related-observations"][0]["observation-uuid"] for each in result["findings"]} <= seen
    assert results["import-ap"]["href"] == f"#{results['back-matter']['resources'][0]['uuid']}"
    evidence = [each["relevant-evidence"] for each in result["observations"] if "relevant-evidence" in each]
    assert evidence[0][0]["href"] == f"urn:sha256:{'ab' * 32}"


def test_the_same_audit_gives_the_same_file(audited, tmp_path):
    assert exported(audited, tmp_path / "first.json") == exported(audited, tmp_path / "second.json")


def test_an_audit_that_judged_nothing_is_said(audited, tmp_path):
    before = DAY - dt.timedelta(days=1)
    with audited.transaction() as connection:
        audits.begin(connection, audit(before), packs={})
    with pytest.raises(StoreError, match="judged no camera"):
        exported(audited, tmp_path / "audit.json", audit(before).audit_id)

    assert list(tmp_path.iterdir()) == []


def test_a_pipe_or_a_device_is_not_replaced(audited, tmp_path):
    pipe = tmp_path / "audit.json"
    os.mkfifo(pipe)

    with pytest.raises(StoreError, match="no ordinary file"), audited.transaction() as connection:
        export_oscal(connection, audit().audit_id, pipe, 30)
    assert pipe.is_fifo()
