"""Text as tokens: camelCase, snake_case and digits taken apart, Chinese by the words that are known.

Words are compared whole. 'terrace' holds no 'race', and 运维族 no 维族.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

_OPAQUE_ID = r"(?<![0-9a-zA-Z])[0-9a-f]{32}(?![0-9a-zA-Z])"
_HAN = r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HANGUL = r"\uac00-\ud7a3"
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer, whose words stand without spaces, as those of Chinese do."""
_PIECES = re.compile(
    rf"(?P<id>{_OPAQUE_ID})|(?P<han>[{_HAN}]+|[{_UNSPACED}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<digits>\d+)"
    rf"|(?P<word>(?:(?![{_HAN}{_HANGUL}{_UNSPACED}])[^\W\d_])+)"
)
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^A-Za-z]+")
_ARABIC_PREFIXES = ("وال", "بال", "ال", "لل")
_SHORT = 32
"""Shorter words of one case are one token, unless they are an opaque id of 32 hexadecimal digits."""
LONGEST_TEXT = 20_000
_LEAST_WRITTEN = 4
"""Letters; a shorter word is another one elsewhere: an IRK is a key of Bluetooth's, ``ırk`` a race."""
_ON_FEWER_KEYS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "ø": "o",
    }
)


def tokens(text: str, known: Collection[str] = ()) -> list[str]:
    """Take ``text`` apart into folded tokens.

    Args:
        text: Anything; only its first 20,000 characters are looked at.
        known: Words of scripts without spaces (Chinese, Korean, Arabic with its article), by which
            runs of such letters are taken apart; the longest word wins, other signs stand alone.
    """
    if text.isascii() and text.isalpha() and (text.islower() or text.isupper()) and len(text) < _SHORT:
        return [text.casefold()]
    found: list[str] = []
    cut = text[:LONGEST_TEXT]
    for match in _PIECES.finditer(cut if cut.isascii() else folded(cut)):
        piece = match.group()
        kind = match.lastgroup
        if kind == "word":
            if piece.islower() and piece.isascii():
                found.append(piece)
                continue
            whole = piece.casefold()
            # 'EthniCity' is one word however it is written.
            found += [whole] if whole in known else [_bare(part.casefold(), known) for part in _words_in(piece)]
        elif kind == "han":
            found += _by_words(piece, known)
        elif kind == "hangul":
            found += _by_beginning(piece, known)
        else:
            found.append(piece)
    return found


def cased(piece: str) -> list[str]:
    """Take a run of letters apart where a small one is followed by a capital, in any script that has both."""
    if piece.isupper() or piece[1:].islower():
        return [piece]
    starts = [at for at in range(1, len(piece)) if piece[at].isupper() and piece[at - 1].islower()]
    return [piece[begin:end] for begin, end in pairwise([0, *starts, len(piece)])]


def _words_in(piece: str) -> list[str]:
    return [word for part in ([piece] if piece.isascii() else cased(piece)) for word in _CAMEL.findall(part)]


def folded(text: str) -> str:
    """Unify forms of letters and drop accents of Latin letters and vowel marks of Arabic ones."""
    letters = []
    for letter in unicodedata.normalize("NFKC", text):
        if unicodedata.category(letter) == "Mn":
            continue
        base = unicodedata.normalize("NFD", letter)[0]
        letters.append(base if base.isascii() else letter)
    return "".join(letters)


def written(words: Iterable[str]) -> Iterator[str]:
    """Yield words as they are, and as they are written where a keyboard has fewer letters: ``ethnizitaet``."""
    for word in words:
        yield word
        plain = unicodedata.normalize("NFC", word).translate(_ON_FEWER_KEYS)
        if plain != word and len(plain) >= _LEAST_WRITTEN:
            yield plain


def _bare(word: str, known: Collection[str]) -> str:
    if word.isascii() or word in known:
        return word
    return next((word[len(p) :] for p in _ARABIC_PREFIXES if word.startswith(p) and word[len(p) :] in known), word)


def _by_words(run: str, known: Collection[str]) -> list[str]:
    lengths = _lengths(frozenset(known))
    parts = []
    start = 0
    while start < len(run):
        found = (length for length in lengths.get(run[start], ()) if run[start : start + length] in known)
        end = start + next(found, 1)
        parts.append(run[start:end])
        start = end
    return parts


@lru_cache(maxsize=8)
def _lengths(known: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the known words are that begin with a letter, the longest first."""
    found: dict[str, set[int]] = {}
    for word in known:
        if len(word) > 1:
            found.setdefault(word[0], set()).add(len(word))
    return {letter: tuple(sorted(lengths, reverse=True)) for letter, lengths in found.items()}


def _by_beginning(run: str, known: Collection[str]) -> list[str]:
    """Take a Korean run apart after the longest known word that it begins with: endings follow nouns."""
    end = next((e for e in range(len(run), 1, -1) if run[:e] in known), len(run))
    return [run[:end], run[end:]] if end < len(run) else [run]
