"""An invented network of cameras and what was seen of it, as large as asked for, in a database of its own.

Everything is drawn from a seed: sites of one to four cameras in four countries, declared notice positions,
readings of configurations, and for each camera some nights of frames. Most frames are usable and show no notice, as
on real networks; some show other signs, a notice, or one that has gone; some cameras answer never or in the dark.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from fairnotice.domain import (
    AccessBasis,
    Audit,
    AuditMode,
    Camera,
    FrameSource,
    NoticePosition,
    Operator,
    OperatorKind,
    Point,
    SiteVisit,
)
from fairnotice.store import audits, cameras, facts
from fairnotice.store.database import Connection, Database
from fairnotice.store.migrations import migrate
from ops import cluster

SCOPE = "invented"
LAST_NIGHT = dt.date(2026, 3, 6)
"""The evidence lies in two months, as it mostly does."""
SIZE = (1920, 1080)

JURISDICTIONS = ("CN", "CN", "DE", "FR", "GB")
KINDS = (OperatorKind.PUBLIC, OperatorKind.PRIVATE, OperatorKind.PRIVATE, OperatorKind.UNKNOWN)
LIVES = {
    # How a camera fares, and how many of a hundred do.
    "nothing in view": 40,
    "other signs": 22,
    "notice in view": 14,
    "notice gone": 2,
    "a plate that is perhaps one": 4,
    "too dark or blurred": 8,
    "dead": 6,
    "off and on": 4,
}
PLACE = (0.40, 0.30, 0.55, 0.56)
ELSEWHERE = (0.80, 0.60, 0.84, 0.68)


@dataclass(frozen=True, slots=True)
class Network:
    """How large the network is, and what it is drawn from."""

    cameras: int
    nights: int = 10
    frames: int = 3
    """Frames a night."""
    largest_site: int = 4
    """Most cameras of a site; they have from one to so many."""
    seed: int = 6

    @property
    def audit(self) -> Audit:
        """The audit of the last night."""
        return Audit(SCOPE, dt.datetime.combine(LAST_NIGHT, dt.time(), dt.UTC))

    @property
    def dates(self) -> list[dt.date]:
        """The nights, oldest first."""
        return [LAST_NIGHT - dt.timedelta(days=ago) for ago in reversed(range(self.nights))]


@contextlib.contextmanager
def database(name: str) -> Iterator[str]:
    """Make an empty database with the project's tables on the private cluster, and drop it at the end."""
    with database_without_tables(name) as url:
        migrate(url)
        yield url


@contextlib.contextmanager
def database_without_tables(name: str, *, keep: bool = False) -> Iterator[str]:
    """Make an empty database on the private cluster, and drop it at the end, unless it is to be kept."""
    server = cluster.start().address("fairnotice", "fairnotice")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = address_of(name)
    try:
        yield url
    finally:
        if not keep:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address_of(name: str) -> str:
    """Return the address of a database on the private cluster."""
    server = cluster.start().address("fairnotice", "fairnotice")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def fill(url: str, network: Network) -> Iterator[str]:
    """Write the network into an empty database, saying now and then how far it is."""
    made = list(_cameras(network))
    with Database(url) as opened:
        with opened.transaction() as connection:
            cameras.register_source(connection, SCOPE, AuditMode.REGULAR)
            for day in {date.replace(day=1) for date in network.dates}:
                facts.ensure_month(connection, day)
            audits.begin(connection, network.audit, packs={})
        for start in range(0, len(made), 5_000):
            with opened.transaction() as connection:
                cameras.upsert(connection, made[start : start + 5_000], network.audit.window_start)
        yield f"{len(made)} cameras"
        with opened.transaction() as connection:
            _copy_scans(connection, network, made)
            _visit(connection, network, made)
        yield "configurations read, sites visited"
        for date in network.dates:
            with opened.transaction() as connection:
                _copy_night(connection, network, made, date)
            yield f"frames of {date}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


# --- the registry -------------------------------------------------------------------------------------


def _cameras(network: Network) -> Iterator[Camera]:
    chance = random.Random(network.seed)
    number = site = 0
    while number < network.cameras:
        site += 1
        jurisdiction = chance.choice(JURISDICTIONS)
        operator = Operator(f"op-{site % 997}", f"Operator {site % 997}", KINDS[site % 997 % len(KINDS)])
        basis = AccessBasis("the city", ("frames", "configuration"))
        for _ in range(min(chance.randint(1, network.largest_site), network.cameras - number)):
            camera = Camera(
                camera_id=f"{SCOPE}:{number:07}",
                source=SCOPE,
                source_id=f"{number:07}",
                point=Point(round(chance.uniform(-40, -20), 6), round(chance.uniform(20, 30), 6)),
                name=f"Camera {number} of site {site}",
                azimuth=float(chance.randrange(360)),
                operator=operator,
                site_id=f"{SCOPE}/site-{site}",
                site_declared=True,
                frame_source=FrameSource(f"https://cameras.example/{number}.jpg", basis),
                analytics=chance.choice((None, (), ("line crossing",))),
                jurisdiction=jurisdiction,
            )
            if chance.random() < 0.3:
                declared = NoticePosition(PLACE, "declared", network.dates[0] - dt.timedelta(days=200))
                camera = replace(camera, notice_positions=(declared,))
            yield camera
            number += 1


