"""Kestrel Bay, an invented town on an invented island: rows and pictures for the tests of the map."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from PIL import Image
from psycopg.types.json import Jsonb

from fairnotice.store.evidence import EvidenceStore

LON, LAT = -38.0, 31.5
DAY = "2026-03-05"
SECRET = "hunter2-secret"
HOSTILE = "<img src=x onerror=alert(1)> & Sons"


@dataclass(frozen=True)
class Rule:
    rule_id: str
    title: str
    force: str
    instrument: str
    verified: str = "full_copy"
    address: str = "https://law.example/town"

    @property
    def pack_id(self) -> str:
        return self.rule_id.rsplit(".", 1)[0]


NOTICE = Rule("kb.act.notice", "A notice announces each camera", "law", "Kestrel Bay Cameras Act", "official")
SORTING = Rule("kb.act.categories", "Nobody is sorted by ethnicity or religion", "law", "Kestrel Bay Cameras Act")
GUIDANCE = Rule("kb.guide.notice", "The notice names who runs the camera", "guidance", "Harbour Guidance", "memory")
FILING = Rule("kb.act.filing", "The system is filed", "law", "Kestrel Bay Cameras Act")
DRAFT = Rule("cn.draft-2023.notice", "A conspicuous notice (2023 draft)", "policy", "Draft of 2023", "secondary")


@dataclass(frozen=True)
class Cam:
    number: str
    name: str
    verdicts: dict[Rule, tuple[str, str]]
    """Rule to verdict and the code of its first reason."""
    operator: str | None = "harbour"
    east: float = 0.0
    """Metres east of the middle of the town."""
    north: float = 0.0
    azimuth: float | None = None
    view: float | None = None
    source: str = "kestrel"


OPERATORS = {"harbour": ("Kestrel Bay Harbour Office", "public"), "hostile": (HOSTILE, "private")}

_CLEAN, _NOT_READ = ("pass", "declared_clean"), ("unknown", "no_configuration")
_SEEN, _GONE = ("pass", "notice_seen"), ("fail", "gone_from_position")

MISSED = [
    *(
        {"kind": "observation", "key": f"kestrel:north/gate 1 #{number}", "day": "2026-03-05", "says": "missed"}
        for number in (1, 0)
    ),
    {"kind": "position", "key": "0.40, 0.30, 0.50, 0.50", "day": "2026-03-01", "says": "declared"},
]

CAMERAS = [
    Cam("north/gate 1", "North gate", {NOTICE: _GONE, SORTING: _CLEAN, DRAFT: _GONE}, "harbour", -60, 210, 200, 60),
    Cam(
        "2",
        "Fish market",
        {NOTICE: ("fail", "visit_found_none"), SORTING: _NOT_READ, DRAFT: ("review", "text_not_read")},
        "harbour",
        *(120, 60, 95, 90),
    ),
    Cam("3", "Ferry hall", {NOTICE: _SEEN, SORTING: ("fail", "classifier_configured")}, "hostile", 260, -90, 300, 75),
    Cam("4", "Lamp street, west end", {NOTICE: ("review", "plate_elsewhere")}, "harbour", -210, 20, 80),
    Cam(
        "5",
        "Lamp street, east end",
        {NOTICE: ("review", "candidate_only"), DRAFT: ("review", "candidate_only")},
        "hostile",
        *(200, 20),
    ),
    Cam("6", "Bathing steps", {NOTICE: ("unknown", "dark"), SORTING: _NOT_READ}, "harbour", 330, -180, 150, 110),
    Cam("7", "Rope walk", {NOTICE: ("unknown", "timeout")}, None, -120, -120),
    Cam("8", "Signal tower", {NOTICE: ("unknown", "dark")}, None, 30, -210, 0, 360),
    Cam("9", "Town hall", {NOTICE: _SEEN, SORTING: _CLEAN, DRAFT: _GONE}, "harbour", 0, 120, 180, 60),
    Cam(
        "10",
        "Library",
        {NOTICE: _SEEN, GUIDANCE: ("pass", "elements_read"), FILING: ("unknown", "not_declared")},
        "harbour",
        *(-60, 60),
    ),
    Cam("11", "Gull lane 3", {NOTICE: ("not_applicable", "other_operators")}, "hostile", -260, -60),
    Cam("12", "Old crane", {}, "harbour", 420, -20),
    Cam("a", "Sample picture A", {NOTICE: _SEEN}, None, 1500, source="sample"),
    Cam("b", "Sample picture B", {NOTICE: ("fail", "visit_found_none")}, None, 1600, source="sample"),
]
"""A dozen simulated cameras, and two of an exercise."""

EXPECTED = {"fail": 3, "review": 2, "unknown": 4, "pass": 2, "not_applicable": 1}
"""Simulated cameras by verdict; the one that was never judged is unknown."""


WARDS = {"kb-west": ("West ward", {"zh": "西区"}, -600, 0), "kb-east": ("East ward", {}, 0, 600)}
"""Districts by id: name, names in other languages, and the metres east of the town's middle between which they lie."""


