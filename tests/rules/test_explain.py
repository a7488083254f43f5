"""The reasoning is printed as an inspector would write it."""

import datetime as dt

import pytest

from fairnotice.domain import PROVING, Citation, Facts, Finding, Force, Reason, Verdict
from fairnotice.rules.declaration import DECLARATION
from fairnotice.rules.explain import Letter, Past, explain
from fairnotice.rules.letter_words import LANGUAGES, words
from fairnotice.rules.life import BY_LOOKS
from fairnotice.rules.standing import Cause, Change, Pending
from rules.situations import PACKS, RECALL, camera, declared, look, notice, one, visit

GONE = (look(10, notice()), look(11, notice()), *(look(n) for n in range(15, 22)))
RULE = next(rule for rule in PACKS["cn.order-799"].rules if rule.id == "cn.order-799.notice")


def gone():
    return one(Facts(camera(notice_positions=declared()), GONE, recall=RECALL), RULE.id)


def test_a_fail_gives_conclusion_facts_steps_rule_and_remedy_in_this_order():
    past = Past(dt.date(2026, 5, 21), "worse", "pass", "fail", "1", "facts")
    letter = Letter("Quay 1", "t/quays", dt.date(2026, 5, 31), RULE, history=(past,))
    text = explain(gone(), letter)
    parts = (
        "Camera t:1 (Quay 1), judged on 2026-05-31\nSite t/quays\nA conspicuous notice at public",
        "Conclusion\n  Fails, certainty 0.97. The evidence shows a breach of law, subject to an inspector's",
        "proof (a) of a missing notice: a declared notice position in an unmoved, usable view",
        "Facts\n  [1] 2026-05-21  frame of camera t:1 #0: nothing that could be the notice at its place",
        "notice position (0.40, 0.30, 0.50, 0.50 of the frame): declared",
        "measured recall (real, 144 px) of model m1",
        "Steps\n  1. The declared notice position",
        "[facts 1, 2, 3",
        "The rule\n  Regulations on the Administration",
        "art. 13 - law; read in a full copy.",
        "In its own words: 公共安全视频系统管理单位",
        f"Rule pack cn.order-799, version {PACKS['cn.order-799'].version}",
        "What is missing for certainty\n  - An inspector's look at the place.",
        "What puts it right\n  Set up a conspicuous notice",
        "History\n  2026-05-21  worse: Passes -> Fails (the facts changed; pack version 1)",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)] + "\n" + text
    assert places == sorted(places)


def test_a_step_that_rests_on_the_text_cites_it_with_force_and_verification():
    text = explain(one(Facts(camera(operator=None), visits=(visit(20, False),)), RULE.id))
    step = next(line for line in text.splitlines() if "It is not known who runs the camera" in line)
    assert step.startswith("  2. ")
    assert "[fact 2; by the text: " in step
    assert "art. 13; law; read in a full copy]" in step


def test_a_review_says_what_puts_it_right_if_it_is_confirmed_and_names_a_text_once():
    text = explain(one(Facts(camera(), visits=(visit(20, False),)), "cn.draft-2023.notice"))
    assert "A person must look. The program neither accuses nor acquits. What it rests on is certain to 0.95." in text
    assert "What puts it right, if it is confirmed" in text
    assert text.count("[by the text: ") == 1
    assert "[by the same text; the authority's policy, not law]" in text


def test_what_waits_beside_a_finding_is_said():
    waiting = Pending(gone(), dt.date(2026, 5, 30), 1, 1, dt.date(2026, 5, 31))
    seen = one(Facts(camera(), (look(20, notice()),)), RULE.id)
    assert "Since 2026-05-30 the newest looks say 'Fails' (dates in a row: 1)" in explain(seen, Letter(pending=waiting))


def test_an_unknown_says_what_would_settle_it_and_accuses_of_nothing():
    text = explain(one(Facts(camera(), (look(20),)), RULE.id))
    assert "Cannot tell. The facts at hand neither accuse nor acquit." in text
    assert "  - A dated photo of the notice, taken at the entrance, with its place." in text
    assert "What puts it right" not in text
    assert "breach" not in text


def test_policy_is_not_called_law():
    text = explain(one(Facts(camera(), visits=(visit(20, False),)), "cn.draft-2023.notice"))
    assert "the authority's policy, not law; known from a second hand only" in text
    assert "(unverified)" in text
    assert "contrary to the 2023 draft (never in force), which is not a breach of law" in text
    assert "art." not in text


def test_frame_and_steps_are_chinese():
    text = explain(gone(), Letter(rule=RULE), "zh")
    for part in (
        "公共安全视频系统应当设置显著的提示标识",
        "结论\n  不符合，确定程度 0.97。证据显示违反法律，有待检查人员确认。",
        "缺少告示的证明（甲）",
        "如何改正\n  在进入摄像范围之前的位置设置显著的提示标识。",
        "  1. 在 ",
        "查看了此摄像头视野中申报的告示位置，任何可用画面中均未见到可能是该告示之物。",
        "- 检查员到现场查看。",
    ):
        assert part in text


def test_a_finding_of_an_older_release_is_explained_without_facts():
    old = Finding(
        "t:1",
        "x.y",
        "x",
        "0",
        Verdict.REVIEW,
        Force.LAW,
        0.0,
        (Reason("a_code", "A sentence.", "A photo."),),
        Citation("An act", "s. 4"),
        proof="a_proof_of_another_release",
    )
    assert "No fact was at hand." in explain(old)
    assert "a proof of another release" in explain(old)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language):
    assert set(words(language)) == set(words("en"))
    for key, text in words("en").items():
        assert {part.split("}")[0].split(":")[0] for part in text.split("{")[1:]} == {
            part.split("}")[0].split(":")[0] for part in words(language)[key].split("{")[1:]
        }, key


def test_every_proof_and_every_word_of_force_is_told():
    for force in Force:
        assert f"force.{force}" in words("en")
    for proof in (*BY_LOOKS, "site_visit", *PROVING, "declared", DECLARATION, "inspector"):
        assert f"proof.{proof}" in words("en")
    for cause in Cause:
        assert f"cause.{cause}" in words("en")
    for change in Change:
        assert f"change.{change}" in words("en")
