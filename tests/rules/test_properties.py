"""What must hold for any facts at all; `make soak` tries many more of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.domain import Facts, Finding, Force, NoticeStatus, Operator, OperatorKind, SiteVisit, Verdict, Verified
from fairnotice.rules.explain import Letter, explain
from fairnotice.rules.judge import judge, judge_all
from fairnotice.rules.letter_words import LANGUAGES
from rules.situations import AT, PACKS, RECALL, camera, codes, day, look, mention, notice, one, scan, visit
from rules.worlds import CAMERAS, NOTICES, everything, worlds

pytestmark = pytest.mark.slow


@given(worlds(), st.randoms())
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
def test_facts_given_twice_change_nothing(facts):
    doubled = replace(
        facts,
        observations=facts.observations * 2,
        scans=facts.scans * 2,
        visits=facts.visits * 2,
        claims=facts.claims * 2,
        scans_before=facts.scans_before * 2,
    )
    assert everything(doubled) == everything(facts)


@given(worlds(), st.integers(3, 9))
def test_the_same_look_again_adds_no_certainty_and_turns_no_verdict(facts, sample):
    """Frames of one view in one light are one look, whatever they show; so is one visitor on one day."""
    again = tuple(replace(o, sample_number=sample + o.sample_number) for o in facts.observations if o.quality)
    for before, after in zip(
        everything(facts), everything(replace(facts, observations=facts.observations + again)), strict=True
    ):
        assert (before.verdict, before.confidence) == (after.verdict, after.confidence)


@given(worlds())
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
def test_no_facts_never_pass_or_fail(known):
    for finding in everything(Facts(known, recall=RECALL)):
        assert finding.verdict not in (Verdict.PASS, Verdict.FAIL)


@given(worlds(), NOTICES)
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
def test_judging_by_all_packs_at_once_says_what_each_says(facts):
    assert list(judge_all(facts, PACKS.values(), AT)) == everything(facts)


ELEMENTS = ("controller", "purpose", "rights", "further_information")
RULES = {rule.id: (pack, rule) for pack in PACKS.values() for rule in pack.rules}


def notice_finding(facts):
    """What a notice rule of law says, wherever the camera stands."""
    bound = replace(facts.camera, jurisdiction="CN", operator=Operator("o", "O", OperatorKind.PUBLIC))
    return one(replace(facts, camera=bound), "cn.order-799.notice")


@given(worlds(), st.booleans())
def test_an_independent_fact_that_agrees_never_lowers_the_certainty(facts, was_found):
    facts = replace(facts, visits=(*facts.visits, visit(20, was_found, by="a first visitor")))
    before = notice_finding(facts)
    if before.verdict not in (Verdict.PASS, Verdict.FAIL):
        return
    found = before.verdict is Verdict.PASS
    agreeing = [replace(facts, visits=(*facts.visits, visit(31, found, by="an independent visitor")))]
    if found and facts.camera.site_declared:
        other = look(31, notice(probability=0.9), camera_id="t:9")
        agreeing.append(replace(facts, observations=(*facts.observations, other)))
    for more in agreeing:
        after = notice_finding(more)
        assert after.verdict is before.verdict, codes(after)
        assert after.confidence >= before.confidence


@given(worlds(), st.booleans(), st.integers(1, 31))
def test_a_fact_that_says_otherwise_never_raises_the_certainty(facts, was_found, number):
    facts = replace(facts, visits=(*facts.visits, visit(20, was_found, by="a first visitor")))
    before = notice_finding(facts)
    if before.verdict not in (Verdict.PASS, Verdict.FAIL):
        return
    contrary = visit(number, before.verdict is Verdict.FAIL, by="a visitor who says otherwise")
    after = notice_finding(replace(facts, visits=(*facts.visits, contrary)))
    if after.verdict is before.verdict:
        assert after.confidence <= before.confidence


@given(worlds())
def test_a_draft_accuses_nobody_and_is_never_called_law(facts):
    """As it would be if every text that we know were a draft only."""
    for force in (Force.DRAFT, Force.SUPERSEDED_DRAFT, Force.REPEALED):
        for pack in PACKS.values():
            drafted = pack.model_copy(
                update={"rules": tuple(rule.model_copy(update={"force": force}) for rule in pack.rules)}
            )
            for finding in judge(facts, drafted, AT):
                assert finding.verdict is not Verdict.FAIL
                assert not finding.is_breach_of_law
                assert "shows a breach of law" not in explain(finding)


@given(worlds())
def test_every_step_names_few_facts_and_every_fact_is_at_hand(facts):
    known = {(o.window_date, f"{o.camera_id} #{o.sample_number}") for o in facts.observations}
    visited = {v.visited_on for v in facts.visits}
    for finding in everything(facts):
        assert len(finding.facts) <= 40
        for fact in finding.facts:
            if fact.kind == "observation":
                assert (fact.day, fact.key) in known
            if fact.kind == "visit":
                assert fact.day in visited
        if finding.verdict in (Verdict.PASS, Verdict.FAIL):
            assert finding.facts, finding


@given(worlds())
def test_an_explanation_prints_no_address_of_a_copy_and_no_article_that_nobody_read(facts):
    for finding in everything(facts):
        pack, rule = RULES[finding.rule_id]
        for language in LANGUAGES:
            written = explain(finding, Letter(rule=rule), language)
            assert not [copy.where for copy in pack.source_copies if copy.where in written]
            # A summary or the text itself may speak of other articles.
            own = "\n".join(line for line in written.splitlines() if rule.original not in line or not rule.original)
            own = own.replace(rule.summary.en, "").replace(rule.summary.zh, "")
            if rule.article_unverified:
                number = re.escape(rule.article_unverified)
                assert not re.search(rf"(?i)(?:\barts?\.? |\barticle |\bs\. |第){number}\b", own)
                assert rule.article_unverified.isdigit() or rule.article_unverified not in own


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_no_pack_prints_the_address_of_a_copy_as_official(pack):
    assert pack.instrument.address not in {copy.where for copy in pack.source_copies} - {""}


@given(worlds(), NOTICES)
def test_another_sign_that_says_all_never_lowers_what_a_notice_says(facts, sign):
    """Signs of a site add up."""
    read = SiteVisit("site", day(15), True, "a reader", dict.fromkeys(ELEMENTS, "present"))
    bound = replace(
        facts,
        camera=camera(jurisdiction="DE", site_declared=True, site_class=facts.camera.site_class),
        visits=(*facts.visits, read),
    )
    before = one(bound, "eu.edpb-3-2019.first-layer")
    assert before.verdict is Verdict.PASS
    whole = replace(sign, status=NoticeStatus.CONFIRMED, elements=dict.fromkeys(ELEMENTS, "present"), probability=0.9)
    other = look(31, whole, camera_id="t:9")
    after = one(replace(bound, observations=(*bound.observations, other)), "eu.edpb-3-2019.first-layer")
    assert (after.verdict, after.confidence >= before.confidence) == (Verdict.PASS, True)


@given(worlds(), st.floats(0, 1))
def test_another_reading_that_names_a_classifier_never_lowers_a_fail(facts, confidence):
    proven = scan(mention("religion"), source="proven.yaml")
    bound = replace(facts, camera=camera(jurisdiction="DE"), scans=(*facts.scans, proven), claims=())
    before = one(bound, "eu.ai-act.categorisation")
    assert before.verdict is Verdict.FAIL
    more = scan(mention("race", confidence=confidence), source="another.yaml")
    after = one(replace(bound, scans=(*bound.scans, more)), "eu.ai-act.categorisation")
    assert after.verdict is Verdict.FAIL
    assert after.confidence >= before.confidence


@given(st.from_type(Finding), st.sampled_from([*LANGUAGES, "fr", ""]))
def test_any_finding_can_be_explained(finding, language):
    """Whatever stands in it: one of another release, or of which the texts were erased."""
    assert finding.rule_id in explain(finding, language=language)
    assert explain(replace(finding, reasons=()), language=language)
