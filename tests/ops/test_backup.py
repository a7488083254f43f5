import datetime as dt
import hashlib
import json
import os
import signal
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from fairnotice.domain import Verdict
from fairnotice.errors import FairnoticeError
from fairnotice.pipeline import auditing
from fairnotice.pipeline.publishing import verify_stored
from fairnotice.pipeline.resources import resources
from fairnotice.rules.standing import Judged
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, facts, findings
from fairnotice.store.database import Database
from fairnotice.store.evidence import open_evidence
from fairnotice.store.migrations import MIGRATIONS, migrate
from fakes.world import DAY, NOON, audit, camera, finding
from ops import backup, restore
from ops.places import ROOT

pytestmark = pytest.mark.slow
NOW = dt.datetime(2026, 3, 3, 4, tzinfo=dt.UTC)
PICTURE, EXCERPT = b"a redacted picture", b"an excerpt"


def installation(home, url, **more):
    (home / "recall.json").write_text(json.dumps({"model_version": "x", "tables": {}}))
    return Settings(home=home, database_url=SecretStr(url), recall_path=home / "recall.json", **more)


def lived_in(using):
    """An installation with an audit that was published, and its evidence."""
    with resources(using) as opened, opened.database.transaction() as connection:
        cameras.register_source(connection, "made", audit().mode)
        cameras.upsert(connection, [camera(1), camera(2)], NOON)
        facts.ensure_month(connection, DAY)
        audits.begin(connection, audit(), packs={})
        for content, kind in ((PICTURE, "redacted_frame"), (EXCERPT, "configuration_excerpt")):
            kept = opened.evidence.keep(content, kind=kind, media_type="image/jpeg")
            connection.execute(
                "INSERT INTO fairnotice.evidence (sha256, kind, media_type, size) VALUES (%s, %s, %s, %s)",
                [kept.sha256, kept.kind, kept.media_type, kept.size],
            )
        judged = [Judged(finding()), Judged(finding(2, Verdict.PASS))]
        findings.put(connection, audit(), ["made:001", "made:002"], judged)
    with resources(using) as opened:
        auditing.finish(opened, audit())
    return using


@pytest.fixture(scope="module")
def lived(new_database, tmp_path_factory):
    """What each test leaves as it was."""
    url = new_database()
    migrate(url)
    home = tmp_path_factory.mktemp("home")
    return lived_in(installation(home, url, backup_passphrase=SecretStr("correct horse")))


