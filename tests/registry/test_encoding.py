from __future__ import annotations

from pathlib import Path

import pytest

from fairnotice.registry.encoding import MARK, detect, open_text

WESTERN = "id,name\n1,Rue de l'Égalité – marché\n2,Straße der Ämter\n"
CHINESE = "编号,名称\n1,人民广场东门\n2,南京路步行街\n"


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-8-sig", "utf-8-sig"),
        (WESTERN, "utf-16", "utf-16"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        (WESTERN, "utf-16-be", "utf-16-be"),
        (WESTERN, "utf-32", "utf-32"),
        (WESTERN, "cp1252", "cp1252"),
        ("id,name\n1,Café\n", "cp1252", "cp1252"),
        (CHINESE, "gb18030", "gb18030"),
        ("id,name\n1,北门\n", "gb18030", "gb18030"),
        ('[{"name": "人民广场东门"}]', "gb18030", "gb18030"),
        (CHINESE, "utf-8", "utf-8"),
        ("id,name\n1,Gate\n", "ascii", "utf-8"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(text.encode(encoding))
    for data in (text.encode(encoding), path):
        assert detect(data) == expected
        with open_text(data, expected) as stream:
            assert stream.read() == text


def test_accents_far_into_a_file_count() -> None:
    assert detect(b"id,name\n" + b"1,Gate\n" * 300_000 + "2,Straße der Ämter\n".encode("cp1252")) == "cp1252"


def test_rows_from_elsewhere_do_not_change_the_files_encoding() -> None:
    rows = ["1,Straße der Ämter\n".encode()] * 90 + ["2,Straße der Ämter\n".encode("cp1252")] * 10
    assert detect(b"".join(rows)) == "utf-8"
    chinese = ["1,人民广场东门\n".encode("gb18030")] * 99 + [b"2,\x81\xff\xff\n"]
    assert detect(b"".join(chinese)) == "gb18030"


def test_one_bad_byte_in_a_single_line_leaves_the_rest() -> None:
    data = b'[{"name": "Stra\xc3\x9fe"}, {"name": "\xc4mter"}, {"name": "Caf\xc3\xa9"}]'
    assert detect(data) == "utf-8"
    with open_text(data, "utf-8") as stream:
        assert stream.read() == f'[{{"name": "Straße"}}, {{"name": "{MARK}mter"}}, {{"name": "Café"}}]'
