"""The thresholds of a judgement, passed in so that a judgement can be repeated as it was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """How much proof a verdict takes.

    The numbers that are probabilities of something measured come with the facts (calibrated
    probability of a notice, lower bound of recall, certainty of a vocabulary entry). The three
    ``*_confidence`` numbers and ``chance_of_change`` below are conventions for what nobody has
    measured yet: they order findings, and where facts contradict each other they decide whether a
    person must look.
    """

    window_days: int = 30
    """Evidence older than this before the day of judgement does not count."""
    min_recall: float = 0.90
    """Lower bound of recall at a position's size, from which not seeing a notice there says something."""
    min_missing_dates: int = 2
    """Window dates, in a row and up to the newest, on which a known notice must be missing."""
    min_gone_dates: int = 7
    """The same on real pictures before its absence accuses anybody: fewer may be a lorry, a poster or a run of misses
    (docs/simulation.md). In a drawn town nothing is parked before a notice for days."""
    confirming_dates: int = 2
    """Window dates in a row, on which something was looked at, that must say the same before a verdict by looks
    stands in the place of another, and before it accuses at all."""
    min_certainty: float = 0.90
    """Confidence of a configured classifier from which it fails instead of asking for a look."""
    min_candidate_probability: float = 0.8
    """Probability, as measured among drawn signs, of a plate that nothing settled, from which a person is asked to
    look. Weaker ones prove nothing, but they keep a known notice from counting as gone. Chosen on the part ``val``:
    none of the plates on 150 real pictures without a notice reached it, and 41 of 98 drawn notices of 24 px and more
    that were not confirmed. Of the part ``test``, 4 of 289 real pictures have one that does."""
    min_candidate_score: float = 0.5
    """The same for the raw score of a plate without a probability."""
    sighting_confidence: float = 0.80
    """Confidence of a pass on a confirmed notice without a calibrated probability."""
    visit_confidence: float = 0.95
    """Confidence of what a person reports from a dated visit."""
    declaration_confidence: float = 0.60
    """Confidence of what rests on an operator's declaration, for it or against it."""
    chance_of_change: float = 0.50
    """Chance that a notice came or went between two days on which facts say different things: even odds."""
    min_contradicted_fail: float = 0.90
    """Confidence below which a ``fail`` that other facts contradict becomes a ``review``."""
    min_contradicted_pass: float = 0.60
    """The same for a ``pass``. Lower, since no pass accuses: a notice put up after a visit found none still passes."""


DEFAULT = Policy()
