"""A rule pack in words, for whoever wants to know what is asked and how surely."""

from __future__ import annotations

from collections.abc import Iterator

from fairnotice.rules.conditions import AppliesIf
from fairnotice.rules.pack import Rule, RulePack
from fairnotice.rules.pack_values import Text

_VERIFIED = {
    "official": "read at the official address",
    "full_copy": "read at a full copy",
    "secondary": "known from others who quote it",
    "memory": "known from memory",
}


def pack_in_words(pack: RulePack, language: str = "en") -> str:
    """Return what ``pack`` asks of whom; texts in ``language`` (BCP 47) where it has them, else in English."""
    instrument = pack.instrument
    lines = [f"{pack.pack_id}@{pack.version}: {instrument}"]
    known = {"Number": instrument.number, "Issuer": instrument.issuer, "Official text": instrument.address}
    lines += [f"  {what}: {said}" for what, said in known.items() if said]
    excepted = f", but not in {', '.join(pack.jurisdictions_except)}" if pack.jurisdictions_except else ""
    lines.append(f"  Holds in {', '.join(pack.jurisdictions)}{excepted}")
    for rule in pack.rules:
        lines += ["", *_rule(pack, rule, language)]
    if pack.doubts:
        lines += ["", "What its author was not sure of:", *(f"  - {doubt}" for doubt in pack.doubts)]
    return "\n".join(lines)


def dates(rule: Rule) -> str:
    """Return from when until when a rule holds."""
    return f"{rule.in_force.from_} to {rule.in_force.to}" if rule.in_force.to else f"from {rule.in_force.from_}"


def weight(rule: Rule) -> str:
    """Return the most that a rule can come to, and why if it cannot fail."""
    if not rule.can_fail:
        return "at most a review"
    if any(exemption.operator_kinds is None for exemption in rule.exemptions):
        return "at most a review, since anybody may come under an exemption"
    return "can fail"


def in_language(text: Text, language: str) -> str:
    """Return a text in ``language``, or in English where it has not been translated."""
    return text.zh if language.split("-")[0] == "zh" else text.others.get(language, text.en)


def _rule(pack: RulePack, rule: Rule, language: str) -> Iterator[str]:
    yield f"{rule.id}: {in_language(rule.title, language)}"
    yield f"  {in_language(rule.summary, language)}"
    yield f"  Citation: {pack.citation(rule)}"
    if rule.original:
        yield f"  Original: {rule.original}"
    yield f"  Force: {rule.force}, {dates(rule)}; {_VERIFIED[rule.verified]}: {weight(rule)}"
    if rule.wording is not None:
        yield f"  Said of it: {in_language(rule.wording, language)}"
    yield f"  Asks for: {'; '.join(_asks(rule))} ({rule.check})"
    for condition in _conditions(rule.applies_if):
        yield f"  Applies to: {condition}"
    for exemption in rule.exemptions:
        yield f"  Exemption {exemption.id}: {in_language(exemption.text, language)}"
        yield f"    Asked: {in_language(exemption.question, language)}"
    yield f"  What puts it right: {in_language(rule.remedy, language)}"


def _asks(rule: Rule) -> Iterator[str]:
    yield rule.requirement.replace("_", " ")
    for what in (rule.elements, rule.attributes, rule.analytics):
        if what:
            yield _list(what)
    if rule.review_attributes:
        yield f"to be looked at: {_list(rule.review_attributes)}"
    for terms in (rule.retention, rule.filing):
        if terms is not None:
            said = terms.model_dump(mode="json", exclude_defaults=True)
            yield ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in said.items())


def _conditions(applies: AppliesIf) -> Iterator[str]:
    yield f"operators of kind {_list(applies.operator_kinds)}"
    for words, what in (
        ("places of kind {}", applies.site_classes),
        ("perhaps places of kind {}", applies.site_classes_unclear),
        ("no places of kind {}", applies.site_classes_except),
        ("cameras with {}", applies.analytics),
        ("the purpose {}", applies.purposes),
        ("cameras in {}", applies.places),
    ):
        if what:
            yield words.format(_list(what))
    if applies.area:
        yield "cameras within an area of its own"
    if applies.otherwise:
        yield f"not to others: {applies.otherwise}"


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(value.replace("_", " ") for value in values)
