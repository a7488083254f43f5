"""Does a text name a classifier of persons? Sets of labels first, then words with their company.

A match is a word with a confidence; what level of evidence it is depends on where it stands, which
is the caller's to say. Words that only look like one give no match, or one that is marked `friend`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fairnotice.analytics.words.company import DECISIVE_WEIGHT, Around, Company
from fairnotice.analytics.words.vocabulary import PLAIN, Entry, LabelSet, Member, Vocabulary, Where, spellings
from fairnotice.domain import Level

_FRIEND_CONFIDENCE = 0.05
_STRONG_SET = 0.97
_WEAK_PAIR = 0.85
_PAIR_BESIDE_FACES = 0.95
_EITHER = 0.6
_LEAST_PEOPLES = 2
_MANY_LABELS = 40
_MANY_THINGS = 24
_SMALL_SHARE = 0.1
_CERTAIN_OPPOSITION = 3
_TWICE_SAID = 2
_CERTAIN_SCALE = 2
"""How many times more must speak against a set of labels than for it, until it is taken for something else."""
_OTHER_SENSE = 3
"""Words that it counts against a word that the same one stands near in another sense."""
_EVERYDAY = frozenset({"analysis", "person", "pipeline"})
"""Groups whose words stand in every camera's settings: beside a word, not with it in one name, they show little."""
_NAMES = frozenset({Where.TEXT, Where.NAME})
"""Kinds of text that may be the name of a place."""
_NO_NAME = ("from_to", "watching", "analysis", "person", "face")
"""Groups of which no word stands in the name of a place."""
_EVERYDAY_NEAR = "words that any camera's settings have"
_DESCRIBES = "Whether people are sorted: its value says what one thing is like, and turns nothing on."
_ORIGIN = {"race": "origin", "ethnicity": "origin"}
"""Laws and labels speak of racial or ethnic origin in one breath."""
_SAY_SO_TOO = frozenset(
    {
        "records", "medical", "statistics", "culture", "places", "land", "voting", "legal", "evaluation", "writing",
        "animals", "games", "fashion", "food", "sport", "another sense",
    }
)  # fmt: skip
"""What else is said to have a race or a religion, in the same words: people on file, breeds, houses of prayer."""
_BY_NAME = "Whether it is told of persons: none of the labels beside it is, only the file is called so."
_HAS_VALUE = "Whether somebody wrote down what a person is, or pictures of people are sorted by it."
NOTHING_NEAR = "nothing near it speaks of persons or of what a model tells apart"


@dataclass(frozen=True, slots=True)
class Match:
    """One word or set found."""

    term: str
    category: str
    confidence: float
    source_id: str
    settles: str = ""
    friend: str = ""
    """Why it is most likely something else; empty for a real match."""
    level: Level | None = None
    """The most that this match can prove, whatever it stands in."""
    opposed: str = ""
    """The group of words that makes it something else, where one does."""
    everyday: bool = False
    """Whether its words are everyday ones, which mean something by their company."""
    indices: tuple[int, ...] = ()
    """Which labels of a list it is about."""


_ANCESTRY, _NATIONALITIES = "ancestry", "nationalities"
_MOST_MATCHES = 60
"""Of one text; what stands in it more often is found already."""
_NOBODY = Company()


def match_text(
    text: str,
    words: Vocabulary,
    where: Where,
    company: Company = _NOBODY,
    *,
    counted: bool = False,
    negatable: bool = False,
    described: bool = False,
    value: str = "",
) -> list[Match]:
    """Return what ``text`` names.

    Args:
        text: A key, a label, a name or a sentence.
        words: The vocabulary.
        where: What kind of text it is.
        company: What stands near it.
        counted: Whether ``company`` counts this very text too.
        negatable: Whether 'no race recognition' denies it; not so for labels, where 'no_hijab' is
            the other half of a classifier.
        described: Whether its value says what something is like, and turns nothing on.
        value: What stands at a key, where it is a word.
    """
    found = _match_parts(words.tokens(text), words, where, company, counted=counted, negatable=negatable)
    if value and any(each.friend or each.confidence < _EITHER for each in found):
        found = [valued if (valued := _of_value(each, value, words, company)) else each for each in found]
    if not described:
        return found
    return [_doubted(each, _DESCRIBES) if each.everyday and not each.friend else each for each in found]


def _match_parts(
    parts: Sequence[str], words: Vocabulary, where: Where, company: Company, *, counted: bool, negatable: bool
) -> list[Match]:
    found = []
    for start, end, entry in _phrases(parts, words, where):
        around = company.around((*parts[:start], *parts[end:]), parts if counted else ())
        match = _weigh(entry, parts, start, end, around, words)
        if match is not None and where in _NAMES and _names_a_site(parts, start, end, words):
            match = _as_friend(match, "it is the name of a place")
        if match is not None and negatable and _denied(parts, start, end, words):
            match = _as_friend(match, "it is denied in the same words")
        if match is not None:
            found.append(match)
        if len(found) >= _MOST_MATCHES:
            break
    return found


