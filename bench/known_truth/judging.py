"""Sites judged night after night by the product's own rules, and each word held against the truth."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from fairnotice.domain import Camera, Facts, Finding, Observation, OperatorKind, RecallTable, SiteVisit, Verdict
from fairnotice.rules.judge import judge
from fairnotice.rules.load import load_packs
from fairnotice.rules.pack import RulePack
from fairnotice.rules.policy import DEFAULT, Policy

from .devices import Device, declared, draw_device
from .eyes import Eyes
from .sight import table
from .site import Site, View, day, draw_site, weather
from .tally import Course, Tally
from .world import World

Asked = Literal["notice", "classifier"]
_NOTICE = {"CN": "cn.order-799", "DE": "eu.gdpr"}
_CLASSIFIER = {"DE": "eu.ai-act"}
"""One law for each place and question, of those whose text was read in full: the others never say ``fail``."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every site is judged with."""

    world: World
    packs: dict[str, RulePack]
    tables: dict[str, RecallTable]
    policy: Policy = DEFAULT

    @classmethod
    def of(cls, world: World, tables: Sequence[str], policy: Policy = DEFAULT) -> Bench:
        """Return a bench for a world, its judges told the named tables of recall."""
        packs = {pack.pack_id: pack for pack in load_packs()}
        return cls(world, packs, {name: table(world, name) for name in tables}, policy)


@dataclass(slots=True)
class _Watched:
    """A camera while its nights pass."""

    view: View
    camera: Camera
    eyes: Eyes
    device: Device | None
    slots: list[Observation] = field(default_factory=list)


def judge_sites(bench: Bench, numbers: Sequence[int]) -> Tally:
    """Return what came of some sites; nothing of a site is kept but counts."""
    tally = Tally()
    for number in numbers:
        _judge_site(bench, draw_site(bench.world, number), tally)
    return tally


def _judge_site(bench: Bench, site: Site, tally: Tally) -> None:
    world = bench.world
    chance = random.Random(f"{world.seed}/{site.number}/devices")
    watched = []
    for c, view in enumerate(site.views):
        device = draw_device(world, chance)
        camera = view.camera if device is None else declared(view.camera)
        watched.append(_Watched(view, camera, Eyes(world, site, c), device))
    skies = weather(world, site.district)
    courses: dict[tuple[str, str, int], Course] = {}
    for night in range(world.nights):
        for each in watched:
            each.slots += each.eyes.look(night, skies[night])
        since = max(0, (night + 1 - bench.policy.window_days) * world.samples)
        visits = tuple(each.visit for each in site.visits if each.known_from <= night)
        for c, each in enumerate(watched):
            facts = _facts(bench, site, watched, c, since, visits, night)
            for name, finding in _of_notice(bench, facts, day(night)):
                course = courses.setdefault((name, "notice", c), Course())
                in_order = not site.bound or site.announced(night)
                why, was_true = None, False
                if finding.verdict is Verdict.FAIL and in_order:
                    why, was_true = _why_accused(site, c, night, finding)
                elif finding.verdict is Verdict.PASS and not in_order:
                    why = _why_passed(site, each, night, finding)
                course.night(finding.verdict, in_order, why, was_true=was_true)
            found = _of_classifier(bench, facts, each, day(night), night)
            if found is not None:
                in_order = each.device is None or not site.bound or not each.device.sorts_people(night)
                why = f"configuration of kind '{each.device.kind}' misread" if each.device else None
                courses.setdefault(("", "classifier", c), Course()).night(found.verdict, in_order, why)
    for (name, asked, _), course in courses.items():
        tally.add(name, asked, course, site.number)
    for name in bench.tables:
        for c in range(len(watched)):
            asked_of_it = [courses[key] for key in ((name, "notice", c), ("", "classifier", c)) if key in courses]
            tally.add_camera(name, asked_of_it, site.number)
    tally.sites += 1
    tally.cameras += len(watched)


