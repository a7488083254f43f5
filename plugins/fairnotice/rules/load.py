"""Rule packs from their files; a pack that is not right names its file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from fairnotice.errors import RulePackError
from fairnotice.rules.pack import RulePack

PACKS = Path(__file__).parent / "packs"
_MAX_BYTES = 512 * 1024
_REMEDIES = {
    "extra_forbidden": "remove it, or see rules/schema.json for the names that exist",
    "missing": "add it",
    "enum": "use one of the words listed",
    "literal_error": "use one of the words listed",
    "string_pattern_mismatch": "correct the spelling",
}


def load_packs(selection: str | None = None, folder: Path = PACKS) -> tuple[RulePack, ...]:
    """Return the packs that an authority applies.

    Args:
        selection: Comma-separated folders (``cn,eu``) or pack ids (``cn.order-799``); None: all.
        folder: Where the packs are, as ``<jurisdiction>/<instrument>.yaml``.

    Raises:
        RulePackError: A file is not a valid pack, two packs share an id, or the selection names
            something that is not there.
    """
    territories = _territories(folder)
    packs = tuple(_load(path, territories) for path in sorted(folder.glob("*/*.yaml")))
    _refuse_shared_ids(packs)
    if selection is None:
        return packs
    wanted = {item.strip() for item in selection.split(",") if item.strip()}
    known = {pack.pack_id for pack in packs} | {pack.pack_id.split(".")[0] for pack in packs}
    if unknown := sorted(wanted - known):
        choices = ", ".join(sorted(known))
        raise RulePackError(f"no rule pack is called {', '.join(unknown)}. Remedy: choose from {choices}")
    return tuple(pack for pack in packs if pack.pack_id in wanted or pack.pack_id.split(".")[0] in wanted)


def load_pack(path: Path) -> RulePack:
    """Return the pack in ``path``, whose id must be ``<folder>.<file name>``.

    Raises:
        RulePackError: With the file, the line and what to do.
    """
    return _load(path, _territories(path.parent.parent))


def _load(path: Path, territories: dict[str, list[str]]) -> RulePack:
    node, data = _read(path)
    name = f"{path.parent.name}/{path.name}"
    expected = f"{path.parent.name}.{path.stem}"
    if not isinstance(data, dict):
        raise RulePackError(f"{name}, line 1: not a mapping. Remedy: see rules/schema.json")
    codes = data.get("jurisdictions")
    if isinstance(codes, list):
        data["jurisdictions"] = [code for item in codes for code in territories.get(str(item), [item])]
    try:
        pack = RulePack.model_validate(data)
    except ValidationError as error:
        raise RulePackError("\n".join(_complaints(name, node, error))) from None
    if pack.pack_id != expected:
        raise RulePackError(f"{name}, pack_id: is '{pack.pack_id}'. Remedy: call it '{expected}', as folder and file")
    return pack


def _read(path: Path) -> tuple[yaml.Node, Any]:
    name = f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise RulePackError(f"{name}: larger than {_MAX_BYTES} bytes. Remedy: split the pack")
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            raise RulePackError(f"{name}: empty. Remedy: see rules/schema.json for what a pack holds")
        _refuse_doubles(name, node)
        return node, yaml.safe_load(text)
    except OSError as error:
        raise RulePackError(f"{name}: cannot be read ({error.strerror}). Remedy: check path and rights") from error
    except UnicodeDecodeError as error:
        raise RulePackError(f"{name}: not UTF-8 at byte {error.start}. Remedy: save it as UTF-8") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise RulePackError(f"{name}{line}: {getattr(error, 'problem', error)}. Remedy: correct the YAML") from error


def _refuse_doubles(name: str, node: yaml.Node) -> None:
    for mapping in _mappings(node):
        seen: set[str] = set()
        for key, _ in mapping.value:
            if key.value in seen:
                raise RulePackError(
                    f"{name}, line {key.start_mark.line + 1}: '{key.value}' stands twice. Remedy: keep one of them"
                )
            seen.add(key.value)


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def _complaints(name: str, node: yaml.Node, error: ValidationError) -> Iterator[str]:
    problems = error.errors()
    for problem in problems:
        if problem["type"] == "too_short" and len(problems) > 1:
            continue  # pydantic counts an item that is wrong as absent; the item's own complaint says it better
        place = ".".join(str(part) for part in problem["loc"]) or "pack"
        remedy = _REMEDIES.get(problem["type"], "correct the value")
        yield f"{name}, line {_line(node, problem['loc'])}, {place}: {problem['msg']}. Remedy: {remedy}"


def _line(node: yaml.Node, place: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the deepest part of ``place`` that the file holds."""
    line = node.start_mark.line
    for part in place:
        step: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, step = key.start_mark.line, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            step = node.value[part]
            line = step.start_mark.line
        if step is None:
            break
        node = step
    return line + 1


def _territories(folder: Path) -> dict[str, list[str]]:
    path = folder / "territories.yaml"
    if not path.exists():
        return {}
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RulePackError(f"territories.yaml: {error}. Remedy: correct the YAML") from error
    if not isinstance(groups, dict) or not all(isinstance(codes, list) for codes in groups.values()):
        raise RulePackError("territories.yaml: not a mapping of names to lists of codes. Remedy: correct it")
    return {str(name): [str(code) for code in codes] for name, codes in groups.items()}


def _refuse_shared_ids(packs: tuple[RulePack, ...]) -> None:
    owners: dict[str, str] = {}
    for pack in packs:
        for name in [pack.pack_id, *(rule.id for rule in pack.rules)]:
            if name in owners:
                raise RulePackError(
                    f"{pack.pack_id}: id '{name}' is also in {owners[name]}. Remedy: rename one of them"
                )
            owners[name] = pack.pack_id
