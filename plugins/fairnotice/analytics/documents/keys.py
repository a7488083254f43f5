"""What a key says about what stands under and beside it: a switch, a place's name, a sentence, a file.

The words are data (``keys.yaml``), in English as the formats have them; what names a classifier is in
the vocabulary, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node
from fairnotice.analytics.words.tokens import tokens
from fairnotice.errors import names_a_secret

_SAY_FILE = frozenset({"file", "path", "filename", "labelfile"})
_LEAST_SEALED = 60
_MESSAGES = ("messages",)
_FEW = 20
_PLUMBING = re.compile(
    r"v1|(?:networking|rbac\.authorization|storage|scheduling)\.k8s\.io/\w{1,10}|(?:autoscaling|policy)/\w{1,10}|monitoring\.coreos\.com/v1"
)
"""Kubernetes' own groups: a kind of the same name in another may start programs, as Knative's Service."""
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_FILLED_IN = re.compile(r"\$\{\w{1,80}\}|\$\w{1,80}|\{\{ ?[\w. -]{1,100} ?\}\}|%\w{1,80}%")
_OF_FILES = frozenset(
    {"model", "models", "path", "file", "labels", "weights", "engine", "dir", "url", "uri", "endpoint", "name"}
)
_GIVEN = re.compile(r"\$\{\w{1,80}:?-(?P<value>[^${}]{0,80})\}")
"""A variable with what stands for it where it is not set."""
_NO_SHARE = re.compile(r"0(?:\.0+)?\s?%?|false|off|no", re.IGNORECASE)
_PROMPT_FILE = re.compile(r"[^\s,;|:{}$]{1,200}\.(?:txt|md|prompt|j2|jinja2?|tmpl)", re.IGNORECASE)
_FILE_ENDINGS = (".txt", ".names", ".labels", ".label", ".json", ".yaml", ".yml", ".lst", ".csv", ".pbtxt")


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    switches: frozenset[str]
    off_switches: frozenset[str]
    off_values: frozenset[str]
    on_values: frozenset[str]
    denials: frozenset[str]
    refusals: frozenset[str]
    refusing: frozenset[str]
    refused_things: frozenset[str]
    supported: frozenset[str]
    possible_values: frozenset[str]
    prose: frozenset[str]
    instructions: frozenset[str]
    answers: frozenset[str]
    names_of_places: frozenset[str]
    names: frozenset[str]
    people: frozenset[str]
    somebody: frozenset[str]
    places: frozenset[str]
    label_files: frozenset[str]
    files_of_images: frozenset[str]
    labels: frozenset[str]
    sealed: frozenset[str]
    deployments: frozenset[str]
    on_request: frozenset[str]
    programs: frozenset[str]
    alternatives: frozenset[str]
    workloads: frozenset[str]
    plumbing: frozenset[str]
    turning: frozenset[str]
    how_often: frozenset[str]
    shares: frozenset[str]
    pair_names: frozenset[str]
    pair_values: frozenset[str]
    compared_names: frozenset[str]
    comparisons: frozenset[str]
    compared_values: frozenset[str]
    modes: frozenset[str]
    never: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    chinese = _chinese_of(lists.values())
    # As keys are compared, 'instrucción' without its accent; values stay as they are written too.
    folded = {
        name: {word for each in some for word in (each, " ".join(tokens(each, chinese)) or each)}
        for name, some in lists.items()
    }
    return _Words.model_validate(folded)


@lru_cache(maxsize=1)
def _chinese() -> frozenset[str]:
    """Return the words by which runs of Chinese letters are taken apart."""
    words = _words()
    return _chinese_of(getattr(words, name) for name in _Words.model_fields)


def _chinese_of(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(word for each in lists for word in each if _HAN.fullmatch(word))


@dataclass(frozen=True, slots=True)
class Role:
    """What one key says."""

    words: tuple[str, ...]
    silent: bool
    """What stands under it is not looked at: a secret, or prose about a thing."""
    instructs: bool
    """Its value, or each one under it, tells a model that reads words what to do."""
    answers: bool
    """It holds the form that a model's answers take."""
    possible: bool
    """It lists what a value could be."""
    lowers: bool
    """What stands under it is left out (``exclude_attributes``) or merely supported: a capability at most."""
    refuses: bool
    """What stands under it must not be done (``forbidden_attributes``): that it is named says nothing against it."""
    refusing: bool
    """It refuses what a key under it names (``deny: attributes:``)."""
    refused: bool
    """What it names is a thing that can be refused."""
    names_place: bool
    """Its value is the name of a place, a person or a thing, not of a function."""
    names: bool
    """Its value is the name of whatever it stands in."""
    holds_places: bool
    """Under it stand places, devices or people with names of their own."""
    holds_people: bool
    """Under it stand people by their names, if they are no switches."""
    holds_somebody: bool
    """Under it stands one person, of whom a name is told."""
    holds_labels: bool
    """Under it stand the names of a model's classes."""
    names_label_file: bool
    switch: bool
    off_switch: bool
    mode: bool
    """Its value says when what it stands beside runs."""
    deployment: bool
    """A switch of what it stands beside may stand in it."""
    on_request: bool
    """If it lists anything, the program that it stands in runs only when somebody asks for it."""
    how_often: bool
    """It says how many times the program runs that it stands in."""
    share: bool
    """It says in which share of all places a thing runs."""
    alternatives: bool
    """Under it stand alternatives by their names, of which the rest of the file chooses."""


