"""Sites judged night after night by the product's own rules, and each word held against the truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from fairnotice.domain import Camera, Facts, Finding, Observation, RecallTable, SiteVisit, Verdict
from fairnotice.rules.demand import Amount, demand_of
from fairnotice.rules.judge import judge
from fairnotice.rules.life import advance
from fairnotice.rules.load import load_packs
from fairnotice.rules.looked import Night
from fairnotice.rules.pack import Requirement, RulePack
from fairnotice.rules.policy import DEFAULT, Policy
from fairnotice.rules.standing import Standing

from . import causes
from .devices import Device, declared, draw_device
from .eyes import Eyes
from .sight import table
from .site import Site, View, day, draw_site, weather
from .tally import ANY, CLASSIFIER, FRAMES, NOTICE, STANDING, Course, Tally
from .world import World

_NOTICE = {"CN": "cn.order-799", "DE": "eu.gdpr"}
_CLASSIFIER = {"DE": "eu.ai-act"}
"""One law for each place and question, of those whose text was read in full: the others never say ``fail``."""
_SAMPLES: dict[Amount, Callable[[int], int]] = {
    Amount.LESS: lambda _: 1,
    Amount.USUAL: lambda usual: usual,
    Amount.MORE: lambda usual: 2 * usual,
}
"""What a camera has where the others give up enough, as they did in every run so far."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every site is judged with."""

    world: World
    packs: dict[Requirement, dict[str, RulePack]]
    """By question and jurisdiction, each with the one rule that asks it."""
    tables: dict[str, RecallTable]
    policy: Policy = DEFAULT

    @classmethod
    def of(cls, world: World, tables: Sequence[str], policy: Policy = DEFAULT) -> Bench:
        """Return a bench for a world, its judges told the named tables of recall."""
        every = {pack.pack_id: pack for pack in load_packs()}
        packs = {
            asks: {place: _only(every[name], asks) for place, name in laws.items()}
            for asks, laws in ((Requirement.NOTICE_EXISTS, _NOTICE), (Requirement.NO_CLASSIFIER, _CLASSIFIER))
        }
        return cls(world, packs, {name: table(world, name) for name in tables}, policy)


def _only(pack: RulePack, asks: Requirement) -> RulePack:
    return pack.model_copy(update={"rules": tuple(rule for rule in pack.rules if rule.requirement is asks)[:1]})


@dataclass(slots=True)
class _Word:
    """What is said of a camera under one rule and table: each night's judgement, and what stands by `rules.life`."""

    judged: Course = field(default_factory=Course)
    stands: Course = field(default_factory=Course)
    standing: Standing | None = None


@dataclass(slots=True)
class _Watched:
    """A camera while its nights pass."""

    number: int
    view: View
    camera: Camera
    eyes: Eyes
    device: Device | None
    samples: int
    """Of the next night."""
    slots: list[Observation] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each night's slots begin."""
    on_notice: dict[str, _Word] = field(default_factory=dict)
    """By table."""
    on_classifier: _Word | None = None


def judge_sites(bench: Bench, numbers: Sequence[int]) -> Tally:
    """Return what came of some sites; nothing of a site is kept but counts."""
    tally = Tally()
    for number in numbers:
        site = draw_site(bench.world, number)
        watched = _watch(bench, site)
        skies = weather(bench.world, site.district)
        for night in range(bench.world.nights):
            for each in watched:
                each.starts.append(len(each.slots))
                each.slots += each.eyes.look(night, skies[night], each.samples)
            _judge_night(bench, site, watched, night)
        _count(tally, site, watched)
    return tally


def _watch(bench: Bench, site: Site) -> list[_Watched]:
    chance = random.Random(f"{bench.world.seed}/{site.number}/devices")
    watched = []
    for c, view in enumerate(site.views):
        device = draw_device(bench.world, chance)
        camera = view.camera if device is None else declared(view.camera)
        each = _Watched(c, view, camera, Eyes(bench.world, site, c), device, bench.world.samples)
        each.on_notice = {name: _Word() for name in bench.tables}
        each.on_classifier = _Word() if camera.jurisdiction in bench.packs[Requirement.NO_CLASSIFIER] else None
        watched.append(each)
    return watched


