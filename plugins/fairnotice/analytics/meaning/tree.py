"""From a configuration's tree to the texts in it that can name a classifier, each with what it proves.

A key that is switched off, left out or merely supported proves a capability at most; what must not be done, and
names of places, cameras and people prove nothing; prose and secrets are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.beside import Beside
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node
from fairnotice.analytics.documents.reading import (
    Label,
    LabelList,
    Reading,
    Reference,
    Scope,
    Statement,
)
from fairnotice.analytics.documents.value_texts import (
    is_sentence,
    is_setting,
    items_of,
    names_in_a_row,
    prompts_of,
    sentences,
    settings_in,
)
from fairnotice.analytics.meaning.alternatives import Alternatives
from fairnotice.analytics.meaning.company_near import asked_with, beginning, near
from fairnotice.analytics.meaning.definitions import is_definition
from fairnotice.analytics.meaning.node_labels import (
    are_captions,
    are_measured,
    is_doubtful,
    label_of,
    labels_in,
    may_be_of_people,
)
from fairnotice.analytics.meaning.references import named_files
from fairnotice.analytics.meaning.telling_parts import telling_parts
from fairnotice.analytics.words.service_defaults import services
from fairnotice.analytics.words.vocabulary import Where, vocabulary
from fairnotice.domain import PROVING, Level

_LONGEST_VALUE = 2_000
_FEW_PROMPTS = 2
"""Prompts in one value that are read one by one; of more, each is to be found."""
_MOST_WITHIN = 4
"""Settings in a value of settings in a value: an option with an address with a query, and one to spare."""
_TEXT_OR_NOTHING = frozenset({Kind.TEXT, Kind.NOTHING})
_WORD = re.compile(r"[^\W\d_][^\d/\\.=:{}$%<>_]{1,39}")
"""A word or some, that are no path, number, variable or name of a program's thing."""
_INFO_KIND, _BY_HAND = "InfoKind", "2"
"""How GA/T 1400 says that somebody wrote down what stands in an object: no device saw it."""
_KEY = ("key",)
_SEARCHED = "data"
_END = " .,;?!。，？！"
_ASKED = re.compile(r"[?,？，、。]|\.$")
"""In what a model is asked; of what it is to look for, each is a word or some."""
_SAID_TO_A_MODEL = frozenset({"message", "content", "text", "instruction", "question", "user", "system"})
_TRIED = frozenset({"vars", "input", "inputs"})
_OF_WORK = frozenset({"name", "needs"})
_DESCRIBES = ("description",)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_OF_RULES = frozenset(
    {"retention", "privacy", "cookie", "consent", "data", "password", "access", "compliance", "legal"}
)
"""Words of policies that people read."""
_STRUCTURED = frozenset({"description", "policy", "message", "details", "summary", "license", "licence"})
"""Keys of prose under which settings and results stand too, where what stands there is no text: ``storage_policy``."""
_A_FILE = re.compile(r"[^\s,;|]{1,300}\.[A-Za-z][A-Za-z0-9]{0,11}")
_ONVIF_VALUE = "/@Value"
_ADDRESS = ("url",)
_ASKS = re.compile(r"\?|/models/")
"""An address says nothing, but its query, or the model in it, is what is asked for."""
_NOBODY = Level.CARRIER
"""What a name of a place or a person can prove: only that the format has such a field."""


def read_tree(
    root: Node,
    format_: str,
    *,
    level: Level = Level.CONFIGURED,
    levels: Mapping[str, Level] | None = None,
    error: str | None = None,
) -> Reading:
    """Read every key, value and list of names in a configuration.

    Args:
        root: The whole document.
        format_: The format's name in results.
        level: What an enabled part of it proves.
        levels: What the parts under certain keys (folded) prove instead, such as a device's output.
        error: Why not all of it is in the tree.
    """
    reader = _Walk(root, levels or {})
    reader.visit(
        root, Scope(), Level.CAPABILITY if level in PROVING and keys.is_off(root) else level, naming=_Naming.NOTHING
    )
    found = tuple(reader.lists), tuple(reader.statements), tuple(reader.references)
    return Reading(format_, *found, error or reader.sealed, beginning=Scope(None, partial(beginning, root)))


