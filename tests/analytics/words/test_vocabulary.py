"""The vocabulary is data that is checked before it is used."""

import pytest
import yaml

from fairnotice.analytics.words.tokens import tokens
from fairnotice.analytics.words.vocabulary import VOCABULARY, Document, vocabulary
from fairnotice.errors import ConfigurationError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("emRace", ["em", "race"]),
        ("EM_RACE_TYPE", ["em", "race", "type"]),
        ("HFFaceAttributeResult", ["hf", "face", "attribute", "result"]),
        ("VideoAnalyseRule[0][1].Config", ["video", "analyse", "rule", "0", "1", "config"]),
        ("race4", ["race", "4"]),
        ("CondemNation", ["condem", "nation"]),
        ("terrace", ["terrace"]),
        ("Latino_Hispanic", ["latino", "hispanic"]),
        ("raça", ["raca"]),
        ("ｒａｃｅ", ["race"]),
        ("b2897edbda314615856039fb0c489796", ["b2897edbda314615856039fb0c489796"]),
        ("террас", ["террас"]),
        ("race人种", ["race", "人", "种"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


def test_chinese_is_taken_apart_by_known_words_the_longest_first():
    known = {"维族", "运维族", "民族", "少数民族"}
    assert tokens("运维族和少数民族", known) == ["运维族", "和", "少数民族"]


def test_every_entry_is_matched_by_its_own_words():
    words = vocabulary()
    for entry in words.document.entries:
        for word in entry.words:
            parts = tuple(words.tokens(word))
            assert any(phrase == parts for phrase, _ in words.phrases[parts[0]])


def test_certainty_is_honest():
    for entry in vocabulary().document.entries:
        assert entry.certainty != "memory" or entry.alone <= 0.85


def broken(change) -> dict:
    document = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["entries"][0].update(colour="red"), "colour"),
        (lambda d: d["entries"][0].update(category="height"), "category"),
        (lambda d: d["entries"][0].update(alone=1.5), "alone"),
        (lambda d: d["entries"][0].update(certainty="memory"), "'memory' stays at or below"),
        (lambda d: d["entries"][1].update(beside=0.1), "company cannot"),
        (lambda d: d["entries"][1].update(needs=["nobody"]), "no such group: nobody"),
        (lambda d: d["entries"][1].update(id=d["entries"][0]["id"]), "share an id"),
        (lambda d: d.pop("sets"), "sets"),
    ],
)
def test_a_broken_vocabulary_is_refused(tmp_path, change, says):
    path = tmp_path / "vocabulary.yaml"
    path.write_text(yaml.safe_dump(broken(change), allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        vocabulary(path)


def test_a_file_that_is_not_yaml_is_refused(tmp_path):
    path = tmp_path / "vocabulary.yaml"
    path.write_text("version: [", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not a readable YAML file"):
        vocabulary(path)


def test_a_word_can_be_added_without_code(tmp_path):
    def add(document):
        entry = {
            "id": "x.caste",
            "words": ["caste"],
            "category": "social_class",
            "alone": 0.95,
            "certainty": "read",
            "source": "x",
        }
        document["entries"].append(entry)

    path = tmp_path / "vocabulary.yaml"
    path.write_text(yaml.safe_dump(broken(add), allow_unicode=True), encoding="utf-8")
    document: Document = vocabulary(path).document
    assert "social_class" in {entry.category for entry in document.entries if entry.id == "x.caste"}
