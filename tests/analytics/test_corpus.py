"""The corpus is what it promises; a scan of it keeps what the scanner promises."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest

from analytics.corpus import Expected, every_case, sealed_ids, write
from analytics.corpus.case import case
from analytics.corpus.outcome import judge, judge_all, scan
from analytics.corpus.packed_round import PACKED
from analytics.corpus.score import answers, table, wilson

pytestmark = pytest.mark.slow

CASES = every_case()
SEALED = sealed_ids()
PROMISED = (Expected.PROHIBITED, Expected.CLEAN, Expected.FALSE_FRIEND)
DEBATED = {
    "log/shop": "paths of a shop that name garments: nothing in a line says whether persons are meant",
    "fifth-json/wine": "what is said not to apply is a capability, although a cellar sorts nobody",
    "eighth-dlstreamer/287": "a model's settings that no pipeline in their folder names may be used by another one",
    "eighth-yaml/046": "ONVIF's Complexion is a race, and so is the word elsewhere",
    "ninth-gat1400/181": "what a watch is set on stands in one text, among words of forms",
    "ninth-json/043": "a dictionary of short names says nothing of what is used",
    "ninth-toml/015": "a person of a colour is asked for in Portuguese, in a text that nothing calls a question",
    "tenth-services/004": "a model's opaque id, and not which version of the service is asked",
    "tenth-services/006": "DeepFace without actions, and not which version",
    "tenth-services/012": "DeepFace without actions, and not which version",
    "tenth-services/015": "InspireFace's switch, and not which version",
    "eleventh-ini/005": "identity codes of the British police, which many things are called like: IC1, IC2",
    "twelfth-dlstreamer/002": "a province among the signs of plates, whose name a people's region has: a person looks",
    "twelfth-kubernetes/007": "a label of a test of races in programs: a person looks",
    "twelfth-properties/004": "which plug-ins are active is a list elsewhere",
    "twelfth-services/012": "variables of a program in small letters are not read; it stays unknown",
    "twelfth-ultralytics/004": "dress among dress, as in a shop",
    "twelfth-xml/002": "a schema is no configuration: nothing is said of it",
    "thirteenth-sh/005": "what is commented out does nothing",
    "thirteenth-yaml/012": "what is commented out does nothing",
    "fourteenth-cloud/004": "fields of a service's address in a file of requests, with a comment as its answer",
    "fourteenth-frigate/001": "names of peoples that are languages as well",
    "fourteenth-json/004": "one people in two spellings, which are cities and moths as well",
    "fourteenth-k8s/001": "peoples that are languages as well, under keys that say nothing",
    "fourteenth-openvino/008": "castes, by the letters of India's offices: with a pack alone",
    "fifteenth-json/021": "what a service calls demographics is mostly age and sex",
    "fifteenth-cloud/008": "labels of one letter, which say nothing of what is told apart",
    "sixteenth-dahua/002": "a nation is a country elsewhere, and which one a number means stands in a program's source",
    "sixteenth-json/022": "labels of a game's peoples, and a template that shows one: a person looks",
    "sixteenth-yaml/012": "what is commented out does nothing",
    "seventeenth-xml/011": "a schema says which fields there could be, and is no configuration: nothing is said of it",
    "eighteenth-triton/009": "labels that only count, of a model whose name says nothing",
    "eighteenth-homeassistant/008": "a missionary is an occupation, and a person's faith is not asked for",
    "eighteenth-compose_k8s/006": "a race of water, beside persons who may fall into it: a person looks",
    "eighteenth-nodered/005": "a race of drones, of whose classes a program speaks: a person looks",
    "eighteenth-compose_k8s/010": "a mother tongue and a region of surnames, beside nothing that speaks of persons",
    "eighteenth-airflow/007": "a race of a program, of which a classifier is spoken: a person looks",
    "nineteenth-torch/010": "a model that a job of its folder names, which is switched off, may be used by another one",
    "nineteenth-gat1400/007": "a dictionary of fields, of which skin colour stands as one that is set: a person looks",
    "twentieth-frigate/013": "what is commented out does nothing",
    "twentieth-services/016": "what is commented out does nothing",
    "twentieth-yaml/004": "what a number means stands in a comment alone, which is not read",
    "twentieth-ini/012": "a people, by its word in Indonesian, among age, sex and masks",
    "twentieth-onnx/007": "a model's file that is called race, of which nothing says that it plays a game",
    "twentyfirst-homeassistant/004": "a race that is shown beside a camera: a person looks",
    "twentyfirst-shell/003": "scripts of Windows are not read",
    "third-labels/imagenet": "five labels of things, one of them a garment: a person looks",
}
"""Open cases that the scanner answers worse than asked, and why they stay so."""
AT_LEAST = {Expected.CLEAN: 300, Expected.FALSE_FRIEND: 998, Expected.PROHIBITED: 975}
"""Sealed cases that are kept, as measured when this was written: it is raised with the scanner, never lowered."""
MOST_ACCUSED = 0
"""Sealed false friends and clean files that got a ``fail``, as measured: lowered with the scanner, never raised."""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """One scan of everything."""
    folder = tmp_path_factory.mktemp("corpus")
    return judge_all(write(folder), scan(folder))


@pytest.mark.slow
@pytest.mark.parametrize("expected", list(Expected))
def test_every_open_case_is_answered_as_a_fair_reader_would(outcomes, expected):
    failed = [
        each for each in outcomes if each.case.expected is expected and each.case.id not in SEALED and not each.kept
    ]

    surprising = [each for each in failed if each.case.id not in DEBATED and not each.case.debated]
    assert [f"{each.case.id} said {each.said}: {each.case.remark} ({each.case.judged})" for each in surprising] == []


@pytest.mark.slow
@pytest.mark.parametrize("expected", PROMISED)
def test_the_sealed_half_is_kept_as_well_as_it_was_measured(outcomes, expected):
    """Counts alone: a sealed case that is looked at measures nothing any more."""
    rows = [each for each in outcomes if each.case.expected is expected and each.case.id in SEALED]

    kept = sum(each.kept for each in rows)
    assert kept >= AT_LEAST[expected], f"\n{table(rows, lambda each: each.case.format, SEALED)}\n{answers(rows)}"


@pytest.mark.slow
def test_no_more_is_accused_wrongly_than_was_measured(outcomes):
    innocent = [each for each in outcomes if each.case.expected in (Expected.CLEAN, Expected.FALSE_FRIEND)]
    accused = [each for each in innocent if each.said.endswith("fail")]

    assert [each.case.id for each in accused if each.case.id not in SEALED] == []
    assert sum(each.case.id in SEALED for each in accused) <= MOST_ACCUSED


def test_there_are_enough_cases_of_each_kind():
    counted = Counter(each.expected for each in CASES)

    assert len(CASES) >= 450
    assert min(counted.values()) >= 40, counted
    assert len({each.id for each in CASES}) == len(CASES)
    assert len({each.folder for each in CASES}) == len(CASES)


def test_every_identifier_and_false_friend_stands_in_two_formats():
    """Those of the first rounds: the later ones have each idea once, on purpose."""
    formats = defaultdict(set)
    for each in CASES:
        if not each.format.startswith(("third-", *(f"{later.name}-" for later in PACKED))):
            formats[each.about].add(each.format)

    assert [about for about, seen in formats.items() if len(seen) < 2 and about != "unreadable"] == []


def test_every_prohibited_case_names_what_people_are_sorted_by():
    """Those of the fourth round do not: their author said what level is right, not which category."""
    sorters = [each for each in CASES if each.expected is Expected.PROHIBITED]

    named = {each.category for each in sorters if not each.format.startswith("fourth-")}
    assert named == {"race", "ethnicity", "religion"}


@pytest.mark.parametrize("packed", PACKED, ids=lambda each: each.name)
def test_the_sealed_half_of_a_later_round_lies_packed_and_the_open_one_does_not(packed):
    lines = packed.open.read_text(encoding="utf-8").splitlines()
    opened = {json.loads(line)["case"] for line in lines}

    assert opened == {each.id for each in packed.cases()} - SEALED


def test_the_halves_are_alike():
    for expected in Expected:
        count = [each.id in SEALED for each in CASES if each.expected is expected]
        assert 0.4 <= sum(count) / len(count) <= 0.6, expected


@pytest.mark.slow
def test_it_is_the_same_each_time(tmp_path):
    write(tmp_path / "once")
    write(tmp_path / "again")

    once, again = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("once", "again")
    )
    assert once == again


@pytest.mark.parametrize(
    ("kept", "count", "low", "high"),
    [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (0, 10, 0.0, 0.278)],
)
def test_the_interval_is_wilsons(kept, count, low, high):
    assert wilson(kept, count) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("expected", "level", "verdict", "kept", "ideal"),
    [
        (Expected.PROHIBITED, "configured", "fail", True, True),
        (Expected.PROHIBITED, "observed", "review", True, True),
        (Expected.PROHIBITED, "capability", "review", False, False),
        (Expected.CLEAN, "none", "pass", True, True),
        (Expected.CLEAN, None, "unknown", True, False),
        (Expected.CLEAN, "capability", "review", True, False),
        (Expected.CLEAN, "configured", "fail", False, False),
        (Expected.FALSE_FRIEND, "carrier", "pass", True, True),
        (Expected.FALSE_FRIEND, "capability", "review", False, False),
        (Expected.CAPABILITY, "capability", "review", True, True),
        (Expected.CAPABILITY, "none", "pass", False, False),
        (Expected.CAPABILITY, "configured", "fail", False, False),
        (Expected.REVIEW, "configured", "review", True, True),
        (Expected.REVIEW, "none", "pass", False, False),
        (Expected.UNREAD, "none", "unknown", True, True),
        (Expected.UNREAD, "none", "pass", False, False),
    ],
)
def test_an_answer_is_judged_by_what_was_promised(expected, level, verdict, kept, ideal):
    asked = case("labels/one", expected, "race", {"labels.txt": "asian"}, "", "race")
    answer = {"level": level, "verdict": verdict, "categories": ["ethnicity"], "complete": verdict != "unknown"}

    outcome = judge(asked, {asked.judged: answer})

    assert (outcome.kept, outcome.ideal) == (kept, ideal)
    assert not judge(asked, {}).kept
