"""An inspector's word holds in the place of the program's, everywhere, with who said so and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.domain import AuditMode, Force, Verdict, Verified
from fairnotice.pipeline.resources import resources
from fairnotice.pipeline.telling import tell
from fairnotice.rules.standing import Judged
from fairnotice.settings import settings
from fairnotice.store import audits, cameras, events, facts, findings
from fairnotice.store.chain import verify_chain
from fakes.world import NOON, audit, camera, finding

pytestmark = pytest.mark.slow

TODAY = dt.datetime.now(dt.UTC).date()
TOMORROW, YESTERDAY = TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)
FINDING = ("made:001", "eu.gdpr.notice")
WHO = ("--inspector", "R. Sato", "--reason", "It hangs beside the door.")


class Desk:
    def run(self, *arguments):
        return CliRunner().invoke(cli.app, [str(each) for each in arguments])

    def overrule(self, verdict="pass", until=TOMORROW, *more):
        return self.run("overrule", *FINDING, "--verdict", verdict, "--until", until, *WHO, *more)

    def judge(self, found, day=TODAY):
        with resources() as opened, opened.database.transaction() as connection:
            facts.ensure_month(connection, day)
            audits.begin(connection, audit(day), packs={})
            changes = findings.put(connection, audit(day), [found.camera_id], [Judged(found)])
            tell(connection, opened.settings, audit(day), changes, {found.camera_id: camera(1)})
        return [str(change.change) for change in changes]

    def rows(self, statement):
        with resources() as opened, opened.database.transaction() as connection:
            return connection.execute(statement).fetchall()

    def on_the_map(self):
        return self.rows("SELECT verdict FROM fairnotice.compliance_map")[0]["verdict"]

    def alerts(self):
        found = self.rows("SELECT kind, status FROM fairnotice.alert ORDER BY created_at")
        return [(row["kind"], row["status"]) for row in found]


@pytest.fixture
def desk(empty_database_url, tmp_path, monkeypatch):
    """One camera that fails by a declared position, and a message about it that waits."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path))
    settings.cache_clear()
    with resources() as opened, opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1)], NOON)
    made = Desk()
    made.judge(finding(proof="declared_position"))
    yield made
    settings.cache_clear()


def test_map_messages_and_words_follow_the_inspector(desk):
    assert (desk.on_the_map(), desk.alerts()) == ("fail", [("finding", "held")])
    done = desk.overrule("pass", TOMORROW, "--evidence", "photo of the door")

    assert done.exit_code == 0, done.output
    assert f"'pass' holds until {TOMORROW}" in done.stdout
    assert "the program says 'fail'" in done.stdout
    assert (desk.on_the_map(), desk.alerts()) == ("pass", [("finding", "withdrawn")])
    told = desk.run("explain", "made:001").stdout
    for said in ("R. Sato", "It hangs beside the door.", "photo of the door", "an inspector decided otherwise"):
        assert said in told


def test_it_is_an_event_in_the_chain_and_a_review(desk):
    desk.overrule("pass", TOMORROW, "--evidence", "photo of the door")
    (review,) = desk.rows("SELECT * FROM fairnotice.review")
    *_, event = desk.rows("SELECT * FROM fairnotice.finding_event ORDER BY event_id")

    assert (review["decision"], review["verdict"], review["until"]) == ("overrule", "pass", TOMORROW)
    assert (event["change"], event["cause"], event["verdict_before"]) == ("overruled", "inspector", "fail")
    assert (event["inspector"], event["until"]) == ("R. Sato", TOMORROW)
    assert "photo of the door" in event["note"]
    with resources() as opened, opened.database.transaction() as connection:
        for head in events.heads(connection, "made"):
            report = verify_chain(head.chain, events.of_chain(connection, head.chain, head.length))
            assert (report.faults, report.length, report.head_sha256) == ((), head.length, head.sha256)


