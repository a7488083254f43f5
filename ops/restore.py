"""Bring a backup back: everything is checked first, and the database changes in one transaction or not at all."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from psycopg import sql

from fairnotice.errors import FairnoticeError
from fairnotice.pipeline.publishing import verify_stored
from fairnotice.pipeline.resources import resources
from fairnotice.pipeline.signing import installed_public_key, read_public_key
from fairnotice.settings import Settings, settings
from fairnotice.store.database import database_url
from fairnotice.store.evidence import open_evidence
from fairnotice.store.migrations import MIGRATIONS, migrate
from ops.backup import DUMP, EVIDENCE, PRIVATE_KEY, PUBLIC_KEY, Manifest, count_rows, read_manifest, sha256_of
from ops.places import InstallationError, refusals_explained, write_private
from ops.postgres_tools import environment, piped, program, run, server_version

_TOLD_EVERY = 1000
_NOT_OURS = re.compile(
    r"^\d+; \d+ \d+ (COMMENT - EXTENSION|SCHEMA - public|COMMENT - SCHEMA public|.*\bspatial_ref_sys)\b"
)
"""What belongs to the server's superuser, who made PostGIS in every database here already."""
_DROPPED = """
DROP SCHEMA IF EXISTS fairnotice CASCADE;
DROP TABLE IF EXISTS public._yoyo_migration, public._yoyo_log, public._yoyo_version, public.yoyo_lock;
"""

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    manifest: Manifest
    migrated: list[str]
    """Migrations that this version has beyond those of the backup."""
    verified: dict[str, int]
    """By audit: 0 what it published holds, 1 it does not, 2 it cannot be told."""


def restore(backup: Path, using: Settings, *, force: bool = False, say: Say = lambda _: None) -> Restored:
    """Bring a backup back into the database and the evidence storage of this installation.

    Args:
        backup: Its folder.
        using: Which installation.
        force: Whether what is in the database may be replaced.
        say: Told how far it is.

    Raises:
        FairnoticeError: Before anything was changed, if something is wrong with the backup or the database.
    """
    manifest = read_manifest(backup)
    url = database_url(using)
    _require_known(manifest)
    if not force:
        _require_empty(url)
    say(f"checking the backup of {manifest.made_at} ...")
    pieces = _checked(backup, manifest, say)
    _restore_evidence(using, pieces, say)
    say("database ...")
    _restore_database(backup / DUMP, url, manifest)
    counted = count_rows(url)
    wrong = {table: counted.get(table) for table, count in manifest.rows.items() if counted.get(table) != count}
    if wrong:
        raise InstallationError(f"the backup counts other rows than were restored in {', '.join(wrong)}")
    say(f"database: {sum(counted.values())} rows of {len(counted)} tables, as in the backup")
    _restore_key(backup, using, say)
    migrated = migrate(url)
    if migrated:
        say(f"brought to this version by {', '.join(migrated)}")
    return Restored(manifest, migrated, _verified(using, say))


def _require_known(manifest: Manifest) -> None:
    known = {path.stem for path in MIGRATIONS.glob("*.sql") if not path.stem.endswith(".rollback")}
    newer = [name for name in manifest.migrations if name not in known]
    if newer:
        raise InstallationError(
            f"the backup was made by a newer version ({manifest.version}): this one does not know {newer[0]}. "
            "Check out that version, then restore"
        )


def _require_empty(url: str) -> None:
    with psycopg.connect(url, connect_timeout=10) as connection:
        names = ("registry_source", "operator", "audit", "evidence", "purge_run")
        for name in names:
            row = connection.execute("SELECT to_regclass(%s)", [f"fairnotice.{name}"]).fetchone()
            if row is None or row[0] is None:
                continue
            query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("fairnotice", name))
            found = connection.execute(query).fetchone()
            if found and found[0]:
                raise InstallationError(
                    f"the database holds data already (fairnotice.{name}): restore into an empty one, "
                    "or say FORCE=1 to replace what is there"
                )


def _checked(backup: Path, manifest: Manifest, say: Say) -> list[Path]:
    """Compare every file with its hash; return the pieces of evidence."""
    try:
        if sha256_of(backup / DUMP) != manifest.dump_sha256:
            raise InstallationError(f"{backup / DUMP}: not what was backed up (its SHA-256 differs)")
    except FileNotFoundError:
        raise InstallationError(f"{backup / DUMP} is missing") from None
    pieces = sorted(path for path in (backup / EVIDENCE).glob("??/*") if path.is_file())
    if len(pieces) != manifest.evidence:
        raise InstallationError(
            f"{backup}: {len(pieces)} pieces of evidence, but its manifest counts {manifest.evidence}"
        )
    for number, path in enumerate(pieces, 1):
        if sha256_of(path) != path.name:
            raise InstallationError(f"{path}: not what was backed up (its SHA-256 is not its name)")
        if number % _TOLD_EVERY == 0:
            say(f"evidence: {number} of {len(pieces)} checked")
    return pieces