def _facts(
    bench: Bench,
    site: Site,
    watched: list[_Watched],
    c: int,
    since: int,
    visits: tuple[SiteVisit, ...],
    night: int,
) -> Facts:
    seen = watched if site.declared else [watched[c]]
    moved_on = {
        each.camera.camera_id: day(turn.confirmed)
        for each in seen
        if (turn := each.view.turn) is not None and turn.confirmed is not None and turn.confirmed <= night
    }
    return Facts(
        camera=watched[c].camera,
        observations=tuple(slot for each in seen for slot in each.slots[since:]),
        visits=visits,
        claims=site.claims,
        moved_on=moved_on,
    )


def _of_notice(bench: Bench, facts: Facts, at: dt.date) -> list[tuple[str, Finding]]:
    """Return the finding on the notice under each table; a table matters only where recall is spoken of."""
    pack = bench.packs[_NOTICE[facts.camera.jurisdiction or ""]]
    found: list[tuple[str, Finding]] = []
    for name, recall in bench.tables.items():
        if found and not any(reason.code.startswith("recall") for reason in found[0][1].reasons):
            found.append((name, found[0][1]))
        else:
            told = replace(facts, recall=recall)
            found.append((name, judge(told, pack, at, policy=bench.policy)[0]))
    return found


def _of_classifier(bench: Bench, facts: Facts, each: _Watched, at: dt.date, night: int) -> Finding | None:
    name = _CLASSIFIER.get(facts.camera.jurisdiction or "")
    if name is None:
        return None
    scans = each.device.scans(each.camera, night) if each.device else ()
    asked = replace(facts, observations=(), visits=(), scans=scans)
    return judge(asked, bench.packs[name], at, policy=bench.policy)[0]


def _why_accused(site: Site, c: int, night: int, finding: Finding) -> tuple[str, bool]:
    """Return what misled the judgement, as far as the truth tells, and whether it was right of its proof's day."""
    view = site.views[c]
    registered = view.camera.operator.kind if view.camera.operator else None
    if site.kind is OperatorKind.HOUSEHOLD and registered is not OperatorKind.HOUSEHOLD:
        return "household registered as a company", False
    if finding.proof == "site_visit":
        newest = max((each for each in site.visits if each.known_from <= night), key=lambda each: each.visit.visited_on)
        return ("put up after the visit", True) if newest.right else ("notice overlooked on a visit", False)
    return _why_not_seen(site, c, night), False


def _why_not_seen(site: Site, c: int, night: int) -> str:
    view = site.views[c]
    here = [sign for sign in site.signs if c in sign.views and sign.hangs[night]]
    if view.frozen is not None and night >= view.frozen[0] and not view.frozen[1]:
        return "frozen picture not noticed"
    if view.turn is not None and night >= view.turn.night and here:
        return "turned camera not noticed"
    if any(night in sign.covered[c] for sign in here):
        return "notice covered for several nights"
    if here:
        return "notice missed by the detector"
    if any(c in sign.views for sign in site.signs):
        return "moved: another notice hangs elsewhere"
    return "wrongly declared position" if view.wrongly_declared else "look-alike confirmed, then gone"


def _why_passed(site: Site, each: _Watched, night: int, finding: Finding) -> str:
    if finding.proof == "site_visit":
        heard = (visit for visit in site.visits if visit.known_from <= night)
        newest = max(heard, key=lambda visit: visit.visit.visited_on)
        return "taken down after the visit" if newest.right else "visit or photo was wrong"
    seen = [view for view in (site.views if site.declared else [each.view]) if view.look_alike is not None]
    if any(view.frozen is not None and not view.frozen[1] for view in site.views):
        return "frozen picture not noticed"
    if any(any(sign.hangs[: night + 1]) for sign in site.signs if sign.views):
        return "seen within the window, gone since"
    return "look-alike taken for a notice" if seen else "other"
