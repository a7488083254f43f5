"""A rule pack in words, for whoever wants to know what is asked and how surely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairnotice.rules.conditions import AppliesIf
from fairnotice.rules.letter_words import coded, words
from fairnotice.rules.pack import Rule, RulePack
from fairnotice.rules.pack_values import Text

_EN = {
    "number": "Number: {}",
    "issuer": "Issuer: {}",
    "address": "Official text: {}",
    "holds": "Holds in {}",
    "holds_except": "Holds in {}, but not in {}",
    "citation": "Citation: {}",
    "original": "In its own words: {}",
    "since": "from {}",
    "until": "from {} to {}",
    "weight": "Weight: {force}, {dates}; {verified}: {weight}",
    "wording": "Said of it: {}",
    "asks": "Asks for: {}",
    "look": "to be looked at: {}",
    "operators": "Applies to operators of kind {}",
    "site_classes": "Applies to places of kind {}",
    "site_classes_unclear": "Perhaps to places of kind {}",
    "site_classes_except": "Not to places of kind {}",
    "analytics": "Applies where this runs: {}",
    "purposes": "Applies for the purpose {}",
    "places": "Applies in {}",
    "area": "Applies within an area of its own",
    "otherwise": "Not to others: {}",
    "exemption": "Exemption {}: {}",
    "question": "To be asked: {}",
    "remedy": "What puts it right: {}",
    "doubts": "What its author was not sure of:",
    "can_fail": "can fail",
    "asked": "at most a review, since anybody may come under an exemption",
    "review": "at most a review",
}
_ZH = {
    "number": "文号：{}",
    "issuer": "发布机关：{}",
    "address": "官方文本：{}",
    "holds": "适用地区：{}",
    "holds_except": "适用地区：{}，{} 除外",
    "citation": "引用：{}",
    "original": "原文：{}",
    "since": "自 {} 起",
    "until": "自 {} 至 {}",
    "weight": "效力：{force}，{dates}；{verified}：{weight}",
    "wording": "表述：{}",
    "asks": "要求：{}",
    "look": "须由人查看：{}",
    "operators": "适用的运营者：{}",
    "site_classes": "适用的场所：{}",
    "site_classes_unclear": "可能适用的场所：{}",
    "site_classes_except": "不适用的场所：{}",
    "analytics": "仅在使用以下功能时适用：{}",
    "purposes": "仅适用于以下目的：{}",
    "places": "仅适用于：{}",
    "area": "仅在划定区域内适用",
    "otherwise": "其他情形不适用：{}",
    "exemption": "例外 {}：{}",
    "question": "须询问：{}",
    "remedy": "如何改正：{}",
    "doubts": "编写者不确定之处：",
    "can_fail": "可判定不合格",
    "asked": "至多提请人工复核，因为任何人都可能适用例外",
    "review": "至多提请人工复核",
}


def pack_in_words(pack: RulePack, language: str = "en") -> str:
    """Return what ``pack`` asks of whom.

    Args:
        pack: The pack.
        language: BCP 47 tag: texts stand in it where the pack has them, the words around them in English or Chinese.
    """
    table, instrument = _table(language), pack.instrument
    lines = [f"{pack.pack_id}@{pack.version}: {instrument}"]
    known = {"number": instrument.number, "issuer": instrument.issuer, "address": instrument.address}
    lines += [f"  {table[what].format(said)}" for what, said in known.items() if said]
    places, excepted = ", ".join(pack.jurisdictions), ", ".join(pack.jurisdictions_except)
    lines.append(f"  {table['holds_except' if excepted else 'holds'].format(places, excepted)}")
    for rule in pack.rules:
        lines += ["", f"{rule.id}: {in_language(rule.title, language)}"]
        lines += [f"  {line}" for line in _rule(pack, rule, language, table)]
    if pack.doubts:
        lines += ["", table["doubts"], *(f"  - {doubt}" for doubt in pack.doubts)]
    return "\n".join(lines)


def weight(rule: Rule, language: str = "en") -> str:
    """Return the most that a rule can come to, and why if it cannot fail."""
    if not rule.can_fail:
        return _table(language)["review"]
    return _table(language)["can_fail" if can_accuse(rule) else "asked"]


def can_accuse(rule: Rule) -> bool:
    """Tell whether a camera can fail under a rule: its text allows it, and not everybody may be exempt."""
    return rule.can_fail and all(exemption.operator_kinds is not None for exemption in rule.exemptions)


def in_language(text: Text, language: str) -> str:
    """Return a text in ``language``, or in English where it has not been translated."""
    return text.zh if language.split("-")[0] == "zh" else text.others.get(language, text.en)


def _table(language: str) -> Mapping[str, str]:
    return _ZH if language.split("-")[0] == "zh" else _EN


def _rule(pack: RulePack, rule: Rule, language: str, table: Mapping[str, str]) -> Iterator[str]:
    yield in_language(rule.summary, language)
    yield table["citation"].format(pack.citation(rule))
    if rule.original:
        yield table["original"].format(rule.original)
    frame = words(language)
    yield table["weight"].format(
        force=coded(frame, "force", rule.force),
        dates=table["until" if rule.in_force.to else "since"].format(rule.in_force.from_, rule.in_force.to),
        verified=coded(frame, "verified", rule.verified),
        weight=weight(rule, language),
    )
    if rule.wording is not None:
        yield table["wording"].format(in_language(rule.wording, language))
    yield table["asks"].format("; ".join(_asks(rule, table)))
    yield from _conditions(rule.applies_if, table)
    for exemption in rule.exemptions:
        yield table["exemption"].format(exemption.id, in_language(exemption.text, language))
        yield "  " + table["question"].format(in_language(exemption.question, language))
    yield table["remedy"].format(in_language(rule.remedy, language))


def _asks(rule: Rule, table: Mapping[str, str]) -> Iterator[str]:
    yield f"{rule.requirement.replace('_', ' ')} ({rule.check})"
    for what in (rule.elements, rule.attributes, rule.analytics):
        if what:
            yield _list(what)
    if rule.review_attributes:
        yield table["look"].format(_list(rule.review_attributes))
    for terms in (rule.retention, rule.filing):
        if terms is not None:
            said = terms.model_dump(mode="json", exclude_defaults=True)
            yield ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in said.items())


def _conditions(applies: AppliesIf, table: Mapping[str, str]) -> Iterator[str]:
    yield table["operators"].format(_list(applies.operator_kinds))
    for name in ("site_classes", "site_classes_unclear", "site_classes_except", "analytics", "purposes", "places"):
        if values := getattr(applies, name):
            yield table[name].format(_list(values))
    if applies.area:
        yield table["area"]
    if applies.otherwise:
        yield table["otherwise"].format(applies.otherwise)


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(value.replace("_", " ") for value in values)