def match_labels(
    labels: Sequence[str], words: Vocabulary, company: Company = _NOBODY, *, only_sets: bool = False
) -> list[Match]:
    """Return what a list of labels names: sets of labels, then single labels that no set explains.

    Args:
        labels: The labels.
        words: The vocabulary.
        company: What stands around the list.
        only_sets: Whether single labels are left to others.
    """
    apart = [words.tokens(label) for label in labels]
    everything = company.joined_by(apart)
    around = everything.around()
    spelled = [spellings(parts) for parts in apart]
    found = [match for each, members in words.sets if (match := _match_set(each, members, spelled, around, words))]
    if only_sets:
        return found
    explained = {(match.category, index) for match in found for index in match.indices}
    own = Company(apart)
    alone = not around.placed and not any(own.present(words.groups[each]) for each in ("face", "person", "analysis"))
    for index, parts in enumerate(apart):
        if any(part in words.phrases for part in parts):
            found += [
                replace(
                    _doubted(match, _BY_NAME) if alone and match.everyday and not parts[1:] else match, indices=(index,)
                )
                for match in _match_parts(parts, words, Where.LABEL, everything, counted=True, negatable=False)
                if (match.category, index) not in explained
            ]
    rare = len(labels) > _MANY_THINGS and len(found) / len(labels) < _SMALL_SHARE
    if rare and around.hits(words.groups["person"] | words.groups["face"]) < 2:
        return [
            _as_friend(match, "it is one of many things, and none of the others is about persons") for match in found
        ]
    return found


def _phrases(parts: Sequence[str], words: Vocabulary, where: Where) -> Iterator[tuple[int, int, Entry]]:
    """Yield the entries in a row of tokens, the longest at each place; false friends swallow theirs."""
    start = 0
    while start < len(parts):
        for phrase, meaning in words.phrases.get(parts[start], ()):
            end = start + len(phrase)
            if tuple(parts[start:end]) != phrase:
                continue
            if isinstance(meaning, Entry):
                if where not in meaning.where:
                    continue
                yield start, end, meaning
            start = end - 1
            break
        start += 1


def _weigh(entry: Entry, parts: Sequence[str], start: int, end: int, around: Around, words: Vocabulary) -> Match | None:
    if start and parts[start - 1] in entry.not_after:
        return None
    if end < len(parts) and parts[end] in entry.not_before:
        return None
    support = around.support(entry.needs, words)
    supported = support >= around.enough
    confidence = entry.beside if supported and entry.beside is not None else entry.alone
    everyday = bool(entry.needs) and entry.alone < PLAIN
    term = " ".join(parts[start:end])
    match = Match(term, entry.category, confidence, entry.id, entry.settles, "", entry.level, everyday=everyday)
    opposed, weight = _opposition(words.opposing(entry), around, words)
    if everyday and not around.company.senses.isdisjoint(parts[start:end]):
        # One word is rarely meant in two senses in one place (Gale, Church and Yarowsky 1992).
        opposed, weight = opposed if weight else "another sense", weight + _OTHER_SENSE
    if weight >= entry.least_against and not supported:
        return replace(_as_friend(match, f"it stands among words of {opposed}"), opposed=opposed)
    if weight >= max(2, support):
        why = f"as many words of {opposed} and the like stand near as of persons"
        return replace(_as_friend(match, why), opposed=opposed)
    of_faces = supported and _speaks_of_faces(entry, parts, start, end, around, words)
    if parts[-1] in words.groups["durations"] and not entry.modifies:
        return _as_friend(match, f"it says for how long, in {parts[-1]}")
    thing = entry.modifies and _of_a_thing(parts[end:], words)
    if thing and ((not of_faces and support < _TWICE_SAID) or parts[-1] in words.groups["durations"]):
        return _as_friend(match, f"it says what kind of {parts[end]} is meant")
    singular = (part.removesuffix("s") for part in parts[start:end])
    if everyday and not supported and not around.company.elsewhere.isdisjoint((*parts[start:end], *singular)):
        return _as_friend(match, "the same word has another sense in this file, and nothing near speaks of persons")
    if everyday and not supported and (told := _told_of_something_else(entry, around.company.document, words)):
        return _as_friend(match, f"the file speaks of {told}, and nothing near speaks of persons")
    everyday = everyday and around.placed
    if everyday and not supported and not around.hits(words.groups["pipeline"]):
        return _as_friend(match, NOTHING_NEAR)
    if 2 * weight > max(2, support):
        return _doubted(match, f"Whether persons are meant: words of {opposed} stand near it too.")
    if everyday and supported and not of_faces:
        return _doubted(match, f"Whether it is told of persons: only {_EVERYDAY_NEAR} stand near it.")
    if thing:
        return _doubted(match, f"Whether it says what is told of persons, or what kind of {parts[end]} is meant.")
    return match


