"""Is a notice that stood in a camera's view no longer where it stood? Weighed by the detector's measured recall."""

from __future__ import annotations

from fairnotice.domain import Reason, RecallTable, Verdict
from fairnotice.rules import references
from fairnotice.rules.looks import Sighting, usable
from fairnotice.rules.outcome import SETTLED_BY_PHOTO, SETTLED_BY_VISIT, Outcome
from fairnotice.rules.policy import Policy
from fairnotice.rules.positions import History, new_plates
from fairnotice.rules.references import Used, step
from fairnotice.rules.scene import DETECTOR, Scene, evidence_of_frames, frames_of
from fairnotice.rules.weighing import Said, weighed


def judge_gone(scene: Scene) -> Outcome | None:
    """Judge a notice that stood in view and is no longer seen where it stood; None where that is not so."""
    if scene.last_loss() is None:
        return None
    place = max(scene.own, key=lambda p: (p.was_there, p.height_px, p.position.box))
    dates = ", ".join(str(date) for date in place.missing)
    how = "declared" if place.position.origin == "declared" else "formerly confirmed"
    gone = step(
        "gone_from_position",
        f"The {how} notice position in this camera's view was looked at on {len(place.missing)} dates ({dates}), "
        f"the newest in a row, and nothing that could be the notice was seen there in any usable frame.",
        rests_on=references.frames(place.frames, "missed") + _how_it_is_known(scene, place),
    )
    recall = _recall(scene, place)
    outcome = Outcome(
        Verdict.FAIL,
        _confidence(scene, place, recall),
        (gone, _what_recall_says(scene.facts.recall, place, recall, scene.policy)),
        proof="declared_position" if place.position.origin == "declared" else "confirmed_position",
        evidence=evidence_of_frames(place.frames),
    )
    return outcome.tempered(*_doubts(scene, place, recall))


def said_by_loss(scene: Scene) -> tuple[list[Said], Used]:
    """Return what the frames say of the loss of a notice that is known to have stood, and which frames say so.

    Nothing where they prove none.
    """
    if scene.last_loss() is None:
        return [], references.NOTHING
    proven = [
        (place, recall)
        for place in scene.own
        if place.was_there
        and _is_missing_for_long(scene, place)
        and (recall := _recall(scene, place)) is not None
        and recall >= scene.policy.min_recall
    ]
    said = [Said(place.missing[-1], DETECTOR, recall) for place, recall in proven]
    return said, references.frames(proven[0][0].frames, "missed") if proven else references.NOTHING


def _how_it_is_known(scene: Scene, place: History) -> Used:
    known = references.position(place.position) if place.recorded else references.NOTHING
    before = [s for s in scene.confirmed if scene.is_own(s) and s.date in place.confirmed]
    return known + references.frames(frames_of(before), "confirmed")


def _confidence(scene: Scene, place: History, recall: float | None) -> float:
    """Return the certainty of the loss: the recall, with what else the site's facts say weighed in."""
    if recall is None:
        return 0.0
    gone = [Said(place.missing[-1], DETECTOR, recall), *scene.said_by_visits(found=False)]
    otherwise = [*scene.said_by(_elsewhere(scene)), *scene.said_by_visits(found=True)]
    return weighed(gone, otherwise, scene.policy.chance_of_change)


def _recall(scene: Scene, place: History) -> float | None:
    table = scene.facts.recall
    if table is None or not all(_measured_for(table, frame.model_version) for frame in place.frames):
        return None
    return table.lower_bound(place.height_px, _most_blur(place))


def _most_blur(place: History) -> float | None:
    """Return the blur of the poorest frame that missed the notice, or None where it is not known of one."""
    measured = [frame.quality.measures.get("blur") if frame.quality else None for frame in place.frames]
    known = [blur for blur in measured if blur is not None]
    return max(known) if known and len(known) == len(measured) else None


def _measured_for(table: RecallTable, model_version: str) -> bool:
    """Tell whether the table is about the model that looked; a back end's suffix after '+' is allowed."""
    return table.model_version.split("+")[0] == model_version.split("+")[0]


