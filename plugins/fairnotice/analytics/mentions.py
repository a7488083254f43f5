"""From matched words to mentions with their place, their level of evidence and a safe excerpt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairnotice.analytics.matching import Company, Match, match_labels
from fairnotice.analytics.vocabulary import Vocabulary
from fairnotice.domain import LEVELS, ClassifierMention, Level
from fairnotice.errors import without_secrets

LONGEST_EXCERPT = 200
MOST_MENTIONS = 200
_WORTH_A_LOOK = 0.2
"""Certainty below which a word only says that the format could carry such a thing."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a label map."""

    text: str
    path: str
    line: int | None = None


def excerpt(text: str) -> str:
    """Return at most 200 characters of ``text`` on one line, without secrets and invisible signs."""
    # Secrets are masked before anything is cut: half a secret would not be recognised as one.
    clean = _CONTROLS.sub(" ", without_secrets(text[: 10 * LONGEST_EXCERPT])).strip()
    return clean if len(clean) <= LONGEST_EXCERPT else clean[: LONGEST_EXCERPT - 1] + "…"


def evidence_level(enabled: bool) -> Level:
    """Return what a label map proves: of a model that is switched off, a capability at most."""
    return Level.CONFIGURED if enabled else Level.CAPABILITY


def mention(match: Match, level: Level, path: str, line: int | None, text: str) -> ClassifierMention:
    """Return ``match`` as a mention; what it can prove at most is never exceeded."""
    most = level if match.level is None else min(level, match.level, key=LEVELS.index)
    if match.confidence < _WORTH_A_LOOK:
        most = min(most, Level.CARRIER, key=LEVELS.index)
    return ClassifierMention(
        path=path,
        line=line,
        term=excerpt(match.term),
        category=match.category,
        level=most,
        confidence=match.confidence,
        excerpt=excerpt(text),
        settles=match.settles or (f"Most likely a false friend: {match.friend}." if match.friend else ""),
    )


def label_mentions(
    labels: Sequence[Label], words: Vocabulary, level: Level, company: Company
) -> list[ClassifierMention]:
    """Return what a list of labels names, each at the place of the first label that it is about."""
    found = []
    for match in match_labels([label.text for label in labels], words, company):
        about = [labels[index] for index in match.indices]
        text = ", ".join(label.text for label in about)
        found.append(mention(match, level, about[0].path, about[0].line, text))
    return found


def strongest(mentions: Iterable[ClassifierMention]) -> tuple[ClassifierMention, ...]:
    """Return the mentions that prove most, at most 200 of one source, in the order of the source."""
    numbered = sorted(
        enumerate(mentions), key=lambda each: (-LEVELS.index(each[1].level), -each[1].confidence, each[0])
    )
    return tuple(found for _, found in sorted(numbered[:MOST_MENTIONS], key=lambda each: each[0]))
