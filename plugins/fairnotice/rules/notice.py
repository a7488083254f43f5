"""Is the camera announced? Judged from frames of the site, dated visits and known positions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.domain import Box, Facts, Notice, NoticeStatus, Observation, Reason, RecallTable, Verdict
from fairnotice.rules.looks import Looks, Sighting, dominating_fault, sightings, usable
from fairnotice.rules.outcome import SETTLED_BY_PHOTO, SETTLED_BY_VISIT, Outcome, unknown
from fairnotice.rules.policy import Policy
from fairnotice.rules.positions import History, histories, in_view, new_plates, of_this_view

_MOST_EVIDENCE = 3

_WHY_NO_FRAME = {
    "unreachable": ("the camera could not be reached", "The camera's address, or its return to service."),
    "refused": ("the camera refused the connection", "Leave to connect, or the right address."),
    "auth": ("the camera asked for a login that the audit does not have", "Credentials from whoever runs it."),
    "tls": ("the camera's certificate was not accepted", "A valid certificate."),
    "timeout": ("the camera did not answer in time", "A camera that answers within the deadline."),
    "not_an_image": ("what the camera sent was not a picture", "The right address of its picture."),
    "truncated": ("the camera's pictures broke off", "A stable connection."),
    "too_large": ("the camera's pictures are larger than the audit accepts", "A smaller picture."),
    "stale": ("the camera sent old pictures, by its server's own clock", "A live picture: the upload may hang."),
    "frozen": ("the camera sent the same picture again", "A live picture: the camera or its server may hang."),
    "dark": ("the frames were too dark", "Frames by daylight."),
    "overexposed": ("the frames were too bright", "A frame with less light in the lens, or a photo of the notice."),
    "blurred": ("the frames were blurred", "A sharp picture, or a photo of the notice at the entrance."),
    "blocked": ("the lens was covered", "A clean lens, or a photo of the notice at the entrance."),
    "moved": (
        "the camera's view differs from the one that the audit knows",
        "A person who looks at the camera: confirm the move with `fairnotice move`, or have it turned back.",
    ),
    "low_resolution": ("the frames are too small to show a notice", SETTLED_BY_PHOTO),
    "policy": ("the audit's network policy does not allow contact", "An allowance for the camera's network."),
    "not_authorised": ("nobody has allowed the audit to contact the camera", "An access basis in the registry."),
}


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything that the steps of this judgement look at."""

    facts: Facts
    looks: Looks
    at: dt.date
    policy: Policy
    own: tuple[History, ...]
    confirmed: tuple[Sighting, ...]
    """Every confirmed sighting, in order of time."""
    standing: tuple[Sighting, ...]
    """Those that no later look at the same place contradicts."""


def judge_notice(facts: Facts, looks: Looks, at: dt.date, policy: Policy) -> Outcome:
    """Judge whether a notice announces the camera, from the facts of its evidence window."""
    scene = _scene(facts, looks, at, policy)
    for step in (_visited, _seen, _gone, _odd_night, _perhaps, _outside_view):
        outcome = step(scene)
        if outcome is not None:
            return outcome
    return _cannot_tell(scene)


def _scene(facts: Facts, looks: Looks, at: dt.date, policy: Policy) -> _Scene:
    recorded = [position for position in facts.camera.notice_positions if in_view(position)]
    slots: dict[str, list[Observation]] = {facts.camera.camera_id: list(looks.own)}
    for observation in looks.site:
        slots.setdefault(observation.camera_id, []).append(observation)
    confirmed: list[Sighting] = []
    standing: list[Sighting] = []
    own: tuple[History, ...] = ()
    for camera_id, taken in slots.items():
        is_own = camera_id == facts.camera.camera_id
        seen = sightings(taken, NoticeStatus.CONFIRMED)
        places = histories(recorded if is_own else [], taken, seen, facts.moved_on.get(camera_id))
        own = places if is_own else own
        contradicted = {date for place in places if place.missing for date in place.confirmed}
        still = {date for place in places if not place.missing for date in place.confirmed}
        confirmed += seen
        standing += [s for s in seen if s.date in still or s.date not in contradicted]
    return _Scene(
        facts, looks, at, policy, own, tuple(sorted(confirmed, key=_in_time)), tuple(sorted(standing, key=_in_time))
    )


