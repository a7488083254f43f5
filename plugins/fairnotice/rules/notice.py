"""Is the camera announced? Judged from frames of the site, dated visits and known positions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from fairnotice.domain import Facts, Notice, NoticeStatus, Reason, SiteVisit, Verdict
from fairnotice.rules import references
from fairnotice.rules.gone import judge_gone, said_by_loss
from fairnotice.rules.looks import Looks, Sighting, codes_of, sightings, usable
from fairnotice.rules.nothing_seen import cannot_tell
from fairnotice.rules.outcome import SETTLED_BY_PHOTO, SETTLED_BY_VISIT, Outcome
from fairnotice.rules.policy import Policy
from fairnotice.rules.positions import in_view, new_plates
from fairnotice.rules.references import Used, step
from fairnotice.rules.scene import Scene, evidence_of, frames_of, scene_of
from fairnotice.rules.weighing import Said, together, weighed

_CONSPICUOUS = "A person's judgement that it is conspicuous where people enter the view, which no program gives."


def judge_notice(facts: Facts, looks: Looks, at: dt.date, policy: Policy) -> Outcome:
    """Judge whether a notice announces the camera, from the facts of its evidence window."""
    scene = scene_of(facts, looks, at, policy)
    for judged in _STEPS:
        outcome = judged(scene)
        if outcome is not None:
            return outcome
    return cannot_tell(scene)


def _visited(scene: Scene) -> Outcome | None:
    """Judge by the newest visit, with what contradicts it weighed in, unless something was seen after it."""
    if not scene.looks.visits:
        return None
    newest = scene.looks.visits[-1].visited_on
    said = [visit for visit in scene.looks.visits if visit.visited_on == newest]
    if len({visit.notice_found for visit in said}) > 1:
        text = f"Visits of {newest} disagree on whether a notice stood there."
        return _review(0.0, step("visits_disagree", text, SETTLED_BY_VISIT, rests_on=references.visits(said)))
    return _found_on_visit(scene, said) if said[0].notice_found else _none_on_visit(scene, said)


def _found_on_visit(scene: Scene, said: list[SiteVisit]) -> Outcome | None:
    day = said[0].visited_on
    if any(place.missing and place.missing[-1] > day and place.was_there for place in scene.own):
        return None
    found = step(
        "visit_found_notice",
        f"A visit to the site on {day} found a notice.",
        _CONSPICUOUS,
        rests_on=references.visits(said),
    )
    seen = scene.telling()
    return _weighed(
        scene,
        Outcome(Verdict.PASS, 0.0, (found,), proof="site_visit"),
        [*scene.said_by_visits(found=True), *scene.said_by(seen)],
        scene.said_by_visits(found=False),
        agreeing=references.visits(scene.visits(found=True)[: -len(said)]) + _seen_in(seen),
        against=references.visits(scene.visits(found=False)),
    )


def _none_on_visit(scene: Scene, said: list[SiteVisit]) -> Outcome | None:
    newest = said[0].visited_on
    if any(s.date > newest for s in (*scene.confirmed, *scene.looks.of_other_sites)):
        return None
    none_found = step(
        "visit_found_none",
        f"A visit to the site's entrances on {newest} found no notice.",
        "An inspector's confirmation: dated photos of the entrances, or a second person's visit.",
        rests_on=references.visits(said),
    )
    same_day = [s for s in scene.confirmed if s.date == newest]
    if same_day:
        text = "A frame of the same day shows one: the two contradict each other."
        seen = _seen_in(same_day)
        return _review(0.0, none_found, step("same_day_contradiction", text, SETTLED_BY_VISIT, rests_on=seen))
    before = [o for o in scene.looks.everything if usable(o) and o.window_date <= newest]
    after = [o for o in scene.looks.everything if usable(o) and o.window_date > newest]
    if new_plates(before, after, on_dates=1):
        text = "Since then a plate is in view that was not there before; its text could not be read."
        plates = step("new_plate", text, SETTLED_BY_PHOTO, rests_on=references.frames(after, "new_plate"))
        return _review(scene.policy.visit_confidence, none_found, plates)
    seen_before = sorted([*scene.telling(), *scene.lingering], key=lambda seen: seen.date)
    lost, missed = said_by_loss(scene)
    return _weighed(
        scene,
        Outcome(Verdict.FAIL, 0.0, (none_found,), proof="site_visit"),
        [*scene.said_by_visits(found=False), *lost],
        [*scene.said_by_visits(found=True), *scene.said_by(seen_before)],
        agreeing=references.visits(scene.visits(found=False)[: -len(said)]) + missed,
        against=references.visits(scene.visits(found=True)) + _seen_in(seen_before),
    )


def _seen(scene: Scene) -> Outcome | None:
    """Pass on a confirmed notice, unless this camera's own known one has gone since."""
    telling = scene.telling()
    if not telling:
        return None
    newest = telling[-1]
    where = "this camera" if scene.is_own(newest) else f"camera {newest.observation.camera_id} of the same site"
    text = f"A confirmed notice was seen by {where} on {newest.date} ({newest.notice.reason or 'confirmed'})."
    seen = (step("notice_seen", text, _CONSPICUOUS, rests_on=_seen_in(telling)), *_own_code(scene, telling))
    return _weighed(
        scene,
        Outcome(Verdict.PASS, 0.0, seen, proof="confirmed_notice", evidence=evidence_of(telling)),
        [*scene.said_by(telling), *scene.said_by_visits(found=True)],
        scene.said_by_visits(found=False),
        agreeing=references.visits(scene.visits(found=True)),
        against=references.visits(scene.visits(found=False)),
    )


