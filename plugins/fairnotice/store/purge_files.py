"""Evidence that has expired, with its files; and files and rows that have lost each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from fairnotice.store.database import Connection, Database, queries, rows
from fairnotice.store.evidence import FOLDERS, EvidenceStore
from fairnotice.store.purge import Count, Run, in_batches

KINDS = {"coarse_picture": "redacted_frame", "configuration_excerpt": "configuration_excerpt"}
"""Classes of evidence, and their kind in the books."""
_FILES = 100
"""Files deleted in one transaction: a storage that is far away takes its time for each."""
_HALF_WRITTEN_FOR = dt.timedelta(days=1)


def purge_evidence(database: Database, evidence: EvidenceStore, run: Run, data: str) -> Count:
    """Delete expired evidence of a class, file and row.

    The file goes first: a purge that is killed in between leaves a row that the next one takes, and no tombstone says
    of a file that is there that it is gone.
    """

    def take(connection: Connection, after: Sequence[str]) -> list[dict[str, Any]]:
        parameters = {**run.parameters(data), "most": _FILES}
        found = list(
            rows(queries("purge").expired_evidence(connection, **parameters, kind=KINDS[data], after=list(after)))
        )
        gone = [row["key"][0] for row in found if row["because"] is None]
        if gone and not run.dry:
            for sha256 in gone:
                evidence.delete(sha256)
            queries("purge").forget_evidence(connection, sha256s=gone)
        return found

    return in_batches(database, run, data, "deleted", ("",), take)


def purge_stray_files(database: Database, evidence: EvidenceStore, run: Run) -> tuple[Count, int]:
    """Delete old files that no row knows, and count the rows whose file is not there.

    A file without a row is kept as long as a picture would be, since the rows may be those of another database. A row
    without a file stays until it expires, since the storage may be another one: it is only told.

    Returns:
        The files, and how many rows.
    """
    files, missing = Count(), 0
    for folder in FOLDERS:
        names = evidence.files(folder)
        with database.transaction() as connection:
            known = {row["sha256"] for row in rows(queries("purge").evidence_of_folder(connection, folder=folder))}
        lost = known - {name.rsplit("/", 1)[1] for name in names}
        missing += sum(evidence.modified_at(f"{folder}/{sha256}") is None for sha256 in lost)
        strays = [name for name in names if name.rsplit("/", 1)[1] not in known and _is_old(evidence, name, run)]
        files += _delete(database, evidence, run, strays)
    return files, missing


def _is_old(evidence: EvidenceStore, name: str, run: Run) -> bool:
    written = evidence.modified_at(name)
    before = run.retention.before("stray_file", run.as_of)
    if name.endswith(".partial"):
        before = max(before, run.as_of - _HALF_WRITTEN_FOR)
    return written is not None and written < before


def _delete(database: Database, evidence: EvidenceStore, run: Run, names: Sequence[str]) -> Count:
    def take(_: Connection, after: Sequence[str]) -> list[dict[str, Any]]:
        batch = [name for name in names if name > after[0]][:_FILES]
        for name in batch if not run.dry else ():
            evidence.delete_file(name)
        return [{"key": [name], "because": None} for name in batch]

    return in_batches(database, run, "stray_file", "deleted", ("",), take)
