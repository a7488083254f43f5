"""Signs for the plate classifier: the product's own designs, and plates laid out at random.

On the random plates a camera that watches, another pictogram or no pictogram at all stand in the same
layouts, colours and words, so that only the pictogram tells them apart.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import typst
from PIL import Image, ImageDraw, ImageFont

from fairnotice.domain import Pixels
from fairnotice.signage.drawing import sign_pixels
from fairnotice.signage.fonts import covered, system_fonts
from fairnotice.signage.spec import LANGUAGES, catalogue, design_of, phrases, phrases_of, pictograms
from models.camera_forms import BODIES, combined_camera
from models.icons import PACKS, _listed, icons
from models.pictograms import DRAWN_FORMS, ours, watching_camera
from models.shaped_alike import shaped_alike
from models.signs import Part, look_alike_spec, notice_spec, split
from models.signs_measured import BLANK

CCTV, TEXT, OTHER, NOTHING = 0, 1, 2, 3
CLASSES = ("cctv", "text", "other", "nothing")
_ISO = Path("art") / "karlnorling__iso-safety-signs"
COMBINED_SHARE = 0.65
"""Share of training's cameras that are put together at random; the other parts draw none, as when they were fixed."""
ALIKE_SHARE = 0.3
"""Share of training's other pictograms that are drawn things shaped like a camera."""
_SIDE = 176
"""Side in px that a pictogram is drawn at before it is put on a plate."""
_CAMERA_LIKE = re.compile(
    r"^(video|videocam|camcorder|movie|film|camera|photo|micro-slr|speed-cam|linked-cam|eye|projector)"
)
_MAY_WATCH = re.compile(r"cctv|surveil|security|dome|indoor|outdoor|nest|webcam|computer|wireless|wall")
_SHAPED_ALIKE = re.compile(
    r"megaphone|bullhorn|drill|gun|pistol|flashlight|torch|telescope|lamp|spotlight|hair-?dryer|faucet|tap|speaker|"
    r"horn|cannon|binocular|microscope|trumpet|spray|lock|key|bell|ufo|hat|helmet|bottle|hammer|axe|truck|car|brush|"
    r"pen|wrench|screwdriver|umbrella|mushroom|bowl|cloche|dish|antenna|satellite|router|monitor|tv|phone"
)

Mask = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plate:
    """A sign with its class."""

    pixels: Pixels
    """BGRA."""
    label: int
    """Position in `CLASSES`."""
    pictogram_share: float
    """Height of the camera that watches, as a share of the sign's height; 0 where there is none."""
    source: str
    """Where its pictogram is from; empty for text."""
    design: str
    """Of `fairnotice.signage`; ``free`` for a random layout, ``iso`` for a safety sign."""
    left_out: bool
    """Whether its design, palette, words or pictogram was never trained on."""
    new_pictogram: bool = False
    """Whether the like of its pictogram was never trained on."""


def draw_plate(rng: np.random.Generator, part: Part, label: int, real: Path | None, height_px: int = 300) -> Plate:
    """Draw a random sign of a class.

    Args:
        rng: Random numbers.
        part: What may be used, see `split.yaml`.
        label: `CCTV`, `TEXT` or `OTHER`.
        real: Folder of real material with the safety signs, if any.
        height_px: Height of the drawing.
    """
    share = {CCTV: 0.35, TEXT: 0.4, OTHER: 0.3}[label]
    kind = rng.random()
    if label == OTHER and kind > 0.86:
        iso = _iso_plate(rng, part, real)
        if iso is not None:
            return iso
    if kind < share:
        found = designed_plate(rng, part, label, height_px)
        if found is not None:
            return found
    return free_plate(rng, part, label, height_px)


# --- pictograms -------------------------------------------------------------------------------------


def _allowed(options: Any, test_only: list[str], part: Part) -> list[str]:
    return [option for option in options if part == "test" or option not in test_only]


def _packs(part: Part) -> tuple[str, ...]:
    return tuple(_allowed([pack.name for pack in PACKS], split()["icon_packs"]["test_only"], part))


