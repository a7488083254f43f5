"""What a scan prints, as it goes: a table by device, JSON lines, or SARIF for code scanning tools."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Protocol, TextIO
from urllib.parse import quote

import typer

from fairnotice.analytics.changes import Change, Earlier, Gone
from fairnotice.analytics.verdict import Conclusion, highest_level
from fairnotice.analytics.words.vocabulary import vocabulary
from fairnotice.domain import LEVELS, PROVING, VERDICTS_WORST_FIRST, AnalyticsScan, ClassifierMention, Level, Verdict

_COLOURS = {Verdict.FAIL: "red", Verdict.REVIEW: "yellow", Verdict.UNKNOWN: "blue", Verdict.PASS: "green"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASELINE = {Change.NEW: "new", Change.CHANGED: "updated", Change.SAME: "unchanged", Change.GONE: "absent"}


class Writer(Protocol):
    """Takes results one by one."""

    def add(self, scan: AnalyticsScan, conclusion: Conclusion) -> None:
        """Take one file's result."""

    def close(self) -> None:
        """Print what comes last."""


def writer_of(name: str, out: TextIO, earlier: Earlier | None) -> Writer:
    """Return the writer of an output format: ``table``, ``jsonl`` or ``sarif``."""
    kinds: dict[str, type[_Table | _Lines | _Sarif]] = {"table": _Table, "jsonl": _Lines, "sarif": _Sarif}
    return kinds[name](out, earlier)


def _above_carrier(scan: AnalyticsScan) -> list[ClassifierMention]:
    return [each for each in scan.mentions if LEVELS.index(each.level) > LEVELS.index(Level.CARRIER)]


class _Lines:
    """One JSON object per file."""

    def __init__(self, out: TextIO, earlier: Earlier | None) -> None:
        self._out = out
        self._earlier = earlier

    def add(self, scan: AnalyticsScan, conclusion: Conclusion) -> None:
        row: dict[str, Any] = {
            "file": scan.source,
            "sha256": scan.content_sha256,
            "format": scan.format,
            "complete": scan.complete,
            "level": highest_level(scan.mentions).value,
            "categories": sorted({each.category for each in _above_carrier(scan)}),
            "verdict": conclusion.verdict.value,
            "findings": [self._finding(scan, each) for each in scan.mentions],
            "error": scan.error,
            "reasons": list(conclusion.reasons),
        }
        if self._earlier is not None:
            row["gone"] = [_gone_row(each) for each in self._earlier.gone_from(scan)]
        self._print(row)

    def close(self) -> None:
        """Name the files that are no longer there, if they had findings."""
        for gone in self._earlier.files_gone() if self._earlier is not None else []:
            self._print({"file": gone.file, "verdict": None, "findings": [], "gone": [_gone_row(gone)]})

    def _finding(self, scan: AnalyticsScan, mention: ClassifierMention) -> dict[str, Any]:
        row: dict[str, Any] = {
            "path": mention.path,
            "line": mention.line,
            "term": mention.term,
            "category": mention.category,
            "level": mention.level.value,
            "confidence": round(mention.confidence, 4),
            "excerpt": mention.excerpt,
            "settles": mention.settles,
        }
        if self._earlier is not None:
            row["change"] = self._earlier.change(scan, mention).value
        return row

    def _print(self, row: dict[str, Any]) -> None:
        self._out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _gone_row(gone: Gone) -> dict[str, str]:
    return {"path": gone.path, "term": gone.term, "category": gone.category, "level": gone.level}


@dataclass(slots=True)
class _Same:
    """One thing found in one or several files of a device."""

    mention: ClassifierMention
    file: str
    change: Change | None
    others: list[str] = field(default_factory=list)


