"""`make exercise DATA=folder`: audit a folder of real frames, telling nobody anything.

Frames whose file name begins with an id of one of the folder's registries (``TL-405333_...`` in
``webcams.csv``) stand at that camera's place; the others stand in the invented town, under German law.
The camera farm serves them over loopback. Run inside ``ops/airflow-run``; the run is an `exercise`:
it has no alert channel, and its source is kept apart from every other on the map.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import itertools
import os
import re
import sys
import time
from pathlib import Path

from fairnotice.domain import Point
from fairnotice.errors import FairnoticeError, RegistryError
from fairnotice.registry.read import read_registry
from ops import farm
from ops.demo import TOWN_SETTINGS, say
from ops.places import InstallationError, home
from ops.simulation import audit_days

SCOPE = "exercise"
_CAMERA_ID = re.compile(r"TL-\d+")
_INVENTED = Point(-40.004, 24.994)
"""North-west corner of where frames of unknown places are put: the invented town's southern quarter."""
_STEP_DEGREES = 0.001
_COLUMNS = 8


def frames_of(data: Path) -> dict[str, Path]:
    """Return the pictures below ``data/frames`` by an id of their content, in order of their paths."""
    found = sorted(path for path in (data / "frames").rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not found:
        raise InstallationError(f"{data}: no pictures in its folder frames/; name another with DATA=folder")
    return {f"frame-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}": path for path in found}


def known_places(data: Path) -> dict[str, Point]:
    """Return the places of the cameras that the folder's registries name by an id of the frames' kind."""
    places: dict[str, Point] = {}
    for path in sorted((data / "registries").rglob("*.csv")):
        try:
            feed = read_registry(path.read_bytes(), source=SCOPE)
        except RegistryError as error:
            say(f"{path.name} is left out: {error}")
            continue
        for camera in feed.cameras:
            address = camera.frame_source.url if camera.frame_source else ""
            for identity in _CAMERA_ID.findall(f"{camera.source_id} {address}")[:1]:
                places[identity] = camera.point
    return places


def registry(frames: dict[str, Path], places: dict[str, Point], port: int) -> str:
    """Write the registry of the frames in Fairnotice's own CSV."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(
        "source_id latitude longitude name site_class frame_url access_granted_by access_scope".split()  # noqa: SIM905
    )
    corner = ((number % _COLUMNS, number // _COLUMNS) for number in itertools.count())
    for key, path in frames.items():
        identity = _CAMERA_ID.match(path.name)
        place = places.get(identity[0]) if identity else None
        if place is None:
            east, south = next(corner)
            place = Point(_INVENTED.lon + east * _STEP_DEGREES, _INVENTED.lat - south * _STEP_DEGREES)
        url = f"http://127.0.0.1:{port}/frames/{key}.jpg"
        rows.writerow([key, place.lat, place.lon, path.stem, "road_traffic", url, "exercise over loopback", "frames"])
    return text.getvalue()


def run(data: Path) -> None:
    """Serve the folder, import its frames as cameras, audit them once, and say what was found."""
    from fairnotice.cli.auditing import print_summary
    from fairnotice.pipeline import steps

    frames = frames_of(data)
    folder = home() / "exercise" / "frames"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for key, path in frames.items():
        (folder / f"{key}.jpg").symlink_to(path.resolve())
    started = time.monotonic()
    with farm.serving(["--frames", str(folder), "--no-rtsp"]) as port:
        file = folder.parent / "registry.csv"
        file.write_text(registry(frames, known_places(data), port), encoding="utf-8")
        options = {"feed": str(file), "source": SCOPE, "format": "csv", "mode": "exercise", "accept_gone": True}
        say(steps.import_registry(options, dt.datetime.now(dt.UTC)))
        today = dt.datetime.now(dt.UTC).date()
        audit_days(SCOPE, [today], home() / "logs" / "exercise-audit.log")
    print_summary(SCOPE, today)
    say(f"took {time.monotonic() - started:.0f} s for {len(frames)} frames")


def main() -> int:
    """Run the exercise over the folder given as the only argument."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.stderr.write("make exercise: give a folder that holds frames/, for example DATA=folder\n")
        return 2
    os.environ.update(TOWN_SETTINGS)
    try:
        run(Path(sys.argv[1]))
    except FairnoticeError as error:
        sys.stderr.write(f"make exercise: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
