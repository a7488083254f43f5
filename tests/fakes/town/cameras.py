"""The true state of the town: which cameras stand where, what they run, and which notices hang."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from fairnotice.domain import DeclaredModel

DAYS: tuple[dt.date, ...] = tuple(dt.date(2026, 3, day) for day in range(2, 7))
"""The simulated days over which the town is audited."""

EAST_ASIAN, CONTINENTAL, ISLES = "CN", "DE", "GB"
"""The laws of the three quarters, as ISO 3166 codes."""


@dataclass(frozen=True, slots=True)
class TownOperator:
    """Who runs cameras; nobody of this name exists."""

    operator_id: str
    name: str
    kind: str
    language: str


OPERATORS = {
    "harbour": TownOperator("harbour", "林港市容管理处（模拟） Lindhaven Harbour Office (simulated)", "public", "zh"),
    "trams": TownOperator("trams", "Stadtwerke Lindhaven-Süd (simuliert)", "public", "de"),
    "market": TownOperator("market", "Markthallen Lindhaven GmbH (simuliert)", "private", "de"),
    "borough": TownOperator("borough", "Lindhaven West Borough Council (simulated)", "public", "en"),
    "college": TownOperator("college", "Lindhaven College Trust (simulated)", "private", "en"),
    "house-11": TownOperator("house-11", "Household at Lime Walk 11 (simulated)", "household", "en"),
    "house-4": TownOperator("house-4", "Haushalt Am Anger 4 (simuliert)", "household", "de"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that hangs in a camera's view.

    ``centre`` and ``height`` are in px of the camera's frame; ``lean`` is the share by which its
    right edge is higher than its left one, as on a wall that comes nearer to the right.
    """

    design: str
    language: str
    palette: str
    centre: tuple[int, int]
    height: int
    lean: float = 0.0
    headline: str = ""
    until: dt.date | None = None
    """The last day on which it hangs."""


@dataclass(frozen=True, slots=True)
class TownCamera:
    """One camera. ``seed`` decides what street it looks at."""

    camera_id: str
    name: str
    operator: str
    jurisdiction: str
    bearing: float
    """Where in the town it stands: degrees clockwise from north as seen from the market square."""
    reach: float
    """How far from the square, as a share of the way to the coast."""
    seed: int
    site_class: str = "street"
    site_id: str = ""
    azimuth: float = 0.0
    field_of_view: float = 70.0
    protocol: str = "jpg"
    """``jpg``, ``mjpeg`` or ``rtsp``."""
    size: tuple[int, int] = (1280, 720)
    sign: Sign | None = None
    look_alikes: tuple[Sign, ...] = ()
    declared_box: tuple[float, float, float, float] | None = None
    """A notice position that the operator declares although nothing hangs there."""
    analytics: str = "none"
    models: tuple[DeclaredModel, ...] = ()
    has_basis: bool = True
    fault: str = ""
    """Name of the farm's fault that the camera has instead of a picture."""
    dark: bool = False
    cars: int | None = None
    """How many cars pass; by default as many as the moment brings."""
    purpose: str = "Safety of people and property (simulated)"
    legal_basis: str = ""
    retention_days: int = 30
    recognises_no_faces: bool = True
    """Whether the registry says that it recognises no faces; otherwise it says nothing of it."""
    filed: bool = True
    """Whether the registry names its filing, where the law asks for one; it may be filed all the same."""
    notes: str = field(default="", compare=False)
    """What the audit should find, for whoever reads this."""


def _full(language: str, centre: tuple[int, int], palette: str, lean: float = 0.0, **more: dt.date) -> Sign:
    return Sign("full_notice", language, palette, centre, 440, lean, **more)


def _layered(language: str, centre: tuple[int, int], palette: str, lean: float = 0.0, **more: dt.date) -> Sign:
    return Sign("layered_notice", language, palette, centre, 310, lean, **more)


_TRAFFIC = DeclaredModel("traffic-counter", "traffic/labels.txt")
_SAFETY = DeclaredModel("platform-safety", "safety/metadata.yaml")
_FACES = DeclaredModel("visitor-portraits", "portraits/labels.txt")
_FACES_OFF = DeclaredModel("visitor-portraits", "portraits/labels.txt", enabled=False)
_CLOTHING = DeclaredModel("clothing-search", "clothing/labels.yaml")
_OPAQUE = DeclaredModel("vendor-analytics", "vendor/analytics.bin")

