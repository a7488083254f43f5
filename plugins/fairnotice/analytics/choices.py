"""What a sentence asks a model to choose between: 'is the person of Asian, African or European type?'."""

from __future__ import annotations

import re

from fairnotice.analytics.vocabulary import Vocabulary, spellings

_APART = re.compile(
    r"\s*[,;/|、，؛،()]\s*(?:(?:or|and|ou|et|oder|und|o|e|y|и|или|atau|dan)\s)?"
    r"|\s(?:or|and|ou|et|oder|und|o|e|y|и|или|atau|dan|hay|أو|ياكى)\s|或者?|还是|それとも|または|또는|혹은",
    re.IGNORECASE,
)
_LEAST = 3
"""Choices; of fewer, each may be said in passing."""
_LONGEST = 3
"""Words of one choice."""
_LONGEST_SENTENCE = 1_000
_MOST = 100


def choices(sentence: str, words: Vocabulary) -> list[str]:
    """Return labels that stand in a row in a sentence, with 'other' and the like among them; empty if they are few.

    Args:
        sentence: What a model is asked.
        words: Whose labels they are.
    """
    parts = [words.tokens(each) for each in _APART.split(sentence[:_LONGEST_SENTENCE])[:_MOST]]
    best: list[str] = []
    row: list[str] = []
    for part in parts:
        whole = _label(part, words)
        if whole:
            row.append(whole)
            continue
        # The row ends with the first words of this part, and the next one begins with its last ones.
        ending = next((found for n in range(_LONGEST, 0, -1) if (found := _label(part[:n], words))), "")
        best = max(best, [*row, ending] if ending else row, key=len)
        beginning = next((found for n in range(_LONGEST, 0, -1) if (found := _label(part[-n:], words))), "")
        row = [beginning] if beginning else []
    best = max(best, row, key=len)
    return best if sum(words.is_label(label) for label in best) >= _LEAST else []


def _label(parts: list[str], words: Vocabulary) -> str:
    """Return a label as it is known; 'a', 'the' and what else says nothing of its kind is left out."""
    if not 0 < len(parts) <= _LONGEST:
        return ""
    bare = spellings([part for part in parts if part not in words.groups["connectives"]])
    found = next((each for each in (*spellings(parts), *bare) if words.is_label(each)), "")
    return found or (bare[0] if bare[0] in words.groups["neutral"] else "")
