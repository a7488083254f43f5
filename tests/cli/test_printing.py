"""An operator prints a notice, and is told what it lacks."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from click.testing import Result
from typer.testing import CliRunner

from fairnotice import cli

pytestmark = pytest.mark.slow

FACTS = (
    "--purpose", "Safety of visitors", "--rights", "Access and complaint", "--contact", "privacy@harbour.example",
    "--retention", "72 hours", "--legal-basis", "Article 6", "--biometric-use", "None", "--url", "https://harbour.example/a",
)  # fmt: skip


def _print(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["notice", *map(str, arguments)])


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF"), ("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_ending_of_the_file_says_its_format(tmp_path: Path, ending: str, start: bytes) -> None:
    out = tmp_path / f"notice.{ending}"
    done = _print("--operator", "Harbour Board", "--size", "a6", "-o", out)
    assert done.exit_code == 0, done.output
    assert out.read_bytes().lstrip().startswith(start)
    told = tmp_path / "notice.txt"
    assert _print("--operator", "Harbour Board", "--format", ending, "-o", told).exit_code == 0
    assert told.read_bytes().lstrip().startswith(start)


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    done = _print("--operator", "Harbour Board", "--purpose", "Safety", "-o", tmp_path / "a.svg")
    assert "filled in by hand: rights, further information." in done.output
    full = _print("--operator", "Harbour Board", *FACTS, "-o", tmp_path / "b.svg")
    assert "by hand" not in full.output
    assert "Not on this notice" not in full.output


def test_a_design_without_room_names_those_with(tmp_path: Path) -> None:
    done = _print("--operator", "Harbour Board", *FACTS, "--design", "small_sticker", "-o", tmp_path / "a.svg")
    assert done.exit_code == 0
    said = " ".join(done.output.split())
    assert "Not on this notice, though the rules ask for it: controller, purpose, rights, further information" in said
    assert "full_notice, layered_notice" in said
    assert "shows no QR code" in said
    assert "legal basis, contact, retention, biometric use" in said


def test_rules_that_prescribe_no_wording_say_so(tmp_path: Path) -> None:
    done = _print("--operator", "海棠物业", "--pack", "cn", "--language", "zh", "-o", tmp_path / "a.svg")
    assert done.exit_code == 0, done.output
    assert "prescribe no wording" in done.output


def test_the_page_is_as_large_as_the_paper_and_lies_as_the_design(tmp_path: Path) -> None:
    for design, size, width, height in [
        ("full_notice", "a5", 148, 210),
        ("layered_notice", "A5", 210, 148),
        ("text_plate", "250x100", 250, 100),
        ("text_plate", "250 x 100 mm", 250, 100),
    ]:
        out = tmp_path / "a.svg"
        assert _print("--operator", "Harbour", "--design", design, "--size", size, "-o", out).exit_code == 0
        opening = out.read_bytes()[:400].decode()
        points = [float(opening.split(f'{side}="')[1].split("pt")[0]) for side in ("width", "height")]
        assert points == pytest.approx([width / 25.4 * 72, height / 25.4 * 72], abs=0.1)


def test_the_printed_qr_code_leads_to_the_address(tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    assert _print("--operator", "Harbour Board", *FACTS, "--size", "a6", "-o", out).exit_code == 0
    picture = cv2.imdecode(np.frombuffer(out.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["https://harbour.example/a"]


def test_a_board_takes_its_rules_by_line_and_two_languages_go_together(tmp_path: Path) -> None:
    board = ("--operator", "Harbour", "--design", "house_rules", "-o", tmp_path / "a.svg")
    assert _print(*board, "--line", "No smoking", "--line", "No dogs").exit_code == 0
    assert _print(*board).exit_code == 2
    both = _print("--operator", "Harbour", "--language", "de,en", "-o", tmp_path / "a.svg")
    assert "full_notice, de, en" in both.output


def test_designs_are_listed_without_an_operator() -> None:
    listed = _print("--list-designs")
    assert listed.exit_code == 0
    for word in ("full_notice", "house_rules", "small print", "QR code", "blue_on_white", "uk"):
        assert word in listed.output
    assert "guard_dog" not in listed.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "operator"),
        (("--operator", "X", "--pack", "atlantis"), "no rule pack is called atlantis"),
        (("--operator", "X", "--design", "nonesuch"), "no sign design"),
        (("--operator", "X", "--design", "guard_dog"), "announces no cameras"),
        (("--operator", "X", "--language", "tlh"), "no phrases in language"),
        (("--operator", "X", "--palette", "plaid"), "no sign palette"),
        (("--operator", "X", "--size", "huge"), "is no size"),
        (("--operator", "X", "--size", "5x5"), "10 to 2000 mm"),
        (("--operator", "X", "--url", "javascript:alert(1)"), "https://"),
        (("--operator", "X", "--purpose", "a" * 10_000), "too long"),
        (("--operator", "X", "--purpose", "mill " * 110, "--size", "40x40"), "too long"),
        (("--operator", "X", "--purpose", "\U0001fae0"), "no installed font"),
        (("--operator", "X", "-o", "notice.docx"), ".pdf, .svg or .png"),
        (("--operator", "X", "-o", "/nowhere/notice.svg"), "No such file"),
    ],
)
def test_a_wrong_wish_is_a_sentence_and_leaves_no_file(
    arguments: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = _print(*arguments)
    assert done.exit_code == 2
    assert says in " ".join(done.output.replace("│", " ").split())
    assert not list(tmp_path.iterdir())


def test_markup_in_a_text_is_printed_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    done = _print("--operator", '#read("/etc/passwd") ] #panic() $x$', "-o", out)
    assert done.exit_code == 0, done.output
    plain = tmp_path / "b.svg"
    assert _print("--operator", "X", "-o", plain).exit_code == 0
    assert out.read_bytes().count(b"<use") - plain.read_bytes().count(b"<use") > 25


def test_a_sites_code_is_printed_and_a_mistyped_one_is_noticed(tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    mistyped = _print("--operator", "Harbour Board", "--site-code", "FN-2222-223Z", "-o", out)
    assert mistyped.exit_code == 2
    assert "no site code" in mistyped.output
    assert not out.exists()
    assert _print("--operator", "Harbour Board", "--site-code", "FN-2222-223S", "-o", out).exit_code == 0
