"""Composites on disk in the layout that ultralytics trains from; made once, kept, extended when asked."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import yaml

from models.compose import CANVAS, Composite, compose
from models.signs import CLASSES, Part

_SOURCES = ("compose.py", "signs.py", "degrade.py", "split.yaml")


def recipe_hash(real: Path | None) -> str:
    """Return what composites depend on, as a short hash: code, split, signage and scenes."""
    here = Path(__file__).parent
    files = [here / name for name in _SOURCES] + [
        here.parent / "tests" / "fakes" / name for name in ("scenes.py", "street.py")
    ]
    files += sorted((here.parent / "plugins" / "fairnotice" / "signage").rglob("*.*"))
    digest = hashlib.sha256(str(bool(real and real.is_dir())).encode())
    for path in files:
        if path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def yolo_lines(composite: Composite) -> str:
    """Return the labels as ultralytics reads them: class and centre, width, height as fractions."""
    height, width = composite.pixels.shape[:2]
    lines = []
    for label in composite.labels:
        x0, y0, x1, y1 = label.box
        centre = ((x0 + x1) / 2 / width, (y0 + y1) / 2 / height)
        lines.append(
            f"{label.class_id} {centre[0]:.6f} {centre[1]:.6f} {(x1 - x0) / width:.6f} {(y1 - y0) / height:.6f}"
        )
    return "\n".join(lines) + ("\n" if lines else "")


def _write(job: tuple[Path, Part, int, int, Path | None]) -> int:
    folder, part, index, seed, real = job
    picture = folder / "images" / part / f"{index:06d}.jpg"
    label = folder / "labels" / part / f"{index:06d}.txt"
    if picture.exists() and label.exists():
        return 0
    cv2.setNumThreads(1)
    composite = compose(index, part, seed=seed, real=real)
    label.write_text(yolo_lines(composite), encoding="utf-8")
    partial = picture.with_suffix(".part.jpg")
    cv2.imwrite(str(partial), composite.pixels, [cv2.IMWRITE_JPEG_QUALITY, 95])
    partial.rename(picture)
    return 1


def prepare(
    folder: Path, counts: dict[Part, int], *, seed: int, real: Path | None, workers: int = 2, also: Sequence[Path] = ()
) -> Path:
    """Make the composites that are not there yet and return the dataset's YAML.

    Args:
        folder: Where they are kept; what is there is not made again.
        counts: How many pictures of each part.
        seed: Of the set.
        real: Folder of real photographs; None: drawn scenes only.
        workers: Processes.
        also: Folders that earlier calls made, whose training pictures the dataset has too.
    """
    jobs = [(folder, part, index, seed, real) for part, count in counts.items() for index in range(count)]
    for part in counts:
        for kind in ("images", "labels"):
            (folder / kind / part).mkdir(parents=True, exist_ok=True)
    started, made = time.monotonic(), 0
    # Started afresh: a fork of a process whose libraries hold threads and locks can wait for them for ever.
    with ProcessPoolExecutor(max_workers=workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done, new in enumerate(pool.map(_write, jobs, chunksize=10), start=1):
            made += new
            if done % 200 == 0 or done == len(jobs):
                print(f"composites {done}/{len(jobs)} ({made} new) {time.monotonic() - started:.0f} s", flush=True)
    (folder / "recipe.json").write_text(
        json.dumps({"seed": seed, "counts": counts, "canvas": CANVAS}), encoding="utf-8"
    )
    trained = ["images/train", *(str(other.resolve() / "images" / "train") for other in also)]
    described = {"path": str(folder.resolve()), "train": trained, "val": "images/val", "names": CLASSES}
    target = folder / "dataset.yaml"
    target.write_text(yaml.safe_dump(described), encoding="utf-8")
    return target
