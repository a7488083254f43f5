"""What an audit publishes, signed: by which texts and models, what it counted, and where its events' chains stand."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from fairnotice.domain import Audit
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.signing import public_pem, sign, signing_key
from fairnotice.rules.load import pack_hashes
from fairnotice.store import events, manifests
from fairnotice.store.chain import canonical
from fairnotice.store.database import Connection

FORMAT = "fairnotice-manifest/1"


def signed_message(manifest: Any) -> bytes:
    """Return what the signature of a manifest is over: what it is, then its one spelling."""
    return f"{FORMAT}\n".encode() + canonical(manifest)


def publish(connection: Connection, resources: Resources, audit: Audit, counts: dict[str, Any]) -> None:
    """Sign what ``audit`` found and keep it, within the transaction that closes its books.

    An audit that is run again and changes nothing keeps its manifest; one that changed something gets another. An
    older audit that is run again publishes nothing: what holds now is not what it said.

    Args:
        connection: That transaction.
        resources: Rule packs, and the home of the signing key.
        audit: The run.
        counts: Its summary's counts.
    """
    if not manifests.is_newest(connection, audit.scope, audit.window_start):
        return
    manifest = _manifest(connection, resources, audit, counts)
    before = manifests.newest(connection, audit.audit_id)
    if before is not None and json.loads(before[1])["manifest"] == manifest:
        return
    key = signing_key(resources.settings.home)
    document = {
        "manifest": manifest,
        "signature": {
            "algorithm": "Ed25519",
            "value": sign(key, signed_message(manifest)),
            "public_key": public_pem(key.public_key()),
        },
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    manifests.add(connection, audit.audit_id, before[0] + 1 if before else 1, text)


def _manifest(connection: Connection, resources: Resources, audit: Audit, counts: dict[str, Any]) -> dict[str, Any]:
    hashes = pack_hashes(resources.packs)
    return {
        "format": FORMAT,
        "audit_id": audit.audit_id,
        "scope": audit.scope,
        "mode": audit.mode.value,
        "window_date": audit.window_date.isoformat(),
        "packs": [
            {"pack_id": pack.pack_id, "version": pack.version, "sha256": hashes[pack.pack_id]}
            for pack in sorted(resources.packs, key=lambda pack: pack.pack_id)
        ],
        "models": manifests.models(connection, audit),
        "counts": counts,
        "changes": manifests.changes(connection, audit),
        "findings": summary_of(manifests.findings(connection, audit.scope)),
        "chains": [
            {
                "source": head.chain.source,
                "month": f"{head.chain.month:%Y-%m}",
                "length": head.length,
                "head_sha256": head.sha256,
            }
            for head in events.heads(connection, audit.scope)
        ],
    }


def lines_of(findings: Iterable[tuple[str, str, str]]) -> Iterator[bytes]:
    """Return the lines of a list of findings: camera, rule and verdict, one JSON array a line."""
    for finding in findings:
        yield canonical(list(finding)) + b"\n"


def summary_of(findings: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """Return how many findings there are by verdict, and the hash of their list, which comes ordered."""
    digest, verdicts = hashlib.sha256(), Counter[str]()
    for finding in findings:
        verdicts[finding[2]] += 1
        digest.update(canonical(list(finding)) + b"\n")
    return {"count": verdicts.total(), "verdicts": dict(sorted(verdicts.items())), "sha256": digest.hexdigest()}
