"""What a declaration comes to: nothing said, said, to be weighed, or said against its own operator."""

from __future__ import annotations

from collections.abc import Collection

from fairnotice.domain import Camera, Reason, Verdict
from fairnotice.rules import references
from fairnotice.rules.outcome import Outcome, undecided
from fairnotice.rules.policy import Policy
from fairnotice.rules.references import Used, step

NOT_DECLARED = "not_declared"
"""First reason of every document rule that is unknown; it has no say in what a map shows of a camera."""
DECLARATION = "declared"
"""The proof that is an operator's own word."""


def said(code: str, text: str, field: str, value: object, settles: str = "") -> Reason:
    """Return a step that rests on what the registry says in ``field``."""
    return step(code, text, settles, rests_on=_declared(field, value))


def not_declared(field: str, text: str, settles: str) -> Outcome:
    """Return ``unknown``: the registry says nothing in ``field``, which is not 'no'."""
    return undecided(step(NOT_DECLARED, text, settles, rests_on=references.declared(field, None)))


def declares(reason: Reason, policy: Policy) -> Outcome:
    """Return ``pass``, as certain as an operator's word on its own behalf."""
    return Outcome(Verdict.PASS, policy.declaration_confidence, (reason,), proof=DECLARATION)


def to_be_weighed(reason: Reason) -> Outcome:
    """Return ``review``: something is said, and a person must weigh it."""
    return Outcome(Verdict.REVIEW, 0.0, (reason,))


def admitted(camera: Camera, fields: Collection[str], reason: Reason, policy: Policy) -> Outcome:
    """Return ``fail`` if the operator's own registry gives ``fields`` in our words, else ``review``."""
    if set(fields) <= set(camera.declared.attested):
        return Outcome(Verdict.FAIL, policy.declaration_confidence, (reason,), proof=DECLARATION)
    return Outcome(Verdict.REVIEW, 0.0, (reason, not_its_own_word()))


def not_its_own_word() -> Reason:
    """Return the doubt about what a registry says that is not its operator's own, or not under our own heading."""
    text = "That is not the operator's own word: a fetched feed says it, or a column that may mean something else."
    return step("not_its_own_word", text, "The operator's own registry, with this value.")


def _declared(field: str, value: object) -> Used:
    return references.declared(field, "none" if value == "" else value)
