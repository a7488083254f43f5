from __future__ import annotations

import io
import json

import pytest

from fairnotice.errors import RegistryError
from fairnotice.registry import json_rows
from fairnotice.registry.encoding import MARK
from fairnotice.registry.feed import SourceRow
from fairnotice.registry.json_rows import JsonRows


def read(text: str) -> tuple[list[SourceRow], JsonRows]:
    reader = JsonRows(io.StringIO(text))
    return list(reader), reader


def ids(found: list[SourceRow]) -> list[object]:
    return [row.fields["id"] if row.fields is not None else None for row in found]


ROWS = [{"id": number, "name": f"Gate {number}", "parts": [{"id": 0, "size": "}]{["}]} for number in range(5)]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (json.dumps(ROWS), "a list"),
        (json.dumps(ROWS, indent=2), "a list over many lines"),
        (json.dumps({"type": "x", "features": ROWS, "total": 5}), "a list in an object"),
        (json.dumps({"elements": ROWS}, indent="\t"), "the same over many lines"),
        ("\n".join(json.dumps(row) for row in ROWS), "an object per line"),
        ("\r\n\r\n".join(json.dumps(row) for row in ROWS) + "\r\n", "with blank lines"),
        ("".join(f"\x1e{json.dumps(row)}\n" for row in ROWS), "GeoJSON text sequence"),
    ],
)
@pytest.mark.parametrize("chunk", [7, 64, 1 << 18])
def test_every_shape_gives_its_rows(text: str, remark: str, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "_CHUNK", chunk)
    found, reader = read(text)
    assert [row.fields for row in found] == ROWS, remark
    assert [row.index for row in found] == [1, 2, 3, 4, 5]
    assert reader.incomplete == ""


def test_the_header_is_what_stands_beside_the_rows() -> None:
    _, reader = read('{"osm3s": {"a": 1}, "elements": [{"id": 1}], "remark": "timed out"}')
    assert reader.header == {"osm3s": {"a": 1}, "remark": "timed out"}


@pytest.mark.parametrize("layout", [None, 1])
@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 9, "name": oops}',
        '{"id": 9 "name": "x"}',
        '{"id": 9, "name": "x}',
        '{"id": 9, "name": "x", "parts": [{"id": 0, "size": "y"}',
        '{"id": 9, "name": "x"',
        '{"id": 9, "name": "x", "parts": [{"id": 0, "size": [}]}',
        "oops",
        "'x'",
        '{"id": 9, "name": "a\nb"}',
        '{"id": 9, "name": "' + MARK + '"}',
        '{"id": ' + "9" * 5000 + "}",
        "17",
        "[1, 2]",
        "null",
    ],
)
def test_a_broken_row_costs_only_itself(broken: str, layout: int | None) -> None:
    texts = [json.dumps(row, indent=layout) for row in ROWS]
    found, reader = read("[" + ", ".join([*texts[:2], broken, *texts[2:]]) + "]")
    assert ids(found) == [0, 1, None, 2, 3, 4]
    assert found[2].fault
    assert reader.incomplete == ""


@pytest.mark.parametrize(
    ("position", "broken"),
    [
        (0, '{"id": 9, "name": "x}'),
        (0, '{"id": 9'),
        (2, "oops"),
        (2, '{"id": 9, "name": "x}'),
        (2, '{"id": 9'),
        (2, "["),
    ],
)
def test_a_broken_line_costs_only_itself(position: int, broken: str) -> None:
    lines = [json.dumps(row) for row in ROWS]
    found, reader = read("\n".join([*lines[:position], broken, *lines[position:]]) + "\n")
    assert ids(found) == [*range(position), None, *range(position, 5)]
    assert found[position].line == position + 1
    assert reader.incomplete == ""


def test_a_row_that_swallows_everything_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "LONGEST_ROW", 5000)
    found, reader = read('[{"id": 1}, {"id": 2, "x": [' + "[" * 20_000)
    assert ids(found) == [1, None]
    assert "could be read" in reader.incomplete


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '[{"id": 1},' + "[" * 100_000 + "]" * 100_000 + "]"]
)
def test_depth_is_no_danger(text: str) -> None:
    found, _ = read(text)
    assert not any(row.fields for row in found[1:])


def test_text_after_the_rows_is_noticed() -> None:
    _, reader = read('[{"id": 1}] [{"id": 2}]')
    assert "text follows" in reader.incomplete


@pytest.mark.parametrize("text", ["hello", "", "17", '"text"'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(RegistryError, match="not JSON"):
        read(text)
