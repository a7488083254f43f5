"""A finding as an inspector would write it: the conclusion first, then what it rests on, then what would change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairnotice.domain import VERDICTS_WORST_FIRST, Citation, FactRef, Finding, Reason, Verdict
from fairnotice.rules.letter_words import coded, words
from fairnotice.rules.pack import Rule
from fairnotice.rules.sentences import said_in
from fairnotice.rules.standing import Overrule, Pending

_Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """One change in the life of a finding."""

    day: dt.date
    change: str
    verdict_before: str | None
    verdict: str
    pack_version: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written about, besides the finding itself."""

    camera_name: str = ""
    site_id: str = ""
    """As `fairnotice visit` wants it; empty where the camera stands alone."""
    day: dt.date | None = None
    """When it was judged."""
    rule: Rule | None = None
    """The rule in the pack's version by which it was judged, where that is at hand."""
    pending: Pending | None = None
    """What the newest looks say otherwise."""
    history: tuple[Past, ...] = ()
    """Oldest first."""
    overrule: Overrule | None = None
    """What an inspector decided."""


def explain(finding: Finding, letter: Letter | None = None, language: str = "en") -> str:
    """Return why ``finding`` says what it says.

    Args:
        finding: What is explained. One that was stored before steps named their facts is explained without them.
        letter: What else is known of it.
        language: BCP 47 tag: ``en`` or ``zh``.

    Returns:
        Conclusion, facts, numbered steps, the rule with its force and how it was verified, what is missing for
        certainty, what puts it right, and what was said before.
    """
    letter, table = letter or Letter(), words(language)
    numbers = {fact: number for number, fact in enumerate(finding.facts, 1)}
    parts = [
        _heading(finding, letter, table, language),
        _section(table["conclusion"], _conclusion(finding, letter, table)),
        _section(table["facts"], _facts(finding, numbers, table)),
        _section(table["steps"], _steps(finding, numbers, table, language)),
        _section(table["law"], _law(finding, letter.rule, table, language)),
        _section(table["missing"], (f"- {_said(what, finding, language)}" for what in _missing(finding))),
        _section(
            table["remedy" if finding.verdict is Verdict.FAIL else "remedy_if"], _remedy(finding, letter, language)
        ),
        _section(table["evidence"], (sha[:12] for sha in finding.evidence)),
        _section(table["history"], (_past(past, table) for past in letter.history)),
    ]
    return "\n\n".join(part for part in parts if part)


def in_short(findings: Sequence[Finding], language: str = "en") -> str:
    """Return which verdict stands under which rules, the worst first: what stands above a camera's letters."""
    table = words(language)
    lines = []
    for verdict in VERDICTS_WORST_FIRST:
        rules = [finding.rule_id for finding in findings if finding.verdict is verdict]
        if rules:
            lines.append(f"{coded(table, 'verdict', verdict)} ({len(rules)}): {', '.join(rules)}")
    return "\n".join(lines)


def _section(title: str, lines: Iterator[str]) -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return f"{title}\n{body}" if body else ""


def _heading(finding: Finding, letter: Letter, table: _Words, language: str) -> str:
    camera = f"{finding.camera_id} ({letter.camera_name})" if letter.camera_name else finding.camera_id
    title = letter.rule.title.zh if letter.rule and language.startswith("zh") else finding.title
    first = table["of"].format(camera=camera, day=letter.day or "-")
    site = f"\n{table['site'].format(site=letter.site_id)}" if letter.site_id else ""
    return f"{first}{site}\n{title or finding.rule_id} [{finding.rule_id}]"


def _conclusion(finding: Finding, letter: Letter, table: _Words) -> Iterator[str]:
    said = finding.verdict.value
    if finding.verdict is Verdict.FAIL:
        said = "breach" if finding.is_breach_of_law else "departure"
    form = "verdict"
    if finding.confidence > 0:
        form = "verdict_review" if finding.verdict is Verdict.REVIEW else "verdict_certain"
    verdict = coded(table, "verdict", finding.verdict)
    yield table[form].format(verdict=verdict, said=table[f"said.{said}"], confidence=finding.confidence)
    if finding.proof:
        yield table["proof"].format(proof=coded(table, "proof", finding.proof))
    elif finding.verdict in (Verdict.REVIEW, Verdict.UNKNOWN):
        yield table["no_proof"]
    if (decision := letter.overrule) is not None:
        yield table["decided"].format(
            inspector=decision.inspector, on=decision.decided_on, until=decision.until, reason=decision.reason
        )
        yield from (table["decided_by"].format(what=what) for what in decision.evidence)
    if (pending := letter.pending) is not None:
        waits = coded(table, "verdict", pending.finding.verdict)
        yield table["pending"].format(since=pending.since, verdict=waits, dates=pending.dates)