def _in_time(sighting: Sighting) -> tuple[dt.date, dt.datetime, str, Box]:
    seen = sighting.observation
    return (sighting.date, seen.observed_at, seen.camera_id, sighting.notice.box)


def _visited(scene: _Scene) -> Outcome | None:
    """Judge by the newest visit, unless something was seen after it."""
    if not scene.looks.visits:
        return None
    newest = scene.looks.visits[-1].visited_on
    said = [visit for visit in scene.looks.visits if visit.visited_on == newest]
    if len({visit.notice_found for visit in said}) > 1:
        text = f"Visits of {newest} disagree on whether a notice stood there."
        return Outcome(Verdict.REVIEW, 0.0, (Reason("visits_disagree", text, SETTLED_BY_VISIT),))
    if said[0].notice_found:
        return _found_on_visit(scene, newest)
    if any(s.date > newest for s in scene.confirmed):
        return None
    none_found = Reason("visit_found_none", f"A visit to the site's entrances on {newest} found no notice.")
    if any(s.date == newest for s in scene.confirmed):
        text = "A frame of the same day shows one: the two contradict each other."
        return _review(0.0, none_found, Reason("same_day_contradiction", text, SETTLED_BY_VISIT))
    before = [o for o in scene.looks.everything if usable(o) and o.window_date <= newest]
    after = [o for o in scene.looks.everything if usable(o) and o.window_date > newest]
    if new_plates(before, after, on_dates=1):
        text = "Since then a plate is in view that was not there before; its text could not be read."
        return _review(scene.policy.visit_confidence, none_found, Reason("new_plate", text, SETTLED_BY_PHOTO))
    return Outcome(Verdict.FAIL, scene.policy.visit_confidence, (none_found,), proof="site_visit")


def _found_on_visit(scene: _Scene, day: dt.date) -> Outcome | None:
    if any(place.missing and place.missing[-1] > day and place.was_there for place in scene.own):
        return None
    reason = Reason("visit_found_notice", f"A visit to the site on {day} found a notice.")
    return Outcome(Verdict.PASS, scene.policy.visit_confidence, (reason,), proof="site_visit")


def _seen(scene: _Scene) -> Outcome | None:
    """Pass on a confirmed notice, unless this camera's own known one has gone since."""
    since = _last_loss(scene)
    telling = [
        s for s in scene.standing if since is None or s.date >= since or (_own(scene, s) and not _before_move(scene, s))
    ]
    if not telling:
        return None
    newest = telling[-1]
    where = "this camera" if _own(scene, newest) else f"camera {newest.observation.camera_id} of the same site"
    text = f"A confirmed notice was seen by {where} on {newest.date} ({newest.notice.reason or 'confirmed'})."
    known = [s.notice.probability for s in telling if s.notice.probability is not None]
    return Outcome(
        Verdict.PASS,
        max(known, default=scene.policy.sighting_confidence),
        (Reason("notice_seen", text),),
        proof="confirmed_notice",
        evidence=_evidence(telling),
    )


def _own(scene: _Scene, sighting: Sighting) -> bool:
    return sighting.observation.camera_id == scene.facts.camera.camera_id


def _before_move(scene: _Scene, sighting: Sighting) -> bool:
    """Tell whether a notice was seen in a view that its camera has no more."""
    moved_on = scene.facts.moved_on.get(sighting.observation.camera_id)
    return moved_on is not None and sighting.date <= moved_on


def _last_loss(scene: _Scene) -> dt.date | None:
    """Return the first missing date of this camera's own notices, if all of them are missing."""
    if not scene.own or not all(len(place.missing) >= scene.policy.min_missing_dates for place in scene.own):
        return None
    return max(place.missing[0] for place in scene.own)