def _told_of_something_else(entry: Entry, document: Company | None, words: Vocabulary) -> str:
    """Return of what else a file speaks beyond doubt, and not of faces; empty where it does not."""
    if document is None or document.present(words.groups["face"]) or document.present(words.groups["person"]):
        return ""
    decisive = (group for group in words.opposing(entry) if document.present(words.decisive[group]))
    return next(decisive, "").replace("_", " ")


def match_compared(name: str, value: str, words: Vocabulary, company: Company) -> list[Match]:
    """Return what a rule asks for that compares an attribute with what such a classifier tells apart."""
    found = _match_parts(words.tokens(name), words, Where.KEY, company, counted=True, negatable=False)
    return [valued for each in found if (valued := _of_value(each, value, words, company, least=1.0))]


def _of_value(match: Match, value: str, words: Vocabulary, company: Company, least: float = _EITHER) -> Match | None:
    """Return a match of a key whose value is what such a classifier tells apart, ``Religion: Islam``: a person judges.

    Nothing where something near speaks of people on file, of places and the like, or nothing of persons and models,
    or where the match is one without its value.
    """
    told = {_ORIGIN.get(category, category) for category in words.told_apart(value, colours=least > _EITHER)}
    if _ORIGIN.get(match.category, match.category) not in told or match.opposed in _SAY_SO_TOO:
        return None
    if not any(company.present(words.groups[each]) for each in ("person", "face", "pipeline")):
        return None
    if not match.friend and match.confidence >= least:
        return None
    level = None if match.friend else match.level
    return replace(match, confidence=_EITHER, friend="", opposed="", level=level, settles=_HAS_VALUE)


def _doubted(match: Match, settles: str) -> Match:
    """Return a match of which a person judges: one that something speaks against, or little speaks for."""
    return replace(match, confidence=min(match.confidence, _WEAK_PAIR), settles=match.settles or settles)


def _speaks_of_faces(
    entry: Entry, parts: Sequence[str], start: int, end: int, around: Around, words: Vocabulary
) -> bool:
    """Tell whether more speaks for a match than the words that stand in every camera's settings."""
    if any(around.hits(words.groups[each]) >= around.enough for each in entry.needs if each not in _EVERYDAY):
        return True
    own = {*parts[:start], *parts[end:]}
    return any(not own.isdisjoint(words.groups[each]) for each in entry.needs)


def _of_a_thing(rest: Sequence[str], words: Vocabulary) -> bool:
    """Tell whether the next word is a thing that the words before it merely describe: 'race barrier', 'ethnic wear'."""
    return bool(rest) and not rest[0].isdigit() and rest[0] not in words.heads


def _names_a_site(parts: Sequence[str], start: int, end: int, words: Vocabulary) -> bool:
    """Tell whether a phrase is part of a place's name: 'Muslim Town Gate 2', 民族文化宫, but not 'Muslim at gate 2'."""
    others = {*parts[:start], *parts[end:]}
    if any(not others.isdisjoint(words.groups[each]) for each in _NO_NAME):
        return False
    passed = words.groups["directions"]
    last = next((part for part in reversed(parts[end:]) if not (part.isdigit() or part in passed)), "")
    return last in words.groups["sites"] or not words.groups["sites_before"].isdisjoint(parts[:start])


def _opposition(groups: Collection[str], around: Around, words: Vocabulary) -> tuple[str, int]:
    """Return the group that stands against a meaning most, and how many words of all these groups stand near."""
    hits = {
        group: around.hits(words.groups[group]) + DECISIVE_WEIGHT * around.hits(words.decisive[group])
        for group in groups
    }
    strongest = max(hits, key=lambda group: hits[group], default="")
    return strongest.replace("_", " "), sum(hits.values())


def _as_friend(match: Match, why: str) -> Match:
    return replace(match, confidence=_FRIEND_CONFIDENCE, settles="", friend=why, level=Level.CARRIER)


def _denied(parts: Sequence[str], start: int, end: int, words: Vocabulary) -> bool:
    """Tell whether a phrase is denied: 'no face or race recognition', 'ethnicity analysis: off'."""
    before, after = words.groups["denial_before"], words.groups["denial_after"]
    passed = words.groups["connectives"] | words.groups["analysis"] | words.groups["face"]

    def reaches(order: Iterable[str], denial: frozenset[str]) -> bool:
        telling = next((part for part in order if part in denial or not (part in passed or part in words.phrases)), "")
        return telling in denial

    return reaches(reversed(parts[:start]), before) or reaches(parts[end:], after)