class _Table:
    """Device by device: what was found, once, with all its places; what could not be read, with the reason."""

    def __init__(self, out: TextIO, earlier: Earlier | None) -> None:
        self._out = out
        self._earlier = earlier
        self._device: str | None = None
        self._found: dict[tuple[str, str], _Same] = {}
        self._unread: list[tuple[str, str]] = []
        self._verdicts: list[Verdict] = []
        self._reasons: dict[str, None] = {}
        self._gone: list[Gone] = []
        self._total: Counter[Verdict] = Counter()

    def add(self, scan: AnalyticsScan, conclusion: Conclusion) -> None:
        if scan.device_id != self._device:
            self._flush()
            self._device = scan.device_id
        self._total[conclusion.verdict] += 1
        self._verdicts.append(conclusion.verdict)
        for mention in _above_carrier(scan):
            self._merge(scan, mention)
        if not scan.complete:
            self._unread.append((scan.source, scan.error or "not read to the end"))
        if conclusion.verdict is Verdict.REVIEW:
            self._reasons.update(dict.fromkeys(conclusion.reasons))
        if self._earlier is not None:
            self._gone += self._earlier.gone_from(scan)

    def close(self) -> None:
        """Print the last device and the summary."""
        self._flush()
        for gone in self._earlier.files_gone() if self._earlier is not None else []:
            self._line(f"gone with its file: {gone.category} '{gone.term}', {gone.file}, {gone.path}")
        counted = ", ".join(f"{self._total[each]} {each}" for each in VERDICTS_WORST_FIRST if self._total[each])
        self._line(f"{sum(self._total.values())} files: {counted or 'none'}.")
        if self._total[Verdict.UNKNOWN]:
            self._line("A device is clean only if everything that could carry a classifier was read.")

    def _merge(self, scan: AnalyticsScan, mention: ClassifierMention) -> None:
        """Merge what several files of one device say: the strongest proof stands first."""
        change = self._earlier.change(scan, mention) if self._earlier is not None else None
        key = (mention.category, mention.term)
        known = self._found.get(key)
        if known is None:
            self._found[key] = _Same(mention, scan.source, change)
        elif LEVELS.index(mention.level) > LEVELS.index(known.mention.level):
            self._found[key] = _Same(mention, scan.source, change, [*known.others, known.file])
        else:
            known.others.append(scan.source)

    def _flush(self) -> None:
        interesting = bool(self._found or self._unread or self._gone)
        if self._device is not None and interesting:
            worst = min(self._verdicts, key=VERDICTS_WORST_FIRST.index)
            self._line(typer.style(f"{self._device}: {worst}", fg=_COLOURS.get(worst), bold=True))
            for same in sorted(self._found.values(), key=lambda each: -LEVELS.index(each.mention.level)):
                self._print_found(same)
            for gone in self._gone:
                self._line(f"  gone: {gone.category} '{gone.term}', {gone.file}, {gone.path}")
            for reason in self._reasons:
                self._line(f"  to settle: {reason}")
            for file, reason in self._unread:
                self._line(f"  not read completely: {file}: {reason}")
        self._found, self._unread, self._verdicts, self._reasons, self._gone = {}, [], [], {}, []

    def _print_found(self, same: _Same) -> None:
        each = same.mention
        place = f"{same.file}:{each.line}" if each.line else same.file
        changed = f" ({same.change})" if same.change not in (None, Change.SAME) else ""
        self._line(f"  {each.level} {each.category} {each.confidence:.2f}{changed}  {place}  {each.path}")
        self._line(f"      {each.excerpt}")
        others = list(dict.fromkeys(file for file in same.others if file != same.file))
        if others:
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            self._line(f"      also in {', '.join(others[:3])}{more}")

    def _line(self, text: str) -> None:
        typer.echo(text, file=self._out)


class _Sarif:
    """SARIF 2.1.0 (OASIS, 2020), written as it goes; one rule per category."""

    def __init__(self, out: TextIO, earlier: Earlier | None) -> None:
        self._out = out
        self._earlier = earlier
        self._first = True
        self._unread: list[dict[str, Any]] = []
        rules = [{"id": each, "shortDescription": {"text": _rule_text(each)}} for each in vocabulary().categories]
        driver = {"name": "Fairnotice", "version": version("fairnotice"), "rules": rules}
        head = {"$schema": _SCHEMA, "version": "2.1.0"}
        out.write(json.dumps(head)[:-1] + ', "runs": [{"tool": ' + json.dumps({"driver": driver}) + ', "results": [')

    def add(self, scan: AnalyticsScan, conclusion: Conclusion) -> None:
        for mention in _above_carrier(scan):
            certain = mention.level in PROVING and conclusion.verdict is Verdict.FAIL
            change = self._earlier.change(scan, mention) if self._earlier is not None else None
            self._result(_sarif_result(scan, mention, certain, change))
        if self._earlier is not None:
            for gone in self._earlier.gone_from(scan):
                self._result(_sarif_gone(gone))
        if not scan.complete:
            self._unread.append(
                {
                    "level": "warning",
                    "message": {"text": f"{scan.source}: {scan.error}"},
                    "locations": [_location(scan.source, None)],
                }
            )

    def close(self) -> None:
        """End the document, with what was not read."""
        for gone in self._earlier.files_gone() if self._earlier is not None else []:
            self._result(_sarif_gone(gone))
        run = [{"executionSuccessful": True, "toolExecutionNotifications": self._unread}]
        self._out.write('], "invocations": ' + json.dumps(run, ensure_ascii=False) + "}]}\n")

    def _result(self, result: dict[str, Any]) -> None:
        self._out.write(("" if self._first else ",") + "\n" + json.dumps(result, ensure_ascii=False))
        self._first = False


def _rule_text(category: str) -> str:
    return f"A configuration names a classifier of persons: {category.replace('_', ' ')}"


def _location(file: str, line: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(file)}}
    if line:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}


def _sarif_result(
    scan: AnalyticsScan, mention: ClassifierMention, certain: bool, change: Change | None
) -> dict[str, Any]:
    said = f"{mention.level}: '{mention.excerpt}' at {mention.path}, certainty {mention.confidence:.2f}."
    location = _location(scan.source, mention.line)
    location["logicalLocations"] = [{"fullyQualifiedName": mention.path}]
    result: dict[str, Any] = {
        "ruleId": mention.category,
        "level": "error" if certain else "warning",
        "message": {"text": f"{said} {mention.settles}".strip()},
        "locations": [location],
        "partialFingerprints": {"place/v1": f"{scan.device_id}|{mention.category}|{mention.term}"},
    }
    if change is not None:
        result["baselineState"] = _BASELINE[change]
    return result


def _sarif_gone(gone: Gone) -> dict[str, Any]:
    return {
        "ruleId": gone.category,
        "level": "none",
        "message": {"text": f"'{gone.term}' at {gone.path} is gone."},
        "locations": [_location(gone.file, None)],
        "baselineState": "absent",
    }
