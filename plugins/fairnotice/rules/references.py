"""The facts that a step of a judgement rests on, named so that a reader can find each again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fairnotice.domain import (
    AnalyticsScan,
    Camera,
    ExemptionClaim,
    FactKind,
    FactRef,
    NoticePosition,
    Observation,
    OperatorKind,
    Reason,
    RecallTable,
    SiteVisit,
)

Fact = TypeVar("Fact")

MOST_FACTS = 6
"""Most facts of one kind that a step names; a reader needs the newest, not all of a month's frames."""


@dataclass(frozen=True, slots=True)
class Used:
    """Some facts that a step rests on, the newest first, and how many more say the same."""

    facts: tuple[FactRef, ...] = ()
    more: int = 0

    def __add__(self, other: Used) -> Used:
        """Return both; a step may rest on frames, a position and a table of recall."""
        return Used(self.facts + other.facts, self.more + other.more)


NOTHING = Used()
"""For a step that rests on no fact: nothing was there to look at, or only the rule's text speaks."""


def step(code: str, text: str, settles: str = "", *, rests_on: Used = NOTHING, by_text: bool = False) -> Reason:
    """Return one step of a judgement with what it rests on."""
    return Reason(code, text, settles, rests_on.facts, rests_on.more, by_text)


def frames(observations: Sequence[Observation], says: str) -> Used:
    """Name the newest of ``observations``, which come in the order of time and all say the same."""
    return _newest(observations, lambda frame: _frame(frame, says))


def frames_by_what_came(observations: Sequence[Observation]) -> Used:
    """Name the newest of ``observations`` by what came: a usable frame, or why not."""
    return _newest(observations, lambda frame: _frame(frame, _what_came(frame)))


def _newest(facts: Sequence[Fact], named: Callable[[Fact], FactRef]) -> Used:
    kept = tuple(named(fact) for fact in reversed(facts[-MOST_FACTS:]))
    return Used(kept, max(0, len(facts) - MOST_FACTS))


def _frame(frame: Observation, says: str) -> FactRef:
    return FactRef(FactKind.OBSERVATION, f"{frame.camera_id} #{frame.sample_number}", frame.window_date, says)


def _what_came(frame: Observation) -> str:
    if frame.failure is not None:
        return str(frame.failure.fault)
    if frame.quality is None:
        return "not_inspected"
    return "usable" if frame.quality.usable else (frame.quality.reasons or ("unusable",))[0]


def visits(made: Sequence[SiteVisit]) -> Used:
    """Name the newest of ``made``, which come in the order of time."""
    return _newest(made, lambda visit: FactRef(FactKind.VISIT, visit.site_id, visit.visited_on, _found(visit)))


def _found(visit: SiteVisit) -> str:
    return "notice_found" if visit.notice_found else "none_found"


def scan(read: AnalyticsScan, says: str) -> Used:
    """Name one reading of a configuration by its source and the beginning of its content's SHA-256."""
    return Used((FactRef(FactKind.SCAN, f"{read.source} @ {read.content_sha256[:12]}", read.read_on, says),))


def claim(made: ExemptionClaim) -> Used:
    """Name a claim to an exemption."""
    return Used((FactRef(FactKind.CLAIM, made.exemption, made.claimed_on, "claimed"),))


def position(known: NoticePosition) -> Used:
    """Name a notice's known place in the view by its box, as fractions of the frame."""
    box = ", ".join(f"{edge:.2f}" for edge in known.box)
    return Used((FactRef(FactKind.POSITION, box, known.since, known.origin),))


def recall(table: RecallTable | None, height_px: float) -> Used:
    """Name the measured recall that a miss is weighed by."""
    if table is None:
        return NOTHING
    return Used((FactRef(FactKind.RECALL, f"{table.kind}, {height_px:.0f} px", None, table.model_version),))


def declared(what: str, value: object) -> Used:
    """Name what the registry says of ``what``."""
    said = "nothing" if value is None or value == "" else str(value)
    return Used((FactRef(FactKind.DECLARATION, what, None, said),))


def operator_kind(camera: Camera) -> Used:
    """Name what the registry says of who runs the camera."""
    return declared("operator_kind", camera.operator.kind if camera.operator else OperatorKind.UNKNOWN)
