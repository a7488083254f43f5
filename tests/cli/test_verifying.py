"""What an audit published can be verified by anybody who has its files, and whoever changed them is found out."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.domain import AuditMode, Verdict
from fairnotice.pipeline import auditing
from fairnotice.pipeline.manifest import signed_message
from fairnotice.pipeline.resources import resources
from fairnotice.pipeline.signing import public_pem, sign
from fairnotice.rules.standing import Judged
from fairnotice.settings import settings
from fairnotice.store import audits, cameras, facts, findings
from fakes.world import DAY, NOON, audit, camera, finding

pytestmark = pytest.mark.slow

AUDIT = audit(DAY).audit_id


class Published:
    """An installation whose audit has ended, and the files that it handed out."""

    def __init__(self, home, folder) -> None:
        self.home = home
        self.manifest, self.events, self.findings, self.key = (
            folder / name for name in ("manifest.json", "events.jsonl", "findings.jsonl", "key.pem")
        )

    def run(self, *arguments):
        return CliRunner().invoke(cli.app, [str(each) for each in arguments])

    def verify(self, *arguments):
        files = ("--key", self.key, "--events", self.events, "--findings", self.findings)
        return self.run("verify", self.manifest, *files, *arguments)

    def audit_on(self, *judged):
        with resources() as opened:
            with opened.database.transaction() as connection:
                findings.put(connection, audit(DAY), [each.camera_id for each in judged], list(map(Judged, judged)))
            auditing.finish(opened, audit(DAY))

    def lines(self):
        return self.events.read_text().splitlines()

    def write(self, lines):
        self.events.write_text("".join(f"{line}\n" for line in lines))

    def change_line(self, number, change):
        lines = self.lines()
        event = json.loads(lines[number])
        change(event)
        lines[number] = json.dumps(event)
        self.write(lines)

    def change_manifest(self, change, *, key=None):
        document = json.loads(self.manifest.read_text())
        change(document["manifest"])
        if key is not None:
            document["signature"]["value"] = sign(key, signed_message(document["manifest"]))
            document["signature"]["public_key"] = public_pem(key.public_key())
        self.manifest.write_text(json.dumps(document))


@pytest.fixture
def published(empty_database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    (tmp_path / "files").mkdir()
    made = Published(tmp_path / "home", tmp_path / "files")
    with resources() as opened, opened.database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(number) for number in (1, 2, 3)], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(DAY), packs={})
    made.audit_on(finding(1), finding(2, Verdict.PASS), finding(3, Verdict.REVIEW))
    exported = made.run(
        "export-manifest", AUDIT, "-o", made.manifest, "--events", made.events, "--findings", made.findings
    )
    assert exported.exit_code == 0, exported.output
    made.key.write_text(made.run("verify", "--show-key").stdout)
    yield made
    settings.cache_clear()


@pytest.fixture
def far_away(published, tmp_path, monkeypatch):
    """Another machine, with the files and nothing else."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "elsewhere"))
    settings.cache_clear()
    return published


def test_what_nobody_touched_holds_far_from_the_database(far_away):
    verified = far_away.verify()

    assert verified.exit_code == 0, verified.output
    for said in ("signed by the key", "made 2026-03: 3 events in one chain", "3 findings, as signed", "3 changes"):
        assert said in verified.stdout


def test_it_says_by_what_it_was_judged(published):
    manifest = json.loads(published.manifest.read_text())["manifest"]

    assert manifest["audit_id"] == AUDIT
    assert manifest["findings"]["verdicts"] == {"fail": 1, "pass": 1, "review": 1}
    assert manifest["counts"]["verdicts"]["fail"] == 1
    assert {"pack_id", "version", "sha256"} == set(manifest["packs"][0])


def test_an_audit_that_is_not_there_costs_no_file_of_another(published):
    before = published.manifest.read_bytes()
    refused = published.run("export-manifest", "made/2020-01-01T00:00Z", "-o", published.manifest)

    assert refused.exit_code != 0
    assert published.manifest.read_bytes() == before
    assert not list(published.manifest.parent.glob("*.part"))


def test_a_pipe_or_a_device_is_not_replaced(published, tmp_path):
    pipe = tmp_path / "nowhere"
    os.mkfifo(pipe)
    refused = published.run("export-manifest", AUDIT, "-o", published.manifest, "--events", pipe)

    assert refused.exit_code != 0
    assert "no ordinary file" in f"{refused.output} {refused.exception}"
    assert pipe.is_fifo()


def test_nobody_is_named_in_what_is_handed_out_unless_asked(published):
    text = published.events.read_text()
    published.run("export-manifest", AUDIT, "-o", published.manifest, "--events", published.events, "--words")

    assert "The notice that stood here" not in text
    assert "The notice that stood here" in published.events.read_text()
    assert published.verify().exit_code == 0


def _other_verdict(event):
    event["content"]["verdict"] = "pass"


