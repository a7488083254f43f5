"""From what a reader found to mentions: what is named, at which place, what that proves, with a safe excerpt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath

from fairnotice.analytics.documents.reading import FIRST_TEXTS, LabelList, Reading, Scope, Statement
from fairnotice.analytics.documents.value_texts import compared
from fairnotice.analytics.words.choices import choices, descents
from fairnotice.analytics.words.company import Company
from fairnotice.analytics.words.matching import NOTHING_NEAR, Match, match_compared, match_labels, match_text
from fairnotice.analytics.words.vocabulary import Vocabulary, Where
from fairnotice.domain import LEVELS, PROVING, ClassifierMention, Level
from fairnotice.errors import without_secrets

LONGEST_EXCERPT = 200
MOST_MENTIONS = 200
_WORTH_A_LOOK = 0.2
"""Certainty below which a word only says that the format could carry such a thing."""
_FREE_TEXT = 0.85
"""Free text is worth a look, never an accusation."""
_ASKED = 0.6
_OF_WHOM = "Whether a model is asked what a person is."
_LONGEST_PHRASE = 8
"""Words; what is longer is a sentence about something, such as a code of conduct or a privacy notice."""
_LEAST_SENTENCE = 4
_EITHER_OR = re.compile(
    r"\b(?:yes|true|ja|oui|s[ií]|да)\s?/\s?(?:no|false|nein|non|n[ãa]o|нет)\b"
    r"|\b(?:or not|ou non|ou pas|o no|ou não|oder nicht|of niet|eller (?:inte|ej|ikke)|vai ei|atau tidak)\b"
    r"|\b(?:senza|zonder|sans|sin|sem|ohne|without|no|tanpa|utan|uten|uden|ilman|без|bez|aucun|evitar|geen|keine)"
    r"\s(?:\w{1,20}\s){0,2}(?:explan|explic|spiegaz|uitleg|erklär|comment|kommentar|coment|komentář|text|penjelas|förklar"
    r"|forklar|selity|поясн|объясн|коммент|wyjaśn)\w{0,15}(?:\s\w{1,15})?"
    r"(?=\s*(?:[,;)]|$))|설명\S{0,3}\s?금지|説明\S{0,8}しないで|不要解释|不要說明|ห้ามอธิบาย"
    r"|(?:[,;]|\bor)\s(?:or\s)?(?:(?:cannot|can't|can not) (?:tell|say)|not (?:sure|clear|visible|known))\b"
    r"|\bor (?:of )?no (?:religion|faith|belief)\b"
    r"|\b(?:czy nie|nebo ne|vagy nem|hay không|или нет|чи ні|أم لا|jamais plus d[e'])|หรือไม่|かどうか|인지 아닌지|与否",
    re.IGNORECASE,
)
"""A question has a 'not' too that denies nothing."""
_NONE_OF_THEM = re.compile(
    r"(?<=[,;/|(])\s?(?:or |oder |ou |o |или )?"
    r"(?:none|no|not|keine?|aucune?|sans|ninguna|sin|нет|без|(?:nicht|niet|não|не|inte|ikke)"
    r"(?= (?:erkennbar|sichtbar|bestimmbar|feststellbar|eindeutig|herkenbaar|zichtbaar|duidelijk|visível|видно|ясно"
    r"|определено|распознано|synligt?|tydeligt?)\s?\)))"
    r"(?: \w{1,20}){0,2}\s?(?=\))",
    re.IGNORECASE,
)
"""What an answer may be, the last one in brackets: its 'no' denies nothing."""
_OFTEN_OFF = 2
_OFTEN = 2
"""Texts of a file in which a word has another sense, until that is taken for the file's: a street may be called so."""
_COMMAS = re.compile(r"[,،，、]")
_LEAST_COMMAS = 2
"""Of a sentence that lists what is wanted, in whatever language: 'how many people, their sex, age and ethnicity'."""
_FIRST_WORD = re.compile(r"([^\W\d_]{2,20})(\d{0,2})[_ :/.-]{1,3}(\S.{0,100})$")
_OF_ORIGIN = frozenset(
    {"nat", "eth", "origin", "nationality", "ethnicity", "race", "rosto", "gesicht", "visage", "лицо"}
)
_MANY = 50
"""Labels of which it is quicker to look at their different words first."""
_THAT_COUNT = frozenset({"ic", "class", "type", "label", "cat", "cls"})
"""First words of labels that only count these, with a number: identity codes are the British police's."""
_LEAST_PREFIXED, _MOST_PREFIXED = 3, 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def excerpt(text: str) -> str:
    """Return at most 200 characters of ``text`` on one line, without secrets and invisible signs."""
    # Secrets are masked before anything is cut: half a secret would not be recognised as one.
    clean = _CONTROLS.sub(" ", without_secrets(text[: 10 * LONGEST_EXCERPT])).strip()
    return clean if len(clean) <= LONGEST_EXCERPT else clean[: LONGEST_EXCERPT - 1] + "…"


