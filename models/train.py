"""Fine-tune the notice detector on composites; `make model` runs this.

The run is resumable: `--resume` goes on from its last epoch. After every epoch the averaged weights are
written, stripped and in half precision, so that others can already use them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path
from typing import Any

from models.compose import CANVAS, DEFAULT_REAL
from models.dataset import prepare, recipe_hash
from models.narrow import narrow_pays
from models.proposer import merge_classes, split_classes

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "models" / "notice_detector.pt"
START = ROOT.parent / "shared" / "weights" / "yolo26n_coco_rebuilt.pt"
ARCHITECTURE = "yolo26n.yaml"


def offline(home: Path) -> None:
    """Keep ultralytics from the network and its settings inside the project; before it is imported."""
    os.environ.update(
        YOLO_OFFLINE="1", YOLO_AUTOINSTALL="0", YOLO_CONFIG_DIR=str(home / "ultralytics"), YOLO_VERBOSE="true"
    )
    # ultralytics sets one thread where nothing is set, which halves the speed on a small machine.
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    (home / "ultralytics").mkdir(parents=True, exist_ok=True)


def model_version(weights: Path = WEIGHTS) -> str:
    """Return the version of a model: the first 12 hexadecimal digits of its file's SHA-256."""
    return hashlib.sha256(weights.read_bytes()).hexdigest()[:12]


def publish(checkpoint: Path, target: Path) -> str:
    """Write a checkpoint's averaged weights as a proposer of plates, in half precision; return their version.

    Paths and the options of the run are left out: the file tells what the model is, not where it was made.
    """
    import torch

    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    model = saved.get("ema") or saved["model"]
    model = merge_classes(model.float()).half().eval()
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.args = {"imgsz": CANVAS, "task": "detect"}
    model.pt_path = None
    model.yaml_file = ARCHITECTURE
    model.yaml = {**model.yaml, "yaml_file": ARCHITECTURE, "nc": 1}
    stripped = {
        "model": model, "ema": None, "optimizer": None, "scaler": None, "epoch": -1,
        "train_args": {"imgsz": CANVAS, "task": "detect"}, "license": "AGPL-3.0", "version": saved.get("version"),
    }  # fmt: skip
    partial = target.with_suffix(".part")
    torch.save(stripped, partial)
    partial.rename(target)
    return model_version(target)


def _start(weights: Path | None) -> tuple[Any, str]:
    from ultralytics import YOLO

    if weights and weights.is_file():
        started = YOLO(str(weights))
        started.model = split_classes(started.model.float())
        return started, f"start weights {weights.name}, version {model_version(weights)}"
    return YOLO(ARCHITECTURE), "no start weights found: training from RANDOM weights"


def train(given: argparse.Namespace) -> None:
    """Make the composites and train, or go on with a run."""
    import torch
    from ultralytics import YOLO
    from ultralytics import settings as yolo_settings

    yolo_settings.update({"sync": False})
    folder_of_run = given.home / "runs" / "notice"
    last = folder_of_run / "weights" / "last.pt"
    real = given.real if given.real and given.real.is_dir() else None
    print(f"real photographs: {real or 'none given or found, drawn scenes only'}", flush=True)
    resumed = bool(given.resume and last.is_file())
    if resumed:
        model, said, data = YOLO(str(last)), "going on with the last epoch's checkpoint", None
    else:
        folder = given.home / "training" / recipe_hash(real)
        data = prepare(
            folder, {"train": given.pictures, "val": given.val_pictures}, seed=given.seed, real=real, also=given.also
        )
        model, said = _start(given.weights)
    print(said, flush=True)
    narrow = narrow_pays() if given.bf16 is None else given.bf16
    model.add_callback("on_pretrain_routine_end", lambda run: run.model.to(memory_format=torch.channels_last))
    # ultralytics leaves one processor core of each machine idle, which is half of a small one.
    model.add_callback("on_train_start", lambda run: torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"])))
    model.add_callback("on_model_save", lambda run: print("published", publish(run.last, given.out), flush=True))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow):
        model.train(
            data=str(data) if data else None, imgsz=given.imgsz, batch=given.batch, epochs=given.epochs,
            time=given.minutes / 60 if given.minutes else None, workers=1,
            project=str(folder_of_run.parent), name=folder_of_run.name, exist_ok=True,
            resume=resumed, val=False, plots=False, seed=given.seed,
            optimizer="AdamW", lr0=given.lr, lrf=0.02, cos_lr=True, warmup_epochs=0.4, nbs=given.batch,
            weight_decay=0.0005, mosaic=0.15, close_mosaic=1, fliplr=0.0, degrees=0.0, translate=0.08, scale=0.25,
            hsv_h=0.03, hsv_s=0.5, hsv_v=0.35, erasing=0.0, cache="ram", deterministic=False, patience=0,
        )  # fmt: skip
    print(f"{given.out}: version {publish(last, given.out)}, {given.out.stat().st_size / 1e6:.1f} MB", flush=True)


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    parser.add_argument("--home", type=Path, default=ROOT / ".fairnotice", help="where composites and the run are kept")
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs, if any")
    parser.add_argument("--weights", type=Path, default=START, help="start weights; random if the file is missing")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the trained weights go")
    parser.add_argument("--pictures", type=int, default=3000, help="composites to train on")
    parser.add_argument(
        "--also", type=Path, action="append", default=[], metavar="FOLDER",
        help="folder of composites that an earlier run kept under training/, to train on as well",
    )  # fmt: skip
    parser.add_argument("--val-pictures", type=int, default=96, help="composites that ultralytics validates on")
    parser.add_argument("--imgsz", type=int, default=CANVAS)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=0, help="stop after this time, whatever the epochs; 0: never")
    parser.add_argument("--lr", type=float, default=0.0012)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    parser.add_argument(
        "--bf16", action=argparse.BooleanOptionalAction, default=None, help="bfloat16; else as is quicker"
    )
    given = parser.parse_args()
    offline(given.home)
    train(given)


if __name__ == "__main__":
    main()
