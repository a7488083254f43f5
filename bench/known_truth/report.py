"""What came of a simulation, as text: counts with their Wilson intervals."""

from __future__ import annotations

from collections.abc import Sequence

from models.measure import wilson

from .tally import LONG, Tally

_WORDS = ("pass", "fail", "review", "unknown")


def report(tally: Tally, tables: Sequence[str]) -> str:
    """Return the whole account."""
    lines = [f"{tally.cameras} cameras at {tally.sites} sites"]
    lines += ["", "## all rules together", ""]
    for table in tables:
        judged, accused, wrong = (tally.counts[(table, "any", what)] for what in ("judged", "accused", "false"))
        lines.append(
            f"- table '{table}': falsely accused {per_thousand(wrong, judged)} of judged cameras; "
            f"{per_thousand(wrong, accused)} of accused"
        )
    for table, asked in [*((table, "notice") for table in tables), ("", "classifier")]:
        lines += ["", f"## {asked}" + (f", judge told the table '{table}'" if table else ""), ""]
        lines += _section(tally, table, asked)
    return "\n".join(lines)


def per_thousand(found: int, shown: int) -> str:
    """Return a rate with its 95 % interval, in one of a thousand."""
    if not shown:
        return "0 of 0"
    low, high = wilson(found, shown)
    return f"{found} of {shown} = {1000 * found / shown:.2f} in 1,000 ({1000 * low:.2f} - {1000 * high:.2f})"


def _section(tally: Tally, table: str, asked: str) -> list[str]:
    def of(*what: str) -> int:
        return tally.counts[(table, asked, *what)]

    def kinds(what: str) -> dict[str, int]:
        found = {
            key[3]: n for key, n in tally.counts.items() if len(key) == 4 and key[:3] == (table, asked, what) and n
        }
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    cameras, judged, accused = of("cameras"), of("judged"), of("accused")
    wrong = sum(kinds("false").values())
    sites = sum(1 for key in tally.accused_sites if key[:2] == (table, asked))
    lines = [
        f"- cameras under the rule {cameras}, judged (pass or fail on a night) {judged}, accused {accused}",
        f"- falsely accused: {per_thousand(wrong, judged)} of judged, at {sites} sites",
        f"- falsely accused: {per_thousand(wrong, accused)} of accused",
        *(f"  - {why}: {n}" for why, n in kinds("false").items()),
        f"- accused of what had been put right: {per_thousand(sum(kinds('outdated').values()), judged)} of judged",
        *(f"  - {why}: {n}" for why, n in kinds("outdated").items()),
        f"- in breach on a night {of('breach')}, of them accused {of('breach_found')}",
        f"- nights from the breach to the accusation: {_quantiles(kinds('found_after'))}",
    ]
    for nights in LONG:
        missed = kinds(f"missed_{nights}")
        lines.append(f"- passed in breach for {nights} nights and more: {per_thousand(sum(missed.values()), judged)}")
        lines += [f"  - {why}: {n}" for why, n in missed.items()] if nights == LONG[1] else []
    nights = {word: of("nights", word) for word in _WORDS}
    every = sum(nights.values()) or 1
    lines += [
        f"- nights to a decision: {_quantiles(kinds('decided_after'))}, of {judged} of {cameras} cameras",
        "- camera-nights: " + ", ".join(f"{word} {count / every:.1%}" for word, count in nights.items()),
        "- last night: " + ", ".join(f"{word} {of('last', word) / max(cameras, 1):.1%}" for word in _WORDS),
    ]
    return lines


def _quantiles(after: dict[str, int]) -> str:
    """Return the median and the 90th percentile of a histogram."""
    total, passed, found = sum(after.values()), 0, {}
    for nights, count in sorted((int(nights), count) for nights, count in after.items()):
        passed += count
        for share in (0.5, 0.9):
            if passed >= share * total and share not in found:
                found[share] = nights
    return f"median {found[0.5]}, 90 % within {found[0.9]}" if found else "none"