def presentable(name: str) -> str:
    """Return a file's name as it may be printed and stored: what is no character, or steers a terminal, is U+FFFD."""
    return _CONTROLS.sub("\ufffd", name.encode("utf-8", "replace").decode("utf-8"))


def evidence_level(enabled: bool) -> Level:
    """Return what a label map proves: of a model that is switched off, a capability at most."""
    return Level.CONFIGURED if enabled else Level.CAPABILITY


def mention(match: Match, level: Level, path: str, line: int | None, text: str) -> ClassifierMention:
    """Return ``match`` as a mention; what it can prove at most is never exceeded."""
    most = level if match.level is None else lower(level, match.level)
    if match.confidence < _WORTH_A_LOOK:
        most = lower(most, Level.CARRIER)
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


def lower(level: Level, most: Level) -> Level:
    """Return the weaker of two levels of evidence."""
    return min(level, most, key=LEVELS.index)


def reading_mentions(reading: Reading, name: str, words: Vocabulary, most: Level) -> tuple[ClassifierMention, ...]:
    """Return what a file names: in its lists of labels, its statements and its own name.

    Args:
        reading: What the format's reader found.
        name: The file's name without folders.
        words: The vocabulary.
        most: What anything in it can prove at most.
    """
    around = _Surroundings(words, name, reading.beginning)
    found: list[ClassifierMention] = []
    for each in reading.lists:
        found += label_mentions(each, words, lower(each.level, most), around)
    for statement in reading.statements:
        if not words.telling(statement.text) and not (statement.instructs and words.could_name(statement.text)):
            continue
        found += _statement_mentions(statement, words, lower(statement.level, most), around)
    named = _name_mentions(reading, name, words, lower(most, Level.CONFIGURED))
    # What a file says to be off is not on because the file is called so.
    off = Counter(each.category for each in found if each.level is Level.CAPABILITY)
    proven = {each.category for each in found if each.level in PROVING}
    named = [
        replace(each, level=lower(each.level, Level.CAPABILITY))
        if off[each.category] >= _OFTEN_OFF and each.category not in proven
        else each
        for each in named
    ]
    every = [*found, *named]
    return strongest(replace(each, confidence=min(each.confidence, reading.certainty)) for each in every)


class _Surroundings:
    """The company of each scope of one file, worked out once."""

    def __init__(self, words: Vocabulary, name: str, beginning: Scope) -> None:
        self._words = words
        self._name = words.tokens(name)
        self._beginning = beginning
        self._known: dict[Scope | None, Company] = {}

    @cached_property
    def _beginning_of_it(self) -> tuple[Company, frozenset[str]]:
        """The texts with which the file begins, and the words that stand there in another sense."""
        texts = self._beginning.texts
        counted = Counter(word for text in set(texts) for word in self._words.near((text,))[1])
        often = frozenset(word for word, times in counted.items() if times >= _OFTEN)
        return Company(self._words.near(texts)[0]), often

    def of(self, scope: Scope | None, extra: Iterable[str] = ()) -> Company:
        """Return what stands near in ``scope``, with the file's name and ``extra`` texts."""
        if scope not in self._known:
            near, senses = [self._name], frozenset[str]()
            if scope is not None:
                near, senses = self._words.near(scope.near())
                near.append(self._name)
            document, elsewhere = self._beginning_of_it
            self._known[scope] = Company(
                near, placed=scope is not None, senses=senses, elsewhere=elsewhere, document=document
            )
        more = [self._words.tokens(text) for text in extra]
        return self._known[scope].joined_by(more) if more else self._known[scope]


def label_mentions(
    each: LabelList, words: Vocabulary, level: Level, around: _Surroundings
) -> Iterator[ClassifierMention]:
    """Yield what a list of labels names, each at the place of the first label that it is about."""
    texts = [label.text for label in each.labels]
    if len(texts) > _MANY and not words.could_name_any(texts):
        return
    bare = _without_prefix(texts, words)
    told, bare_told = (any(words.telling(text) for text in some) for some in (texts, bare))
    if not told and not bare_told:
        return
    company = around.of(each.scope, each.company)
    found = match_labels(texts, words, company, only_sets=each.only_sets) if told else []
    if bare_told and not any(match.indices[1:] for match in found):
        found += match_labels(bare, words, company, only_sets=True)
    for match in found:
        certain = min(match.confidence, _FREE_TEXT) if each.doubted else match.confidence
        about = [each.labels[index] for index in match.indices]
        yield mention(
            replace(match, confidence=certain),
            level,
            about[0].path,
            about[0].line,
            ", ".join(label.text for label in about),
        )


