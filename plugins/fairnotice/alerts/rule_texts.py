"""What a rule is called and what puts it right, in the language of a message, by the version that judged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fairnotice.errors import RulePackError
from fairnotice.rules.load import load_pack_version
from fairnotice.rules.pack import Rule
from fairnotice.rules.pack_values import Text


def title_of(payload: Mapping[str, object], rule_id: str, language: str) -> str:
    """Return the rule's title; in English where its pack has none in that language."""
    rule = _rule_of(payload, rule_id, language)
    return _in(rule.title, language) if rule else str(payload.get("title", ""))


def remedy_of(payload: Mapping[str, object], rule_id: str, language: str) -> str:
    """Return what puts it right, as the finding said it, or in another language."""
    rule = _rule_of(payload, rule_id, language)
    return _in(rule.remedy, language) if rule else str(payload.get("remedy", ""))


def _rule_of(payload: Mapping[str, object], rule_id: str, language: str) -> Rule | None:
    """Return the rule where another language than that of the stored sentences is asked for."""
    if language == "en" or not payload.get("pack_version"):
        return None
    rules = _rules(str(payload.get("pack_id", "")), str(payload["pack_version"]))
    return rules.get(rule_id)


@lru_cache(maxsize=200)
def _rules(pack_id: str, version: str) -> Mapping[str, Rule]:
    try:
        return {rule.id: rule for rule in load_pack_version(pack_id, version).rules}
    except RulePackError:
        # Its file may be an authority's own, which is elsewhere by now: the stored sentences are there all the same.
        return {}


def _in(text: Text, language: str) -> str:
    said = {"en": text.en, "zh": text.zh, **text.others}
    return said.get(language, text.en)
