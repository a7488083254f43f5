"""Real frames turned into what a failing camera sends, and into poor ones that can still be judged.

Every degradation is a pure function of the frame and of a seeded generator, keeps the frame's size, and ends
with a camera's JPEG. Lengths are shares of the longer side or px of a frame whose longer side is `SIDE` px, so
that one strength means the same on every frame. What each kind stands for is said in QUALITY.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels

SIDE = 640
"""Longer side in px that blur is given for: the side at which frames are measured."""

Floats = npt.NDArray[np.float32]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to degrade a frame."""

    name: str
    reason: str | None
    """The code that the quality check should give; None: the frame stays usable."""
    degrade: Callable[[Pixels, Rng], Pixels]


def degrade(kind: Kind, pixels: Pixels, seed: tuple[int, ...]) -> Pixels:
    """Return a degraded copy of a frame, always the same one for equal arguments.

    Args:
        kind: What happens to it.
        pixels: BGR ``uint8`` of shape (height, width, 3); not changed.
        seed: Which of the kind's strengths, places and colours.

    Returns:
        BGR ``uint8`` of the same shape.
    """
    return kind.degrade(pixels, np.random.default_rng((*seed, *kind.name.encode())))


# --- what the sensor and the encoder do ---------------------------------------------------------------


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Return a frame after a camera's JPEG of a quality from 1 to 100."""
    done, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR) if done else None
    if unpacked is None:
        raise ValueError(f"a frame of shape {pixels.shape} cannot be packed as JPEG")
    return np.asarray(unpacked, np.uint8)


def _recorded(frame: Floats, rng: Rng, grain: tuple[float, float] = (1.0, 3.0)) -> Pixels:
    """Return levels 0..255 with a sensor's noise, rounded, through a camera's JPEG.

    Two in five carry a clock, sharp however blurred or covered the view is: it is drawn after the lens.
    """
    noise = rng.standard_normal(frame.shape[:2], dtype=np.float32) * np.float32(rng.uniform(*grain))
    noisy = np.ascontiguousarray(np.clip(frame + noise[..., None], 0, 255).astype(np.uint8))
    if rng.random() < 0.4:
        _stamp(noisy, rng)
    return jpeg(noisy, int(rng.integers(45, 91)))


def _floats(pixels: Pixels) -> Floats:
    return pixels.astype(np.float32)


def _unit(pixels: Pixels) -> float:
    """Return px of this frame per px of it as it is measured."""
    return max(1.0, max(pixels.shape[:2]) / SIDE)


# --- too little and too much light --------------------------------------------------------------------


def dim(pixels: Pixels, gain: float, rng: Rng) -> Pixels:
    """Return a frame whose levels are multiplied by ``gain`` before noise and JPEG."""
    return _recorded(_floats(pixels) * np.float32(gain), rng, (1.0, 4.0))


def _dark(pixels: Pixels, rng: Rng) -> Pixels:
    return dim(pixels, rng.uniform(0.01, 0.09), rng)


