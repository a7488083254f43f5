"""What a viewer asked to see, checked, and which cameras that means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from psycopg.types.json import Jsonb
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from fairnotice.domain import AuditMode, Force, SiteClass, Verdict
from fairnotice.web.errors import BadRequestError, BeforeHistoryError
from fairnotice.web.places import parse_bbox, place_filter
from fairnotice.web.reader import Connection, queries, reach_of, rows

MOST_BY_TEXT = 10_000
"""Cameras that a text may find; more of it must be written where it finds more."""
Facet = Literal["all", "district", "operator", "jurisdiction", "site_class"]


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    return text


def _trimmed(text: str) -> str:
    if len(text.strip()) < 2:
        raise ValueError("at least two characters are searched for")
    return text.strip()


Name = Annotated[str, StringConstraints(max_length=300), AfterValidator(_storable)]
Names = Annotated[list[Name], Field(max_length=100)]
Searched = Annotated[str, StringConstraints(max_length=100), AfterValidator(_storable), AfterValidator(_trimmed)]
Day = Annotated[dt.date, Field(ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31))]


class Filters(BaseModel):
    """The filters that tiles, list, counts, OGC items and exports share. A list can be given several times."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: list[Verdict] = Field([], max_length=10)
    operator: Names = Field([], description="Operator ids; an empty one stands for cameras without an operator.")
    district: Names = Field([], description="District ids; an empty one stands for cameras in no district.")
    jurisdiction: Names = Field([], description="ISO 3166 codes; an empty one stands for cameras in none.")
    site_class: list[SiteClass] = Field([], max_length=20)
    attribute: Names = Field([], description="What a configuration was found to tell people apart by: race, ...")
    rule: Names = Field([], description="Shows what these rules say, instead of the worst of all.")
    force: list[Force] = Field([], max_length=10, description="Shows what rules of this force say.")
    source: Names = []
    without_frames: bool = Field(False, description="Only cameras that give no frame now.")
    min_confidence: float | None = Field(None, ge=0, le=1, allow_inf_nan=False)
    changed_since: Day | None = Field(None, description="A verdict of one of its rules changed on this day or later.")
    text: Searched | None = Field(None, description="Part of a name, an id, a site's id or an operator's name.")
    on: Day | None = Field(None, description="As the map stood at the end of this day (UTC).")
    mode: AuditMode | None = Field(None, description="Every source of this mode; none: regular where there is any.")


class PlaceFilters(Filters):
    """The same within a box."""

    bbox: str | None = Field(None, max_length=200, description="minx,miny,maxx,maxy in WGS 84 degrees.")


