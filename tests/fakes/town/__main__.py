"""Write the town's files, or print its registry for a farm on another port."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from fakes.town import geography
from fakes.town.registry import DEFAULT_PORT, registry

FOLDER = Path(__file__).parent


def files() -> dict[str, str]:
    """Return the generated files of this folder by name."""
    return {
        "registry.csv": registry(),
        "jurisdictions.geojson": _geojson(geography.jurisdictions()),
        "districts.geojson": _geojson(geography.districts()),
        "island.geojson": _geojson(geography.base_map()),
    }


def _geojson(collection: dict[str, object]) -> str:
    """Write one feature a line, so that a difference can be read."""
    features = collection["features"]
    assert isinstance(features, list)
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m fakes.town", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="write the files of tests/fakes/town anew")
    what.add_argument("--registry", action="store_true", help="print the registry")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="the camera farm's port")
    options = parser.parse_args()
    if options.registry:
        sys.stdout.write(registry(options.port))
        return 0
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
