"""Decisions of inspectors as examples: what they say of a picture, and nothing of anybody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairnotice.domain import AnalyticsScan, AuditMode, ClassifierMention, Level, SiteVisit, Verdict
from fairnotice.pipeline import deciding
from fairnotice.pipeline.labelling import export_labels, masked, mention_labels, notice_label
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.pack import Requirement
from fairnotice.rules.standing import Judged
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, facts, findings
from fairnotice.store.database import Database
from fairnotice.store.evidence import open_evidence
from fakes.world import DAY, NOON, audit, camera, finding, observation
from models.reviewed import reviewed

pytestmark = pytest.mark.slow

EXISTS, ELEMENTS = Requirement.NOTICE_EXISTS, Requirement.NOTICE_ELEMENTS
PASS, FAIL, REVIEW, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.REVIEW, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("requirement", "said", "proof", "decided", "named", "picture", "site"),
    [
        pytest.param(EXISTS, PASS, "confirmed_notice", PASS, False, "present", True, id="a notice, agreed"),
        pytest.param(EXISTS, FAIL, "declared_position", FAIL, False, "absent", False, id="gone from view, agreed"),
        pytest.param(EXISTS, FAIL, "site_visit", FAIL, False, None, False, id="a visit says nothing of a picture"),
        pytest.param(EXISTS, FAIL, "declared_position", PASS, False, None, True, id="it hangs elsewhere"),
        pytest.param(EXISTS, FAIL, "declared_position", PASS, True, "present", True, id="it is in this picture"),
        pytest.param(EXISTS, PASS, "confirmed_notice", FAIL, False, None, False, id="what was seen is disputed"),
        pytest.param(EXISTS, PASS, "confirmed_notice", FAIL, True, "absent", False, id="this picture shows none"),
        pytest.param(EXISTS, REVIEW, None, PASS, False, None, True, id="perhaps the candidate, perhaps not"),
        pytest.param(EXISTS, REVIEW, None, REVIEW, False, None, None, id="nobody decided"),
        pytest.param(EXISTS, FAIL, "declared_position", UNKNOWN, True, None, None, id="cannot tell"),
        pytest.param(ELEMENTS, FAIL, "notice_read", FAIL, False, "present", True, id="read rightly"),
        pytest.param(ELEMENTS, FAIL, "notice_read", PASS, False, None, None, id="read wrongly, or exempt"),
    ],
)
def test_what_a_decision_says_of_a_picture(requirement, said, proof, decided, named, picture, site):
    label = notice_label(requirement, said, proof, decided, named=named)

    assert (label.picture, label.site_has_notice) == (picture, site)


def mention(level: Level = Level.CONFIGURED, excerpt: str = "3: ethnicity") -> ClassifierMention:
    return ClassifierMention("/labels/3", 3, "ethnicity", "ethnicity", level, 0.9, excerpt)


@pytest.mark.parametrize(
    ("levels", "said", "decided", "labels"),
    [
        pytest.param([Level.CONFIGURED], FAIL, FAIL, ["classifier"], id="the only one is right"),
        pytest.param([Level.CONFIGURED, Level.CAPABILITY], FAIL, FAIL, ["classifier", None], id="the one that proves"),
        pytest.param([Level.CONFIGURED, Level.OBSERVED], FAIL, FAIL, [None, None], id="one of two is right"),
        pytest.param([Level.CONFIGURED, Level.OBSERVED], FAIL, PASS, ["no_classifier"] * 2, id="none is right"),
        pytest.param([Level.CAPABILITY], REVIEW, FAIL, ["classifier"], id="it is switched on"),
        pytest.param([Level.CAPABILITY], REVIEW, REVIEW, [None], id="nobody decided"),
        pytest.param([Level.CONFIGURED], FAIL, Verdict.NOT_APPLICABLE, [None], id="exempt"),
    ],
)
def test_what_a_decision_says_of_a_mention(levels, said, decided, labels):
    assert mention_labels([mention(level) for level in levels], said, decided) == labels


@pytest.mark.parametrize(
    ("excerpt", "left"),
    [
        ("attributes: [ethnicity, age]", "attributes: [ethnicity, age]"),
        ("owner=Jo Park; ethnicity", "xxxxx=xx xxxx; ethnicity"),
        ("tel 0123456789012 ethnicity_1", "xxx 99999999 ethnicity_9"),
        ("http://cam.example/ethnicity?u=jo", "xxxx://xxx.xxxxxxx/ethnicity?x=xx"),
        ("张三: 人脸 ethnicity", "xx: 人脸 ethnicity"),
    ],
)
def test_words_that_could_name_somebody_are_masked(excerpt, left):
    assert masked(excerpt, "ethnicity") == left


@pytest.fixture
def opened(empty_database_url: str, tmp_path: Path) -> Iterator[Resources]:
    settings = Settings(home=tmp_path, packs="eu,uk")
    with Database(empty_database_url) as database:
        yield Resources(settings, database, open_evidence(settings))


def rule_of(opened: Resources, requirement: Requirement):
    return next((pack, rule) for pack in opened.packs for rule in pack.rules if rule.requirement is requirement)


UNTIL = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)


def word(number: int, rule_id: str, *evidence: str) -> deciding.Word:
    now = dt.datetime.now(dt.UTC)
    return deciding.Word(f"made:{number:03}", rule_id, "Ines Ortiz", "Jo Park told me at 5 Quay Lane.", now, evidence)


@pytest.fixture
def reviewed_town(opened: Resources) -> Resources:
    """Of camera 1 a notice is confirmed, of camera 2 a failing is overruled, and at 3 a visitor found none."""
    pack, exists = rule_of(opened, EXISTS)
    other, classifier = rule_of(opened, Requirement.NO_CLASSIFIER)
    pictures = {
        number: opened.evidence.keep(f"picture {number}".encode(), kind="redacted_frame", media_type="image/png")
        for number in (1, 2, 3)
    }
    with opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(number) for number in (1, 2, 3)], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        for number, kept in pictures.items():
            facts.add_observation(connection, observation(number, evidence_sha256=kept.sha256), kept)
        scan = AnalyticsScan(
            "made:002", "Jo Park's labels.txt", "0", "label map", complete=True,
            mentions=(mention(excerpt="owner Jo Park: ethnicity"),),
        )  # fmt: skip
        facts.add_scans(connection, DAY, [scan])
        facts.add_visit(connection, SiteVisit("made:003", DAY + dt.timedelta(days=2), False, "Ines Ortiz"))
        named = {"pack_id": pack.pack_id, "pack_version": pack.version, "rule": exists.id}
        seen = finding(1, PASS, **named, proof="confirmed_notice", evidence=(pictures[1].sha256,))
        gone = finding(2, FAIL, **named, proof="site_visit", evidence=(pictures[2].sha256,))
        sorts = finding(
            2, FAIL, classifier.id, pack_id=other.pack_id, pack_version=other.version, proof="configured"
        )  # fmt: skip
        findings.put(connection, audit(), ["made:001", "made:002"], [Judged(each) for each in (seen, gone, sorts)])
    deciding.confirm(opened, word(1, exists.id, "Jo Park's word"))
    deciding.overrule(opened, word(2, exists.id), PASS, UNTIL)
    deciding.overrule(opened, word(2, classifier.id), PASS, UNTIL)
    return opened


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_decisions_and_visits_become_examples(reviewed_town, tmp_path):
    out = tmp_path / "labels"
    done = export_labels(reviewed_town, out)

    found = {(each["basis"], each["picture"], each["site_has_notice"]) for each in read(out / "notices.jsonl")}
    assert found == {("confirmed", "present", True), ("overruled", None, True), ("visit", "absent", False)}
    assert (done.notices, done.notices_decided) == (3, 2)
    (told,) = read(out / "mentions.jsonl")
    assert (told["term"], told["category"], told["label"]) == ("ethnicity", "ethnicity", "no_classifier")
    assert (told["said"], told["decided"], told["excerpt"]) == ("fail", "pass", "xxxxx xx xxxx: ethnicity")
    assert "What it is not" in (out / "README.md").read_text()


def test_nothing_in_them_names_anybody_or_any_place(reviewed_town, tmp_path):
    out = tmp_path / "labels"
    export_labels(reviewed_town, out)

    text = "".join((out / name).read_text() for name in ("notices.jsonl", "mentions.jsonl"))
    for word in (
        "Jo",
        "Park",
        "Ines",
        "Quay",
        "made:",
        "Harbour",
        "127.0.0.1",
        "CCTV",
        "-29.9",
        "2026-03-0",
        "told me",
    ):
        assert word not in text, word
    assert out.stat().st_mode & 0o777 == 0o700


def test_a_camera_has_another_id_in_the_next_export(reviewed_town, tmp_path):
    ids = []
    for name in ("first", "second"):
        export_labels(reviewed_town, tmp_path / name)
        ids.append({each["camera"] for each in read(tmp_path / name / "notices.jsonl")})

    assert [len(each) for each in ids] == [3, 3]
    assert ids[0].isdisjoint(ids[1])


def test_a_picture_that_was_purged_is_no_example(reviewed_town, tmp_path):
    (row,) = [each for each in read_after_export(reviewed_town, tmp_path) if each["basis"] == "confirmed"]
    reviewed_town.evidence.delete(row["evidence_sha256"])
    done = export_labels(reviewed_town, tmp_path / "again")

    assert (done.notices, done.without_picture) == (2, 1)


def read_after_export(opened: Resources, tmp_path: Path) -> list[dict]:
    export_labels(opened, tmp_path / "labels")
    return read(tmp_path / "labels" / "notices.jsonl")


def test_training_reads_what_is_decided(reviewed_town, tmp_path):
    read_after_export(reviewed_town, tmp_path)
    (example,) = reviewed(tmp_path / "labels" / "notices.jsonl")

    assert example.shows_notice
    assert reviewed_town.evidence.read(example.evidence_sha256) == b"picture 1"


def test_an_installation_without_decisions_gets_empty_files(opened, tmp_path):
    done = export_labels(opened, tmp_path / "labels")

    assert (done.notices, done.mentions) == (0, 0)
    assert read(tmp_path / "labels" / "notices.jsonl") == []