def _what_recall_says(table: RecallTable | None, place: History, recall: float | None, policy: Policy) -> Reason:
    measured = references.recall(table, place.height_px)
    if recall is None or table is None:
        text = (
            f"How often the detector finds a notice of {place.height_px:.0f} px on real photographs is not known "
            "well enough for this to prove anything."
        )
        return step("recall_not_known", text, SETTLED_BY_VISIT, rests_on=measured)
    pictures = "real photographs" if table.kind == "real" else "drawn scenes"
    enough = "enough" if recall >= policy.min_recall else "too little"
    text = (
        f"On {pictures} the detector finds at least {recall:.0%} of notices of that height, in frames as "
        f"sharp as these ({place.height_px:.0f} px; lower bound of the 95 % interval): {enough} for an absence to "
        "prove that the notice is gone."
    )
    if recall >= policy.min_recall:
        return step("recall", text, "An inspector's look at the place.", rests_on=measured)
    return step("recall_too_low", text, SETTLED_BY_VISIT, rests_on=measured)


def _doubts(scene: Scene, place: History, recall: float | None) -> list[Reason]:
    doubts = []
    if recall is None or recall < scene.policy.min_recall:
        doubts.append(step("not_proven_gone", "That the notice is gone is therefore not proven.", SETTLED_BY_VISIT))
    if not place.was_there:
        text = (
            "It is not known since when the notice is said to stand there, and it was not seen there before."
            if place.recorded
            else "A notice was seen there on one date only, which may have been a passing one."
        )
        known = _how_it_is_known(scene, place)
        doubts.append(step("not_known_to_stand_there", text, SETTLED_BY_PHOTO, rests_on=known))
    elif place.recorded and place.position.origin == "declared" and not place.confirmed:
        # However high the recall: the position may be wrong, and a sign that is missed is missed every night alike.
        text = "No frame has shown the notice there: its position may be wrong, or the detector may not see this one."
        known = references.position(place.position)
        doubts.append(step("never_seen_there", text, SETTLED_BY_PHOTO, rests_on=known))
    elif not place.recorded:
        text = "Only the detector has ever said that a notice stood there; it may have been something else."
        known = _how_it_is_known(scene, place)
        doubts.append(step("known_from_frames_only", text, SETTLED_BY_PHOTO, rests_on=known))
    if place.missed_before >= scene.policy.min_missing_dates:
        text = f"It was missed on {place.missed_before} dates before and seen again, so it may only be hard to see."
        doubts.append(step("missed_before", text, SETTLED_BY_PHOTO))
    if not _is_missing_for_long(scene, place):
        text = f"It is missing on {len(place.missing)} dates; fewer than {scene.policy.min_gone_dates} do not accuse."
        missed = references.frames(place.frames, "missed")
        doubts.append(step("missing_briefly", text, "The next usable frames.", rests_on=missed))
    first = place.missing[0]
    own = [o for o in scene.looks.own if usable(o)]
    before, after = [o for o in own if o.window_date < first], [o for o in own if o.window_date >= first]
    if new_plates(before, after, on_dates=scene.policy.min_missing_dates):
        text = "A plate is now in view elsewhere: the notice or the camera may have been moved."
        seen = references.frames(after, "new_plate")
        doubts.append(step("plate_elsewhere", text, SETTLED_BY_PHOTO, rests_on=seen))
    others, found = _elsewhere(scene), scene.visits(found=True)
    if others or found:
        text = "Before that, another look at the site found a notice, which may be another one that still stands."
        elsewhere = references.frames(frames_of(others), "confirmed") + references.visits(found)
        doubts.append(step("other_notice_of_site", text, SETTLED_BY_PHOTO, rests_on=elsewhere))
    return doubts


def _is_missing_for_long(scene: Scene, place: History) -> bool:
    """Tell whether it is missing on enough dates: on real pictures a lorry may stand before it for days."""
    of_real_pictures = scene.facts.recall is not None and scene.facts.recall.kind == "real"
    return not of_real_pictures or len(place.missing) >= scene.policy.min_gone_dates


def _elsewhere(scene: Scene) -> list[Sighting]:
    """Return what other cameras of the site saw and still stands, and what this one saw before it was moved."""
    return [s for s in scene.standing if not scene.is_own(s) or scene.before_move(s)]
