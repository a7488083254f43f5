"""Set a report in type: one typst template, words by language, and a map drawn from the installation's own data."""

from __future__ import annotations

import base64
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import shapely
import typst
from PIL import Image

from fairnotice.alerts import picture
from fairnotice.alerts.rule_texts import remedy_of, title_of
from fairnotice.domain import Verdict
from fairnotice.errors import SignageError
from fairnotice.pipeline.report.content import Report
from fairnotice.rules.sentences import said_in
from fairnotice.signage.fonts import families_for, system_fonts

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_HERE = Path(__file__).parent
_COLOURS = {
    "fail": "#b3261e",
    "review": "#e08a00",
    "policy": "#6d28a8",
    "unknown": "#66707c",
    "pass": "#0b7a75",
    "not_applicable": "#64748b",
}
_MOST_TEXT = 1200


def render(
    report: Report, language: Language, ground: Path | None, districts: Sequence[shapely.Geometry] = ()
) -> bytes:
    """Return the report as a PDF. Nothing is written to a disk.

    Args:
        report: What it says.
        language: Of its words and of those sentences of findings that nobody else wrote.
        ground: The installation's own base layer.
        districts: Areas whose outlines the map shows.

    Raises:
        SignageError: No installed font can show it.
    """
    data = _data(report, language)
    text = json.dumps(data, ensure_ascii=False)
    data["fonts"] = list(families_for("".join(sorted(set(text)))))
    places = [place for place, _ in report.places]
    colours = [_COLOURS[shown] for _, shown in report.places]
    files: dict[str, Any] = {
        "main.typ": (_HERE / "report.typ").read_bytes(),
        "data.json": json.dumps(data).encode(),
        "map.svg": _as_svg(picture.draw(places, picture.ground(ground), districts, colours)),
        **{f"{sha256}.svg": _as_svg(content) for sha256, content in report.pictures.items()},
    }
    try:
        made = typst.compile(files, format="pdf", font_paths=system_fonts(), timestamp=int(report.made_at.timestamp()))
    except typst.TypstError as error:
        raise SignageError(f"the report cannot be set in type: {error.message}") from error
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


@cache
def _words(language: Language) -> dict[str, Any]:
    words: dict[str, Any] = json.loads((_HERE / f"words.{language}.json").read_text(encoding="utf-8"))
    return words


def _as_svg(content: bytes) -> bytes:
    """Wrap a picture, since typst takes only text from memory."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as opened:
        opened.thumbnail((1200, 1200))
        opened.convert("RGB").save(buffer, "PNG")
        width, height = opened.size
    inner = base64.b64encode(buffer.getvalue()).decode()
    size = f'width="{width}" height="{height}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{inner}"/></svg>'
    return drawn.encode()


def _plain(text: object) -> str:
    """Return a text that can be printed: without control characters, and not without end."""
    whole = unicodedata.normalize("NFC", str(text if text is not None else ""))
    shown = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") else letter for letter in whole
    )
    return shown if len(shown) <= _MOST_TEXT else f"{shown[:_MOST_TEXT]} …"


def _data(report: Report, language: Language) -> dict[str, Any]:
    words = _words(language)
    verdicts = list(Verdict)
    return {
        "language": language,
        "words": words,
        "title": _plain(report.title),
        "made_at": f"{report.made_at:%Y-%m-%d %H:%M} UTC",
        "as_of": str(report.as_of) if report.as_of else "",
        "selection": [[_plain(name), _plain(value)] for name, value in report.selection.items()],
        "modes": sorted(report.modes),
        "cameras": report.cameras,
        "judged": report.judged,
        "verdicts": [[words["verdict"][each], report.verdicts[each], _COLOURS[each]] for each in verdicts],
        "legend": [[words["verdict"].get(each, words["policy"]), colour] for each, colour in _COLOURS.items()],
        "breaches_of_law": report.breaches_of_law,
        "against_policy": report.against_policy,
        "why_unknown": [
            [
                words["why"].get(code, code.replace("_", " ")),
                count,
                _settles(report.settles[code], language) if code in report.settles else "",
            ]
            for code, count in report.why_unknown.most_common(20)
        ],
        "rules": [
            {
                "title": _plain(title_of(rule, rule_id, language)),
                "force": words["force"].get(rule["force"], rule["force"]),
                "is_policy": rule["is_policy"],
                "citation": _plain(rule["citation"]),
                "counts": [rule["verdicts"][each] for each in verdicts],
            }
            for rule_id, rule in sorted(report.rules.items(), key=lambda each: (each[1]["is_policy"], each[0]))
        ],
        "findings": [_finding(report, row, words, language) for row in report.findings],
        "more_findings": report.all_findings - len(report.findings),
    }


def _settles(row: Mapping[str, Any], language: Language) -> str:
    return _said((step["settles"] for step in row["steps"]), row, language)


def _said(sentences: Iterable[str], row: Mapping[str, Any], language: Language) -> str:
    """Return stored sentences, each once, in the report's language where it has them."""
    pack_id, version = row["pack_id"] or "", row["pack_version"] or ""
    each = dict.fromkeys(sentence for sentence in sentences if sentence)
    said = (said_in(sentence, language, pack_id=pack_id, pack_version=version) or sentence for sentence in each)
    return _plain(("" if language == "zh" else " ").join(said))


def _finding(report: Report, row: dict[str, Any], words: dict[str, Any], language: Language) -> dict[str, Any]:
    policy = report.rules[row["rule_id"]]["is_policy"]
    verified = words["verified"].get(row["citation_verified"] or "", row["citation_verified"] or "")
    return {
        "camera": _plain(row["camera"] or row["camera_id"]),
        "camera_id": _plain(row["camera_id"]),
        "operator": _plain(row["operator"] or words["no_operator"]),
        "title": _plain(title_of(row, row["rule_id"], language) or row["rule_id"]),
        "verdict": words["verdict"][row["verdict"]],
        "colour": _COLOURS["policy" if policy else row["verdict"]],
        "force": words["force"].get(row["force"], row["force"] or ""),
        "no_breach": policy,
        "confidence": f"{row['confidence']:.2f}",
        "since": str(row["since"] or ""),
        "judged_on": str(row["judged_on"] or ""),
        "reasons": _said((step["text"] for step in row["steps"]), row, language),
        "settles": _settles(row, language),
        "remedy": _plain(remedy_of(row, row["rule_id"], language)) if row["remedy"] else "",
        "citation": f"{_plain(row['citation'])} ({verified})" if row["citation"] else "",
        "pictures": [sha256 for sha256 in (row["evidence"] or "").split() if sha256 in report.pictures],
    }
