"""Make ``world.topojson.gz``, the outlines of countries by which a camera's jurisdiction is derived.

Usage::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python make_world.py package/countries-10m.json world.topojson.gz

A camera near a land border needs a precise line, one far from any needs only to be told land from
sea. So every point of a land border, and of a coast that faces another country closely, is kept to
about 300 m, and all other coast to about 2 km, which leaves a third of the original's points.
"""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from babel.core import get_global

Line = npt.NDArray[np.float64]

FINE_DEGREES = 0.003
COARSE_DEGREES = 0.02
FACING_DEGREES = 0.12
SMALL_COUNTRY_DEGREES2 = 0.6
STEP_DEGREES = 0.001

CODE_OF_UNNUMBERED: dict[str, str] = {
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Somaliland": "SO",
    "Baikonur": "KZ",
    "Coral Sea Is.": "AU",
    "Clipperton I.": "FR",
}
"""Areas that Natural Earth lists without a number; those not named here get no code."""


def decoded_arcs(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs in degrees, each of shape (points, 2) as lon, lat."""
    scale: Line = np.array(topology["transform"]["scale"])
    translate: Line = np.array(topology["transform"]["translate"])
    return [np.array(arc, dtype=np.float64).cumsum(axis=0) * scale + translate for arc in topology["arcs"]]


def arc_numbers(arcs: Any) -> Iterator[int]:
    """Yield the numbers of all arcs in a geometry's nested lists; a complement means 'reversed'."""
    if isinstance(arcs, int):
        yield arcs if arcs >= 0 else ~arcs
        return
    for part in arcs:
        yield from arc_numbers(part)


def simplified(line: Line, tolerance: float) -> set[bytes]:
    """Return the points of ``line`` that Douglas and Peucker keep at ``tolerance`` degrees."""
    kept = shapely.get_coordinates(shapely.simplify(shapely.LineString(line), tolerance, preserve_topology=False))
    return {point.tobytes() for point in kept}


def thinned(line: Line, tolerance: float, faces_another: npt.NDArray[np.bool_]) -> Line:
    """Return ``line`` with fewer points: fine where ``faces_another``, else by ``tolerance``."""
    if len(line) < 5:
        return line
    coarse, fine = simplified(line, tolerance), simplified(line, FINE_DEGREES)
    keep = np.array(
        [p.tobytes() in coarse or (near and p.tobytes() in fine) for p, near in zip(line, faces_another, strict=True)]
    )
    keep[[0, -1]] = True
    closed = bool((line[0] == line[-1]).all())
    if closed and keep.sum() < 4:
        # An islet that would vanish stays a triangle, so that a camera on it has a country.
        keep[np.linspace(0, len(line) - 1, 4).astype(int)] = True
    thin: Line = line[keep]
    return thin


def facing(lines: list[Line], owners: dict[int, set[int]]) -> list[npt.NDArray[np.bool_]]:
    """Tell for each point of each line whether another country lies within ``FACING_DEGREES``."""
    tree = shapely.STRtree([shapely.LineString(line) for line in lines])
    flags = []
    for number, line in enumerate(lines):
        point, other = tree.query(shapely.points(line), predicate="dwithin", distance=FACING_DEGREES)
        flag = np.zeros(len(line), dtype=bool)
        foreign = np.array([bool(owners[n] - owners[number]) for n in range(len(lines))])
        flag[point[foreign[other]]] = True
        flags.append(flag)
    return flags


def alpha2(number: str | None, name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code for an ISO number, or for the name of an unnumbered area."""
    if number is None:
        return CODE_OF_UNNUMBERED.get(name)
    return str(get_global("territory_aliases")[number][0])


def area(geometry: dict[str, Any], lines: list[Line]) -> float:
    """Return the area of a country's bounding boxes, arc by arc, in square degrees."""
    numbers = set(arc_numbers(geometry["arcs"]))
    return float(sum(np.ptp(lines[n][:, 0]) * np.ptp(lines[n][:, 1]) for n in numbers))


def world(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the smaller topology with the properties ``code`` and ``name``."""
    lines = decoded_arcs(topology)
    geometries = [g for g in topology["objects"]["countries"]["geometries"] if g.get("arcs")]
    owners: dict[int, set[int]] = defaultdict(set)
    fine: set[int] = set()
    for country, geometry in enumerate(geometries):
        numbers = set(arc_numbers(geometry["arcs"]))
        for number in numbers:
            owners[number].add(country)
        if area(geometry, lines) < SMALL_COUNTRY_DEGREES2:
            fine |= numbers
    fine |= {number for number, countries in owners.items() if len(countries) > 1}
    thin = [
        thinned(line, FINE_DEGREES if number in fine else COARSE_DEGREES, near)
        for number, (line, near) in enumerate(zip(lines, facing(lines, owners), strict=True))
    ]
    steps = [np.rint(line / STEP_DEGREES).astype(int) for line in thin]
    return {
        "type": "Topology",
        "transform": {"scale": [STEP_DEGREES, STEP_DEGREES], "translate": [0, 0]},
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": geometry["type"],
                        "arcs": geometry["arcs"],
                        "properties": {
                            "code": alpha2(geometry.get("id"), geometry["properties"]["name"]),
                            "name": geometry["properties"]["name"],
                        },
                    }
                    for geometry in geometries
                ],
            }
        },
        "arcs": [np.diff(line, axis=0, prepend=np.zeros((1, 2), dtype=int)).tolist() for line in steps],
    }


def main() -> None:
    """Read the first file named on the command line and write the second."""
    source, target = (Path(argument) for argument in sys.argv[1:3])
    made = world(json.loads(source.read_bytes()))
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    # Without a time stamp, the same input makes the same bytes.
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