def _without_prefix(texts: list[str], words: Vocabulary) -> list[str]:
    """Return labels without a first word that says of whom or what they tell: ``nat_turk, nat_arab``, ``face_white``.

    So are words that only count: ``IC1 white, IC2 asian``. Nothing where one of them begins otherwise: ``temple_hindu``
    is a temple.
    """
    if not _LEAST_PREFIXED <= len(texts) <= _MOST_PREFIXED:
        return []
    parts = [found for text in texts if (found := _FIRST_WORD.match(text))]
    if len(parts) < len(texts):
        return []
    firsts = {found[1].casefold() for found in parts}
    groups = (_OF_ORIGIN, words.groups["face"], words.groups["person"])
    counted = firsts <= _THAT_COUNT and all(found[2] for found in parts)
    if not counted and not all(any(first in group for group in groups) for first in firsts):
        return []
    return [found[3] for found in parts]


def _statement_mentions(
    statement: Statement, words: Vocabulary, level: Level, around: _Surroundings
) -> Iterator[ClassifierMention]:
    counted = statement.scope is not None
    prose = statement.where is Where.TEXT
    if prose and not _is_read(statement, words):
        level = lower(level, Level.CARRIER)
    # 'no_hijab' is a label; a name of many words, such as an address, is a sentence.
    told = prose or (statement.where is Where.NAME and len(words.tokens(statement.text)) >= _LEAST_SENTENCE)
    for match in match_text(
        statement.text,
        words,
        statement.where,
        around.of(statement.scope),
        counted=counted,
        negatable=told,
        described=statement.described,
        value=statement.value,
    ):
        weighed = replace(match, confidence=min(match.confidence, _FREE_TEXT)) if prose else match
        if statement.instructs and match.friend == NOTHING_NEAR and _speaks_of_persons(statement, words):
            weighed = replace(match, confidence=_ASKED, friend="", level=None, settles=_OF_WHOM)
        yield mention(weighed, level, statement.path, statement.line, statement.shown or statement.text)
    if prose and statement.instructs and level in PROVING:
        yield from _choice_mentions(statement, words, level, around)
    for name, value in compared(statement.text) if prose and words.telling(statement.text) else ():
        for match in match_compared(name, value, words, around.of(statement.scope)):
            yield mention(match, statement.level, statement.path, statement.line, statement.shown or statement.text)


def _speaks_of_persons(statement: Statement, words: Vocabulary) -> bool:
    return not words.groups["person"].isdisjoint(words.tokens(statement.text))


def _choice_mentions(
    statement: Statement, words: Vocabulary, level: Level, around: _Surroundings
) -> Iterator[ClassifierMention]:
    """Yield between which labels a model is asked to choose."""
    shown = statement.shown or statement.text
    asked = choices(statement.text, words)
    chosen = match_labels(asked, words, around.of(statement.scope, (statement.text,)), only_sets=True)
    for match in chosen:
        weighed = replace(match, confidence=min(match.confidence, _FREE_TEXT))
        yield mention(weighed, level, statement.path, statement.line, shown)
    for term, category in () if chosen else descents(statement.text, words):
        yield mention(Match(term, category, _ASKED, "descent", _OF_WHOM), level, statement.path, statement.line, shown)


def _is_read(statement: Statement, words: Vocabulary) -> bool:
    """Tell whether a sentence does something: a short one, or one that asks a model for what it names."""
    if not statement.instructs:
        return len(statement.text.split()) <= _LONGEST_PHRASE
    parts = frozenset(words.tokens(_NONE_OF_THEM.sub(" ", _EITHER_OR.sub("", statement.text))))
    asks = not parts.isdisjoint(words.groups["asking"]) or len(_COMMAS.findall(statement.text)) >= _LEAST_COMMAS
    return asks and parts.isdisjoint(words.groups["denial_before"])


def _name_mentions(reading: Reading, name: str, words: Vocabulary, level: Level) -> list[ClassifierMention]:
    stem = PurePosixPath(name).stem
    if not words.telling(stem):
        return []
    labels = (label.text for each in reading.lists for label in each.labels[:FIRST_TEXTS])
    near = [*islice(labels, FIRST_TEXTS), *islice(reading.beginning.texts, FIRST_TEXTS)]
    company = Company(words.tokens(text) for text in near)
    return [mention(match, level, "file name", None, name) for match in match_text(stem, words, Where.NAME, company)]


def strongest(mentions: Iterable[ClassifierMention]) -> tuple[ClassifierMention, ...]:
    """Return the mentions that prove most, at most 200 of one source, in the order of the source."""
    numbered = sorted(
        enumerate(dict.fromkeys(mentions)),
        key=lambda each: (-LEVELS.index(each[1].level), -each[1].confidence, each[0]),
    )
    return tuple(found for _, found in sorted(numbered[:MOST_MENTIONS], key=lambda each: each[0]))
