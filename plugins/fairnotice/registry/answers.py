"""Yes, no, none and not known, as registries write them: three things that an empty cell must not be taken for."""

from __future__ import annotations

from collections.abc import Callable

from fairnotice.registry.masking import shown
from fairnotice.registry.values import absent, words

_YES = frozenset({"yes", "true", "1", "ja", "oui", "sí", "si", "是", "有"})
_NO = frozenset({"no", "false", "0", "nein", "non", "否", "无", "没有"})
_NOT_KNOWN = frozenset({"unknown", "?", "-", "nan", "tbd", "unbekannt", "inconnu", "desconocido", "未知", "不详"})
_WRITTEN_BY_PROGRAMS = "None"
"""What Python writes for a missing value: nobody is accused because an export was careless."""
_NONE = frozenset({"none", "no", "keine", "keines", "keiner", "aucun", "aucune", "ninguno", "ninguna", "无", "没有"})


def words_or_none(longest: int) -> Callable[[object], str | None]:
    """Return the reader of a text in which ``none`` says that there is none, which gives the empty text.

    ``no`` and ``false`` say so too, and the same words in other languages; ``unknown`` says nothing, nor does
    ``None``, which programs write where a value is missing.
    """
    read_words = words(longest)

    def read(value: object) -> str | None:
        text = read_words({True: "yes", False: "no"}[value] if isinstance(value, bool) else value)
        if text is None or text == _WRITTEN_BY_PROGRAMS or text.casefold() in _NOT_KNOWN:
            return None
        return "" if text.casefold() in _NONE else text

    return read


def yes_or_no(value: object) -> bool | None:
    """Read yes or no; nothing given is neither."""
    text = "" if absent(value) else str(value).strip().casefold()
    if not text or text in _NOT_KNOWN:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError(f"{shown(value)} is neither yes nor no; write one of them, or leave it empty if it is not known")
