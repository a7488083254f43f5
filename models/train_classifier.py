"""Train the plate classifier; `python -m models.train_classifier` runs this.

It is the mean of networks (`models.plate_nets`) that are trained one after another.

After training it is exported to ONNX, its thresholds are chosen on the part ``val``, and both are written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from fairnotice.domain import Pixels
from fairnotice.vision.letterbox import Floats
from fairnotice.vision.plate_classifier import CLASSES, FILE_NAME
from models.compose import DEFAULT_REAL
from models.crop_signs import CCTV, NOTHING, OTHER, TEXT
from models.crops import CropSet, decidable, kept, together
from models.crops_without import HOME, NOT_CCTV
from models.onnx_files import write_onnx
from models.plate_nets import MEMBERS, PlateNet, PlateNets
from models.train import WEIGHTS, offline
from models.unfold import unfold

TARGET = WEIGHTS.with_name(FILE_NAME)
VERSION = 1
TRAIN = (
    (1, {"plates": 2400, "hung": 4, "cuts": 2, "random": 14, "times": 4}),
    (2, {"plates": 5000, "hung": 3, "cuts": 1, "random": 4, "times": 2, "streets": 500}),
    (3, {"plates": 9000, "hung": 2, "cuts": 1, "random": 0, "times": 0}),
    (4, {"plates": 11000, "hung": 2, "cuts": 1, "random": 0, "times": 0}),
)
"""Seeds and numbers of the sets that are learnt from, see `models.crops.collect`."""
_SHARES = {CCTV: 0.34, TEXT: 0.15, OTHER: 0.27, NOTHING: 0.21, NOT_CCTV: 0.03}
"""Share of each label in a batch."""
_TARGETS = np.array(
    # cctv, text, other, nothing
    [
        [0.985, 0.005, 0.005, 0.005],
        [0.002, 0.938, 0.05, 0.01],
        [0.002, 0.04, 0.948, 0.01],
        [0.001, 0.012, 0.012, 0.975],
    ],
    np.float32,
)
"""What the network shall say of each class: smoothed towards the classes that it can be taken for."""
_HEAD_RATE = 4.0
"""How much faster the last layer learns, which knows nothing yet."""
Indexes = npt.NDArray[np.int64]
_MEET = 8
_LEAST_ODDS = {CCTV: 0.15, OTHER: 0.03}
"""Of crops that a network is right about, where those it is most wrong about have 1 more."""
_NOT_SEEN = 0.02
"""Probability of a camera below which a network sees nothing of it."""
_SMALL_UNTIL = 0.45
"""Share of the time in which crops of two thirds of the size are learnt from: twice as many of them."""


def augmented(crop: Pixels, side: int, rng: np.random.Generator) -> Floats:
    """Return a crop moved, turned, mirrored, recoloured and partly covered; (``side``, ``side``, 3) about 0..1."""
    was = crop.shape[0]
    angle = rng.normal(0, 0.09) + (np.pi / 2 * rng.integers(1, 4) if rng.random() < 0.06 else 0.0)
    across, down = rng.uniform(0.82, 1.08, 2) * was / side
    if rng.random() < 0.5:
        across = -across
    turn = np.array([[np.cos(angle) * across, -np.sin(angle) * down], [np.sin(angle) * across, np.cos(angle) * down]])
    centre = was / 2 + rng.uniform(-0.05, 0.05, 2) * was - turn @ np.array([side / 2, side / 2])
    if rng.random() < 0.12:
        crop = cv2.GaussianBlur(crop, (0, 0), float(rng.uniform(0.6, 1.8)))
    elif was > side:
        # Without it, what is finer than the smaller picture's px would flicker.
        crop = cv2.blur(crop, (2, 2))
    moved = cv2.warpAffine(
        crop, np.column_stack([turn, centre]), (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101,
    )  # fmt: skip
    if rng.random() < 0.12:
        wide, tall = rng.integers(side // 8, side // 3, 2)
        x, y = rng.integers(0, side - side // 3, 2)
        moved[y : y + tall, x : x + wide] = rng.integers(0, 256, 3)
    if rng.random() < 0.1:
        moved = cv2.cvtColor(cv2.cvtColor(moved, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.15:
        moved = moved[..., rng.permutation(3)]
    if rng.random() < 0.04:
        moved = 255 - moved
    gain = rng.uniform(0.6, 1.4) * rng.normal(1, 0.15, 3) / 255
    shown: Floats = moved.astype(np.float32) * gain.astype(np.float32) + np.float32(rng.uniform(-0.15, 0.15))
    if rng.random() < 0.2:
        shown += rng.standard_normal(shown.shape, np.float32) * np.float32(rng.uniform(0, 0.05))
    return shown


def _loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    logs = functional.log_softmax(logits, dim=1)
    known = labels != NOT_CCTV
    wanted = torch.from_numpy(_TARGETS)[labels.clamp(max=NOTHING)]
    per_crop = torch.where(known, -(wanted * logs).sum(dim=1), -torch.logsumexp(logs[:, 1:], dim=1))
    return per_crop.mean()


@dataclass(frozen=True, slots=True)
class Course:
    """How to train."""

    side: int
    """Of the network's input, in px."""
    minutes: float
    """Of wall-clock time; the rate of learning falls to nothing by then."""
    kind: int
    """Which of `MEMBERS` it is, counted from 0."""
    checkpoint: Path
    """Where the averaged weights are kept twice a minute."""
    detector: Path | None = None
    """Detector whose first layers are begun with."""
    start: Path | None = None
    """Weights to begin with; random ones if None."""
    workers: int = 2
    """Processes that learn from crops of their own and meet every `_MEET` steps halfway."""
    seed: int = 1
    batch: int = 64
    lr: float = 0.0012
    hard: bool = False
    """Whether crops are picked the more often the more wrong the weights that are begun with are about them."""