def _judge_night(bench: Bench, site: Site, watched: list[_Watched], night: int) -> None:
    visits = tuple(each.visit for each in site.visits if each.known_from <= night)
    for each in watched:
        facts = _facts(bench, site, watched, each, visits, night)
        looked = Night.of(facts, day(night))
        first: Finding | None = None
        for name, recall in bench.tables.items():
            # A table matters only where recall is spoken of, or where a visit may be weighed against a loss.
            if first is None or visits or any(reason.code.startswith("recall") for reason in first.reasons):
                told = replace(facts, recall=recall)
                finding = judge(told, _law(bench, Requirement.NOTICE_EXISTS, each), day(night), policy=bench.policy)[0]
                first = first or finding
            else:
                finding = first
            _note(bench, site, each, each.on_notice[name], looked, finding, night)
        if bench.world.by_demand and first is not None:
            wanted = demand_of(facts, [first], day(night), bench.policy)
            each.samples = _SAMPLES[wanted.amount](bench.world.samples)
        if each.on_classifier is not None:
            scans = each.device.scans(each.camera, night) if each.device else ()
            read = Facts(each.camera, scans=scans, claims=site.claims)
            finding = judge(read, _law(bench, Requirement.NO_CLASSIFIER, each), day(night), policy=bench.policy)[0]
            _note(bench, site, each, each.on_classifier, Night.of(read, day(night)), finding, night)


def _law(bench: Bench, asks: Requirement, each: _Watched) -> RulePack:
    return bench.packs[asks][each.camera.jurisdiction or ""]


def _facts(
    bench: Bench, site: Site, watched: list[_Watched], of: _Watched, visits: tuple[SiteVisit, ...], night: int
) -> Facts:
    seen = watched if site.declared else [of]
    oldest = max(0, night + 1 - bench.policy.window_days)
    moved_on = {
        each.camera.camera_id: day(turn.confirmed)
        for each in seen
        if (turn := each.view.turn) is not None and turn.confirmed is not None and turn.confirmed <= night
    }
    slots = tuple(slot for each in seen for slot in each.slots[each.starts[oldest] :])
    return Facts(of.camera, slots, visits=visits, claims=site.claims, moved_on=moved_on)


def _note(bench: Bench, site: Site, each: _Watched, word: _Word, looked: Night, finding: Finding, night: int) -> None:
    """Note what is said and what stands, each with why it is wrong if it is."""
    asks = Requirement.NO_CLASSIFIER if word is each.on_classifier else Requirement.NOTICE_EXISTS
    judged = looked.judged(finding, asks)
    word.standing, _ = advance(word.standing, judged, day(night), bench.policy)
    for course, said in ((word.judged, finding), (word.stands, word.standing.finding if word.standing else finding)):
        in_order = _in_order(site, each, asks, night)
        why, was_true = None, False
        if asks is Requirement.NO_CLASSIFIER:
            why = causes.misread(each.device) if each.device else None
        elif said.verdict is Verdict.FAIL and in_order:
            why, was_true = causes.accused(site, each.number, night, said)
        elif said.verdict is Verdict.PASS and not in_order:
            why = causes.passed(site, each.number, night, said)
        course.night(said.verdict, in_order, why, was_true=was_true)


def _in_order(site: Site, each: _Watched, asks: Requirement, night: int) -> bool:
    if not site.bound:
        return True
    if asks is Requirement.NOTICE_EXISTS:
        return site.announced(night)
    return each.device is None or not each.device.sorts_people(night)


def _count(tally: Tally, site: Site, watched: list[_Watched]) -> None:
    tally.sites += 1
    tally.cameras += len(watched)
    tally.counts["", FRAMES, "taken"] += sum(len(each.slots) for each in watched)
    for each in watched:
        if each.on_classifier is not None:
            tally.add("", CLASSIFIER, each.on_classifier.judged, site.number)
            tally.add("", CLASSIFIER + STANDING, each.on_classifier.stands, site.number)
        for name, word in each.on_notice.items():
            tally.add(name, NOTICE, word.judged, site.number)
            tally.add(name, NOTICE + STANDING, word.stands, site.number)
            words = [word] if each.on_classifier is None else [word, each.on_classifier]
            tally.add_camera(name, ANY, [each.judged for each in words], site.number)
            tally.add_camera(name, ANY + STANDING, [each.stands for each in words], site.number)
