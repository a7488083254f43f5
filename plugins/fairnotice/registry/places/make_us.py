"""Make ``us.topojson.gz``, the outlines of the states, and ``cities/new-york.geojson``.

Usage::

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    pip download --no-deps geopandas==0.14.4 && unzip geopandas-0.14.4-*.whl 'geopandas/datasets/*'
    python make_us.py package geopandas/datasets/nybb_16a.zip .

The states' lines are as us-atlas has them. The city's five boroughs end at the shore; the outline
here goes on a little over the water, so that a camera at the water's edge is as far from the
outline as one inland, but not where another county of the state lies next to it on land.
"""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import geopandas
import shapely

_STATES = """
01 AL 02 AK 04 AZ 05 AR 06 CA 08 CO 09 CT 10 DE 11 DC 12 FL 13 GA 15 HI 16 ID 17 IL 18 IN 19 IA 20 KS 21 KY 22 LA 23 ME
24 MD 25 MA 26 MI 27 MN 28 MS 29 MO 30 MT 31 NE 32 NV 33 NH 34 NJ 35 NM 36 NY 37 NC 38 ND 39 OH 40 OK 41 OR 42 PA 44 RI
45 SC 46 SD 47 TN 48 TX 49 UT 50 VT 51 VA 53 WA 54 WV 55 WI 56 WY
"""
CODE_OF: dict[str, str] = dict(re.findall(r"(\d\d) ([A-Z]{2})", _STATES))
"""FIPS numbers to the second part of ISO 3166-2; territories have country codes of their own."""
NEIGHBOURS_ON_LAND = ("36119", "36059")
"""Westchester and Nassau county."""
OVER_WATER_M = 250
FROM_NEIGHBOURS_M = 2500
TOLERANCE_M = 60
ACCURACY_M = 200
UTM_18N = 32618


def states(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the topology with the states only, as the object ``states`` with ``code`` and ``name``."""
    kept = [
        {
            "type": geometry["type"],
            "arcs": geometry["arcs"],
            "properties": {"code": f"US-{CODE_OF[geometry['id']]}", "name": geometry["properties"]["name"]},
        }
        for geometry in topology["objects"]["states"]["geometries"]
        if geometry["id"] in CODE_OF
    ]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"states": {"type": "GeometryCollection", "geometries": kept}},
        "arcs": topology["arcs"],
    }


def new_york(boroughs: Path, atlas: Path) -> dict[str, Any]:
    """Return the city's outline as a feature."""
    city = geopandas.read_file(boroughs).to_crs(UTM_18N).union_all()
    counties = geopandas.read_file(atlas, layer="counties").set_crs(4326, allow_override=True).to_crs(UTM_18N)
    neighbours = counties[counties["id"].isin(NEIGHBOURS_ON_LAND)].union_all()
    grown = city.union(city.buffer(OVER_WATER_M).difference(neighbours.buffer(FROM_NEIGHBOURS_M)))
    parts = shapely.get_parts(shapely.simplify(grown, TOLERANCE_M))
    # Basins and bays inside the city are the city's.
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    outline = geopandas.GeoSeries([filled], crs=UTM_18N).to_crs(4326).iloc[0]
    return {
        "type": "Feature",
        "properties": {"code": "US-NY-NYC", "name": "New York City", "accuracy_m": ACCURACY_M},
        "geometry": json.loads(shapely.to_geojson(shapely.set_precision(outline, 0.0001, mode="pointwise"))),
    }


def main() -> None:
    """Read the folder of us-atlas and the boroughs; write both files below the folder named last."""
    atlas, boroughs, target = (Path(argument) for argument in sys.argv[1:4])
    made = states(json.loads((atlas / "states-10m.json").read_bytes()))
    text = json.dumps(made, separators=(",", ":"))
    (target / "us.topojson.gz").write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    city = {"type": "FeatureCollection", "features": [new_york(boroughs, atlas / "counties-10m.json")]}
    (target / "cities" / "new-york.geojson").write_text(json.dumps(city, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
