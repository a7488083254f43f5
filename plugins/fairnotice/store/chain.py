"""Events of findings chained by their hashes: pure, so that a chain can be verified far from any database.

The content of an event holds codes, ids and hashes only. What could name a person (reasons in words, an inspector's
name and note) stands beside it, and only its salted hash in it: when the words and their salt are erased, nothing of
the chain changes, and the name cannot be guessed from the hash.

There is one chain for a source of cameras and a month: batches of one audit wait for each other only while they write
their events, a month can be verified by itself, and what happened to a whole month shows in the signed manifests,
which name the head of every chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = "fairnotice-event/1"
TEXTS = ("reasons", "inspector", "note")
"""The parts of an event that can be erased."""


@dataclass(frozen=True, slots=True)
class Event:
    """One link of a chain, as it lies in the database or in an exported file."""

    content: Mapping[str, Any]
    content_sha256: str
    previous_sha256: str
    chain_sha256: str
    texts: Mapping[str, Any] = field(default_factory=dict)
    """Those of `TEXTS` that were not erased."""
    salts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class ChainId:
    """Which chain: cameras of one source, window dates of one month."""

    source: str
    month: dt.date
    """The month's first day."""

    @classmethod
    def of(cls, camera_id: str, window_date: dt.date) -> ChainId:
        """Return the chain of a camera's events; a camera's id starts with its source."""
        return cls(camera_id.partition(":")[0], window_date.replace(day=1))

    @property
    def start_sha256(self) -> str:
        """What stands as the previous hash of the first event."""
        return hashlib.sha256(f"{FORMAT}|{self.source}|{self.month:%Y-%m}".encode()).hexdigest()

    def __str__(self) -> str:
        """Return the chain's name as it is printed."""
        return f"{self.source} {self.month:%Y-%m}"


def canonical(value: Any) -> bytes:
    """Return the one spelling of a JSON value that hashes and signatures are over.

    Keys are sorted and nothing is spaced, as in RFC 8785; there are no fractions in what is hashed here, so that
    their spelling is no question.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value's one spelling."""
    return hashlib.sha256(canonical(value)).hexdigest()


def new_salt() -> str:
    """Return a random value that keeps a short text from being guessed by its hash."""
    return secrets.token_hex(16)


def text_sha256(salt: str, text: Any) -> str:
    """Return the salted hash of a text, or of a list of reasons."""
    return sha256_of([salt, text])


def link_sha256(previous_sha256: str, content_sha256: str) -> str:
    """Return the hash that stands for an event and all before it."""
    return hashlib.sha256(f"{previous_sha256}|{content_sha256}".encode()).hexdigest()


def link(previous_sha256: str, content: Mapping[str, Any]) -> Event:
    """Return the event with ``content`` that follows ``previous_sha256``."""
    content_sha256 = sha256_of(content)
    return Event(content, content_sha256, previous_sha256, link_sha256(previous_sha256, content_sha256))


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What one chain was found to be."""

    chain: ChainId
    length: int
    head_sha256: str
    erased: int = 0
    """Events of which a text was erased."""
    faults: tuple[str, ...] = ()
    """What is wrong, the first place first; empty: the chain holds."""


_MOST_FAULTS = 20


def verify_chain(chain: ChainId, events: Iterable[Event]) -> ChainReport:
    """Follow a chain from its start and say where it is broken, if it is.

    Args:
        chain: Which chain.
        events: Its events, in the order in which they are said to stand.
    """
    previous, expected, length, erased, faults = chain.start_sha256, 1, 0, 0, list[str]()
    for event in events:
        length += 1
        if len(faults) < _MOST_FAULTS:
            place = f"{chain}, event {expected}"
            faults += [f"{place}: {fault}" for fault in _faults(chain, expected, event, previous)]
        erased += any(name not in event.texts for name in event.content.get("texts", {}))
        previous = event.chain_sha256
        number = event.content.get("sequence")
        # After something that is missing, the rest is judged by itself.
        expected = (number if isinstance(number, int) else expected) + 1
    return ChainReport(chain, length, previous, erased, tuple(faults[:_MOST_FAULTS]))


def _faults(chain: ChainId, number: int, event: Event, previous: str) -> Iterable[str]:
    content = event.content
    if content.get("source") != chain.source or not str(content.get("window_date")).startswith(f"{chain.month:%Y-%m}"):
        yield "belongs to another chain"
    if content.get("sequence") != number:
        yield f"number {content.get('sequence')} stands in its place: something is missing, or out of order"
    if event.previous_sha256 != previous:
        yield "does not follow the event before it"
    if sha256_of(content) != event.content_sha256:
        yield "was changed: its content has another hash"
    if link_sha256(event.previous_sha256, event.content_sha256) != event.chain_sha256:
        yield "has another link than its content and the event before it make"
    hashes = content.get("texts", {})
    for name, text in event.texts.items():
        if text_sha256(event.salts.get(name, ""), text) != hashes.get(name):
            yield f"its {name} were changed" if name == "reasons" else f"its {name} was changed"
