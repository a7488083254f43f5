"""An audit as OSCAL assessment results, NIST's format for what an assessment found, in JSON.

OSCAL knows 'satisfied' and 'not-satisfied' only. So a finding is written where the audit says ``pass`` or ``fail``; all
other verdicts are observations, since 'cannot tell' must not read as a failing. The format is that of
pages.nist.gov/OSCAL, version 1.2.1.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from fairnotice.errors import StoreError
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.export import Exported, Layer, batches, of_audit
from fairnotice.store.replacing import require_replaceable

VERSION = "1.2.1"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:fairnotice:oscal")
_NS = "urn:fairnotice:oscal"
_STATES = {"pass": {"state": "satisfied", "reason": "pass"}, "fail": {"state": "not-satisfied", "reason": "fail"}}
_NO_LAW = "This text is not law: a departure from it is not a breach of law."

Record = dict[str, Any]


def export_oscal(connection: Connection, audit_id: str, path: Path, window_days: int) -> int:
    """Write an audit's assessment results to a file, and return how many findings it holds.

    Memory does not grow with the audit: cameras, observations and findings are each read anew, row by row.

    Raises:
        StoreError: There is no such audit, it judged no camera, or ``path`` is no ordinary file.
    """
    require_replaceable(path)
    what = of_audit(connection, audit_id, window_days)
    audit = next(iter(rows(queries("export").audit(connection, audit_id=audit_id))))
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            count = _write(file, connection, what, audit)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _write(file: IO[str], connection: Connection, what: Exported, audit: Mapping[str, Any]) -> int:
    rules = sorted({row["rule_id"] for row in _rows(connection, "findings", what)})
    if not rules:
        raise StoreError(f"{audit['audit_id']} judged no camera: there is nothing to write")
    head, tail = _frame(audit, what, rules)
    count = 0

    def findings() -> Iterator[Record]:
        nonlocal count
        for row in _rows(connection, "findings", what):
            if row["verdict"] in _STATES:
                count += 1
                yield _finding(audit, row)

    file.write(head)
    _list(file, '"local-definitions": {"inventory-items"', map(_camera, _rows(connection, "cameras", what)), "}")
    seen = (_observation(audit, what, row) for row in _rows(connection, "findings", what))
    _list(file, '"observations"', seen)
    _list(file, '"findings"', findings())
    file.write(tail)
    return count


def _list(file: IO[str], name: str, records: Iterable[Record], end: str = "") -> None:
    """Write a member that is a list, and nothing where it would be empty, which OSCAL does not allow."""
    begun = False
    for record in records:
        file.write(",\n" if begun else f",\n{name}: [\n")
        json.dump(record, file, ensure_ascii=False)
        begun = True
    if begun:
        file.write(f"]{end}")


def _rows(connection: Connection, layer: Layer, what: Exported) -> Iterator[Record]:
    for batch in batches(connection, layer, what):
        yield from batch.drop_columns(["geometry"]).to_pylist()


def _frame(audit: Mapping[str, Any], what: Exported, rules: list[str]) -> tuple[str, str]:
    """Return what stands before and after the lists."""
    name, start = audit["audit_id"], audit["window_start"]
    finished = audit["finished_at"] or audit["started_at"]
    plan = _id(name, "plan")
    packs = ", ".join(f"{pack} {version}" for pack, version in sorted(what.packs.items())) or "not written down"
    metadata = {
        "title": f"Fairnotice audit {name}",
        "last-modified": _time(finished),
        "version": name,
        "oscal-version": VERSION,
        "props": [_prop("mode", audit["mode"])],
    }
    result = {
        "uuid": _id(name, "result"),
        "title": f"Audit {name}",
        "description": _described(audit["mode"]),
        "start": _time(start),
        "end": _time(start + dt.timedelta(days=1)),
        "reviewed-controls": {"control-selections": [{"include-controls": [{"control-id": rule} for rule in rules]}]},
    }
    matter = {
        "resources": [{"uuid": plan, "title": "Rule packs applied", "description": f"Rules as data: {packs}."}],
    }
    head = (
        f'{{"assessment-results": {{\n"uuid": {json.dumps(_id(name))},\n"metadata": {json.dumps(metadata)},\n'
        f'"import-ap": {{"href": "#{plan}"}},\n"results": [{json.dumps(result, ensure_ascii=False)[:-1]}'
    )
    return head, f'}}],\n"back-matter": {json.dumps(matter, ensure_ascii=False)}\n}}}}\n'


def _described(mode: str) -> str:
    said = "What each rule said of each camera at the end of the window, by the facts that were there."
    return said if mode == "regular" else f"{mode.upper()}: nobody is accused. {said}"


def _camera(row: Record) -> Record:
    props = [("camera", row["camera_id"]), ("site", row["site_id"]), ("jurisdiction", row["jurisdiction"])]
    props += [("verdict", row["verdict"]), ("mode", row["mode"])]
    return {
        "uuid": _id(row["camera_id"]),
        "description": row["name"] or row["camera_id"],
        "props": [_prop(name, value) for name, value in props if value],
    }


def _observation(audit: Mapping[str, Any], what: Exported, row: Record) -> Record:
    """Return what was found, whatever the verdict."""
    day = row["judged_on"] or row["since"] or what.until
    evidence = [
        {"href": f"urn:sha256:{sha256}", "description": "Redacted picture, by the hash of its content."}
        for sha256 in row["evidence"].split()
    ]
    return {
        "uuid": _id(audit["audit_id"], row["camera_id"], row["rule_id"], "observation"),
        "title": _line(f"{row['camera_id']}: {row['rule_id']}: {row['verdict']}"),
        "description": row["reasons"] or row["codes"] or "No reason was kept.",
        "props": _props(row),
        "methods": ["EXAMINE"],
        "types": ["finding"],
        "subjects": [{"subject-uuid": _id(row["camera_id"]), "type": "inventory-item"}],
        **({"relevant-evidence": evidence} if evidence else {}),
        "collected": _time(dt.datetime.combine(day, dt.time(), dt.UTC)),
        **({"remarks": row["settles"]} if row["settles"] else {}),
    }


def _finding(audit: Mapping[str, Any], row: Record) -> Record:
    related = _id(audit["audit_id"], row["camera_id"], row["rule_id"], "observation")
    no_law = row["verdict"] == "fail" and not row["breach_of_law"]
    return {
        "uuid": _id(audit["audit_id"], row["camera_id"], row["rule_id"], "finding"),
        "title": _line(row["title"] or row["rule_id"]),
        "description": row["reasons"] or row["codes"] or "No reason was kept.",
        "props": _props(row),
        "target": {"type": "objective-id", "target-id": row["rule_id"], "status": _STATES[row["verdict"]]},
        "related-observations": [{"observation-uuid": related}],
        **({"remarks": _NO_LAW} if no_law else {}),
    }


def _props(row: Record) -> list[Record]:
    names = ("verdict", "force", "severity", "proof", "citation", "pack_id", "pack_version")
    told = [(name.replace("_", "-"), row[name]) for name in names]
    told += [("breach-of-law", str(row["breach_of_law"]).lower()), ("confidence", f"{row['confidence']:.3f}")]
    return [_prop(name, value) for name, value in told if value]


def _prop(name: str, value: str) -> Record:
    return {"name": name, "ns": _NS, "value": _line(value)}


def _line(text: str) -> str:
    """Return a text on one line without blanks around it, as OSCAL's strings are."""
    return " ".join(text.split()) or "-"


def _id(*parts: str) -> str:
    """Name something by what it is, so that the same audit gives the same file."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps(parts)))


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
