"""A few sites with findings of each kind, and the inspector's desk over them, for its tests."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psycopg

from fairnotice.domain import AccessBasis, Camera, FrameSource, Notice, NoticeStatus, Point, Reason, Verdict
from fairnotice.pipeline.resources import Resources
from fairnotice.pipeline.telling import tell
from fairnotice.rules.standing import Judged
from fairnotice.settings import Settings
from fairnotice.store import audits, cameras, facts, findings
from fairnotice.store.database import Database
from fairnotice.store.evidence import EvidenceStore
from fairnotice.vision.inspect import Inspector
from fairnotice.web.app import create_app
from fakes.world import DAY, NOON, audit, camera, finding

RULE = "eu.gdpr.notice"
UNTIL = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date()
NOTICE = Notice(
    (100, 100, 500, 600),
    0.9,
    NoticeStatus.CONFIRMED,
    "its words announce a camera",
    probability=0.95,
    text="CCTV in operation",
    elements={"controller": "present", "purpose": "present", "contact": "absent"},
)


def _because(code: str) -> dict[str, object]:
    return {"reasons": (Reason(code, f"It is so: {code}.", "A dated photo of the notice."),), "confidence": 0.0}


FINDINGS = (
    finding(1, Verdict.FAIL),
    finding(2, Verdict.UNKNOWN, **_because("not_seen_in_view")),
    finding(3, Verdict.UNKNOWN, **_because("not_seen_in_view")),
    finding(4, Verdict.REVIEW, **_because("same_day_contradiction")),
    finding(5, Verdict.UNKNOWN, **_because("no_frame_source")),
    finding(6, Verdict.PASS),
    finding(7, Verdict.UNKNOWN, **_because("no_configuration")),
)


def sites(frames: FrameSource | None = None) -> list[Camera]:
    """Return cameras 2 and 3 on one quay, and the others each alone."""
    made = [camera(number) for number in range(1, 8)]
    made[1:3] = [replace(each, site_id="made/quay", site_declared=True) for each in made[1:3]]
    made[4] = replace(made[4], frame_source=None)
    if frames is not None:
        made[0] = replace(made[0], frame_source=frames)
    return made


def fill(database: Database, settings: Settings, frames: FrameSource | None = None) -> None:
    """Write the sites with their findings into an empty database."""
    made = sites(frames)
    with database.transaction() as connection:
        cameras.register_source(connection, "made", audit().mode)
        cameras.upsert(connection, made, NOON)
        facts.ensure_month(connection, DAY)
        facts.ensure_month(connection, dt.datetime.now(dt.UTC).date())
        audits.begin(connection, audit(), packs={})
        ids = [each.camera_id for each in made]
        changes = findings.put(connection, audit(), ids, [Judged(each) for each in FINDINGS])
        tell(connection, settings, audit(), changes, {each.camera_id: each for each in made})


class SeesNotice:
    """Finds a notice in every photo, at once."""

    model_version = "by-hand"

    def __init__(self, *notices: Notice) -> None:
        self.notices = notices
        self._looks = Inspector(self, None)  # type: ignore[arg-type]

    def detect(self, pixels, *, thorough: bool = False) -> list:
        return []

    def inspect(self, frame, **how):
        return replace(self._looks.inspect(frame, whatever_quality=True), notices=self.notices)


@dataclass
class Desk:
    """An application over the sites, and how a page of ours asks it."""

    client: httpx.Client
    resources: Resources
    url: str

    def csrf(self) -> dict[str, str]:
        return {"X-Fairnotice-CSRF": self.client.get("/api/me").json()["csrf"]}

    def queue(self, **asked: object) -> list[dict]:
        return self.client.get("/api/review/queue", params=asked).json()["items"]

    def finding(self, number: int, rule: str = RULE) -> dict:
        return self.client.get("/api/review/finding", params={"camera": f"made:{number:03}", "rule": rule}).json()

    def decide(self, what: str, number: int, **changes: object) -> httpx.Response:
        body = {
            "decision_id": str(uuid.uuid4()),
            "camera_id": f"made:{number:03}",
            "rule_id": RULE,
            "version": changes.pop("version", None) or self.finding(number)["version"],
            "reason": "I looked",
        }
        return self.client.post(f"/api/review/{what}", json=body | changes, headers=self.csrf())

    def post(self, path: str, **sent: object) -> httpx.Response:
        headers = self.csrf() | sent.pop("headers", {})  # type: ignore[operator]
        return self.client.post(path, headers=headers, **sent)  # type: ignore[arg-type]

    def rows(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]


def app_of(url: str, home: Path, *notices: Notice):
    """Return the application and its resources, with a model that sees ``notices`` in everything."""
    evidence = EvidenceStore(str(home / "evidence"))
    settings = Settings(home=home, allowed_networks="127.0.0.1/32", deadline_s=3)
    resources = Resources(settings, Database(url), evidence)
    resources.__dict__.update(inspector=SeesNotice(*notices), people=None)
    app = create_app(url, evidence)
    app.state.resources = resources
    return app, resources


def place_of(number: int) -> Point:
    """Return where camera ``number`` stands."""
    return camera(number).point


def basis(url: str) -> FrameSource:
    """Return a source of frames that somebody allowed."""
    return FrameSource(url, AccessBasis("the harbour board"))