class _Naming(Enum):
    """What in a map or list is merely a name of a place, a device or a person."""

    NOTHING = auto()
    NAME = auto()
    """What stands under a key such as ``name`` or ``id``: it is one camera, one zone."""
    KEYS = auto()
    """All its keys, or the texts in the list: it holds cameras, zones, users."""


class _Walk:
    def __init__(self, root: Node, levels: Mapping[str, Level]) -> None:
        self.alternatives = Alternatives(root)
        self.telling = telling_parts(root)
        self.levels = levels
        self.lists: list[LabelList] = []
        self.within = 0
        """In how many values' own settings what is visited stands."""
        self.instructing = False
        """Whether what is visited stands under a key such as ``prompts``."""
        self.answering = False
        """Whether it is the form that a model's answers take."""
        self.tried = False
        """Whether it is what a test asks, by which a refusal is expected."""
        self.sealed: str | None = None
        self.statements: list[Statement] = []
        self.references: list[Reference] = []

    def visit(self, node: Node, above: Scope, level: Level, *, naming: _Naming) -> Scope:
        """Read a map or a list and return what stands together in it.

        Args:
            node: The map or list.
            above: What stands together around it.
            level: What it proves.
            naming: What in it is merely a name of a place, a device or a person.
        """
        scope = Scope(above, partial(near, node))
        level = _NOBODY if are_captions(node) else level
        if level is Level.OBSERVED and node.value(_INFO_KIND) == _BY_HAND:
            level = _NOBODY
        if not node.path and level in PROVING and keys.runs_nothing(node):
            level = Level.CAPABILITY
        if level in PROVING and not self.answering and is_definition(node):
            level = Level.CAPABILITY
        listed = self._labels(node, scope, level, naming=naming)
        beside = Beside(node)
        idle = self.alternatives.unused(node) if keys.role(node.key).alternatives else frozenset[str]()
        for child in node.children:
            if not self.within and id(child) not in self.telling:
                continue
            if self.sealed is None and keys.is_sealed(child, node.children):
                self.sealed = f"what stands at {child.path} is packed or encrypted"
            if not listed or child.kind in CONTAINERS or is_setting(child.text):
                at = Level.CAPABILITY if child.key in idle and level in PROVING else level
                self._child(child, node, beside, scope, at, naming=naming)
        return scope

    def _child(self, child: Node, parent: Node, beside: Beside, scope: Scope, level: Level, *, naming: _Naming) -> None:
        role = keys.role(child.key)
        last = role.words[-1] if role.words else ""
        asked = child.kind is Kind.TEXT and _is_asked(child, last, role, beside)
        if role.silent and not (asked or _speaks(child, beside, role)):
            return
        if self.levels and level in PROVING:
            level = self.levels.get(child.key.casefold(), level)
        off = level in PROVING and (keys.is_off(child) or keys.is_open(child) or _is_switched_off(child, role, beside))
        answers = self.answering or (role.answers and beside.is_asked)
        lowers = role.lowers and not (answers and (role.answers or role.possible))
        own = Level.CAPABILITY if off or (level in PROVING and lowers) else level
        own = _NOBODY if self._proves_nothing(child, parent, role, beside) else own
        if own is _NOBODY or lowers or child.kind in CONTAINERS:
            level = own
        begun = len(self.statements)
        inner = None
        if child.kind is Kind.TEXT:
            company = asked_with(parent, scope) if role.words[-1:] == _ADDRESS else scope
            naming = _Naming.NAME if role.names and beside.has_mail else naming
            if child.key == _SEARCHED and beside.is_trigger:
                self.lists.append(LabelList((label_of(child),), (), company, own if off else level))
                return
            value = beside.compared[1] if beside.compared and beside.compared[0] is child else ""
            self._value(child, company, own if off else level, naming=naming, asked=asked, value=value)
        elif child.kind in CONTAINERS:
            around = self.instructing, self.answering, self.tried
            self.tried = self.tried or (child.key in _TRIED and beside.demands_a_refusal)
            self.instructing, self.answering = self.instructing or role.instructs or beside.says(child), answers
            inner = self.visit(child, scope, level, naming=_naming_in(child, naming, places=role.holds_places))
            self.instructing, self.answering, self.tried = around
        if child.key and not _is_idle(child.key):
            shown = child.key if child.kind in CONTAINERS else f"{child.key}: {child.text}"
            own = _NOBODY if naming is _Naming.KEYS else own
            said = Statement(
                child.key,
                child.path,
                child.line,
                Where.KEY,
                inner or scope,
                own,
                shown,
                described=_describes(child),
                value=child.text.strip() if child.kind is Kind.TEXT and _WORD.fullmatch(child.text.strip()) else "",
            )
            self.statements.insert(begun, said)

    def _proves_nothing(self, child: Node, parent: Node, role: keys.Role, beside: Beside) -> bool:
        """Tell whether what a value names must not be, is tried or measured, or is the name of a piece of work."""
        text = child.text if child.kind is Kind.TEXT else ""
        return (
            role.refuses
            or (role.refused and keys.role(parent.key).refusing)
            or beside.denies(child)
            or (" " in text and beside.expects_a_refusal)
            or (self.tried and text.endswith("?"))
            or are_measured(child, parent)
            or (beside.is_work and child.key in _OF_WORK and child.kind is not Kind.MAP)
        )

    def _value(
        self, node: Node, scope: Scope, level: Level, *, naming: _Naming, asked: bool = False, value: str = ""
    ) -> None:
        self.references += named_files(node, level)
        role = keys.role(node.key)
        named = (role.names_place and not asked) or naming is _Naming.KEYS or (role.names and naming is _Naming.NAME)
        if named:
            level = _NOBODY
        text = node.text[:_LONGEST_VALUE]
        inside = None if named or self.within >= _MOST_WITHIN else settings_in(node, text)
        if inside is not None:
            self.within += 1
            self.visit(inside, scope, level, naming=_Naming.NOTHING)
            self.within -= 1
            return
        instructs = (role.instructs or self.instructing or asked) and not named
        prompts = prompts_of(text) if instructs else []
        if instructs and (prompts or is_sentence(text)):
            for sentence in [", ".join(prompts)] if len(prompts) > _FEW_PROMPTS else prompts or sentences(text):
                said = Statement(sentence, node.path, node.line, Where.TEXT, scope, level, sentence, instructs=True)
                self.statements.append(said)
            return
        items = [] if named else items_of(text) or (names_in_a_row(text) if node.path.endswith(_ONVIF_VALUE) else [])
        if len(items) > 1:
            labels = tuple(Label(item, node.path, node.line) for item in items)
            self.lists.append(LabelList(labels, (node.key,), scope, level))
            return
        if _is_idle(text):
            return
        where = Where.TEXT if len(text.split(None, 1)) > 1 else Where.NAME
        # What is called a key would be masked in an excerpt, as a secret.
        shown = f"{node.key}: {text}" if node.key and role.words != _KEY else text
        self.statements.append(Statement(text, node.path, node.line, where, scope, level, shown, value=value))

    def _labels(self, node: Node, scope: Scope, level: Level, *, naming: _Naming) -> bool:
        """Keep what is a list of labels; tell whether the single values in it are thereby read."""
        of_people = naming is _Naming.KEYS and may_be_of_people(node)
        labels, only_sets = ([], True) if naming is _Naming.KEYS and not of_people else labels_in(node)
        only_sets = only_sets or of_people
        if self.instructing and any(_ASKED.search(label.text) for label in labels):
            # Questions are read as such, and as a set too: 'an asian person.' may be what a model is to look for.
            labels, only_sets = [replace(label, text=label.text.rstrip(_END)) for label in labels], True
        if labels:
            doubted = is_doubtful(node, labels, of_people=of_people)
            company = (node.key,) if node.key else ()
            self.lists.append(LabelList(tuple(labels), company, scope, level, only_sets, doubted))
        return bool(labels) and not only_sets


