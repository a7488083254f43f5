"""How much of drawn signs is read, by language, size and turn, and how long reading takes.

Signs are drawn from what models are never trained on, hung in drawn streets and recorded by a good camera (or,
with ``--hard``, weathered and recorded as badly as training pictures are); the reader gets the sign's box with
each side moved by up to a tenth. Sizes are x-heights of the headline in px of the frame; Chinese characters
count six tenths of their height. A sign counts as read where its text is understood to announce cameras, and
only headlines are shown that would be if they were read without fault.

Time is compared with rapidocr as it comes (ONNX Runtime, plates enlarged to 640 px), on the same plates in turns.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.signage import sign_pixels
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.reading import MARGIN, Reader, scripts_read
from fairnotice.vision.wording import interpret
from fakes.scenes import Quad, draw_scene, fit_quad, place_sign, sign_spots
from models.degrade import degrade_frame, weather_sign
from models.measure import rate
from models.signs import notice_spec, split
from models.signs_measured import parts_of

LANGUAGES = ("en", "de", "fr", "es", "zh", "ru", "ko", "uk")
DESIGNS = ("text_plate", "pictogram_headline", "pictogram_side", "full_notice")
BINS = ((5.0, 7.0), (7.0, 10.0), (10.0, 14.0), (14.0, 20.0))
"""Ranges of x-height in px."""
TURNS = (0, 15, 30, 45, 60, 75, 90, 135, 180, 225, 270, 315)
"""Degrees clockwise."""
PLATE_SIDES = ((0, 80), (80, 200), (200, 720))
FRAME = (1280, 720)
_SCENES = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture with one sign in it."""

    pixels: Pixels
    box: Box
    """What a detector could have proposed."""
    language: str
    x_height: float
    headline: str


@lru_cache(maxsize=_SCENES)
def _scene(seed: int) -> Pixels:
    return draw_scene(seed, *FRAME)


def draw(language: str, sizes: tuple[float, float], index: int, *, turn: int | None = None, hard: bool) -> Sample:
    """Draw one sample; equal arguments give equal samples.

    Args:
        language: BCP 47 tag.
        sizes: Least and most x-height in px.
        index: Number of the sample.
        turn: Degrees that the sign is turned by; None hangs it as signs hang.
        hard: Whether it is weathered, and badly recorded.
    """
    rng = np.random.default_rng((20, LANGUAGES.index(language), int(sizes[0] * 10), index, turn or 0))
    while True:
        spec, _ = notice_spec(rng, "test", DESIGNS[int(rng.integers(len(DESIGNS)))])
        if spec.language != language or not interpret(spec.headline).announces:
            continue
        letters = parts_of(spec).letters
        if not letters:
            continue
        x_height = float(np.exp(rng.uniform(*np.log(sizes))))
        flat = sign_pixels(spec, height_px=600)
        tall, aspect = x_height / letters, flat.shape[1] / flat.shape[0]
        if 14 <= tall <= 0.85 * FRAME[1] and tall * aspect <= 0.85 * FRAME[0]:
            break
    seed = split()["scene_seeds"]["test"][0] + int(rng.integers(_SCENES))
    worn = weather_sign(flat, rng) if hard else flat
    image, box = place_sign(_scene(seed), worn, _quad(seed, aspect, tall, turn, rng), seed=int(rng.integers(2**31)))
    recorded = degrade_frame(image, rng) if hard else _record_mildly(image, rng)
    return Sample(recorded, _moved(box, rng), language, x_height, spec.headline)


def _quad(seed: int, aspect: float, tall: float, turn: int | None, rng: np.random.Generator) -> Quad:
    """Return where the sign hangs: on a wall in perspective, or turned and a little askew; always in the frame."""
    spots = sign_spots(seed, *FRAME)
    if turn is None and spots and rng.random() < 0.7:
        quad = np.asarray(fit_quad(spots[int(rng.integers(len(spots)))], aspect, tall), float)
    else:
        half = np.array([tall * aspect / 2, tall / 2])
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
        corners[:, 0] *= rng.uniform(0.7, 1.0)
        corners += rng.normal(0, 0.03, (4, 2)) * half.min()
        angle = np.deg2rad(rng.normal(0, 5) if turn is None else turn + rng.normal(0, 3))
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        quad = corners @ matrix + rng.uniform(0.3, 0.7, 2) * FRAME
    low, high = quad.min(axis=0), quad.max(axis=0)
    quad = (quad - (low + high) / 2) * min(1.0, *((np.array(FRAME) - 16) / (high - low))) + (low + high) / 2
    low, high = quad.min(axis=0), quad.max(axis=0)
    return np.asarray(quad + np.maximum(8 - low, 0) - np.maximum(high - (np.array(FRAME) - 8), 0), np.float32)