def is_new(source: str) -> bool:
    """Tell whether the like of a pictogram is left out of training."""
    group, _, name = source.partition("/")
    left = split()
    return (
        name in left["pictograms"]["test_only"]
        if group == "ours"
        else name in left["drawn_forms"]["test_only"]
        if group == "drawn"
        else group in left["icon_packs"]["test_only"]
    )


def is_camera_like(source: str) -> bool:
    """Tell whether a pictogram is an eye, or a camera of another kind than one that watches."""
    name = source.rpartition("/")[2]
    return bool(_CAMERA_LIKE.match(name)) or name in ("no_photography", "photo_camera", "speed_camera", "film")


def camera(rng: np.random.Generator, part: Part) -> tuple[str, str]:
    """Return SVG and source of a camera that watches."""
    left = split()
    if part == "train" and rng.random() < COMBINED_SHARE:
        found = combined_camera(rng, tuple(_allowed(BODIES, left["bodies"]["val_only"], part)))
    elif rng.random() < 0.2:
        names = [name for name in pictograms() if name.startswith("cctv")]
        found = ours(_pick(rng, _allowed(names, left["pictograms"]["test_only"], part)))
    else:
        forms = tuple(_allowed(DRAWN_FORMS, left["drawn_forms"]["test_only"], part))
        found = watching_camera(rng, forms, _packs(part))
    return found.svg, found.source