@pytest.fixture
def elsewhere(new_database, tmp_path):
    """Another machine: an empty database and home, the passphrase in the authority's safe."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    return installation(home, new_database(), backup_passphrase=SecretStr("correct horse"))


def contents(using):
    """Every row of every table."""
    with psycopg.connect(using.database_url.get_secret_value()) as connection:
        found = {}
        for table in backup.tables(connection):
            query = sql.SQL("SELECT to_jsonb(each)::text FROM {} AS each").format(sql.Identifier("fairnotice", table))
            found[table] = sorted(row for (row,) in connection.execute(query))
        return found


def test_a_backup_brings_everything_back_on_another_machine(lived, elsewhere, tmp_path):
    made = backup.make(lived, tmp_path / "backups", NOW)
    before = contents(lived)

    done = restore.restore(made, elsewhere)

    assert contents(elsewhere) == before
    assert before["finding_event"]
    assert done.verified == {audit().audit_id: 0}  # by the same key, so that it holds and is not only possible
    assert open_evidence(elsewhere).read(hashlib.sha256(PICTURE).hexdigest()) == PICTURE
    with resources(elsewhere) as opened:
        assert verify_stored(opened, audit().audit_id).exit_code == 0


def test_only_its_owner_can_read_a_backup_and_the_signing_key_is_never_in_it_in_clear(lived, tmp_path):
    made = backup.make(lived, tmp_path / "backups", NOW)

    assert {path.stat().st_mode & 0o077 for path in [made, *made.rglob("*")]} == {0}
    assert b"ENCRYPTED PRIVATE KEY" in (made / "signing-key.pem").read_bytes()
    without = lived.model_copy(update={"backup_passphrase": None})
    made = backup.make(without, tmp_path / "backups", NOW + dt.timedelta(days=1))
    assert not (made / "signing-key.pem").exists()
    assert (made / "signing-key.pub.pem").exists()


def test_a_database_that_holds_data_is_replaced_only_if_that_is_said(lived, tmp_path):
    made = backup.make(lived, tmp_path / "backups", NOW)
    before = contents(lived)
    with Database(lived.database_url.get_secret_value()) as database, database.transaction() as connection:
        cameras.upsert(connection, [camera(3)], NOON)

    with pytest.raises(FairnoticeError, match="FORCE=1"):
        restore.restore(made, lived)
    restore.restore(made, lived, force=True)

    assert contents(lived) == before


@pytest.mark.parametrize("harm", ["dump", "evidence", "missing", "manifest", "newer"])
def test_a_backup_that_was_damaged_changes_nothing(lived, tmp_path, harm):
    made = backup.make(lived, tmp_path / "backups", NOW)
    before = contents(lived)
    piece = next((made / "evidence").glob("??/*"))
    if harm == "dump":
        with (made / "database.dump").open("r+b") as file:
            file.truncate(1000)
    elif harm == "evidence":
        piece.write_bytes(b"another picture")
    elif harm == "missing":
        piece.unlink()
    elif harm == "manifest":
        (made / "manifest.json").write_text("{")
    else:
        manifest = json.loads((made / "manifest.json").read_text())
        manifest["migrations"].append("9999_of_tomorrow")
        (made / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(FairnoticeError):
        restore.restore(made, lived, force=True)

    assert contents(lived) == before


def test_a_restore_that_fails_half_way_leaves_the_database_as_it_was(lived, tmp_path):
    made = backup.make(lived, tmp_path / "backups", NOW)
    before = contents(lived)
    with (made / "database.dump").open("r+b") as file:
        file.truncate((made / "database.dump").stat().st_size * 2 // 3)
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["dump_sha256"] = backup.sha256_of(made / "database.dump")
    (made / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(FairnoticeError):
        restore.restore(made, lived, force=True)

    assert contents(lived) == before


def test_evidence_that_the_backup_before_holds_is_not_copied_again(lived, tmp_path):
    first = backup.make(lived, tmp_path / "backups", NOW)
    second = backup.make(lived, tmp_path / "backups", NOW + dt.timedelta(days=1), keep=2)

    pieces = [sorted(path.stat().st_ino for path in (made / "evidence").glob("??/*")) for made in (first, second)]
    assert pieces[0] == pieces[1]
    backup.make(lived, tmp_path / "backups", NOW + dt.timedelta(days=2), keep=2)
    assert len(backup.backups(tmp_path / "backups")) == 2
    assert not first.exists()


def test_evidence_that_is_lost_is_said_and_evidence_that_is_purged_meanwhile_is_not_missed(lived, tmp_path):
    store = open_evidence(lived)
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    store.delete(sha256)
    with pytest.raises(FairnoticeError, match="not in the storage"):
        backup.make(lived, tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []

    def purge_now(text):
        if text == "database ...":
            with psycopg.connect(lived.database_url.get_secret_value()) as connection:
                connection.execute("DELETE FROM fairnotice.evidence WHERE sha256 = %s", [sha256])

    made = backup.make(lived, tmp_path / "backups", NOW, say=purge_now)
    assert backup.read_manifest(made).purged_meanwhile == 1
    restore.restore(made, lived, force=True)
    store.keep(PICTURE, kind="redacted_frame", media_type="image/jpeg")


def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(lived, tmp_path):
    folder = tmp_path / "backups"
    code = (
        "import sys, datetime as dt; from pathlib import Path; from fairnotice.settings import Settings\n"
        "from ops import backup\n"
        "def say(text):\n"
        "    print(text, flush=True)\n"
        "    if text.startswith('database:'): sys.stdin.read()\n"
        "backup.make(Settings(), Path(sys.argv[1]), dt.datetime.now(dt.UTC), say=say)\n"
    )
    given = {
        **os.environ,
        "FAIRNOTICE_HOME": str(lived.home),
        "FAIRNOTICE_DATABASE_URL": lived.database_url.get_secret_value(),
    }
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        while not process.stdout.readline().startswith(b"database:"):
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)

    assert backup.backups(folder) == []
    assert [path.name.endswith(".partial") for path in folder.iterdir()] == [True]
    made = backup.make(lived, folder, NOW)
    assert list(folder.iterdir()) == [made]


def test_an_older_backup_is_brought_to_this_version(new_database, tmp_path):
    numbered = sorted(path for path in MIGRATIONS.glob("*.sql") if not path.stem.endswith(".rollback"))
    older = tmp_path / "older"
    older.mkdir()
    for path in numbered[:17]:
        (older / path.name).write_text(path.read_text())
    url = new_database()
    migrate(url, older)
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO fairnotice.registry_source (source) VALUES ('quays')")
    home = tmp_path / "home"
    home.mkdir()
    using = installation(home, url)
    made = backup.make(using, tmp_path / "backups", NOW)

    target = using.model_copy(update={"database_url": SecretStr(new_database())})
    done = restore.restore(made, target)

    assert done.migrated == [path.stem for path in numbered[17:]]
    assert migrate(target.database_url.get_secret_value()) == []
