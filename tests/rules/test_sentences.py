"""What a judgement says, in the languages of its readers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given

from fairnotice.domain import CaptureFault, Facts, Reason
from fairnotice.rules import sentences
from fairnotice.rules.sentences import said_in, said_in_each
from rules.situations import PACKS, camera, failed, look, mention, one, scan, visit
from rules.worlds import everything, worlds

FOLDER = Path(sentences.__file__).parent / "words"
WORDS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
BY_OTHERS = {"not_read_completely"}
"""Their sentences hold what a device or a file said."""


def in_chinese(reason: Reason, pack: str) -> list[str]:
    known = PACKS[pack]
    told = [
        said_in(text, "zh-Hans", pack_id=pack, pack_version=known.version)
        for text in (reason.text, reason.settles)
        if text
    ]
    assert all(told), reason
    return [each for each in told if each]


def gaps(template: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", template))


def test_english_and_chinese_have_every_sentence_and_the_others_some():
    assert {"en", "zh", "fr", "de", "es"} == set(WORDS)
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    for tag, words in WORDS.items():
        assert words.keys() <= WORDS["en"].keys(), tag
        assert {key for key in WORDS["en"] if key.startswith("between.")} <= words.keys(), tag


def test_every_sentence_has_the_gaps_of_the_english_one():
    for tag, words in WORDS.items():
        assert {key: gaps(said) for key, said in words.items()} == {key: gaps(WORDS["en"][key]) for key in words}, tag


@pytest.mark.parametrize("fault", list(CaptureFault))
def test_why_no_frame_came_is_said_in_chinese(fault):
    finding = one(Facts(camera(), (failed(1, fault),)), "cn.order-799.notice")
    assert all(re.search("[\u4e00-\u9fff]", said) for said in in_chinese(finding.reasons[0], "cn.order-799"))


def test_our_own_terms_are_translated_and_what_others_wrote_is_not():
    assert said_in("The camera's operator is of kind 'household': the Act is about private entities.", "zh") == (
        "摄像头的运营者属于“住户”类：该法针对私人机构。"
    )
    assert said_in("On the notice: controller: present; rights: absent.", "zh") == "告示内容：管理单位：有；权利：缺。"
    said = said_in("The registry declares 'Schutz vor {0} \"Diebstahl\"'.", "zh")
    assert said == '登记申报“Schutz vor {0} "Diebstahl"”。'


def test_a_list_with_one_word_of_somebody_else_is_quoted_whole():
    assert said_in("Not on the notice: purpose, a dragon.", "zh") == "告示上没有：purpose, a dragon。"


def test_an_exemption_is_said_as_its_pack_says_it():
    rules = [rule for rule in PACKS["cn.pipl"].rules if rule.exemptions]
    text = rules[0].exemptions[0].text
    sentence = f"It has not been asked whether an exemption applies: {text.en}."
    told = said_in(sentence, "zh", pack_id="cn.pipl", pack_version=PACKS["cn.pipl"].version)
    assert told == f"尚未询问是否适用豁免：{text.zh}。"


def test_a_sentence_that_nobody_translated_is_none_and_stands_in_english_only():
    assert said_in("A sentence of an inspector.", "zh") is None
    assert said_in("A sentence of an inspector.", "xx") is None
    assert said_in_each("A sentence of an inspector.") == {"en": "A sentence of an inspector."}


def test_a_sentence_too_long_to_be_ours_is_quoted():
    assert said_in(f"The registry declares '{'x' * 9000}'.", "zh") is None


@pytest.mark.parametrize(
    "facts",
    [
        Facts(camera(), (look(1),), visits=(visit(2, False),)),
        Facts(camera(), (look(1),), visits=(visit(2, True), visit(3, False))),
        Facts(camera(), scans=(scan(mention("race")), scan(mention("religion"), source="other.yaml"))),
    ],
)
def test_all_steps_of_some_plain_cases_are_said_in_chinese(facts):
    for finding in everything(facts):
        for reason in finding.reasons:
            if reason.code not in BY_OTHERS:
                in_chinese(reason, finding.pack_id)


@pytest.mark.slow
@given(worlds())
def test_whatever_is_judged_every_step_is_said_in_chinese(facts):
    for finding in everything(facts):
        for reason in finding.reasons:
            if reason.code not in BY_OTHERS:
                in_chinese(reason, finding.pack_id)