def _gone(scene: _Scene) -> Outcome | None:
    """Judge a notice that stood in view and is no longer seen where it stood."""
    if _last_loss(scene) is None:
        return None
    place = max(scene.own, key=lambda p: (p.was_there, p.height_px, p.position.box))
    dates = ", ".join(str(date) for date in place.missing)
    how = "declared" if place.position.origin == "declared" else "formerly confirmed"
    gone = Reason(
        "gone_from_position",
        f"The {how} notice position in this camera's view was looked at on {len(place.missing)} dates ({dates}), "
        f"the newest in a row, and nothing that could be the notice was seen there in any usable frame.",
    )
    recall = _recall(scene, place)
    outcome = Outcome(
        Verdict.FAIL,
        recall if recall is not None else 0.0,
        (gone, _what_recall_says(scene.facts.recall, place, recall, scene.policy)),
        proof="declared_position" if place.position.origin == "declared" else "confirmed_position",
        evidence=tuple(sorted({o.evidence_sha256 for o in place.frames if o.evidence_sha256}))[-_MOST_EVIDENCE:],
    )
    return outcome.tempered(*_doubts_of_loss(scene, place, recall))


def _recall(scene: _Scene, place: History) -> float | None:
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
    if recall is None or table is None:
        text = (
            f"How often the detector finds a notice of {place.height_px:.0f} px on real photographs is not known "
            "well enough for this to prove anything."
        )
        return Reason("recall_not_known", text, SETTLED_BY_VISIT)
    pictures = "real photographs" if table.kind == "real" else "drawn scenes"
    enough = "enough" if recall >= policy.min_recall else "too little"
    text = (
        f"On {pictures} the detector finds at least {recall:.0%} of notices of that height, in frames as "
        f"sharp as these ({place.height_px:.0f} px; lower bound of the 95 % interval): {enough} for an absence to "
        "prove that the notice is gone."
    )
    if recall >= policy.min_recall:
        return Reason("recall", text)
    return Reason("recall_too_low", text, SETTLED_BY_VISIT)


def _doubts_of_loss(scene: _Scene, place: History, recall: float | None) -> list[Reason]:
    doubts = []
    if recall is None or recall < scene.policy.min_recall:
        doubts.append(Reason("not_proven_gone", "That the notice is gone is therefore not proven.", SETTLED_BY_VISIT))
    if not place.was_there:
        text = (
            "It is not known since when the notice is said to stand there, and it was not seen there before."
            if place.recorded
            else "A notice was seen there on one date only, which may have been a passing one."
        )
        doubts.append(Reason("not_known_to_stand_there", text, SETTLED_BY_PHOTO))
    first = place.missing[0]
    own = [o for o in scene.looks.own if usable(o)]
    before, after = [o for o in own if o.window_date < first], [o for o in own if o.window_date >= first]
    if new_plates(before, after, on_dates=scene.policy.min_missing_dates):
        text = "A plate is now in view elsewhere: the notice or the camera may have been moved."
        doubts.append(Reason("plate_elsewhere", text, SETTLED_BY_PHOTO))
    others = [s for s in scene.standing if not _own(scene, s) or _before_move(scene, s)]
    if others or any(visit.notice_found for visit in scene.looks.visits):
        text = "Before that, another look at the site found a notice, which may be another one that still stands."
        doubts.append(Reason("other_notice_of_site", text, SETTLED_BY_PHOTO))
    return doubts


def _odd_night(scene: _Scene) -> Outcome | None:
    missed = [place for place in scene.own if place.missing and (place.was_there or place.confirmed)]
    if not missed:
        return None
    date = max(place.missing[-1] for place in missed)
    nights = max(len(place.missing) for place in missed)
    if nights < scene.policy.min_missing_dates:
        text = f"The known notice was not seen at its position on {date}; one odd night neither accuses nor acquits."
        return _review(0.0, Reason("odd_night", text, "The next usable frames, or " + _lower(SETTLED_BY_PHOTO)))
    text = f"A notice was seen in this view before, and not on the newest {nights} dates up to {date}."
    return _review(0.0, Reason("not_seen_since", text, SETTLED_BY_PHOTO))


