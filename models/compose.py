"""Make pictures of streets with signs whose boxes are known: deterministic by part, seed and index.

Drawn scenes (`fakes.scenes`) always; real photographs too where a folder of them is given. Sources and
designs follow `split.yaml`: what is test only never appears in the parts ``train`` and ``val``.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Box, Pixels
from fakes.scenes import Light, Quad, Spot, draw_scene, fit_quad, place_sign, sign_spots
from models.degrade import degrade_frame, weather_sign
from models.signs import CLASSES, NOTICE, DrawnSign, Part, draw_look_alike, draw_notice, split

DEFAULT_REAL = Path(__file__).resolve().parents[2] / "shared" / "data"
CANVAS = 448
"""Side of a training picture in px: composites are made at the size that they are trained at."""
DRAWN_SHARE = 0.2
"""Share of drawn scenes where real photographs are there too."""
SMALL_SHARE = 0.75
"""Share of signs that are at most `SMALL_PX` px high, as most are in a camera's view."""
SMALL_PX = 120.0
_CHOOSY, _BUSY = 5, 34.0
"""For how many tries a calm place is looked for, and the spread of grey levels from which one is not calm."""
_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, slots=True)
class Label:
    """One sign in a composite."""

    class_id: int
    box: Box
    """Pixels."""
    design: str
    language: str
    left_out: bool
    sign: DrawnSign | None = field(default=None, compare=False, repr=False)
    """What was hung."""
    tall_px: float = 0.0
    """Height of the sign itself, whichever way it is turned."""


@dataclass(frozen=True, slots=True)
class Composite:
    """A picture whose signs are known."""

    pixels: Pixels
    labels: tuple[Label, ...]
    background: str
    """``drawn`` or the source folder of the photograph."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A background that signs can be hung in."""

    pixels: Pixels
    light: Light
    quads: tuple[Quad, ...]
    """Where signs can hang in a drawn scene; none for a photograph."""
    background: str


@lru_cache(maxsize=8)
def real_pictures(root: Path, part: Part) -> tuple[tuple[str, Path], ...]:
    """Return (source, path) of the real photographs of a part; empty where the folder does not exist.

    Those whose list says that they show a sign are no backgrounds for training: a sign without a label
    would teach the detector to pass signs over.
    """
    sources = split()["real"]["test" if part == "test" else "train"]
    signs = frozenset() if part == "test" else pictures_with_signs(root)
    return tuple(
        (source, path)
        for source in sources
        for path in sorted((root / source).rglob("*"))
        if path.suffix.lower() in _SUFFIXES and path not in signs
    )


@lru_cache(maxsize=8)
def pictures_with_signs(root: Path) -> frozenset[Path]:
    """Return the backgrounds that ``backgrounds/MANIFEST.tsv`` names a look-alike of; none without that list."""
    listed = root / "backgrounds" / "MANIFEST.tsv"
    if not listed.is_file():
        return frozenset()
    with listed.open(encoding="utf-8", newline="") as file:
        return frozenset(
            listed.parent / row["path"] for row in csv.DictReader(file, delimiter="\t") if row["look_alike"]
        )


