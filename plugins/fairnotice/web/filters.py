"""What a viewer asked to see, checked, and which registry sources that means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from fairnotice.domain import AuditMode, Verdict
from fairnotice.web.errors import BadRequestError
from fairnotice.web.reader import Connection, queries, rows


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    return text


Name = Annotated[str, StringConstraints(max_length=300), AfterValidator(_storable)]
Names = Annotated[list[Name], Field(max_length=100)]


class Filters(BaseModel):
    """The filters that the tiles, the list and the counts share. A parameter can be given several times."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: list[Verdict] = Field([], max_length=10)
    operator: Names = Field([], description="Operator ids; an empty one stands for cameras without an operator.")
    rule: Names = []
    source: Names = []
    without_frames: bool = Field(False, description="Only cameras that give no frame now.")
    mode: AuditMode | None = Field(None, description="Every source of this mode; none: regular where there is any.")


class ListFilters(Filters):
    """The filters of the list: also a place and a page."""

    bbox: str | None = Field(None, max_length=200, description="minx,miny,maxx,maxy in WGS 84 degrees.")
    limit: int = Field(200, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10_000_000)


@dataclass(frozen=True, slots=True)
class Source:
    """A registry source that has cameras."""

    name: str
    mode: AuditMode


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request shows: filters as the statements take them, and the one mode of all that is shown."""

    mode: AuditMode | None
    """None where there is no camera at all."""
    sources: tuple[str, ...]
    verdicts: tuple[str, ...]
    operators: tuple[str, ...]
    rules: tuple[str, ...]
    without_frames: bool = False

    def parameters(self) -> dict[str, list[str] | bool | None]:
        """Return the filters as parameters of the named statements; None lets everything through."""
        return {
            "verdicts": list(self.verdicts) or None,
            "operators": list(self.operators) or None,
            "rules": list(self.rules) or None,
            "sources": list(self.sources),
            "without_frames": self.without_frames,
        }


def known_sources(connection: Connection) -> list[Source]:
    """Return the sources that have cameras, by name."""
    found = rows(queries("map").sources_with_cameras(connection))
    return [Source(row["source"], AuditMode(row["mode"])) for row in found]


def select(filters: Filters, known: list[Source]) -> Selection:
    """Decide which sources are shown. Modes are never mixed, so that nobody takes a drawn camera for a real one.

    Args:
        filters: What was asked.
        known: Sources that have cameras.

    Raises:
        BadRequestError: A source is not known, or sources of several modes were asked for together.
    """
    modes = {source.name: source.mode for source in known}
    if filters.source:
        unknown = [name for name in filters.source if name not in modes]
        if unknown:
            raise BadRequestError(f"source: there are no cameras of a source {unknown[0]!r}")
        asked = {modes[name] for name in filters.source} | ({filters.mode} if filters.mode else set())
        if len(asked) > 1:
            told = " and ".join(sorted(asked))
            raise BadRequestError(f"source: {told} cameras are never shown together; choose sources of one mode")
        mode: AuditMode | None = asked.pop()
        sources = tuple(dict.fromkeys(filters.source))
    else:
        # AuditMode lists them in this order: what is real first.
        mode = filters.mode or next((each for each in AuditMode if each in modes.values()), None)
        sources = tuple(source.name for source in known if source.mode is mode)
    return Selection(
        mode=mode,
        sources=sources,
        verdicts=tuple(filters.verdict),
        operators=tuple(filters.operator),
        rules=tuple(filters.rule),
        without_frames=filters.without_frames,
    )


def parse_bbox(text: str | None) -> dict[str, float] | None:
    """Return the corners of ``minx,miny,maxx,maxy`` in WGS 84 degrees by name, or None where none is asked.

    Raises:
        BadRequestError: It is no such box.
    """
    if text is None:
        return None
    try:
        corners = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadRequestError("bbox: four numbers minx,miny,maxx,maxy are expected") from None
    if len(corners) != 4 or not all(math.isfinite(corner) for corner in corners):
        raise BadRequestError("bbox: four finite numbers minx,miny,maxx,maxy are expected")
    minx, miny, maxx, maxy = corners
    if not (-180 <= minx <= maxx <= 180 and -90 <= miny <= maxy <= 90):
        raise BadRequestError("bbox: degrees with minx <= maxx within 180 and miny <= maxy within 90 are expected")
    return {"minx": minx, "miny": miny, "maxx": maxx, "maxy": maxy}
