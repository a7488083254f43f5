"""How fast a network's configurations are scanned against merely parsing them, and whether memory stays flat.

The files are drawn: cameras with zones, models and settings in JSON, YAML, XML, INI and label files of about 20 kB,
one in a hundred, or `--share`, with a classifier. Parsing is what the standard parsers do with the same files in as
many processes (json, yaml.CSafeLoader, expat, splitting lines): a scan cannot be faster than that by much.

    PYTHONPATH=plugins python bench/configurations.py --files 10000
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
import xml.parsers.expat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import yaml

from fairnotice.analytics.network import scan_network

WORDS = "gate quay yard hall north south inlet depot stairs tower platform lobby ramp bridge corner".split()  # noqa: SIM905
ENDINGS = (".json", ".yaml", ".xml", ".ini", ".txt")
SIZE = 20_000


def main() -> None:
    """Write the files, let both take turns, print the ratio and the memory of the scan."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=2_000)
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    options.add_argument("--share", type=float, default=0.01, help="of files with a classifier")
    options.add_argument("--seed", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in range(given.files):
            path = folder / f"device-{number // 20:05}" / f"{number:06}{ENDINGS[number % len(ENDINGS)]}"
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                text_of(path.suffix, random.Random(given.seed * 1_000_000 + number), given.share), encoding="utf-8"
            )
        parsed, scanned = [], []
        for _ in range(given.turns):
            parsed.append(timed(parse_all, folder, given.workers))
            scanned.append(timed(scan_all, folder, given.workers))
        ratios = [scan / parse for scan, parse in zip(scanned, parsed, strict=True)]
        print(f"{given.files} files of {SIZE / 1000:.0f} kB, {given.workers} processes, {given.turns} turns")
        print(f"a scan takes {statistics.median(ratios):.2f} times a parse ({min(ratios):.2f} - {max(ratios):.2f})")
        print(f"10,000 files: {statistics.median(scanned) / given.files * 10_000:.0f} s here, noise and all")
        for share in (4, 1):
            print(f"most memory after {given.files // share} files: {peak(folder, given, given.files // share):.0f} MB")


def timed(work: Any, *arguments: Any) -> float:
    """Return the seconds that a call takes."""
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def scan_all(folder: Path, workers: int) -> None:
    """Scan the folder."""
    for _ in scan_network(folder, workers=workers):
        pass


def parse_all(folder: Path, workers: int) -> None:
    """Parse every file by its format's standard parser."""
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for _ in pool.imap(parse, sorted(folder.rglob("*.*")), chunksize=32):
            pass


def parse(path: Path) -> None:
    """Parse one file and throw the result away."""
    data = path.read_bytes()
    if path.suffix == ".json":
        json.loads(data)
    elif path.suffix == ".yaml":
        yaml.load(data, Loader=yaml.CSafeLoader)
    elif path.suffix == ".xml":
        xml.parsers.expat.ParserCreate().Parse(data, True)
    else:
        [line.split("=") for line in data.decode().splitlines()]


def peak(folder: Path, given: argparse.Namespace, files: int) -> float:
    """Return the most memory (MB, proportional share) that this process and its children held while scanning."""
    most = 0.0
    for done, _ in enumerate(scan_network(folder, workers=given.workers), 1):
        if done % 200 == 0:
            family = [psutil.Process(), *psutil.Process().children(recursive=True)]
            most = max(most, sum(share(each) for each in family))
        if done >= files:
            break
    return most


def share(process: psutil.Process) -> float:
    """Return a process's proportional share of memory (MB); one that has just ended holds none."""
    try:
        return process.memory_full_info().pss / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def text_of(ending: str, chance: random.Random, share: float) -> str:
    """Return one configuration of about 20 kB, with a classifier in a share of all but label files."""
    if ending == ".txt":
        return "\n".join(f"{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(999)}" for _ in range(1_400))
    cameras = {f"{chance.choice(WORDS)}_{n}": settings(chance) for n in range(34)}
    if chance.random() < share:
        cameras["faces"] = {"outputs": ["age", "gender", "race"]}
    if ending == ".json":
        return json.dumps({"cameras": cameras}, indent=1)
    if ending == ".yaml":
        return yaml.safe_dump({"cameras": cameras})
    if ending == ".xml":
        return "<config>" + "".join(elements("camera", each) for each in cameras.values()) + "</config>"
    return "\n".join(lines(cameras))


def settings(chance: random.Random) -> dict[str, Any]:
    """Return what one camera is set to."""
    return {
        "name": f"{chance.choice(WORDS)} {chance.choice(WORDS)}",
        "enabled": chance.random() < 0.9,
        "stream": {"width": 1280, "height": 720, "fps": chance.randrange(5, 30), "codec": "h264"},
        "motion": {"threshold": chance.randrange(99), "mask": [chance.randrange(999) for _ in range(8)]},
        "objects": {"track": ["person", "car", "bicycle", "dog"], "min_score": round(chance.random(), 3)},
        "zones": {chance.choice(WORDS): {"coordinates": "0,1,2,3", "inertia": 3} for _ in range(2)},
    }


def elements(name: str, value: Any) -> str:
    """Return a value as XML."""
    if isinstance(value, dict):
        return f"<{name}>" + "\n".join(elements(key, each) for key, each in value.items()) + f"</{name}>"
    return f"<{name}>{value}</{name}>"


def lines(cameras: dict[str, Any]) -> Iterator[str]:
    """Yield a configuration as INI."""
    for name, camera in cameras.items():
        yield f"[{name}]"
        for key, value in camera.items():
            inner = value.items() if isinstance(value, dict) else [("", value)]
            yield from (f"{key}.{each} = {given}" if each else f"{key} = {given}" for each, given in inner)
        yield from (f"preset.{number}.position = {number * 7 % 360}" for number in range(14))


if __name__ == "__main__":
    main()
