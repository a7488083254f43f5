"""Make the detector of persons, faces and vehicles that covers them in what is stored: slice, distil, export.

It begins as a COCO detector of which the classes that matter are kept as they are. Beside its head stands a
second one that learns from YuNet, on the same trunk, what a face is: it cannot make the first one worse.
"""

from __future__ import annotations

import argparse
import copy
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn

from fairnotice.domain import Pixels
from fairnotice.vision.letterbox import Floats
from fairnotice.vision.people import FILE_NAME
from models.compose import DEFAULT_REAL, load_picture
from models.narrow import narrow_if_it_pays
from models.onnx_files import write_onnx
from models.people_labels import CLASSES, COCO, FACE, Labelled, read
from models.train import START, WEIGHTS, offline

TARGET = WEIGHTS.with_name(FILE_NAME)
THRESHOLDS = {"person": 0.05, "face": 0.1, "vehicle": 0.1}
"""Low, since what is found is covered and nothing else; see REDACTION.md for what they let through."""
_FACE_BIAS = -7.0
"""Of the face's logit at the start: rare, as the loss expects it."""
_GREY = 114


class PeopleNet(nn.Module):
    """A COCO detector's trunk, its head for `COCO`, and a head for faces."""

    def __init__(self, start: Path) -> None:
        """Slice them out of a model of ultralytics; the face's head begins as the person's."""
        super().__init__()
        from ultralytics import YOLO

        whole = YOLO(str(start)).model.float().eval().requires_grad_(False)
        self.trunk, self.saved = nn.ModuleList(whole.model[:-1]), frozenset(whole.save)
        head = whole.model[-1]
        # Its other head, which needs no suppression, has no use here: what overlaps is covered once.
        for name in ("one2one_cv2", "one2one_cv3"):
            delattr(head, name)
        self.bodies, self.faces = _narrowed(head, list(COCO.values())), _narrowed(head, [COCO["person"]])
        for branch in self.faces.cv3:
            branch[-1].bias.data[:] = _FACE_BIAS
        self.faces.requires_grad_(True)

    def levels(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        """Return what the heads look at, of RGB 0..1 pictures (n, 3, height, width)."""
        kept: list[Any] = []
        value: Any = pictures
        for layer in self.trunk:
            if layer.f != -1:
                value = kept[layer.f] if isinstance(layer.f, int) else [value if k == -1 else kept[k] for k in layer.f]
            value = layer(value)
            kept.append(value if layer.i in self.saved else None)
        return [kept[place] for place in self.bodies.f]

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return boxes (n, 4 + classes, boxes) as YOLO does: centre, size in px, and scores."""
        levels = self.levels(pictures)
        bodies, faces = self.bodies(list(levels)), self.faces(list(levels))
        nobody, faceless = torch.zeros_like(bodies[:, :1]), torch.zeros_like(bodies[:, 4:])
        return torch.cat(
            [torch.cat([bodies, nobody], dim=1), torch.cat([faces[:, :4], faceless, faces[:, 4:]], dim=1)], dim=2
        )


def _narrowed(head: Any, rows: list[int]) -> Any:
    """Return a copy of a head that tells only some of its classes."""
    narrow = copy.deepcopy(head)
    for branch in narrow.cv3:
        last = branch[-1]
        layer = nn.Conv2d(last.in_channels, len(rows), 1)
        layer.weight.data, layer.bias.data = last.weight.data[rows].clone(), last.bias.data[rows].clone()
        branch[-1] = layer.requires_grad_(False)
    narrow.nc, narrow.no = len(rows), len(rows) + 4 * narrow.reg_max
    return narrow


# --- what it learns from -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lesson:
    """Labelled pictures in memory."""

    pictures: tuple[Pixels, ...]
    labels: tuple[Labelled, ...]
    weights: Floats
    """How often each is shown."""


def lesson(labels: list[Labelled], real: Path) -> Lesson:
    """Load the pictures; those with faces and persons are shown more often."""
    pictures = [load_picture(entry.source, real / entry.path) for entry in labels]
    there = [(picture, entry) for picture, entry in zip(pictures, labels, strict=True) if picture is not None]
    weights = [
        1.0 + 4.0 * any(k == FACE for k, _, _ in entry.boxes) + 3.0 * any(k == 0 for k, _, _ in entry.boxes)
        for _, entry in there
    ]
    return Lesson(
        tuple(picture for picture, _ in there),
        tuple(entry for _, entry in there),
        np.array(weights, np.float32) / np.float32(sum(weights)),
    )


def example(given: Lesson, side: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return a window of a picture (3, side, side) and its faces (n, 5): class 0, and centre and size as shares."""
    index = int(rng.choice(len(given.pictures), p=given.weights))
    picture, entry = given.pictures[index], given.labels[index]
    height, width = picture.shape[:2]
    wanted = side / float(np.exp(rng.uniform(np.log(0.5), np.log(2.2))))
    window = min(max(wanted, 64.0), 1.3 * max(height, width))
    faces = [box for kind, box, _ in entry.boxes if kind == FACE]
    if faces and rng.random() < 0.7:
        x0, y0, x1, y1 = faces[int(rng.integers(len(faces)))]
        centre = rng.uniform((x0 - window / 3, y0 - window / 3), (x1 + window / 3, y1 + window / 3))
    else:
        centre = rng.uniform((0, 0), (width, height))
    left, top = centre[0] - window / 2, centre[1] - window / 2
    scale = side / window
    mirrored = rng.random() < 0.5
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    if mirrored:
        matrix[0] = -matrix[0]
        matrix[0, 2] += side
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    if scale < 0.7:
        picture = cv2.blur(picture, (2, 2))
    shown = cv2.warpAffine(picture, matrix, (side, side), flags=method, borderValue=(_GREY, _GREY, _GREY))
    boxes = []
    for x0, y0, x1, y1 in (box for kind, box, _ in entry.boxes if kind == FACE):
        xs = np.clip((np.array([x0, x1]) - left) * scale, 0, side)
        ys = np.clip((np.array([y0, y1]) - top) * scale, 0, side)
        if mirrored:
            xs = side - xs[::-1]
        seen = np.ptp(xs) * np.ptp(ys) / max((x1 - x0) * (y1 - y0) * scale * scale, 1e-6)
        if seen > 0.25 and np.ptp(xs) > 3 and np.ptp(ys) > 3:
            boxes.append((0.0, xs.mean() / side, ys.mean() / side, np.ptp(xs) / side, np.ptp(ys) / side))
    return _recoloured(shown, rng), np.array(boxes, np.float32).reshape(-1, 5)


def _recoloured(shown: Pixels, rng: np.random.Generator) -> Floats:
    """Return a picture as another camera would have taken it: darker, softer, noisier, without colour."""
    if rng.random() < 0.2:
        shown = cv2.GaussianBlur(shown, (0, 0), float(rng.uniform(0.5, 2.0)))
    if rng.random() < 0.25:
        quality = int(rng.integers(25, 80))
        shown = cv2.imdecode(cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    if rng.random() < 0.15:
        shown = cv2.cvtColor(cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    values = shown.astype(np.float32) / 255
    values = values ** np.float32(np.exp(rng.normal(0, 0.3))) * rng.normal(1, 0.08, 3).astype(np.float32)
    values *= np.float32(rng.uniform(0.35, 1.15))
    if rng.random() < 0.25:
        values += rng.normal(0, rng.uniform(0.01, 0.06), values.shape).astype(np.float32)
    return np.ascontiguousarray(values.clip(0, 1)[..., ::-1].transpose(2, 0, 1), np.float32)


# --- training ----------------------------------------------------------------------------------------


def train(net: PeopleNet, given: Lesson, *, steps: int, side: int, batch: int, rate: float, seed: int) -> None:
    """Teach the head for faces; the averaged weights are put into ``net``. Equal arguments give equal weights."""
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
    from ultralytics.cfg import get_cfg
    from ultralytics.utils.loss import v8DetectionLoss

    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    head = net.faces.train()
    for layer in head.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()
    criterion = v8DetectionLoss(_Headed(head, get_cfg(overrides={"box": 7.5, "cls": 0.5, "dfl": 1.5})))
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.01)
    average = AveragedModel(head, multi_avg_fn=get_ema_multi_avg_fn(0.98), use_buffers=True)
    said = 0.0
    for step in range(steps):
        slope = min(1.0, (step + 1) / 20) * (0.5 + 0.5 * float(np.cos(np.pi * step / steps)))
        for group in optimiser.param_groups:
            group["lr"] = rate * slope
        made = [example(given, side, rng) for _ in range(batch)]
        shown = torch.from_numpy(np.stack([pixels for pixels, _ in made]))
        places = np.concatenate([np.full(len(boxes), k, np.float32) for k, (_, boxes) in enumerate(made)])
        boxes = torch.from_numpy(np.concatenate([boxes for _, boxes in made]))
        with torch.no_grad(), narrow_if_it_pays():
            levels = net.levels(shown)
        found = head([level.float() for level in levels])
        loss, parts = criterion(
            found, {"batch_idx": torch.from_numpy(places), "cls": boxes[:, :1], "bboxes": boxes[:, 1:], "img": shown}
        )
        optimiser.zero_grad(set_to_none=True)
        loss.sum().backward()
        nn.utils.clip_grad_norm_(head.parameters(), 10.0)
        optimiser.step()
        average.update_parameters(head)
        if time.monotonic() - said > 30:
            said = time.monotonic()
            print(
                f"step {step} of {steps} { ({name: round(float(part), 3) for name, part in parts.items()}) }",
                flush=True,
            )
    head.load_state_dict(average.module.state_dict())
    net.eval()


class _Headed(nn.Module):
    """What the loss of ultralytics asks a model for."""

    def __init__(self, head: Any, args: SimpleNamespace) -> None:
        super().__init__()
        self.model, self.args = nn.ModuleList([head]), args


# --- export ------------------------------------------------------------------------------------------


def export(net: PeopleNet, target: Path, said: str) -> str:
    """Write a network as ONNX, its weights in float16 and computed in float32; return its SHA-256."""
    import onnx

    net.eval().requires_grad_(False)
    for head in (net.bodies, net.faces):
        head.export, head.format, head.dynamic = True, "onnx", True
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "people.onnx"
        free = {0: "n", 2: "height", 3: "width"}
        torch.onnx.export(
            net, (torch.zeros(1, 3, 640, 640),), str(made), opset_version=17, dynamo=False,
            input_names=["pictures"], output_names=["boxes"],
            dynamic_axes={"pictures": free, "boxes": {0: "n", 2: "k"}},
        )  # fmt: skip
        network = onnx.load(str(made))
    digest = write_onnx(network, target, {"classes": ",".join(CLASSES), "licence": "AGPL-3.0", "made": said})
    described = {"classes": list(CLASSES), "thresholds": THRESHOLDS, "sha256": digest, "made": said}
    target.with_suffix(".json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return digest


def main() -> None:
    """Parse the command line and make it."""
    parser = argparse.ArgumentParser(prog="python -m models.people", description=__doc__)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs")
    parser.add_argument("--home", type=Path, default=Path(".fairnotice/people"), help="where the labels are")
    parser.add_argument("--start", type=Path, default=START, help="weights to begin with")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--steps", type=int, default=600, help="0: export without a head that knows faces")
    parser.add_argument("--side", type=int, default=320, help="of the windows that it learns from, in px")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--lr", type=float, default=0.0015)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    labels = given.home / "people_train.jsonl"
    if not given.start.is_file() or not labels.is_file():
        parser.error(
            f"{given.start.name} or {labels} is missing: this needs a published COCO detector and the labels of "
            "`python -m models.people_labels`, both made from material that is not part of the repository"
        )
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    offline(given.home)
    net, said = PeopleNet(given.start), f"persons and vehicles sliced from {given.start.name}"
    if given.steps:
        entries = read(labels)
        train(
            net, lesson(entries, given.real), steps=given.steps, side=given.side, batch=given.batch,
            rate=given.lr, seed=given.seed,
        )  # fmt: skip
        said += f", faces distilled from YuNet on {len(entries)} pictures, seed {given.seed}"
    digest = export(net, given.out, said)
    print(f"{given.out.name}: {digest[:12]}, {given.out.stat().st_size / 1e6:.2f} MB, {said}")


if __name__ == "__main__":
    main()
