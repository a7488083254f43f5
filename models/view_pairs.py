"""Pairs of frames of one view and of moved ones, of one picture and of two, from real frames and photographs.

Sources are split before anything is chosen: `CHOOSE` set the thresholds of vision/view.py and vision/frozen.py,
`MEASURE` gives the figures. A moved view is cut out of the same picture elsewhere, so that real things come into it;
two moments of one view are real where a clip or a series has them, and otherwise one cut under two lights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from fairnotice.domain import Pixels

Half = Literal["choose", "measure"]

HIGHWAYS = "frames/informatics-lab__machine-learning-traffic-cams/resources/Images/*.jpg"
"""One still of each of 76 cameras: every second camera, by its number, belongs to one half."""
PHOTOGRAPHS: dict[Half, tuple[str, ...]] = {
    "choose": ("backgrounds/spb_facades_cc0/*.jpg", "backgrounds/opensfm_lund_berlin/*.jpg"),
    "measure": (
        "backgrounds/doordetect_openimages/*.jpg",
        "frames/codeformuenster__traffic-cam/*.jpg",
        "backgrounds/hyperlpr_cn/*.jpg",
    ),
}
JAMCAM = "frames/ministrudels__JamCam-Detector"
JAMCAM_VIEWS: dict[Half, tuple[int, ...]] = {"choose": (1, 2, 3, 4), "measure": (5, 6, 7, 8)}
CAR_PARK = "frames/intel-iot-devkit__sample-videos/*.jpg"
"""One view of bare asphalt from above, in two lights, sometimes under a car; it belongs to `MEASURE`."""

LONGER_SIDE = 800
_SHARE = 0.7
"""Share of a picture that a view shows, so that there is something for it to move into."""
LIGHTS = ("bright", "contrast", "gamma", "cast", "noise", "dusk", "shadow", "rain", "jpeg", "people")
_LIGHTS_OF_MOVED = ("", "bright", "gamma", "noise", "cast", "jpeg", "shadow")
MOVES = ("shift", "zoom", "rotation", "other scene")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two frames and the truth about them."""

    truth: Literal["same", "moved", "frozen", "live", "blurred by packing"]
    """``blurred by packing`` is the same picture too, but so changed that no claim is made of it: a row of its own."""
    kind: str
    first: Pixels
    second: Pixels


def view_pairs(root: Path, half: Half, *, pictures: int, lights: int = 2, seed: int = 1) -> Iterator[Pair]:
    """Yield pairs of one view (``same``) and of two (``moved``).

    Args:
        root: Folder of the real material.
        half: Which sources.
        pictures: Most photographs and stills that views are cut out of.
        lights: How many other lights each is shown in; each is moved once in every way.
        seed: What happens to them.
    """
    rng = np.random.default_rng(seed)
    stills = [_load(path) for path in _some(_stills(root, half), pictures, rng)]
    turn = 0
    for index, still in enumerate(stills):
        first = _recorded(_cut(still), rng)
        for _ in range(lights):
            light = LIGHTS[turn % len(LIGHTS)]
            turn += 1
            shaken = _cut(still, right=rng.uniform(-0.006, 0.006), down=rng.uniform(-0.006, 0.006))
            yield Pair("same", light, first, _recorded(_lit(shaken, light, rng), rng))
        for move in MOVES:
            if move == "other scene":
                others = [each for k, each in enumerate(stills) if k != index and each.shape == still.shape]
                if not others:
                    continue
                moved = _cut(others[rng.integers(len(others))])
            else:
                moved = _moved(still, move, rng)
            yield Pair("moved", move, first, _recorded(_lit(moved, str(rng.choice(_LIGHTS_OF_MOVED)), rng), rng))
    yield from _real_moments(root, half)


