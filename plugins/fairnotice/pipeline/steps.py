"""The nightly audit as steps whose orders are small JSON values, so that any scheduler can hand them on."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypedDict

from fairnotice.alerts.deliver import deliver
from fairnotice.capture.credentials import Credentials
from fairnotice.domain import AccessBasis, Audit, AuditMode
from fairnotice.errors import StoreError
from fairnotice.pipeline import auditing, daylight, importing, judging, purging, sampling, scanning
from fairnotice.pipeline.progress import Progress, log_progress
from fairnotice.pipeline.resources import resources
from fairnotice.store.cameras import Batch


class Order(TypedDict):
    """One batch of one audit."""

    scope: str
    window_start: str
    mode: str
    as_of: str | None
    """ISO time that stands for now; None: the real one."""
    first_id: str
    last_id: str
    cameras: int


def begin(scope: str, window_date: dt.date, as_of: dt.datetime | None) -> list[Order]:
    """Open the audit of ``scope`` for ``window_date`` and cut it into orders."""
    window_start = dt.datetime.combine(window_date, dt.time(), dt.UTC)
    if as_of is not None and as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=dt.UTC)
    with resources() as opened:
        audit = auditing.make_audit(opened, scope, window_start)
        return [_order(audit, batch, as_of) for batch in auditing.begin(opened, audit)]


def begin_daylight(scope: str, clock: Callable[[], dt.datetime]) -> list[Order]:
    """Return orders for those batches of ``scope`` in which a live camera is to be looked at now."""
    now = clock().astimezone(dt.UTC)
    with resources() as opened:
        audit = auditing.make_audit(opened, scope, dt.datetime.combine(now.date(), dt.time(), dt.UTC))
        return [_order(audit, batch, None) for batch in daylight.due_batches(opened, scope, now)]


def _order(audit: Audit, batch: Batch, as_of: dt.datetime | None) -> Order:
    return Order(
        scope=audit.scope,
        window_start=audit.window_start.isoformat(),
        mode=audit.mode.value,
        as_of=as_of.isoformat() if as_of else None,
        first_id=batch.first_id,
        last_id=batch.last_id,
        cameras=batch.cameras,
    )


def _audit(order: Order) -> Audit:
    return Audit(order["scope"], dt.datetime.fromisoformat(order["window_start"]), AuditMode(order["mode"]))


def _batch(order: Order) -> Batch:
    return Batch(order["first_id"], order["last_id"], order["cameras"])


class _Stopwatch:
    """Seconds of work of one step, so that what a scheduler adds to it can be told apart."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def added_to(self, report: Any) -> dict[str, Any]:
        return {**asdict(report), "seconds": round(time.monotonic() - self._started, 3)}


def sample(
    order: Order,
    clock: Callable[[], dt.datetime],
    credentials: Credentials | None = None,
    tell: Callable[[Progress], None] = log_progress,
) -> dict[str, Any]:
    """Look at the cameras of one order, and tell now and then how far that is.

    ``as_of`` of the order says up to when archives are asked; live cameras and access bases know
    the real time only. ``credentials`` is the scheduler's own secrets back end, if it has one.
    """
    watch = _Stopwatch()
    stopped = dt.datetime.fromisoformat(order["as_of"]) if order["as_of"] else None
    with resources(credentials=credentials) as opened:
        done = sampling.sample_batch(opened, _audit(order), _batch(order), clock, as_of=stopped, tell=tell)
        return watch.added_to(done)


def sample_daylight(
    order: Order, clock: Callable[[], dt.datetime], credentials: Credentials | None = None
) -> dict[str, Any]:
    """Look at those live cameras of one order of which a slot is due."""
    watch = _Stopwatch()
    with resources(credentials=credentials) as opened:
        return watch.added_to(sampling.sample_batch(opened, _audit(order), _batch(order), clock, daylight=True))


def real_clock() -> dt.datetime:
    """Return the time of day: for the rim, where a DAG or a command starts."""
    return dt.datetime.now(dt.UTC)


def scan(order: Order, clock: Callable[[], dt.datetime], credentials: Credentials | None = None) -> dict[str, Any]:
    """Read the configurations of one order's cameras."""
    watch = _Stopwatch()
    with resources(credentials=credentials) as opened:
        return watch.added_to(scanning.scan_batch(opened, _audit(order), _batch(order), clock))


def judge(order: Order) -> dict[str, Any]:
    """Judge one order's cameras."""
    watch = _Stopwatch()
    with resources() as opened:
        return watch.added_to(judging.judge_batch(opened, _audit(order), _batch(order)))


def publish(orders: Sequence[Order], reports: Mapping[str, Sequence[dict[str, Any] | None]]) -> dict[str, Any]:
    """Close the audit's books and return its counts.

    Args:
        orders: All orders of the audit.
        reports: For each step (``sampled``, ``scanned``, ``judged``) what it returned; a batch that
            failed is missing or None.

    Raises:
        StoreError: A step of some batch failed; what the others found is published all the same.
    """
    with resources() as opened:
        summary = auditing.finish(opened, _audit(orders[0]))
    done = {step: sum(report is not None for report in given) for step, given in reports.items()}
    if any(count < len(orders) for count in done.values()):
        raise StoreError(
            f"{summary.audit_id} is not complete: of {len(orders)} batches "
            f"{', '.join(f'{count} were {step}' for step, count in done.items())}. "
            "See the logs of the failed tasks, then clear them; what the others found is published"
        )
    return {
        "audit_id": summary.audit_id,
        "cameras": summary.cameras,
        "judged": summary.judged,
        "verdicts": summary.verdicts,
    }


def send(now: dt.datetime) -> dict[str, Any]:
    """Send what the outbox holds ready."""
    with resources() as opened:
        return asdict(deliver(opened.database, opened.settings, now))


def purge(now: dt.datetime) -> dict[str, int]:
    """Take away what has expired, and return how much of what."""
    with resources() as opened:
        report = purging.purge(opened, now, now, dry_run=False)
    return {data: count.purged for data, count in report.counts.items() if count.purged}


def _basis(options: Mapping[str, Any]) -> AccessBasis | None:
    if not options.get("access_granted_by"):
        return None
    until = options.get("access_until")
    return AccessBasis(options["access_granted_by"], ("frames",), dt.date.fromisoformat(until) if until else None)


def import_registry(options: dict[str, Any], now: dt.datetime) -> str:
    """Bring one source to the state of a feed and return the difference in words.

    Args:
        options: ``feed`` (path or http(s) address), ``source``, ``format``, ``mode``, ``dry_run``,
            ``accept_gone``, ``access_granted_by``, ``access_until`` (ISO day) and ``networks``, as the DAG and
            the command line take them.
        now: Time of the import.
    """
    with resources() as opened:
        content = importing.read_feed(options["feed"], opened.settings.allowed_networks)
        feed = importing.parse_feed(
            opened,
            content,
            options["source"],
            options.get("format"),
            _basis(options),
            trust_grants=importing.is_own_file(options["feed"]),
        )
        report = importing.import_feed(
            opened,
            feed,
            content,
            source=options["source"],
            mode=AuditMode(options.get("mode") or "regular"),
            at=now,
            dry_run=bool(options.get("dry_run")),
            accept_gone=bool(options.get("accept_gone")),
            networks=options.get("networks"),
        )
    return report.in_words()
