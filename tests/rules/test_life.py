"""One odd night neither accuses nor acquits; what a person or a document says holds at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.domain import FactKind, FactRef, Reason, Verdict
from fairnotice.rules.life import advance, confirm, overrule
from fairnotice.rules.policy import DEFAULT, Policy
from fairnotice.rules.standing import Basis, Cause, Change, Judged, Overrule, Standing
from fakes.world import DAY, finding

WORDS = {
    "P": (Verdict.PASS, "confirmed_notice"),
    "F": (Verdict.FAIL, "confirmed_notice"),  # stands for any proof by looks whose dates judge() does not count itself
    "G": (Verdict.FAIL, "declared_position"),  # judge() asks for two dates itself
    "E": (Verdict.FAIL, "notice_read"),  # and so it does here
    "V": (Verdict.FAIL, "site_visit"),
    "C": (Verdict.FAIL, "configured"),
    "D": (Verdict.PASS, "declared"),
    "R": (Verdict.REVIEW, None),
    "U": (Verdict.UNKNOWN, None),
    "N": (Verdict.NOT_APPLICABLE, None),
}
SAID = {"pass": "P", "fail": "F", "review": "R", "unknown": "U", "not_applicable": "N"}


def judged(word: str, **changes: object) -> Judged:
    """One night's judgement; a small letter: nothing was looked at in that night."""
    verdict, proof = WORDS[word.upper()]
    return Judged(finding(verdict=verdict, proof=proof, **changes), looked=word.isupper())


def live(nights: str, standing: Standing | None = None, start: dt.date = DAY, **changes: object):
    """Judge night after night ('-' is a night without an audit); return what stood after each, and the changes."""
    stood, changed = "", []
    for number, word in enumerate(nights):
        if word != "-":
            at = start + dt.timedelta(days=number)
            standing, transition = advance(standing, judged(word, **changes), at)
            assert standing is not None
            if transition is not None:
                changed.append(str(transition.change))
        stood += SAID[standing.verdict] if standing else "-"
    return stood, changed, standing


@pytest.mark.parametrize(
    ("nights", "stood", "changes"),
    [
        # Where nothing stood, anything but a failing stands at once.
        ("P", "P", ["new"]),
        ("U", "U", ["new"]),
        ("N", "N", ["new"]),
        ("UP", "UP", ["new", "better"]),
        ("UR", "UR", ["new", "worse"]),
        # A failing by looks is a review until a second night agrees.
        ("F", "R", ["new"]),
        ("FF", "RF", ["new", "worse"]),
        ("FP", "RR", ["new"]),
        ("FUF", "RRR", ["new"]),
        ("UF", "UR", ["new", "worse"]),
        ("UFF", "URF", ["new", "worse", "worse"]),
        # What judge() proves by several dates is not asked for twice.
        ("G", "F", ["new"]),
        ("E", "F", ["new"]),
        ("PPRG", "PPPF", ["new", "worse"]),
        # One odd night changes nothing.
        ("PRP", "PPP", ["new"]),
        ("PFP", "PPP", ["new"]),
        ("PUP", "PPP", ["new"]),
        ("GPG", "FFF", ["new"]),
        ("GRG", "FFF", ["new"]),
        ("PRPRPR", "PPPPPP", ["new"]),
        # A second one in a row does.
        ("PRR", "PPR", ["new", "worse"]),
        ("GPP", "FFP", ["new", "resolved"]),
        ("GRR", "FFR", ["new", "better"]),
        ("PUU", "PPU", ["new", "worse"]),
        ("RPP", "RRP", ["new", "resolved"]),
        # Something else each night: what stood no longer does, but nobody is acquitted or accused by one of them.
        ("GUR", "FFR", ["new", "better"]),
        ("GRPP", "FFFP", ["new", "resolved"]),
        ("GRP", "FFF", ["new"]),
        ("PRF", "PPP", ["new"]),
        # A person, a configuration, a declaration, the registry: at once, whether anything else was looked at or not.
        ("PV", "PF", ["new", "worse"]),
        ("Pv", "PF", ["new", "worse"]),
        ("CD", "FP", ["new", "resolved"]),
        ("PN", "PN", ["new", "better"]),
        ("GN", "FN", ["new", "resolved"]),
        # Nights without a look neither advance nor reset.
        ("Prrrr", "PPPPP", ["new"]),
        ("PRrrR", "PPPPR", ["new", "worse"]),
        ("PRppR", "PPPPR", ["new", "worse"]),
        ("PR---R", "PPPPPR", ["new", "worse"]),
        ("Cuuuu", "FFFFF", ["new"]),
        # What came back is said to have come back.
        ("GPPRR", "FFPPR", ["new", "resolved", "reopened"]),
        ("GPPG", "FFPF", ["new", "resolved", "reopened"]),
        ("PGPP", "PFFP", ["new", "worse", "resolved"]),
    ],
)
def test_what_stands_night_after_night(nights, stood, changes):
    assert live(nights)[:2] == (stood, changes)


