"""What a registry declares is a source like any other."""

import pytest

from fairnotice.analytics.registry_scan import scan_declared
from fairnotice.domain import Camera, DeclaredModel, Level, Point


def scan(*analytics: str, none: bool = False, models=()):
    return scan_declared(Camera("t:1", "t", "1", Point(0, 0), analytics=None if none else analytics, models=models))


CLEAN = [
    (),
    ("none",),
    ("no analytics",),
    ("无",),
    ("face recognition", "ANPR", "people counting"),
    ("no race or ethnicity recognition",),
    ("ethnicity recognition: off",),
    ("no face or race analysis",),
    ("without facial recognition and race analysis",),
    ("race and ethnicity recognition: disabled",),
    ("不分析种族",),
    ("race timing",),
    ("traffic counting at the race track",),
    ("crowd density", "queue length"),
]


@pytest.mark.parametrize("declared", CLEAN, ids=str)
def test_clean(declared):
    result = scan(*declared)
    assert result.complete
    assert all(m.level is Level.CARRIER for m in result.mentions)


CERTAIN = [
    (("ethnicity recognition",), "ethnicity"),
    (("ethnicity",), "ethnicity"),
    (("face detection", "race classification"), "race"),
    (("age, gender and race",), "race"),
    (("age", "gender", "race"), "race"),
    (("人脸识别", "种族识别"), "race"),
    (("维族检测",), "ethnicity"),
    (("人脸", "民族识别"), "ethnicity"),
    (("religion classification of visitors",), "religion"),
    (("Gesicht", "ethnische Herkunft"), "race"),
    (("no delay", "instant ethnicity recognition of faces"), "ethnicity"),
    (("no masks", "face attributes: age, race"), "race"),
]


@pytest.mark.parametrize(("declared", "category"), CERTAIN, ids=str)
def test_certain(declared, category):
    found = [m for m in scan(*declared).mentions if m.category == category]
    assert max(m.confidence for m in found) >= 0.9
    assert {m.level for m in found} == {Level.CONFIGURED}


@pytest.mark.parametrize(
    ("declared", "category"),
    [
        (("race classification",), "race"),
        (("race",), "race"),
        (("种族识别",), "race"),
        (("skin colour",), "race_proxy"),
    ],
)
def test_alone_a_doubtful_word_only_asks(declared, category):
    (found,) = scan(*declared).mentions
    assert found.category == category
    assert found.level is Level.CONFIGURED
    assert found.confidence < 0.9


def test_place_and_excerpt():
    (found,) = scan("ANPR", "ethnicity token=abcdef").mentions
    assert (found.path, found.line, found.excerpt) == ("analytics/1", None, "ethnicity token=***")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"none": True}, "does not say which analytics run"),
        ({"analytics": ("unknown",)}, "says nothing"),
        ({"analytics": ("face detection", " ")}, "says nothing"),
    ],
)
def test_silence_is_a_gap(arguments, says):
    result = scan(*arguments.pop("analytics", ()), **arguments)
    assert not result.complete
    assert says in result.error


def test_names_of_models():
    on, off = DeclaredModel("FairFace 7"), DeclaredModel("race_model_single_batch", enabled=False)
    found = scan(models=(on, off)).mentions
    assert [(m.path, m.level) for m in found] == [
        ("models/0/name", Level.CONFIGURED),
        ("models/1/name", Level.CAPABILITY),
    ]


def test_the_content_hash_follows_the_content_only():
    assert scan("a").content_sha256 == scan("a").content_sha256
    different = [
        scan(),
        scan(none=True),
        scan("a"),
        scan("a", "b"),
        scan("b", "a"),
        scan("a", models=(DeclaredModel("m"),)),
    ]
    assert len({each.content_sha256 for each in different}) == len(different)
