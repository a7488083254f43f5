"""A rule is about some cameras only; what nobody knows makes it unknown, never a failing."""

import pytest

from fairnotice.domain import Declarations, Facts, Point, SiteClass, Verdict
from fairnotice.rules.judge import judge
from fairnotice.rules.pack import RulePack
from rules.situations import AT, camera, codes, mention, scan, visit

SQUARE = [[10.0, 50.0], [10.1, 50.0], [10.1, 50.1], [10.0, 50.1], [10.0, 50.0]]


def pack(applies_if, **rule):
    """Return a pack of one rule that asks for a notice."""
    base = {
        "id": "xx.law.notice",
        "title": {"en": "Notice", "zh": "标识"},
        "summary": {"en": "Notice", "zh": "标识"},
        "force": "law",
        "in_force": {"from": "2020-01-01"},
        "applies_if": applies_if,
        "check": "photo",
        "requirement": "notice_exists",
        "remedy": {"en": "Put one up", "zh": "设置"},
        "verified": "official",
    }
    return RulePack.model_validate(
        {
            "pack_id": "xx.law",
            "version": "1",
            "instrument": {"title": "Law", "title_en": "Law", "address": "https://law.example/1"},
            "jurisdictions": ["DE"],
            "rules": [base | rule],
        }
    )


def verdict(applies_if, *scans, rule=None, **changes):
    """Judge a camera whose site a visit found without a notice: whoever is under the rule fails."""
    facts = Facts(camera(**({"jurisdiction": "DE"} | changes)), visits=(visit(20, False),), scans=scans)
    (finding,) = judge(facts, pack(applies_if, **(rule or {})), AT)
    return finding.verdict, codes(finding)[0]


SHOPS = {"site_classes": ["shop"], "site_classes_unclear": ["business_entrance"], "site_classes_except": ["bank"]}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("shop", "fail"),
        ("business_entrance", "unknown"),
        ("other", "unknown"),
        ("unknown", "unknown"),
        ("street", "not_applicable"),
        ("bank", "not_applicable"),
    ],
)
def test_kinds_of_places(kind, expected):
    assert verdict(SHOPS, site_class=SiteClass(kind))[0] == expected
    assert verdict({"site_classes_except": ["bank"]}, site_class=SiteClass.UNKNOWN)[0] == "fail"


REGISTRY = scan(source="registry")


@pytest.mark.parametrize(
    ("declared", "scans", "expected"),
    [
        (("face recognition",), (REGISTRY,), ("fail", "visit_found_none")),
        (("people counting", "Face_Recognition"), (), ("fail", "visit_found_none")),
        (("人脸识别",), (REGISTRY,), ("fail", "visit_found_none")),
        (("no face recognition",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("biometric access",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("身份识别",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("распознавание лиц",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("riconoscimento facciale",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("people counting", "ansiktsigenkänning"), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("visitor recognition",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("watch list",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("video analytics",), (REGISTRY,), ("unknown", "analytics_unclear")),
        (("车牌识别", "Personenzählung"), (REGISTRY,), ("not_applicable", "declared_absent")),
        (("licence plate recognition",), (REGISTRY,), ("not_applicable", "declared_absent")),
        (("face detection",), (REGISTRY,), ("not_applicable", "declared_absent")),
        (("people counting",), (REGISTRY,), ("not_applicable", "declared_absent")),
        ((), (REGISTRY,), ("not_applicable", "declared_absent")),
        ((), (), ("unknown", "analytics_unknown")),
        ((), (REGISTRY, scan(complete=False)), ("unknown", "analytics_unknown")),
        (None, (), ("unknown", "analytics_unknown")),
        (None, (REGISTRY, scan()), ("unknown", "analytics_unknown")),
    ],
)
def test_face_recognition_is_known_from_declarations_only(declared, scans, expected):
    assert verdict({"analytics": ["face_recognition"]}, *scans, analytics=declared) == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (scan(mention("race")), "fail"),
        (scan(mention("religious_dress")), "not_applicable"),
        (scan(mention("race", confidence=0.5)), "unknown"),
        (scan(), "not_applicable"),
    ],
)
def test_a_classifier_that_was_read_sorts_people(labels, expected):
    applies_if = {"analytics": ["biometric_categorisation", "emotion_recognition"]}
    assert verdict(applies_if, REGISTRY, labels, analytics=("people counting",))[0] == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("vehicle classification", "not_applicable"),
        ("face recognition", "not_applicable"),
        ("age estimation", "unknown"),
        ("Personenklassifizierung", "unknown"),
        ("emotion recognition", "fail"),
    ],
)
def test_what_may_sort_people_under_another_name_is_asked(declared, expected):
    applies_if = {"analytics": ["biometric_categorisation", "emotion_recognition"]}
    assert verdict(applies_if, REGISTRY, analytics=(declared,))[0] == expected


@pytest.mark.parametrize(
    ("declared", "own", "expected"),
    [
        (("face recognition",), ("analytics",), "fail"),
        (("face recognition",), (), "review"),
        (("people counting",), (), "pass"),
        (None, (), "unknown"),
    ],
)
def test_what_may_not_run_at_all(declared, own, expected):
    rule = {"requirement": "no_analytics", "check": "configuration", "analytics": ["face_recognition"]}
    said = Declarations(attested=own)
    assert verdict({}, REGISTRY, rule=rule, analytics=declared, declared=said)[0] == expected


@pytest.mark.parametrize(("own", "expected"), [(("face_recognition",), "fail"), ((), "review")])
def test_an_answer_accuses_in_the_operators_own_registry_only(own, expected):
    rule = {"requirement": "no_analytics", "check": "configuration", "analytics": ["face_recognition"]}
    said = Declarations(face_recognition=True, attested=own)
    assert verdict({}, REGISTRY, rule=rule, analytics=(), declared=said)[0] == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("DE-BY", "fail"), ("DE-BY-MUC", "fail"), ("DE-BW", "not_applicable"), ("DE", "unknown")]
)
def test_a_rule_of_a_part_of_the_country(code, expected):
    assert verdict({"places": ["DE-BY"]}, jurisdiction=code)[0] == expected


@pytest.mark.parametrize(
    ("lon", "expected"), [(10.05, "fail"), (10.0005, "unknown"), (9.9995, "unknown"), (9.99, "not_applicable")]
)
def test_a_rule_of_an_area(lon, expected):
    """A ten-thousandth of a degree of longitude is 7 m there; the area is known to 100 m."""
    assert verdict({"area": [SQUARE]}, point=Point(lon, 50.05))[0] == expected


@pytest.mark.parametrize(
    ("purpose", "expected"), [("Access control", "fail"), ("safety", "unknown"), (None, "unknown")]
)
def test_a_rule_for_a_purpose(purpose, expected):
    assert verdict({"purposes": ["access control"]}, purpose=purpose)[0] == expected


def test_a_rule_that_is_surely_not_about_a_camera_says_so_first():
    both = {"analytics": ["face_recognition"], "site_classes": ["shop"]}
    assert verdict(both, site_class=SiteClass.STREET)[0] == "not_applicable"
    assert verdict(both, site_class=SiteClass.UNKNOWN, analytics=())[1] == "place_unclear"


def test_a_country_declared_for_a_camera_in_its_city_is_no_dispute():
    (finding,) = judge(
        Facts(camera(jurisdiction="DE-BY-MUC", jurisdiction_declared="DE"), visits=(visit(20, False),)),
        pack({}).model_copy(update={"jurisdictions": ("DE-BY-MUC",)}),
        AT,
    )
    assert finding.verdict is Verdict.FAIL
