"""What stands on a sign in a form of its own: telephone numbers, addresses, statutes, durations, companies' names.

These are looked for in the text as it was read, since digits, capitals and punctuation matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FEWEST_DIGITS, _MOST_DIGITS = 6, 15


@dataclass(frozen=True, slots=True)
class Marks:
    """The patterns, compiled."""

    duration: re.Pattern[str]
    round_the_clock: re.Pattern[str]
    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    mail: re.Pattern[str]
    labelled_telephone: re.Pattern[str]
    telephone: re.Pattern[str]
    not_telephone: re.Pattern[str]
    date: re.Pattern[str]
    addresses: tuple[re.Pattern[str], ...]
    web: re.Pattern[str]
    laws: tuple[re.Pattern[str], ...]
    organisations: tuple[re.Pattern[str], ...]
    purposes: tuple[re.Pattern[str], ...]
    offers: tuple[re.Pattern[str], ...]
    """What things cost: a fine has no 'from', an offer has."""
    possessives: re.Pattern[str]
    no_names: frozenset[str]
    """Capitalised words that are no name of the organisation that they stand before."""

    @classmethod
    def compiled(cls, data: Mapping[str, Any]) -> Marks:
        """Compile the patterns of ``marks.yaml``."""
        return cls(
            duration=_duration(data["durations"]),
            round_the_clock=re.compile(data["durations"]["round_the_clock"], re.IGNORECASE),
            not_after=re.compile(data["durations"]["not_after"]),
            not_before=re.compile(data["durations"]["not_before"]),
            addresses=_all(data["addresses"]),
            laws=_all(data["laws"]),
            purposes=_all(data["purposes"]),
            offers=_all(data["offers"]),
            organisations=(*_all(data["organisations"]), re.compile(data["chinese_signature"])),
            no_names=frozenset(data["no_names"].split()),
            **{
                name: re.compile(data[name])
                for name in ("mail", "labelled_telephone", "telephone", "not_telephone", "date", "web", "possessives")
            },
        )

    def reachable(self, raw: str) -> bool:
        """Tell whether an e-mail address, a telephone number or a postal address is given."""
        return bool(
            self.mail.search(raw)
            or self.labelled_telephone.search(raw)
            or any(self._telephones(raw))
            or any(address.search(raw) for address in self.addresses)
        )

    def durations(self, raw: str) -> Iterator[tuple[str, tuple[int, int]]]:
        """Yield how long or by when: `day` for 24 hours, which may be opening hours, else `time`; and where."""
        for match in self.duration.finditer(raw):
            if self.not_after.search(raw[max(0, match.start() - 10) : match.start()]):
                continue
            if self.not_before.match(raw[match.end() : match.end() + 24]):
                continue
            yield ("day" if self.round_the_clock.match(match.group()) else "time"), match.span()

    def _telephones(self, raw: str) -> Iterator[str]:
        for match in self.telephone.finditer(raw):
            number = match.group().strip()
            digits = sum(character.isdigit() for character in number)
            if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or self.date.match(number):
                continue
            if not self.not_telephone.search(raw[max(0, match.start() - 12) : match.start()]):
                yield number


def _duration(data: Mapping[str, Any]) -> re.Pattern[str]:
    between = data["between"]
    numbered = rf"\b(?<![.,:-])(?:\d{{1,3}}{between}|(?:{data['numbers']})(?=[ \n-]){between})(?:{data['units']})(?!\w)"
    return re.compile("|".join((numbered, *data["others"])), re.IGNORECASE)


def _all(sources: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(source) for source in sources)
