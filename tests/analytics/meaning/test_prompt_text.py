"""Texts that a model is told, in files of their own, and what is no such text."""

import time

import pytest

from fairnotice.analytics.meaning.prompt_text import is_called_a_prompt, is_prose
from fairnotice.analytics.network import scan_network
from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence
from fairnotice.domain import PROVING, Level

ASKED = "Describe each person in the frame.\nGive sex, age and\nethnicity as JSON."


def verdict(name, text):
    return by_evidence(scan_file(text.encode(), device_id="d", source=name)).verdict.value


ASKS = [
    ("prompt.txt", ASKED),
    ("prompts/gate.prompt.md", ASKED),
    ("witness.txt", f"You are shown a picture of a shop. {ASKED}"),
    (
        "prompt.md",
        "Bild: Eingang.\n\n1. Zähle die Personen.\n2. Gib an, welcher Religion jede Person angehört (keine).",
    ),
    (
        "prompt_ja.md",
        "画像の来店客ごとに次の項目を返してください。\n\n- nenrei: 推定年齢\n- minzoku: 日本人系 / 中国人系",
    ),
    ("questions.csv", "id,active,question\n1,1,How many people are here?\n2,1,Is this person of African descent?\n"),
    ("questions.csv", "id,question\n1,Is the woman Muslim?\n"),
]
SAYS_NOTHING = [
    (
        "consigne.txt",
        "Décris l'image de la gare.\nNe mentionne jamais l'origine ethnique ni la religion\ndes personnes.",
    ),
    (
        "README.txt",
        "This model was trained on many faces.\nIt was tested by ethnicity and race.\nSee the paper for more.",
    ),
    ("privacy.txt", "We do not process race or religion of any person on our cameras.\nWrite to us with any question."),
    ("questions.csv", "id,active,question\n1,1,How many people are here?\n2,0,Is this person of African descent?\n"),
    ("prompt.txt", "Describe the vehicles in the frame.\nName colour, make and race number of each car."),
]


@pytest.mark.parametrize(("name", "text"), ASKS, ids=[name for name, _ in ASKS])
def test_what_a_model_is_asked_is_for_a_person_to_review(name, text):
    assert verdict(name, text) == "review"


@pytest.mark.parametrize(("name", "text"), SAYS_NOTHING, ids=[name for name, _ in SAYS_NOTHING])
def test_other_texts_accuse_nobody(name, text):
    scan = scan_file(text.encode(), device_id="d", source=name)
    assert not {m.level for m in scan.mentions} & set(PROVING)


def test_labels_of_one_pattern_are_no_text():
    labels = "\n".join(
        f"a photo of {each} in a street." for each in ("an asian person", "a black person", "a white person", "a car")
    )
    assert not is_prose(labels)
    assert verdict("prompts.txt", labels) == "fail"


LABELS = [
    (
        "labels.txt",
        "# The classes of the network, in the order of its outputs, as trained in 2020.\nasian\nblack\nwhite\n",
    ),
    (
        "config.txt",
        "# This is the configuration of the classifier behind the face detector.\nlabels=asian;black;white;indian\n",
    ),
    ("prompts.txt", "a photo of an asian person\na photo of a black person\na photo of a white person\n"),
    ("classes.txt", "A photo of an Asian person.\nA photo of a Black person.\nA photo of a White person.\n"),
    ("attributes.txt", "age: The age of the person in years.\nethnicity: One of asian, black, white and indian.\n"),
    ("labels.txt", "asian  # people as in the first data set, and so on.\nblack # the same.\nwhite # the same.\n"),
    (".env.yaml", "face_attributes:\n  - age\n  - ethnicity\n"),
    ("journal", "asian\nblack\nwhite\n"),
]


@pytest.mark.parametrize(("name", "text"), LABELS, ids=[name for name, _ in LABELS])
def test_sentences_in_comments_hide_no_labels(name, text):
    assert any(m.level is Level.CONFIGURED for m in scan_file(text.encode(), device_id="d", source=name).mentions)
    assert verdict(name, text) in ("fail", "review")


def test_what_any_other_text_says_of_people_is_not_judged():
    scan = scan_file(b"When a person enters, run the ethnicity classifier and save it.", device_id="d", source="r.txt")
    assert scan.error == "it is a text, and what it says of people is not judged"


def test_a_long_line_is_read_to_its_end():
    text = "You watch a shop and answer in a short and friendly way. " * 60 + "Give age and religion of each person."
    assert verdict("prompt.txt", text) == "review"


def test_what_stands_under_a_denial_is_denied():
    assert verdict("prompt.txt", "Describe each person.\n\nDo not mention:\n\n- ethnicity\n- religion\n") == "pass"


@pytest.mark.parametrize("text", ["a\n" * 400_000, "sentence one. " * 200_000, "x" * 3_000_000 + " y."])
def test_a_long_text_ends_in_time(text):
    began = time.process_time()
    verdict("prompt.md", text)
    assert time.process_time() - began < 10


def test_labels_are_no_text():
    assert not is_prose("tench, Tinca tinca\ngoldfish, Carassius auratus\ngreat white shark, white shark, man-eater")


@pytest.mark.parametrize(("name", "is_one"), [("prompt_v2.txt", True), ("提示词.txt", True), ("labels.txt", False)])
def test_a_prompt_is_known_by_its_name(name, is_one):
    assert is_called_a_prompt(name) is is_one


def test_a_prompt_that_a_configuration_names_is_read_with_it(tmp_path):
    (tmp_path / "agent.toml").write_text('model = "gpt-4o-mini"\nprompt = "texts/gate.txt"\n', encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "gate.txt").write_text("Guess the religion of each person at the gate.", encoding="utf-8")
    scans = {scan.source: scan for scan in scan_network(tmp_path)}
    (found,) = [m for m in scans["agent.toml"].mentions if m.category == "religion"]
    assert found.path == "prompt -> texts/gate.txt: line 1"


def test_a_prompt_that_is_not_at_hand_is_said(tmp_path):
    (tmp_path / "agent.toml").write_text('model = "gpt-4o-mini"\nprompt = "gate.txt"\n', encoding="utf-8")
    (scan,) = scan_network(tmp_path)
    assert not scan.complete
    assert "it refers to a prompt (gate.txt) that was not read with it" in scan.error
