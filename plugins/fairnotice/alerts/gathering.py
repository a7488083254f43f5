"""Many rows of the outbox as few lines: by what is told and under which rule, and in it by place. Pure.

What has one cause at a site is one line, however many cameras look at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from fairnotice.domain import Force, Point
from fairnotice.store.outbox import Alert, AlertKind

ORDER: tuple[AlertKind, ...] = (
    "escalation",
    "channel_dead",
    "release_request",
    "finding",
    "reminder",
    "photo_request",
    "resolved",
    "mute_ended",
)
"""What is told first."""
_NUMBERED: tuple[AlertKind, ...] = ("escalation", "finding", "reminder", "photo_request")
"""What somebody must find on the map."""
_SEVERITIES = ("high", "medium", "low")
_FORCES = tuple(Force)


@dataclass(frozen=True, slots=True)
class Place:
    """One line: a site, or a camera of which no site is declared."""

    name: str
    site: str
    """Id of the declared site; empty: none is."""
    camera_ids: tuple[str, ...]
    cameras: int
    point: Point | None
    since: str
    reasons: tuple[tuple[str, str], ...]
    """Code and sentence of each, once."""
    evidence: tuple[str, ...]
    told_on: str = ""
    days: int = 0
    operator: str = ""
    number: int = 0
    """On the map; 0: not on it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What one rule asks, at all places that it is told of."""

    kind: AlertKind
    rule_id: str
    payload: Mapping[str, object]
    """Of the first alert: what all of them say of the rule."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a digest tells."""

    topics: tuple[Topic, ...]
    words: tuple[Alert, ...]
    """What is about no place: dead channels, mutes that ended, what waits for release."""

    @property
    def counts(self) -> dict[AlertKind, int]:
        """How many places, or words, of each kind, in the order in which they are told."""
        found: dict[AlertKind, int] = {}
        for kind in ORDER:
            places = sum(len(topic.places) for topic in self.topics if topic.kind == kind)
            count = places + sum(word.kind == kind for word in self.words)
            if count:
                found[kind] = count
        return found

    @property
    def points(self) -> list[Point]:
        """Places of the map in the order of their numbers."""
        numbered = [place for topic in self.topics for place in topic.places if place.number and place.point]
        return [place.point for place in sorted(numbered, key=lambda each: each.number) if place.point]


def gather(alerts: Iterable[Alert]) -> Gathered:
    """Bring alerts of one audience into topics and places."""
    by_topic: dict[tuple[str, ...], list[Alert]] = defaultdict(list)
    words = []
    for alert in alerts:
        if alert.kind in ("channel_dead", "mute_ended", "release_request"):
            words.append(alert)
        else:
            by_topic[_topic_of(alert)].append(alert)
    topics, number = [], 0
    for members in sorted(by_topic.values(), key=_weight):
        places = []
        for mates in _by_place(members):
            is_numbered = members[0].kind in _NUMBERED and "lon" in mates[0].payload
            number += is_numbered
            places.append(_place(mates, number if is_numbered else 0))
        topics.append(Topic(members[0].kind, members[0].rule_id or "", members[0].payload, tuple(places)))
    return Gathered(tuple(topics), tuple(sorted(words, key=lambda word: ORDER.index(word.kind))))


def _topic_of(alert: Alert) -> tuple[str, ...]:
    said = alert.payload
    if alert.kind == "photo_request":
        return (alert.kind,)
    return (alert.kind, alert.rule_id or "", *(str(said.get(name)) for name in ("pack_version", "force", "citation")))


def _weight(members: Sequence[Alert]) -> tuple[object, ...]:
    said = members[0].payload
    severity, force = str(said.get("severity", "low")), str(said.get("force", ""))
    return (
        ORDER.index(members[0].kind),
        not said.get("breach_of_law"),
        _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES),
        _FORCES.index(Force(force)) if force in list(Force) else len(_FORCES),
        members[0].rule_id or "",
    )


def _by_place(members: Sequence[Alert]) -> list[list[Alert]]:
    found: dict[str, list[Alert]] = defaultdict(list)
    for alert in members:
        found[alert.payload.get("site") or alert.camera_id or alert.site_id or str(alert.alert_id)].append(alert)
    return list(found.values())


def _place(mates: Sequence[Alert], number: int) -> Place:
    first = mates[0].payload
    site = str(first.get("site") or "")
    cameras = sorted({alert.camera_id for alert in mates if alert.camera_id} or {str(first.get("camera_id", ""))})
    points = [Point(alert.payload["lon"], alert.payload["lat"]) for alert in mates if "lon" in alert.payload]
    return Place(
        name=site if site and len(cameras) > 1 else str(first.get("camera", "")),
        site=site,
        camera_ids=tuple(cameras),
        cameras=int(first.get("cameras") or len(cameras)),
        point=_middle(points) if points else None,
        since=min(str(alert.payload.get("since", "")) for alert in mates),
        reasons=tuple(dict.fromkeys(reason for alert in mates for reason in _reasons(alert))),
        evidence=tuple(dict.fromkeys(sha for alert in mates for sha in alert.payload.get("evidence", ()))),
        told_on=min(str(alert.payload.get("told_on", "")) for alert in mates),
        days=max(int(alert.payload.get("days") or 0) for alert in mates),
        operator=str(first.get("operator", "")),
        number=number,
    )


def _reasons(alert: Alert) -> list[tuple[str, str]]:
    """Return code and sentence of each; a request has no sentences, and an older message no codes."""
    sentences = alert.payload.get("reasons", ())
    codes = alert.payload.get("reason_codes") or [""] * len(sentences)
    return list(zip_longest(codes, sentences, fillvalue=""))


def _middle(points: Sequence[Point]) -> Point:
    return Point(sum(p.lon for p in points) / len(points), sum(p.lat for p in points) / len(points))
