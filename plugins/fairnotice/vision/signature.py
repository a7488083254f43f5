"""Whose sign it is: the name of an organisation as a heading, a signature or in the middle of a sentence.

The words for kinds of organisations are concepts. `office` counts by itself ('Hausverwaltung', 'Town Council'),
`org` with a name beside it only: a sign in 'the shop' does not say whose shop it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fairnotice.vision.concepts import Spot
from fairnotice.vision.folding import Folded
from fairnotice.vision.marks import Marks

_NAME_AFTER = re.compile(
    r"[ \n]?(?:(?:of|the|de|du|des|del|la|las|los|le|les|d['’]|l['’]|di|zum|zur|am|an der|im|in|von|для|имени|им\.)"
    r"[ ]?){0,2}(?:[«„“\"]?[A-ZÄÖÜÉÈÀÂÎÔÛÇÑÁÍÓÚА-ЯЁ][\w'’&.-]|«)"
)
_NAME_BEFORE = re.compile(r"([A-ZÄÖÜÉÈÀÂÎÔÛÇÑÁÍÓÚА-ЯЁ][\w'’.&-]{1,24})[ \n-]$")


def signed(folded: Folded, spots: Mapping[str, Sequence[Spot]], marks: Marks) -> bool:
    """Tell whether an organisation is named."""
    raw = folded.raw
    if marks.possessives.search(raw) or any(form.search(raw) for form in marks.organisations):
        return True
    return any(_named(folded, spot, marks) for concept in ("office", "org") for spot in spots.get(concept, ()))


def _named(folded: Folded, spot: Spot, marks: Marks) -> bool:
    """Tell whether a name stands beside a kind of organisation."""
    raw = folded.raw
    first, last = folded.origin[spot.start], folded.origin[spot.end - 1]
    if not raw[first].isupper() and not raw[first].islower():
        return False
    if _shouted(raw, first, last):
        return raw[:first].rstrip(" ")[-1:] in ("", "\n") or raw[last + 1 :].lstrip(" ")[:1] in ("", "\n")
    if _NAME_AFTER.match(raw, last + 1):
        return True
    before = _NAME_BEFORE.search(raw[max(0, first - 26) : first])
    return bool(before and before.group(1).lower() not in marks.no_names)


def _shouted(raw: str, first: int, last: int) -> bool:
    """Tell whether a word stands in a line of capitals, which do not show what is a name."""
    line = raw[raw.rfind("\n", 0, first) + 1 :].partition("\n")[0]
    return raw[first : last + 1].isupper() and line.isupper() and " " in line
