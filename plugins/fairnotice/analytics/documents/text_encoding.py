"""Bytes as text: what says its encoding is believed, everything else is a guess and said to be one.

Label files are a few short words, too little for detectors that count letters of whole pages. Each encoding
that such files come in is tried, and the one whose letters make words as people write them wins: common
signs of Chinese, Japanese and Korean, words in one script and one case elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from fairnotice.analytics.documents.reading import decode_marked
from fairnotice.analytics.words.tokens import cased

_ENOUGH = 65_536
"""Bytes from which an encoding is guessed."""
_PLAUSIBLE = 0.6
"""The share of letters that fit, from which on a guess is made at all."""
_CLEARLY = 0.1
"""How much better a less usual encoding must fit."""
_PERFECT = 0.97
"""Chinese of common signs alone reads nearly as well, but never as Cyrillic words of one case and usual letters."""
_MANY = 20
"""Bytes that are no ASCII, of which so many do not read well by chance."""
_RARE = "gb18030"
"""What signs are taken for that nobody uses daily: names of people and places are written with such ones."""
_LEAST_JOINED = 4
_MOSTLY_ZEROS = 0.7
_WORD = re.compile(r"[^\W\d_]+")
_ODD = re.compile(r"[^\x00-\x7f\w«»„“”‘’‚–—…№°·•®©،؛؟\xa0]")
"""Signs of which no label is made, such as those that lines are drawn with."""
_COMMON_HANGUL = frozenset(
    "가각간강개거게결경계고공과관교구국권그금급기김나남내네년노뇨누느는니다단대더도동되드들등디때라람래량러려력령"
    "로록료류르를름리림마막만말매머면명모목무문물미민바박반발방배백번별보복부북분불비빈사산상색생서석선설성세"
    "소속손수순스습시식신실아안애야양어언얼에여역연영예오온외요용우운원위유으은을음의이인일임입자작장재저적전"
    "점접정제조족종주준중증지직진질집차착참창책처천철체초총최추출취치카코크키타탈태택터토통트특파판팔패포표품"
    "피하학한할함합해행향허험현형호홍화확활황회효후흑희히"
)
_THAI = re.compile(r"[\u0e01-\u0e5b]+[A-Za-z]?")
_THAI_WORD = re.compile(
    r"(?:[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{0,2}[\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46]?){2,1000}"
)
"""Syllables: a vowel may stand before the letter, marks only above or below it."""
_THAI_MARK = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e40-\u0e44\u0e47-\u0e4e]")
_LEAST_MARKS = 3
"""Without some, a few signs of Chinese read as Thai too."""
_MORE_CYRILLIC = frozenset("ёЁєЄіІїЇґҐўЎ")
_COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпуяьызбг")


@dataclass(frozen=True, slots=True)
class _Encoding:
    codec: str
    name: str
    fits: Callable[[str], float]
    """How well a text reads if it was written in this encoding, from 0 to 1."""


def decode(data: bytes) -> tuple[str, str | None]:
    """Return ``data`` as text, and what is doubtful about it.

    Bytes that are no text at all give an empty text; where no encoding fits, what cannot be read is
    marked by U+FFFD.
    """
    marked = decode_marked(data)
    if marked is not None:
        return marked
    if b"\x00" in data:
        return _without_mark(data)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return _guessed(data)


def _without_mark(data: bytes) -> tuple[str, str | None]:
    """Read UTF-16 without a byte order mark, where its zeros stand on one side only."""
    odd, even = data[1::2].count(0), data[0::2].count(0)
    if len(data) % 2 or (odd and even):
        return "", "binary data, not text"
    try:
        text = data.decode("utf-16-le" if odd else "utf-16-be")
    except UnicodeDecodeError:
        return "", "binary data, not text"
    if not all(sign in "\r\n\t" or unicodedata.category(sign)[0] != "C" for sign in text[:_ENOUGH]):
        return "", "binary data, not text"
    certain = max(odd, even) > _MOSTLY_ZEROS * len(text)
    return text, None if certain else "no byte order mark; read as UTF-16, which is a guess"


def _guessed(data: bytes) -> tuple[str, str | None]:
    best: _Encoding | None = None
    most, reached = _PLAUSIBLE, 0.0
    many = sum(byte > 0x7F for byte in data[:_ENOUGH]) >= _MANY
    for encoding in _ENCODINGS:
        fit = _fit(data, encoding)
        if fit >= most or (many and encoding.fits is _cyrillic and fit >= _PERFECT > reached):
            best, most, reached = encoding, fit + _CLEARLY, fit
    if best is None:
        best = next((each for each in _ENCODINGS if each.codec == _RARE and _is_valid(data, _RARE)), None)
    if best is None:
        return data.decode("utf-8", "replace"), "neither UTF-8 nor another known encoding; parts could not be read"
    return data.decode(best.codec), f"not UTF-8; read as {best.name}, which is a guess"


def _is_valid(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _fit(data: bytes, encoding: _Encoding) -> float:
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError:
        return 0.0
    return encoding.fits(text[:_ENOUGH])


def _signs(weigh: Callable[[str], float]) -> Callable[[str], float]:
    """Return the mean weight of all signs that are not ASCII."""

    def fits(text: str) -> float:
        signs = [sign for sign in text if not sign.isascii()]
        return sum(map(weigh, signs)) / len(signs) if signs else 0.0

    return fits


def _lead(sign: str, codec: str) -> int:
    """Return the first byte of a sign of two bytes, or 0."""
    try:
        written = sign.encode(codec)
    except UnicodeEncodeError:
        return 0
    return written[0] if len(written) == 2 else 0


def _chinese(sign: str) -> float:
    lead = _lead(sign, "gb2312")
    # Rows 16 to 55 hold the signs in daily use, the rest rare ones.
    return 0.95 if 0xB0 <= lead <= 0xD7 else 0.9 if 0xA1 <= lead <= 0xA3 else 0.3 if lead else 0.0


def _traditional(sign: str) -> float:
    lead = _lead(sign, "big5")
    return 1.0 if 0xA4 <= lead <= 0xC6 else 0.5 if lead == 0xA1 else 0.2 if lead else 0.0


def _korean(sign: str) -> float:
    # Every common sign of GB 2312 is some syllable in EUC-KR, but seldom a common one.
    return 1.0 if sign in _COMMON_HANGUL else 0.4 if "가" <= sign <= "힣" else 0.1


def _japanese(sign: str) -> float:
    if "\u3041" <= sign <= "\u30fe":
        return 1.0
    # Level 1 of JIS X 0208 holds the signs in daily use; half-width kana are what other encodings turn into.
    return 0.8 if 0xB0 <= _lead(sign, "euc_jp") <= 0xCF else 0.0


def _cyrillic(text: str) -> float:
    return _words(text, lambda sign: "А" <= sign <= "ё" or sign in _MORE_CYRILLIC, _COMMON_CYRILLIC)


def _arabic(text: str) -> float:
    return _words(text, lambda sign: "\u0621" <= sign <= "\u064a" or sign in "پچژگکی", None)


def _thai(text: str) -> float:
    """Return the share of signs that are Thai, with vowels and tones above and below letters alone."""
    signs = _THAI.findall(text) if len(_THAI_MARK.findall(text)) >= _LEAST_MARKS else []
    others = sum(not sign.isascii() for sign in text) - sum(map(len, signs))
    good = sum(len(sign) for sign in signs if _THAI_WORD.fullmatch(sign))
    return 0.9 * good / (sum(map(len, signs)) + others) if signs else 0.0


def _words(text: str, own: Callable[[str], bool], common: frozenset[str] | None) -> float:
    """Return the share of signs that are letters in words of this script alone, in one case after the first letter."""
    score, total = 0.0, float(len(_ODD.findall(text)))
    for word in (part for run in _WORD.findall(text) for part in _joined_words(run)):
        if word.isascii():
            continue
        total += len(word)
        if all(map(own, word)) and (word[1:] == word[1:].lower() or word.isupper()):
            usual = sum(sign.lower() in common for sign in word) / len(word) if common is not None else 0.9
            score += len(word) * (0.6 + 0.4 * usual) * (0.9 if word.isupper() else 1.0)
    return score / total if total else 0.0


def _joined_words(run: str) -> list[str]:
    """Return the words of a name that is put together by capitals; letters at random are none."""
    parts = cased(run)
    return parts if all(len(part) >= _LEAST_JOINED for part in parts) else [run]


def _latin(text: str) -> float:
    """Return the share of words with an accent in which most letters are plain ones."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = [
        word
        for word in words
        if sum(map(str.isascii, word)) * 2 > len(word) and (word[1:] == word[1:].lower() or word.isupper())
    ]
    return 0.9 * len(good) / len(words) if words else 0.0


_ENCODINGS = (
    _Encoding("euc_kr", "EUC-KR", _signs(_korean)),
    _Encoding("gb18030", "GB 18030", _signs(_chinese)),
    _Encoding("cp1252", "Windows-1252", _latin),
    _Encoding("cp1251", "Windows-1251", _cyrillic),
    _Encoding("koi8_u", "KOI8-U", _cyrillic),
    _Encoding("cp1256", "Windows-1256", _arabic),
    _Encoding("cp932", "Shift JIS", _signs(_japanese)),
    _Encoding("cp874", "Windows-874", _thai),
    _Encoding("big5", "Big5", _signs(_traditional)),
)
"""Where two fit alike the earlier one is meant: what reads as common Korean is seldom meant as Chinese."""
