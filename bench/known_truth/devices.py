"""What is read of a camera's configuration, right or wrong, and what is true of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from fairnotice.domain import AnalyticsScan, Camera, ClassifierMention, Level
from fairnotice.rules.classifiers import REGISTRY
from models.measure import wilson

from .world import World

Kind = Literal["clean", "prohibited", "false_friend", "capability"]
Said = Literal["nothing", "fails", "reviews"]

READ_AS: dict[Kind, dict[Said, tuple[int, int]]] = {
    "clean": {"fails": (0, 61), "reviews": (0, 61)},
    "prohibited": {"fails": (288, 295), "reviews": (1, 295)},
    "false_friend": {"fails": (9, 258), "reviews": (13, 258)},
    "capability": {"fails": (2, 35), "reviews": (32, 35)},
}
"""How the sealed half of tests/analytics/corpus was read: so many of so many (its `score`)."""


@dataclass(frozen=True, slots=True)
class Device:
    """A camera's configuration: what it is until some night, and what is read of it then and after."""

    kind: Kind
    said: Said
    complete: bool
    off_from: int
    """Night from which a prohibited classifier is switched off."""

    def sorts_people(self, night: int) -> bool:
        """Tell whether a classifier of race is at work."""
        return self.kind == "prohibited" and night < self.off_from

    def scans(self, camera: Camera, night: int) -> tuple[AnalyticsScan, ...]:
        """Return the newest readings of a night."""
        declared = AnalyticsScan(camera.camera_id, REGISTRY, "r", "registry", True)
        said = "reviews" if self.said == "fails" and self.kind == "prohibited" and night >= self.off_from else self.said
        mentions = () if said == "nothing" else (_MENTIONS[said],)
        sha = f"{self.kind}-{said}"
        return (declared, AnalyticsScan(camera.camera_id, "device", sha, "json", self.complete, mentions))


_MENTIONS = {
    "fails": ClassifierMention("/outputs/0", 1, "race", "race", Level.CONFIGURED, 0.97, "outputs: race"),
    "reviews": ClassifierMention("/supported/0", 1, "race", "race", Level.CAPABILITY, 0.97, "supported: race"),
}


def draw_device(world: World, chance: random.Random) -> Device | None:
    """Return a camera's device, or None where nothing is read of it."""
    if chance.random() >= world.configuration_read:
        return None
    kinds: dict[Kind, float] = {
        "prohibited": world.prohibited,
        "false_friend": world.false_friend,
        "capability": world.capability,
    }
    kinds["clean"] = 1 - sum(kinds.values())
    kind = chance.choices(list(kinds), weights=list(kinds.values()))[0]
    off = chance.randrange(1, world.nights) if chance.random() < world.switched else world.nights
    return Device(kind, _said(world, kind, chance.random()), chance.random() >= world.partly_read, off)


def _said(world: World, kind: Kind, chance: float) -> Said:
    for said in ("fails", "reviews"):
        found, shown = READ_AS[kind][said]
        low, high = wilson(found, shown)
        worse = (low if kind == "prohibited" else high) if said == "fails" else found / shown
        share = worse if world.pessimistic_devices else found / shown
        if chance < share:
            return said
        chance -= share
    return "nothing"


def declared(camera: Camera) -> Camera:
    """Return a camera whose registry says that nothing else runs on its pictures."""
    return replace(camera, analytics=())
