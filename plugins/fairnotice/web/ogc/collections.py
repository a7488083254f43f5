"""What can be asked for: collections with their properties, keys and columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.rows import DictRow

from fairnotice.domain import Force, Verdict
from fairnotice.web.errors import NotFoundError
from fairnotice.web.ogc.cql import Column


@dataclass(frozen=True, slots=True)
class Collection:
    """A table of features, as OGC API - Features has it."""

    name: str
    title: str
    description: str
    geometry: str
    """GeoJSON type of its geometries."""
    columns: Mapping[str, Column]
    """Its properties, all of which can be filtered by, and its ``geometry``."""
    key: Callable[[str], Mapping[str, str | None]]
    """From the id of an item, or the place that a page begins after, to parameters without their prefix."""


_VERDICTS = tuple(Verdict)


def _text(title: str, *values: str, indexed: bool = False) -> Column:
    return Column("text", title, values, indexed)


_PLACE = Column("geometry", "Where it is (CRS84)", indexed=True)
_WHERE_AND_WHOSE = {
    "source": _text("Registry source"),
    "mode": _text("Whether cameras are real, drawn or of an exercise", "regular", "simulated", "exercise"),
    "operator_id": _text("Id of whoever runs the camera", indexed=True),
    "operator": _text("Name of whoever runs the camera"),
    "district_id": _text("Smallest district that covers the place", indexed=True),
    "site_id": _text("Public space that shares one notice", indexed=True),
}

_CAMERAS = Collection(
    "cameras",
    "Cameras with their verdict",
    "One point for each camera that the map shows, with the worst verdict of the rules that decide. A policy's verdict "
    "stands apart: it is never a breach of law.",
    "Point",
    {
        "camera_id": _text("Id of the camera", indexed=True),
        "name": _text("Name of the camera"),
        **_WHERE_AND_WHOSE,
        "site_class": _text("Kind of place"),
        "jurisdiction": _text("ISO 3166 code"),
        "verdict": _text("Worst verdict", *_VERDICTS),
        "policy_verdict": _text("Worst verdict of policies, which are no law", *_VERDICTS),
        "policy_only": Column("boolean", "Whether only policies are among the rules asked for"),
        "breach_of_law": Column("boolean", "Whether a rule of law or of a statutory code fails"),
        "unknown_because": _text("Code of the reason that says most, where the verdict is unknown"),
        "confidence": Column("number", "Of the finding that the verdict is of, 0 to 1"),
        "changed_on": Column("date", "Newest window in which a verdict of one of its rules changed"),
        "judged_on": Column("date", "Newest window that was judged"),
        "no_frame_since": Column("timestamp", "Since when it gives no frame; empty where it does"),
        "fault": _text("Why the newest look brought no frame"),
        "azimuth": Column("number", "Direction of view, degrees clockwise from north"),
        "field_of_view": Column("number", "Width of view in degrees"),
        "geometry": _PLACE,
    },
    lambda key: {"": key},
)


def _finding_key(key: str) -> Mapping[str, str | None]:
    rule, colon, camera = key.partition(":")
    if not colon:
        raise NotFoundError("a finding's id is RULE:CAMERA, such as eu.gdpr.notice:demo:1")
    return {"": camera, "_rule": rule}


_FINDINGS = Collection(
    "findings",
    "Findings: what each rule says of each camera",
    "One point for each rule that was applied to a camera: verdict, force, first reason and citation. It holds from "
    "`since` to `judged_on`.",
    "Point",
    {
        "camera_id": _text("Id of the camera", indexed=True),
        "rule_id": _text("Id of the rule"),
        "title": _text("What the rule asks for"),
        "camera": _text("Name of the camera"),
        **_WHERE_AND_WHOSE,
        "jurisdiction": _text("ISO 3166 code"),
        "verdict": _text("What the rule says of the camera", *_VERDICTS),
        "force": _text("What the rule is", *tuple(Force)),
        "breach_of_law": Column("boolean", "Whether a rule of law or of a statutory code fails"),
        "severity": _text("How much it matters"),
        "confidence": Column("number", "0 to 1"),
        "proof": _text("Kind of proof"),
        "reason_code": _text("Code of the first reason"),
        "reason": _text("First reason"),
        "settles": _text("What would settle what is open"),
        "remedy": _text("What puts it right"),
        "citation": _text("Instrument and article"),
        "citation_verified": _text("Where somebody read the text that is cited"),
        "pack_id": _text("Rule pack"),
        "pack_version": _text("Its version"),
        "since": Column("date", "First window from which this verdict holds"),
        "judged_on": Column("date", "Newest window that was judged"),
        "audit_id": _text("Audit that said so"),
        "geometry": _PLACE,
    },
    _finding_key,
)

_DISTRICTS = Collection(
    "districts",
    "Districts with how much was judged and found",
    "One area for each district: how many of its cameras were judged first, then their verdicts. `share_compliant` is "
    "that of the cameras that pass among those that pass, fail or need a person to look.",
    "MultiPolygon",
    {
        "district_id": _text("Id of the district", indexed=True),
        "name": _text("Name of the district"),
        **{
            name: Column("number", f"Cameras: {name.replace('_', ' ')}")
            for name in ("cameras", "judged", *_VERDICTS, "breaches_of_law")
        },
        "share_judged": Column("number", "0 to 1; empty where there is no camera"),
        "share_compliant": Column("number", "0 to 1; empty where none was judged"),
        "geometry": Column("geometry", "Its area (CRS84)", indexed=True),
    },
    lambda key: {"": key},
)

COLLECTIONS = {each.name: each for each in (_CAMERAS, _FINDINGS, _DISTRICTS)}


def collection_of(name: str) -> Collection:
    """Return a collection by its name.

    Raises:
        NotFoundError: There is none of that name.
    """
    if name not in COLLECTIONS:
        raise NotFoundError(f"there is no collection {name[:60]!r}; there are {', '.join(COLLECTIONS)}")
    return COLLECTIONS[name]


def feature_of(collection: Collection, row: DictRow) -> dict[str, Any]:
    """Return a row of a collection as a GeoJSON feature."""
    shape = row["shape"] if "shape" in row else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    properties = {name: row[name] for name in collection.columns if name != "geometry"}
    return {"type": "Feature", "id": row["key"], "geometry": shape, "properties": properties}
