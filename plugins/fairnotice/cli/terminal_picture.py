"""A small picture drawn with letters, in colour where the terminal has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairnotice.domain import Pixels

_UPPER_HALF = "▀"
_SHADES = " .:-=+*#%@"
"""From dark to bright, for light letters on a dark ground."""


def has_colours(environment: Mapping[str, str], encoding: str, *, is_terminal: bool) -> bool:
    """Tell whether 24-bit colours and half blocks can be shown.

    Terminals say so in ``COLORTERM`` (https://github.com/termstandard/colors); ``NO_COLOR`` asks for none
    (https://no-color.org).
    """
    return (
        is_terminal
        and environment.get("COLORTERM", "").lower() in ("truecolor", "24bit")
        and environment.get("TERM") != "dumb"
        and not environment.get("NO_COLOR")
        and encoding.lower().replace("-", "") == "utf8"
    )


def lines(cells: Pixels, *, colours: bool) -> Iterator[str]:
    """Yield a picture line by line, two rows of cells each, one letter a column.

    Args:
        cells: BGR ``uint8`` of shape (rows, columns, 3).
        colours: In 24-bit colours by half blocks; otherwise in shades of ASCII letters.
    """
    rows = cells.tolist()
    rows += rows[-1:] * (len(rows) % 2)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        pairs = zip(upper, lower, strict=True)
        yield _in_colours(pairs) if colours else "".join(_shade(*pair) for pair in pairs)


def _in_colours(pairs: Iterator[tuple[list[int], list[int]]]) -> str:
    told = [
        f"\x1b[38;2;{top[2]};{top[1]};{top[0]}m\x1b[48;2;{low[2]};{low[1]};{low[0]}m{_UPPER_HALF}" for top, low in pairs
    ]
    return "".join(told) + "\x1b[0m"


def _shade(upper: list[int], lower: list[int]) -> str:
    """Return a letter of the mean luma (ITU-R BT.601) of two cells."""
    luma = sum(0.114 * cell[0] + 0.587 * cell[1] + 0.299 * cell[2] for cell in (upper, lower)) / 2
    return _SHADES[min(int(luma * len(_SHADES) / 256), len(_SHADES) - 1)]