@dataclass(frozen=True, slots=True)
class Source:
    """A registry source that has cameras."""

    name: str
    mode: AuditMode


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request shows: filters as the database takes them, and the one mode of all that is shown."""

    mode: AuditMode | None
    """None where there is no camera at all."""
    sources: tuple[str, ...]
    known: tuple[Source, ...] = ()
    """Every source that has cameras."""
    verdicts: tuple[Verdict, ...] = ()
    on: dt.date | None = None
    """None: now."""
    narrowed: dict[str, Any] = field(default_factory=dict)
    """All other filters that are set, by field of the database type ``map_filter``."""

    def parameters(self) -> dict[str, list[str] | bool | None]:
        """Return the filters as lists; None lets everything through."""
        return {
            "verdicts": [verdict.value for verdict in self.verdicts] or None,
            "operators": self.narrowed.get("operators"),
            "rules": self.narrowed.get("rules"),
            "sources": list(self.sources),
            "without_frames": bool(self.narrowed.get("without_frames")),
        }

    def filter(self, *, any_verdict: bool = False, **others: Any) -> Jsonb:
        """Return what ``fairnotice.filter_of`` takes. ``any_verdict`` leaves the filter by verdict out."""
        given = {**self.narrowed, "sources": list(self.sources), **others}
        if self.verdicts and not any_verdict:
            given["verdicts"] = [verdict.value for verdict in self.verdicts]
        if self.on is not None:
            given["on_day"] = self.on.isoformat()
        return Jsonb(given)

    def facet(self) -> tuple[Facet, list[str] | None] | None:
        """Return the facet by whose kept totals this is counted, with its values; None: by none."""
        facets: dict[str, Facet] = {
            "districts": "district",
            "operators": "operator",
            "jurisdictions": "jurisdiction",
            "site_classes": "site_class",
        }
        if not self.narrowed:
            return "all", None
        if len(self.narrowed) == 1:
            ((name, values),) = self.narrowed.items()
            # Totals of operators are kept of the present alone.
            if name in facets and not (name == "operators" and self.on is not None):
                return facets[name], values
        return None


_BY_LISTS = {"operators", "rules", "without_frames"}


def select(filters: Filters, known: list[Source]) -> Selection:
    """Decide as :func:`selected` does where only verdicts, operators, rules, sources and silence are filtered by.

    Raises:
        BadRequestError: As there, or another filter is asked for.
    """
    mode, sources = _sources(filters, known)
    narrowed = _narrowed(filters, filters.district)
    others = set(narrowed) - _BY_LISTS | ({"on"} if filters.on is not None else set())
    if others:
        raise BadRequestError(f"{min(others)}: this cannot be filtered by here")
    return Selection(mode, sources, tuple(known), tuple(dict.fromkeys(filters.verdict)), None, narrowed)


def known_sources(connection: Connection) -> list[Source]:
    """Return the sources that have cameras, by name."""
    found = rows(queries("map").sources_with_cameras(connection))
    return [Source(row["source"], AuditMode(row["mode"])) for row in found]


def selected(connection: Connection, filters: Filters) -> Selection:
    """Decide what ``filters`` select: tiles, list, counts, OGC items and exports all ask this.

    Args:
        connection: Where it is looked up which sources there are, since when the map's history is kept, and on whose
            behalf it is asked: more than they may see is never selected.
        filters: What was asked; of :class:`PlaceFilters` the box too.

    Raises:
        BadRequestError: A source is not known, sources of several modes were asked for together, a district is none of
            the viewer's, the day is not one that the history knows, filters do not go together, or a text finds too
            many cameras.
    """
    known = known_sources(connection)
    mode, sources = _sources(filters, known)
    on = _day(connection, filters) if filters.on is not None else None
    if filters.text is not None:
        found = queries("map").count_by_text(connection, text=filters.text, most=MOST_BY_TEXT + 1)
        if found > MOST_BY_TEXT:
            raise BadRequestError(f"text: more than {MOST_BY_TEXT} cameras have {filters.text!r}; write more of it")
    reach = reach_of(connection)
    narrowed = _narrowed(filters, _own("district", filters.district, reach.districts))
    if reach.operator_id is not None:
        narrowed["operators"] = _own("operator", filters.operator, (reach.operator_id,))
    box = parse_bbox(filters.bbox) if isinstance(filters, PlaceFilters) else None
    if box is not None:
        narrowed |= place_filter(box)
    return Selection(mode, sources, tuple(known), tuple(dict.fromkeys(filters.verdict)), on, narrowed)


def _narrowed(filters: Filters, districts: list[str]) -> dict[str, Any]:
    narrowed: dict[str, Any] = {
        "operators": filters.operator,
        "districts": districts,
        "jurisdictions": filters.jurisdiction,
        "site_classes": [each.value for each in filters.site_class],
        "attributes": filters.attribute,
        "rules": filters.rule,
        "forces": [each.value for each in filters.force],
        "without_frames": filters.without_frames,
        "text": filters.text,
    }
    narrowed = {name: value for name, value in narrowed.items() if value}
    # A bound of nothing is a bound all the same.
    if filters.min_confidence is not None:
        narrowed["min_confidence"] = filters.min_confidence
    if filters.changed_since is not None:
        narrowed["changed_since"] = filters.changed_since.isoformat()
    return narrowed


def _sources(filters: Filters, known: list[Source]) -> tuple[AuditMode | None, tuple[str, ...]]:
    """Modes are never mixed, so that nobody takes a drawn camera for a real one."""
    modes = {source.name: source.mode for source in known}
    if filters.source:
        unknown = [name for name in filters.source if name not in modes]
        if unknown:
            raise BadRequestError(f"source: there are no cameras of a source {unknown[0]!r}")
        asked = {modes[name] for name in filters.source} | ({filters.mode} if filters.mode else set())
        if len(asked) > 1:
            told = " and ".join(sorted(asked))
            raise BadRequestError(f"source: {told} cameras are never shown together; choose sources of one mode")
        return asked.pop(), tuple(dict.fromkeys(filters.source))
    # AuditMode lists them in this order: what is real first.
    mode = filters.mode or next((each for each in AuditMode if each in modes.values()), None)
    return mode, tuple(source.name for source in known if source.mode is mode)


def _own(name: str, asked: list[str], own: Sequence[str]) -> list[str]:
    if not own:
        return asked
    others = [each for each in asked if each not in own]
    if others:
        raise BadRequestError(f"{name}: {others[0]!r} is none of yours")
    return asked or list(own)


_OF_TODAY = ("rule", "force", "without_frames", "min_confidence", "changed_since")
"""Filters by what is known of the present only."""


def _day(connection: Connection, filters: Filters) -> dt.date | None:
    row = queries("map").history(connection)
    if filters.on is None or filters.on == row["today"]:
        return None
    if filters.on > row["today"]:
        raise BadRequestError(f"on: {filters.on} has not come yet")
    if filters.on < row["begins"]:
        raise BeforeHistoryError(row["begins"])
    clashes = [name for name in _OF_TODAY if getattr(filters, name) not in ([], False, None)]
    if clashes:
        raise BadRequestError(f"{clashes[0]}: what was so on a former day is not kept; leave it or `on` out")
    return filters.on
