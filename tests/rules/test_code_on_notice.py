"""A notice that bears another site's code announces nothing here, accuses nobody, and is for a person to look at."""

from __future__ import annotations

import pytest

from fairnotice.domain import DecidedBy, Facts, Verdict
from fairnotice.site_code import printed
from rules.situations import RECALL, camera, codes, declared, look, notice, one, visit

RULE = "cn.order-799.notice"
OWN, OTHER = "22222222", "2222223S"
READ = {"text": f"VIDEO SURVEILLANCE\n{printed(OWN)}"}
FOREIGN = {"text": f"VIDEO SURVEILLANCE\n{printed(OTHER)}"}


def judged(*observations, **changes):
    return one(Facts(camera=camera(**changes.pop("camera", {})), observations=observations, **changes), RULE)


def test_its_own_code_is_named_and_makes_nothing_surer():
    plain = judged(look(20, notice(probability=0.9)), site_code=OWN)
    coded = judged(look(20, notice(probability=0.9, **READ)), site_code=OWN)

    assert codes(coded) == ["notice_seen", "own_site_code"]
    assert (coded.verdict, coded.confidence) == (plain.verdict, plain.confidence) == (Verdict.PASS, 0.9)


@pytest.mark.parametrize("made_for_it", [OWN, None])
@pytest.mark.parametrize("where", ["text", "qr"])
def test_another_sites_code_is_for_a_person(where, made_for_it):
    bearing = {where: f"https://harbour.example/cameras#{printed(OTHER)}"}
    finding = judged(look(20, notice(**bearing)), site_code=made_for_it)

    assert finding.verdict is Verdict.REVIEW
    assert codes(finding)[0] == "other_site_code"
    assert finding.evidence


def test_one_of_its_own_beside_it_is_enough():
    frame = look(20, notice(**FOREIGN), notice((0.1, 0.1, 0.2, 0.3), **READ))

    assert judged(frame, site_code=OWN).verdict is Verdict.PASS


def test_a_sign_for_two_sites_is_a_sign_for_each():
    both = notice(text=f"CCTV {printed(OTHER)} {printed(OWN)}")

    assert judged(look(20, both), site_code=OWN).verdict is Verdict.PASS


def test_a_notice_without_a_code_counts_as_ever():
    assert judged(look(20, notice(text="CCTV")), site_code=OWN).verdict is Verdict.PASS


def test_a_misread_code_says_nothing():
    assert judged(look(20, notice(text="CCTV FN-2222-2223")), site_code=OWN).verdict is Verdict.PASS


def test_where_it_replaced_the_known_notice_nobody_is_accused():
    positions = {"notice_positions": declared()}
    replaced = [look(number, notice(**FOREIGN)) for number in range(15, 22)]
    gone = [look(number) for number in range(15, 22)]
    before = [look(10, notice()), look(11, notice())]

    assert judged(*before, *gone, camera=positions, recall=RECALL, site_code=OWN).verdict is Verdict.FAIL
    assert judged(*before, *replaced, camera=positions, recall=RECALL, site_code=OWN).verdict is not Verdict.FAIL


def test_put_up_after_a_visit_found_none_it_is_for_a_person():
    none_found = (visit(10, False),)

    assert judged(look(9, notice(**FOREIGN)), visits=none_found, site_code=OWN).verdict is Verdict.FAIL
    assert judged(look(20, notice(**FOREIGN)), visits=none_found, site_code=OWN).verdict is Verdict.REVIEW


def test_what_it_lacks_is_not_held_against_the_site():
    def lacking(text):
        sign = notice((0.2, 0.1, 0.6, 0.8), text=text, elements={"rights": "absent"}, decided_by=DecidedBy.WORDS)
        frames = (look(20, sign), look(21, sign))
        return codes(one(Facts(camera=camera(jurisdiction="DE"), observations=frames), "eu.edpb-3-2019.first-layer"))

    assert "elements_read" in lacking("CCTV")
    assert lacking(FOREIGN["text"]) == ["no_readable_notice"]


def test_a_plate_in_an_unusable_frame_says_nothing():
    from fairnotice.domain import Quality

    dark = look(20, notice(**FOREIGN), quality=Quality(usable=False, reasons=("dark",)))

    assert "other_site_code" not in codes(judged(dark, site_code=OWN))