def frozen_pairs(root: Path, half: Half, *, pictures: int, seed: int = 2) -> Iterator[Pair]:
    """Yield pairs of one picture (``frozen``) and of two (``live``); the arguments are those of `view_pairs`."""
    rng = np.random.default_rng(seed)
    for path in _some(_stills(root, half), pictures, rng):
        scene = _load(path)[: LONGER_SIDE // 2, :]
        quality = int(rng.integers(60, 96))
        taken = _noisy(scene, rng.uniform(0.5, 4), rng)
        first = _jpeg(_clock(taken, rng), quality)
        yield Pair("frozen", "identical", first, first.copy())
        yield Pair("frozen", "running clock", first, _jpeg(_clock(taken, rng), quality))
        yield Pair("frozen", "packed anew, quality 75-95", first, _jpeg(first, int(rng.integers(75, 96))))
        yield Pair("frozen", "packed anew, quality 60-74", first, _jpeg(first, int(rng.integers(60, 75))))
        yield Pair("blurred by packing", "packed anew, quality 40-59", first, _jpeg(first, int(rng.integers(40, 60))))
        for low, high in ((0.5, 1), (1, 2), (2, 5)):
            noise = rng.uniform(low, high)
            pair = (_jpeg(_clock(_noisy(scene, noise, rng), rng), quality) for _ in range(2))
            yield Pair("live", f"same light, noise {low:g}-{high:g}", *pair)
    for name, first, second in _moments(root, half):
        yield Pair("live", f"another moment ({name})", first, second)


def _real_moments(root: Path, half: Half) -> Iterator[Pair]:
    for name, first, second in _moments(root, half):
        yield Pair("same", f"another moment ({name})", first, second)
    stills = [(view, _read(path)) for view in JAMCAM_VIEWS[half] for path in _jamcam_stills(root, view)]
    for (view, first), (other, second) in combinations(stills, 2):
        if view != other:
            yield Pair("moved", "another camera (JamCam)", first, second)


def _moments(root: Path, half: Half) -> Iterator[tuple[str, Pixels, Pixels]]:
    """Yield real frames of one view, at least a second apart."""
    for view in JAMCAM_VIEWS[half]:
        clip = root / JAMCAM / "raw" / f"{view}.mp4"
        frames = list(_seconds(clip)) if clip.exists() else [_read(path) for path in _jamcam_stills(root, view)]
        for first, second in combinations(frames, 2):
            yield "JamCam", first, second
    if half == "measure":
        for first, second in combinations([_read(path) for path in sorted(root.glob(CAR_PARK))], 2):
            yield "car park", first, second


def _seconds(clip: Path) -> Iterator[Pixels]:
    film = cv2.VideoCapture(str(clip))
    for number in range(10_000):
        there, frame = film.read()
        if not there:
            return
        if number % 25 == 0:
            yield np.asarray(frame, np.uint8)


def _jamcam_stills(root: Path, view: int) -> list[Path]:
    return sorted((root / JAMCAM / "frames").glob(f"jamcam{view}_*.jpg"))


def _stills(root: Path, half: Half) -> list[Path]:
    cameras = sorted(root.glob(HIGHWAYS))[0 if half == "choose" else 1 :: 2]
    return [*cameras, *(path for pattern in PHOTOGRAPHS[half] for path in sorted(root.glob(pattern)))]


def _some(paths: list[Path], most: int, rng: np.random.Generator) -> list[Path]:
    return [paths[k] for k in rng.permutation(len(paths))[:most]]


def _read(path: Path) -> Pixels:
    return np.asarray(cv2.imread(str(path)), np.uint8)


def _load(path: Path) -> Pixels:
    picture = _read(path)
    scale = min(1.0, LONGER_SIDE / max(picture.shape[:2]))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _cut(picture: Pixels, *, right: float = 0, down: float = 0, zoom: float = 1, degrees: float = 0) -> Pixels:
    """Cut a view out of the middle of a picture, moved by shares of the view's width, zoomed and turned."""
    height, width = picture.shape[:2]
    wide, tall = int(width * _SHARE), int(height * _SHARE)
    centre = (width / 2 + right * wide, height / 2 + down * wide)
    matrix = cv2.getRotationMatrix2D(centre, degrees, zoom)
    matrix[:, 2] += (wide / 2 - centre[0], tall / 2 - centre[1])
    how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(picture, matrix, (wide, tall), flags=how, borderMode=cv2.BORDER_REFLECT_101))


def _moved(picture: Pixels, move: str, rng: np.random.Generator) -> Pixels:
    sign = rng.choice([-1, 1])
    if move == "shift":
        far, little = sign * rng.uniform(0.10, 0.13 if rng.random() < 0.25 else 0.20), rng.uniform(-0.03, 0.03)
        return _cut(picture, right=far, down=little) if abs(far) > 0.13 else _cut(picture, right=little, down=far)
    if move == "zoom":
        return _cut(picture, zoom=rng.uniform(1.15, 1.5) ** sign)
    return _cut(picture, degrees=sign * rng.uniform(5, 15))


def _recorded(view: Pixels, rng: np.random.Generator) -> Pixels:
    """Let people in, write the time over it, compress it."""
    return _jpeg(_clock(_with_people(view, int(rng.integers(0, 5)), rng), rng), int(rng.integers(50, 92)))


def _lit(view: Pixels, light: str, rng: np.random.Generator) -> Pixels:
    return _LIT[light](view, rng) if light else view


