"""Whose turn it is: the order in which cameras are asked, so that none is stormed and none delays the others.

No clock, thread or network is in here. Times are seconds of one monotonic clock, handed in.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from fairnotice.domain import CaptureFault
from fairnotice.frame_address import expanded

TRANSIENT = frozenset({CaptureFault.UNREACHABLE, CaptureFault.TIMEOUT, CaptureFault.TRUNCATED, CaptureFault.ERROR})
"""Faults that are often gone a little later. A refused login is never tried again: cameras lock accounts."""
SLOW_S = 3.0
"""A grab that is expected to take this long (s) is slow: a healthy camera gives its frame within a second or two."""
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322, "onvif": 80, "onvif+https": 443}


@dataclass(frozen=True, slots=True)
class Look:
    """One empty slot of one camera, in a few bytes: this is all that a batch holds of each camera."""

    camera_id: str
    sample_number: int
    at: dt.datetime
    """The slot's time."""
    host: str | None = None
    """Who is asked, as ``host:port``; None: nobody is."""
    seconds: float = 0.0
    """How long the grab is expected to take."""
    tries: int = 1
    """How often it may be tried."""

    @property
    def slow(self) -> bool:
        """Whether waiting for it is expected to take long."""
        return self.seconds >= SLOW_S


def host_of(url: str) -> str | None:
    """Return ``host:port`` of an address, as the key of its limits; None where it names no host."""
    try:
        parts = urlsplit(expanded(url))
        # A name with the root's dot is the same name.
        host = (parts.hostname or "").removesuffix(".")
        return f"{host}:{parts.port or _PORTS.get(parts.scheme, 0)}" if host else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Courtesy:
    """How hard the network may be asked by one task."""

    host_at_once: int = 2
    """Grabs of one host at the same time: behind one address may stand a recorder with a hundred cameras."""
    pause_s: float = 1.0
    """Seconds of rest between two grabs of a device that is alone at its address."""
    slow_at_once: int = 32
    """Grabs that are expected to take long, while others wait for their turn."""
    again_after_s: float = 30.0
    """Seconds that a fault is given to pass, while there is something else to do."""
    again_at_least_s: float = 2.0
    """The same where there is nothing else to do."""
    spread_s: float = 0.02
    """Mean seconds between the first grabs: not all cameras of a network are asked in the same instant."""
    spread_over: int = 64
    """How many grabs are spread so; later ones start as earlier ones end."""


@dataclass(slots=True)
class _Host:
    at_once: int
    pause_s: float
    in_flight: int = 0
    free_at: float = 0.0
    asked: set[str] = field(default_factory=set)
    """Cameras that are asked now: none is asked twice at a time, or a silent one would take every place of its host."""
    waiting: dict[bool, deque[Look]] = field(default_factory=lambda: {True: deque(), False: deque()})

    def next_of(self, slow: bool) -> Look | None:
        """Take the next look at a camera that is not asked now; None: there is none."""
        waiting = self.waiting[slow]
        for _ in range(len(waiting)):
            look = waiting.popleft()
            if look.camera_id not in self.asked:
                return look
            waiting.append(look)
        return None


