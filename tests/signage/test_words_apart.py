"""On a printed notice no word runs into another or off the plate."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pytest

from fairnotice.signage import notice_for, render_sign

ELEMENTS = ("controller", "purpose", "contact", "retention", "rights", "further_information")
TEXTS = {
    "purpose": "Schutz von Personen und Eigentum",
    "contact": "datenschutz@lindenau.example",
    "retention": "72 Stunden",
    "rights": "Auskunft, Löschung, Beschwerde",
}
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">')


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", ["de", "fr", "ru", "zh"])
@pytest.mark.parametrize("design", ["full_notice", "layered_notice"])
def test_words_stand_apart_and_on_the_plate(tmp_path: Path, design: str, language: str) -> None:
    url = "https://lindenau.example/video"
    spec = notice_for(ELEMENTS, "Stadt Lindenau", "Rathausplatz", language, texts=TEXTS, url=url, design=design)
    file = tmp_path / "notice.pdf"
    file.write_bytes(render_sign(spec, "pdf"))
    told = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    page = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', told)
    assert page
    words = [tuple(float(value) for value in word) for word in _WORD.findall(told)]
    assert len(words) > 10
    for x0, y0, x1, y1 in words:
        assert x0 >= 0 and y0 >= 0 and x1 <= float(page[1]) and y1 <= float(page[2])  # noqa: PT018
    for a, b in combinations(words, 2):
        across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across <= 1 or down <= 0.35 * min(a[3] - a[1], b[3] - b[1]), (a, b)
