"""Facts of any kind, for properties that must hold of all of them."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from fairnotice.domain import (
    CaptureFault,
    DecidedBy,
    ExemptionClaim,
    Facts,
    Finding,
    Level,
    NoticeStatus,
    Operator,
    OperatorKind,
    Quality,
)
from fairnotice.rules.judge import judge
from rules.situations import (
    AT,
    BASIS,
    PACKS,
    PLACE,
    RECALL,
    camera,
    declared,
    failed,
    look,
    mention,
    notice,
    scan,
    visit,
)

DAYS = st.integers(1, 31)
PLACES = sorted({pack.jurisdictions[0] for pack in PACKS.values()} | {"DE", "FR", "NO"})
"""One place under every pack."""
BOXES = st.sampled_from(
    [PLACE, (0.2, 0.1, 0.6, 0.8), (0.42, 0.31, 0.52, 0.51), (0.8, 0.7, 0.85, 0.8), (0.0, 0.0, 0.05, 0.05)]
)
NOTICES = st.builds(
    notice,
    BOXES,
    st.sampled_from(NoticeStatus),
    probability=st.none() | st.floats(0, 1),
    decided_by=st.sampled_from([None, *DecidedBy]),
    elements=st.dictionaries(
        st.sampled_from(["controller", "purpose", "rights", "contact", "further_information"]),
        st.sampled_from(["present", "absent", "unreadable"]),
    ),
)
QUALITIES = st.sampled_from(
    [None, Quality(True), Quality(True, light="night"), Quality(False, ("dark",)), Quality(False, ("blurred",))]
)
LOOKS = st.builds(
    lambda number, notices, sample, camera_id, quality: look(
        number, *notices, sample=sample, camera_id=camera_id, quality=quality
    ),
    DAYS,
    st.lists(NOTICES, max_size=3),
    st.integers(0, 2),
    st.sampled_from(["t:1", "t:2"]),
    QUALITIES,
) | st.builds(failed, DAYS, st.sampled_from(CaptureFault), st.integers(0, 2))
MENTIONS = st.builds(
    mention,
    st.sampled_from(["race", "ethnicity", "religion", "religious_dress", "race_proxy", "health"]),
    st.sampled_from(Level),
    st.floats(0, 1),
)
SCANS = st.builds(
    lambda mentions, source, complete: scan(*mentions, source=source, complete=complete),
    st.lists(MENTIONS, max_size=3),
    st.sampled_from(["registry", "labels.txt", "other.yaml"]),
    st.booleans(),
)
VISITS = st.builds(visit, DAYS, st.booleans(), st.sampled_from(["inspector", "another"]))
CLAIMS = st.builds(
    lambda name, number: ExemptionClaim(name, "operator", dt.date(2026, 5, number)),
    st.sampled_from(["eu.ai-act.dataset-labelling", "cn.draft-2023.consent", "else.where.x"]),
    DAYS,
)
CAMERAS = st.builds(
    lambda **changes: camera(**changes),
    jurisdiction=st.sampled_from(PLACES),
    operator=st.none() | st.builds(lambda kind: Operator("o", "O", kind), st.sampled_from(OperatorKind)),
    site_declared=st.booleans(),
    notice_positions=st.sampled_from([(), declared(), declared(None), declared(15), declared(1, (1.1, 0, 1.2, 0.1))]),
    analytics=st.sampled_from([None, (), ("face detection",), ("face recognition",)]),
    frame_source=st.sampled_from([None, BASIS]),
)


@st.composite
def worlds(draw):
    """Facts of any kind; slots and scans are unique by their natural keys, as the database keeps them."""
    observations = {(o.window_date, o.camera_id, o.sample_number): o for o in draw(st.lists(LOOKS, max_size=12))}
    scans = {s.source: s for s in draw(st.lists(SCANS, max_size=3))}
    visits = draw(st.lists(VISITS, max_size=3))
    return Facts(
        draw(CAMERAS),
        tuple(observations.values()),
        tuple(scans.values()),
        tuple(visits),
        tuple(draw(st.lists(CLAIMS, max_size=2))),
        draw(st.sampled_from([None, RECALL])),
        scans_before=tuple({s.source: s for s in draw(st.lists(SCANS, max_size=1))}.values()),
    )


def everything(facts: Facts) -> list[Finding]:
    """Judge by every pack."""
    return [finding for pack in PACKS.values() for finding in judge(facts, pack, AT)]
