"""Packs are data that a newcomer can add to, and a broken one says where and what to do."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from fairnotice.domain import Facts, Force, Verified
from fairnotice.errors import RulePackError
from fairnotice.rules import load
from fairnotice.rules.judge import judge
from fairnotice.rules.load import load_pack, load_packs
from fairnotice.rules.pack import RulePack, schema_text
from rules.situations import AT, PACKS, camera, mention, scan, visit

FILES = sorted(load.PACKS.glob("*/*.yaml"))
GOOD = """
pack_id: xx.law
version: "1"
instrument: {title: Law, title_en: Law, address: 'https://law.example/1'}
jurisdictions: [DE]
rules:
  - id: xx.law.notice
    title: {en: Notice, zh: 标识}
    summary: {en: Notice, zh: 标识}
    article: art. 1
    force: law
    in_force: {from: 2020-01-01}
    check: photo
    requirement: notice_exists
    remedy: {en: Put one up, zh: 设置}
    verified: official
"""


def write(folder: Path, text: str, name: str = "law") -> Path:
    path = folder / "xx" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_schema_file_is_up_to_date():
    stored = (load.PACKS.parent / "schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), "write fairnotice.rules.pack.schema_text() to rules/schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_pack_file_follows_the_schema(path):
    document = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    jsonschema.validate(document, json.loads(schema_text()))


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("cn", ["cn.draft-2023", "cn.frt-measures-2025", "cn.order-799", "cn.pipl"]),
        (" uk , cn.pipl ", ["cn.pipl", "uk.ico-guidance", "uk.surveillance-camera-code", "uk.uk-gdpr"]),
        ("", []),
        (None, sorted(PACKS)),
    ],
)
def test_selection(selection, expected):
    assert [pack.pack_id for pack in load_packs(selection)] == expected


def test_a_selection_that_does_not_exist_names_the_choices():
    with pytest.raises(RulePackError, match=r"mars.*Remedy: choose from .*cn\.pipl"):
        load_packs("cn,mars")


EU_PLACES = (["DE", "GR", "IE", "DE-BY", "NO", "IS", "LI", "RE"], ["GB", "CH", "US", "EU"])
NO_CHINA = ["HK", "MO", "TW", "CN-HK", "CN-MO", "CN-TW", "GB", "", None]


@pytest.mark.parametrize(
    ("pack", "inside", "outside"),
    [
        *((f"cn.{name}", ["CN", "cn", "CN-BJ"], NO_CHINA) for name in ("draft-2023", "frt-measures-2025", "order-799")),
        ("cn.pipl", ["CN", "cn", "CN-BJ"], NO_CHINA),
        ("eu.gdpr", *EU_PLACES),
        ("eu.edpb-3-2019", *EU_PLACES),
        ("eu.ai-act", ["DE", "HR"], ["NO", "IS", "LI", "GB", "CH"]),
        ("uk.uk-gdpr", ["GB", "GB-SCT"], ["IE", "UK", "GG"]),
        ("uk.ico-guidance", ["GB"], ["IE"]),
        ("uk.surveillance-camera-code", ["GB", "GB-ENG"], ["IE"]),
        ("de.bdsg", ["DE", "DE-BE"], ["AT", "FR"]),
        ("fr.csi", ["FR"], ["BE", "RE"]),
        ("es.lopdgdd", ["ES"], ["PT"]),
        ("us-nyc.admin-code", ["US-NY-NYC"], ["US", "US-NY", "US-NJ", "US-NY-BUF", "US-NYC"]),
        ("us-pdx.city-code", ["US-OR-PDX"], ["US", "US-OR", "US-ME"]),
        ("us-il.bipa", ["US-IL", "US-IL-CHI"], ["US", "US-IN", "IL"]),
        ("kr.pipa", ["KR"], ["KP", "JP"]),
    ],
)
def test_jurisdictions(pack, inside, outside):
    assert all(PACKS[pack].applies_to(code) for code in inside)
    assert not any(PACKS[pack].applies_to(code) for code in outside)
    assert judge(Facts(camera(jurisdiction=outside[0])), PACKS[pack], AT) == ()


def test_every_pack_says_where_it_holds():
    """A new pack needs a line in the table above."""
    (table,) = [mark for mark in test_jurisdictions.pytestmark if mark.name == "parametrize"]
    assert {row[0] for row in table.args[1]} == set(PACKS)


def test_the_packs_of_a_city_its_state_and_its_country_all_apply():
    country = RulePack.model_validate(PACKS["us-nyc.admin-code"].model_dump() | {"jurisdictions": ["US"]})
    state = RulePack.model_validate(PACKS["us-nyc.admin-code"].model_dump() | {"jurisdictions": ["US-NY"]})
    packs = (country, state, PACKS["us-nyc.admin-code"])
    assert [len(judge(Facts(camera(jurisdiction="US-NY-NYC")), pack, AT)) for pack in packs] == [1, 1, 1]
    assert [len(judge(Facts(camera(jurisdiction="US-NY")), pack, AT)) for pack in packs] == [1, 1, 0]


def test_all_27_member_states_are_there():
    states = set(PACKS["eu.ai-act"].jurisdictions)
    assert len(states - {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}) == 27


def test_copies_and_numbers_from_memory_are_printed_nowhere():
    for pack in PACKS.values():
        facts = Facts(
            camera(jurisdiction=pack.jurisdictions[0], analytics=()),
            visits=(visit(20, False),),
            scans=(scan(source="registry"), scan(mention("race"), mention("ethnicity"))),
        )
        for finding in judge(facts, pack, AT):
            printed = str(finding)
            assert not any(copy.where in printed for copy in pack.source_copies)
        for rule in pack.rules:
            citation = pack.citation(rule)
            if rule.article_unverified:
                assert citation.article == ""
            assert (rule.verified in (Verified.OFFICIAL, Verified.FULL_COPY)) != str(citation).endswith("(unverified)")


def test_the_draft_is_policy_and_everything_says_it_in_chinese_too():
    assert {rule.force for rule in PACKS["cn.draft-2023"].rules} == {Force.POLICY}
    for pack in PACKS.values():
        for rule in pack.rules:
            assert any("一" <= letter <= "鿿" for letter in rule.title.zh + rule.remedy.zh)


def test_a_pack_of_ones_own_is_loaded_and_judged(tmp_path):
    write(tmp_path, GOOD)
    (pack,) = load_packs(None, tmp_path)
    (finding,) = judge(Facts(camera(jurisdiction="DE"), visits=(visit(20, False),)), pack, AT)
    assert (finding.verdict, finding.rule_id) == ("fail", "xx.law.notice")


BROKEN = [
    (
        "unknown field",
        GOOD.replace("    force: law", "    force: law\n    colour: red"),
        ["line 12", "rules.0.colour", "remove it"],
    ),
    ("missing field", GOOD.replace("    force: law\n", ""), ["line 7", "rules.0.force", "add it"]),
    ("wrong word", GOOD.replace("force: law", "force: strong"), ["line 11", "rules.0.force"]),
    ("impossible dates", GOOD.replace("2020-01-01}", "2020-01-01, to: 2019-01-01}"), ["line 12", "before 'from'"]),
    ("no such day", GOOD.replace("2020-01-01", "2020-02-31"), ["line 12", "no day 2020-02-31"]),
    ("number from memory", GOOD.replace("verified: official", "verified: memory"), ["line 10", "article_unverified"]),
    ("wrong check", GOOD.replace("check: photo", "check: configuration"), ["line 13", "goes with check 'photo'"]),
    (
        "no attributes",
        GOOD.replace("photo", "configuration").replace("notice_exists", "no_classifier"),
        ["'attributes'"],
    ),
    (
        "no days",
        GOOD.replace("check: photo", "check: document").replace("notice_exists", "retention"),
        ["'retention' belongs to requirement 'retention'"],
    ),
    (
        "a retention without a limit",
        GOOD.replace("check: photo", "check: document").replace("notice_exists", "retention\n    retention: {}"),
        ["line 15", "rules.0.retention", "at_least_days"],
    ),
    (
        "a filing without a day",
        GOOD.replace("photo", "document").replace("notice_exists", "filing\n    filing: {stored_faces: 9}"),
        ["line 15", "rules.0.filing", "within_days"],
    ),
    (
        "an alternative to anything",
        GOOD.replace("check: photo", "check: document").replace("notice_exists", "alternative"),
        ["line 7", "recognise faces", "analytics: [face_recognition]"],
    ),
    ("two equal ids", GOOD + GOOD[GOOD.index("  - id") :], ["line 17", "share an id"]),
    (
        "a foreign id",
        GOOD.replace("id: xx.law.notice", "id: yy.law.notice"),
        ["line 7", "does not begin with 'xx.law.'"],
    ),
    ("pack id of another file", GOOD.replace("xx.law", "xx.other"), ["line 2", "call it 'xx.law'"]),
    ("key twice", GOOD.replace("    force: law", "    force: law\n    force: policy"), ["line 12", "stands twice"]),
    (
        "copy as address",
        GOOD + "source_copies: [{where: 'http://law.example/1/', what: all}]\n",
        ["line 4", "only an official one"],
    ),
    ("no territory", GOOD.replace("[DE]", "[ASIA]"), ["line 5", "jurisdictions"]),
    ("not a mapping", "- 1\n", ["line 1", "not a mapping"]),
    ("empty", "", ["empty"]),
    ("broken yaml", "pack_id: [1\n", ["line 2", "correct the YAML"]),
    ("a tag", "pack_id: !!python/object/apply:os.system ['true']\n", ["line 1", "correct the YAML"]),
]


@pytest.mark.parametrize(("situation", "text", "says"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_pack_names_file_place_and_remedy(tmp_path, situation, text, says):
    path = write(tmp_path, text)
    with pytest.raises(RulePackError) as caught:
        load_pack(path)
    message = str(caught.value)
    for part in ["xx/law.yaml", *says]:
        assert part in message
    assert str(tmp_path) not in message


def test_a_pack_that_is_not_utf_8_is_refused(tmp_path):
    path = write(tmp_path, GOOD)
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(RulePackError, match="not UTF-8"):
        load_pack(path)


def test_a_rule_id_of_another_pack_is_refused(tmp_path):
    write(tmp_path, GOOD)
    write(
        tmp_path,
        GOOD.replace("pack_id: xx.law", "pack_id: xx.law.more").replace("xx.law.notice", "xx.law.more.notice"),
        "law.more",
    )
    assert len(load_packs(None, tmp_path)) == 2
    write(
        tmp_path,
        GOOD.replace("pack_id: xx.law", "pack_id: xx.law.notice").replace(
            "id: xx.law.notice\n    title", "id: xx.law.notice.a\n    title"
        ),
        "law.notice",
    )
    with pytest.raises(RulePackError, match="is also in"):
        load_packs(None, tmp_path)
