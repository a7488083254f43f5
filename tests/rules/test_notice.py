"""Missing is proved by a look at the place; not seeing a notice in a view proves nothing."""

import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.domain import (
    AccessBasis,
    CaptureFault,
    Facts,
    FrameSource,
    NoticePosition,
    NoticeStatus,
    Operator,
    OperatorKind,
    Quality,
    RecallBin,
    RecallTable,
    SiteClass,
    Verdict,
)
from rules.situations import (
    AT,
    BASIS,
    PLACE,
    RECALL,
    camera,
    codes,
    day,
    declared,
    failed,
    look,
    notice,
    one,
    visit,
)

RULE = "cn.order-799.notice"
CANDIDATE = NoticeStatus.CANDIDATE
REJECTED = NoticeStatus.REJECTED
ELSEWHERE = (0.80, 0.70, 0.85, 0.80)

MISSED = range(15, 22)
GONE = (look(10, notice()), look(11, notice()), *(look(n) for n in MISSED))
"""Seen twice at its position, then missed on the seven dates that accuse."""

CASES = [
    # pass
    ("seen by the camera", {"observations": (look(20, notice()),)}, Verdict.PASS, "notice_seen"),
    (
        "seen by another camera of the site",
        {"observations": (look(20, notice(), camera_id="t:2"),)},
        "pass",
        "notice_seen",
    ),
    ("found on a visit", {"visits": (visit(20, True),)}, "pass", "visit_found_notice"),
    (
        "put up after a visit found none",
        {"visits": (visit(10, False),), "observations": (look(20, notice()),)},
        "pass",
        "notice_seen",
    ),
    ("a later visit found it", {"visits": (visit(10, False), visit(12, True))}, "pass", "visit_found_notice"),
    ("old sighting inside the window", {"observations": (look(3, notice()),)}, "pass", "notice_seen"),
    # fail
    ("a visit found none", {"visits": (visit(20, False),)}, "fail", "visit_found_none"),
    (
        "a visit found none after it was seen",
        {"visits": (visit(20, False),), "observations": (look(10, notice()),)},
        "fail",
        "visit_found_none",
    ),
    # review
    (
        "a visit and a frame of one day disagree",
        {"visits": (visit(20, False),), "observations": (look(20, notice()),)},
        "review",
        "visit_found_none",
    ),
    (
        "visits of one day disagree",
        {"visits": (visit(20, False, "a"), visit(20, True, "b"))},
        "review",
        "visits_disagree",
    ),
    (
        "a plate appeared after the visit",
        {"visits": (visit(10, False),), "observations": (look(9), look(20, notice(status=CANDIDATE)))},
        "review",
        "visit_found_none",
    ),
    ("a candidate only", {"observations": (look(20, notice(status=CANDIDATE)),)}, "review", "candidate_only"),
    (
        "a weak candidate asks for nobody's look",
        {"observations": (look(20, notice(status=CANDIDATE, score=0.3)),)},
        "unknown",
        "not_seen_in_view",
    ),
    (
        "a candidate seen by another camera",
        {"observations": (look(20, notice(status=CANDIDATE), camera_id="t:2"),)},
        "review",
        "candidate_only",
    ),
    # unknown
    ("nothing was looked at", {}, "unknown", "too_few_frames"),
    ("no notice in view", {"observations": tuple(look(n) for n in range(5, 25))}, "unknown", "not_seen_in_view"),
    ("another sign in view", {"observations": (look(20, notice(status=REJECTED)),)}, "unknown", "not_seen_in_view"),
    (
        "a sighting too old",
        {"observations": (replace(look(1, notice()), window_date=dt.date(2026, 4, 20)),)},
        "unknown",
        "too_few_frames",
    ),
    (
        "a sighting after the day of judgement",
        {"observations": (replace(look(1, notice()), window_date=dt.date(2026, 6, 2)),)},
        "unknown",
        "too_few_frames",
    ),
    (
        "a confirmed notice in an unusable frame",
        {"observations": (look(20, notice(), quality=Quality(False, ("blurred",))),)},
        "unknown",
        "blurred",
    ),
    (
        "unreachable",
        {
            "observations": (
                failed(20, CaptureFault.UNREACHABLE),
                failed(21, CaptureFault.UNREACHABLE),
                failed(22, CaptureFault.DARK),
            )
        },
        "unknown",
        "unreachable",
    ),
    (
        "too dark",
        {
            "observations": (
                look(20, quality=Quality(False, ("dark",))),
                look(21, quality=Quality(False, ("dark", "blurred"))),
            )
        },
        "unknown",
        "dark",
    ),
    ("never inspected", {"observations": (look(20, quality=None),)}, "unknown", "not_inspected"),
]