def _facts(finding: Finding, numbers: Mapping[FactRef, int], table: _Words) -> Iterator[str]:
    if not numbers:
        yield table["no_facts"]
    for fact, number in numbers.items():
        yield f"[{number}] {fact.day or '          '}  {fact_in_words(fact, table)}"
    more = max((reason.more_facts for reason in finding.reasons), default=0)
    if more:
        yield table["more"].format(n=more)


def fact_in_words(fact: FactRef, table: Mapping[str, str]) -> str:
    """Say what a fact is and what it says, without its day, in the words of one language."""
    # What is declared, and a model's name, are shown as they are.
    says = fact.says if fact.kind in ("declaration", "recall") else coded(table, "says", fact.says)
    return coded(table, "kind", fact.kind).format(key=fact.key, says=says)


def _steps(finding: Finding, numbers: Mapping[FactRef, int], table: _Words, language: str) -> Iterator[str]:
    for number, reason in enumerate(finding.reasons, 1):
        basis = [*_by_facts(reason, numbers, table)]
        if reason.by_text:
            again = any(earlier.by_text for earlier in finding.reasons[: number - 1])
            basis.append(text_in_words(finding.citation, finding.force, table, again=again))
        yield f"{number}. {_said(reason.text, finding, language)}" + (f" [{'; '.join(basis)}]" if basis else "")


def _said(sentence: str, finding: Finding, language: str) -> str:
    """Return a stored sentence in the letter's language; one that somebody else wrote stays as it was written."""
    said = said_in(sentence, language, pack_id=finding.pack_id, pack_version=finding.pack_version)
    return sentence if said is None else said


def _by_facts(reason: Reason, numbers: Mapping[FactRef, int], table: _Words) -> Iterator[str]:
    if reason.facts:
        listed = [str(numbers[fact]) for fact in dict.fromkeys(reason.facts)]
        more = f" {table['and_more'].format(n=reason.more_facts)}" if reason.more_facts else ""
        yield table["rests_on" if len(listed) > 1 else "rests_on_one"].format(numbers=", ".join(listed)) + more


def text_in_words(citation: Citation, force: str, table: Mapping[str, str], *, again: bool = False) -> str:
    """Say which text a step rests on, with its force and how far it was read; or ``again`` the text named before."""
    return table["by_same_text" if again else "by_text"].format(
        citation=citation,
        force=coded(table, "force", force),
        verified=coded(table, "verified", citation.verified),
    )


def _law(finding: Finding, rule: Rule | None, table: _Words, language: str) -> Iterator[str]:
    cited = finding.citation
    yield table["standing"].format(
        citation=cited,
        force=coded(table, "force", finding.force),
        verified=coded(table, "verified", cited.verified),
    )
    if cited.address:
        yield table["address"].format(address=cited.address)
    if rule is not None:
        yield table["summary"].format(text=rule.summary.zh if language.startswith("zh") else rule.summary.en)
        if rule.original:
            yield table["original"].format(text=rule.original)
    yield table["pack"].format(pack=finding.pack_id, version=finding.pack_version)


def _missing(finding: Finding) -> Sequence[str]:
    return list(dict.fromkeys(reason.settles for reason in finding.reasons if reason.settles))


def _remedy(finding: Finding, letter: Letter, language: str) -> Iterator[str]:
    rule = letter.rule
    if finding.remedy:
        yield rule.remedy.zh if rule is not None and language.startswith("zh") else finding.remedy


def _past(past: Past, table: _Words) -> str:
    before = f"{coded(table, 'verdict', past.verdict_before)} -> " if past.verdict_before else ""
    verdict = coded(table, "verdict", past.verdict)
    pack = table["by_version"].format(version=past.pack_version)
    why = f"{coded(table, 'cause', past.cause)}; " if past.cause else ""
    return f"{past.day}  {coded(table, 'change', past.change)}: {before}{verdict} ({why}{pack})"
