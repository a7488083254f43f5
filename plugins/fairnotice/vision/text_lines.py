"""Find lines of text in a picture and recognise Chinese, Japanese, Latin and Greek ones.

Both models (PP-OCRv6 small) come in rapidocr's wheel; nothing is ever downloaded. Only its models, its box
search and its decoder are used: its own preparation of pictures pads and resizes more than small plates need,
and in OpenVINO both models take less than half the time.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels
from fairnotice.errors import ConfigurationError
from fairnotice.vision.backend import threads
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.openvino_core import compile_model, core

Quad = npt.NDArray[np.float32]
"""Corners of shape (4, 2) in px: where the text begins above, ends above, ends below, begins below."""

STEP = 64
"""Sides of what the finder is shown are multiples of this. It needs 32; but for each new shape of its input
OpenVINO keeps memory, and with 64 there are few."""
MAX_ENLARGED = 4.0
STRIP_HEIGHT = 48
"""Height in px of a line as the recogniser was trained on it."""
LONGEST_STRIP = 1600
"""Longest strip in px that is recognised in one piece; longer ones are squeezed to it."""
_STRIP_STEP = 160
"""Widths that strips are padded to, for the same reason."""
_BATCH_PX = 1300
"""Most width of strips, in px, that are recognised at once: more gains nothing on two cores."""


class TextLines:
    """The two models. Not for several threads at once."""

    def __init__(self) -> None:
        """Open the models from rapidocr's package; given as paths, nothing is ever looked for elsewhere.

        Raises:
            ConfigurationError: If a model is missing or cannot be opened.
        """
        models = Path(str(files("rapidocr"))) / "models"
        finder, recogniser = models / "PP-OCRv6_det_small.onnx", models / "PP-OCRv6_rec_small.onnx"
        for model in (finder, recogniser):
            if not model.is_file():
                raise ConfigurationError(
                    f"the text reader's model {model.name} is not in rapidocr's package; reinstall it"
                )
        keep_offline()
        # Its logger would write to the terminal.
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        from rapidocr.ch_ppocr_det.utils import DBPostProcess
        from rapidocr.ch_ppocr_rec.utils import CTCLabelDecode

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._finder = _Model(finder)
        self._recogniser = _Model(recogniser)
        self._boxes: Any = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)
        self._decoder: Any = CTCLabelDecode(character=self._recogniser.characters())

    def find(self, canvas: Pixels) -> list[Quad]:
        """Return the lines of a picture, mostly from top to bottom.

        Args:
            canvas: BGR ``uint8``; both sides are multiples of `STEP`.
        """
        found, _ = self._boxes(self._finder(_blob(canvas)), canvas.shape[:2])
        return [np.asarray(quad, np.float32) for quad in found[::-1]]

    def recognise(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """Return text and score 0..1 of each strip, one line each, BGR ``uint8`` and `STRIP_HEIGHT` px high."""
        texts: list[tuple[str, float]] = [("", 0.0)] * len(strips)
        for batch in _batches([strip.shape[1] for strip in strips]):
            width = _padded(max(strips[index].shape[1] for index in batch))
            blob = np.zeros((len(batch), 3, STRIP_HEIGHT, width), np.float32)
            for row, index in enumerate(batch):
                blob[row, :, :, : strips[index].shape[1]] = _blob(strips[index])[0]
            ratios = [strips[index].shape[1] / STRIP_HEIGHT for index in batch]
            decoded, _ = self._decoder(
                self._recogniser(blob), False, wh_ratio_list=ratios, max_wh_ratio=width / STRIP_HEIGHT
            )
            for index, (text, score) in zip(batch, decoded, strict=True):
                texts[index] = printable(text), float(score)
        return texts


class _Model:
    """One of the models in OpenVINO.

    It computes in the least exact numbers that the processor is made for and that the models bear: with
    bfloat16 as many of 120 drawn signs were read as with float32.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._model = core().read_model(str(path))
            compiled = compile_model(self._model, threads())
        except (ImportError, OSError, RuntimeError) as error:
            raise ConfigurationError(
                f"the text reader's model {path.name} cannot be opened ({type(error).__name__})"
            ) from error
        self._request = compiled.create_infer_request()

    def __call__(self, blob: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the model's only output."""
        self._request.infer([blob], share_inputs=True)
        return np.array(self._request.get_output_tensor().data, np.float32)

    def characters(self) -> list[str]:
        """Return the characters that the recogniser knows, as its file lists them."""
        listed: str = self._model.get_rt_info()["framework"]["character"].value
        return listed.splitlines()


def _blob(picture: Pixels) -> npt.NDArray[np.float32]:
    """Return a picture as the models want it: (1, 3, height, width), -1..1."""
    scaled = picture.astype(np.float32) * np.float32(1 / 127.5) - np.float32(1)
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Put strips of similar width together."""
    batches: list[list[int]] = []
    for index in sorted(range(len(widths)), key=lambda index: widths[index]):
        batch = batches[-1] if batches else []
        padded = _padded(widths[index]) * (len(batch) + 1)
        if batch and padded <= _BATCH_PX and _padded(widths[index]) == _padded(widths[batch[0]]):
            batch.append(index)
        else:
            batches.append([index])
    return batches


def _padded(width: int) -> int:
    return -(-width // _STRIP_STEP) * _STRIP_STEP


def as_canvas(picture: Pixels, enlarged: int, reduced: int) -> tuple[Pixels, float]:
    """Return a picture at the size at which its lines are looked for, and its scale.

    Args:
        picture: BGR ``uint8``.
        enlarged: Longest side in px that a small picture is enlarged to, by `MAX_ENLARGED` at most.
        reduced: Longest side in px that a large picture is reduced to.

    Returns:
        The picture, padded at right and bottom to whole steps, and px of it per px of ``picture``.
    """
    height, width = picture.shape[:2]
    longest = max(height, width)
    scale = min(reduced / longest, max(1.0, min(MAX_ENLARGED, enlarged / longest)))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    resized = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    right, down = (max(2 * STEP, -(-side // STEP) * STEP) - side for side in size)
    return np.asarray(cv2.copyMakeBorder(resized, 0, down, 0, right, cv2.BORDER_REPLICATE), np.uint8), scale


def cut_strip(pixels: Pixels, quad: Quad, height: int = STRIP_HEIGHT) -> Pixels:
    """Cut a line out of a picture and straighten it.

    Args:
        pixels: The picture, BGR ``uint8``.
        quad: The line, in px of the picture.
        height: Height of the strip in px.
    """
    long, short = quad_size(quad)
    width = int(np.clip(round(height * long / max(short, 1.0)), height // 3, LONGEST_STRIP))
    # A warp alone would skip pixels of large letters.
    fine = max(1, min(6, round(short / height)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) * fine
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32) - 0.5, target - 0.5)
    strip = cv2.warpPerspective(
        pixels, matrix, (width * fine, height * fine), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if fine > 1:
        strip = cv2.resize(strip, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, np.uint8)


def quad_size(quad: Quad) -> tuple[float, float]:
    """Return length and height of a line in px."""
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    return float(sides[::2].mean()), float(sides[1::2].mean())


def along(quad: Quad) -> Quad:
    """Return a line's corners such that it runs along its longer side; upright ones downwards."""
    long, short = quad_size(quad)
    return np.roll(quad, -1, axis=0) if short >= 1.5 * long else quad


def letters(text: str) -> int:
    """Return how many letters and digits a text has."""
    return sum(character.isalnum() for character in text)


def printable(text: str) -> str:
    """Drop control and formatting characters: what is on a sign is written by anybody."""
    return "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()