def _other_verdict_hashed_again(event):
    from fairnotice.store.chain import link

    made = link(event["previous_sha256"], {**event["content"], "verdict": "pass"})
    event.update(content=made.content, content_sha256=made.content_sha256, chain_sha256=made.chain_sha256)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda p: p.change_line(0, _other_verdict), "event 1: was changed"),
        (lambda p: p.change_line(0, _other_verdict_hashed_again), "event 2: does not follow"),
        (lambda p: p.change_line(2, _other_verdict_hashed_again), "ends after 3 events in another link"),
        (lambda p: p.write(p.lines()[:1] + p.lines()[2:]), "something is missing"),
        (lambda p: p.write(p.lines()[:-1]), "ends after 2 events"),
        (lambda p: p.write([]), "its 3 events are missing"),
        (lambda p: p.write(p.lines()[::-1]), "out of order"),
        (lambda p: p.write(p.lines() + p.lines()[-1:]), "out of order"),
        (lambda p: p.findings.write_text(p.findings.read_text().replace("fail", "pass")), "3 findings that are not"),
        (lambda p: p.change_manifest(lambda m: m["counts"].update(judged=99)), "not signed by the key"),
        (lambda p: p.change_manifest(lambda m: m["chains"].clear(), key=Ed25519PrivateKey.generate()), "not signed by"),
    ],
    ids=[
        "verdict",
        "verdict, hashed again",
        "last verdict, hashed again",
        "removed",
        "cut off",
        "emptied",
        "reordered",
        "repeated",
        "finding",
        "count",
        "swapped key",
    ],
)
def test_whatever_was_changed_is_found_out(far_away, tamper, said):
    tamper(far_away)
    verified = far_away.verify()

    assert verified.exit_code == 1, verified.output
    assert said in verified.stdout


def test_whose_key_it_is_cannot_be_told_from_the_file_itself(far_away):
    """A manifest that somebody made up fits its own key as well as a true one does."""
    true = far_away.run("verify", far_away.manifest)
    far_away.change_manifest(lambda m: m["counts"].update(judged=99), key=Ed25519PrivateKey.generate())
    false = far_away.run("verify", far_away.manifest)

    assert (true.exit_code, false.exit_code) == (2, 2)
    assert "--key" in true.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a manifest"),
        (("nowhere.json",), "nowhere.json: No such file"),
        (("{events}",), "manifest"),
        (("{manifest}", "--key", "{manifest}"), "not an Ed25519 public key"),
        (("{manifest}", "--key", "{key}", "--events", "{key}"), "line 1 of the events is not JSON"),
        (("{manifest}", "--key", "{key}", "--findings", "{events}"), "line 1 of the findings is not a finding"),
        (("--database", "nothing"), "cannot be reached"),
    ],
)
def test_what_cannot_be_read_is_neither_right_nor_wrong(far_away, arguments, said):
    names = {name: str(getattr(far_away, name)) for name in ("manifest", "events", "key")}
    refused = far_away.run("verify", *(each.format(**names) for each in arguments))

    assert refused.exit_code == 2, refused.output
    assert said in refused.output


@pytest.mark.parametrize("line", [b"[" * 100_000, b'{"content": NaN}', b'{"content": {"source": 1}}', b"\xff", b"{}"])
def test_a_hostile_line_is_refused(far_away, line):
    far_away.events.write_bytes(line + b"\n")
    assert far_away.verify().exit_code == 2


# --- where it lies --------------------------------------------------------------------------------


def test_an_audit_is_verified_where_it_lies(published):
    verified = published.run("verify", "--database", AUDIT)

    assert verified.exit_code == 0, verified.output
    assert "3 findings, as signed" in verified.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fairnotice.finding SET verdict = 'pass' WHERE camera_id = 'made:001'",
        """ALTER TABLE fairnotice.finding_event DISABLE TRIGGER keep_finding_event;
        UPDATE fairnotice.finding_event SET verdict = 'pass' WHERE camera_id = 'made:001'""",
        """ALTER TABLE fairnotice.finding_event DISABLE TRIGGER keep_finding_event;
        DELETE FROM fairnotice.finding_event WHERE camera_id = 'made:003'""",
        "UPDATE fairnotice.audit_manifest SET document = replace(document, '\"judged\": 3', '\"judged\": 2')",
    ],
    ids=["finding", "event", "removed event", "manifest"],
)
def test_whoever_changes_the_database_is_found_out(published, statement):
    with resources() as opened, opened.database.transaction() as connection:
        connection.execute(statement)
    try:
        assert published.run("verify", "--database", AUDIT).exit_code == 1
    finally:
        with resources() as opened, opened.database.transaction() as connection:
            connection.execute("ALTER TABLE fairnotice.finding_event ENABLE TRIGGER keep_finding_event")


def test_an_audit_that_is_run_again_keeps_its_manifest_unless_it_changed_something(published):
    def numbers():
        with resources() as opened, opened.database.transaction() as connection:
            found = connection.execute("SELECT number FROM fairnotice.audit_manifest ORDER BY 1").fetchall()
        return [row["number"] for row in found]

    published.audit_on(finding(1), finding(2, Verdict.PASS), finding(3, Verdict.REVIEW))
    assert numbers() == [1]
    published.audit_on(replace(finding(2), proof="configured"))
    assert numbers() == [1, 2]
    assert published.run("verify", "--database", AUDIT).exit_code == 0
    assert published.verify().exit_code == 0, "what was handed out before still holds"


def test_the_signing_key_is_the_installations_alone(published):
    path = published.home / "secrets" / "audit-signing-key.pem"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    path.chmod(0o644)
    refused = published.run("verify", "--show-key")
    assert refused.exit_code == 2
    assert "others can read" in refused.output
    assert "PRIVATE" not in refused.output