def test_a_verdict_holds_since_the_first_night_that_said_it():
    _, _, standing = live("PPRR")
    assert standing.since == DAY + dt.timedelta(days=2)


def test_a_proof_that_knows_its_dates_says_since_when():
    _, _, standing = live("PPR")
    gone = replace(judged("G"), proof_dates=(DAY + dt.timedelta(days=2), DAY + dt.timedelta(days=3)))
    standing, transition = advance(standing, gone, DAY + dt.timedelta(days=3))

    assert transition.change is Change.WORSE
    assert standing.since == DAY + dt.timedelta(days=2)


def test_what_waits_is_kept_beside_what_stands():
    _, _, standing = live("PPR")

    assert standing.verdict is Verdict.PASS
    assert standing.pending.finding.verdict is Verdict.REVIEW
    assert (standing.pending.since, standing.pending.dates) == (DAY + dt.timedelta(days=2), 1)
    assert live("PPRP")[2].pending is None


def test_a_failing_of_one_night_says_what_it_waits_for():
    shown = live("F")[2].shown()

    assert (shown.verdict, shown.proof) == (Verdict.REVIEW, None)
    assert shown.reasons[-1].code == "awaits_confirmation"


@pytest.mark.parametrize(("days", "stands"), [(29, Verdict.PASS), (30, Verdict.UNKNOWN)])
def test_what_nobody_could_look_at_for_a_whole_window_no_longer_stands(days, stands):
    _, _, standing = live("P")
    standing, transition = advance(standing, judged("u"), DAY + dt.timedelta(days=days))

    assert standing.verdict is stands
    assert (transition.cause if transition else None) == (Cause.EVIDENCE_EXPIRED if days == 30 else None)


def test_more_nights_can_be_asked_for():
    standing = None
    for number, word in enumerate("PRRR"):
        standing, _ = advance(standing, judged(word), DAY + dt.timedelta(days=number), Policy(confirming_dates=4))
    assert standing.verdict is Verdict.PASS


def test_a_rule_that_nothing_applies_any_more_is_withdrawn():
    _, _, standing = live("P")
    gone, transition = advance(standing, None, DAY + dt.timedelta(days=1))

    assert gone is None
    assert (transition.change, transition.cause) == (Change.WITHDRAWN, Cause.RULE_GONE)
    assert advance(None, None, DAY) == (None, None)


@pytest.mark.parametrize(
    ("before", "after", "stands", "cause"),
    [
        ("G", "R", Verdict.REVIEW, Cause.PACK_CHANGED),  # a text that nobody read accuses nobody, from the first night
        ("G", "r", Verdict.REVIEW, Cause.PACK_CHANGED),
        ("P", "F", Verdict.PASS, None),  # but a new text accuses by as many looks as any
        ("P", "G", Verdict.FAIL, Cause.PACK_CHANGED),
        ("G", "G", Verdict.FAIL, None),
    ],
)
def test_a_changed_pack_is_named_as_the_cause(before, after, stands, cause):
    _, _, standing = live(before)
    standing, transition = advance(standing, judged(after, pack_version="2"), DAY + dt.timedelta(days=1))

    assert standing.verdict is stands
    assert (transition.cause if transition else None) is cause