_ALL = (
    TownCamera(
        "promenade", "Promenade (simulated) 海滨步道", "harbour", EAST_ASIAN, 60, 0.86, 9, "square", "promenade", 75,
        sign=_full("zh", (330, 330), "blue_on_white", 0.03), models=(_TRAFFIC,),
        notes="pass: a full notice in view, a clean label map",
    ),
    TownCamera(
        "mill-square", "Mühlplatz (simuliert)", "trams", CONTINENTAL, 165, 0.3, 14, "square", "mill-square", 190,
        protocol="mjpeg", sign=_full("de", (890, 330), "white", -0.03), models=(_SAFETY,),
        notes="pass: a full notice in view, over MJPEG",
    ),
    TownCamera(
        "station-road", "Station Road (simulated)", "borough", ISLES, 290, 0.5, 1, "station", "station-road", 300,
        protocol="rtsp", sign=_layered("en", (620, 330), "blue_on_white"), models=(_TRAFFIC,),
        notes="pass: a full notice in view, over RTSP",
    ),
    TownCamera(
        "mill-square-north", "Mühlplatz Nordseite (simuliert)", "trams", CONTINENTAL, 172, 0.34, 5, "square",
        "mill-square", 10, models=(_SAFETY,),
        notes="pass: no notice in its own view, but its site's other camera shows one",
    ),
    TownCamera(
        "ferry-stairs", "Ferry stairs (simulated) 渡口台阶", "harbour", EAST_ASIAN, 95, 0.7, 41, "street",
        "ferry-stairs", 100, sign=_full("zh", (300, 320), "yellow", until=DAYS[1]), cars=0, models=(_TRAFFIC,),
        filed=False,
        notes="fail: the notice hung on the first two days and is gone from the third on; its filing is not declared",
    ),
    TownCamera(
        "tram-depot", "Straßenbahnhof (simuliert)", "trams", CONTINENTAL, 140, 0.62, 23, "business_entrance",
        "tram-depot", 150, sign=_full("de", (330, 330), "yellow", 0.02), models=(_SAFETY, _FACES),
        recognises_no_faces=False,
        notes="fail: an enabled model whose label map sorts faces by ancestry",
    ),
    TownCamera(
        "market-hall", "Markthalle (simuliert)", "market", CONTINENTAL, 215, 0.45, 13, "shop", "market-hall", 230,
        sign=_layered("de", (420, 330), "white", 0.02), analytics="people counting | race classification of faces",
        notes="fail: the registry declares a classification by race",
    ),
    TownCamera(
        "college-gate", "College gate (simulated)", "college", ISLES, 320, 0.72, 21, "school", "college-gate", 40,
        sign=_full("en", (420, 330), "blue_on_white"), models=(_CLOTHING,),
        notes="review: a label map with religious dress",
    ),
    TownCamera(
        "car-park", "Parkhaus am Tor (simuliert)", "market", CONTINENTAL, 195, 0.74, 6, "parking", "car-park", 20,
        sign=_full("de", (880, 330), "white"), models=(_TRAFFIC, _FACES_OFF),
        notes="review: a prohibited model is installed and switched off",
    ),
    TownCamera(
        "bus-station", "Bus station (simulated)", "borough", ISLES, 270, 0.66, 48, "station", "bus-station", 250,
        declared_box=(0.24, 0.16, 0.42, 0.64), models=(_TRAFFIC,),
        look_alikes=(Sign("parking", "en", "blue", (815, 330), 130, headline="Residents only"),),
        notes="review: a declared notice that no frame has ever shown",
    ),
    TownCamera(
        "lighthouse", "Lighthouse path (simulated) 灯塔小径", "harbour", EAST_ASIAN, 40, 0.8, 19, "street",
        "lighthouse", 30, fault="silent", models=(_TRAFFIC,),
        notes="unknown: takes the connection and never answers",
    ),
    TownCamera(
        "underpass", "Unterführung (simuliert)", "trams", CONTINENTAL, 120, 0.4, 18, "street", "underpass", 0,
        dark=True, models=(_SAFETY,),
        notes="unknown: too dark to see anything",
    ),
    TownCamera(
        "ring-road", "Ring road (simulated)", "borough", ISLES, 305, 0.9, 7, "road_traffic", "ring-road", 215,
        size=(352, 288), models=(_TRAFFIC,),
        notes="unknown: pictures too small to show a notice",
    ),
    TownCamera(
        "observatory", "Observatory (simulated)", "college", ISLES, 340, 0.55, 24, "public_building",
        "observatory", 160,
        sign=_full("en", (420, 330), "white"), models=(_TRAFFIC,), has_basis=False,
        notes="unknown: nobody allowed the audit to contact it",
    ),
    TownCamera(
        "fish-market", "Fish market (simulated) 鱼市", "harbour", EAST_ASIAN, 75, 0.45, 11, "shop", "fish-market", 280,
        sign=_full("zh", (330, 330), "blue_on_white"), models=(_OPAQUE,),
        notes="unknown: what its model tells apart cannot be read",
    ),
    TownCamera(
        "lime-walk-11", "Lime Walk 11 (simulated)", "house-11", ISLES, 255, 0.35, 17, "residence_entrance",
        "lime-walk-11", 90, look_alikes=(Sign("guard_dog", "en", "yellow", (1010, 400), 110),),
        notes="not applicable: a household's camera",
    ),
    TownCamera(
        "am-anger-4", "Am Anger 4 (simuliert)", "house-4", CONTINENTAL, 230, 0.8, 10, "residence_entrance",
        "am-anger-4", 330,
        notes="not applicable: a household's camera",
    ),
)  # fmt: skip

CAMERAS: dict[str, TownCamera] = {camera.camera_id: camera for camera in _ALL}
