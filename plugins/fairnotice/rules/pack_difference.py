"""What two versions of a pack ask differently, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairnotice.rules.pack import Rule, RulePack
from fairnotice.rules.pack_words import weight

_UNSHOWN = ("source_copies", "rules", "version", "pack_id")
"""Copies are shown nowhere; rules are compared one by one."""
_LONGEST = 300


def pack_difference(old: RulePack, new: RulePack) -> list[str]:
    """Return a line for each thing that changed from ``old`` to ``new``; empty if they say the same."""
    before, after = ({rule.id: rule for rule in pack.rules} for pack in (old, new))
    lines = [line for field in _fields(old, new) for line in _changes(field, old, new)]
    if old.source_copies != new.source_copies:
        lines.append("sources: other copies were read")
    lines += [f"rule {name} is gone: {rule.title.en}" for name, rule in before.items() if name not in after]
    for name, rule in after.items():
        if name in before:
            lines += [f"rule {name}, {line}" for line in _rule(before[name], rule)]
        else:
            lines.append(f"rule {name} is new: {rule.title.en} ({rule.force}, {rule.verified}: {weight(rule)})")
    return lines


def _fields(old: RulePack, new: RulePack) -> list[str]:
    shown = [field for field in type(new).model_fields if field not in _UNSHOWN]
    return [field for field in shown if _said(old, field) != _said(new, field)]


def _changes(field: str, old: RulePack, new: RulePack) -> Iterator[str]:
    before, after = _flat(_said(old, field), field), _flat(_said(new, field), field)
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield f"{_words(name)}: {_change(before.get(name), after.get(name))}"


def _rule(old: Rule, new: Rule) -> Iterator[str]:
    before, after = _flat(old.model_dump(mode="json", by_alias=True)), _flat(new.model_dump(mode="json", by_alias=True))
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield f"{_words(name)}: {_change(before.get(name), after.get(name))}"
    if weight(old) != weight(new):
        yield f"so what it can come to is now: {weight(new)}, and was: {weight(old)}"


def _said(pack: RulePack, field: str) -> Any:
    return pack.model_dump(mode="json", by_alias=True)[field]


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    """Return a tree's leaves by their dotted names; lists of plain values are leaves, as one compares them whole."""
    if isinstance(value, dict) and value:
        parts = ((f"{name}.{key}" if name else str(key), part) for key, part in value.items())
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        parts = ((f"{name}.{part.get('id', index)}", part) for index, part in enumerate(value))
    else:
        return {name: value}
    return {leaf: said for key, part in parts for leaf, said in _flat(part, key).items()}


def _words(name: str) -> str:
    return name.replace("applies_if.", "applies if ").replace("in_force.", "in force ").replace("_", " ")


def _change(old: Any, new: Any) -> str:
    if isinstance(old, list) and isinstance(new, list):
        added, gone = [v for v in new if v not in old], [v for v in old if v not in new]
        said = [f"{word} {', '.join(map(str, each))}" for word, each in (("with", added), ("without", gone)) if each]
        return "; ".join(said) or "in another order"
    return f"{_shown(old)} -> {_shown(new)}"


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
