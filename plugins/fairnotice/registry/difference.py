"""What an import would change: shown before anything is written, and never a silent deletion."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairnotice.domain import Camera, Operator
from fairnotice.errors import without_secrets
from fairnotice.registry.feed import RegistryFeed, RejectedRow

GONE_SHARE = 0.2
"""Share of a source's cameras above which their disappearance is more likely a fault of the feed."""

_POINT_TOLERANCE_DEGREES = 1e-7
_SHOWN = 10
_FIELDS = tuple(
    field.name for field in dataclasses.fields(Camera) if field.name not in {"camera_id", "source", "source_id"}
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a camera before and after."""

    field: str
    before: object
    after: object

    def __str__(self) -> str:
        """Return the change as it is printed."""
        if self.field.startswith("operator"):
            return f"{self.field}: changed"  # it holds addresses of people
        return f"{self.field}: {_short(self.before)} -> {_short(self.after)}"


@dataclass(frozen=True, slots=True)
class ChangedCamera:
    """A camera that the feed describes differently."""

    before: Camera
    after: Camera
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stored of one source against what its feed says now."""

    source: str
    new: tuple[Camera, ...]
    changed: tuple[ChangedCamera, ...]
    gone: tuple[Camera, ...]
    unchanged: tuple[Camera, ...]
    unreadable: tuple[Camera, ...]
    """Stored cameras whose row is in the feed but was rejected: they stay as they are."""
    rejected: tuple[RejectedRow, ...]
    doubts: tuple[str, ...]
    """Why ``gone`` may be a fault of the feed instead of the truth."""
    accept_gone: bool = False
    """Whether a person said that the gone ones are gone, all doubts notwithstanding."""

    @property
    def gone_accepted(self) -> bool:
        """Tell whether the cameras in ``gone`` may be taken out of service."""
        return self.accept_gone or not self.doubts

    def summary(self) -> str:
        """Return the difference for a person, a line each."""
        counts = (
            f"{len(self.new)} new, {len(self.changed)} changed, {len(self.gone)} gone, {len(self.unchanged)} unchanged"
        )
        lines = [f"{self.source}: {counts}, {len(self.rejected)} rejected"]
        lines += _listed("new", [_named(camera) for camera in self.new])
        changes = [
            f"{_named(change.after)}: {'; '.join(str(field) for field in change.fields)}" for change in self.changed
        ]
        lines += _listed("changed", changes)
        lines += _listed("gone", [_named(camera) for camera in self.gone])
        if self.gone and not self.gone_accepted:
            lines.append(f"The {len(self.gone)} gone stay in service: {'; '.join(self.doubts)}.")
            lines.append("If they are really gone, import again and accept that (accept_gone).")
        elif self.gone and self.doubts:
            lines.append(f"Accepted as gone in spite of this: {'; '.join(self.doubts)}.")
        lines += _listed("kept as stored, since their row was rejected", [_named(camera) for camera in self.unreadable])
        lines += _listed("rejected", [f"{row.where}: {row.reason}" for row in self.rejected])
        return without_secrets("\n".join(lines))


def compare(
    before: Iterable[Camera],
    after: RegistryFeed,
    *,
    accept_gone: bool = False,
    gone_share: float = GONE_SHARE,
) -> Difference:
    """Compare the stored cameras with a feed of the same source.

    Args:
        before: what is stored and in service; cameras of other sources are left aside.
        after: the feed.
        accept_gone: whether a person accepts that what is gone from the feed is gone.
        gone_share: share of the stored cameras above which ``gone`` needs that acceptance.
    """
    stored = {camera.camera_id: camera for camera in before if camera.source == after.source}
    new: list[Camera] = []
    changed: list[ChangedCamera] = []
    unchanged: list[Camera] = []
    for camera in after.cameras:
        known = stored.pop(camera.camera_id, None)
        if known is None:
            new.append(camera)
        elif fields := changes(known, camera):
            changed.append(ChangedCamera(known, camera, fields))
        else:
            unchanged.append(camera)
    rejected_ids = {f"{after.source}:{row.source_id}" for row in after.rejected if row.source_id}
    unreadable = tuple(camera for camera_id, camera in stored.items() if camera_id in rejected_ids)
    gone = tuple(camera for camera_id, camera in stored.items() if camera_id not in rejected_ids)
    known_before = len(stored) + len(changed) + len(unchanged)
    return Difference(
        source=after.source,
        new=tuple(new),
        changed=tuple(changed),
        gone=gone,
        unchanged=tuple(unchanged),
        unreadable=unreadable,
        rejected=after.rejected,
        doubts=_doubts(len(gone), known_before, after, gone_share),
        accept_gone=accept_gone,
    )


def _doubts(gone: int, known_before: int, after: RegistryFeed, gone_share: float) -> tuple[str, ...]:
    if not gone:
        return ()
    doubts = []
    if not after.complete:
        doubts.append(f"the feed is not complete ({after.incomplete_because})")
    if gone > gone_share * known_before:
        doubts.append(f"{gone} of {known_before} cameras would be gone, more than {gone_share:.0%}")
    nameless = sum(row.source_id is None for row in after.rejected)
    if nameless:
        doubts.append(f"{nameless} rejected rows have no readable id, and a camera that seems gone may be one of them")
    return tuple(doubts)


def changes(before: Camera, after: Camera) -> tuple[FieldChange, ...]:
    """Return the fields in which a feed's camera differs from the stored one.

    What only the audit knows is no change: a contact's verification and confirmed notice positions,
    of which the feed says nothing, and a rounding of the point.
    """
    found = []
    for name in _FIELDS:
        old, new = _comparable(name, before, after)
        if old != new:
            found.append(FieldChange(name, getattr(before, name), getattr(after, name)))
    return tuple(found)


def _comparable(name: str, before: Camera, after: Camera) -> tuple[object, object]:
    if name == "point":
        old, new = before.point, after.point
        same = max(abs(old.lon - new.lon), abs(old.lat - new.lat)) <= _POINT_TOLERANCE_DEGREES
        return (old, old) if same else (old, new)
    if name == "notice_positions":
        return _declared(before), _declared(after)
    if name == "operator" and before.operator and after.operator:
        said: set[tuple[str, str]] = {
            (contact.kind, contact.address) for contact in after.operator.contacts if contact.verified_on is None
        }
        return _unverified(before.operator, said), after.operator
    return getattr(before, name), getattr(after, name)


def _declared(camera: Camera) -> tuple[object, ...]:
    return tuple(position for position in camera.notice_positions if position.origin == "declared")


def _unverified(operator: Operator, addresses: set[tuple[str, str]]) -> Operator:
    """Return an operator without the verification of those contacts of which a feed does not speak."""
    contacts = tuple(
        dataclasses.replace(contact, verified_on=None) if (contact.kind, contact.address) in addresses else contact
        for contact in operator.contacts
    )
    return dataclasses.replace(operator, contacts=contacts)


def _named(camera: Camera) -> str:
    return f"{camera.camera_id} ({camera.name})" if camera.name else camera.camera_id


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _listed(title: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return []
    more = [f"  and {len(entries) - _SHOWN} more"] if len(entries) > _SHOWN else []
    return [f"{title}:", *(f"  {entry}" for entry in entries[:_SHOWN]), *more]
