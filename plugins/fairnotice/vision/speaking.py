"""Where a picture's own text speaks of cameras: a second way to a notice that no plate was proposed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairnotice.domain import Box
from fairnotice.vision.reading import Line
from fairnotice.vision.wording import interpret

_GAP = 1.3
"""Lines of one sign stand apart by less than this many line heights."""
_HEIGHTS = 3.0
"""Heights of neighbouring lines of one sign differ by less than this factor."""
_EDGE = 0.8
"""A sign goes on by about so many line heights around its text."""


@dataclass(frozen=True, slots=True)
class _Placed:
    box: Box
    text: str
    height: float
    """Of the letters, whichever way the line runs."""


def speaking_places(lines: Sequence[Line], size: tuple[int, int]) -> list[Box]:
    """Return where neighbouring lines of text together announce cameras.

    Args:
        lines: What was read in the whole picture.
        size: Width and height of the picture in px.

    Returns:
        Boxes ``xyxy`` in px around such lines, with an edge as signs have it. What stands there is for the
        second look to say.
    """
    placed = [_Placed(_box(line), line.text, line.height_px) for line in lines if line.usable and line.quad]
    return [_around(group, size) for group in _groups(placed) if interpret(_text(group)).announces]


def _box(line: Line) -> Box:
    across, down = [x for x, _ in line.quad], [y for _, y in line.quad]
    return min(across), min(down), max(across), max(down)


def _groups(lines: Sequence[_Placed]) -> list[list[_Placed]]:
    groups: list[list[_Placed]] = []
    for line in sorted(lines, key=lambda entry: entry.box[1]):
        near = [group for group in groups if any(_neighbours(line, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), line])
    return groups


def _neighbours(a: _Placed, b: _Placed) -> bool:
    low, high = sorted((a.height, b.height))
    if low <= 0 or high > _HEIGHTS * low:
        return False
    reach = _GAP * low
    across = max(a.box[0], b.box[0]) - min(a.box[2], b.box[2])
    down = max(a.box[1], b.box[1]) - min(a.box[3], b.box[3])
    return across < reach and down < reach and (across < 0 or down < 0)


def _text(group: Sequence[_Placed]) -> str:
    return "\n".join(line.text for line in sorted(group, key=lambda entry: (entry.box[1], entry.box[0])))


def _around(group: Sequence[_Placed], size: tuple[int, int]) -> Box:
    edge = _EDGE * sorted(line.height for line in group)[len(group) // 2]
    return (
        max(0.0, min(line.box[0] for line in group) - edge),
        max(0.0, min(line.box[1] for line in group) - edge),
        min(float(size[0]), max(line.box[2] for line in group) + edge),
        min(float(size[1]), max(line.box[3] for line in group) + edge),
    )