def _own_code(scene: Scene, telling: Sequence[Sighting]) -> tuple[Reason, ...]:
    """Say that a notice bears its own site's code: it was made for this place. It makes nothing surer by itself."""
    bearing = [s for s in telling if scene.facts.site_code in codes_of(s.notice)]
    if not bearing:
        return ()
    return (step("own_site_code", "The notice bears the code of this site.", rests_on=_seen_in(bearing)),)


def _other_site(scene: Scene) -> Outcome | None:
    """A notice that was made for another site may hang in the wrong place, or only be in view."""
    seen = scene.looks.of_other_sites
    if not seen:
        return None
    text = f"The notice that was seen on {seen[-1].date} bears the code of another site."
    settles = "A look at whether it hangs in the wrong place, and a photo of this site's own notice."
    reason = step("other_site_code", text, settles, rests_on=_seen_in(seen))
    return Outcome(Verdict.REVIEW, 0.0, (reason,), evidence=evidence_of(seen))


def _weighed(
    scene: Scene, outcome: Outcome, saying: list[Said], otherwise: list[Said], *, agreeing: Used, against: Used
) -> Outcome:
    """Return ``outcome`` as sure as its facts make it; a ``review`` if what contradicts them leaves too little.

    Args:
        scene: What is judged.
        outcome: A pass or a fail whose confidence is still open.
        saying: What supports it.
        otherwise: What contradicts it.
        agreeing: The facts of ``saying`` that its reasons do not name yet.
        against: The facts of ``otherwise``.
    """
    policy = scene.policy
    confidence = weighed(saying, otherwise, policy.chance_of_change)
    reasons = outcome.reasons
    if agreeing.facts:
        text = "Other facts of the site say the same."
        reasons += (step("others_agree", text, rests_on=agreeing),)
    proof, verdict = outcome.proof, outcome.verdict
    if otherwise:
        reasons += (_contradiction(verdict, together(saying), confidence, against),)
        least = policy.min_contradicted_fail if verdict is Verdict.FAIL else policy.min_contradicted_pass
        if confidence < least:
            verdict, proof = Verdict.REVIEW, None
    return Outcome(verdict, confidence, reasons, proof, outcome.evidence)


def _contradiction(verdict: Verdict, alone: float, confidence: float, against: Used) -> Reason:
    said = "found a notice" if verdict is Verdict.FAIL else "found none"
    days = ", ".join(dict.fromkeys(str(fact.day) for fact in reversed(against.facts)))
    text = (
        f"Against this stands what was looked at on {days}, which {said}. A change since is possible, an error too: "
        f"weighed against each other, the certainty is {confidence:.2f} instead of {alone:.2f}."
    )
    return step("contradicted", text, SETTLED_BY_VISIT, rests_on=against)


def _odd_night(scene: Scene) -> Outcome | None:
    missed = [place for place in scene.own if place.missing and (place.was_there or place.confirmed)]
    if not missed:
        return None
    date = max(place.missing[-1] for place in missed)
    nights = max(len(place.missing) for place in missed)
    looked = references.frames(max(missed, key=lambda place: (place.missing[-1], place.position.box)).frames, "missed")
    if nights < scene.policy.min_missing_dates:
        text = f"The known notice was not seen at its position on {date}; one odd night neither accuses nor acquits."
        settles = "The next usable frames, or " + _lower(SETTLED_BY_PHOTO)
        return _review(0.0, step("odd_night", text, settles, rests_on=looked))
    text = f"A notice was seen in this view before, and not on the newest {nights} dates up to {date}."
    return _review(0.0, step("not_seen_since", text, SETTLED_BY_PHOTO, rests_on=looked))


def _perhaps(scene: Scene) -> Outcome | None:
    plates = sightings(scene.looks.everything, NoticeStatus.CANDIDATE)
    candidates = [plate for plate in plates if _is_worth_a_look(plate.notice, scene.policy)]
    if not candidates:
        return None
    newest = candidates[-1]
    text = f"A plate that could be a notice is in view ({newest.date}); its text could not be read."
    known = [s.notice.probability for s in candidates if s.notice.probability is not None]
    seen = references.frames(frames_of(candidates), "candidate")
    reason = step("candidate_only", text, SETTLED_BY_PHOTO, rests_on=seen)
    return Outcome(Verdict.REVIEW, max(known, default=0.0), (reason,), evidence=evidence_of(candidates))


def _is_worth_a_look(plate: Notice, policy: Policy) -> bool:
    if plate.probability is not None:
        return plate.probability >= policy.min_candidate_probability
    return plate.score >= policy.min_candidate_score


def _outside_view(scene: Scene) -> Outcome | None:
    outside = [position for position in scene.facts.camera.notice_positions if not in_view(position)]
    if not outside:
        return None
    text = "A notice is declared outside the camera's view, where no frame can show it."
    where = references.position(outside[0])
    return _review(0.0, step("declared_outside_view", text, SETTLED_BY_PHOTO, rests_on=where))


_STEPS: tuple[Callable[[Scene], Outcome | None], ...] = (
    _visited,
    _seen,
    _other_site,
    judge_gone,
    _odd_night,
    _perhaps,
    _outside_view,
)
"""In this order; the first that has something to say decides."""


def _review(confidence: float, *reasons: Reason) -> Outcome:
    return Outcome(Verdict.REVIEW, confidence, reasons)


def _seen_in(seen: Sequence[Sighting]) -> Used:
    return references.frames(frames_of(seen), "confirmed")


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
