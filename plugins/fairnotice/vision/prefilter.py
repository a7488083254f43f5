"""Which letters a text must hold before a pattern is worth trying: most patterns are ruled out by a look.

Hundreds of patterns are tried on every sign; nearly all of them need letters that the sign does not hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

_KEY = 4
_MOST = 24
"""Most alternatives that are kept for one pattern; more are slower to look for than the pattern itself."""
_QUANTIFIER = re.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}")
_CLASSES_THAT_MEAN_MORE = frozenset("dwsDWSbB")


@dataclass(frozen=True, slots=True, eq=False)
class Prefiltered:
    """A pattern with the letters that it needs."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    """At least one of these is part of whatever the pattern matches; empty if nothing is known."""


def prefiltered(source: str) -> Prefiltered:
    """Compile a pattern and work out what it needs."""
    return Prefiltered(re.compile(source), _Needs(source).of_all())


class Shortlist:
    """Finds which of many patterns are worth trying on a text, by the first letters of what they need."""

    def __init__(self, patterns: Iterable[Prefiltered]) -> None:
        """Take all patterns."""
        self._always: set[Prefiltered] = set()
        self._by_key: dict[str, set[Prefiltered]] = defaultdict(set)
        for each in patterns:
            for need in each.needs:
                self._by_key[need[:_KEY]].add(each)
            if not each.needs:
                self._always.add(each)

    def of(self, text: str) -> set[Prefiltered]:
        """Return the patterns that may match ``text`` or a text that lacks some of its letters."""
        found = set(self._always)
        for size in range(1, _KEY + 1):
            for key in {text[start : start + size] for start in range(len(text) - size + 1)}:
                found |= self._by_key.get(key, set())
        return {each for each in found if not each.needs or any(need in text for need in each.needs)}


class _Needs:
    """Walks once over the source of a pattern: literals, classes, groups, alternatives, quantifiers."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def of_all(self) -> tuple[str, ...]:
        exact, best = self._alternatives()
        found = _better(exact, best)
        return tuple(sorted(found)) if found and "" not in found else ()

    def _alternatives(self) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        """Return what the alternatives are exactly, if that is a short list, and what each of them needs."""
        branches = [self._sequence()]
        while self.at < len(self.source) and self.source[self.at] == "|":
            self.at += 1
            branches.append(self._sequence())
        exact: frozenset[str] | None = None
        if all(branch[0] is not None for branch in branches):
            union = frozenset().union(*(branch[0] or () for branch in branches))
            exact = union if len(union) <= _MOST else None
        needs = [_better(*branch) for branch in branches]
        if not all(needs):
            return exact, None
        union = frozenset().union(*(need or () for need in needs))
        return exact, union if len(union) <= 2 * _MOST else None

    def _sequence(self) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        run: frozenset[str] = frozenset({""})
        exact, best = True, None
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            part, needs = self._quantified(*self._part())
            best = _better(best, needs)
            if part is not None and len(run) * len(part) <= _MOST:
                run = frozenset(a + b for a, b in product(run, part))
                continue
            exact = False
            best = _better(best, run)
            run = part if part is not None and len(part) <= _MOST else frozenset({""})
        return (run, best) if exact else (None, _better(best, run))

    def _quantified(
        self, part: frozenset[str] | None, needs: frozenset[str] | None
    ) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        match = _QUANTIFIER.match(self.source, self.at)
        if not match:
            return part, needs
        self.at = match.end()
        if self.source[self.at : self.at + 1] in ("?", "+"):
            self.at += 1
        once = match.group() == "?" or match.group() == "{0,1}"
        if once and part is not None:
            return part | {""}, None
        optional = match.group() in "*?" or (match.group(1) in ("", "0") and match.group() != "+")
        return None, None if optional else _better(part, needs)

    def _part(self) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        character = self.source[self.at]
        self.at += 1
        if character == "(":
            return self._group()
        if character == "[":
            return self._class(), None
        if character == "\\":
            escaped = self.source[self.at]
            self.at += 1
            if escaped == "b":
                return frozenset({""}), None
            return (None if escaped in _CLASSES_THAT_MEAN_MORE else frozenset({escaped})), None
        if character in "^$":
            return frozenset({""}), None
        return (None if character == "." else frozenset({character})), None

    def _group(self) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        kind = re.compile(r"\?(?:<?[=!]|:)").match(self.source, self.at)
        self.at = kind.end() if kind else self.at
        inside = self._alternatives()
        self.at += 1
        looks_around = kind is not None and kind.group() != "?:"
        return (frozenset({""}), None) if looks_around else inside

    def _class(self) -> frozenset[str] | None:
        end = self.source.index("]", self.at + 1)
        members = self.source[self.at : end]
        self.at = end + 1
        if members.startswith("^") or "-" in members or "\\" in members or len(members) > 6:
            return None
        return frozenset(members)


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Return the set that rules out more texts: the one whose shortest member is longer."""
    known = [needs for needs in (one, other) if needs and "" not in needs]
    return max(known, key=lambda needs: (min(map(len, needs)), -len(needs))) if known else None
