"""One site of the invented town: what is true of it each night, and what its registry says."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, field, replace

from fairnotice.domain import (
    AccessBasis,
    Box,
    Camera,
    ExemptionClaim,
    FrameSource,
    NoticePosition,
    Operator,
    OperatorKind,
    Point,
    SiteClass,
    SiteVisit,
)

from .world import World

START = dt.date(2026, 3, 1)
LONG_AGO = START - dt.timedelta(days=100)
SIZES = {(1280, 720): 0.7, (1920, 1080): 0.3}
SMALL = (352, 288)
_KINDS = {
    OperatorKind.PRIVATE: 0.55,
    OperatorKind.PUBLIC: 0.25,
    OperatorKind.LAW_ENFORCEMENT: 0.05,
    OperatorKind.HOUSEHOLD: 0.03,
    OperatorKind.UNKNOWN: 0.12,
}
_COLUMNS, _ROWS = 5, 3
_MOST_SHARE = 0.25
"""A plate stays within its cell of the frame, so that two plates are never one place by accident."""
_SOURCE = FrameSource("https://cameras.invalid/still.jpg", AccessBasis("the town"))


@dataclass(slots=True)
class Sign:
    """A notice: where it is seen, when it hangs, how hard it is to see."""

    views: dict[int, Box]
    """By number of the camera, in fractions of its frame; empty: outside every view."""
    hangs: list[bool]
    """By night."""
    hardness: float
    """Standard normal: its own part in being missed by the detector."""
    illegibility: float
    """The same for being confirmed."""
    covered: dict[int, set[int]] = field(default_factory=dict)
    """Nights on which something stands before it, by camera."""


@dataclass(slots=True)
class Turn:
    """A camera that looks elsewhere from some night on."""

    night: int
    little: bool
    seen_as: str
    confirmed: int | None = None
    """Night on which a person says so."""


@dataclass(slots=True)
class View:
    """One camera: what is true of it, and its entry in the registry."""

    camera: Camera
    size: tuple[int, int]
    cells: list[Box]
    """Places where nothing hangs yet."""
    soft: bool = False
    dead: bool = False
    off: set[int] = field(default_factory=set)
    turn: Turn | None = None
    frozen: tuple[int, bool] | None = None
    """First night of a picture that stays, and whether that is noticed."""
    plates: list[tuple[Box, float]] = field(default_factory=list)
    """Other plates that stay undecided, with the share of nights on which they are proposed."""
    look_alike: tuple[Box, int | None] | None = None
    """Something that is confirmed as a notice, and the night from which it is gone."""
    wrongly_declared: bool = False


@dataclass(slots=True)
class Visit:
    """A visit, the night on which the audit hears of it, and whether it is right."""

    visit: SiteVisit
    known_from: int
    right: bool


@dataclass(slots=True)
class Site:
    """All that is true of a site."""

    number: int
    district: int
    views: list[View]
    signs: list[Sign]
    visits: list[Visit]
    claims: tuple[ExemptionClaim, ...]
    kind: OperatorKind
    """Who really runs it."""
    declared: bool

    def announced(self, night: int) -> bool:
        """Tell whether a notice hangs."""
        return any(sign.hangs[night] for sign in self.signs)

    @property
    def bound(self) -> bool:
        """Tell whether the law on notices binds whoever runs it."""
        return self.kind is not OperatorKind.HOUSEHOLD


def day(night: int) -> dt.date:
    """Return the window date of a night."""
    return START + dt.timedelta(days=night)


def snow(world: World, district: int) -> set[int]:
    """Return the nights on which snow lies in a district: one spell, the same for all of it."""
    if not world.snow_nights:
        return set()
    begins = random.Random(f"{world.seed}/snow/{district}").randrange(world.nights)
    return set(range(begins, begins + world.snow_nights))


def weather(world: World, district: int) -> list[str]:
    """Return the weather of each night in a district: ``clear``, ``poor`` or ``bad``."""
    chance = random.Random(f"{world.seed}/weather/{district}")
    shares = (1 - world.poor_weather - world.bad_weather, world.poor_weather, world.bad_weather)
    return chance.choices(("clear", "poor", "bad"), weights=shares, k=world.nights)


def draw_site(world: World, number: int) -> Site:
    """Return site ``number``; the same for the same world and number, whoever draws it."""
    chance = random.Random(f"{world.seed}/{number}")
    kind = chance.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
    declared = chance.random() < world.site_declared
    views = [_view(world, chance, number, c, declared) for c in range(chance.randint(1, 6))]
    signs = _signs(world, chance, views)
    visits = _visits(world, chance, number, views, signs)
    for sign in signs:
        sign.covered = {c: _covers(world, chance, number % world.districts) for c in sign.views}
    _declare(world, chance, views, signs)
    registered = kind
    if kind is OperatorKind.HOUSEHOLD and chance.random() < world.wrong_kind:
        registered = OperatorKind.PRIVATE
    operator = Operator(f"o{number}", f"Operator {number}", registered)
    for view in views:
        view.camera = replace(view.camera, operator=operator)
    claims: tuple[ExemptionClaim, ...] = ()
    if chance.random() < world.claimed:
        claims = (ExemptionClaim("eu.gdpr.law-enforcement", operator.name, LONG_AGO),)
    return Site(number, number % world.districts, views, signs, visits, claims, kind, declared)


def _view(world: World, chance: random.Random, number: int, c: int, declared: bool) -> View:
    size = chance.choices(list(SIZES), weights=list(SIZES.values()))[0]
    if chance.random() < world.low_resolution:
        size = SMALL
    camera = Camera(
        camera_id=f"k:{number:06}-{c}",
        source="k",
        source_id=f"{number}-{c}",
        point=Point(116.0, 40.0) if number % 2 else Point(10.0, 51.0),
        site_id=f"site-{number}",
        site_declared=declared,
        site_class=SiteClass.STREET,
        frame_source=_SOURCE,
        jurisdiction="CN" if number % 2 else "DE",
    )
    cells = [((x + 0.1) / _COLUMNS, (y + 0.05) / _ROWS, 0.0, 0.0) for x in range(_COLUMNS) for y in range(_ROWS)]
    chance.shuffle(cells)
    view = View(camera, size, cells, soft=chance.random() < world.soft_lens, dead=chance.random() < world.dead)
    view.off = {n for n in range(world.nights) if chance.random() < world.night_off}
    if chance.random() < world.turned:
        view.turn = _turn(world, chance)
    if chance.random() < world.frozen:
        view.frozen = (chance.randrange(world.nights), chance.random() >= world.frozen_not_seen)
    for _ in range(min(_poisson(chance, world.other_plates), 6)):
        view.plates.append((_place(world, chance, view), chance.random()))
    if chance.random() < world.look_alike:
        leaves = chance.randrange(5, world.nights) if chance.random() < world.look_alike_leaves else None
        view.look_alike = (_place(world, chance, view), leaves)
    return view


def _turn(world: World, chance: random.Random) -> Turn:
    night, little = chance.randrange(1, world.nights), chance.random() < world.turned_little
    if little:
        seen_as = chance.choice(("same", "moved", "cannot_tell"))
    elif chance.random() < world.turn_not_seen:
        seen_as = "same"
    else:
        seen_as = "moved" if chance.random() < 711 / 730 else "cannot_tell"
    confirmed = None
    if seen_as == "moved" and chance.random() < world.turn_confirmed:
        confirmed = night + chance.randint(3, 20)
    return Turn(night, little, seen_as, confirmed)


def _poisson(chance: random.Random, mean: float) -> int:
    count, product = 0, chance.random()
    while product > math.exp(-mean):
        count, product = count + 1, product * chance.random()
    return count


def _place(world: World, chance: random.Random, view: View) -> Box:
    """Return a box of its own for a plate in a view."""
    x, y, *_ = view.cells.pop()
    pixels = world.height_px_median * math.exp(chance.gauss(0, world.height_px_spread))
    height = min(max(pixels, 10.0) / view.size[1], _MOST_SHARE)
    width = min(height * view.size[1] / view.size[0], 0.8 / _COLUMNS)
    return (x, y, x + width, y + height)


def _sign(world: World, chance: random.Random, views: list[View], hangs: list[bool], *, in_view: bool) -> Sign:
    sign = Sign({}, hangs, chance.gauss(0, 1), chance.gauss(0, 1))
    if in_view:
        order = list(range(len(views)))
        chance.shuffle(order)
        for c in order[: 2 if chance.random() < world.in_second_view else 1]:
            sign.views[c] = _place(world, chance, views[c])
            if chance.random() < world.plate_beside:
                x0, y0, x1, y1 = sign.views[c]
                views[c].plates.append(((x0, y0 + (y1 - y0) * 0.4, x1, y1 + (y1 - y0) * 0.4), chance.random()))
    return sign


def _signs(world: World, chance: random.Random, views: list[View]) -> list[Sign]:
    nights, signs = world.nights, []
    if chance.random() >= world.compliant:
        if chance.random() < world.put_up_late:
            signs.append(_put_up(world, chance, views, chance.randrange(1, nights)))
        return signs
    for _ in range(2 if chance.random() < world.second_notice else 1):
        sign = _sign(world, chance, views, [True] * nights, in_view=chance.random() >= world.out_of_view)
        signs.append(sign)
        fate = chance.random()
        if fate < world.removed:
            gone = chance.randrange(1, nights)
            back = gone + chance.randint(3, 20) if chance.random() < world.restored else nights
            sign.hangs[gone:back] = [False] * len(sign.hangs[gone:back])
        elif fate < world.removed + world.moved_elsewhere:
            gone = chance.randrange(1, nights)
            sign.hangs[gone:] = [False] * (nights - gone)
            signs.append(_put_up(world, chance, views, gone))
    return signs


def _put_up(world: World, chance: random.Random, views: list[View], night: int) -> Sign:
    hangs = [n >= night for n in range(world.nights)]
    return _sign(world, chance, views, hangs, in_view=chance.random() >= world.out_of_view)


def _visits(world: World, chance: random.Random, number: int, views: list[View], signs: list[Sign]) -> list[Visit]:
    def hangs(night: int) -> bool:
        return any(sign.hangs[night] for sign in signs)

    def told(night: int, found: bool, by: str, delay: int) -> Visit:
        return Visit(SiteVisit(f"site-{number}", day(night), found, by), night + delay, found == hangs(night))

    visits: list[Visit] = []
    if chance.random() < world.visited:
        night = chance.randrange(world.nights)
        found = chance.random() >= world.overlooked if hangs(night) else chance.random() < world.imagined
        visits.append(told(night, found, "inspector", chance.randint(0, world.reported_late)))
        if not found:
            later = night + chance.randint(3, 20)
            if not hangs(night) and later < world.nights and chance.random() < world.put_right:
                signs.append(_put_up(world, chance, views, later))
            if later < world.nights and hangs(later) and chance.random() < world.photo_after:
                visits.append(told(later, True, "operator", 1))
    night = chance.randrange(world.nights)
    if chance.random() < (world.photo if hangs(night) else world.photo_of_another):
        visits.append(told(night, True, "operator", 1))
    return visits


def _covers(world: World, chance: random.Random, district: int) -> set[int]:
    covered: set[int] = set()
    lengths, shares = [n for n, _ in world.cover_nights], [s for _, s in world.cover_nights]
    for night in range(world.nights):
        if chance.random() < world.cover_starts:
            covered |= set(range(night, night + chance.choices(lengths, weights=shares)[0]))
    if chance.random() < world.snow_share:
        covered |= snow(world, district)
    return covered


def _declare(world: World, chance: random.Random, views: list[View], signs: list[Sign]) -> None:
    """Write into the registry what operators say of where their notices hang."""
    for c, view in enumerate(views):
        said: list[Box] = [
            s.views[c] for s in signs if c in s.views and s.hangs[0] and chance.random() < world.declared
        ]
        if signs and not any(s.views for s in signs) and chance.random() < world.declared_out_of_view:
            said.append((1.1, 0.2, 1.2, 0.4))
        if chance.random() < world.wrongly_declared:
            view.wrongly_declared = True
            said.append(_place(world, chance, view))
        positions = tuple(
            NoticePosition(box, "declared", LONG_AGO if chance.random() < world.since_known else None) for box in said
        )
        view.camera = replace(view.camera, notice_positions=positions)
