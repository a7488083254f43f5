"""A pack's file: read within limits, and every complaint with its file, line and remedy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fairnotice.errors import RulePackError
from fairnotice.rules.pack import RulePack

_MAX_BYTES = 512 * 1024
_MOST_DEPTH = 20
_REMEDIES = {
    "extra_forbidden": "remove it, or see rules/schema.json for the names that exist",
    "missing": "add it",
    "enum": "use one of the words listed",
    "literal_error": "use one of the words listed",
    "string_pattern_mismatch": "correct the spelling",
}


class _Loader(yaml.SafeLoader):
    """Plain values only; a day that does not exist is told with its line."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> dt.date | dt.datetime:
        """Return a day."""
        try:
            day: dt.date | dt.datetime = super().construct_yaml_timestamp(node)
        except ValueError:
            problem = f"there is no day {node.value}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None
        return day


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


@dataclass(frozen=True, slots=True)
class PackFile:
    """What a file holds, before it is known to be a pack."""

    name: str
    """Folder and file name, as complaints give it."""
    node: yaml.Node
    data: dict[str, Any]
    """With the groups of ``territories.yaml`` written out."""

    def pack(self) -> RulePack:
        """Return the pack.

        Raises:
            RulePackError: With everything that is wrong, one complaint a line.
        """
        try:
            return RulePack.model_validate(self.data)
        except ValidationError as error:
            raise RulePackError("\n".join(self._complaints(error))) from None

    @property
    def sha256(self) -> str:
        """Hash of what the file says; comments, layout and the order of keys do not count."""
        text = json.dumps(self.data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def complaint(self, place: Sequence[int | str], says: str, remedy: str) -> str:
        """Return a complaint about the deepest part of ``place`` that the file holds."""
        where = ".".join(str(part) for part in place) or "pack"
        return f"{self.name}, line {self._line(place)}, {where}: {says}. Remedy: {remedy}"

    def _complaints(self, error: ValidationError) -> Iterator[str]:
        problems = error.errors()
        for problem in problems:
            if problem["type"] == "too_short" and len(problems) > 1:
                continue  # pydantic counts an item that is wrong as absent; the item's own complaint says it better
            place, remedy = _place_and_remedy(problem)
            yield self.complaint(place, problem["msg"], remedy)

    def _line(self, place: Sequence[int | str]) -> int:
        node, line = self.node, self.node.start_mark.line
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


def _place_and_remedy(problem: ErrorDetails) -> tuple[list[int | str], str]:
    context = problem.get("ctx", {})
    place = [*problem["loc"]]
    if problem["type"] != "misfit":
        return place, _REMEDIES.get(problem["type"], "correct the value")
    place += [int(part) if part.isdigit() else part for part in context["field"].split(".")]
    return place, context["remedy"]


def read(path: Path, territories: dict[str, list[str]]) -> PackFile:
    """Return what the file at ``path`` holds.

    Args:
        path: The file.
        territories: The codes that the name of a group stands for in ``jurisdictions``.

    Raises:
        RulePackError: It cannot be read, is too large, or is not YAML of plain values.
    """
    name = f"{path.parent.name}/{path.name}"
    return parse(name, _text(name, path), territories)


def parse(name: str, text: str, territories: dict[str, list[str]]) -> PackFile:
    """Return what ``text`` holds, which complaints call ``name``; else as `read`.

    Raises:
        RulePackError: It is not YAML of plain values.
    """
    node, data = _parsed(name, text)
    if not isinstance(data, dict):
        raise RulePackError(f"{name}, line 1: not a mapping. Remedy: see rules/packs/template.yaml")
    codes = data.get("jurisdictions")
    if isinstance(codes, list):
        data["jurisdictions"] = [code for item in codes for code in territories.get(str(item), [item])]
    return PackFile(name, node, data)


def _text(name: str, path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise RulePackError(f"{name}: larger than {_MAX_BYTES} bytes. Remedy: split the pack")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RulePackError(f"{name}: cannot be read ({error.strerror}). Remedy: check path and rights") from error
    except UnicodeDecodeError as error:
        raise RulePackError(f"{name}: not UTF-8 at byte {error.start}. Remedy: save it as UTF-8") from error


def _parsed(name: str, text: str) -> tuple[yaml.Node, Any]:
    try:
        _refuse_what_never_ends(name, text)
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise RulePackError(f"{name}, line 1: empty. Remedy: see rules/packs/template.yaml for what a pack holds")
        _refuse_doubles(name, node)
        return node, yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise RulePackError(f"{name}{line}: {getattr(error, 'problem', error)}. Remedy: correct the YAML") from error


def _refuse_what_never_ends(name: str, text: str) -> None:
    """Refuse aliases, a few of which make a small file endless, and depths that no pack needs."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = f", line {event.start_mark.line + 1}" if event.start_mark else ""
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise RulePackError(f"{name}{line}: '*{event.anchor}' refers elsewhere. Remedy: write it out")
        if depth > _MOST_DEPTH:
            raise RulePackError(f"{name}{line}: nested too deeply. Remedy: see rules/packs/template.yaml")


def _refuse_doubles(name: str, node: yaml.Node) -> None:
    for mapping in _mappings(node):
        seen: set[str] = set()
        for key, _ in mapping.value:
            said = str(key.value)
            if said in seen:
                raise RulePackError(
                    f"{name}, line {key.start_mark.line + 1}: '{said}' stands twice. Remedy: keep one of them"
                )
            seen.add(said)


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)
