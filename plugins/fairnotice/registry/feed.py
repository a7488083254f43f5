"""What reading a registry gives: cameras, rejected rows, and whether that was all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairnotice.domain import Camera


class RowError(ValueError):
    """One row cannot be used; the message names the field, the value and the remedy."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as a format's reader found it: parsed ``fields``, or the ``fault`` that prevented it."""

    index: int
    """Number of the row in its feed, from 1."""
    line: int
    """Line of the file on which the row starts, from 1."""
    text: str
    """The row as it stands in the file; for reports only."""
    fields: Mapping[str, object] | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that did not become a camera, kept with the reason so that its owner can mend it."""

    index: int
    line: int
    reason: str
    raw: str
    """At most 2,000 characters, secrets masked; empty for rows beyond the first 10,000 rejected."""
    source_id: str | None = None
    """The row's own id, where it could be read: that camera is not gone."""

    @property
    def where(self) -> str:
        """Return the place of the row as people look for it."""
        return f"row {self.index} (line {self.line})"


@dataclass(frozen=True, slots=True)
class RegistryFeed:
    """One reading of one registry."""

    source: str
    format: str
    """``csv``, ``geojson``, ``osm``, ``tfl`` or ``json``."""
    encoding: str
    cameras: tuple[Camera, ...]
    rejected: tuple[RejectedRow, ...]
    complete: bool
    """False where the file was cut off, ends early, or says itself that it is partial."""
    incomplete_because: str = ""
    merged_duplicates: int = 0
    """Rows that repeated an earlier one exactly."""
    derived_ids: int = 0
    """Cameras without an id of their own: theirs is a hash of name, place and direction."""
    passed_over: int = 0
    """Entries that are not cameras, such as the corners of a building in an OpenStreetMap extract."""
    disagreements: tuple[str, ...] = ()
    """Cameras whose declared jurisdiction is not the one of their place."""
    warnings: tuple[str, ...] = ()

    def summary(self, *, with_rejected: bool = True) -> str:
        """Return the counts and reasons for a person, a line each; rejected rows only if asked for."""
        lines = [f"{self.source}: {len(self.cameras)} cameras from {self.format} ({self.encoding})"]
        if not self.complete:
            lines.append(f"INCOMPLETE: {self.incomplete_because}")
        if self.merged_duplicates:
            lines.append(f"{self.merged_duplicates} rows repeated an earlier one and were merged")
        if self.derived_ids:
            lines.append(
                f"{self.derived_ids} cameras have no id in the registry; theirs is derived from name, place and "
                "direction, and changes when one of those does"
            )
        if self.passed_over:
            lines.append(f"{self.passed_over} entries are not cameras and were passed over")
        lines += self.warnings
        lines += _some("jurisdictions declared otherwise than the place says", self.disagreements)
        if with_rejected:
            lines += _some("rows rejected", [f"{row.where}: {row.reason}" for row in self.rejected])
        return "\n".join(lines)


def _some(title: str, entries: Sequence[str]) -> list[str]:
    """Return a title with the number of entries and the first ten of them, or nothing if there are none."""
    if not entries:
        return []
    more = [f"  and {len(entries) - 10} more"] if len(entries) > 10 else []
    return [f"{len(entries)} {title}:", *(f"  {entry}" for entry in entries[:10]), *more]