class Turns:
    """Which look comes next: slow ones first, so that no batch ends with waiting for them, but never all at once.

    Args:
        looks: Everything to be done.
        courtesy: How hard the network may be asked.
        seed: Shuffles hosts, so that each night begins elsewhere; the same seed gives the same order.
    """

    def __init__(self, looks: Iterable[Look], courtesy: Courtesy, seed: str) -> None:
        self._courtesy = courtesy
        self._chance = random.Random(seed)  # noqa: S311 - an order, not a secret
        self._hosts: dict[str | None, _Host] = {}
        self._ready: dict[bool, OrderedDict[str | None, None]] = {True: OrderedDict(), False: OrderedDict()}
        self._resting: list[tuple[float, str]] = []
        self._later: deque[tuple[float, Look]] = deque()
        """Looks to be tried again, with the time of their failure."""
        self._waiting = {True: 0, False: 0}
        self._slow_in_flight = 0
        self._in_flight = 0
        self._to_spread = courtesy.spread_over if courtesy.spread_s else 0
        self._next_start = 0.0
        self._fill(list(looks))

    def _fill(self, looks: list[Look]) -> None:
        self._chance.shuffle(looks)
        # Of the slow ones the slowest come first: what starts last ends last.
        looks.sort(key=lambda look: -look.seconds if look.slow else 0.0)
        cameras: dict[str | None, set[str]] = {}
        for look in looks:
            cameras.setdefault(look.host, set()).add(look.camera_id)
        for host, behind in cameras.items():
            alone = host is not None and len(behind) == 1
            most = len(looks) if host is None else self._courtesy.host_at_once
            self._hosts[host] = _Host(1 if alone else most, self._courtesy.pause_s if alone else 0.0)
        for look in looks:
            self._hosts[look.host].waiting[look.slow].append(look)
            self._waiting[look.slow] += 1
        for host in self._hosts:
            self._offer(host)

    @property
    def left(self) -> int:
        """How many looks are not done: waiting, at work, or to be tried again."""
        return self._in_flight + sum(self._waiting.values()) + len(self._later)

    def take(self, now: float, most: int) -> list[Look]:
        """Return up to ``most`` looks that may begin at ``now``."""
        self._wake(now)
        taken: list[Look] = []
        while len(taken) < most and now >= self._next_start:
            look = self._next()
            if look is None:
                break
            taken.append(look)
            if self._to_spread:
                self._to_spread -= 1
                self._next_start = now + self._chance.uniform(0, 2 * self._courtesy.spread_s)
        return taken

    def wait_s(self, now: float) -> float | None:
        """Return after how many seconds time alone lets a look begin; None: only the end of another one does."""
        ahead = [self._resting[0][0]] if self._resting else []
        if self._ready[False] or self._may_be_slow():
            ahead.append(self._next_start)
        if self._later:
            ahead.append(self._later[0][0] + self._again_after_s)
        return max(0.0, min(ahead) - now) if ahead else None

    def done(self, look: Look, now: float) -> None:
        """Note that a look's grab has ended."""
        host = self._hosts[look.host]
        host.in_flight -= 1
        host.asked.discard(look.camera_id)
        self._in_flight -= 1
        self._slow_in_flight -= look.slow
        if host.pause_s and look.host is not None:
            host.free_at = now + host.pause_s
            heapq.heappush(self._resting, (host.free_at, look.host))
        self._offer(look.host)

    def again(self, look: Look, now: float, seconds: float) -> bool:
        """Note that a look's grab failed by what may pass; return whether it is tried again, later.

        What took long is tried again only while others wait for their turn: it must not keep a batch from its end.

        Args:
            look: Which.
            now: When it failed.
            seconds: How long it took, which is what is now expected of it.
        """
        self.done(look, now)
        if look.tries <= 1 or (seconds >= SLOW_S and self._is_nearly_done):
            return False
        self._later.append((now, replace(look, tries=look.tries - 1, seconds=seconds)))
        return True

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] + self._again_after_s <= now:
            _, look = self._later.popleft()
            self._hosts[look.host].waiting[look.slow].append(look)
            self._waiting[look.slow] += 1
            self._offer(look.host)
        while self._resting and self._resting[0][0] <= now:
            _, name = heapq.heappop(self._resting)
            # A pause that a later one has overtaken is none.
            if self._hosts[name].free_at <= now:
                self._hosts[name].free_at = 0.0
                self._offer(name)

    @property
    def _again_after_s(self) -> float:
        return self._courtesy.again_at_least_s if self._is_nearly_done else self._courtesy.again_after_s

    @property
    def _is_nearly_done(self) -> bool:
        """Whether every look has begun."""
        return not any(self._waiting.values())

    def _offer(self, name: str | None) -> None:
        """Bring a host to where its looks can be taken from, or take it away from there."""
        host = self._hosts[name]
        free = host.in_flight < host.at_once and not host.free_at
        for slow, waiting in host.waiting.items():
            if free and waiting:
                self._ready[slow].setdefault(name)
            else:
                self._ready[slow].pop(name, None)

    def _may_be_slow(self) -> bool:
        few = self._slow_in_flight < self._courtesy.slow_at_once or not self._waiting[False]
        return bool(self._ready[True]) and few

    def _next(self) -> Look | None:
        if self._may_be_slow():
            slow = True
        elif self._ready[False]:
            slow = False
        else:
            return None
        name, _ = self._ready[slow].popitem(last=False)
        host = self._hosts[name]
        look = host.next_of(slow)
        if look is None:
            # The end of a look at one of its cameras brings it back.
            return self._next()
        host.in_flight += 1
        host.asked.add(look.camera_id)
        self._in_flight += 1
        self._slow_in_flight += slow
        self._waiting[slow] -= 1
        # Behind the other hosts, which come first now.
        self._offer(name)
        return look
