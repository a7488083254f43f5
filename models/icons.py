"""Icon packs of the npm registry as material for training signs: cameras that announce, and everything else.

Nothing of them is committed. `python -m models.icons` loads them once with ``npm pack``; without npm, or
without a network, signs carry our own pictograms only, and training says so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tarfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HOME = Path(os.environ.get("FAIRNOTICE_HOME", Path(__file__).resolve().parents[1] / ".fairnotice")) / "icons"
SCOPE = "@iconify-json"
_MAX_BYTES = 60_000_000
"""Most bytes of one pack's list of icons, unpacked."""

_CCTV = re.compile(r"cctv|surveil+ance-camera|security-camera|camera-dome|^nest-cam-(outdoor|iq)")
_UNCLEAR = re.compile(r"cam(era)?(-|$)|camcorder|video|webcam|photo|cctv|surveil|security|eye|watch|movie|film|record")
"""Names that may or may not mean a camera that watches: used neither as one nor as the other."""
_PHOTO = re.compile(
    r"^(camera|photo-camera|add-a-photo)(-(fill|filled|outline|line|bold|alt|solid|regular|one))*(-\d+)?$"
)
_CROSSED = re.compile(r"(^|-)(off|slash|no|cancel)(-|$)")


@dataclass(frozen=True, slots=True)
class Pack:
    """One icon pack; figures of versions are those that were used."""

    name: str
    version: str
    licence: str


PACKS = (
    Pack("mdi", "1.2.3", "Apache-2.0"),
    Pack("tabler", "1.2.41", "MIT"),
    Pack("lucide", "1.2.137", "ISC"),
    Pack("material-symbols", "1.2.98", "Apache-2.0"),
    Pack("fluent", "1.2.60", "MIT"),
    Pack("icon-park-outline", "1.2.4", "Apache-2.0"),
    Pack("game-icons", "1.2.4", "CC-BY-3.0"),
    Pack("bi", "1.2.7", "MIT"),
    Pack("ri", "1.2.10", "Apache-2.0"),
    Pack("ph", "1.2.2", "MIT"),
    Pack("hugeicons", "1.2.35", "MIT"),
    Pack("temaki", "1.2.6", "CC0-1.0"),
    Pack("guidance", "1.2.2", "CC-BY-4.0"),
)


@dataclass(frozen=True, slots=True)
class Icon:
    """One icon as SVG text whose ink is ``currentColor``."""

    pack: str
    name: str
    svg: str


@lru_cache(maxsize=8)
def icons(kind: str, packs: tuple[str, ...]) -> tuple[Icon, ...]:
    """Return the icons of a kind; none where the packs were not loaded.

    Args:
        kind: ``cctv`` (a camera that watches), ``photo`` (a camera that people carry), ``crossed`` (one that
            is forbidden) or ``other`` (neither, nor anything that could be taken for one).
        packs: Names of packs, see `PACKS`.
    """
    found = []
    for pack in packs:
        for name, entry in sorted(_listed(pack)["icons"].items()):
            if _kind_of(name) == kind:
                width, height = entry.get("width", _listed(pack)["width"]), entry.get("height", _listed(pack)["height"])
                svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{entry["body"]}</svg>'
                found.append(Icon(pack, name, svg))
    return tuple(found)


def _kind_of(name: str) -> str | None:
    crossed = bool(_CROSSED.search(name))
    if _CCTV.search(name):
        return None if crossed else "cctv"
    if _PHOTO.match(name.replace("-off", "").replace("-slash", "")):
        return "crossed" if crossed else "photo"
    return None if _UNCLEAR.search(name) else "other"


@lru_cache(maxsize=32)
def _listed(pack: str) -> dict[str, Any]:
    path = HOME / f"{pack}.json"
    if not path.is_file():
        return {"icons": {}, "width": 24, "height": 24}
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {"width": 16, "height": 16, **loaded}


def load(home: Path = HOME) -> list[str]:
    """Load the packs that are not there yet; return the names of those that could not be had."""
    home.mkdir(parents=True, exist_ok=True)
    missing = []
    for pack in PACKS:
        target = home / f"{pack.name}.json"
        if target.is_file():
            continue
        try:
            done = subprocess.run(  # noqa: S603 - our own words only
                ["npm", "pack", "--silent", "--ignore-scripts", f"{SCOPE}/{pack.name}@{pack.version}"],  # noqa: S607
                cwd=home, check=True, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            target.write_bytes(_member(home / done.stdout.split()[-1], "package/icons.json"))
        except (OSError, subprocess.SubprocessError, KeyError, IndexError, tarfile.TarError):
            missing.append(pack.name)
    return missing


def _member(archive: Path, name: str) -> bytes:
    """Return one file of an archive, which is removed."""
    with tarfile.open(archive) as packed:
        file = packed.extractfile(name)
        data = file.read(_MAX_BYTES) if file else b""
    archive.unlink()
    return data


def main() -> None:
    """Load the packs and say which cameras they hold."""
    argparse.ArgumentParser(prog="python -m models.icons", description=__doc__).parse_args()
    missing = load()
    if missing:
        print(f"not to be had, so training goes without them: {', '.join(missing)}")
    for pack in PACKS:
        counts = {kind: len(icons(kind, (pack.name,))) for kind in ("cctv", "photo", "crossed", "other")}
        print(f"{pack.name} {pack.version} ({pack.licence}): {counts}")


if __name__ == "__main__":
    main()
