"""One consistent copy of what the audit knows: the database, the evidence, and by whom it was signed.

A backup is a folder. It is written under another name and gets its own when all is in it, so that one that was
interrupted never looks whole. Evidence that the backup before holds already is linked to and not copied.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from psycopg import sql

from fairnotice import __version__
from fairnotice.errors import FairnoticeError, StoreError
from fairnotice.pipeline.signing import installed_public_key, public_pem, signing_key
from fairnotice.settings import Settings, settings
from fairnotice.store.database import database_url
from fairnotice.store.evidence import EvidenceStore, open_evidence
from ops.places import InstallationError, refusals_explained
from ops.postgres_tools import environment, program, run, server_version

FORMAT = "fairnotice-backup/1"
MANIFEST, DUMP, EVIDENCE = "manifest.json", "database.dump", "evidence"
PRIVATE_KEY, PUBLIC_KEY = "signing-key.pem", "signing-key.pub.pem"
_NAME = re.compile(r"fairnotice-\d{8}T\d{6}Z")
_TOLD_EVERY = 1000

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    version: str
    """Of Fairnotice."""
    migrations: list[str]
    """Oldest first."""
    roles: list[str]
    """Database roles to which something in it is granted."""
    dump_sha256: str
    rows: dict[str, int]
    """By table."""
    evidence: int
    purged_meanwhile: int
    """Pieces of evidence that were purged while the backup was made: they are in its books and rightly not in it."""
    format: str = FORMAT


def make(
    using: Settings, folder: Path, now: dt.datetime, *, keep: int | None = None, say: Say = lambda _: None
) -> Path:
    """Make a backup in ``folder`` and return its own folder.

    Args:
        using: Which installation.
        folder: Where backups are.
        now: When it is made; it is named by that.
        keep: How many backups are left in ``folder``, this one included; None: all.
        say: Told how far it is.

    Raises:
        FairnoticeError: It could not be made; nothing is left that looks like one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_partial(folder)
    before = max(backups(folder), default=None)
    whole = folder / f"fairnotice-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    if whole.exists():
        raise InstallationError(f"{whole} is there already: one backup a second is enough")
    partial = folder / f".{whole.name}.{os.getpid()}.partial"
    partial.mkdir(mode=0o700)
    try:
        manifest = _fill(partial, using, now, before, say)
        _write(partial / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        partial.rename(whole)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _sync(folder)
    for old in sorted(backups(folder))[: -keep or None] if keep else []:
        shutil.rmtree(old)
        say(f"deleted {old.name}: {keep} are kept")
    return whole


def backups(folder: Path) -> list[Path]:
    """Return the whole backups of a folder, by name and so by age."""
    return sorted(path for path in folder.glob("fairnotice-*") if _NAME.fullmatch(path.name) and path.is_dir())


def read_manifest(backup: Path) -> Manifest:
    """Return what a backup says of itself.

    Raises:
        InstallationError: It is none, or of another format.
    """
    try:
        read: dict[str, Any] = json.loads((backup / MANIFEST).read_text())
        manifest = Manifest(**read)
    except (OSError, ValueError, TypeError):
        raise InstallationError(f"{backup}: no whole backup of Fairnotice ({MANIFEST} is missing or broken)") from None
    if manifest.format != FORMAT:
        raise InstallationError(f"{backup}: its format is not {FORMAT}; restore it with the version that made it")
    return manifest


def _fill(partial: Path, using: Settings, now: dt.datetime, before: Path | None, say: Say) -> Manifest:
    url = database_url(using)
    with _snapshot(url) as (connection, snapshot):
        _require_space(connection, partial)
        say("database ...")
        dump = partial / DUMP
        pg_dump = program("pg_dump", server_version(connection))
        command = [pg_dump, "--format=custom", f"--snapshot={snapshot}", "--no-owner", f"--file={dump}"]
        command.append("--exclude-table-data=public.spatial_ref_sys")  # PostGIS brings its own
        run(command, environment(url), "pg_dump")
        dump.chmod(0o600)
        rows = {table: _count(connection, table) for table in tables(connection)}
        say(f"database: {sum(rows.values())} rows of {len(rows)} tables, {dump.stat().st_size / 1e6:.1f} MB")
        kept, purged = _copy_evidence(connection, url, open_evidence(using), partial, before, say)
        manifest = Manifest(
            made_at=now.isoformat(),
            version=__version__,
            migrations=_migrations(connection),
            roles=_roles(connection),
            dump_sha256=sha256_of(dump),
            rows=rows,
            evidence=kept,
            purged_meanwhile=purged,
        )
    _copy_key(using, partial, say)
    return manifest


@contextlib.contextmanager
def _snapshot(url: str) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """Hold one moment of the database, so that dump, counts and the list of evidence are of the same."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            yield connection, str(row[0] if row else "")
    except psycopg.OperationalError as error:
        raise InstallationError(f"the database cannot be reached or went away: {str(error).splitlines()[0]}") from None
    except psycopg.errors.UndefinedTable:
        raise InstallationError("there is nothing to back up: the database has no tables (`make database`)") from None


def _copy_evidence(
    connection: psycopg.Connection[Any], url: str, store: EvidenceStore, partial: Path, before: Path | None, say: Say
) -> tuple[int, int]:
    """Copy what the books of the snapshot name; return how many pieces, and how many were purged meanwhile."""
    listed = [row[0] for row in connection.execute("SELECT sha256 FROM fairnotice.evidence ORDER BY sha256")]
    kept, missing = 0, []
    (partial / EVIDENCE).mkdir(mode=0o700)
    for number, sha256 in enumerate(listed, 1):
        target = partial / EVIDENCE / sha256[:2] / sha256
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if before is None or not _linked(before / EVIDENCE / sha256[:2] / sha256, target):
            try:
                content = store.read(sha256)
            except StoreError:
                if store.holds(sha256):
                    raise
                missing.append(sha256)
                continue
            _write(target, content)
        kept += 1
        if number % _TOLD_EVERY == 0:
            say(f"evidence: {number} of {len(listed)}")
    say(f"evidence: {kept} pieces")
    lost = _still_in_the_books(url, missing)
    if lost:
        raise InstallationError(
            f"{len(lost)} pieces of evidence are in the books and not in the storage, the first is {lost[0][:12]}: "
            "is FAIRNOTICE_EVIDENCE_URL right? `fairnotice purge --proof` counts them"
        )
    return kept, len(missing)


def _linked(there: Path, target: Path) -> bool:
    try:
        target.hardlink_to(there)
    except OSError:
        return False
    return True


def _still_in_the_books(url: str, sha256s: Sequence[str]) -> list[str]:
    if not sha256s:
        return []
    with psycopg.connect(url, connect_timeout=10) as now:
        query = "SELECT sha256 FROM fairnotice.evidence WHERE sha256 = ANY (%s) ORDER BY sha256"
        return [row[0] for row in now.execute(query, [list(sha256s)])]


def _copy_key(using: Settings, partial: Path, say: Say) -> None:
    """Keep the public key always, the private one only under a passphrase: whoever has it can sign as the authority."""
    public = installed_public_key(using.home)
    if public is None:
        return
    _write(partial / PUBLIC_KEY, public_pem(public).encode())
    if using.backup_passphrase is None:
        say("the signing key is not in it: set FAIRNOTICE_BACKUP_PASSPHRASE to have it, encrypted")
        return
    encryption = BestAvailableEncryption(using.backup_passphrase.get_secret_value().encode())
    pem = signing_key(using.home).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    _write(partial / PRIVATE_KEY, pem)


def _require_space(connection: psycopg.Connection[Any], folder: Path) -> None:
    """Refuse at once what would fail after hours: the dump is smaller than the database, and evidence may be linked."""
    row = connection.execute("SELECT coalesce(sum(size), 0) FROM fairnotice.evidence").fetchone()
    free = shutil.disk_usage(folder).free
    if row and row[0] > free and not backups(folder.parent):
        raise InstallationError(
            f"{folder.parent} has {free / 1e9:.1f} GB free, and the evidence has {row[0] / 1e9:.1f}"
        )


def tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Every table of the schema; partitions count with what they are parts of."""
    query = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'fairnotice'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        ORDER BY relname
    """
    return [row[0] for row in connection.execute(query)]


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("fairnotice", table))).fetchone()
    return int(row[0]) if row else 0


def count_rows(url: str) -> dict[str, int]:
    """Count the rows of every table of the database at ``url``."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        return {table: _count(connection, table) for table in tables(connection)}


def _migrations(connection: psycopg.Connection[Any]) -> list[str]:
    return [row[0] for row in connection.execute("SELECT migration_id FROM public._yoyo_migration ORDER BY 1")]


def _roles(connection: psycopg.Connection[Any]) -> list[str]:
    """Roles of the server to which this database's objects refer: another server has to have them first."""
    query = """
        SELECT DISTINCT pg_roles.rolname
        FROM pg_shdepend
        INNER JOIN pg_database ON pg_shdepend.dbid = pg_database.oid
        INNER JOIN pg_roles ON pg_shdepend.refobjid = pg_roles.oid
        WHERE
            pg_database.datname = current_database() AND pg_shdepend.refclassid = 'pg_authid'::regclass
            AND pg_shdepend.deptype IN ('a', 'r') AND pg_roles.rolname NOT LIKE 'pg\\_%'
        ORDER BY 1
    """
    return [row[0] for row in connection.execute(query)]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, and see it on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_partial(folder: Path) -> None:
    """Remove what backups left that were killed."""
    for path in folder.glob(".fairnotice-*.partial"):
        pid = path.name.split(".")[-2]
        if not (pid.isdigit() and Path(f"/proc/{pid}").exists()):
            shutil.rmtree(path, ignore_errors=True)


def main(arguments: Iterable[str] | None = None) -> int:
    """Make a backup from the command line."""
    parser = argparse.ArgumentParser(prog="make backup", description="Copy database and evidence as of one moment.")
    parser.add_argument("folder", nargs="?", type=Path, help="where backups are; the installation's home")
    parser.add_argument("--keep", type=int, help="how many are left there, this one included; all")
    parsed = parser.parse_args(None if arguments is None else list(arguments))
    if parsed.keep is not None and parsed.keep < 1:
        parser.error("--keep: at least 1")
    try:
        with refusals_explained():
            made = make(
                settings(),
                parsed.folder or settings().home / "backups",
                dt.datetime.now(dt.UTC),
                keep=parsed.keep,
                say=lambda text: sys.stderr.write(f"backup: {text}\n"),
            )
    except FairnoticeError as error:
        sys.stderr.write(f"backup: {error}\n")
        return 1
    sys.stdout.write(f"{made}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