def _scaled(view: Pixels, low: float, high: float, rng: np.random.Generator) -> Pixels:
    return _eight_bits(view * rng.uniform(low, high) ** rng.choice([-1, 1]))


def _dusk(view: Pixels, rng: np.random.Generator) -> Pixels:
    """Dim and blue, with a few warm lamps, and a noisier sensor."""
    height, width = view.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    lamps = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y, reach = rng.uniform(0, width), rng.uniform(0, 0.7 * height), rng.uniform(0.15, 0.35) * width
        lamps += np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / reach**2).astype(np.float32)
    light = np.array([0.32, 0.25, 0.22]) + np.array([0.20, 0.35, 0.45]) * np.clip(lamps, 0, 1)[..., None]
    return _eight_bits(view * light + rng.normal(0, 5, view.shape))


def _shadow(view: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = view.shape[:2]
    x, wide, lean = rng.uniform(-0.2, 0.9) * width, rng.uniform(0.2, 0.5) * width, rng.uniform(-0.4, 0.4) * width
    shade = np.zeros((height, width), np.float32)
    corners = np.array([[x, 0], [x + wide, 0], [x + wide + lean, height], [x + lean, height]], np.int32)
    cv2.fillConvexPoly(shade, corners, 1.0)
    return _eight_bits(view * (1 - 0.5 * cv2.GaussianBlur(shade, (0, 0), 3)[..., None]))


def _rain(view: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = view.shape[:2]
    drops = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(100, 400))):
        x, y, long = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.02, 0.08) * height
        cv2.line(drops, (int(x), int(y)), (int(x + long / 5), int(y + long)), rng.uniform(0.1, 0.4), 1, cv2.LINE_AA)
    return _eight_bits(view * (1 - drops[..., None]) + 200 * drops[..., None])


def _with_people(view: Pixels, count: int, rng: np.random.Generator) -> Pixels:
    view = view.copy()
    height, width = view.shape[:2]
    for _ in range(count):
        tall = int(height * rng.uniform(0.08, 0.35))
        wide, x, y = max(2, int(tall * 0.4)), int(rng.uniform(0, width)), int(rng.uniform(0.3, 1) * height) - tall
        clothes, head = rng.uniform(10, 230, 3), rng.uniform(10, 230, 3)
        cv2.ellipse(view, (x, y + tall // 2), (wide // 2, tall // 2), 0, 0, 360, clothes.tolist(), -1, cv2.LINE_AA)
        cv2.circle(view, (x, y), max(1, wide // 3), head.tolist(), -1, cv2.LINE_AA)
    return view


def _clock(view: Pixels, rng: np.random.Generator) -> Pixels:
    view = view.copy()
    height = view.shape[0]
    text = f"CAM 07 {rng.integers(24):02}:{rng.integers(60):02}:{rng.integers(60):02}"
    cv2.putText(view, text, (4, int(height * 0.07)), cv2.FONT_HERSHEY_SIMPLEX, height / 700, (255, 255, 255), 1)
    return view


def _noisy(view: Pixels, levels: float, rng: np.random.Generator) -> Pixels:
    """Add a sensor's noise: a little smooth, as demosaicing leaves it, with ``levels`` as standard deviation."""
    noise = cv2.GaussianBlur(rng.normal(0, 1, view.shape).astype(np.float32), (0, 0), 0.5)
    return _eight_bits(view + noise * (levels / max(float(noise.std()), 1e-6)))


def _jpeg(view: Pixels, quality: int) -> Pixels:
    _, packed = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _eight_bits(values: np.ndarray) -> Pixels:  # type: ignore[type-arg]
    return np.clip(values, 0, 255).astype(np.uint8)


_LIT: dict[str, Callable[[Pixels, np.random.Generator], Pixels]] = {
    "bright": lambda view, rng: _scaled(view, 1.3, 1.9, rng),
    "contrast": lambda view, rng: _eight_bits((view - view.mean()) * rng.uniform(0.4, 0.7) + view.mean()),
    "gamma": lambda view, rng: _eight_bits(255 * (view / 255) ** (rng.uniform(1.4, 2.2) ** rng.choice([-1, 1]))),
    "cast": lambda view, rng: _eight_bits(view * rng.uniform(0.7, 1.3, 3)),
    "noise": lambda view, rng: _eight_bits(view + rng.normal(0, rng.uniform(4, 15), view.shape)),
    "dusk": _dusk,
    "shadow": _shadow,
    "rain": _rain,
    "jpeg": lambda view, rng: _jpeg(view, int(rng.integers(15, 40))),
    "people": lambda view, rng: _with_people(view, int(rng.integers(4, 12)), rng),
}