def test_a_changed_model_is_named_as_the_cause():
    standing = None
    for number, (word, model) in enumerate([("P", "a"), ("R", "b"), ("R", "b")]):
        night = replace(judged(word), models=(model,))
        standing, transition = advance(standing, night, DAY + dt.timedelta(days=number))
    assert (transition.change, transition.cause) == (Change.WORSE, Cause.MODEL_CHANGED)


@pytest.mark.parametrize(
    ("read", "stands"),
    [
        ((), Verdict.FAIL),  # a device that no longer answers still holds what it held, for all that is known
        (("other.json",), Verdict.FAIL),
        (("labels.txt", "other.json"), Verdict.UNKNOWN),  # what proved it was read and is clean; something else was not
    ],
)
def test_an_accusation_outlives_silence_but_not_what_was_read(read, stands):
    seen = FactRef(FactKind.SCAN, "labels.txt @ 0123456789ab", DAY, "names_it")
    accused = finding(proof="configured", reasons=(Reason("classifier_configured", "It sorts.", facts=(seen,)),))
    standing, _ = advance(None, Judged(accused), DAY)
    for number in (1, 2):
        night = replace(judged("u"), read=read)
        standing, _ = advance(standing, night, DAY + dt.timedelta(days=number))
    assert standing.verdict is stands


# --- an inspector's word --------------------------------------------------------------------------

UNTIL = DAY + dt.timedelta(days=60)


def overruled(nights: str, verdict: Verdict = Verdict.PASS, until: dt.date = UNTIL):
    _, _, standing = live(nights)
    day = DAY + dt.timedelta(days=len(nights) - 1)
    decision = Overrule(verdict, "R. Sato", "It hangs beside the door.", day, until, Basis.of(standing.finding))
    return overrule(standing, decision)


def test_an_overrule_holds_and_says_so():
    standing, transition = overruled("G")

    assert (transition.change, transition.verdict_before) == (Change.OVERRULED, Verdict.FAIL)
    assert transition.finding.verdict is Verdict.PASS
    assert transition.finding.reasons[0].code == "overruled"
    assert standing.finding.verdict is Verdict.FAIL, "what the program says is kept"


@pytest.mark.parametrize(
    ("nights", "stood", "changes"),
    [
        ("GGGG", "PPPP", []),  # the same facts again
        ("UGRG", "PPPP", []),  # odd nights
        ("uuuu", "PPPP", []),
        ("V", "F", ["reopened"]),  # a visit is evidence of another kind
        ("RR", "PR", ["reopened"]),  # the program itself says something else
        ("PP", "PP", []),  # it agrees at last
    ],
)
def test_an_overrule_stands_until_the_facts_change_materially(nights, stood, changes):
    standing, _ = overruled("G")
    assert live(nights, standing, DAY + dt.timedelta(days=1))[:2] == (stood, changes)


@pytest.mark.parametrize(("later", "changes"), [(0, []), (1, ["reopened"])])
def test_another_visit_is_another_witness(later, changes):
    def visited(day: dt.date) -> Judged:
        fact = FactRef(FactKind.VISIT, "made:001", day, "none_found")
        return Judged(finding(reasons=(Reason("visit_found_none", "None was there.", facts=(fact,)),)))

    standing, _ = advance(None, visited(DAY), DAY)
    decision = Overrule(Verdict.PASS, "R. Sato", "It hangs inside.", DAY, UNTIL, Basis.of(standing.finding))
    standing, _ = overrule(standing, decision)
    next_day = DAY + dt.timedelta(days=1)
    _, transition = advance(standing, visited(DAY + dt.timedelta(days=later)), next_day)

    assert ([str(transition.change)] if transition else []) == changes


def test_a_new_text_is_another_matter_than_the_one_that_was_decided():
    standing, _ = overruled("G")
    standing, transition = advance(standing, judged("G", pack_version="2"), DAY + dt.timedelta(days=1))

    assert (transition.change, transition.cause) == (Change.REOPENED, Cause.OVERRULE_OUTDATED)
    assert standing.overrule is None