def load_picture(source: str, path: Path) -> Pixels | None:
    """Return a real picture as BGR in its true proportions, or None if it cannot be decoded."""
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    if source in split()["stretched"]:
        image = cv2.resize(image, (int(image.shape[1] * 4 / 3), image.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(image)


def generator(part: Part, seed: int, index: int) -> np.random.Generator:
    """Return the random numbers of one picture."""
    return np.random.default_rng((zlib.crc32(part.encode()), seed, index))


def compose(index: int, part: Part, *, seed: int = 1, real: Path | None = None) -> Composite:
    """Make one training picture of `CANVAS` x `CANVAS` px.

    Args:
        index: Number of the picture within its part.
        part: Which sources and designs may be used.
        seed: Another seed gives another set.
        real: Folder of real photographs; None or a missing folder leaves drawn scenes only.
    """
    rng = generator(part, seed, index)
    pictures = real_pictures(real, part) if real else ()
    stage = _drawn_stage(rng, part) if not pictures or rng.random() < DRAWN_SHARE else _real_stage(rng, pictures)
    notices = int(rng.choice([0, 1, 2, 3, 4], p=[0.1, 0.34, 0.28, 0.18, 0.1]))
    others = int(rng.choice([0, 1, 2, 3, 4], p=[0.22, 0.33, 0.2, 0.15, 0.1]))
    signs = [draw_notice(rng, part) for _ in range(notices)] + [draw_look_alike(rng, part) for _ in range(others)]
    image, labels = stage.pixels, list[Label]()
    left_out = frozenset(() if part == "test" else split()["degradations"]["test_only"])
    for sign in signs:
        most = SMALL_PX if rng.random() < SMALL_SHARE else 0.85 * CANVAS
        heights = (16.0 if stage.light == "night" else 10.0, most)
        image, label = hang_sign(image, sign, stage, labels, rng, heights, never=left_out)
        if label:
            labels.append(label)
    return Composite(degrade_frame(image, rng), tuple(labels), stage.background)


def _drawn_stage(rng: np.random.Generator, part: Part) -> Stage:
    """Cut a window out of a drawn scene, at a scale between a whole frame and a close look."""
    first, last = split()["scene_seeds"]["test" if part == "test" else "train"]
    seed = int(rng.integers(first, last + 1))
    light: Light = str(rng.choice(["day", "dusk", "night"], p=[0.7, 0.2, 0.1]))  # type: ignore[assignment]
    width = int(rng.uniform(CANVAS * 1.05, CANVAS * 2.1))
    height = max(CANVAS, int(width * 9 / 16))
    scene = draw_scene(seed, width, height, light, moment=int(rng.integers(1000)))
    x, y = int(rng.integers(0, width - CANVAS + 1)), int(rng.integers(0, height - CANVAS + 1))
    quads = tuple(spot.quad - np.array([x, y], np.float32) for spot in sign_spots(seed, width, height))
    return Stage(np.ascontiguousarray(scene[y : y + CANVAS, x : x + CANVAS]), light, quads, "drawn")


def _real_stage(rng: np.random.Generator, pictures: tuple[tuple[str, Path], ...]) -> Stage:
    """Cut a window out of a photograph."""
    source, path = pictures[int(rng.integers(len(pictures)))]
    image = load_picture(source, path)
    if image is None:
        return _drawn_stage(rng, "train")
    height, width = image.shape[:2]
    side = int(min(height, width) * rng.uniform(0.45, 1.0))
    x, y = int(rng.integers(0, width - side + 1)), int(rng.integers(0, height - side + 1))
    window = image[y : y + side, x : x + side]
    method = cv2.INTER_AREA if side > CANVAS else cv2.INTER_LINEAR
    window = cv2.resize(window, (CANVAS, CANVAS), interpolation=method)
    if rng.random() < 0.5:
        window = window[:, ::-1]
    return Stage(np.ascontiguousarray(window), "day", (), source)


def hang_sign(
    image: Pixels,
    sign: DrawnSign,
    stage: Stage,
    taken: list[Label],
    rng: np.random.Generator,
    heights: tuple[float, float],
    *,
    upright: bool = False,
    least_visible: float = 0.45,
    never: frozenset[str] = frozenset(),
) -> tuple[Pixels, Label | None]:
    """Hang a sign where there is room; give up after a few tries.

    Args:
        image: BGR picture so far; not changed.
        sign: What to hang.
        stage: The background that ``image`` began as.
        taken: Signs that hang there already.
        rng: Where it goes.
        heights: Least and most height in px; heights are spread evenly over its logarithm.
        upright: Whether it hangs only on walls and poles of a drawn scene, as signs mostly do.
        least_visible: Least share of it that the picture's edge leaves.
        never: What may not have happened to it, see `models.degrade.weather_sign`.

    Returns:
        The new picture and the sign's label, None if there was no room.
    """
    height, width = image.shape[:2]
    aspect = sign.pixels.shape[1] / sign.pixels.shape[0]
    for attempt in range(8):
        tall = float(np.exp(rng.uniform(np.log(heights[0]), np.log(heights[1]))))
        tall = min(tall, 0.9 * width / aspect)
        quad = _quad(stage, aspect, tall, width, height, rng, always_on_wall=upright)
        box = _clipped(quad, width, height)
        if _visible_share(quad, box) < least_visible or box[3] - box[1] < 7 or box[2] - box[0] < 7:
            continue
        if any(_overlap(box, other.box) > 0.02 for other in taken):
            continue
        if stage.background != "drawn" and attempt < _CHOOSY and rng.random() < 0.6 and _busy(image, box):
            continue
        worn = weather_sign(sign.pixels, rng, never)
        if stage.background == "drawn":
            placed, box = place_sign(image, worn, quad, stage.light, seed=int(rng.integers(2**31)))
        else:
            placed, box = _mounted(image, worn, quad, box, rng)
        tall = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
        return placed, Label(sign.label, box, sign.design, sign.language, sign.left_out, sign, tall)
    return image, None


def _busy(image: Pixels, box: Box) -> bool:
    """Tell whether a place is full of edges: signs hang on walls, doors and posts rather than in a crowd."""
    x0, y0, x1, y1 = (int(value) for value in box)
    return float(cv2.cvtColor(image[y0:y1, x0:x1], cv2.COLOR_BGR2GRAY).std()) > _BUSY


def _mounted(image: Pixels, sign: Pixels, quad: Quad, box: Box, rng: np.random.Generator) -> tuple[Pixels, Box]:
    """Hang a sign in a photograph: lit, sharp and grained as what is around it, with a thin shadow."""
    height, width = image.shape[:2]
    x0, y0 = max(0, int(box[0]) - 8), max(0, int(box[1]) - 8)
    x1, y1 = min(width, int(box[2]) + 9), min(height, int(box[3]) + 9)
    around = image[y0:y1, x0:x1].astype(np.float32)
    corners = (quad - np.array([x0, y0], np.float32)).astype(np.float32)
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    scale = min(1.0, 1.5 * float(max(sides[::2].max() / sign.shape[1], sides[1::2].max() / sign.shape[0])))
    small = cv2.resize(sign, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else sign
    tall, wide = small.shape[:2]
    edges = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    matrix, size = cv2.getPerspectiveTransform(edges, corners), (x1 - x0, y1 - y0)
    patch = cv2.warpPerspective(small[..., :3], matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpPerspective(small[..., 3], matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)[..., None] / 255
    level = float(np.clip(np.percentile(around, 60) / 125, 0.22, 1.1)) * rng.uniform(0.75, 1.2)
    # Light changes little over a sign: brighter towards one side.
    slope = np.linspace(-1, 1, patch.shape[1], dtype=np.float32)[None, :, None] * rng.uniform(-0.12, 0.12)
    tint = np.clip(around.mean(axis=(0, 1)) / max(float(around.mean()), 1), 0.8, 1.2) ** rng.uniform(0, 1)
    lit = patch.astype(np.float32) * level * (1 + slope) * tint.astype(np.float32)
    lit += rng.normal(0, rng.uniform(0, 4), lit.shape).astype(np.float32)
    if rng.random() < 0.7:
        soft = float(rng.uniform(0.3, 0.9))
        lit = cv2.GaussianBlur(lit, (0, 0), soft)
        alpha = cv2.GaussianBlur(alpha, (0, 0), soft)[..., None]
    if rng.random() < 0.6:
        fall = (int(rng.integers(1, 4)), int(rng.integers(-2, 3)))
        shadow = cv2.GaussianBlur(np.roll(alpha[..., 0], fall, (0, 1)), (0, 0), 1.5)[..., None]
        around = around * (1 - rng.uniform(0.15, 0.45) * shadow)
    placed = image.copy()
    placed[y0:y1, x0:x1] = np.clip(around * (1 - alpha) + lit * alpha, 0, 255).astype(np.uint8)
    return placed, box


def _quad(
    stage: Stage,
    aspect: float,
    tall: float,
    width: int,
    height: int,
    rng: np.random.Generator,
    *,
    always_on_wall: bool = False,
) -> Quad:
    """Return the corners of a sign ``tall`` px high: on a wall of a drawn scene, or anywhere, tilted."""
    if stage.quads and (rng.random() < 0.6 or always_on_wall):
        spot = stage.quads[int(rng.integers(len(stage.quads)))]
        return fit_quad(Spot("wall", spot), aspect, tall)
    half_w, half_h = tall * aspect / 2, tall / 2
    corners = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]], np.float32)
    kind = rng.random()
    angle = rng.normal(0, 4) if kind < 0.75 else rng.uniform(-40, 40) if kind < 0.93 else rng.choice([90, -90, 180])
    turn = np.deg2rad(angle)
    corners[:, 0] *= rng.uniform(0.55, 1.0) if rng.random() < 0.4 else 1.0
    corners += rng.normal(0, 0.045 if rng.random() < 0.6 else 0.0, (4, 2)).astype(np.float32) * tall * min(aspect, 1.5)
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    if rng.random() < 0.08:
        centre = rng.uniform((0, 0), (width, height))
    else:
        reach = np.abs(corners).max(axis=0)
        centre = rng.uniform(
            np.minimum(reach, (width / 2, height / 2)), np.maximum((width, height) - reach, (width / 2, height / 2))
        )
    return np.asarray(corners + centre, np.float32)


def _clipped(quad: Quad, width: int, height: int) -> Box:
    x0, y0 = np.clip(quad.min(axis=0), 0, (width, height))
    x1, y1 = np.clip(quad.max(axis=0), 0, (width, height))
    return float(x0), float(y0), float(x1), float(y1)


def _visible_share(quad: Quad, box: Box) -> float:
    whole = float(np.ptp(quad[:, 0]) * np.ptp(quad[:, 1]))
    return (box[2] - box[0]) * (box[3] - box[1]) / max(whole, 1e-6)


def _overlap(a: Box, b: Box) -> float:
    """Return the intersection over the smaller box."""
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    return wide * tall / max(min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])), 1e-6)