@lru_cache(maxsize=50_000)
def role(key: str) -> Role:
    """Return what ``key`` says."""
    words = _words()
    parts = tuple(tokens(key[:200], _chinese()))
    joined, last = " ".join(parts), parts[-1] if parts else ""
    last_word = next((part for part in reversed(parts) if not part.isdigit()), "")
    return Role(
        words=parts,
        silent=last in words.prose or joined in words.prose or names_a_secret(key),
        instructs=joined in words.instructions or " ".join(parts[-2:]) in words.instructions,
        answers=joined in words.answers,
        possible=joined in words.possible_values,
        lowers=any(part in words.denials or part in words.supported for part in parts)
        or joined in words.possible_values,
        refuses=_refuses(parts, words),
        refusing=joined in words.refusing,
        refused=not words.refused_things.isdisjoint(parts),
        names_place=joined in words.names_of_places or " ".join(parts[-2:]) in words.names_of_places,
        names=joined in words.names,
        holds_places=last_word in words.places or joined in words.places,
        holds_people=joined in words.people,
        holds_somebody=joined in words.somebody,
        holds_labels=any(part in words.labels for part in parts),
        names_label_file=joined in words.label_files,
        switch=joined in words.switches,
        off_switch=joined in words.off_switches,
        mode=joined in words.modes,
        deployment=joined in words.deployments,
        on_request=joined in words.on_request,
        how_often=joined in words.how_often,
        share=joined in words.shares,
        alternatives=last in words.alternatives,
    )


def _refuses(parts: tuple[str, ...], words: _Words) -> bool:
    phrases = {" ".join(parts[at : at + length]) for length in (1, 2, 3) for at in range(len(parts))}
    if not words.refusals.isdisjoint(phrases):
        return True
    return not words.refusing.isdisjoint(parts) and not words.refused_things.isdisjoint(parts)


def names_label_file(node: Node) -> bool:
    """Tell whether a value names a file of labels."""
    said = role(node.key)
    if not said.names_label_file or node.kind is not Kind.TEXT:
        return False
    text = node.text.strip().casefold()
    if len(text.split()) != 1:
        return False
    # A key that says 'file' or 'path' names one whatever it is called; 'labels' may as well be a label.
    return text.endswith(_FILE_ENDINGS) or not _SAY_FILE.isdisjoint(said.words)


def is_of_an_image(name: str) -> bool:
    """Tell whether a file of labels lies in a program's own image, and which labels it has is known."""
    return name in _words().files_of_images


def names_prompt_file(node: Node) -> bool:
    """Tell whether a value names a file in which stands what a model is told."""
    return node.kind is Kind.TEXT and bool(_PROMPT_FILE.fullmatch(node.text.strip())) and _of_prompts(role(node.key))


def _of_prompts(said: Role) -> bool:
    return said.instructs or (len(said.words) > 1 and said.words[-1] in _SAY_FILE and role(said.words[-2]).instructs)


def looks_packed(text: str) -> bool:
    """Tell whether a text is as long as what is packed or encrypted, and has no signs but those of Base64."""
    return len(text) >= _LEAST_SEALED and bool(_PACKED.fullmatch(text.strip()))


def compared(node: Node) -> tuple[Node, str] | None:
    """Return the attribute that a condition compares, and the word: ``{attr: religion, op: eq, value: islam}``."""
    words = _words()
    first: dict[str, Node] = {}
    for each in node.children:
        first.setdefault(each.key.casefold(), each)
    names, values = first.keys() & words.compared_names, first.keys() & words.compared_values
    if not names or not values or first.keys().isdisjoint(words.comparisons):
        return None
    value = first[min(values)]
    if value.kind is Kind.LIST and value.children:
        value = value.children[0]
    return (first[min(names)], value.text.strip()) if value.kind is Kind.TEXT else None