def camera_id(cam: Cam) -> str:
    return f"{cam.source}:{cam.number}"


def place(east: float, north: float) -> tuple[float, float]:
    return LON + east / (111_320 * np.cos(np.radians(LAT))), LAT + north / 111_320


def build(url: str, storage: EvidenceStore) -> dict[str, str]:
    """Fill the migrated database at ``url`` and the storage; return hashes of evidence by what it is."""
    kept = _evidence(storage)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT fairnotice.ensure_month('2026-03-01')")
        connection.execute(
            "INSERT INTO fairnotice.registry_source VALUES ('kestrel', 'simulated'), ('sample', 'exercise')"
        )
        for key, (name, names, west, east) in WARDS.items():
            corners = [*place(west, -500), *place(east, 500)]
            connection.execute(
                """INSERT INTO fairnotice.district (district_id, name, names, source, geom)
                VALUES (%s, %s, %s, 'kestrel', st_multi(st_makeenvelope(%s, %s, %s, %s, 4326)))""",
                [key, name, Jsonb(names), *corners],
            )
        for key, (name, kind) in OPERATORS.items():
            contacts = {"contacts": [{"kind": "email", "address": f"{SECRET}@harbour.example"}]}
            connection.execute(
                "INSERT INTO fairnotice.operator VALUES (%s, %s, %s, %s)", [key, name, kind, Jsonb(contacts)]
            )
        connection.execute(
            """INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode, finished_at) VALUES
            ('kestrel/1', 'kestrel', '2026-03-05T00:00Z', 'simulated', '2026-03-06T00:20Z'),
            ('kestrel/2', 'kestrel', '2026-03-06T00:00Z', 'simulated', NULL),
            ('sample/1', 'sample', '2026-02-01T00:00Z', 'exercise', '2026-02-02T00:00Z')"""
        )
        for sha256, media_type, kind, size in kept.values():
            connection.execute(
                "INSERT INTO fairnotice.evidence (sha256, kind, media_type, size, stored_at)"
                " VALUES (%s, %s, %s, %s, '2026-03-05T12:00Z')",
                [sha256, kind, media_type, size],
            )
        for cam in CAMERAS:
            _camera(connection, cam)
            for rule, (verdict, code) in cam.verdicts.items():
                _finding(connection, cam, rule, verdict, code, [kept["picture"][0]] if verdict == "fail" else [])
        _health(connection)
        _story(connection, {name: row[0] for name, row in kept.items()})
    return {name: row[0] for name, row in kept.items()}


SILENT = {"kestrel:7", "kestrel:9"}
"""Simulated cameras that give no frame now."""