def test_where_it_was_declared_or_seen_before_is_the_same_kind_of_evidence():
    standing, _ = overruled("G")
    same = Judged(finding(verdict=Verdict.FAIL, proof="confirmed_position"))
    assert advance(standing, same, DAY + dt.timedelta(days=1))[1] is None


@pytest.mark.parametrize(("days", "verdict"), [(5, Verdict.PASS), (6, Verdict.FAIL)])
def test_an_overrule_expires(days, verdict):
    standing, _ = overruled("G", until=DAY + dt.timedelta(days=5))
    standing, transition = advance(standing, judged("G"), DAY + dt.timedelta(days=days))

    assert standing.verdict is verdict
    if verdict is Verdict.FAIL:
        assert (transition.change, transition.cause) == (Change.REOPENED, Cause.OVERRULE_EXPIRED)


def test_confirming_changes_nothing_but_is_said():
    _, _, standing = live("G")
    transition = confirm(standing)

    assert (transition.change, transition.cause) == (Change.CONFIRMED, Cause.INSPECTOR)
    assert transition.finding == standing.finding


# --- whatever the nights bring --------------------------------------------------------------------

NIGHTS = st.text(alphabet="PFGEVCDRUN" + "pfrun", min_size=1, max_size=25)


@given(NIGHTS)
def test_judging_a_night_again_changes_nothing(nights):
    standing = None
    for number, word in enumerate(nights):
        at = DAY + dt.timedelta(days=number)
        standing, _ = advance(standing, judged(word), at)
        again, transition = advance(standing, judged(word), at)
        assert transition is None
        assert again == standing
        assert advance(standing, judged("R"), at - dt.timedelta(days=1)) == (standing, None)


@given(NIGHTS, st.sampled_from("PR"), st.sampled_from("FPRU"))
def test_one_odd_night_never_changes_what_stands(nights, steady, odd):
    """After two nights that agree, one that does not, by its looks, changes nothing by itself."""
    standing = live(nights + steady * 2)[2]
    start = DAY + dt.timedelta(days=len(nights) + 2)
    if standing.verdict is WORDS[steady][0]:
        assert live(odd + steady, standing, start)[1] == []


@given(NIGHTS)
def test_a_failing_by_looks_rests_on_as_many_dates_as_it_takes(nights):
    """No 'fail' stands unless a person or a document says so, or enough looked-at dates in a row did."""
    standing, run = None, 0
    for number, word in enumerate(nights):
        standing, transition = advance(standing, judged(word), DAY + dt.timedelta(days=number))
        if word.isupper():
            run = run + 1 if WORDS[word][0] is Verdict.FAIL else 0
        accused = transition is not None and transition.finding.verdict is Verdict.FAIL
        if accused and transition.finding.proof == "confirmed_notice":
            assert run >= DEFAULT.confirming_dates


@given(NIGHTS)
def test_every_change_starts_where_the_last_one_ended(nights):
    standing, last = None, None
    for number, word in enumerate(nights):
        standing, transition = advance(standing, judged(word), DAY + dt.timedelta(days=number))
        if transition is not None:
            assert transition.verdict_before == last
            assert transition.finding.verdict is standing.verdict
            assert transition.finding.verdict is not last
            last = transition.finding.verdict


@given(NIGHTS, st.text(alphabet="GgPRUpru", max_size=12))
def test_an_inspectors_word_holds_until_what_it_was_about_is_no_longer_so(nights, later):
    """Whatever the looks bring: it ends only when the program itself comes to stand for something else, or expires."""
    standing = live(nights + "V")[2]
    day = DAY + dt.timedelta(days=len(nights))
    decision = Overrule(Verdict.PASS, "R. Sato", "It is there.", day, UNTIL, Basis.of(standing.finding))
    standing, _ = overrule(standing, decision)
    for number, word in enumerate(later, 1):
        at = day + dt.timedelta(days=number)
        standing, transition = advance(standing, judged(word), at)
        if standing.overrule is not None:
            assert transition is None
            assert standing.verdict is Verdict.PASS
            assert Basis.of(standing.finding) == decision.of
        elif transition is not None and transition.finding.verdict in (Verdict.FAIL, Verdict.REVIEW):
            assert transition.change is Change.REOPENED
        if standing.overrule is None:
            break
