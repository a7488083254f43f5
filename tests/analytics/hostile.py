"""Bytes as an attacker or a broken disk would leave them, for every reader of untrusted files."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from fairnotice.analytics.documents.reading import Reading


def inputs(count: int = 300) -> settings:
    """Return settings for ``count`` inputs in `make test`, the same ones each time, and many more in `make soak`."""
    most = max(count, settings.default.max_examples)
    return settings(max_examples=most, deadline=None, derandomize=most == count)


def cases(table: Sequence[tuple[Any, ...]], *, floods: Sequence[str] = ()) -> list[Any]:
    """Return a table's rows as parameters that are named by their first column.

    ``floods`` are those that fill a limit of hundreds of thousands of values: they are left out of `make test-fast`.
    """
    return [pytest.param(*case, id=case[0], marks=[pytest.mark.slow] if case[0] in floods else []) for case in table]


def spoiled(*whole: bytes) -> st.SearchStrategy[bytes]:
    """Return anything at all, or one of these files with a few bytes changed, cut out or put in."""

    def spoil(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
        for where, removed, put in changes:
            at = int(where * len(data))
            data = data[:at] + put + data[at + removed :]
        return data

    change = st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8))
    return st.binary(max_size=400) | st.builds(spoil, st.sampled_from(whole), st.lists(change, min_size=1, max_size=6))


def is_read_or_refused(reader: Callable[[io.BytesIO, int], Reading], data: bytes) -> None:
    """Assert that a reader gives a result for ``data``: what it read, or why not."""
    reading = reader(io.BytesIO(data), len(data))
    assert reading.error or reading.lists or reading.statements
    for each in (*reading.statements, *(label for found in reading.lists for label in found.labels)):
        # What is shown must be printable: no half of a sign in a text or a place.
        (each.text + each.path).encode("utf-8")


def with_peak(reader: Callable[[io.BytesIO, int], Reading], data: bytes) -> tuple[Reading, float]:
    """Return what a reader gives for ``data``, and how many megabytes it takes at most beyond the file itself."""
    stream = io.BytesIO(data)
    tracemalloc.start()
    try:
        reading = reader(stream, len(data))
        return reading, tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
