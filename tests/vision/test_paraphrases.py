"""What signs say in the words of people who never saw the patterns, and of the patterns' author."""

from __future__ import annotations

import pytest

from models.evaluate_wording import FILES, FIVE, PARAPHRASES, score, signs_of

PRESENT = [path for path in FILES if path.exists()]
BY_AUTHOR = PARAPHRASES / "author.jsonl"
"""Signs that the author of the patterns thought of, half of them other signs: they keep what was reached, and
measure nothing."""


@pytest.mark.parametrize("path", [*PRESENT, BY_AUTHOR], ids=lambda path: path.stem)
def test_paraphrases_are_understood(path):
    result = score(signs_of(path))
    assert result.micro(FIVE).f1 >= 0.95, "\n".join(result.errors)
    announced = result.announced(result.announces)
    assert announced.fp == 0, "\n".join(result.errors)
    assert announced.tp / (announced.tp + announced.fn) >= 0.9


def test_all_six_languages_are_asked_for():
    for path in PRESENT:
        assert {sign.language for sign in signs_of(path)} == {*FIVE, "ru"}