def outlined(composite: Composite) -> Pixels:
    """Return a copy with boxes drawn: notices green, other signs red."""
    image = composite.pixels.copy()
    for label in composite.labels:
        x0, y0, x1, y1 = (round(value) for value in label.box)
        colour = (60, 220, 60) if label.class_id == NOTICE else (60, 60, 230)
        cv2.rectangle(image, (x0, y0), (x1, y1), colour, 1)
    return image


def contact_sheet(composites: list[Composite], columns: int = 8, side: int = 240) -> Pixels:
    """Lay pictures with their boxes side by side, to be looked at before anything is trained."""
    cells = [_cell(outlined(composite), side) for composite in composites]
    cells += [np.zeros((side, side, 3), np.uint8)] * (-len(cells) % columns)
    rows = [np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    return np.vstack(rows)


def _cell(image: Pixels, side: int) -> npt.NDArray[np.uint8]:
    scale = side / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:side, :side]
    cell = np.zeros((side, side, 3), np.uint8)
    cell[: small.shape[0], : small.shape[1]] = small
    return cell


def main() -> None:
    """Write a contact sheet."""
    parser = argparse.ArgumentParser(prog="python -m models.compose", description="Write a contact sheet.")
    parser.add_argument("--out", type=Path, default=Path(".fairnotice/contact_sheet.png"))
    parser.add_argument("--part", choices=("train", "val", "test"), default="train")
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    given = parser.parse_args()
    made = [compose(index, given.part, seed=given.seed, real=given.real) for index in range(given.count)]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(given.out), contact_sheet(made))
    print(f"{given.out}: {len(made)} composites, classes {CLASSES}")


if __name__ == "__main__":
    main()
