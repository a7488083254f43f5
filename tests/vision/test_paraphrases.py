"""What signs say in the words of people who never saw the patterns, and of the patterns' author.

`dev.jsonl` and `dev2.jsonl` were written by people who never saw the patterns, and were then learnt from: they
keep what was reached, and measure nothing. `test.jsonl` is sealed; what was measured on it at the first look
stands in the model card, and the thresholds here only guard against falling behind.
"""

from __future__ import annotations

import pytest

from models.evaluate_wording import DEVELOPMENT, FIVE, PARAPHRASES, SEALED, score, signs_of

BY_AUTHOR = PARAPHRASES / "author.jsonl"
"""Signs that the author of the patterns thought of, half of them other signs."""


@pytest.mark.parametrize("path", [*DEVELOPMENT, BY_AUTHOR], ids=lambda path: path.stem)
def test_what_was_learnt_is_kept(path):
    result = score(signs_of(path))
    assert result.micro(FIVE).f1 >= 0.95, "\n".join(result.errors)
    announced = result.announced(result.announces)
    assert announced.fp == 0, "\n".join(result.errors)
    assert announced.tp / (announced.tp + announced.fn) >= 0.9


@pytest.mark.skipif(not SEALED.exists(), reason="there are no sealed texts in this checkout")
def test_the_sealed_texts_are_understood_as_well_as_measured():
    result = score(signs_of(SEALED))
    assert result.micro(FIVE).f1 >= 0.85, "\n".join(result.errors)
    announced = result.announced(result.announces)
    assert announced.tp / (announced.tp + announced.fp) >= 0.97, "\n".join(result.errors)


@pytest.mark.parametrize("path", [path for path in (*DEVELOPMENT, SEALED) if path.exists()], ids=lambda path: path.stem)
def test_all_six_languages_are_asked_for(path):
    assert {sign.language for sign in signs_of(path)} == {*FIVE, "ru"}
