"""A label file is as strong as whatever uses it."""

import pytest

from fairnotice.analytics.switched_off import Scanned, together
from fairnotice.domain import AnalyticsScan, ClassifierMention, Level

ON, OFF = Level.CONFIGURED, Level.CAPABILITY
RACE = ClassifierMention("labels/0", 1, "white, asian", "race", ON, 0.97, "white, asian")


def file(source: str, *names: tuple[str, Level], mentions=()) -> Scanned:
    return Scanned(AnalyticsScan("d", source, "0" * 64, "ini", True, tuple(mentions)), names)


LABELS = file("labels.txt", mentions=[RACE])
CASES = [
    ("nothing names it", [LABELS], ON),
    ("an enabled model names it", [file("a.txt", ("labels.txt", ON)), LABELS], ON),
    ("a disabled one does", [file("a.txt", ("labels.txt", OFF)), LABELS], OFF),
    ("one of each", [file("a.txt", ("labels.txt", OFF)), file("b.txt", ("labels.txt", ON)), LABELS], ON),
    ("through a disabled step", [file("app", ("net", OFF)), file("net", ("labels.txt", ON)), LABELS], OFF),
    ("through an enabled step", [file("app", ("net", ON)), file("net", ("labels.txt", ON)), LABELS], ON),
    ("through one that names itself", [file("net", ("net", OFF), ("labels.txt", ON)), LABELS], ON),
    ("by a file that is not there", [file("app", ("nowhere", OFF)), LABELS], ON),
]


@pytest.mark.parametrize(("case", "files", "level"), CASES, ids=[case[0] for case in CASES])
def test_what_uses_a_label_file_decides(case, files, level):
    for order in (files, files[::-1]):
        (found,) = [scan for scan in together(order) if scan.source == "labels.txt"]
        assert [mention.level for mention in found.mentions] == [level]


def test_what_is_lowered_says_what_would_settle_it():
    found = together([file("a.txt", ("labels.txt", OFF)), LABELS])[1]
    assert "switched off" in found.mentions[0].settles
