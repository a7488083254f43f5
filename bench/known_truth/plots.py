"""What came of a simulation, drawn: for people who see colours differently too (Okabe and Ito's palette)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from models.measure import wilson

from .report import kinds
from .tally import ANY, CLASSIFIER, LONG, NOTICE, STANDING, Tally

VERDICTS = {"pass": "#009E73", "review": "#F0E442", "unknown": "#BBBBBB", "fail": "#D55E00"}
TABLES = {"committed": ("#0072B2", "o"), "measured": ("#E69F00", "s"), "drawn": ("#CC79A7", "^")}
AIM = 1.0
"""False accusations in 1,000 judged cameras."""


def draw_run(tally: Tally, tables: Sequence[str], target: Path) -> None:
    """Draw one run: what was said night after night, who was accused falsely and why, what was found and missed."""
    figure, ((nights, wrong), (found, missed)) = plt.subplots(2, 2, figsize=(10, 7))
    _said(nights, tally, tables[0])
    _causes(wrong, tally, tables)
    _found(found, tally, tables)
    _missed(missed, tally, tables)
    figure.suptitle(f"An invented town: {tally.cameras} cameras, what stands after hysteresis", fontsize=11)
    _save(figure, target)


def draw_sweep(name: str, swept: Mapping[str, Tally], tables: Sequence[str], target: Path) -> None:
    """Draw false accusations over the values of one assumption."""
    figure, axis = plt.subplots(figsize=(6.5, 4))
    places = range(len(swept))
    for shift, table in enumerate(tables):
        colour, marker = TABLES.get(table, ("#000000", "x"))
        rates = [_false(tally, table) for tally in swept.values()]
        middle = [rate for rate, _, _ in rates]
        bars = [[rate - low for rate, low, _ in rates], [high - rate for rate, _, high in rates]]
        at = [place + 0.08 * (shift - (len(tables) - 1) / 2) for place in places]
        axis.errorbar(at, middle, bars, color=colour, marker=marker, capsize=3, linewidth=1.2, label=table)
    axis.axhline(AIM, color="0.3", linestyle="--", linewidth=1, label="aim")
    axis.set(xlabel=name.replace("_", " "), ylabel="falsely accused, in 1,000 judged cameras")
    axis.set_xticks(list(places), list(swept))
    axis.set_yscale("symlog", linthresh=1)
    axis.set_ylim(bottom=0)
    axis.legend(title="judge told", fontsize=8, title_fontsize=8)
    _save(figure, target)


def _false(tally: Tally, table: str) -> tuple[float, float, float]:
    wrong, judged = (tally.counts[(table, ANY + STANDING, what)] for what in ("false", "judged"))
    low, high = wilson(wrong, judged)
    return 1000 * wrong / max(judged, 1), 1000 * low, 1000 * high


def _said(axis: Any, tally: Tally, table: str) -> None:
    each_night = {word: kinds(tally, table, NOTICE + STANDING, f"night_{word}") for word in VERDICTS}
    nights = sorted({int(night) for counts in each_night.values() for night in counts})
    shares = [[counts.get(str(night), 0) for night in nights] for counts in each_night.values()]
    totals = [sum(column) or 1 for column in zip(*shares, strict=True)]
    parts = [[100 * n / total for n, total in zip(row, totals, strict=True)] for row in shares]
    axis.stackplot([night + 1 for night in nights], parts, labels=list(VERDICTS), colors=list(VERDICTS.values()))
    axis.set(title=f"said of the notice (table '{table}')", xlabel="night", ylabel="% of cameras", ylim=(0, 100))
    axis.margins(x=0)
    axis.legend(loc="lower right", fontsize=8)


def _causes(axis: Any, tally: Tally, tables: Sequence[str]) -> None:
    asked = [*((table, NOTICE + STANDING) for table in tables), ("", CLASSIFIER + STANDING)]
    found = {each: kinds(tally, *each, "false") for each in asked}
    causes = sorted({cause for counts in found.values() for cause in counts})
    height = 0.8 / max(len(asked), 1)
    for row, (each, counts) in enumerate(found.items()):
        table = each[0]
        colour = TABLES.get(table, ("#000000", ""))[0]
        at = [place + height * (row - (len(asked) - 1) / 2) for place in range(len(causes))]
        label = f"notice, table '{table}'" if table else "classifier"
        axis.barh(at, [counts.get(cause, 0) for cause in causes], height, color=colour, label=label)
    axis.set_yticks(range(len(causes)), [_wrapped(cause) for cause in causes], fontsize=8)
    axis.invert_yaxis()
    axis.set(title="falsely accused, by cause", xlabel="cameras")
    if causes:
        axis.legend(fontsize=7)
    else:
        axis.text(0.5, 0.5, "none", transform=axis.transAxes, ha="center")


def _wrapped(text: str) -> str:
    words = text.split()
    half = (len(words) + 1) // 2
    return text if len(text) < 24 else " ".join(words[:half]) + "\n" + " ".join(words[half:])


def _found(axis: Any, tally: Tally, tables: Sequence[str]) -> None:
    for row, table in enumerate(tables):
        colour, width = TABLES.get(table, ("#000000", ""))[0], 1.2 + 1.6 * (len(tables) - 1 - row)
        for what, shown, style in (("decided_after", "cameras", "-"), ("found_after", "breach", ":")):
            after = kinds(tally, table, NOTICE + STANDING, what)
            total = tally.counts[(table, NOTICE + STANDING, shown)] or 1
            nights = range(1, max((int(night) for night in after), default=0) + 1)
            share, sums = 0, []
            for night in nights:
                share += after.get(str(night), 0)
                sums.append(100 * share / total)
            said = "decided" if shown == "cameras" else "breaches accused"
            axis.plot(nights, sums, style, color=colour, linewidth=width, label=f"{said}, '{table}'")
    axis.set(title="nights to a decision on the notice", xlabel="nights", ylabel="%", ylim=(0, 100))
    axis.legend(fontsize=7)


def _missed(axis: Any, tally: Tally, tables: Sequence[str]) -> None:
    width = 0.8 / len(tables)
    for row, table in enumerate(tables):
        colour = TABLES.get(table, ("#000000", ""))[0]
        judged = tally.counts[(table, NOTICE + STANDING, "judged")]
        rates, bars = [], []
        for nights in LONG:
            missed = sum(kinds(tally, table, NOTICE + STANDING, f"missed_{nights}").values())
            low, high = wilson(missed, judged)
            rates.append(1000 * missed / max(judged, 1))
            bars.append((rates[-1] - 1000 * low, 1000 * high - rates[-1]))
        at = [place + width * (row - (len(tables) - 1) / 2) for place in range(len(LONG))]
        axis.bar(at, rates, width, yerr=list(zip(*bars, strict=True)), color=colour, capsize=2, label=table)
    axis.set_xticks(range(len(LONG)), [f"{nights}+" for nights in LONG])
    axis.set(title="passed while no notice hung", xlabel="nights in a row", ylabel="in 1,000 judged cameras")
    axis.legend(title="judge told", fontsize=7, title_fontsize=7)


def _save(figure: Any, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(target, dpi=80, metadata={"Software": None})
    plt.close(figure)
