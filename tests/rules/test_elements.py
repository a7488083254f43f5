"""Only a confirmed notice that could be read can lack something."""

from dataclasses import replace

import pytest

from fairnotice.domain import DecidedBy, Facts, NoticeStatus, SiteVisit, Verdict
from rules.situations import camera, codes, day, look, notice, one

RULE = "eu.edpb-3-2019.first-layer"
LARGE = (0.2, 0.1, 0.6, 0.8)
"""512 x 504 px of the frame: large enough for the small print of a notice."""
FULL = dict.fromkeys(("controller", "purpose", "rights", "further_information"), "present")

CASES = [
    ("all present", [FULL], NoticeStatus.CONFIRMED, "pass", "elements_read"),
    ("one absent", [FULL | {"rights": "absent"}], NoticeStatus.CONFIRMED, "review", "elements_read"),
    ("one unreadable", [FULL | {"rights": "unreadable"}], NoticeStatus.CONFIRMED, "unknown", "elements_unreadable"),
    ("one not looked for", [{"controller": "present"}], NoticeStatus.CONFIRMED, "unknown", "elements_unreadable"),
    (
        "absent on one, present on the other",
        [FULL | {"rights": "absent"}, FULL],
        NoticeStatus.CONFIRMED,
        "pass",
        "elements_read",
    ),
    ("nothing read", [{}], NoticeStatus.CONFIRMED, "unknown", "no_readable_notice"),
    ("not a notice for certain", [{"rights": "absent"}], NoticeStatus.CANDIDATE, "unknown", "no_readable_notice"),
    ("not a notice", [{"rights": "absent"}], NoticeStatus.REJECTED, "unknown", "no_readable_notice"),
]


@pytest.mark.parametrize(("situation", "read", "status", "verdict", "code"), CASES, ids=[case[0] for case in CASES])
def test_first_layer(situation, read, status, verdict, code):
    seen = look(20, *(notice(LARGE, status=status, elements=elements) for elements in read))
    finding = one(Facts(camera(jurisdiction="DE"), (seen,)), RULE)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)


def read_on(number, missing, **changes):
    """Return a frame with a large notice that lacks something, made a notice by its words."""
    return look(number, notice(LARGE, elements=FULL | missing, **({"decided_by": DecidedBy.WORDS} | changes)))


def deficient(*observations, visits=()):
    return one(Facts(camera(jurisdiction="DE"), observations, visits=visits), RULE)


def test_guidance_read_at_second_hand_only_asks_and_says_what_is_missing():
    finding = deficient(
        *(read_on(number, {"rights": "absent", "further_information": "absent"}) for number in (20, 21))
    )
    assert finding.verdict is Verdict.REVIEW
    assert any("rights, further information" in reason.text for reason in finding.reasons)
    assert "text_not_read" in codes(finding)
    assert "not a breach of law" in finding.reasons[-1].text


def test_a_visitors_reading_counts():
    facts = Facts(camera(jurisdiction="DE"), visits=(SiteVisit("site", day(20), True, "inspector", FULL),))
    assert one(facts, RULE).verdict is Verdict.PASS


def test_a_qr_code_leads_to_further_information():
    without = {element: said for element, said in FULL.items() if element != "further_information"}
    for qr, verdict in ((None, Verdict.UNKNOWN), ("https://a.example/cctv", Verdict.PASS)):
        seen = look(20, notice(elements=without, qr=qr))
        assert one(Facts(camera(jurisdiction="DE"), (seen,)), RULE).verdict is verdict


RIGHTS = {"rights": "absent"}
LACKING = [
    ("read on two dates by its words", (read_on(20, RIGHTS), read_on(21, RIGHTS)), True),
    ("read twice in one night", (read_on(20, RIGHTS), replace(read_on(20, RIGHTS), sample_number=1)), False),
    ("read on one date", (read_on(20, RIGHTS),), False),
    (
        "a notice by its pictogram",
        tuple(read_on(n, RIGHTS, decided_by=DecidedBy.PICTOGRAM) for n in (20, 21)),
        False,
    ),
    ("not surely a notice", tuple(read_on(n, RIGHTS, probability=0.8) for n in (20, 21)), False),
]


