"""What must hold for any facts at all."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.domain import (
    CaptureFault,
    ExemptionClaim,
    Facts,
    Force,
    Level,
    NoticeStatus,
    Operator,
    OperatorKind,
    Quality,
    Verdict,
    Verified,
)
from fairnotice.rules.explain import explain
from fairnotice.rules.judge import judge, judge_all
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
BOXES = st.sampled_from([PLACE, (0.42, 0.31, 0.52, 0.51), (0.8, 0.7, 0.85, 0.8), (0.0, 0.0, 0.05, 0.05)])
NOTICES = st.builds(
    notice,
    BOXES,
    st.sampled_from(NoticeStatus),
    probability=st.none() | st.floats(0, 1),
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
CLAIMS = st.builds(
    lambda name, number: ExemptionClaim(name, "operator", dt.date(2026, 5, number)),
    st.sampled_from(["eu.ai-act.dataset-labelling", "cn.draft-2023.consent", "else.where.x"]),
    DAYS,
)
CAMERAS = st.builds(
    lambda **changes: camera(**changes),
    jurisdiction=st.sampled_from(["CN", "DE", "GB"]),
    operator=st.none() | st.builds(lambda kind: Operator("o", "O", kind), st.sampled_from(OperatorKind)),
    site_declared=st.booleans(),
    notice_positions=st.sampled_from([(), declared(), declared(None), declared(15), declared(1, (1.1, 0, 1.2, 0.1))]),
    analytics=st.sampled_from([None, (), ("face detection",)]),
    frame_source=st.sampled_from([None, BASIS]),
)


@st.composite
def worlds(draw):
    """Facts of any kind; slots and scans are unique by their natural keys, as the database keeps them."""
    observations = {(o.window_date, o.camera_id, o.sample_number): o for o in draw(st.lists(LOOKS, max_size=12))}
    scans = {s.source: s for s in draw(st.lists(SCANS, max_size=3))}
    visits = draw(st.lists(st.builds(visit, DAYS, st.booleans()), max_size=2))
    return Facts(
        draw(CAMERAS),
        tuple(observations.values()),
        tuple(scans.values()),
        tuple(visits),
        tuple(draw(st.lists(CLAIMS, max_size=2))),
        draw(st.sampled_from([None, RECALL])),
    )


def everything(facts: Facts):
    return [finding for pack in PACKS.values() for finding in judge(facts, pack, AT)]


@given(worlds(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_order_does_not_matter_and_judging_again_says_the_same(facts, random):
    def shuffled(values):
        return tuple(random.sample(values, len(values)))

    other = replace(
        facts,
        observations=shuffled(facts.observations),
        scans=shuffled(facts.scans),
        visits=shuffled(facts.visits),
        claims=shuffled(facts.claims),
    )
    assert everything(facts) == everything(facts) == everything(other)


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_facts_given_twice_change_nothing(facts):
    doubled = replace(
        facts,
        observations=facts.observations * 2,
        scans=facts.scans * 2,
        visits=facts.visits * 2,
        claims=facts.claims * 2,
    )
    assert everything(doubled) == everything(facts)


@given(worlds(), st.integers(3, 9))
@settings(max_examples=100, deadline=None)
def test_one_more_frame_of_the_same_view_and_night_never_turns_into_a_fail(facts, sample):
    """Frames of one view in one light are one look: repeating an empty one proves nothing more."""
    empty = [o for o in facts.observations if o.quality is not None and not o.notices]
    again = tuple(replace(o, sample_number=sample) for o in empty)
    for before, after in zip(
        everything(facts), everything(replace(facts, observations=facts.observations + again)), strict=True
    ):
        assert (before.verdict, before.confidence) == (after.verdict, after.confidence)


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_no_verdict_is_harder_than_its_text_and_its_proof(facts):
    for finding in everything(facts):
        assert 0 <= finding.confidence <= 1
        assert finding.reasons
        assert explain(finding)
        if finding.force is Force.POLICY:
            assert not finding.is_breach_of_law
        if finding.verdict is Verdict.FAIL:
            assert finding.citation.verified in (Verified.OFFICIAL, Verified.FULL_COPY)
            assert finding.proof
            assert finding.remedy
            assert facts.camera.operator
            assert facts.camera.operator.kind not in (OperatorKind.UNKNOWN, OperatorKind.HOUSEHOLD)
        else:
            assert finding.verdict is Verdict.PASS or finding.proof is None


@given(CAMERAS)
@settings(max_examples=100, deadline=None)
def test_no_facts_never_pass_or_fail(known):
    for finding in everything(Facts(known, recall=RECALL)):
        assert finding.verdict not in (Verdict.PASS, Verdict.FAIL)


@given(worlds(), NOTICES)
@settings(max_examples=100, deadline=None)
def test_a_rejected_sign_never_counts(facts, sign):
    """Rejected signs elsewhere neither announce a camera nor accuse it."""
    rejected = replace(sign, status=NoticeStatus.REJECTED, box=(900.0, 10.0, 950.0, 40.0), elements={})
    posted = replace(facts, observations=tuple(replace(o, notices=(*o.notices, rejected)) for o in facts.observations))
    for before, after in zip(everything(facts), everything(posted), strict=True):
        if before.verdict is not after.verdict:
            # A rejected sign may only show that a plate was there before, which is why it is not new.
            assert (before.verdict, after.verdict) != (Verdict.UNKNOWN, Verdict.PASS)
            assert Verdict.PASS not in (before.verdict, after.verdict)


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_judging_by_all_packs_at_once_says_what_each_says(facts):
    assert list(judge_all(facts, PACKS.values(), AT)) == everything(facts)