def _record_mildly(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Record a picture with a good camera: slight blur and noise, JPEG quality 60 to 92."""
    frame = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 0.7)) + rng.normal(0, rng.uniform(1, 5), image.shape)
    quality = int(rng.integers(60, 93))
    _, packed = cv2.imencode(".jpg", np.clip(frame, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _moved(box: Box, rng: np.random.Generator) -> Box:
    x0, y0, x1, y1 = box
    by = rng.uniform(-0.1, 0.1, 4) * (x1 - x0, y1 - y0, x1 - x0, y1 - y0)
    return float(x0 + by[0]), float(y0 + by[1]), float(x1 + by[2]), float(y1 + by[3])


def rapidocr_as_it_comes() -> Callable[[Pixels, Box], None]:
    """Return a reader to compare with: rapidocr on the same crop, enlarged to 640 px, with its own settings."""
    keep_offline()
    from rapidocr import RapidOCR

    models = Path(str(files("rapidocr"))) / "models"
    engine: Any = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Det.limit_type": "max",
            "Det.limit_side_len": 960,
        }
    )

    def read(pixels: Pixels, box: Box) -> None:
        across, down = (box[2] - box[0]) * MARGIN, (box[3] - box[1]) * MARGIN
        crop = pixels[
            max(0, int(box[1] - down)) : int(box[3] + down), max(0, int(box[0] - across)) : int(box[2] + across)
        ]
        scale = max(1.0, min(4.0, 640 / max(crop.shape[:2])))
        engine(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))

    return read


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--signs", type=int, default=15, help="signs of each language and size")
    parser.add_argument("--turned", type=int, default=1, help="signs of each language and turn")
    parser.add_argument("--timed", type=int, default=40, help="plates that both readers are timed on; 0: none")
    parser.add_argument("--hard", action="store_true", help="weathered signs, badly recorded")
    options = parser.parse_args()
    reader = Reader()
    print(f"scripts: {', '.join(scripts_read())}")

    def is_read(sample: Sample) -> bool:
        return bool(interpret(reader.read(sample.pixels, sample.box).text).announces)

    some: list[Sample] = []
    for sizes in BINS:
        total = [0, 0]
        for language in LANGUAGES:
            samples = [draw(language, sizes, index, hard=options.hard) for index in range(options.signs)]
            found = sum(map(is_read, samples))
            total = [total[0] + found, total[1] + len(samples)]
            some += samples[: -(-options.timed // (len(BINS) * len(LANGUAGES)))]
            print(f"x-height {sizes[0]:.0f}-{sizes[1]:.0f} px, {language}: {rate(found, len(samples))}", flush=True)
        print(f"x-height {sizes[0]:.0f}-{sizes[1]:.0f} px, all: {rate(*total)}", flush=True)
    for turn in TURNS:
        turned = [
            draw(language, (10.0, 20.0), index, turn=turn, hard=options.hard)
            for language in LANGUAGES
            for index in range(options.turned)
        ]
        print(f"turned by {turn}: {rate(sum(map(is_read, turned)), len(turned))}", flush=True)
    if options.timed:
        _print_times(reader, some)


def _print_times(reader: Reader, samples: list[Sample]) -> None:
    """Print milliseconds a plate by its longer side, of both readers in turns."""
    other = rapidocr_as_it_comes()
    other(samples[0].pixels, samples[0].box)
    spent: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    for sample in samples:
        side = max(sample.box[2] - sample.box[0], sample.box[3] - sample.box[1])
        sizes = next((sizes for sizes in PLATE_SIDES if side < sizes[1]), PLATE_SIDES[-1])
        wall, own = time.perf_counter(), time.process_time()
        reader.read(sample.pixels, sample.box)
        wall_read, own_read = time.perf_counter() - wall, time.process_time() - own
        own = time.process_time()
        other(sample.pixels, sample.box)
        spent[sizes].append((1000 * wall_read, 1000 * own_read, 1000 * (time.process_time() - own)))
    for (least, most), rows in sorted(spent.items()):
        wall_ms, own_ms, other_ms = (statistics.mean(column) for column in zip(*rows, strict=True))
        print(
            f"plates {least}-{most} px, {len(rows)}: {wall_ms:.0f} ms, processor time {own_ms:.0f} ms, "
            f"rapidocr as it comes {other_ms:.0f} ms, ratio {own_ms / other_ms:.2f}"
        )


if __name__ == "__main__":
    main()
