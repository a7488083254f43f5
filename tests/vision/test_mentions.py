"""Words that bear out a pictogram."""

import pytest

from fairnotice.vision.mentions import MOST_LETTERS, mentioned


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("CCTV", "CCTV"),
        ("24h\nVideo", "Video"),
        ("CAMARAS", "CAMARAS"),
        ("камера", "камера"),
        ("内有监控", "监控"),
        ("Station Road", None),
        ("Videothek", None),
        ("", None),
        ("camera " + "x" * MOST_LETTERS, None),
    ],
)
def test_a_word_of_a_short_text(text: str, word: str | None) -> None:
    assert mentioned(text) == word
