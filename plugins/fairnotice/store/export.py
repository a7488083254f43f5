"""An audit as tables for other programs: cameras, findings and a summary of what was seen, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal

import pyarrow as pa
import shapely
from psycopg.rows import DictRow, dict_row

from fairnotice.domain import Citation
from fairnotice.errors import RulePackError, StoreError
from fairnotice.rules.load import load_pack_version
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import from_json

Layer = Literal["cameras", "findings", "observations"]
BATCH = 5_000
"""Rows in memory at a time, whatever the size of the network."""
_MOST_AUDITS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Exported:
    """What is exported: a scope as it stands now, or as it stood at the end of an audit's window."""

    scope: str
    as_of: dt.date | None
    """Window date of the audit; None: now."""
    packs: Mapping[str, str]
    """Versions of the packs that the audit applied, by id."""
    since: dt.date
    until: dt.date
    """The evidence window that observations are summed up over."""
    cameras: tuple[str, ...] | None = None
    """Of these cameras only, whatever the scope; None: all of the scope."""


def one_moment(connection: Connection) -> None:
    """Let a transaction that has not begun see one state of the database until its end, and change nothing."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def current(scope: str, today: dt.date, window_days: int) -> Exported:
    """Choose a scope as it stands now."""
    return Exported(scope, None, {}, today - dt.timedelta(days=window_days), today)


def of_audit(connection: Connection, audit_id: str, window_days: int) -> Exported:
    """Choose an audit by its id, such as ``demo/2026-03-01T00:00Z``.

    Raises:
        StoreError: There is no such audit.
    """
    found = queries("export").audit(connection, audit_id=audit_id)
    for audit in rows(found):
        day = audit["window_start"].astimezone(dt.UTC).date()
        return Exported(audit["scope"], day, audit["packs"] or {}, day - dt.timedelta(days=window_days), day)
    known = [row["audit_id"] for row in rows(queries("export").audits_of(connection, most=_MOST_AUDITS_NAMED))]
    raise StoreError(f"no audit {audit_id!r}; the newest are {', '.join(known) or 'none'}")


_POINT = [("lon", pa.float64()), ("lat", pa.float64())]
SCHEMAS: dict[Layer, pa.Schema] = {
    "cameras": pa.schema(
        [
            *((name, pa.string()) for name in ("camera_id", "name", "mode", "operator", "operator_kind", "site_id")),
            *((name, pa.string()) for name in ("site_class", "jurisdiction", "verdict", "policy_verdict")),
            ("breach_of_law", pa.bool_()),
            ("worst_rules", pa.string()),
            ("judged_on", pa.date32()),
            ("last_observed_at", pa.timestamp("ms", "UTC")),
            ("last_fault", pa.string()),
            *_POINT,
        ]
    ),
    "findings": pa.schema(
        [
            *((name, pa.string()) for name in ("camera_id", "camera", "mode", "operator", "site_id", "jurisdiction")),
            *((name, pa.string()) for name in ("rule_id", "title", "verdict", "force")),
            ("breach_of_law", pa.bool_()),
            ("severity", pa.string()),
            ("confidence", pa.float32()),
            *((name, pa.string()) for name in ("proof", "codes", "reasons", "settles", "remedy")),
            *((name, pa.string()) for name in ("citation", "citation_verified", "official_text")),
            *((name, pa.string()) for name in ("pack_id", "pack_version", "evidence", "audit_id")),
            ("since", pa.date32()),
            ("judged_on", pa.date32()),
            *_POINT,
        ]
    ),
    "observations": pa.schema(
        [
            *((name, pa.string()) for name in ("camera_id", "name", "mode")),
            *((name, pa.int32()) for name in ("slots", "usable", "no_frame", "with_notice")),
            *((name, pa.date32()) for name in ("first_day", "last_day", "last_notice_on")),
            ("last_observed_at", pa.timestamp("ms", "UTC")),
            ("models", pa.string()),
            *_POINT,
        ]
    ),
}
"""Columns of each layer, with their types whatever the rows hold."""


def batches(connection: Connection, layer: Layer, what: Exported) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a layer by camera, each batch with a last column ``geometry`` of points as WKB.

    The rows stay in the database until they are asked for: memory does not grow with the network.
    """
    for found in read(connection, layer, what):
        batch = pa.RecordBatch.from_pylist(found, schema=SCHEMAS[layer])
        points = shapely.to_wkb(shapely.points(batch.column("lon").to_numpy(), batch.column("lat").to_numpy()))
        yield batch.append_column("geometry", pa.array(points, pa.binary()))


def read(connection: Connection, layer: Layer, what: Exported) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a layer by camera, some at a time; a finding's with its ``steps``, which no file has."""
    statement = getattr(queries("export"), layer).sql
    given: dict[str, Any] = {"scope": what.scope, "day": what.as_of, "since": what.since, "until": what.until}
    given["cameras"] = None if what.cameras is None else list(what.cameras)
    written: Callable[[DictRow], Mapping[str, Any]] = partial(_finding, what=what) if layer == "findings" else dict
    with connection.cursor(name=f"export_{layer}", row_factory=dict_row) as cursor:
        cursor.itersize = BATCH
        cursor.execute(statement, given)
        while found := cursor.fetchmany(BATCH):
            yield [dict(written(row)) for row in found]


def _finding(row: DictRow, what: Exported) -> Mapping[str, Any]:
    pack_id, title, severity, citation = row["pack_id"], row["title"], row["severity"], None
    force = row["force"]
    if row["citation"] is not None:
        citation = from_json(Citation, row["citation"])
    elif (known := _rule_of(tuple(what.packs.items()), pack_id, row["pack_version"], row["rule_id"])) is not None:
        pack_id, title, force, severity, citation = known
    reasons = row["reasons"]
    return {
        **row,
        "pack_id": pack_id,
        "title": title,
        "force": force,
        "severity": severity,
        "breach_of_law": row["verdict"] == "fail" and force in ("law", "statutory_code"),
        "steps": reasons,
        "codes": " ".join(reason["code"] for reason in reasons),
        "reasons": " ".join(reason["text"] for reason in reasons if reason["text"]),
        "settles": " ".join(dict.fromkeys(reason["settles"] for reason in reasons if reason["settles"])),
        "citation": str(citation) if citation else None,
        "citation_verified": citation.verified.value if citation else None,
        "official_text": (citation.address or None) if citation else None,
        "evidence": " ".join(row["evidence"]),
    }


@cache
def _rule_of(
    applied: tuple[tuple[str, str], ...], pack_id: str | None, version: str, rule_id: str
) -> tuple[str, str, str, str, Citation] | None:
    """Look up what a rule was called and cited as when it was applied; None where that pack is not at hand."""
    candidates = [(pack_id, version)] if pack_id else [(known, version) for known, _ in applied]
    for known, wanted in candidates:
        try:
            pack = load_pack_version(known, wanted)
        except RulePackError:
            continue
        for rule in pack.rules:
            if rule.id == rule_id:
                return pack.pack_id, rule.title.en, rule.force, rule.severity, pack.citation(rule)
    return None