def _restore_evidence(using: Settings, pieces: list[Path], say: Say) -> None:
    """Files before rows, as always: a file without a row is harmless, a row without its file is not."""
    store = open_evidence(using)
    for number, path in enumerate(pieces, 1):
        if not store.holds(path.name):
            store.keep(path.read_bytes(), kind="redacted_frame", media_type="application/octet-stream")
        if number % _TOLD_EVERY == 0:
            say(f"evidence: {number} of {len(pieces)} restored")
    say(f"evidence: {len(pieces)} pieces")


def _restore_database(dump: Path, url: str, manifest: Manifest) -> None:
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        version = server_version(connection)
        for role in manifest.roles:
            _make_role(connection, role)
    variables = environment(url)
    pg_restore = program("pg_restore", version)
    contents = run([pg_restore, "--list", str(dump)], variables, "reading the backup").splitlines(keepends=True)
    wanted = dump.with_name(f".contents.{os.getpid()}")
    try:
        write_private(wanted, "".join(line for line in contents if not _NOT_OURS.match(line)))
        script = [pg_restore, "--no-owner", f"--use-list={wanted}", "--file=-", str(dump)]
        psql = [program("psql", version), "-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        with piped(psql, variables, "restoring the database, which is as it was,") as database:
            database.write(_DROPPED.encode())
            _copy_script(script, variables, database)
    finally:
        wanted.unlink(missing_ok=True)


def _copy_script(command: list[str], variables: dict[str, str], database: object) -> None:
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101
        shutil.copyfileobj(process.stdout, database)  # type: ignore[arg-type]
    if process.returncode != 0:
        # An open transaction without its end would be committed by psql when its input ends well.
        raise InstallationError("the backup's dump cannot be read to its end; the database is as it was")


def _make_role(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if there is None:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))


def _restore_key(backup: Path, using: Settings, say: Say) -> None:
    kept, public = backup / PRIVATE_KEY, backup / PUBLIC_KEY
    if not public.exists():
        return
    signed_by = read_public_key(public.read_bytes())
    installed = installed_public_key(using.home)
    if installed is not None:
        if installed != signed_by:
            say(
                "another signing key is installed here, and stays: "
                f"what the backup's audits published is verified by {public} (`fairnotice verify --key`)"
            )
        return
    if not kept.exists() or using.backup_passphrase is None:
        say(
            "the signing key is not restored (not in the backup, or FAIRNOTICE_BACKUP_PASSPHRASE is not set): "
            f"the next audit signs by a new one; what was published before is verified by {public}"
        )
        return
    try:
        key = load_pem_private_key(kept.read_bytes(), using.backup_passphrase.get_secret_value().encode())
    except ValueError:
        say("the signing key is not restored: FAIRNOTICE_BACKUP_PASSPHRASE is another one than when it was backed up")
        return
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    write_private(using.home / "secrets" / "audit-signing-key.pem", pem)
    say("the signing key is back")


def _verified(using: Settings, say: Say) -> dict[str, int]:
    """Verify what the newest audit of each scope published."""
    verified = {}
    with resources(using) as opened:
        query = """
            SELECT DISTINCT ON (audit.scope) audit.audit_id
            FROM fairnotice.audit INNER JOIN fairnotice.audit_manifest USING (audit_id)
            ORDER BY audit.scope, audit.window_start DESC
        """
        with opened.database.transaction() as connection:
            audits = [row["audit_id"] for row in connection.execute(query)]
        for audit_id in audits:
            found = verify_stored(opened, audit_id)
            verified[audit_id] = found.exit_code
            say(f"{audit_id}: {'holds' if not found.exit_code else '; '.join(found.broken or found.open)}")
    return verified


def main(arguments: Iterable[str] | None = None) -> int:
    """Restore a backup from the command line."""
    parser = argparse.ArgumentParser(prog="make restore", description="Bring a backup back.")
    parser.add_argument("backup", type=Path, help="its folder, as make backup printed it")
    parser.add_argument("--force", action="store_true", help="replace what the database holds")
    parsed = parser.parse_args(None if arguments is None else list(arguments))
    try:
        with refusals_explained():
            done = restore(
                parsed.backup,
                settings(),
                force=parsed.force,
                say=lambda text: sys.stderr.write(f"restore: {text}\n"),
            )
    except FairnoticeError as error:
        sys.stderr.write(f"restore: {error}\n")
        return 1
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(done.manifest.made_at)
    sys.stdout.write(
        f"restored the backup of {done.manifest.made_at}, {age.days} days old. "
        "What was purged or erased since is back too: run `fairnotice purge` now\n"
    )
    return 1 if 1 in done.verified.values() else 0


if __name__ == "__main__":
    sys.exit(main())
