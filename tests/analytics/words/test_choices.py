"""What a sentence asks a model to choose between."""

import json

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence
from fairnotice.analytics.words.choices import choices
from fairnotice.analytics.words.vocabulary import vocabulary

ROWS = [
    ("Is the person likely Muslim, Jewish, Christian or other?", ["muslim", "jewish", "christian", "other"]),
    (
        "Décris-la : âge, et si elle est de type maghrébin, africain ou asiatique",
        ["maghrebin", "africain", "asiatique"],
    ),
    ("判断此人是汉族、维吾尔族还是藏族", ["汉族", "维吾尔族", "藏族"]),
    ("Является ли человек славянин, кавказец или азиат", ["славянин", "кавказец", "азиат"]),
    ("white/black/asian/latino man, and what he carries", ["white", "black", "asian", "latino"]),
    ("Count white, black and red cars", []),
    ("Is the sign in Arabic, Uyghur or Chinese?", []),
    ("Say whether the man is Asian or Indian", []),
    ("", []),
    (",;/|" * 200, []),
]


@pytest.mark.parametrize(("sentence", "expected"), ROWS)
def test_labels_in_a_row(sentence, expected):
    found = choices(sentence, vocabulary())
    assert [each.removeprefix("type ") for each in found] == expected


ASKED = [
    ("Which is it: white, black, asian, hispanic or other person? One word.", "review"),
    ("Ordne die Person ein: deutsch, türkisch, arabisch, afrikanisch, asiatisch", "review"),
    ("Which dish is on the plate: chinese, indian, thai, malay or italian food?", "pass"),
    ("Colour of the car: white, black, red, yellow or other?", "pass"),
    ("Do not say whether a person is white, black, asian or hispanic.", "pass"),
    ("Transcribe the sign; its language is thai, malay, chinese, persian or armenian", "pass"),
]


@pytest.mark.parametrize(("prompt", "verdict"), ASKED)
def test_what_a_model_is_asked(prompt, verdict):
    data = json.dumps({"model": "vl-7b", "image": "gate", "prompt": prompt})
    assert by_evidence(scan_file(data.encode(), device_id="d", source="a.json")).verdict == verdict