def _health(connection: psycopg.Connection[Any]) -> None:
    """One that answers, one that never did, and one that fell silent."""
    health = [
        ("kestrel:2", "2026-03-05T18:00Z", "2026-03-05T18:00Z", None, None, None, 0),
        ("kestrel:7", "2026-03-05T18:00Z", None, "2026-03-02T09:00Z", "timeout", "no answer from 10.0.0.7", 4),
        ("kestrel:9", "2026-03-05T10:00Z", "2026-03-04T14:00Z", "2026-03-05T06:00Z", "unreachable", "fd00::9", 2),
    ]
    for row in health:
        connection.execute(
            """INSERT INTO fairnotice.camera_health
            (camera_id, asked_at, last_ok_at, failing_since, fault, detail, failures_in_a_row, seconds)
            VALUES (%s, %s, %s, %s, %s, %s, %s, 1.5)""",
            row,
        )


def _evidence(storage: EvidenceStore) -> dict[str, tuple[str, str, str, int]]:
    rng = np.random.default_rng(7)
    coarse = rng.integers(60, 200, (9, 16, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(coarse).resize((640, 360), Image.Resampling.NEAREST).save(buffer, "PNG")
    picture = storage.keep(buffer.getvalue(), kind="redacted_frame", media_type="image/png")
    text = storage.keep(
        b"labels:\n  - hat\n  - <script>alert(1)</script>\n", kind="configuration_excerpt", media_type="text/plain"
    )
    page = storage.keep(b"<script>alert(1)</script>", kind="configuration_excerpt", media_type="text/html")
    rows = {
        name: (kept.sha256, kept.media_type, kept.kind, kept.size)
        for name, kept in {"picture": picture, "text": text, "page": page}.items()
    }
    return rows | {"purged": ("f" * 64, "image/png", "redacted_frame", 10)}


def _camera(connection: psycopg.Connection[Any], cam: Cam) -> None:
    lon, lat = place(cam.east, cam.north)
    record = {
        "frame_source": {"url": f"rtsp://admin:{SECRET}@inside.harbour/live", "credential": SECRET},
        "purpose": "Watching the quay",
        "retention_days": 14,
        "in_service_since": "2024-05-01",
    }
    connection.execute(
        """INSERT INTO fairnotice.camera
        (camera_id, source, source_id, name, operator_id, site_id, site_declared, site_class, jurisdiction,
         jurisdiction_declared, geom, azimuth, field_of_view, record)
        VALUES (%s, %s, %s, %s, %s, %s, false, 'street', 'KB', 'XX',
         st_setsrid(st_makepoint(%s, %s), 4326), %s, %s, %s)""",
        [
            camera_id(cam), cam.source, cam.number, cam.name, cam.operator, cam.number, lon, lat, cam.azimuth,
            cam.view, Jsonb(record),
        ],
    )  # fmt: skip


def _finding(
    connection: psycopg.Connection[Any], cam: Cam, rule: Rule, verdict: str, code: str, evidence: list[str]
) -> None:
    reasons: list[dict[str, Any]] = [
        {"code": code, "text": f"Because of {code.replace('_', ' ')}.", "settles": "A dated photo of the notice."}
    ]
    if (verdict, code) == _GONE:
        # As it is stored today; the other findings are as they were before steps named their facts.
        reasons[0] |= {"facts": MISSED, "more_facts": 3, "by_text": False}
        reasons += [{"code": "standing", "text": "Whoever runs it must announce it.", "settles": "", "by_text": True}]
    citation = {"instrument": rule.instrument, "article": "s. 4", "address": rule.address, "verified": rule.verified}
    connection.execute(
        """INSERT INTO fairnotice.finding
        (camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, proof, reasons,
         citation, evidence, remedy, since, judged_on, audit_id)
        VALUES (%s, %s, %s, '1', %s, %s, %s, 'high', %s, %s, %s, %s, %s, %s, '2026-03-04', %s, 'kestrel/1')""",
        [
            camera_id(cam), rule.rule_id, rule.pack_id, rule.title, verdict, rule.force,
            0.0 if verdict == "unknown" else 0.93, "declared_position" if verdict == "fail" else None, Jsonb(reasons),
            Jsonb(citation), evidence, "Put the notice back." if verdict == "fail" else "", DAY,
        ],
    )  # fmt: skip


def _story(connection: psycopg.Connection[Any], kept: dict[str, str]) -> None:
    """What happened at the north gate, and what the ferry hall's camera is configured to do."""
    gate, hall, steps, tower = "kestrel:north/gate 1", "kestrel:3", "kestrel:6", "kestrel:8"
    # It has looked elsewhere since 1 March, noon.
    moved = {"usable": False, "reasons": ["moved"], "light": "day", "measures": {"view_since": 1772366400.0}}
    good = {"usable": True, "reasons": [], "light": "day"}
    observations = [
        (gate, 0, True, None, None, good, [{"status": "candidate"}], kept["picture"]),
        (gate, 1, False, "timeout", f"no answer from http://u:{SECRET}@10.0.0.1/live in 10 s", None, [], None),
        (gate, 2, False, None, None, {"usable": False, "reasons": ["blurred", "dark"], "light": "night"}, [], None),
        (steps, 0, False, None, None, {"usable": False, "reasons": ["dark"], "light": "night"}, [], None),
        (tower, 0, False, None, None, moved, [{"status": "confirmed"}, {"status": "candidate"}], None),
    ]  # fmt: skip
    read = {
        "status": "confirmed", "text": "CCTV in operation\nHarbour Office", "language": "en", "probability": 0.98,
        "elements": {"controller": "present", "contact": "absent", "retention": "unreadable"},
    }  # fmt: skip
    observations.append(
        ("kestrel:10", 0, True, None, None, good, [read, {"status": "candidate", "text": "KB 1234"}], None)
    )
    for camera, number, usable, fault, detail, quality, notices, sha256 in observations:
        connection.execute(
            """INSERT INTO fairnotice.observation
            (window_date, camera_id, sample_number, observed_at, usable, fault, fault_detail, quality, notices,
             width, height, evidence_sha256)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1280, 720, %s)""",
            [DAY, camera, number, f"{DAY}T{10 + number}:00Z", usable, fault, detail,
             None if quality is None else Jsonb(quality), Jsonb(notices), sha256],
        )  # fmt: skip
    _week_at_the_town_hall(connection, kept["picture"])
    _beside(connection, gate, hall)
    said = Jsonb([{"code": "x", "text": "It was seen."}])
    events = [("2026-03-01", "new", None, "pass"), ("2026-03-04", "worse", "pass", "fail")]
    for day, change, before, verdict in events:
        connection.execute(
            """INSERT INTO fairnotice.finding_event
            (window_date, audit_id, camera_id, rule_id, change, verdict_before, verdict, pack_version, confidence,
             reasons)
            VALUES (%s, %s, %s, %s, %s, %s, %s, '1', 0.9, %s)""",
            [day, f"kestrel/{day}", gate, NOTICE.rule_id, change, before, verdict, said],
        )
    old, new = "0" * 64, "1" * 64
    mention = {
        "path": "/names/4", "line": 7, "term": "headscarf", "category": "religious_dress", "level": "configured",
        "confidence": 0.96, "excerpt": "4: headscarf <b>", "settles": "",
    }  # fmt: skip
    former = {**mention, "path": "/names/2", "term": "race", "category": "race", "excerpt": "2: race 10.0.0.1"}
    labels, motion = "quay/labels.yaml", "quay/motion.json"
    readings = [
        ("2026-03-01", labels, old, [former]), ("2026-03-04", labels, new, [mention]),
        ("2026-03-05", labels, new, [mention]), ("2026-03-05", motion, old, []),
    ]  # fmt: skip
    for day, source, sha256, mentions in readings:
        connection.execute(
            """INSERT INTO fairnotice.analytics_scan (device_id, source, content_sha256, format, complete, mentions)
            VALUES (%s, %s, %s, 'yaml', true, %s) ON CONFLICT DO NOTHING""",
            [hall, source, sha256, Jsonb(mentions)],
        )
        connection.execute(
            "INSERT INTO fairnotice.analytics_reading VALUES (%s, %s, %s, %s)", [day, hall, source, sha256]
        )
    # Judged after it was read.
    connection.execute("UPDATE fairnotice.finding SET judged_on = judged_on WHERE camera_id = %s", [hall])


def _beside(connection: psycopg.Connection[Any], gate: str, hall: str) -> None:
    """What waits beside a finding of the gate, and what an inspector decided about one of the hall."""
    waits = {"finding": {"verdict": "pass"}, "since": DAY, "dates": 1, "against": 1, "newest": DAY}
    decision = {
        "verdict": "pass", "inspector": "R. Sato", "reason": "It hangs beside the door.", "decided_on": "2026-03-04",
        "until": "2026-09-01", "evidence": ["photo of the door"],
    }  # fmt: skip
    where = "WHERE camera_id = %s AND rule_id = %s"
    connection.execute(f"UPDATE fairnotice.finding SET pending = %s {where}", [Jsonb(waits), gate, NOTICE.rule_id])  # noqa: S608
    connection.execute(
        f"UPDATE fairnotice.finding SET overrule = %s, by_program = %s {where}",  # noqa: S608
        [Jsonb(decision), Jsonb({"finding": {"verdict": "review"}, "since": DAY}), hall, NOTICE.rule_id],
    )


TOWN_HALL = "kestrel:9"


def _week_at_the_town_hall(connection: psycopg.Connection[Any], picture: str) -> None:
    """Four days with a dark frame at dawn on three, then a day and a morning on which nothing came."""
    dark = {"usable": False, "reasons": ["dark"], "light": "night", "measures": {"dark_share": 0.931, "median": 4.0}}
    good = {"usable": True, "reasons": [], "light": "day", "measures": {"dark_share": 0.02, "median": 120.0}}
    seen = [["confirmed"], ["candidate", "rejected"], []]
    slots = [(day, number) for day in range(1, 6) for number in range(3)][:14]
    for day, number in slots:
        quality = None if day == 5 else dark if number == 0 and day < 4 else good
        came = quality is good
        connection.execute(
            """INSERT INTO fairnotice.observation
            (window_date, camera_id, sample_number, observed_at, usable, fault, fault_detail, quality, notices,
             width, height, evidence_sha256)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
            [f"2026-03-0{day}", TOWN_HALL, number, f"2026-03-0{day}T{6 + 4 * number:02}:00Z", came,
             None if quality else "unreachable", None if quality else "no route to inside.harbour, fd00::9",
             Jsonb(quality) if quality else None,
             Jsonb([{"status": status} for status in seen[number % 3]] if came else []),
             1280 if quality else 0, 720 if quality else 0, picture if (day, number) == (1, 1) else None],
        )  # fmt: skip


def write_streets(path: Path) -> Path:
    """Write the island's base layer as GeoJSON."""

    def line(name: str, *corners: tuple[float, float]) -> dict[str, Any]:
        return _feature("street", "LineString", [place(*corner) for corner in corners], name)

    def area(kind: str, *corners: tuple[float, float], name: str = "") -> dict[str, Any]:
        return _feature(kind, "Polygon", [[place(*corner) for corner in (*corners, corners[0])]], name)

    around = np.linspace(0, 2 * np.pi, 60)[:-1]
    shore = [520 * np.cos(around) + 40 * np.cos(5 * around), 380 * np.sin(around) + 30 * np.sin(3 * around)]
    island = list(zip(*shore, strict=True))
    features = [
        area("land", *island),
        area("park", (-340, -160), (-180, -160), (-180, -40), (-340, -40), name="Gull Green"),
        *[
            area("block", (x, y), (x + 100, y), (x + 100, y + 75), (x, y + 75))
            for x in range(-280, 320, 125)
            for y in (35, 125)
        ],
        line("Lamp Street", (-420, 20), (420, 20)),
        line("Harbour Road", (-300, 220), (-60, 115), (120, 115), (320, 20), (340, -200)),
        line("Rope Walk", (-160, 20), (-110, -150), (40, -230)),
        _feature("place", "Point", list(place(0, -60)), "Kestrel Bay"),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _feature(kind: str, geometry: str, coordinates: Any, name: str) -> dict[str, Any]:
    properties = {"kind": kind, **({"name": name} if name else {})}
    return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}
