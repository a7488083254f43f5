"""Make the eight-bit model of the detector, and measure whether it may be used.

Weights and activations are brought to eight bits with NNCF, calibrated on drawn pictures of the part
``train`` only: no photograph is needed, and none shows through. Then both models look at the same held-out
frames. What they found is written beside the model; the product uses it only where that says that it finds
as many notices as the float model, within the interval, for exactly these weights.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairnotice.settings import PROJECT_ROOT
from fairnotice.vision.backend import Head, OpenVinoBackend
from fairnotice.vision.backend_choice import int8_digest, time_backends
from fairnotice.vision.detector import Detector
from fairnotice.vision.export import export, folder_for
from fairnotice.vision.letterbox import Floats, letterbox
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.openvino_core import core
from fairnotice.vision.weights import weights_version
from models.compose import CANVAS, compose
from models.evaluate import Counts, count, share
from models.heldout import Kind, frames
from models.measure import rate, wilson

WEIGHTS = PROJECT_ROOT / "models" / "notice_detector.pt"
KINDS: tuple[Kind, ...] = ("town", "near", "harsh")
CALIBRATION_SEED = 808
MEASURED_SEED = 11
"""Not the card's own, so that its pictures decide nothing."""
LEAST_PX = 16
"""Notices lower than this are hardly ever read, and count for little."""
LEAST_SHOWN = 200
"""Fewest notices to measure on: with fewer the interval is wide enough to let anything pass."""

FLOAT_SCOPES = {"decode": r"^/model\.23/(?!.*cv[23]\.).*", "head": r"^/model\.23/.*"}
"""What stays in float, by the names of the exported model's parts (``/model.23`` is the head): only the
arithmetic that makes boxes of the outputs, or the head as a whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one model found on the measured frames."""

    recalled: int
    shown: int
    false_boxes: int


def main() -> None:
    """Parse the command line, make the model and measure it."""
    parser = argparse.ArgumentParser(prog="python -m models.quantise", description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--detector", type=Path, help="detector.yaml; beside the weights if not given")
    parser.add_argument("--out", type=Path, help="the .xml; NAME_int8.xml beside the weights if not given")
    parser.add_argument("--calibration", type=int, default=240, help="drawn pictures to calibrate on")
    parser.add_argument("--frames", type=int, default=100, help="held-out frames of each kind to measure on")
    parser.add_argument("--float", choices=tuple(FLOAT_SCOPES), default="decode", help="what stays in float")
    given = parser.parse_args()
    out = given.out or given.weights.with_name(f"{given.weights.stem}_int8.xml")
    _offline()
    plain = Detector(given.weights, given.detector)
    onnx = export(given.weights, plain.config.head, folder_for(given.weights, plain.config.head))
    quantise(onnx, out, given.calibration, FLOAT_SCOPES[given.float])
    float_backend, int8_backend = OpenVinoBackend(onnx), OpenVinoBackend(out, "openvino-int8")
    _print_times(float_backend, int8_backend)
    said = compare(
        Detector(given.weights, given.detector, backend=float_backend),
        Detector(given.weights, given.detector, backend=int8_backend),
        given.frames,
    )
    written = report(given.weights, plain.config.head, out, *said)
    verdict = "may be used" if written["allowed"] else "is NOT used: it does not find as many, or too few were shown"
    print(f"{out.name}: {out.with_suffix('.bin').stat().st_size / 1e6:.1f} MB; it {verdict}")


def quantise(onnx: Path, out: Path, pictures: int, float_scope: str) -> None:
    """Write the eight-bit model as OpenVINO's ``.xml`` and ``.bin``.

    Args:
        onnx: The exported model.
        out: The ``.xml``.
        pictures: How many drawn pictures are calibrated on.
        float_scope: Regular expression for the names of operations that stay in float.
    """
    _offline()
    import nncf
    import openvino

    nncf.set_log_level(logging.WARNING)
    model = core().read_model(str(onnx))
    pattern = re.compile(float_scope)
    kept = [op.get_friendly_name() for op in model.get_ordered_ops() if pattern.match(op.get_friendly_name())]
    if not kept:
        raise SystemExit("the exported model has no head by the name that was expected; look at FLOAT_SCOPES")
    quantised: Any = nncf.quantize(
        model,
        nncf.Dataset(list(_calibration(pictures))),
        subset_size=pictures,
        preset=nncf.QuantizationPreset.MIXED,
        ignored_scope=nncf.IgnoredScope(patterns=[float_scope], validate=False),
    )
    openvino.save_model(quantised, str(out), compress_to_fp16=False)


def _calibration(pictures: int) -> Iterator[Floats]:
    for index in range(pictures):
        yield letterbox(compose(index, "train", seed=CALIBRATION_SEED, real=None).pixels, CANVAS).batch


def compare(plain: Detector, int8: Detector, count_of_each: int) -> tuple[Found, Found]:
    """Look at the same held-out frames with both models."""
    seen = {plain: Counts(), int8: Counts()}
    for kind in KINDS:
        pictures = list(frames(kind, count_of_each, part="test", seed=MEASURED_SEED))
        for detector, total in seen.items():
            counts = count(detector, pictures, f"{kind} in {detector.backend.name}")
            total.shown += counts.shown
            total.false_boxes += counts.false_boxes
    return _found(plain, seen[plain]), _found(int8, seen[int8])


def _found(detector: Detector, counts: Counts) -> Found:
    return Found(*share(counts, detector.config.candidate_threshold, LEAST_PX), len(counts.false_boxes))


def is_allowed(plain: Found, int8: Found) -> bool:
    """Tell whether the eight-bit model finds as many notices as the float one, within its Wilson interval."""
    if plain.shown < LEAST_SHOWN or plain.shown != int8.shown:
        return False
    return int8.recalled / int8.shown >= wilson(plain.recalled, plain.shown)[0]


def report(weights: Path, head: Head, out: Path, plain: Found, int8: Found) -> dict[str, Any]:
    """Print what was measured, write it beside the model and return it."""
    for name, found in (("f32", plain), ("int8", int8)):
        recall = rate(found.recalled, found.shown)
        print(f"{name}: recall of notices of {LEAST_PX} px and more {recall}, {found.false_boxes} false boxes")
    content = {
        "weights_version": weights_version(weights),
        "head": head,
        "sha256": int8_digest(out),
        "measured": f"drawn held-out frames ({', '.join(KINDS)}), notices of {LEAST_PX} px and more",
        "recall_f32": [plain.recalled, plain.shown],
        "recall_int8": [int8.recalled, int8.shown],
        "false_boxes_f32": plain.false_boxes,
        "false_boxes_int8": int8.false_boxes,
        "allowed": is_allowed(plain, int8),
    }
    out.with_suffix(".json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return content


def _print_times(plain: OpenVinoBackend, int8: OpenVinoBackend) -> None:
    picture = letterbox(next(frames("town", 1, part="test", seed=MEASURED_SEED)).pixels, 640).batch
    times = time_backends({"openvino": plain, "openvino-int8": int8}, picture, runs=15)
    print(", ".join(f"{name}: {min(taken) * 1000:.1f} ms at best" for name, taken in times.items()), flush=True)


def _offline() -> None:
    if "nncf" in sys.modules or "openvino" in sys.modules:
        return
    keep_offline()
    # NNCF reports to its maker unless it believes that it is being tested.
    os.environ["NNCF_CI"] = "1"


if __name__ == "__main__":
    main()