def is_sealed(node: Node, siblings: Iterable[Node]) -> bool:
    """Tell whether a value is packed or encrypted, so that nobody can tell what it holds."""
    if node.kind is not Kind.TEXT or not looks_packed(node.text):
        return False
    words = _words().sealed
    near = {part for each in (node, *siblings) for part in role(each.key).words}
    return not words.isdisjoint(near)


def is_open(node: Node) -> bool:
    """Tell whether somebody else fills in a switch, ``${ETHNICITY}``: it may be on or off. A file's name is none."""
    if node.kind is not Kind.TEXT or not _FILLED_IN.fullmatch(node.text.strip()):
        return False
    return (
        _OF_FILES.isdisjoint(role(node.key).words[-1:]) and node.text.strip("{} ").casefold() not in _words().on_values
    )


def is_off(node: Node) -> bool:
    """Tell whether a value switches off what its key names, by itself or by a switch in it."""
    if node.kind not in CONTAINERS:
        text = node.text.strip()
        given = _GIVEN.fullmatch(text) if text.startswith("$") else None
        return (given["value"] if given else text).casefold() in _words().off_values
    if (value := _value_of_pair(node)) is not None:
        return is_off(value)
    return any(_turns_off(child, node) for child in node.children if child.key)


def is_turned_on(node: Node) -> bool:
    """Tell whether a value is a switch of what it stands in, and on."""
    return node.scalar and role(node.key).switch and not is_off(node)


def switched(node: Node) -> tuple[str, ...]:
    """Return the words of what a key turns off, as in ``ENABLE_RACE=0`` or ``race.enabled: false``; empty: nothing."""
    if node.kind in CONTAINERS or not node.key:
        return ()
    words, said = role(node.key).words, _words()
    value = node.text.strip().casefold()
    subject = tuple(word for word in words if word not in said.turning | said.off_switches)
    if len(subject) == len(words):
        return ()
    negated = not said.off_switches.isdisjoint(words)
    return subject if value in (said.on_values if negated else said.off_values) else ()


def _value_of_pair(node: Node) -> Node | None:
    """Return the value of a map that only says what one setting has: ``{"k": "race", "v": 0}``."""
    if len(node.children) != 2:
        return None
    by_key = {child.key.casefold(): child for child in node.children if child.scalar}
    name, value = by_key.keys() & _words().pair_names, by_key.keys() & _words().pair_values
    return by_key[next(iter(value))] if name and value else None


def is_chat(node: Node) -> bool:
    """Tell whether a list holds what is said to a model and what it said, each by somebody."""
    if node.kind is not Kind.LIST or not node.children or node.key.casefold() not in _MESSAGES:
        return False
    return all(each.child("role") is not None and each.child("content") is not None for each in node.children[:_FEW])


def is_switch(node: Node) -> bool:
    """Tell whether a value turns on or off what its key names."""
    words = _words()
    return node.kind is Kind.TRUTH or node.text.strip().casefold() in words.on_values | words.off_values


def _turns_off(switch: Node, around: Node) -> bool:
    said = role(switch.key)
    if said.on_request:
        return switch.kind is Kind.LIST and bool(switch.children) and _is_program(around)
    if said.how_often and switch.scalar:
        return switch.text.strip() == "0" and _is_program(around)
    if said.share and switch.scalar and around.path:
        return _NO_SHARE.fullmatch(switch.text.strip()) is not None and not any(map(is_turned_on, around.children))
    if said.deployment:
        return any(_turns_off(child, switch) for child in switch.children if child.scalar)
    if switch.kind in CONTAINERS or not (said.switch or said.off_switch or said.mode):
        return False
    value, words = switch.text.strip().casefold(), _words()
    if said.mode:
        return value in words.never
    return value in words.off_values if said.switch else value in words.on_values


def starts_nothing(node: Node) -> bool:
    """Tell whether a node is a document of Kubernetes by which nothing runs: a claim of storage, an address."""
    if not _PLUMBING.fullmatch(node.value("apiVersion") or ""):
        return False
    return (node.value("kind") or "").casefold() in _words().plumbing


def runs_nothing(node: Node) -> bool:
    """Tell whether documents of one file are what Kubernetes starts, and none of it runs: nothing reads the rest."""
    if node.kind is not Kind.LIST or not all(each.child("apiVersion") for each in node.children):
        return False
    workloads = [each for each in node.children if (each.value("kind") or "").casefold() in _words().workloads]
    return bool(workloads) and all(is_off(each) for each in workloads)


def _is_program(node: Node) -> bool:
    return any(child.key.casefold() in _words().programs for child in node.children)