@pytest.mark.parametrize(("situation", "facts", "verdict", "code"), CASES, ids=[case[0] for case in CASES])
def test_verdict_of_a_camera_without_a_known_position(situation, facts, verdict, code):
    finding = one(Facts(camera(), recall=RECALL, **facts), RULE)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)


POSITION_CASES = [
    ("gone, with recall enough", GONE, declared(), RECALL, "fail", "gone_from_position"),
    (
        "declared since long, but no frame has ever shown it",
        (look(20), look(21)),
        declared(1),
        RECALL,
        "review",
        "gone_from_position",
    ),
    (
        "declared without a date and never seen",
        (look(20), look(21)),
        declared(None),
        RECALL,
        "review",
        "gone_from_position",
    ),
    ("declared without a date but seen before", GONE, declared(None), RECALL, "fail", "gone_from_position"),
    ("one odd night", (look(10, notice()), look(20)), declared(), RECALL, "review", "odd_night"),
    ("one odd night at a place never seen", (look(20),), declared(), RECALL, "review", "odd_night"),
    (
        "two frames of one night are one look",
        (look(10, notice()), look(20), look(20, sample=1)),
        declared(),
        RECALL,
        "review",
        "odd_night",
    ),
    ("seen again", (*GONE, look(22, notice())), declared(), RECALL, "pass", "notice_seen"),
    (
        "seen in one frame of the newest night",
        (*GONE[:-1], look(21), look(21, notice(), sample=1)),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    (
        "a plate still stands there, unread",
        (*GONE[:-1], look(21, notice(status=CANDIDATE))),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    (
        "another sign took its place",
        (*GONE[:2], *(look(n, notice(status=REJECTED)) for n in MISSED)),
        declared(),
        RECALL,
        "fail",
        "gone_from_position",
    ),
    (
        "a box beside it is generously the same",
        (*GONE[:2], look(20, notice((0.42, 0.35, 0.54, 0.55))), look(21)),
        declared(),
        RECALL,
        "review",
        "odd_night",
    ),
    (
        "something far too small to be it passes by",
        (*GONE[:-1], look(21, notice((0.45, 0.4, 0.47, 0.41), CANDIDATE))),
        declared(),
        RECALL,
        "fail",
        "gone_from_position",
    ),
    (
        "something a third of its height may be what is left of it",
        (*GONE[:-1], look(21, notice((0.41, 0.32, 0.45, 0.4), CANDIDATE))),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    (
        "the missing nights were dark",
        (*GONE[:2], look(20, quality=Quality(True, light="night")), look(21, quality=Quality(True, light="night"))),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    (
        "the missing frames are unusable",
        (*GONE[:2], look(20, quality=Quality(False, ("blocked",))), look(21, quality=Quality(False, ("blocked",)))),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    ("no recall known", GONE, declared(), None, "review", "gone_from_position"),
    ("recall of another model", GONE, declared(), replace(RECALL, model_version="m2"), "review", "gone_from_position"),
    (
        "too small for the recall",
        (
            look(10, notice(size=(320, 240)), width=320, height=240),
            look(20, width=320, height=240),
            look(21, width=320, height=240),
        ),
        declared(),
        RECALL,
        "review",
        "gone_from_position",
    ),
    (
        "the smallest frame counts",
        (*GONE[:-1], look(21, width=320, height=240)),
        declared(),
        RECALL,
        "review",
        "gone_from_position",
    ),
    (
        "it turned up elsewhere, unread",
        (*GONE[:-2], look(20, notice(ELSEWHERE, CANDIDATE)), look(21, notice(ELSEWHERE, CANDIDATE))),
        declared(),
        RECALL,
        "review",
        "gone_from_position",
    ),
    (
        "another plate was there all along",
        (
            *(look(n, notice(), notice(ELSEWHERE, CANDIDATE)) for n in (10, 11)),
            *(look(n, notice(ELSEWHERE, CANDIDATE)) for n in MISSED),
        ),
        declared(),
        RECALL,
        "fail",
        "gone_from_position",
    ),
    (
        "a confirmed one stands elsewhere",
        (*GONE[:2], look(20, notice(ELSEWHERE)), look(21, notice(ELSEWHERE))),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    (
        "another camera sees one now",
        (*GONE, look(21, notice(), camera_id="t:2")),
        declared(),
        RECALL,
        "pass",
        "notice_seen",
    ),
    (
        "another camera saw one before it went",
        (*GONE, look(12, notice(), camera_id="t:2")),
        declared(),
        RECALL,
        "review",
        "gone_from_position",
    ),
    ("not declared, seen on several dates, then gone", GONE, (), RECALL, "review", "gone_from_position"),
    ("not declared, seen once, then gone", GONE[1:], (), RECALL, "review", "gone_from_position"),
    ("declared for later", (look(20), look(21)), declared(25), RECALL, "unknown", "position_not_settled"),
    (
        "declared outside the view",
        (look(20), look(21)),
        declared(1, (1.2, 0.1, 1.4, 0.3)),
        RECALL,
        "review",
        "declared_outside_view",
    ),
    ("declared, but no usable frame", (failed(20, CaptureFault.TIMEOUT),), declared(), RECALL, "unknown", "timeout"),
]


@pytest.mark.parametrize(
    ("situation", "observations", "positions", "recall", "verdict", "code"),
    POSITION_CASES,
    ids=[case[0] for case in POSITION_CASES],
)
def test_verdict_at_a_known_position(situation, observations, positions, recall, verdict, code):
    finding = one(Facts(camera(notice_positions=positions), observations, recall=recall), RULE)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)


def test_confidence_of_a_gone_notice_is_the_lower_bound_of_recall_however_often_it_was_missed():
    facts = Facts(camera(notice_positions=declared()), GONE, recall=RECALL)
    more = replace(facts, observations=(*GONE, *(look(n, sample=s) for n in range(22, 31) for s in range(3))))
    for each in (facts, more):
        finding = one(each, RULE)
        assert finding.verdict is Verdict.FAIL
        assert finding.confidence == pytest.approx(0.97)
        assert finding.proof == "declared_position"
        assert finding.is_breach_of_law


def test_the_dates_and_the_size_are_named():
    text = " ".join(r.text for r in one(Facts(camera(notice_positions=declared()), GONE, recall=RECALL), RULE).reasons)
    assert "2026-05-20, 2026-05-21" in text
    assert "144 px" in text
    assert "real photographs" in text


def test_recall_on_drawn_scenes_is_named_as_such():
    drawn = RecallTable("drawn", "m1", (RecallBin(0, 2000, 500, 500, 0.99),))
    finding = one(Facts(camera(notice_positions=declared()), GONE, recall=drawn), RULE)
    assert "drawn scenes" in finding.reasons[1].text


@pytest.mark.parametrize(
    ("probability", "score", "verdict"),
    [
        (0.85, 0.1, Verdict.REVIEW),
        # A strong score of what is improbable all the same asks nobody to look.
        (0.6, 0.95, Verdict.UNKNOWN),
        (None, 0.95, Verdict.REVIEW),
        (None, 0.4, Verdict.UNKNOWN),
    ],
)
def test_a_plate_that_nothing_settled_is_looked_at_where_it_is_probable_enough(probability, score, verdict):
    plate = notice(status=CANDIDATE, score=score, probability=probability)
    assert one(Facts(camera(), (look(20, plate),)), RULE).verdict is verdict


def _by_blur(*blurs):
    table = RecallTable(
        "real", "m1", (RecallBin(0, 2000, 400, 405, 0.97, 0, 0.46), RecallBin(0, 2000, 8, 10, 0.49, 0.46, 0.61))
    )
    frames = tuple(
        replace(o, quality=replace(o.quality, measures={} if blur is None else {"blur": blur}))
        for o, blur in zip(GONE, (*(0.3 for _ in GONE[:-2]), *blurs), strict=True)
    )
    return one(Facts(camera(notice_positions=declared()), frames, recall=table), RULE)


@pytest.mark.parametrize(
    ("blurs", "verdict", "confidence"),
    [
        ((0.3, 0.4), Verdict.FAIL, 0.97),
        # The poorest frame decides, and one whose blur nobody measured counts as poor.
        ((0.3, 0.5), Verdict.REVIEW, 0.49),
        ((0.3, None), Verdict.REVIEW, 0.49),
        # No recall was measured for frames so soft.
        ((0.3, 0.7), Verdict.REVIEW, 0.0),
    ],
)
def test_the_recall_is_that_of_frames_as_soft_as_those_that_missed_the_notice(blurs, verdict, confidence):
    finding = _by_blur(*blurs)
    assert (finding.verdict, finding.confidence) == (verdict, pytest.approx(confidence))


def test_a_model_with_another_back_end_is_the_same_model():
    observations = tuple(replace(o, model_version="m1+openvino") for o in GONE)
    assert one(Facts(camera(notice_positions=declared()), observations, recall=RECALL), RULE).verdict is Verdict.FAIL


def test_a_declared_notice_that_no_frame_has_shown_may_be_one_that_the_detector_misses():
    table = replace(RECALL, bins=(RecallBin(0, 2000, 100_000, 100_000, 0.9999),))
    finding = one(Facts(camera(notice_positions=declared()), GONE[2:], recall=table), RULE)
    assert (finding.verdict, codes(finding)[-1]) == ("review", "never_seen_there")


@pytest.mark.parametrize(("missed", "verdict"), [(2, "review"), (6, "review"), (7, "fail"), (9, "fail")])
def test_a_notice_that_is_missing_for_a_few_dates_only_is_looked_at_by_a_person(missed, verdict):
    frames = (look(10, notice()), look(11, notice()), *(look(n) for n in range(15, 15 + missed)))
    finding = one(Facts(camera(notice_positions=declared()), frames, recall=RECALL), RULE)
    assert (finding.verdict, "missing_briefly" in codes(finding)) == (verdict, verdict == "review")


@pytest.mark.parametrize(("missed_before", "verdict"), [((), "fail"), ((9,), "fail"), ((8, 9), "review")])
def test_a_notice_that_was_missed_and_seen_again_may_only_be_hard_to_see(missed_before, verdict):
    frames = (look(7, notice()), *(look(n) for n in missed_before), *GONE)
    finding = one(Facts(camera(notice_positions=declared()), frames, recall=RECALL), RULE)
    assert (finding.verdict, "missed_before" in codes(finding)) == (verdict, verdict == "review")


def test_a_place_that_only_the_detector_knows_accuses_nobody():
    finding = one(Facts(camera(), GONE, recall=RECALL), RULE)
    assert (finding.verdict, codes(finding)[-1]) == ("review", "known_from_frames_only")


def test_nothing_is_parked_for_days_in_a_drawn_town():
    drawn = RecallTable("drawn", "m1", (RecallBin(0, 2000, 500, 500, 0.99),))
    frames = (look(10, notice()), look(11, notice()), look(20), look(21))
    assert one(Facts(camera(notice_positions=declared()), frames, recall=drawn), RULE).verdict is Verdict.FAIL


def test_a_formerly_confirmed_position_needs_no_date():
    positions = (NoticePosition(PLACE, "confirmed"),)
    finding = one(Facts(camera(notice_positions=positions), GONE[2:], recall=RECALL), RULE)
    assert (finding.verdict, finding.proof) == ("fail", "confirmed_position")


def test_all_known_notices_must_be_gone():
    positions = (*declared(), NoticePosition(ELSEWHERE, "declared", day(1)))
    still = tuple(look(n, notice(ELSEWHERE)) for n in (20, 21))
    finding = one(Facts(camera(notice_positions=positions), (*GONE[:2], *still), recall=RECALL), RULE)
    assert finding.verdict is Verdict.PASS


def test_a_visit_that_found_one_before_it_went_only_allows_a_review():
    facts = Facts(camera(notice_positions=declared()), GONE, visits=(visit(12, True),), recall=RECALL)
    assert one(facts, RULE).verdict is Verdict.REVIEW
    assert "other_notice_of_site" in codes(one(facts, RULE))


def test_a_visit_does_not_fail_where_something_was_seen_after_it_and_missed_once():
    facts = Facts(camera(), (look(20, notice()), look(21)), visits=(visit(10, False),), recall=RECALL)
    assert (one(facts, RULE).verdict, codes(one(facts, RULE))[0]) == ("review", "odd_night")


def test_evidence_of_another_site_or_of_an_undeclared_one_does_not_count():
    other = look(20, notice(), camera_id="t:2")
    assert one(Facts(camera(site_declared=False), (other,)), RULE).verdict is Verdict.UNKNOWN
    elsewhere = replace(visit(20, False), site_id="another")
    assert one(Facts(camera(), visits=(elsewhere,)), RULE).verdict is Verdict.UNKNOWN


def test_calibrated_probability_is_the_confidence_of_a_pass():
    finding = one(Facts(camera(), (look(20, notice(probability=0.93)),)), RULE)
    assert (finding.confidence, finding.evidence) == (0.93, ("2000t:1",))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (None, "no_frame_source"),
        (FrameSource("https://x.example"), "not_authorised"),
        (FrameSource("https://x.example", AccessBasis("city", ("configuration",))), "not_authorised"),
        (FrameSource("https://x.example", AccessBasis("city", until=day(30))), "not_authorised"),
        (FrameSource("https://x.example", AccessBasis("city", until=AT)), "too_few_frames"),
        (BASIS, "too_few_frames"),
    ],
)
def test_a_camera_that_may_not_be_looked_through(source, code):
    finding = one(Facts(camera(frame_source=source)), RULE)
    assert (finding.verdict, codes(finding)[0], finding.confidence) == ("unknown", code, 0.0)


def test_a_camera_without_frames_passes_on_its_sites_evidence():
    facts = Facts(camera(frame_source=None), (look(20, notice(), camera_id="t:2"),))
    assert one(facts, RULE).verdict is Verdict.PASS


def test_every_unknown_and_review_says_what_would_settle_it():
    for _, facts, verdict, _ in CASES:
        finding = one(Facts(camera(), recall=RECALL, **facts), RULE)
        if verdict in ("unknown", "review"):
            assert any(reason.settles for reason in finding.reasons), codes(finding)


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({"operator": Operator("o", "O", OperatorKind.HOUSEHOLD)}, "not_applicable", "other_operators"),
        ({"site_class": SiteClass.PRIVATE_ROOM}, "not_applicable", "other_places"),
        ({"operator": None}, "review", "operator_unknown"),
        ({"operator": Operator("o", "O")}, "review", "operator_unknown"),
        ({"jurisdiction_declared": "GB"}, "review", "jurisdiction_disputed"),
        ({"jurisdiction_declared": "CN"}, "fail", "visit_found_none"),
        ({"operator": Operator("o", "O", OperatorKind.LAW_ENFORCEMENT)}, "fail", "visit_found_none"),
    ],
)
def test_whom_and_where_the_rule_binds(changes, verdict, code):
    finding = one(Facts(camera(**changes), visits=(visit(20, False),)), RULE)
    assert (finding.verdict, codes(finding)[-1]) == (verdict, code)


def test_before_the_rule_is_in_force_it_is_not_applied():
    finding = one(Facts(camera(), visits=(visit(20, False),)), RULE, at=dt.date(2025, 3, 31))
    assert (finding.verdict, codes(finding)) == ("not_applicable", ["not_yet"])


@pytest.mark.parametrize(
    ("rule", "jurisdiction", "kind", "verdict", "code"),
    [
        ("cn.pipl.notice", "CN", "private", "fail", "visit_found_none"),
        ("cn.draft-2023.notice", "CN", "private", "review", "text_not_read"),
        ("eu.gdpr.notice", "DE", "private", "fail", "visit_found_none"),
        ("eu.gdpr.notice", "NO", "public", "fail", "visit_found_none"),
        ("eu.gdpr.notice", "FR", "law_enforcement", "review", "exemption_not_asked"),
        ("eu.gdpr.notice", "FR", "unknown", "review", "exemption_not_asked"),
        ("uk.uk-gdpr.notice", "GB", "private", "review", "text_not_read"),
        ("uk.surveillance-camera-code.transparency", "GB", "public", "review", "text_not_read"),
        ("uk.surveillance-camera-code.transparency", "GB", "private", "not_applicable", "other_operators"),
    ],
)
def test_a_proven_absence_under_each_text(rule, jurisdiction, kind, verdict, code):
    operator = Operator("o", "O", OperatorKind(kind))
    finding = one(Facts(camera(jurisdiction=jurisdiction, operator=operator), visits=(visit(20, False),)), rule)
    assert finding.verdict == verdict
    assert code in codes(finding)


def test_the_draft_is_named_as_never_in_force_and_never_a_breach():
    finding = one(Facts(camera(), visits=(visit(20, False),)), "cn.draft-2023.notice")
    assert "contrary to the 2023 draft (never in force)" in finding.reasons[-1].text
    assert not finding.is_breach_of_law
    assert finding.citation.article == ""
