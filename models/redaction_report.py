"""Count what `models.evaluate_redaction` kept: how many were found again, with Wilson intervals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from models.measure import rate

Row = dict[str, Any]
BINS = ((0, 12), (12, 24), (24, 48), (48, 96), (96, 192), (192, 4000))
"""Ranges of height in px of the frame."""
_COVERED = 0.7
"""Share of a checker's box that must be covered."""


def report(home: Path) -> Iterator[str]:
    """Yield lines that say what was counted."""
    for step in _COUNTS:
        path = home / f"{step}.jsonl"
        if not path.is_file():
            continue
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for part in sorted({entry["part"] for entry in entries}):
            mine = [entry for entry in entries if entry["part"] == part]
            rows = [row for entry in mine for row in entry["rows"]]
            yield f"{step}, sources of {part}: {len(mine)} pictures"
            yield from _COUNTS[step](rows, mine)


def _count_people(rows: list[Row], _: list[Row]) -> Iterator[str]:
    for key in sorted({row["checker"] for row in rows}):
        for least, most in BINS:
            inside = [row for row in rows if row["checker"] == key and least <= row["height"] < most]
            if inside:
                told = ", ".join(
                    f"{how} {rate(sum(r[how] >= _COVERED for r in inside), len(inside))}" for how in ("whole", "close")
                )
                yield f"  {key} {least}-{most} px: {told}"


def _count_coarse(_: list[Row], entries: list[Row]) -> Iterator[str]:
    hits = [hit for entry in entries for row in entry["rows"] for hit in row["hits"]]
    for key in sorted({hit["checker"] for hit in hits} | {"person", "yunet"}):
        mine = [hit for hit in hits if hit["checker"] == key]
        shows = sum(any(hit["checker"] == key for row in entry["rows"] for hit in row["hits"]) for entry in entries)
        there = sum(hit["there"] for hit in mine)
        yield f"  {key}: pictures with a box {rate(shows, len(entries))}; {len(mine)} boxes, {there} where somebody is"


def _count_crops(rows: list[Row], _: list[Row]) -> Iterator[str]:
    for why in ("person", "face", "plate"):
        mine = [row for row in rows if row["why"] == why]
        kept = [row for row in mine if row["kept"]]
        yield f"  about a {why}: {len(mine)} asked for, {len(kept)} kept"
        for key in ("person", "yunet", "centerface", "vehicle"):
            yield f"    {key} still found in {rate(sum(key in row['found'] for row in kept), len(kept))}"
        untouched = sum(not row["covered"] for row in kept)
        yield f"    nothing covered in {rate(untouched, len(kept))}"


def _count_notices(rows: list[Row], _: list[Row]) -> Iterator[str]:
    for least, most in ((28, 64), (64, 128), (128, 1000)):
        inside = [row for row in rows if least <= row["height"] < most]
        kept = [row for row in inside if row["kept"]]
        if inside:
            yield (
                f"  {least}-{most} px: a crop is kept of {rate(len(kept), len(inside))}; nothing painted in "
                f"{rate(sum(not row['covered'] for row in kept), len(kept))}, more than a tenth in "
                f"{rate(sum(row['painted'] > 0.1 for row in kept), len(kept))}"
            )


_COUNTS: dict[str, Callable[[list[Row], list[Row]], Iterator[str]]] = {
    "people": _count_people, "coarse": _count_coarse, "crops": _count_crops,
    "notices": _count_notices,
}  # fmt: skip