def _match_set(
    each: LabelSet,
    members: Mapping[str, Member],
    spelled: Sequence[tuple[str, str]],
    around: Around,
    words: Vocabulary,
) -> Match | None:
    """Match whole labels against one known set; 'White' alone is a colour, beside 'Asian' it is not."""
    hits: dict[Member, int] = {}
    for index, (whole, bare) in enumerate(spelled):
        member = members.get(whole) or members.get(bare)
        if member is not None:
            hits.setdefault(member, index)
    if around.hits(words.groups["colours"]) > 1:
        hits = {member: index for member, index in hits.items() if member[0] != "colour"}
    kinds = [kind for kind, _ in hits]
    if len(hits) < each.least or kinds.count("colour") == len(hits):
        return None
    indices = tuple(sorted(hits.values()))
    told_of_persons = sum(not words.groups["person"].isdisjoint(spelled[index][0].split()) for index in indices)
    of_persons = told_of_persons > 0
    faces = of_persons or around.speaks_of(words.groups["face"])
    opposed, weight = _opposition(each.against, around, words)
    persons = faces or around.speaks_of(words.groups["person"])
    rare = len(spelled) > _MANY_LABELS and len(hits) / len(spelled) < _SMALL_SHARE
    contested = weight >= max(_CERTAIN_OPPOSITION, around.support(("face",), words)) or (weight > 0 and not faces)
    strange = not persons and _strangers(spelled, members, words) * 2 >= len(hits)
    nowhere = around.placed and not persons and not around.hits(words.groups["pipeline"])
    match = Match(
        ", ".join(spelled[index][0] for index in indices),
        each.category,
        min(each.most, _WEAK_PAIR if contested or strange or nowhere else _certainty_of_set(kinds, faces, rare)),
        each.id,
        "What the model sorts by these labels.",
        indices=indices,
    )
    if each.id == _NATIONALITIES and not of_persons:
        match = replace(match, confidence=min(match.confidence, _WEAK_PAIR))
    own = {spelling for index in indices for spelling in spelled[index]}
    only_own = weight > 0 and weight == _weight_of(own, each.against, words)
    if only_own and len(spelled) > len(hits) > _LEAST_PEOPLES and not _strangers(spelled, members, words):
        # Malay, Chinese, Indian and others: languages too, and nothing else here says which is meant.
        return replace(match, confidence=_EITHER, settles=f"Whether peoples are meant, or {opposed}.")
    # Two that name people by themselves are no languages: white north european, white south european, chinese.
    of_people = each.id == _ANCESTRY and kinds.count("strong") > 1 and (opposed == "languages" or only_own)
    if (weight > 1 or (weight and set(kinds) == {"weak"})) and not (faces or of_people):
        return _as_friend(match, f"it stands among words of {opposed}")
    # Persons among animals: 'muslim woman' and 'sikh man'; but 'white man' and 'black man' are chessmen too.
    of_people = of_people or (each.id != _ANCESTRY and told_of_persons > 1)
    if (
        not of_people
        and weight >= _CERTAIN_OPPOSITION
        and weight >= _CERTAIN_SCALE * around.support(("face", "person"), words)
    ):
        return _as_friend(match, f"it stands among words of {opposed}")
    if set(kinds) == {"weak"} and nowhere:
        return _as_friend(match, NOTHING_NEAR)
    return match


def _weight_of(own: Collection[str], groups: Iterable[str], words: Vocabulary) -> int:
    """Return how much these words themselves speak for groups."""
    return sum(
        (word in words.groups[group]) + DECISIVE_WEIGHT * (word in words.decisive[group])
        for word in own
        for group in groups
    )


def _strangers(spelled: Sequence[tuple[str, str]], members: Mapping[str, Member], words: Vocabulary) -> int:
    """Return how many of the labels are neither of the set, nor 'other' and the like."""
    plain = words.groups["neutral"]
    return sum(not (whole in members or bare in members or not bare or bare in plain) for whole, bare in spelled)


def _certainty_of_set(kinds: Sequence[str], faces: bool, rare: bool) -> float:
    """Weigh the members found: two that name people, or three of which not all name food or animals too."""
    telling = kinds.count("strong") > 1 or (len(kinds) > 2 and kinds.count("weak") < len(kinds))
    if telling and (faces or not rare):
        return _STRONG_SET
    return _PAIR_BESIDE_FACES if faces else _WEAK_PAIR