@lru_cache(maxsize=32)
def _named(pattern: str, packs: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return SVG and source of icons whose name matches and cannot mean a camera that watches."""
    found = []
    for pack in packs:
        listed = _listed(pack)
        for name, entry in sorted(listed["icons"].items()):
            if re.search(pattern, name) and not _MAY_WATCH.search(name):
                width, height = entry.get("width", listed["width"]), entry.get("height", listed["height"])
                svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{entry["body"]}</svg>'
                found.append((svg, f"{pack}/{name}"))
    return tuple(found)


def other_icon(rng: np.random.Generator, part: Part) -> tuple[str, str]:
    """Return SVG and source of a pictogram of anything but a camera that watches."""
    if part == "train" and rng.random() < ALIKE_SHARE:
        drawn = shaped_alike(rng)
        return drawn.svg, drawn.source
    kind, packs = rng.random(), _packs(part)
    names = [name for name in pictograms() if not name.startswith("cctv")]
    listed: tuple[tuple[str, str], ...] = ()
    if kind < 0.36:
        listed = _named(_CAMERA_LIKE.pattern, packs)
    elif kind < 0.56:
        listed = _named(rf"(^|-)({_SHAPED_ALIKE.pattern})(-|$)", packs)
    elif kind < 0.84:
        listed = tuple((icon.svg, f"{icon.pack}/{icon.name}") for icon in icons("other", packs))
    if listed:
        return listed[int(rng.integers(len(listed)))]
    name = _pick(rng, names)
    return pictograms()[name], f"ours/{name}"


_ONE = (
    b"#set page(width: 100mm, height: 100mm, margin: 0pt, fill: none)\n"
    b'#image(bytes(sys.inputs.svg), width: 100%, height: 100%, fit: "contain")'
)


@lru_cache(maxsize=1)
def _compiler() -> Any:
    return typst.Compiler(_ONE)


def rasterised(svg: str, side: int = _SIDE) -> Pixels:
    """Draw an SVG into a square; BGRA."""
    png = _compiler().compile(_ONE, format="png", sys_inputs={"svg": svg}, ppi=side / 100 * 25.4, timestamp=0)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if image.shape[2] == 3:
        image = np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])
    return np.ascontiguousarray(image)


def masks(svg: str) -> tuple[Mask, Mask]:
    """Return where a pictogram has ink and where it has paper, 0..1."""
    drawn = rasterised(svg.replace('"white"', '"#00ff00"').replace("currentColor", "#ff0000")).astype(np.float32) / 255
    return drawn[..., 2] * drawn[..., 3], drawn[..., 1] * drawn[..., 3]


def _restyled(ink: Mask, paper: Mask, rng: np.random.Generator) -> tuple[Mask, Mask]:
    """Draw a pictogram fatter, thinner, as an outline, stretched or slightly turned, as other hands would."""
    kind, size = rng.random(), int(rng.integers(2, 6))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    if kind < 0.12:
        ink = np.asarray(cv2.dilate(ink, kernel), np.float32)
    elif kind < 0.2:
        ink = np.asarray(cv2.erode(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2, 2))), np.float32)
    elif kind < 0.32:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (int(rng.integers(5, 9)),) * 2)
        inside = np.clip(ink - np.asarray(cv2.erode(ink, kernel), np.float32), 0, 1)
        if inside.mean() > 0.02:
            ink = inside
    matrix = cv2.getRotationMatrix2D((_SIDE / 2, _SIDE / 2), float(rng.normal(0, 5)), 0.96)
    matrix[0] *= rng.uniform(0.8, 1.0) if rng.random() < 0.4 else 1.0
    matrix[1] *= rng.uniform(0.8, 1.0) if rng.random() < 0.4 else 1.0
    turned = [np.asarray(cv2.warpAffine(mask, matrix, (_SIDE, _SIDE)), np.float32) for mask in (ink, paper)]
    if rng.random() < 0.5:
        turned = [np.ascontiguousarray(mask[:, ::-1]) for mask in turned]
    return turned[0], turned[1]


# --- the product's own designs -------------------------------------------------------------------------


def designed_plate(rng: np.random.Generator, part: Part, label: int, height_px: int) -> Plate | None:
    """Draw one of the designs of `fairnotice.signage`; None where a few tries gave no sign of the class."""
    for _ in range(12):
        notice = label == CCTV or (label == TEXT and rng.random() < 0.5)
        spec, left_out = notice_spec(rng, part) if notice else (look_alike_spec(rng, part), False)
        default = design_of(spec.design)["pictogram"]
        shows = label == CCTV if notice else label == OTHER
        has_picture = default is not None or design_of(spec.design)["layout"] == "tiles"
        if has_picture != shows:
            continue
        source, share = default or "", 0.0
        if label == CCTV:
            svg, source = camera(rng, part)
            spec = replace(spec, pictogram=svg)
        pixels = sign_pixels(spec, height_px=height_px)
        if label == CCTV:
            without = sign_pixels(replace(spec, pictogram=BLANK), height_px=height_px)
            share = _changed_height(pixels, without) / height_px
        new = bool(source) and is_new(source)
        return Plate(pixels, label, share, source, spec.design, left_out or new, new)
    return None


def _changed_height(pixels: Pixels, without: Pixels) -> float:
    rows = np.abs(pixels.astype(np.int16) - without).max(axis=2).max(axis=1) > 48
    found = np.flatnonzero(rows)
    return float(found[-1] - found[0] + 1) if found.size else 0.0


@lru_cache(maxsize=4)
def iso_signs(real: Path, part: Part) -> tuple[Path, ...]:
    """Return the safety signs of a part: every fourth is test only."""
    return tuple(
        path
        for path in sorted((real / _ISO).glob("*.svg"))
        if (zlib.crc32(path.name.encode()) % 4 == 0) == (part == "test")
    )


def _iso_plate(rng: np.random.Generator, part: Part, real: Path | None) -> Plate | None:
    paths = iso_signs(real, part) if real else ()
    for _ in range(3 if paths else 0):
        path = paths[int(rng.integers(len(paths)))]
        try:
            drawn = rasterised(path.read_text(encoding="utf-8"), 220)
        except (typst.TypstError, UnicodeDecodeError):
            continue
        if (drawn[..., 3] > 0).mean() > 0.1:
            return Plate(drawn, OTHER, 0.0, f"iso/{path.stem}", "iso", part == "test", part == "test")
    return None


# --- random layouts ----------------------------------------------------------------------------------


def _pick(rng: np.random.Generator, options: Any) -> Any:
    return options[int(rng.integers(len(options)))]


Colour = tuple[float, float, float]


def _hex(colour: str) -> Colour:
    return int(colour[5:7], 16), int(colour[3:5], 16), int(colour[1:3], 16)


def _colours(rng: np.random.Generator, part: Part) -> tuple[Colour, Colour, Colour]:
    """Return BGR of paper, ink and accent."""
    if rng.random() < 0.5:
        names = _allowed(list(catalogue()["palettes"]), split()["palettes"]["test_only"], part)
        palette = catalogue()["palettes"][_pick(rng, names)]
        return _hex(palette["paper"]), _hex(palette["ink"]), _hex(palette["accent"])
    hue, saturation, value = rng.uniform(0, 180), rng.choice([0, 0, 60, 150, 230]), rng.choice([30, 90, 170, 220, 250])
    pixel = np.array([[[hue, saturation, value]]], np.uint8)
    paper = tuple(float(v) for v in cv2.cvtColor(pixel, cv2.COLOR_HSV2BGR)[0, 0])
    light = 0.114 * paper[0] + 0.587 * paper[1] + 0.299 * paper[2] > 125
    ink = (rng.uniform(0, 60, 3) if light else rng.uniform(200, 255, 3)) * np.ones(3)
    if light and rng.random() < 0.3:
        ink = np.array([[200, 60, 20], [30, 20, 190], [60, 110, 10]][int(rng.integers(3))], float)
    accent = rng.uniform(0, 255, 3)
    return (paper[0], paper[1], paper[2]), (ink[0], ink[1], ink[2]), (accent[0], accent[1], accent[2])


@lru_cache(maxsize=16)
def _font_file(family: str) -> tuple[str, int] | None:
    for weight in (700, 400):
        for font in system_fonts().fonts():
            if font.family == family and font.style == "normal" and font.path and font.weight == weight:
                return font.path, font.index
    return None


@lru_cache(maxsize=256)
def _font(family: str, size: int) -> Any:
    found = _font_file(family)
    return ImageFont.truetype(found[0], size, index=found[1]) if found else ImageFont.load_default(size)


@lru_cache(maxsize=2)
def _sentences(part: Part) -> tuple[str, ...]:
    """Return what may be written on random plates: notices' and other signs' words alike."""
    remainder, found = split()["phrases_test_remainder"], []
    for language in LANGUAGES:
        words = phrases_of(language)
        found += [text for k, text in enumerate(words["headline"]) if part == "test" or k % 5 != remainder]
        found += [str(text) for key in ("lines", "house_rules", "short") for text in words.get(key, [])]
        for entries in phrases()["look_alikes"].values():
            found += [str(text) for text in entries.get(language, [])] * 2
    return tuple(text.replace("\n", " ") for text in found if text and "{" not in text)


def _write(
    plate: Pixels, area: tuple[int, int, int, int], colour: Colour, rng: np.random.Generator, part: Part
) -> None:
    """Write a few lines into an area (x0, y0, x1, y1) of a plate (BGRA), in place."""
    x0, y0, x1, y1 = area
    if x1 - x0 < 12 or y1 - y0 < 6:
        return
    count = int(rng.integers(1, 1 + max(1, min(7, (y1 - y0) // 9))))
    fonts = split()["fonts"]
    families = [name for name in fonts["train"] + (fonts["test_only"] if part == "test" else []) if covered(name)]
    image = Image.new("L", (x1 - x0, y1 - y0), 0)
    pen, pitch = ImageDraw.Draw(image), (y1 - y0) / count
    family, gap = _pick(rng, families) if families else "", rng.uniform(0.62, 0.9)
    for line in range(count):
        text = _pick(rng, _sentences(part))
        if any(ord(letter) > 0x2E80 for letter in text):
            font = _font("Noto Sans CJK SC", max(6, int(pitch * gap)))
        else:
            font = _font(family, max(6, int(pitch * gap)))
        if rng.random() < 0.45:
            text = text.upper()
        wide = pen.textlength(text, font=font)
        while wide > (x1 - x0) and len(text) > 2:
            text = text[: max(2, int(len(text) * (x1 - x0) / wide))]
            wide = min(pen.textlength(text, font=font), wide - 1)
        pen.text(((x1 - x0 - wide) / 2 if rng.random() < 0.7 else 0, line * pitch), text, fill=255, font=font)
    mask = np.asarray(image, np.float32)[..., None] / 255
    part_of = plate[y0:y1, x0:x1, :3]
    part_of[:] = (part_of * (1 - mask) + np.array(colour, np.float32) * mask).astype(np.uint8)


def _stamp(
    plate: Pixels, svg: str, at: tuple[int, int, int], ink: Colour, paper: Colour, rng: np.random.Generator
) -> float:
    """Put a pictogram at (x, y, side) on a plate (BGRA), in place; return its height in px."""
    x, y, side = at
    side = min(side, plate.shape[0] - y, plate.shape[1] - x)
    if side < 8:
        return 0.0
    inked, papered = _restyled(*masks(svg), rng)
    inked, papered = (
        np.asarray(cv2.resize(mask, (side, side), interpolation=cv2.INTER_AREA)) for mask in (inked, papered)
    )
    field = plate[y : y + side, x : x + side, :3].astype(np.float32)
    shade = np.ones((side, 1, 1), np.float32)
    if rng.random() < 0.15:
        shade = np.linspace(1, rng.uniform(0.4, 1.4), side, dtype=np.float32)[:, None, None]
    field = field * (1 - papered[..., None]) + np.array(paper, np.float32) * papered[..., None]
    field = field * (1 - inked[..., None]) + np.clip(np.array(ink, np.float32) * shade, 0, 255) * inked[..., None]
    plate[y : y + side, x : x + side, :3] = field.astype(np.uint8)
    rows = np.flatnonzero((inked + papered).max(axis=1) > 0.3)
    return float(rows[-1] - rows[0] + 1) if rows.size else 0.0


def _prohibit(plate: Pixels, at: tuple[int, int, int], rng: np.random.Generator) -> None:
    """Cross a pictogram out with a ring and a bar, red mostly, in place."""
    x, y, side = at
    colour = (30, 20, 200, 255) if rng.random() < 0.8 else (20, 20, 20, 255)
    centre, thick = (x + side // 2, y + side // 2), max(2, int(side * rng.uniform(0.06, 0.12)))
    r = max(4, side // 2 - thick // 2)
    cv2.circle(plate, centre, r, colour, thick, cv2.LINE_AA)
    d = int(r * 0.7)
    if rng.random() < 0.85:
        cv2.line(plate, (centre[0] - d, centre[1] - d), (centre[0] + d, centre[1] + d), colour, thick, cv2.LINE_AA)


def free_plate(rng: np.random.Generator, part: Part, label: int, height_px: int = 300) -> Plate:
    """Lay out a random plate; see the module."""
    aspect = float(np.exp(rng.normal(-0.1, 0.42)))
    height, width = height_px, int(np.clip(height_px * aspect, height_px * 0.4, height_px * 3.4))
    paper, ink, accent = _colours(rng, part)
    plate = np.zeros((height, width, 4), np.uint8)
    round_one = 0.8 < aspect < 1.25 and rng.random() < 0.25
    _ground(plate, paper, ink, rng, round_one=round_one)
    short = min(height, width)
    pad = int(short * rng.uniform(0.04, 0.12)) + (short // 9 if round_one else 0)
    drawn = rng.random()
    text_ink = accent if abs(sum(accent) - sum(paper)) > 250 and rng.random() < 0.25 else ink
    if label == TEXT:
        if rng.random() < 0.3:
            band = int(height * rng.uniform(0.2, 0.4))
            plate[pad : pad + band, pad : width - pad, :3] = np.array(ink, np.uint8)
            _write(plate, (pad * 2, pad, width - pad * 2, pad + band), paper, rng, part)
            _write(plate, (pad, pad + band, width - pad, height - pad), text_ink, rng, part)
        else:
            _write(plate, (pad, pad, width - pad, height - pad), text_ink, rng, part)
        return Plate(plate, TEXT, 0.0, "", "free", part == "test", False)
    svg, source = camera(rng, part) if label == CCTV else other_icon(rng, part)
    x, y, side, areas = _layout(rng, width, height, pad, drawn)
    crossed = label == OTHER and rng.random() < (0.45 if _CAMERA_LIKE.match(source.partition("/")[2]) else 0.12)
    inner = (x + side // 6, y + side // 6, side * 2 // 3) if crossed else (x, y, side)
    tall = _stamp(plate, svg, inner, ink if rng.random() < 0.85 else text_ink, paper, rng)
    if crossed:
        _prohibit(plate, (x, y, side), rng)
    for area in areas:
        if rng.random() < 0.88:
            _write(plate, area, text_ink, rng, part)
    if areas and rng.random() < 0.12:
        x0, y0, x1, y1 = areas[0]
        small = min(x1 - x0, y1 - y0) // 2
        _stamp(plate, other_icon(rng, part)[0], (x1 - small, y1 - small, small), ink, paper, rng)
    new = is_new(source)
    return Plate(plate, label, tall / height if label == CCTV else 0.0, source, "free", part == "test", new)


def _ground(plate: Pixels, paper: Colour, ink: Colour, rng: np.random.Generator, *, round_one: bool) -> None:
    """Paint the plate: its shape, its border, its screws."""
    height, width = plate.shape[:2]
    shape = np.zeros((height, width), np.uint8)
    if round_one:
        cv2.ellipse(shape, (width // 2, height // 2), (width // 2 - 1, height // 2 - 1), 0, 0, 360, 255, -1)
    else:
        r = int(min(height, width) * float(rng.choice([0, 0.02, 0.06, 0.12])))
        cv2.rectangle(shape, (r, 0), (width - 1 - r, height - 1), 255, -1)
        cv2.rectangle(shape, (0, r), (width - 1, height - 1 - r), 255, -1)
        for cx in (r, width - 1 - r):
            for cy in (r, height - 1 - r):
                cv2.circle(shape, (cx, cy), r, 255, -1)
    plate[..., :3], plate[..., 3] = np.array(paper, np.uint8), shape
    if rng.random() < 0.5:
        thick = max(1, int(min(height, width) * rng.uniform(0.008, 0.04)))
        inset = int(rng.uniform(0, 0.03) * min(height, width))
        inner = cv2.erode(shape, np.ones((2 * inset + 1,) * 2, np.uint8), borderValue=0)
        ring = inner - cv2.erode(inner, np.ones((2 * thick + 1,) * 2, np.uint8), borderValue=0)
        plate[ring > 0, :3] = np.array(ink, np.uint8)
    if rng.random() < 0.2:
        for fx in (0.05, 0.95):
            for fy in (0.05, 0.95):
                cv2.circle(plate, (int(fx * width), int(fy * height)), max(1, height // 60), (110, 110, 110, 255), -1)


def _layout(
    rng: np.random.Generator, width: int, height: int, pad: int, kind: float
) -> tuple[int, int, int, list[tuple[int, int, int, int]]]:
    """Return place and side of the pictogram, and areas for text."""
    w, h = width - 2 * pad, height - 2 * pad
    if kind < 0.22:
        side = int(min(w, h) * rng.uniform(0.7, 1.0))
        return (width - side) // 2, (height - side) // 2, side, []
    if kind < 0.52:
        side = int(min(w, h * rng.uniform(0.3, 0.72)))
        x = (width - side) // 2
        if rng.random() < 0.7:
            return x, pad, side, [(pad, pad + side, width - pad, height - pad)]
        return x, height - pad - side, side, [(pad, pad, width - pad, height - pad - side)]
    if kind < 0.62:
        side, y = int(min(w, h * rng.uniform(0.25, 0.5))), int(pad + h * rng.uniform(0.2, 0.35))
        return (width - side) // 2, y, side, [
            (pad, pad, width - pad, y), (pad, min(y + side, height - pad), width - pad, height - pad)
        ]  # fmt: skip
    if kind < 0.8:
        side = int(min(h, w * rng.uniform(0.25, 0.5)))
        y = pad + (h - side) // 2
        if rng.random() < 0.6:
            return pad, y, side, [(pad + side, pad, width - pad, height - pad)]
        return width - pad - side, y, side, [(pad, pad, width - pad - side, height - pad)]
    side = int(min(w, h) * rng.uniform(0.16, 0.34))
    left = rng.random() < 0.5
    x = pad if left else width - pad - side
    beside = (pad + side, pad, width - pad, pad + side) if left else (pad, pad, width - pad - side, pad + side)
    return x, pad, side, [beside, (pad, pad + side, width - pad, height - pad)]