def _dark_with_lamps(pixels: Pixels, rng: Rng) -> Pixels:
    """Draw a night without light on anything, but with up to eight lamps that shine into the lens."""
    height, width = pixels.shape[:2]
    frame = _floats(pixels) * np.float32(rng.uniform(0.01, 0.08))
    glow = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 9))):
        centre = int(rng.integers(width)), int(rng.integers(height * 2 // 3))
        cv2.circle(glow, centre, max(2, round(_unit(pixels) * rng.uniform(2, 6))), 255.0, -1)
    halo = cv2.GaussianBlur(glow, (0, 0), 3 * _unit(pixels))
    return _recorded(frame + np.maximum(glow, halo)[..., None] * np.float32([0.7, 0.9, 1.0]), rng, (1.0, 4.0))


def expose(pixels: Pixels, gain: float, rng: Rng) -> Pixels:
    """Return a frame exposed ``gain`` times as long: linear light is multiplied, then clipped."""
    light = (_floats(pixels) / 255) ** 2.2 * np.float32(gain)
    return _recorded(255 * np.clip(light, 0, 1) ** np.float32(1 / 2.2), rng, (0.0, 1.5))


def _overexposed(pixels: Pixels, rng: Rng) -> Pixels:
    """Expose so long that 75 to 99 % of the frame is white."""
    level = float(np.quantile(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)[::4, ::4], 1 - rng.uniform(0.75, 0.99)))
    return expose(pixels, (255 / max(level, 2.0)) ** 2.2, rng)


def veil(pixels: Pixels, kept: float, level: float, rng: Rng) -> Pixels:
    """Return a frame of which a share ``kept`` is seen through light of a grey ``level``."""
    return _recorded(_floats(pixels) * np.float32(kept) + np.float32(level * (1 - kept)), rng, (0.5, 2.0))


def _washed_out(pixels: Pixels, rng: Rng) -> Pixels:
    """Let the sun shine into the lens: 4 to 10 % of the contrast is left, near white."""
    return veil(pixels, rng.uniform(0.04, 0.1), rng.uniform(225, 255), rng)


# --- blur ----------------------------------------------------------------------------------------------


def soften(pixels: Pixels, sigma: float, rng: Rng) -> Pixels:
    """Return a frame blurred by a Gaussian of ``sigma`` px where the longer side is `SIDE`."""
    return _recorded(_floats(cv2.GaussianBlur(pixels, (0, 0), sigma * _unit(pixels))), rng)


def _gaussian(pixels: Pixels, rng: Rng) -> Pixels:
    return soften(pixels, rng.uniform(1.6, 4.0), rng)


def _defocus(pixels: Pixels, rng: Rng) -> Pixels:
    """Blur by a disc, as a lens out of focus does."""
    radius = rng.uniform(3.0, 7.0) * _unit(pixels)
    reach = int(np.ceil(radius))
    yy, xx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(xx, yy), 0, 1).astype(np.float32)
    return _recorded(_floats(cv2.filter2D(pixels, -1, disc / disc.sum())), rng)


def _motion(pixels: Pixels, rng: Rng) -> Pixels:
    """Blur along a line: a mast that shakes, or a camera that pans."""
    length = max(3, round(rng.uniform(10, 28) * _unit(pixels)))
    angle = rng.uniform(0, np.pi)
    line = np.zeros((length, length), np.float32)
    half = (length - 1) / 2
    ends = [(round(half + sign * half * np.cos(angle)), round(half + sign * half * np.sin(angle))) for sign in (-1, 1)]
    cv2.line(line, ends[0], ends[1], 1.0, 1, cv2.LINE_AA)
    return _recorded(_floats(cv2.filter2D(pixels, -1, line / line.sum())), rng)


def _fogged(pixels: Pixels, rng: Rng) -> Pixels:
    """Fog the lens: soft, and a share of the light is scattered over everything."""
    soft = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(2.0, 5.0) * _unit(pixels))
    return veil(np.asarray(soft, np.uint8), rng.uniform(0.35, 0.7), rng.uniform(120, 190), rng)


# --- something before the lens --------------------------------------------------------------------------


