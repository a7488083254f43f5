"""Two operators with cameras that were told of failings, in an application that is asked as a browser asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg.rows import dict_row

from fairnotice.domain import AuditMode, Evidence, Finding, Operator, Reason, Verdict
from fairnotice.rules.standing import Judged
from fairnotice.store import answers, audits, cameras, facts, findings, outbox
from fairnotice.store.answers import Purpose
from fairnotice.store.database import Database
from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.outbox import NewAlert
from fairnotice.web.app import create_app
from fakes.world import DAY, NOON, OPERATOR, audit, camera, finding

OTHER = Operator("op-2", "Lindhaven Tramways")
NOTICE, CLASSIFIER = "eu.gdpr.notice", "eu.gdpr.special-categories"
UNSEEN = Reason("not_seen_in_view", "No notice is in view.", "A photo of it.")
QUAY = {"site_id": "made:quay", "site_declared": True}


@dataclass
class Office:
    """An application, its database, and the links that lead into it."""

    client: TestClient
    database: Database
    url: str
    storage: EvidenceStore

    def link(
        self, operator_id: str = "op-1", purpose: Purpose = "answer", site_id: str | None = None, **how: Any
    ) -> str:
        with self.database.transaction() as connection:
            now = how.pop("now", dt.datetime.now(dt.UTC))
            return answers.link_for(
                connection, operator_id=operator_id, purpose=purpose, site_id=site_id, now=now, **how
            )

    def sign_in(self, token: str | None = None, **how: Any) -> dict[str, Any]:
        """Sign in by a link and return what the page shows; what is sent from then on comes from the page."""
        entered = self.client.post(f"/answer/{token or self.link(**how)}", headers={"X-Fairnotice-CSRF": "link"})
        assert entered.status_code == 200, entered.text
        shown: dict[str, Any] = self.client.get("/api/operator").json()
        self.client.headers["X-Fairnotice-CSRF"] = shown["csrf"]
        return shown

    def asked(self, statement: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]


def told(number: int, rule: str, status: str, operator_id: str) -> NewAlert:
    return NewAlert(
        cause=f"{number}|{rule}",
        kind="finding",
        audit_id=audit().audit_id,
        status="ready" if status == "sent" else "held",
        payload={"mode": "regular"},
        camera_id=f"made:{number:03}",
        rule_id=rule,
        operator_id=operator_id,
    )


def made_findings(picture: Evidence) -> list[Finding]:
    """Cameras 1 and 2 of a quay and 3 lack a notice, 3 waits for release, 4 is another operator's, 5 cannot be told."""
    shown = {"evidence": (picture.sha256,)}
    return [
        finding(1, rule=NOTICE, **shown),
        finding(2, rule=NOTICE),
        finding(3, rule=NOTICE),
        finding(4, rule=NOTICE),
        finding(5, Verdict.UNKNOWN, rule=NOTICE, reasons=(UNSEEN,)),
        finding(3, Verdict.UNKNOWN, rule=CLASSIFIER),
        finding(1, rule=CLASSIFIER),
        finding(2, Verdict.PASS, rule=CLASSIFIER),
    ]


@pytest.fixture
def office(empty_database_url: str, tmp_path: Any) -> Iterator[Office]:
    storage = EvidenceStore(str(tmp_path / "evidence"))
    picture = storage.keep(b"redacted", kind="redacted_frame", media_type="image/png")
    made = [
        camera(1, **QUAY),
        camera(2, **QUAY),
        camera(3),
        replace(camera(4), operator=OTHER),
        camera(5),
    ]
    with Database(empty_database_url) as database:
        with database.transaction() as connection:
            cameras.register_source(connection, "made", AuditMode.REGULAR)
            cameras.upsert(connection, made, NOON)
            facts.ensure_month(connection, DAY)
            facts.add_evidence(connection, picture)
            audits.begin(connection, audit(), packs={})
            findings.put(
                connection,
                audit(),
                [each.camera_id for each in made],
                [Judged(each) for each in made_findings(picture)],
            )
            sent = [
                told(1, NOTICE, "sent", "op-1"),
                told(2, NOTICE, "sent", "op-1"),
                told(1, CLASSIFIER, "sent", "op-1"),
            ]
            outbox.enqueue(connection, [*sent, told(3, NOTICE, "held", "op-1"), told(4, NOTICE, "sent", "op-2")])
        app = create_app(empty_database_url, storage)
        with TestClient(app, base_url="https://fairnotice.example") as client:
            yield Office(client, database, empty_database_url, storage)
    assert OPERATOR.operator_id == "op-1"
