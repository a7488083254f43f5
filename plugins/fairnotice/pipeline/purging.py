"""Retention: everything that has expired is taken away, and what was taken can be proved."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairnotice.alerts.channels import local_mailbox
from fairnotice.errors import StoreError
from fairnotice.pipeline.resources import Resources
from fairnotice.store import purge as store
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.purge import BATCH, Count, Run
from fairnotice.store.purge_files import KINDS, purge_evidence, purge_stray_files
from fairnotice.store.retention import Retention, load_retention

_OVERDUE_AFTER = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What one run took away, or would."""

    as_of: dt.datetime
    dry_run: bool
    retention: Retention
    counts: dict[str, Count]
    missing_files: int
    """Rows of evidence whose file is not in the storage."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was purged when, and whether anything older than its period is still there."""

    runs: list[dict[str, Any]]
    as_of: dt.datetime | None
    """Day of the last run that came to its end; None: there is none."""
    left: dict[str, int] = field(default_factory=dict)
    """What had expired by then, is needed by nothing, and is there."""
    kept: dict[str, Counter[str]] = field(default_factory=dict)
    """What had expired by then and is kept, by what needs it."""
    missing_files: int = 0
    """Rows of evidence whose file is not in the storage."""
    overdue: bool = False

    @property
    def holds(self) -> bool:
        """Whether everything is as it should be."""
        return self.as_of is not None and not self.left and not self.overdue


def purge(resources: Resources, as_of: dt.datetime, now: dt.datetime, *, dry_run: bool) -> PurgeReport:
    """Take away what has expired on ``as_of``.

    Args:
        resources: What to work with.
        as_of: The day whose state is wanted.
        now: The real time.
        dry_run: Only count.

    Raises:
        StoreError: ``as_of`` has not come yet, and it is no dry run.
    """
    if as_of > now and not dry_run:
        raise StoreError(f"{as_of:%Y-%m-%d} has not come yet: only --dry-run can look ahead")
    retention = load_retention(resources.settings)
    window_days = resources.settings.evidence_window_days
    if dry_run:
        run = Run(None, as_of, retention, window_days)
        return PurgeReport(as_of, True, retention, *_all(resources, run))
    run = store.begin(resources.database, as_of, retention, window_days)
    counts, missing = _all(resources, run)
    store.finish(resources.database, run, counts)
    return PurgeReport(as_of, False, retention, counts, missing)


def _all(resources: Resources, run: Run) -> tuple[dict[str, Count], int]:
    # Evidence first: it is what shows people, and observations name it.
    counts = {data: purge_evidence(resources.database, resources.evidence, run, data) for data in KINDS}
    counts["stray_file"], missing = purge_stray_files(resources.database, resources.evidence, run)
    counts["message_file"] = _purge_mailbox(resources, run, local_mailbox(resources.settings).messages())
    counts |= dict(store.purge_rows(resources.database, run))
    return counts, missing


def _purge_mailbox(resources: Resources, run: Run, messages: Sequence[Path]) -> Count:
    """Delete old messages of the local mailbox, each named by its alert."""
    before = run.retention.before("message_file", run.as_of).timestamp()
    expired = {path.stem: path for path in sorted(messages) if path.stat().st_mtime < before}

    def take(connection: Connection, after: Sequence[str]) -> list[dict[str, Any]]:
        batch = [name for name in sorted(expired) if name > after[0]][:BATCH]
        ids = [name for name in batch if _is_uuid(name)]
        waiting = {row["alert_id"] for row in rows(queries("purge").open_alerts(connection, alert_ids=ids))}
        for name in batch if not run.dry else ():
            if name not in waiting:
                expired[name].unlink(missing_ok=True)
        return [
            {"key": [name], "because": "a message that is not answered" if name in waiting else None} for name in batch
        ]

    return store.in_batches(resources.database, run, "message_file", "deleted", ("",), take)


def _is_uuid(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def prove(resources: Resources, now: dt.datetime, *, most: int = 30) -> Proof:
    """Look again at everything by the day and the periods of the last run: nothing of it may be left.

    Args:
        resources: What to work with.
        now: The real time, to tell whether a run is overdue.
        most: How many of the newest runs are listed.
    """
    with resources.database.transaction() as connection:
        listed = store.runs(connection, most)
        last = store.last_run(connection, resources.settings.evidence_window_days)
    if last is None:
        return Proof(listed, None)
    counts, missing = _all(resources, last)
    return Proof(
        listed,
        last.as_of,
        left={data: count.purged for data, count in counts.items() if count.purged},
        kept={data: count.kept for data, count in counts.items() if count.kept},
        missing_files=missing,
        overdue=now - last.as_of > _OVERDUE_AFTER,
    )