def fit(crops: CropSet, course: Course) -> PlateNet:
    """Train a network and return its averaged weights."""
    torch.manual_seed(course.seed)
    net = MEMBERS[course.kind].begun(course.detector) if course.start is None else load(course.start, course.kind)
    net.share_memory()
    places = decidable(crops)
    labels = crops.labels[places]
    print(f"{len(places)} crops, by label {np.bincount(labels).tolist()}", flush=True)
    odds = _odds(net, crops.pixels, places, labels, course.side) if course.hard else np.ones(len(places))
    # Forked, so that the crops are in memory once.
    forked = multiprocessing.get_context("fork")
    lock = forked.Lock()
    learners = [
        forked.Process(target=_learn, args=(rank, net, lock, crops.pixels, places, labels, odds, course))
        for rank in range(course.workers)
    ]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
        if learner.exitcode:
            raise RuntimeError(f"a training process ended with {learner.exitcode}")
    return load(course.checkpoint, course.kind)


def published(target: Path, crops: CropSet, side: int, batches: int = 16) -> PlateNets:
    """Return the published networks as ones that can be trained."""
    rng = np.random.default_rng(0)
    shown = [_shown(crops.pixels, rng.integers(0, len(crops.crops), 64), side, rng) for _ in range(batches)]
    nets = PlateNets(member() for member in MEMBERS)
    unfold(nets, target, shown)
    return nets


def _shown(pixels: Pixels, places: Indexes, size: int, rng: np.random.Generator) -> torch.Tensor:
    """Return crops, augmented, as the network is shown them."""
    made = np.stack([augmented(pixels[place], size, rng) for place in places])[..., ::-1]
    return torch.from_numpy(np.ascontiguousarray(made)).permute(0, 3, 1, 2)


def load(checkpoint: Path, kind: int) -> PlateNet:
    """Return a network as `fit` keeps it, one of `MEMBERS`."""
    net = MEMBERS[kind]()
    net.load_state_dict(torch.load(checkpoint, weights_only=True))
    return net.eval()


