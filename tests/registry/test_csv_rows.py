from __future__ import annotations

import io

import pytest

from fairnotice.errors import RegistryError
from fairnotice.registry.csv_rows import CsvRows
from fairnotice.registry.feed import SourceRow

HEADER = "source_id,latitude,longitude,name\n"


def rows(text: str) -> tuple[list[SourceRow], CsvRows]:
    reader = CsvRows(io.StringIO(text))
    return list(reader), reader


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_header(delimiter: str) -> None:
    lines = ["source_id,latitude,longitude,name", 'a,51.5,-0.1,"x"', "b,51.6,-0.2,y"]
    found, reader = rows("\n".join(lines).replace(",", delimiter))
    assert reader.delimiter == delimiter
    assert [row.fields and row.fields["latitude"] for row in found] == ["51.5", "51.6"]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("id,Lat,Lng", {"id": "1", "Lat": "2", "Lng": "3"}),
        ("编号;纬度;经度", {"编号": "1", "纬度": "2", "经度": "3"}),
        ("ref\tGeo Point 2D\tname", {"ref": "1", "Geo Point 2D": "2", "name": "3"}),
    ],
)
def test_common_headings_make_a_header(header: str, fields: dict[str, str]) -> None:
    separator = next(character for character in ",;\t" if character in header)
    found, _ = rows(f"{header}\n{separator.join('123')}\n")
    assert found[0].fields == fields


@pytest.mark.parametrize(
    "header", ["id,name,street\n", "hello world\n", "latitude\n", '"unclosed,latitude,longitude\n']
)
def test_a_file_without_a_place_is_refused_with_its_header(header: str) -> None:
    with pytest.raises(RegistryError, match="no columns for latitude and longitude"):
        rows(header + "1,2,3\n")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('bad,51.5,"-0.1,x\n', "a quote is not closed"),
        ('bad,51.5,-0.1,"x\n', "a quote is not closed"),
        ('bad,51.5,-0.1,"x"y\n', "not valid CSV"),
        ("bad,51.5,-0.1\n", "has 3 cells and the header 4"),
        ("bad,51.5,-0.1,High Street, 5\n", "has 5 cells and the header 4"),
        ("bad,51.5,-0.1,\udcff\n", "not in the file's encoding"),
        ("bad,51.5,-0.1," + "x" * 200_000 + "\n", "not valid CSV"),
    ],
)
def test_a_broken_row_costs_only_itself(broken: str, reason: str) -> None:
    good = 'good,51.5,-0.1,"High Street, 5"\n'
    found, reader = rows(HEADER + good + broken + good + good)
    assert [row.fields is not None for row in found] == [True, False, True, True]
    assert reason in found[1].fault
    assert [row.line for row in found] == [2, 3, 4, 5]
    assert reader.incomplete == ""


def test_quoted_line_breaks_belong_to_their_row() -> None:
    found, _ = rows(HEADER + 'a,51.5,-0.1,"High\nStreet"\nb,51.5,-0.1,x\n')
    assert [row.fields and row.fields["name"] for row in found] == ["High\nStreet", "x"]
    assert [(row.index, row.line) for row in found] == [(1, 2), (2, 4)]


def test_blank_lines_surplus_empty_cells_and_a_separator_line_are_no_faults() -> None:
    found, _ = rows("sep=;\n" + HEADER.replace(",", ";") + "\n;;;\na;51.5;-0.1;x;;\n\n")
    assert [row.fields and row.fields["source_id"] for row in found] == ["a"]


@pytest.mark.parametrize(
    ("end", "complete"),
    [("b,51.6,-0.2,y", True), ("b,51.6,-0.2,y\n", True), ("b,51.6", False), ('b,51.6,-0.2,"y', False)],
)
def test_a_file_that_ends_inside_a_row_is_incomplete(end: str, complete: bool) -> None:
    _, reader = rows(HEADER + "a,51.5,-0.1,x\n" + end)
    assert (reader.incomplete == "") is complete


def test_a_broken_row_is_withheld_where_a_column_names_a_secret() -> None:
    found, _ = rows('id,lat,lon,Password\n1,51.5,-0.1,hunter2\n2,51.5,"-0.1,hunter2\n3,51.5,hunter2\n')
    assert [row.fields is None for row in found] == [False, True, True]
    assert all("hunter2" not in row.text for row in found[1:])
