"""Letters of one alphabet that readers put for letters of another, told by the word that they stand in.

A reader of Latin letters gives 'BEДETCЯ', one of Cyrillic letters gives 'САМЕRА': a word is of one alphabet.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_TO_CYRILLIC = dict(
    zip(
        "AaBCcEeHhIiKkMmNnOoPpRrTtuUXxYy036",
        "АаВСсЕеНнІіКкМмИпОоРрЯгТтиИХхУуОЗБ",
        strict=True,
    )
)
_TO_LATIN = dict(zip("АаВСсЕеНКМОоРрТХхУуІі", "AaBCcEeHKMOoPpTXxYyIi", strict=True))


def unmixed(text: str) -> str:
    """Return the text with each mixed word in one alphabet, letter for letter."""
    if not any(_cyrillic(character) for character in text):
        return text
    return _WORD.sub(lambda match: _one_alphabet(match.group()), text)


def _one_alphabet(word: str) -> str:
    latin = [character for character in word if character.isascii()]
    cyrillic = [character for character in word if _cyrillic(character)]
    if not latin or not cyrillic or (all(character.isdigit() for character in latin) and len(latin) > len(cyrillic)):
        return word
    to_cyrillic = all(character in _TO_CYRILLIC for character in latin)
    to_latin = all(character in _TO_LATIN for character in cyrillic)
    if to_cyrillic and not (to_latin and len(latin) > len(cyrillic)):
        return "".join(_TO_CYRILLIC.get(character, character) for character in word)
    if to_latin:
        return "".join(_TO_LATIN.get(character, character) for character in word)
    return word


def _cyrillic(character: str) -> bool:
    return "\u0400" <= character <= "\u052f"