def _copy_scans(connection: Connection, network: Network, made: list[Camera]) -> None:
    """Write one reading of what each registry entry declares, and for every third camera that of a label map."""
    chance = random.Random(network.seed + 1)
    read = [(camera.camera_id, "registry", f"{chance.getrandbits(256):064x}") for camera in made]
    read += [(camera.camera_id, "labels.txt", f"{chance.getrandbits(256):064x}") for camera in made[::3]]
    columns = "(device_id, source, content_sha256, format, complete, mentions)"
    with connection.cursor().copy(f"COPY fairnotice.analytics_scan {columns} FROM STDIN") as copy:
        for key in read:
            copy.write_row((*key, "labels", True, Jsonb(_mentions(chance))))
    columns = "(window_date, device_id, source, content_sha256)"
    with connection.cursor().copy(f"COPY fairnotice.analytics_reading {columns} FROM STDIN") as copy:
        for key in read:
            copy.write_row((network.dates[-1], *key))


def _visit(connection: Connection, network: Network, made: list[Camera]) -> None:
    """Let an inspector visit one site in twenty."""
    chance = random.Random(network.seed + 3)
    for site in sorted({camera.site_id for camera in made}):
        if chance.random() < 0.05:
            found = chance.random() < 0.8
            facts.add_visit(connection, SiteVisit(site, chance.choice(network.dates), found, "inspector"))


def _mentions(chance: random.Random) -> list[dict[str, object]]:
    if chance.random() > 0.03:
        return []
    return [
        {
            "path": "/names/3",
            "line": 4,
            "term": "ethnicity",
            "category": "ethnicity",
            "level": chance.choice(("carrier", "capability", "configured")),
            "confidence": 0.97,
            "excerpt": "3: ethnicity",
            "settles": "",
        }
    ]


# --- what frames showed -------------------------------------------------------------------------------

_OBSERVATION = (
    "COPY fairnotice.observation (window_date, camera_id, sample_number, observed_at, fault, fault_detail, usable, "
    "quality, notices, width, height, model_version) FROM STDIN"
)


def _copy_night(connection: Connection, network: Network, made: list[Camera], date: dt.date) -> None:
    lives = random.Random(network.seed + 2)
    chance = random.Random(f"{network.seed} {date}")
    late = date >= network.dates[-3:][0]
    with connection.cursor().copy(_OBSERVATION) as copy:
        for camera in made:
            (life,) = lives.choices(list(LIVES), list(LIVES.values()))
            for frame in range(network.frames):
                at = dt.datetime.combine(date, dt.time(8 + frame * 3, chance.randrange(60)), dt.UTC)
                copy.write_row((date, camera.camera_id, frame, at, *_seen(life, late, chance)))


def _seen(life: str, late: bool, chance: random.Random) -> tuple[object, ...]:
    """Return a slot's columns from ``fault`` on."""
    if life == "dead" or (life == "off and on" and chance.random() < 0.5):
        return ("timeout", "no answer in 10 s", False, None, Jsonb([]), 0, 0, "")
    reason = chance.choice(("dark", "blurred", None)) if life == "too dark or blurred" else None
    notices = []
    if life in ("other signs", "notice in view"):
        notices.append(_notice(chance, ELSEWHERE, "rejected", "belongs to another kind of sign", "No parking 8-18 h"))
    if life == "notice in view" or (life == "notice gone" and not late):
        confirmed = chance.random() < 0.8
        notices.append(
            _notice(chance, PLACE, "confirmed", "says that cameras record", "CCTV in operation. Images are recorded.")
            if confirmed
            else _notice(chance, PLACE, "candidate", "was read, and settles nothing", "CC")
        )
    if life == "a plate that is perhaps one" and chance.random() < 0.6:
        notices.append(_notice(chance, PLACE, "candidate", "could not be read", ""))
    return (None, None, reason is None, Jsonb(_quality(chance, reason)), Jsonb(notices), *SIZE, "detector-1")


def _quality(chance: random.Random, reason: str | None) -> dict[str, object]:
    """Return what `fairnotice.vision.quality` and `fairnotice.vision.view` say of a frame, in their shape."""
    names = ("dark_share", "bright_share", "flat_share", "edge_share", "smooth_share", "smooth_middle")
    measures = {name: chance.random() for name in names}
    measures |= {"width": 1920.0, "height": 1080.0, "median": float(chance.randrange(256)), "infrared": 0.0}
    measures |= {"span": float(chance.randrange(256)), "colour": chance.uniform(3, 90)}
    measures |= {"blur": chance.uniform(0.1, 0.6), "legible_px": chance.uniform(10, 40)}
    return {
        "usable": reason is None,
        "reasons": [reason] if reason else [],
        "light": "day" if chance.random() < 0.9 else "night",
        "view": "same",
        "measures": measures,
    }


def _notice(chance: random.Random, place: tuple[float, ...], status: str, reason: str, text: str) -> dict[str, object]:
    dx, dy = chance.gauss(0, 0.004), chance.gauss(0, 0.004)
    x0, y0, x1, y1 = place
    read = status == "confirmed"
    elements = {"controller": "present", "purpose": "absent", "rights": "unreadable", "contact": "present"}
    return {
        "box": [(x0 + dx) * SIZE[0], (y0 + dy) * SIZE[1], (x1 + dx) * SIZE[0], (y1 + dy) * SIZE[1]],
        "score": chance.random(),
        "status": status,
        "reason": reason,
        "probability": chance.uniform(0.9, 1) if read else chance.random(),
        "decided_by": "words" if read else "silent",
        "text": text,
        "language": "en" if text else None,
        "qr": None,
        "elements": elements if read and chance.random() < 0.5 else {},
    }
