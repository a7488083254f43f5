"""What the pages say, in every language that they speak."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fairnotice import web

STATIC = Path(web.__file__).parent / "static"
LANGUAGES = [each["tag"] for each in json.loads((STATIC / "languages.json").read_text())]
FOLDERS = sorted(path.parent for path in STATIC.rglob("words.en.json"))
PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")
# Codes of the data that English can print as they stand, and what the server says in English sentences.
CODES = {"site", "category", "level", "measured"}


def pairs(folder: Path, language: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = json.loads((folder / f"words.{language}.json").read_text(), object_pairs_hook=list)
    return found


def keys(folder: Path, language: str) -> set[str]:
    """Keys of the words; a plural counts once."""
    return {PLURAL.sub("", key) for key, _ in pairs(folder, language)}


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_language_says_everything(folder: Path, language: str) -> None:
    said, english = keys(folder, language), keys(folder, "en")

    assert english - said == set()
    assert {key.split(".")[0] for key in said - english} <= CODES
    assert said == keys(folder, LANGUAGES[1])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_word_stands_twice_and_none_is_empty(folder: Path, language: str) -> None:
    found = pairs(folder, language)

    assert len({key for key, _ in found}) == len(found)
    assert all(text.strip() for _, text in found)


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_filled_in_is_filled_in_in_every_language(folder: Path, language: str) -> None:
    english = {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in pairs(folder, "en")}
    for key, text in pairs(folder, language):
        asked = english.get(key) or english.get(PLURAL.sub(".other", key))
        if asked is not None:
            # A singular may say "one" and not the number.
            assert set(re.findall(r"\{(\w+)\}", text)) - {"n"} == asked - {"n"}, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_word_that_a_page_asks_for_is_there(folder: Path, language: str) -> None:
    asked = {key for path in folder.glob("*.js") for key in re.findall(r'\bt\(\s*"([a-z_.]+)"', path.read_text())}
    for path in folder.glob("*.html"):
        asked |= set(re.findall(r'data-(?:word|label)="([a-z_.]+)"', path.read_text()))

    assert len(asked) > 5
    # A page in a folder of its own may use the words of the map's page beside its own.
    assert asked - keys(folder, language) - keys(STATIC, language) == set()
