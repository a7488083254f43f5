"""Is a rule about a camera? Yes, no with the reason, or not known with what to find out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np
import shapely

from fairnotice.domain import Camera, OperatorKind, Point, Reason, SiteClass, Verdict
from fairnotice.rules import references
from fairnotice.rules.conditions import Analytics, AppliesIf
from fairnotice.rules.in_use import InUse, Use
from fairnotice.rules.outcome import Outcome, undecided
from fairnotice.rules.pack import Rule
from fairnotice.rules.pack_values import within
from fairnotice.rules.references import Used, step

_METRES_PER_DEGREE = 111_195.0


def outside(
    rule: Rule, camera: Camera, at: dt.date, used_for: Callable[[tuple[Analytics, ...]], InUse]
) -> Outcome | None:
    """Say why ``rule`` is not, or may not be, about the camera; None if it is.

    Args:
        rule: What may be about the camera.
        camera: The camera.
        at: The day of judgement.
        used_for: Tells whether the camera is used for one of several things, as `in_use` does.

    Returns:
        ``not_applicable`` where one condition surely does not hold; ``unknown`` where none fails
        for certain but some cannot be told.
    """
    out = [*_out_of_time(rule, at), *_not_bound(rule.applies_if, camera)]
    if out:
        return Outcome(Verdict.NOT_APPLICABLE, 1.0, (out[0],))
    unclear = list(_unclear(rule.applies_if, camera))
    if rule.applies_if.analytics:
        known = used_for(rule.applies_if.analytics)
        if known.use is Use.DECLARED_ABSENT:
            return Outcome(Verdict.NOT_APPLICABLE, known.confidence, known.reasons)
        if known.use is Use.UNCLEAR:
            unclear += known.reasons
    if not unclear:
        return None
    return undecided(*unclear)


def _out_of_time(rule: Rule, at: dt.date) -> Iterator[Reason]:
    if at < rule.in_force.from_:
        yield step("not_yet", f"The rule applies from {rule.in_force.from_}.", by_text=True)
    elif not rule.in_force.covers(at):
        yield step("no_longer", f"The rule applied until {rule.in_force.to}.", by_text=True)


def _not_bound(applies: AppliesIf, camera: Camera) -> Iterator[Reason]:
    kind = camera.operator.kind if camera.operator else OperatorKind.UNKNOWN
    if kind is not OperatorKind.UNKNOWN and kind not in applies.operator_kinds:
        why = applies.otherwise or "the rule is about other operators"
        text = f"The camera's operator is of kind '{kind}': {why}."
        yield step("other_operators", text, rests_on=references.operator_kind(camera), by_text=True)
    if _is_other_place(applies, camera.site_class):
        text = f"The rule is not about a place of kind '{camera.site_class}'."
        yield step("other_places", text, rests_on=_site_class(camera), by_text=True)
    if applies.places and _lies_in(camera.jurisdiction, applies.places) is False:
        text = f"The rule holds in {', '.join(applies.places)} only."
        yield step("elsewhere", text, rests_on=_jurisdiction(camera), by_text=True)
    if applies.area and _inside(camera.point, applies) is False:
        text = "The camera stands outside the area in which the rule holds."
        yield step("elsewhere", text, rests_on=_jurisdiction(camera), by_text=True)


def _unclear(applies: AppliesIf, camera: Camera) -> Iterator[Reason]:
    if applies.site_classes and camera.site_class not in applies.site_classes:
        kinds = ", ".join(kind.replace("_", " ") for kind in applies.site_classes)
        text = f"The rule is about some places only ({kinds}); whether this is one is not known."
        asks = "What kind of place it is, and who may enter it."
        yield step("place_unclear", text, asks, rests_on=_site_class(camera), by_text=True)
    if applies.places and _lies_in(camera.jurisdiction, applies.places) is None:
        text = f"The rule holds in {', '.join(applies.places)} only; that the camera stands there is not certain."
        yield step("place_unclear", text, "The camera's exact place.", rests_on=_jurisdiction(camera), by_text=True)
    if applies.area and _inside(camera.point, applies) is None:
        text = (
            f"The camera stands within {applies.area_accuracy_m:g} m of the edge of the area in which the rule holds."
        )
        yield step("place_unclear", text, "The camera's exact place.", rests_on=_jurisdiction(camera), by_text=True)
    if applies.purposes and (camera.purpose or "").strip().casefold() not in {p.casefold() for p in applies.purposes}:
        wanted = ", ".join(applies.purposes)
        said = f"The registry declares '{camera.purpose}'" if camera.purpose else "The registry declares no purpose"
        text = f"The rule is about some purposes only ({wanted}). {said}; whether it is one is for a person to say."
        purpose = references.declared("purpose", camera.purpose)
        yield step("purpose_unclear", text, "The purpose of the camera.", rests_on=purpose, by_text=True)


def _site_class(camera: Camera) -> Used:
    return references.declared("site_class", camera.site_class)


def _jurisdiction(camera: Camera) -> Used:
    return references.declared("jurisdiction", camera.jurisdiction)


def _is_other_place(applies: AppliesIf, kind: SiteClass) -> bool:
    if kind is SiteClass.UNKNOWN:
        return False
    if kind in applies.site_classes_except:
        return True
    possible = (*applies.site_classes, *applies.site_classes_unclear, SiteClass.OTHER)
    return bool(applies.site_classes) and kind not in possible


def _lies_in(code: str | None, places: tuple[str, ...]) -> bool | None:
    """Tell whether the place of ``code`` lies in one of ``places``; None where the code is too coarse to tell."""
    if code and any(within(code, place) for place in places):
        return True
    return None if not code or any(within(place, code) for place in places) else False


def _inside(point: Point, applies: AppliesIf) -> bool | None:
    """Tell whether a point lies in the rule's area; None nearer to its edge than anybody can tell (locally flat)."""
    squeeze = max(float(np.cos(np.radians(point.lat))), 0.01)
    metres = np.array([squeeze, 1.0]) * _METRES_PER_DEGREE
    rings = [shapely.Polygon((np.array(ring) - (point.lon, point.lat)) * metres) for ring in applies.area]
    area, here = shapely.union_all(rings), shapely.Point(0, 0)
    if shapely.distance(area.boundary, here) <= applies.area_accuracy_m:
        return None
    return bool(shapely.contains(area, here))
