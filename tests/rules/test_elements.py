"""Only a confirmed notice that could be read can lack something."""

import pytest

from fairnotice.domain import Facts, NoticeStatus, SiteVisit, Verdict
from rules.situations import camera, codes, day, look, notice, one

RULE = "eu.edpb-3-2019.first-layer"
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
    seen = look(20, *(notice(status=status, elements=elements) for elements in read))
    finding = one(Facts(camera(jurisdiction="DE"), (seen,)), RULE)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)


def test_guidance_read_at_second_hand_only_asks_and_says_what_is_missing():
    seen = look(20, notice(elements=FULL | {"rights": "absent", "further_information": "absent"}))
    finding = one(Facts(camera(jurisdiction="DE"), (seen,)), RULE)
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