@pytest.mark.parametrize(("situation", "observations", "sure"), LACKING, ids=[case[0] for case in LACKING])
def test_what_is_missing_by_machine_is_sure_only_where_words_were_read_on_two_dates(situation, observations, sure):
    found = deficient(*observations)
    assert found.verdict is Verdict.REVIEW
    assert ("absence_uncertain" in codes(found)) is not sure


ASIDE = (0.8, 0.3, 0.85, 0.4)
"""Another place of the view, at which a sign is too small to be read."""
BESIDE = [
    ("another sign in view, not read at all", look(21, notice(ASIDE)), True),
    ("another sign, too small for its small print", look(21, notice(ASIDE, elements=FULL | RIGHTS)), True),
    ("another camera's sign", look(21, notice(ASIDE), camera_id="t:2"), True),
    ("the same sign on a poorer night", look(22, notice(LARGE)), False),
    ("another sign that is only perhaps one", look(21, notice(ASIDE, status=NoticeStatus.CANDIDATE)), False),
]


@pytest.mark.parametrize(("situation", "beside", "open_"), BESIDE, ids=[case[0] for case in BESIDE])
def test_what_another_sign_of_the_site_may_say_is_asked(situation, beside, open_):
    found = deficient(read_on(20, RIGHTS), read_on(21, RIGHTS), replace(beside, sample_number=1))
    assert found.verdict is Verdict.REVIEW
    assert ("other_sign_not_read" in codes(found)) is open_
    visits = (SiteVisit("site", day(20), True, "inspector", FULL | RIGHTS),)
    assert "other_sign_not_read" not in codes(deficient(replace(beside, sample_number=1), visits=visits))


def test_what_a_visitor_found_missing_is_sure():
    visits = (SiteVisit("site", day(20), True, "inspector", FULL | RIGHTS),)
    assert "absence_uncertain" not in codes(deficient(visits=visits))


def test_a_sign_too_small_for_its_small_print_lacks_nothing():
    found = deficient(look(20, notice(elements=FULL | RIGHTS)), look(21, notice(elements=FULL | RIGHTS)))
    assert (found.verdict, codes(found)[0]) == (Verdict.UNKNOWN, "elements_unreadable")


def test_what_could_not_be_read_is_named_beside_what_is_missing():
    missing = RIGHTS | {"purpose": "unreadable"}
    found = deficient(read_on(20, missing), read_on(21, missing))
    assert [r.text for r in found.reasons if r.code == "elements_unreadable"] == ["Could not be read: purpose."]


@pytest.mark.parametrize(
    ("situation", "observations", "visits", "verdict"),
    [
        ("the same day", (look(20, notice(LARGE, elements=FULL)),), (20,), "review"),
        ("the machine's look is older", (look(10, notice(LARGE, elements=FULL)),), (20,), "review"),
        ("put up since", (look(20, notice(LARGE, elements=FULL, probability=0.97)),), (10,), "pass"),
    ],
)
def test_what_a_person_found_missing_is_weighed_against_what_another_look_found(
    situation, observations, visits, verdict
):
    made = tuple(SiteVisit("site", day(number), True, "inspector", FULL | RIGHTS) for number in visits)
    found = deficient(*observations, visits=made)
    assert (found.verdict, "elements_contradicted" in codes(found)) == (verdict, True)


def test_two_visitors_who_read_a_notice_differently_are_both_heard():
    visits = (
        SiteVisit("site", day(10), True, "one", FULL),
        SiteVisit("site", day(20), True, "another", FULL | RIGHTS),
    )
    assert deficient(visits=visits).verdict is Verdict.REVIEW
