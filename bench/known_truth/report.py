"""What came of a simulation, as text: counts with their Wilson intervals."""

from __future__ import annotations

from collections.abc import Sequence

from models.measure import wilson

from .tally import ANY, CLASSIFIER, FRAMES, LONG, NOTICE, STANDING, Tally

_WORDS = ("pass", "fail", "review", "unknown")
_MISSED = 7


def report(tally: Tally, tables: Sequence[str]) -> str:
    """Return the whole account, in Markdown."""
    frames = tally.counts["", FRAMES, "taken"]
    lines = [f"{tally.cameras} cameras at {tally.sites} sites, {frames} frames", "", *summary(tally, tables)]
    asked = [*((table, NOTICE + STANDING) for table in tables), ("", CLASSIFIER + STANDING)]
    for table, question in asked:
        told = f", judge told the table '{table}'" if table else ""
        lines += ["", f"### {question}{told}", "", *_section(tally, table, question)]
    return "\n".join(lines)


def summary(tally: Tally, tables: Sequence[str]) -> list[str]:
    """Return the headline as a table: cameras falsely accused under any rule."""
    lines = [
        "| judge told | what is said | judged | falsely accused, in 1,000 judged | at sites | of the accused |",
        "|---|---|---|---|---|---|",
    ]
    for table in tables:
        for asked, name in ((ANY, "any night"), (ANY + STANDING, "standing")):
            judged, accused, wrong = (tally.counts[(table, asked, what)] for what in ("judged", "accused", "false"))
            sites = _sites(tally, table, asked)
            share = f"{wrong}/{accused}"
            lines.append(f"| {table} | {name} | {judged} | {per_thousand(wrong, judged)} | {sites} | {share} |")
    return lines


def per_thousand(found: int, shown: int) -> str:
    """Return a rate with its count and 95 % interval, in one of a thousand."""
    if not shown:
        return "0/0"
    low, high = wilson(found, shown)
    return f"{found}/{shown} = {1000 * found / shown:.2f} ({1000 * low:.2f}-{1000 * high:.2f})"


def share(found: int, shown: int) -> str:
    """Return a share with its count and 95 % interval."""
    low, high = wilson(found, shown)
    return f"{found}/{shown} ({found / max(shown, 1):.2f}, {low:.2f}-{high:.2f})"


def kinds(tally: Tally, table: str, asked: str, what: str) -> dict[str, int]:
    """Return a count by kind, most frequent first."""
    key = (table, asked, what)
    found = {each[3]: n for each, n in tally.counts.items() if len(each) == len(key) + 1 and each[:3] == key}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def quantiles(after: dict[str, int]) -> str:
    """Return the median and the 90th percentile of a histogram of nights."""
    total, passed, found = sum(after.values()), 0, {}
    for nights, count in sorted((int(nights), count) for nights, count in after.items()):
        passed += count
        for part in (0.5, 0.9):
            if passed >= part * total and part not in found:
                found[part] = nights
    return f"median {found[0.5]}, 90 % within {found[0.9]}" if found else "none"


def _sites(tally: Tally, table: str, asked: str) -> int:
    return sum(1 for each in tally.accused_sites if each[:2] == (table, asked))


def _section(tally: Tally, table: str, asked: str) -> list[str]:
    def of(*what: str) -> int:
        return tally.counts[(table, asked, *what)]

    def by(what: str) -> dict[str, int]:
        return kinds(tally, table, asked, what)

    cameras, judged, false, outdated = of("cameras"), of("judged"), by("false"), by("outdated")
    lines = [
        f"- cameras under the rule {cameras}, judged {judged}, accused {of('accused')}",
        f"- falsely accused, in 1,000 judged: {per_thousand(sum(false.values()), judged)}",
        *_causes(false),
        f"- accused of what had been put right, in 1,000 judged: {per_thousand(sum(outdated.values()), judged)}",
        *_causes(outdated),
        f"- nights of that: {quantiles(by('outdated_for'))}",
        f"- in breach on a night and accused then: {share(of('breach_found'), of('breach'))}",
        f"- nights from the breach to the accusation: {quantiles(by('found_after'))}",
    ]
    for nights in LONG:
        missed = by(f"missed_{nights}")
        rate = per_thousand(sum(missed.values()), judged)
        lines.append(f"- passed in breach for {nights} nights and more, in 1,000 judged: {rate}")
        lines += _causes(missed) if nights == _MISSED else []
    said = {word: of("nights", word) for word in _WORDS}
    every = sum(said.values()) or 1
    return [
        *lines,
        f"- nights to a decision, where there was one: {quantiles(by('decided_after'))}",
        "- of all nights: " + ", ".join(f"{word} {count / every:.1%}" for word, count in said.items()),
        "- the last night: " + ", ".join(f"{word} {of('last', word) / max(cameras, 1):.1%}" for word in _WORDS),
    ]


def _causes(found: dict[str, int]) -> list[str]:
    return [f"  - {why}: {n}" for why, n in found.items()]