def _perhaps(scene: _Scene) -> Outcome | None:
    plates = sightings(scene.looks.everything, NoticeStatus.CANDIDATE)
    candidates = [plate for plate in plates if _is_worth_a_look(plate.notice, scene.policy)]
    if not candidates:
        return None
    newest = candidates[-1]
    text = f"A plate that could be a notice is in view ({newest.date}); its text could not be read."
    known = [s.notice.probability for s in candidates if s.notice.probability is not None]
    reason = Reason("candidate_only", text, SETTLED_BY_PHOTO)
    return Outcome(Verdict.REVIEW, max(known, default=0.0), (reason,), evidence=_evidence(candidates))


def _is_worth_a_look(plate: Notice, policy: Policy) -> bool:
    if plate.probability is not None:
        return plate.probability >= policy.min_candidate_probability
    return plate.score >= policy.min_candidate_score


def _outside_view(scene: _Scene) -> Outcome | None:
    if not any(not in_view(position) for position in scene.facts.camera.notice_positions):
        return None
    text = "A notice is declared outside the camera's view, where no frame can show it."
    return _review(0.0, Reason("declared_outside_view", text, SETTLED_BY_PHOTO))


def _cannot_tell(scene: _Scene) -> Outcome:
    """Say why nothing can be said; the reason that dominates stands first."""
    camera = scene.facts.camera
    declared = tuple(
        Reason("position_not_looked_at", "A notice position is declared, but no usable frame shows it.")
        for _ in camera.notice_positions[:1]
    )
    if any(usable(o) for o in scene.looks.own):
        moved_on = scene.facts.moved_on.get(camera.camera_id)
        if camera.notice_positions and not any(of_this_view(each, moved_on) for each in camera.notice_positions):
            text = f"The notice positions were recorded before the camera was moved ({moved_on}) and no longer count."
            return unknown("position_before_move", text, "The notice's position in the new view, or a photo of it.")
        if camera.notice_positions:
            text = "The declared notice position was not seen well enough to say whether the notice is there."
            return unknown("position_not_settled", text, SETTLED_BY_PHOTO)
        text = "No notice is in this camera's view; most notices stand outside it, so this proves nothing."
        return unknown("not_seen_in_view", text, SETTLED_BY_PHOTO)
    if camera.frame_source is None:
        text = "The registry names no source of frames for this camera."
        return unknown("no_frame_source", text, SETTLED_BY_PHOTO, *declared)
    basis = camera.frame_source.access_basis
    if basis is None or not basis.covers("frames", scene.at):
        text = "Nobody has allowed the audit to contact this camera, or the leave has ended."
        return unknown("not_authorised", text, "An access basis in the registry, or a photo of the notice.", *declared)
    code = dominating_fault(scene.looks.own)
    if code is None:
        text = f"No frame of this camera was taken in the {scene.policy.window_days} days up to {scene.at}."
        return unknown("too_few_frames", text, SETTLED_BY_PHOTO, *declared)
    why, settles = _WHY_NO_FRAME.get(code, (f"the frames could not be used ({code})", SETTLED_BY_PHOTO))
    return unknown(code, f"No usable frame: {why}.", settles, *declared)


def _review(confidence: float, *reasons: Reason) -> Outcome:
    return Outcome(Verdict.REVIEW, confidence, reasons)


def _evidence(seen: Sequence[Sighting]) -> tuple[str, ...]:
    """Return the newest pieces of evidence, each once, newest first."""
    newest_first = dict.fromkeys(s.observation.evidence_sha256 for s in reversed(seen))
    return tuple(sha for sha in newest_first if sha)[:_MOST_EVIDENCE]


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
