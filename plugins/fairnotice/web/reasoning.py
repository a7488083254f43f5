"""A finding's reasoning for the card: numbered facts, steps with what each rests on, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from fairnotice.domain import Citation, Reason
from fairnotice.rules.explain import fact_in_words, text_in_words
from fairnotice.rules.letter_words import LANGUAGES, coded, words
from fairnotice.rules.sentences import said_in_each
from fairnotice.store.records import from_json


def reasoning_of(finding: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the card shows of a finding's reasons, with its own words by language.

    Args:
        finding: A row of findings; reasons that were stored before steps named their facts have none.

    Returns:
        ``proof`` in words; ``facts``, each once, in the order of the steps; ``steps`` with the numbers of their
        facts and, where they rest on the text, its citation; ``missing`` for certainty. A sentence that no language
        but its own has, because somebody else wrote it, stands under ``en`` only.
    """
    reasons: tuple[Reason, ...] = from_json(tuple[Reason, ...], finding["reasons"])
    citation: Citation = from_json(Citation, finding["citation"])
    first = next((reason for reason in reasons if reason.by_text), None)
    said = partial(said_in_each, pack_id=finding["pack_id"], pack_version=finding["pack_version"])
    numbers = {
        fact: number
        for number, fact in enumerate(dict.fromkeys(fact for reason in reasons for fact in reason.facts), 1)
    }
    return {
        "proof": _in_each(lambda table: coded(table, "proof", finding["proof"])) if finding["proof"] else None,
        "facts": [{"day": fact.day, "words": _in_each(partial(fact_in_words, fact))} for fact in numbers],
        "steps": [
            {
                "text": said(reason.text),
                "facts": sorted({numbers[fact] for fact in reason.facts}),
                "more_facts": reason.more_facts,
                "by_text": _in_each(partial(text_in_words, citation, finding["force"], again=reason is not first))
                if reason.by_text
                else None,
            }
            for reason in reasons
        ],
        "missing": [said(what) for what in dict.fromkeys(_settles(reasons))],
    }


def _settles(reasons: Iterable[Reason]) -> Iterable[str]:
    return (reason.settles for reason in reasons if reason.settles)


def _in_each(said: Callable[[Mapping[str, str]], str]) -> dict[str, str]:
    return {language: said(words(language)) for language in LANGUAGES}
