"""`packs check` tells everything that is wrong at once, each with file, line and remedy."""

from pathlib import Path

import pytest

from fairnotice.rules.check import check_packs
from rules.test_packs import BROKEN, GOOD, write
from rules.test_released import kept, released


def one(complaints: list[str]) -> str:
    (complaint,) = complaints
    return complaint


def test_what_comes_with_fairnotice_is_in_order_and_so_is_the_template():
    assert check_packs() == []


@pytest.mark.parametrize(("situation", "text", "says"), BROKEN, ids=[case[0] for case in BROKEN])
def test_every_refusal_of_a_file_is_a_complaint(tmp_path, situation, text, says):
    said = "\n".join(check_packs([write(tmp_path, text)], tmp_path))
    for part in ["xx/law.yaml", "Remedy: ", *says]:
        assert part in said


def test_several_files_and_several_faults_are_told_together(tmp_path):
    two = GOOD.replace("    force: law", "    colour: red\n    force: strong")
    write(tmp_path, two)
    write(tmp_path, GOOD.replace("xx.law", "xx.other").replace("check: photo", "check: human"), "other")
    complaints = check_packs(folder=tmp_path)
    assert [complaint.split(",")[1] for complaint in complaints] == [" line 12", " line 11", " line 13"]
    assert all("Remedy: " in complaint for complaint in complaints)


ELSEWHERE = GOOD.replace("xx.law", "xx.law.notice")
SECONDARY = GOOD.replace("verified: official", "verified: secondary")
COMPLAINTS = [
    ("an id of another pack", ELSEWHERE, "law.notice", ["law.notice.yaml, line 2, pack_id", "is also in xx/law.yaml"]),
    ("no Chinese", GOOD.replace("zh: 设置", "zh: Put one up"), "law", ["line 15, rules.0.remedy.zh", "translate it"]),
    ("no source", SECONDARY, "law", ["line 16, rules.0.verified", "no source is named", "source_copies"]),
    (
        "official without an address",
        GOOD.replace(", address: 'https://law.example/1'", ""),
        "law",
        ["line 16, rules.0.verified", "without 'instrument.address'"],
    ),
    (
        "words from memory",
        GOOD.replace("    article: art. 1\n", "    original: Words\n").replace("official", "memory"),
        "law",
        ["line 10, rules.0.original", "words from memory"],
    ),
    (
        "a copy's address in a text that is printed",
        SECONDARY.replace(
            "{en: Notice, zh: 标识}\n    article", "{en: see https://copy.example/1, zh: 标识}\n    article"
        )
        + "source_copies: [{where: 'http://copy.example/1', what: art. 1}]\n",
        "law",
        ["line 7, rules.0", "a copy's address"],
    ),
    (
        "a source that names nothing",
        SECONDARY + "source_copies: [{where: 'http://copy.example/1', what: ''}]\n",
        "law",
        ["line 17, source_copies.0.what"],
    ),
    (
        "a place asked for and excepted",
        GOOD.replace("    check:", "    applies_if: {site_classes: [shop], site_classes_except: [shop]}\n    check:"),
        "law",
        ["line 13, rules.0.applies_if.site_classes_except", "keep one of the two"],
    ),
    (
        "unclear places without sure ones",
        GOOD.replace("    check:", "    applies_if: {site_classes_unclear: [shop]}\n    check:"),
        "law",
        ["line 13, rules.0.applies_if.site_classes_unclear", "add 'site_classes'"],
    ),
    (
        "an area that is not closed",
        GOOD.replace("    check:", "    applies_if: {area: [[[9, 48], [10, 48], [10, 49]]]}\n    check:"),
        "law",
        ["line 13, rules.0.applies_if.area", "not closed"],
    ),
    (
        "a version that is no number",
        GOOD.replace('version: "1"', "version: first"),
        "law",
        ["line 3, version", "correct the spelling"],
    ),
    ("an alias", GOOD.replace("[DE]", "&a [DE]") + "doubts: *a\n", "law", ["line 17", "'*a' refers elsewhere"]),
]


@pytest.mark.parametrize(("situation", "text", "name", "says"), COMPLAINTS, ids=[case[0] for case in COMPLAINTS])
def test_complaints(tmp_path, situation, text, name, says):
    write(tmp_path, GOOD)
    said = one(check_packs([write(tmp_path, text, name)], tmp_path))
    for part in [f"xx/{name}.yaml", "Remedy: ", *says]:
        assert part in said


def test_deep_nesting_is_refused_not_followed(tmp_path):
    assert "nested too deeply" in one(check_packs([write(tmp_path, "[" * 50_000)], tmp_path))


def test_a_changed_pack_with_an_unchanged_version_is_refused(tmp_path):
    released(tmp_path, write(tmp_path, GOOD))
    assert check_packs(folder=tmp_path) == []
    write(tmp_path, GOOD.replace("force: law", "force: policy"))
    assert "line 3, version: version 1 was released" in check_packs(folder=tmp_path)[0]
    write(tmp_path, GOOD.replace("force: law", "force: policy").replace('"1"', '"2"'))
    assert "has no version 1 at hand" in one(check_packs(folder=tmp_path))


def test_an_earlier_version_that_was_touched_is_refused(tmp_path):
    path = write(tmp_path, GOOD)
    released(tmp_path, path)
    earlier = kept(tmp_path, path, "1")
    write(tmp_path, GOOD.replace('"1"', '"2"'))
    assert check_packs(folder=tmp_path) == []
    earlier.write_text(earlier.read_text().replace("art. 1", "art. 2"))
    assert "earlier/xx.law@1.yaml, line 3, version" in one(check_packs(folder=tmp_path))


def test_a_pack_of_ones_own_may_name_the_groups_that_come_with_us(tmp_path: Path):
    path = write(tmp_path, GOOD.replace("[DE]", "[EU, CH]"))
    assert check_packs([path], tmp_path) == []
