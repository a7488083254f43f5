"""The life of a finding: which of its judgements stands, so that one odd night neither accuses nor acquits.

`judge` says what the facts of a window come to. What *stands* changes more slowly. To say ``pass`` or ``fail`` takes
several dates that say just this; to stop saying something takes several dates that no longer say it. What rests on
more than looks (a visit, a configuration, a declaration, the registry) stands at once, and so does anything but a
``fail`` where nothing stood before. Until then the newest word waits beside the standing one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from fairnotice.domain import VERDICTS_WORST_FIRST, FactKind, Finding, Reason, Verdict
from fairnotice.rules.policy import DEFAULT, Policy
from fairnotice.rules.standing import (
    BY_DATES,
    OPEN,
    Basis,
    Cause,
    Change,
    Judged,
    Overrule,
    Pending,
    Standing,
    Transition,
)

BY_LOOKS = frozenset({"confirmed_notice", "notice_read", "declared_position", "confirmed_position"})
"""Proofs that rest on frames, of which one night's can be odd; every other proof is a person's or a document's."""
_WEAK = frozenset({Verdict.UNKNOWN, Verdict.NOT_APPLICABLE})
"""Verdicts that neither accuse nor acquit, so that nothing is lost when another takes their place."""


def advance(
    standing: Standing | None, judged: Judged | None, at: dt.date, policy: Policy = DEFAULT
) -> tuple[Standing | None, Transition | None]:
    """Return what stands after the judgement of the window ``at``, and what changed by it.

    A window before the newest one changes nothing, and the same judgement of the same window a second time neither.

    Args:
        standing: What stood before; None if nothing did.
        judged: The judgement; None if no applied rule makes it any more.
        at: Window date of the judgement (UTC).
        policy: How many dates a verdict takes.

    Returns:
        What stands now (None: nothing), and the transition, or None where what holds is what held.
    """
    if judged is None:
        return _withdrawn(standing, at, policy)
    if standing is None:
        first = _at_once(None, judged, at, policy)
        return first, Transition(first.shown(policy), Change.NEW, None, Cause.FIRST_JUDGED)
    if at < standing.judged_on:
        return standing, None
    moved, cause = _by_program(standing, judged, at, policy)
    moved = replace(moved, judged_on=at)
    ended = _why_overrule_ends(moved, at)
    if ended is not None:
        moved, cause = replace(moved, overrule=None), ended
    if moved.verdict is standing.verdict:
        return moved, None
    change = _change(standing, moved, overrule_ended=ended is not None)
    moved = replace(moved, was_resolved=moved.was_resolved or change is Change.RESOLVED)
    return moved, Transition(moved.shown(policy), change, standing.verdict, cause)


def overrule(standing: Standing, decision: Overrule, policy: Policy = DEFAULT) -> tuple[Standing, Transition]:
    """Let an inspector's decision hold in the place of the program's; one that says what the program says ends it."""
    agrees = decision.verdict is standing.finding.verdict
    moved = replace(standing, overrule=None if agrees else decision)
    return moved, Transition(moved.shown(policy), Change.OVERRULED, standing.verdict, Cause.INSPECTOR)


def confirm(standing: Standing, policy: Policy = DEFAULT) -> Transition:
    """Return the transition by which an inspector agrees with what holds; nothing else changes by it."""
    return Transition(standing.shown(policy), Change.CONFIRMED, standing.verdict, Cause.INSPECTOR)


def _withdrawn(standing: Standing | None, at: dt.date, policy: Policy) -> tuple[Standing | None, Transition | None]:
    if standing is None or at < standing.judged_on:
        return standing, None
    return None, Transition(standing.shown(policy), Change.WITHDRAWN, standing.verdict, Cause.RULE_GONE)


def _by_program(standing: Standing, judged: Judged, at: dt.date, policy: Policy) -> tuple[Standing, Cause]:
    """Return what stands by the program alone, and why if that is something else than before."""
    now, before = judged.finding, standing.finding
    judged = replace(judged, looked=judged.looked or _was_read_again(before, judged))
    if now.verdict is before.verdict:
        affirmed = replace(standing, finding=now, models=judged.models or standing.models)
        return (replace(affirmed, affirmed_on=at, pending=None) if judged.looked else affirmed), Cause.FACTS
    if before.verdict in _WEAK or _is_immediate(now):
        return _at_once(standing, judged, at, policy), _cause(standing, judged)
    # A text that changed is no odd night; only an accusation waits for the looks that it takes anyway.
    if _is_other_pack(now, before) and now.verdict is not Verdict.FAIL:
        return _at_once(standing, judged, at, policy), Cause.PACK_CHANGED
    if (at - standing.affirmed_on).days >= policy.window_days:
        return _at_once(standing, judged, at, policy), Cause.EVIDENCE_EXPIRED
    if not judged.looked:
        return standing, Cause.FACTS
    pending = _pending(standing.pending, judged, at, policy)
    if not _is_settled(pending, policy):
        return replace(standing, pending=pending), Cause.FACTS
    settled = replace(standing, finding=now, since=_first_date(judged, pending.since), affirmed_on=at, pending=None)
    return replace(settled, models=judged.models or standing.models), _cause(standing, judged)


