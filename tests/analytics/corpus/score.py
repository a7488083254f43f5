"""Print how many cases a scan gets right: both halves, by expectation and by format.

    PYTHONPATH=plugins:tests:. python -m tests.analytics.corpus.score [--round third] [--sealed] [--jsonl FILE]

Shares stand with their 95 % Wilson interval. Failures are listed by id for the open half; `--sealed` lists the others
too, after which they are no longer sealed.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from . import sealed_ids, write
from .outcome import Outcome, judge_all, scan


def wilson(kept: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a share."""
    if not count:
        return 0.0, 1.0
    share = kept / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def table(outcomes: Iterable[Outcome], column: Callable[[Outcome], str], sealed: set[str]) -> str:
    """A line per value of the column: kept, of how many, interval; open beside sealed; and the ideal answer."""
    listed = list(outcomes)
    lines = [f"{'':24}{'open':>9} {'95 %':>13}{'ideal':>9}   {'sealed':>9} {'95 %':>13}{'ideal':>9}"]
    for value in [*sorted({column(each) for each in listed}), "all"]:
        line = f"{value:24}"
        for half in (False, True):
            rows = [each for each in listed if value in ("all", column(each)) and (each.case.id in sealed) == half]
            kept, ideal = sum(each.kept for each in rows), sum(each.ideal for each in rows)
            low, high = wilson(kept, len(rows))
            line += f"{kept:>4}/{len(rows):<4} {low:>5.3f} - {high:.3f}{ideal:>4}/{len(rows):<4}   "
        lines.append(line.rstrip())
    return "\n".join(lines)


def answers(outcomes: Iterable[Outcome]) -> str:
    """How often each wrong answer was given, without saying to what."""
    counted = Counter((each.case.expected.value, each.said) for each in outcomes if not each.kept)
    return "\n".join(f"{expected:13} said {said:24} {count:>4}" for (expected, said), count in sorted(counted.items()))


def main() -> None:
    """Expand, scan, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sealed", action="store_true", help="list the failures of the sealed half too")
    parser.add_argument("--round", default="", help="count only the formats of this round: third, fourth")
    parser.add_argument("--jsonl", type=Path, help="judge this saved output instead of scanning")
    parser.add_argument("--into", type=Path, help="expand here and leave it there")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.into or Path(made)
        cases = write(folder)
        if chosen.jsonl:
            rows = [json.loads(line) for line in chosen.jsonl.read_text(encoding="utf-8").splitlines()]
            results = {row["file"]: row for row in rows}
        else:
            results = scan(folder)
    sealed = sealed_ids()
    outcomes = judge_all([each for each in cases if each.format.startswith(chosen.round)], results)
    print(table(outcomes, lambda each: each.case.expected.value, sealed), end="\n\n")
    print(table(outcomes, lambda each: each.case.format, sealed), end="\n\n")
    print(answers(outcomes), end="\n\n")
    for each in outcomes:
        if not each.kept and (chosen.sealed or each.case.id not in sealed):
            found = each.case
            print(
                f"{found.id:44} {found.expected:13} said {each.said:24} {found.about}: {found.remark} ({found.judged})"
            )


if __name__ == "__main__":
    main()
