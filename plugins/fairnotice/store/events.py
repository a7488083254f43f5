"""Events of findings in and out of the database: appended to their chain, never changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from fairnotice.domain import Reason
from fairnotice.rules.standing import Transition
from fairnotice.store.chain import FORMAT, TEXTS, ChainId, Event, link, new_salt, text_sha256
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import to_plain

_PAGE = 5_000
"""Events read at a time, so that verifying a chain takes little memory however long it is."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A transition with who made it: an audit, or an inspector who gives a reason."""

    transition: Transition
    window_date: dt.date
    audit_id: str
    models: tuple[str, ...] = ()
    inspector: str | None = None
    note: str | None = None
    until: dt.date | None = None


def append(connection: Connection, events: Sequence[NewEvent]) -> None:
    """Append events to their chains, within the caller's transaction.

    It is the last thing that a transaction should do that takes long: until it ends, nobody else can append to these
    chains. They are taken in one order, so that no two transactions wait for each other.
    """
    by_chain: dict[ChainId, list[NewEvent]] = defaultdict(list)
    for event in events:
        by_chain[ChainId.of(event.transition.finding.camera_id, event.window_date)].append(event)
    for chain in sorted(by_chain):
        _append(connection, chain, by_chain[chain])


def _append(connection: Connection, chain: ChainId, events: Sequence[NewEvent]) -> None:
    name = {"source": chain.source, "month": chain.month}
    last = queries("events").lock_chain(connection, **name, start_sha256=chain.start_sha256)
    head, written = last["head_sha256"], []
    for sequence, event in enumerate(events, last["length"] + 1):
        row = {**_row(event), "source": chain.source, "sequence": sequence, "recorded_at": last["now"]}
        linked = link(head, content_of(row))
        head = linked.chain_sha256
        written.append(
            {
                **row,
                "reasons": Jsonb(row["reasons"]),
                "salts": Jsonb(row["salts"]),
                "text_sha256": Jsonb(row["text_sha256"]),
                "content_sha256": linked.content_sha256,
                "previous_sha256": linked.previous_sha256,
                "chain_sha256": linked.chain_sha256,
            }
        )
    queries("events").add_event(connection, written)
    queries("events").move_head(connection, **name, length=last["length"] + len(events), head_sha256=head)


def _row(event: NewEvent) -> dict[str, Any]:
    finding = event.transition.finding
    reasons = to_plain(tuple[Reason, ...], finding.reasons)
    texts = {"reasons": reasons, "inspector": event.inspector, "note": event.note}
    salts = {name: new_salt() for name, text in texts.items() if text is not None}
    return {
        **texts,
        "salts": salts,
        "text_sha256": {name: text_sha256(salt, texts[name]) for name, salt in salts.items()},
        "window_date": event.window_date,
        "audit_id": event.audit_id,
        "camera_id": finding.camera_id,
        "rule_id": finding.rule_id,
        "change": event.transition.change.value,
        "cause": event.transition.cause.value,
        "verdict_before": event.transition.verdict_before,
        "verdict": finding.verdict.value,
        "force": finding.force.value,
        "pack_id": finding.pack_id,
        "pack_version": finding.pack_version,
        "models": list(event.models),
        "confidence": finding.confidence,
        "proof": finding.proof,
        "evidence": list(finding.evidence),
        "until": event.until,
    }


def content_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the hash of an event is over: everything but the texts, of which it holds the salted hashes."""
    recorded_at: dt.datetime = row["recorded_at"]
    return {
        "format": FORMAT,
        "source": row["source"],
        "sequence": row["sequence"],
        "window_date": row["window_date"].isoformat(),
        "recorded_at": recorded_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "audit_id": row["audit_id"],
        "camera_id": row["camera_id"],
        "rule_id": row["rule_id"],
        "change": row["change"],
        "cause": row["cause"],
        "verdict_before": row["verdict_before"],
        "verdict": row["verdict"],
        "force": row["force"],
        "pack_id": row["pack_id"],
        "pack_version": row["pack_version"],
        "models": list(row["models"]),
        "confidence": f"{row['confidence']:.4f}",
        "proof": row["proof"],
        "codes": [reason["code"] for reason in row["reasons"]],
        "evidence": list(row["evidence"]),
        "until": row["until"].isoformat() if row["until"] else None,
        "texts": dict(row["text_sha256"]),
    }


def of_chain(connection: Connection, chain: ChainId, length: int) -> Iterator[Event]:
    """Read the first ``length`` events of a chain, a page at a time."""
    after = 0
    while True:
        found = list(
            rows(
                queries("events").events_of_chain(
                    connection, source=chain.source, month=chain.month, after=after, until=length, most=_PAGE
                )
            )
        )
        yield from (_event(row) for row in found)
        if len(found) < _PAGE:
            return
        after = found[-1]["sequence"]


def _event(row: DictRow) -> Event:
    salts = row["salts"]
    return Event(
        content=content_of(row),
        content_sha256=row["content_sha256"],
        previous_sha256=row["previous_sha256"],
        chain_sha256=row["chain_sha256"],
        texts={name: row[name] for name in TEXTS if name in salts or not _is_erased(row[name])},
        salts=salts,
    )


def _is_erased(text: Any) -> bool:
    """Tell whether nothing is left of a text; of reasons their codes stay, which the content holds."""
    if isinstance(text, list):
        return not any(reason.get("text") or reason.get("settles") for reason in text)
    return text is None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain."""

    chain: ChainId
    length: int
    sha256: str


def heads(connection: Connection, scope: str) -> list[Head]:
    """Return the newest link of every chain of the sources in ``scope``, in the order of their names."""
    found = rows(queries("events").chains_of(connection, scope=scope))
    return [Head(ChainId(row["source"], row["month"]), row["length"], row["head_sha256"]) for row in found]


def unchained(connection: Connection, sources: Iterable[str]) -> int:
    """Count the events of ``sources`` that are older than the chains."""
    return sum(int(queries("events").unchained(connection, source=source)) for source in sources)