def _is_idle(text: str) -> bool:
    """Tell whether a text need not be kept: it names nothing."""
    return not (vocabulary().telling(text) or services().switch.search(text))


def _is_asked(child: Node, last: str, role: keys.Role, beside: Beside) -> bool:
    """Tell whether a text is what a model that reads words is asked: by its key, or a request beside its address."""
    if last in _SAID_TO_A_MODEL:
        return beside.asks_a_model
    if role.silent or role.names_place or role.names or role.holds_labels or not is_sentence(child.text):
        return False
    return beside.asks_by_address and not items_of(child.text) and vocabulary().asks(child.text)


def _speaks(child: Node, beside: Beside, role: keys.Role) -> bool:
    """Tell whether what is prose elsewhere says something here: an address' query, a description that has a value."""
    if role.words == _DESCRIBES and beside.has_value:
        return True
    if role.words[-1:] and role.words[-1] in _STRUCTURED and _is_structured(child, beside, role):
        return True
    if role.words == _KEY:
        # Mostly a secret; what is one word of those that name classifiers and nothing else is none, where it is an
        # attribute or has a switch beside it.
        return ("/@" in child.path or beside.has_switch) and vocabulary().names(child.text)
    return role.words[-1:] == _ADDRESS and bool(_ASKS.search(child.text))


