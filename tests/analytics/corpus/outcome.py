"""What a scan said of the corpus, set against what was expected."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .case import Case, Expected

LEVELS = ("none", "carrier", "capability", "configured", "observed")
SAME = {"race": {"race", "ethnicity"}, "ethnicity": {"race", "ethnicity"}, "religion": {"religion"}}
"""Laws speak of 'racial or ethnic origin' in one breath, and many words mean both: either counts."""

_VERDICTS = ("pass", "unknown", "review", "fail")

Results = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """One case, judged.

    Attributes:
        kept: What the corpus promises holds.
        ideal: And it is what a good reader says.
        said: Level and verdict, or what is missing.
    """

    case: Case
    kept: bool
    ideal: bool
    said: str


def scan(folder: Path) -> dict[str, dict[str, Any]]:
    """`fairnotice scan --format jsonl` on a folder; results by path below it.

    Raises:
        RuntimeError: The command printed something else than one JSON object per line.
    """
    program = "from fairnotice.cli import main; main()"
    command = [sys.executable, "-c", program, "scan", str(folder), "--format", "jsonl"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        return {row["file"]: row for row in rows}
    except (ValueError, KeyError, TypeError) as error:
        raise RuntimeError(f"scan printed no JSON lines (exit {done.returncode}): {done.stderr[-2000:]}") from error


def level(result: Mapping[str, Any]) -> int:
    """The level as a number; 0 where nothing was found."""
    name = str(result.get("level") or "none").lower()
    return LEVELS.index(name) if name in LEVELS else 0


def _weight(result: Mapping[str, Any]) -> tuple[int, int]:
    """How much is said of a file: its level, then its verdict."""
    return level(result), _VERDICTS.index(str(result.get("verdict")))


def judge(case: Case, results: Results) -> Outcome:
    """Whether a scan's results are what the case expects."""
    all_of_it = [results[path] for path in case.paths if path in results]
    own = max(all_of_it, key=_weight, default=None) if case.whole else results.get(case.judged)
    if own is None:
        return Outcome(case, False, False, "not in the output")
    verdict = str(own.get("verdict"))
    said = f"{own.get('level') or 'none'}, {verdict}"
    worst = max(level(each) for each in all_of_it)
    verdicts = {str(each.get("verdict")) for each in all_of_it}
    if case.expected is Expected.PROHIBITED:
        kept = level(own) >= LEVELS.index("configured")
        return Outcome(case, kept, kept and right_category(case, own), said)
    if case.expected is Expected.CLEAN:
        return Outcome(case, "fail" not in verdicts, verdict == "pass", said)
    if case.expected is Expected.FALSE_FRIEND:
        kept = worst <= LEVELS.index("carrier")
        return Outcome(case, kept and "fail" not in verdicts, kept and verdict == "pass", f"{LEVELS[worst]}, {verdict}")
    if case.expected is Expected.CAPABILITY:
        kept = level(own) <= LEVELS.index("capability") and verdict in {"review", "unknown"}
        return Outcome(case, kept, kept and verdict == "review", said)
    if case.expected is Expected.REVIEW:
        return Outcome(case, verdict == "review", verdict == "review", said)
    return Outcome(case, verdict == "unknown", verdict == "unknown" and not own.get("complete", False), said)


def right_category(case: Case, result: Mapping[str, Any]) -> bool:
    """Whether the category is the case's, or its near relative; any will do where the author names none."""
    return not case.category or bool(SAME[case.category] & {str(each) for each in result.get("categories") or ()})


def judge_all(cases: Iterable[Case], results: Results) -> list[Outcome]:
    """Every case."""
    return [judge(each, results) for each in cases]