def _learn(
    rank: int, common: PlateNet, lock: Any, pixels: Pixels, places: Indexes, labels: Indexes,
    odds: npt.NDArray[np.float64], course: Course,
) -> None:  # fmt: skip
    torch.set_num_threads(1)
    rng = np.random.default_rng((course.seed, rank))
    net = MEMBERS[course.kind]().to(memory_format=torch.channels_last).train()
    net.load_state_dict(common.state_dict())
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.99), use_buffers=True)
    known = [*net.fine.parameters(), *net.coarse.parameters()]
    groups = [{"params": net.head.parameters(), "times": _HEAD_RATE}, {"params": known, "times": 1.0}]
    optimiser = torch.optim.AdamW(groups, lr=course.lr, weight_decay=0.02)
    by_label = {label: np.flatnonzero(labels == label) for label in _SHARES}
    shares = {label: share for label, share in _SHARES.items() if len(by_label[label])}
    within = {label: np.cumsum(odds[some])[:-1] / odds[some].sum() for label, some in by_label.items() if len(some)}
    names, weights = list(shares), np.array(list(shares.values())) / sum(shares.values())
    small_until = _SMALL_UNTIL if course.start is None else 0.0
    start, step, said, running = time.monotonic(), 0, 0.0, 0.0
    while (share := (time.monotonic() - start) / (60 * course.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = (
                group["times"] * course.lr * min(1, (step + 1) / 100) * (0.5 + 0.5 * float(np.cos(np.pi * share)))
                + 1e-6
            )
        chosen = [names[k] for k in rng.choice(len(names), course.batch, p=weights)]
        picked = np.array([by_label[label][np.searchsorted(within[label], rng.random())] for label in chosen])
        size = course.side if share >= small_until else course.side * 2 // 3
        shown = _shown(pixels, places[picked], size, rng)
        with net.computing():
            logits = net(shown)
        loss = _loss(logits.float(), torch.from_numpy(labels[picked]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step, running = step + 1, running * 0.98 + float(loss.detach()) * 0.02
        if course.workers > 1 and step % _MEET == 0:
            _meet(net, common, lock)
        average.update_parameters(net)
        if rank == 0 and time.monotonic() - said > 30:
            said = time.monotonic()
            print(f"{share:.0%} step {step} loss {running / (1 - 0.98**step):.3f}", flush=True)
            torch.save(average.module.state_dict(), course.checkpoint)
    print(f"{step} steps of {course.batch} crops in {(time.monotonic() - start) / 60:.1f} minutes", flush=True)
    if rank == 0:
        torch.save(average.module.state_dict(), course.checkpoint)


def _odds(net: PlateNet, pixels: Pixels, places: Indexes, labels: Indexes, side: int) -> npt.NDArray[np.float64]:
    """Return how often each crop is to be picked beside others of its label.

    Cameras and other pictograms the more often the more wrong a network is about them, seen as they are and in a
    mirror; what bears neither is told from signs by the many easy ones.
    """
    net.eval()
    cctv = np.zeros(len(places))
    with torch.inference_mode(), net.computing():
        for first in range(0, len(places), 128):
            some = places[first : first + 128]
            shown = torch.from_numpy(np.ascontiguousarray(pixels[some][..., ::-1])).permute(0, 3, 1, 2).float() / 255
            shown = functional.interpolate(shown, (side, side)) if shown.shape[-1] != side else shown
            looks = [net(each).float().softmax(dim=1)[:, CCTV] for each in (shown, shown.flip(3))]
            cctv[first : first + 128] = ((looks[0] + looks[1]) / 2).numpy()
    # A camera that is not seen at all teaches nothing: nobody could tell it.
    camera = _LEAST_ODDS[CCTV] + np.where(cctv < _NOT_SEEN, 0.1, 1 - cctv)
    return np.select([labels == CCTV, labels == OTHER], [camera, _LEAST_ODDS[OTHER] + cctv], 1.0)


def _meet(net: PlateNet, common: PlateNet, lock: Any) -> None:
    """Move a learner's weights and the common ones to their mean."""
    with lock, torch.no_grad():
        for mine, ours in zip(net.state_dict().values(), common.state_dict().values(), strict=True):
            if mine.is_floating_point():
                mine.copy_((mine + ours) / 2)
                ours.copy_(mine)


def export(net: nn.Module, side: int, target: Path) -> str:
    """Write networks as ONNX, their weights in float16 and computed in float32; return its SHA-256."""
    import onnx

    example = torch.rand(2, 3, side, side)
    partial = target.with_suffix(".part")
    torch.onnx.export(
        net.to(memory_format=torch.contiguous_format), (example,), str(partial), opset_version=17, dynamo=False,
        input_names=["crops"], output_names=["logits"], dynamic_axes={"crops": {0: "n"}, "logits": {0: "n"}},
    )  # fmt: skip
    properties = {"classes": ",".join(CLASSES), "input_px": str(side), "version": str(VERSION), "licence": "AGPL-3.0"}
    return write_onnx(onnx.load(str(partial)), target, properties)


def describe(target: Path, side: int, thresholds: dict[str, float], measured: dict[str, Any]) -> None:
    """Write the file beside the network."""
    described = {
        "classes": list(CLASSES),
        "input_px": side,
        "thresholds": thresholds,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "measured": measured,
    }
    target.with_suffix(".json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def _members(given: argparse.Namespace, real: Path | None) -> list[PlateNet]:
    """Train the networks one after another, or those that are asked for; return all."""
    kept_at = [given.home / f"plate_classifier_{number}.pt" for number in range(1, len(MEMBERS) + 1)]
    trained = range(len(MEMBERS)) if given.member is None else [given.member - 1]
    if given.from_checkpoint:
        return [load(each, kind) for kind, each in enumerate(kept_at)]
    crops = together([kept("train", seed, real, given.home, **numbers) for seed, numbers in TRAIN])
    if (given.resume or given.member is not None) and not all(each.is_file() for each in kept_at):
        nets = published(given.out, crops, given.side)
        for member, each in zip(nets.members, kept_at, strict=True):
            if not each.is_file():
                torch.save(member.state_dict(), each)
    detector = given.detector if given.detector.is_file() else None
    for kind in trained:
        course = Course(
            given.side,
            given.minutes,
            kind,
            kept_at[kind],
            detector,
            kept_at[kind] if given.resume else None,
            given.workers,
            given.seed + kind,
            lr=given.lr,
            hard=given.hard,
        )
        fit(crops, course)
    return [load(each, kind) for kind, each in enumerate(kept_at)]


def main() -> None:
    """Parse the command line, train, export, choose thresholds."""
    parser = argparse.ArgumentParser(prog="python -m models.train_classifier", description=__doc__)
    parser.add_argument("--home", type=Path, default=HOME, help="where crops are kept")
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--side", type=int, default=128, help="side of the crops in px")
    parser.add_argument("--minutes", type=float, default=20, help="for each network")
    parser.add_argument(
        "--member",
        type=int,
        choices=range(1, len(MEMBERS) + 1),
        default=None,
        help="train this network alone; the other is kept",
    )
    parser.add_argument("--detector", type=Path, default=WEIGHTS, help="detector whose first layers are begun with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes that learn side by side")
    parser.add_argument("--lr", type=float, default=0.0012)
    parser.add_argument(
        "--hard", action="store_true", help="learn most from what the weights begun with are wrong about"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the weights that are kept, else published")
    parser.add_argument("--from-checkpoint", action="store_true", help="do not train: export what is kept so far")
    given = parser.parse_args()
    # One thread a process: threads of one would wait for one another on a busy machine.
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    offline(given.home)
    real = given.real if given.real.is_dir() else None
    print(f"real photographs: {real or 'none given or found, drawn scenes only'}", flush=True)
    net = PlateNets(_members(given, real))
    sha = export(net, given.side, given.out)
    # Placeholders until they are chosen below: nothing is confirmed and everything is read.
    describe(given.out, given.side, {"confirm_cctv": 1.0, "worth_reading": 0.0}, {})
    print(f"{given.out.name}: {sha[:12]}, {given.out.stat().st_size / 1e6:.2f} MB", flush=True)
    from models.evaluate_classifier import choose_thresholds

    choose_thresholds(given.out, real, given.home)


if __name__ == "__main__":
    main()