def _is_switched_off(child: Node, role: keys.Role, beside: Beside) -> bool:
    if not vocabulary().telling(child.key):
        return False
    if any(each.issubset(role.words) for each in beside.switched_off):
        return True
    # A file that is named is not used; what is listed, or on by itself, is told apart whatever a number beside it says.
    a_file = child.kind is Kind.TEXT and _A_FILE.fullmatch(child.text.strip()) is not None
    return a_file and any(each < frozenset(role.words) for each in beside.plainly_off)


def _is_structured(node: Node, beside: Beside, role: keys.Role) -> bool:
    """Tell whether settings or results stand in a node: it is a map, or a list of such, and no text about something."""
    if role.words == _DESCRIBES or not _OF_RULES.isdisjoint(role.words) or beside.is_refusal:
        return False
    if node.kind is Kind.MAP and all(_LANGUAGE.fullmatch(child.key) for child in node.children):
        return False
    return node.kind is Kind.MAP or (
        node.kind is Kind.LIST and bool(node.children) and all(child.kind in CONTAINERS for child in node.children)
    )


def _describes(node: Node) -> bool:
    """Tell whether a value is a word that turns nothing on and names no class of people, no model and no file."""
    text = node.text.strip()
    if node.kind is not Kind.TEXT or not vocabulary().telling(node.key) or not _WORD.fullmatch(text):
        return False
    return not (keys.is_switch(node) or vocabulary().telling(text) or vocabulary().speaks_of_models(text))


def _naming_in(node: Node, around: _Naming, *, places: bool) -> _Naming:
    """Tell what in a map or list is merely a name.

    Args:
        node: The map or list.
        around: The same of what it stands in.
        places: Whether its key says that it holds places, devices or people.
    """
    many = node.kind is Kind.LIST or (
        bool(node.children) and all(child.kind in CONTAINERS or child.kind is Kind.NOTHING for child in node.children)
    )
    if places:
        return _Naming.KEYS if many else _Naming.NAME
    if keys.role(node.key).holds_people and _are_told_of(node):
        return _Naming.KEYS
    if keys.role(node.key).holds_somebody and node.kind is Kind.MAP:
        return _Naming.NAME
    return _Naming.NAME if around is _Naming.KEYS else _Naming.NOTHING


def _are_told_of(node: Node) -> bool:
    """Tell whether a map says more of its keys than on and off: of people whom to tell, where they live."""
    if node.kind is not Kind.MAP or any(child.kind not in _TEXT_OR_NOTHING for child in node.children):
        return False
    return 3 * sum(not keys.is_switch(child) for child in node.children) >= len(node.children) > 0