def _clouds(rng: Rng, height: int, width: int, cells: int) -> Floats:
    """Return smooth noise of mean 0 and deviation 1 with about ``cells`` bumps across."""
    coarse = rng.standard_normal((max(3, cells * height // width + 2), cells + 2), dtype=np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _cloth(pixels: Pixels, rng: Rng) -> Pixels:
    """Hang a cloth or a bag over the lens: light and shade without an edge."""
    height, width = pixels.shape[:2]
    through = cv2.GaussianBlur(cv2.resize(pixels, (64, 36), interpolation=cv2.INTER_AREA), (0, 0), rng.uniform(4, 9))
    lit = _floats(cv2.resize(through, (width, height), interpolation=cv2.INTER_CUBIC)) * np.float32(rng.uniform(0, 0.6))
    folds = _clouds(rng, height, width, int(rng.integers(2, 7)))[..., None] * np.float32(rng.uniform(2, 14))
    return _recorded(lit + folds + rng.uniform(35, 150, 3).astype(np.float32), rng)


def _skin(rng: Rng, height: int, width: int) -> Floats:
    shade = _clouds(rng, height, width, int(rng.integers(2, 5)))[..., None] * np.float32(rng.uniform(4, 12))
    tone = np.float32([0.55, 0.68, 1.0]) * np.float32(rng.uniform(60, 190))
    return np.asarray(shade + tone, np.float32)


def _hand(pixels: Pixels, rng: Rng) -> Pixels:
    """Hold a hand over the lens: out of focus, with up to three gaps that let light through."""
    height, width = pixels.shape[:2]
    frame = _skin(rng, height, width)
    gaps = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(0, 4))):
        x, lean = rng.uniform(0, width), rng.uniform(-0.2, 0.2) * width
        ends = (round(x), 0), (round(x + lean), round(height * rng.uniform(0.3, 1.0)))
        cv2.line(gaps, *ends, float(rng.uniform(0.4, 1.0)), max(1, round(_unit(pixels) * rng.uniform(4, 14))))
    gaps = cv2.GaussianBlur(gaps, (0, 0), rng.uniform(9, 16) * _unit(pixels))[..., None]
    outside = _floats(cv2.GaussianBlur(pixels, (0, 0), 20 * _unit(pixels)))
    return _recorded(frame * (1 - gaps) + outside * gaps, rng)


def _paint(rng: Rng, height: int, width: int) -> Floats:
    colour = rng.uniform(15, 215, 3).astype(np.float32)
    runs = _clouds(rng, height, width, int(rng.integers(3, 9)))[..., None] * np.float32(rng.uniform(1, 8))
    return np.asarray(colour + runs, np.float32)


def _sprayed(pixels: Pixels, rng: Rng) -> Pixels:
    """Spray paint over the whole lens; at most a corner is left."""
    return cover(pixels, rng.uniform(0.93, 1.0), rng)


def cover(pixels: Pixels, share: float, rng: Rng, *, middle: bool = True, hand: bool = False) -> Pixels:
    """Return a frame of which a blot covers a share, out of focus as everything at the lens is.

    Args:
        pixels: BGR ``uint8``.
        share: Of the frame's area, 0..1.
        rng: Shape and colour.
        middle: The blot grows from the middle; otherwise from anywhere.
        hand: Skin instead of paint.
    """
    height, width = pixels.shape[:2]
    centre = (0.5, 0.5) if middle else tuple(rng.uniform(0, 1, 2))
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    far = np.hypot((xx / width - centre[0]), (yy / height - centre[1])) + 0.06 * _clouds(rng, height, width, 5)
    edge = float(np.quantile(far[::4, ::4], share)) if share < 1 else float("inf")
    soft = float(rng.uniform(0.02, 0.06))
    covered = np.clip((edge - far) / soft + 0.5, 0, 1)[..., None] if share < 1 else np.float32(1)
    blot = (_skin if hand else _paint)(rng, height, width)
    return _recorded(_floats(pixels) * (1 - covered) + blot * covered, rng)


def _stuck(pixels: Pixels, rng: Rng) -> Pixels:
    """Return what a decoder shows before its first key frame: one grey."""
    return _recorded(np.full(pixels.shape, int(rng.integers(70, 190)), np.float32), rng, (0.0, 1.0))


def _stamp(frame: Pixels, rng: Rng) -> None:
    """Draw the place and the clock into a frame, as cameras do."""
    height, width = frame.shape[:2]
    text = (
        f"CAM {rng.integers(1, 99):02} 20{rng.integers(16, 30)}-11-{rng.integers(1, 29):02} {rng.integers(24):02}:15:07"
    )
    at = (round(width * 0.02), round(height * float(rng.choice([0.06, 0.97]))))
    cv2.putText(frame, text, at, cv2.FONT_HERSHEY_SIMPLEX, width / 1100, (250, 250, 250), 2, cv2.LINE_AA)


# --- pictures that servers send instead of a view ------------------------------------------------------------

_WORDS = ("NO SIGNAL", "VIDEO LOSS", "CAMERA OFFLINE", "Camera unavailable", "No video", "Temporarily unavailable")


def placeholder(pixels: Pixels, rng: Rng, *, black: bool = False) -> Pixels:
    """Return a plain picture with words or a crossed-out camera, of the size of ``pixels``."""
    height, width = pixels.shape[:2]
    ground = (0, 0, 0) if black else tuple(int(value) for value in rng.integers(40, 236, 3))
    frame = np.full(pixels.shape, ground, np.uint8)
    ink = (245, 245, 245) if sum(ground) < 380 else (20, 20, 20)
    if rng.random() < 0.4:
        x, y, side = width // 2, height // 3, height // 8
        cv2.rectangle(frame, (x - side, y - side // 2), (x + side // 2, y + side // 2), ink, -1)
        cv2.line(frame, (x - side, y + side), (x + side, y - side), ink, max(2, height // 90), cv2.LINE_AA)
    words = str(rng.choice(_WORDS))
    size = width / 1280 * rng.uniform(1.2, 3.0)
    (wide, _), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, size, 2)
    at = ((width - wide) // 2, round(height * 0.6))
    cv2.putText(frame, words, at, cv2.FONT_HERSHEY_DUPLEX, size, ink, 2, cv2.LINE_AA)
    return jpeg(frame, int(rng.integers(60, 96)))


def _colour_bars(pixels: Pixels, rng: Rng) -> Pixels:
    """Return seven upright bars, with or without the strip below them."""
    height, width = pixels.shape[:2]
    level = int(rng.choice([191, 255]))
    colours = [[level * (bits >> place & 1) for place in (0, 2, 1)] for bits in (7, 6, 5, 4, 3, 2, 1)]
    frame = np.asarray(
        cv2.resize(np.array([colours], np.uint8), (width, height), interpolation=cv2.INTER_NEAREST), np.uint8
    )
    if rng.random() < 0.5:
        frame[height * 3 // 4 :] = frame[:1, ::-1] // 2
    if rng.random() < 0.3:
        _stamp(frame, rng)
    return jpeg(np.ascontiguousarray(frame), int(rng.integers(60, 96)))


# --- poor, but a judgement can rest on it --------------------------------------------------------------------


def _dusk(pixels: Pixels, rng: Rng) -> Pixels:
    return _recorded(_floats(pixels) * np.float32([0.95, 0.85, 0.8]) * np.float32(rng.uniform(0.45, 0.8)), rng, (2, 5))


def _compressed(pixels: Pixels, rng: Rng) -> Pixels:
    return jpeg(pixels, int(rng.integers(28, 36)))


def _rain(pixels: Pixels, rng: Rng) -> Pixels:
    height, width = pixels.shape[:2]
    drops = pixels.copy()
    for _ in range(int(rng.integers(60, 200))):
        x, y, long = int(rng.integers(width)), int(rng.integers(height)), round(_unit(pixels) * rng.uniform(3, 12))
        cv2.line(drops, (x, y), (x + long // 6, y + long), (205, 205, 205), 1, cv2.LINE_AA)
    return _recorded(_floats(cv2.addWeighted(pixels, 0.65, drops, 0.35, 0)) * np.float32(0.9) + 15, rng)


def _slightly_soft(pixels: Pixels, rng: Rng) -> Pixels:
    return soften(pixels, rng.uniform(0.2, 0.45), rng)


def _vignette(pixels: Pixels, rng: Rng) -> Pixels:
    return _recorded(_floats(pixels) * _falloff(pixels, rng.uniform(0.25, 0.6))[..., None], rng)


def _falloff(pixels: Pixels, corner: float) -> Floats:
    """Return how much light arrives, 1 in the middle and ``corner`` in the corners."""
    height, width = pixels.shape[:2]
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    far = ((2 * xx / width - 1) ** 2 + (2 * yy / height - 1) ** 2) / 2
    return np.asarray(np.exp(np.log(np.float32(corner)) * far), np.float32)


def _bright(pixels: Pixels, rng: Rng) -> Pixels:
    """Expose up to twice as long as it should be: the sky and white walls are lost, the street is not."""
    return expose(pixels, rng.uniform(1.2, 2.0), rng)


def _haze(pixels: Pixels, rng: Rng) -> Pixels:
    return veil(pixels, rng.uniform(0.5, 0.8), rng.uniform(150, 210), rng)


def infrared(pixels: Pixels, rng: Rng) -> Pixels:
    """Return a frame lit by the camera's own infrared lamp: grey, bright in the middle, dark at the corners."""
    light = pixels.astype(np.float32) @ np.float32([0.1, 0.3, 0.6])
    lit = light * _falloff(pixels, rng.uniform(0.03, 0.12)) * np.float32(rng.uniform(0.8, 1.2))
    return _recorded(np.repeat(lit[..., None], 3, axis=2), rng, (2.0, 5.0))


def _speck(pixels: Pixels, rng: Rng) -> Pixels:
    """Leave a drop of rain or a small blot on the lens: at most a tenth of the frame."""
    return cover(pixels, rng.uniform(0.02, 0.1), rng, middle=False)


def cobweb(pixels: Pixels, rng: Rng) -> Pixels:
    """Spin threads over the lens, far out of focus."""
    height, width = pixels.shape[:2]
    threads = np.zeros((height, width), np.float32)
    hub = rng.uniform(0, width), rng.uniform(0, height)
    for angle in rng.uniform(0, 2 * np.pi, int(rng.integers(5, 16))):
        end = round(hub[0] + 2 * width * np.cos(angle)), round(hub[1] + 2 * width * np.sin(angle))
        cv2.line(threads, (round(hub[0]), round(hub[1])), end, 1.0, max(1, round(_unit(pixels) * rng.uniform(2, 6))))
    soft = cv2.GaussianBlur(threads, (0, 0), 4 * _unit(pixels))[..., None]
    return _recorded(_floats(pixels) * (1 - 0.6 * soft) + np.float32(0.6 * rng.uniform(150, 240)) * soft, rng)


FAULTS: Mapping[str, tuple[Kind, ...]] = {
    "dark": (Kind("dark", "dark", _dark), Kind("dark_with_lamps", "dark", _dark_with_lamps)),
    "overexposed": (
        Kind("overexposed", "overexposed", _overexposed),
        Kind("washed_out", "overexposed", _washed_out),
    ),
    "blurred": (
        Kind("gaussian", "blurred", _gaussian),
        Kind("defocus", "blurred", _defocus),
        Kind("motion", "blurred", _motion),
        Kind("fogged", "blurred", _fogged),
    ),
    "blocked": (
        Kind("cloth", "blocked", _cloth),
        Kind("hand", "blocked", _hand),
        Kind("sprayed", "blocked", _sprayed),
        Kind("stuck", "blocked", _stuck),
        Kind("placeholder", "blocked", placeholder),
        Kind("colour_bars", "blocked", _colour_bars),
    ),
}
"""Kinds of each fault by the code that it should get."""

MILD: tuple[Kind, ...] = (
    Kind("dusk", None, _dusk),
    Kind("compressed", None, _compressed),
    Kind("rain", None, _rain),
    Kind("slightly_soft", None, _slightly_soft),
    Kind("vignette", None, _vignette),
    Kind("bright", None, _bright),
    Kind("haze", None, _haze),
    Kind("infrared", None, infrared),
    Kind("speck", None, _speck),
    Kind("cobweb", None, cobweb),
)
"""Degradations after which a frame must stay usable."""