def _was_read_again(before: Finding, judged: Judged) -> bool:
    """Tell whether every source that a finding rests on was read, whatever else of the device was not."""
    rests_on = {fact.key.rpartition(" @ ")[0] for fact in before.facts if fact.kind is FactKind.SCAN}
    return bool(rests_on) and rests_on <= set(judged.read)


def _is_immediate(finding: Finding) -> bool:
    """Tell whether a judgement rests on more than looks: a proof of another kind, or that the rule does not apply."""
    by_another_proof = finding.proof is not None and finding.proof not in BY_LOOKS
    return by_another_proof or finding.verdict is Verdict.NOT_APPLICABLE


def _is_other_pack(now: Finding, before: Finding) -> bool:
    return (now.pack_id, now.pack_version) != (before.pack_id, before.pack_version)


def _cause(standing: Standing, judged: Judged) -> Cause:
    if _is_other_pack(judged.finding, standing.finding):
        return Cause.PACK_CHANGED
    if judged.models and standing.models and set(judged.models) != set(standing.models):
        return Cause.MODEL_CHANGED
    return Cause.FACTS


def _spanned(judged: Judged, policy: Policy) -> int:
    """Return how many dates a judgement rests on by itself, whatever was said on them.

    Only a ``fail`` counts the dates behind it: a notice that was seen often before it went acquits nobody now.
    """
    if judged.finding.verdict is not Verdict.FAIL:
        return 0
    by_rule = policy.min_missing_dates if judged.finding.proof in BY_DATES else 0
    return max(by_rule, len(set(judged.proof_dates)))


def _first_date(judged: Judged, at: dt.date) -> dt.date:
    return min((at, *judged.proof_dates)) if judged.finding.verdict is Verdict.FAIL else at


def _pending(before: Pending | None, judged: Judged, at: dt.date, policy: Policy) -> Pending:
    """Count one more date if anything was looked at; the same date a second time replaces its own word only."""
    now, spanned = judged.finding, _spanned(judged, policy)
    one_more = int(judged.looked and (before is None or before.newest != at))
    against = (before.against if before else 0) + one_more
    if before is not None and before.finding.verdict is now.verdict:
        return Pending(now, before.since, max(before.dates + one_more, spanned), against, at)
    return Pending(now, at, max(int(judged.looked), spanned), against, at)


def _is_settled(pending: Pending, policy: Policy) -> bool:
    decided = pending.finding.verdict in (Verdict.PASS, Verdict.FAIL)
    return (pending.dates if decided else max(pending.dates, pending.against)) >= policy.confirming_dates


def _at_once(standing: Standing | None, judged: Judged, at: dt.date, policy: Policy) -> Standing:
    """Let a judgement stand; a ``fail`` by too few looks stands as a ``review`` until more of them agree."""
    now, pending = judged.finding, None
    if now.verdict is Verdict.FAIL and not _is_immediate(now):
        pending = _pending(standing.pending if standing else None, judged, at, policy)
        if _is_settled(pending, policy):
            pending = None
        else:
            # The night that asks for the review does not speak against it.
            now, pending = _awaiting_confirmation(now, policy), replace(pending, against=0)
    made = Standing(now, _first_date(judged, at), at, at, judged.models, pending)
    if standing is None:
        return made
    models = judged.models or standing.models
    return replace(made, models=models, was_resolved=standing.was_resolved, overrule=standing.overrule)


def _awaiting_confirmation(finding: Finding, policy: Policy) -> Finding:
    text = (
        f"One night's frames do not accuse: this becomes a failing when the frames of {policy.confirming_dates} "
        "dates in a row show the same."
    )
    reasons = (*finding.reasons, Reason("awaits_confirmation", text, "The next usable frames."))
    return replace(finding, verdict=Verdict.REVIEW, reasons=reasons, proof=None)


def _why_overrule_ends(standing: Standing, at: dt.date) -> Cause | None:
    if standing.overrule is None:
        return None
    if at > standing.overrule.until:
        return Cause.OVERRULE_EXPIRED
    return Cause.OVERRULE_OUTDATED if Basis.of(standing.finding) != standing.overrule.of else None


def _change(before: Standing, now: Standing, *, overrule_ended: bool) -> Change:
    if before.verdict in OPEN and now.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        return Change.RESOLVED
    if VERDICTS_WORST_FIRST.index(now.verdict) > VERDICTS_WORST_FIRST.index(before.verdict):
        return Change.BETTER
    reopened = overrule_ended or (before.was_resolved and before.verdict not in OPEN)
    return Change.REOPENED if reopened and now.verdict in OPEN else Change.WORSE