def test_the_inspectors_name_can_be_erased_and_the_chain_still_holds(desk):
    desk.overrule()
    with resources() as opened, opened.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding_event SET inspector = NULL, note = NULL")
        (head,) = events.heads(connection, "made")
        report = verify_chain(head.chain, events.of_chain(connection, head.chain, head.length))
    assert (report.faults, report.erased) == ((), 1)


def test_the_same_facts_again_leave_it_standing_and_others_end_it(desk):
    desk.overrule()
    assert desk.judge(finding(proof="confirmed_position"), TOMORROW) == []
    assert (desk.on_the_map(), desk.alerts()) == ("pass", [("finding", "withdrawn")])

    assert desk.judge(finding(proof="site_visit"), TOMORROW) == ["reopened"]
    assert desk.on_the_map() == "fail"
    assert ("finding", "held") in desk.alerts()


def test_it_ends_with_its_last_day(desk):
    desk.overrule("pass", TOMORROW)
    after = TOMORROW + dt.timedelta(days=1)

    assert desk.judge(finding(proof="declared_position"), after) == ["reopened"]
    assert desk.on_the_map() == "fail"


def test_saying_what_the_program_says_ends_it(desk):
    desk.overrule()
    done = desk.overrule("fail")

    assert "as the program says" in done.stdout
    assert desk.on_the_map() == "fail"
    assert desk.rows("SELECT overrule FROM fairnotice.finding") == [{"overrule": None}]
    assert desk.alerts() == [("finding", "held")]


def test_agreeing_changes_nothing_but_is_written_down(desk):
    before = desk.rows("SELECT * FROM fairnotice.finding")
    done = desk.run("confirm", *FINDING, *WHO)

    assert done.exit_code == 0, done.output
    assert desk.rows("SELECT * FROM fairnotice.finding") == before
    assert desk.alerts() == [("finding", "held")]
    assert [row["change"] for row in desk.rows("SELECT change FROM fairnotice.finding_event ORDER BY event_id")] == [
        "new",
        "confirmed",
    ]
    assert [row["decision"] for row in desk.rows("SELECT decision FROM fairnotice.review")] == ["confirm"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("overrule", *FINDING, "--verdict", "pass", "--until", YESTERDAY, *WHO), "has passed"),
        (("overrule", *FINDING, "--verdict", "fail", "--until", TOMORROW, *WHO), "confirm"),
        (("overrule", "made:001", "no.rule", "--verdict", "pass", "--until", TOMORROW, *WHO), "nothing is said"),
        (("overrule", "made:009", FINDING[1], "--verdict", "pass", "--until", TOMORROW, *WHO), "nothing is said"),
        (("confirm", *FINDING, "--inspector", " ", "--reason", "x"), "somebody's"),
        (("confirm", *FINDING, "--inspector", "R. Sato", "--reason", " "), "has a reason"),
    ],
)
def test_a_decision_that_cannot_be_is_a_sentence(desk, arguments, said):
    refused = desk.run(*arguments)

    assert refused.exit_code != 0
    assert said in str(refused.exception)
    assert desk.on_the_map() == "fail"


@pytest.mark.parametrize(
    "text",
    [{"verified": Verified.SECONDARY}, {"force": Force.SUPERSEDED_DRAFT}, {"force": Force.REPEALED}],
    ids=["that nobody read", "that was a draft", "that was repealed"],
)
def test_nobody_fails_by_a_text_that_binds_nobody_or_that_nobody_read(desk, text):
    weak = finding(verdict=Verdict.REVIEW)
    citation = replace(weak.citation, verified=text.get("verified", weak.citation.verified))
    weak = replace(weak, rule_id="eu.other", citation=citation, force=text.get("force", weak.force))
    with resources() as opened, opened.database.transaction() as connection:
        findings.put(connection, audit(TODAY), ["made:001"], [Judged(finding(proof="declared_position")), Judged(weak)])
    refused = desk.run("overrule", "made:001", "eu.other", "--verdict", "fail", "--until", TOMORROW, *WHO)

    assert "'review' is the most" in str(refused.exception)
