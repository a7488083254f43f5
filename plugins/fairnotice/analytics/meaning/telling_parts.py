"""Which parts of a configuration can say anything of classifiers, so that the rest of it need not be looked at.

Most of a network's settings are sizes, addresses and zones. A part is worth a look if a word in it can name a
classifier or turn on a service that sorts people, if it names a model's classes, the file that does or that of a
prompt, or if it may be sealed. More is told of than is true, never less.
"""

from __future__ import annotations

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node
from fairnotice.analytics.words.service_defaults import services
from fairnotice.analytics.words.vocabulary import vocabulary

_SHORT = 80
_LISTS = frozenset(',;|"')
"""Signs between the items of a list in one value."""
_MOST_KNOWN = 50_000
_known: dict[str, bool] = {}
"""Short texts, and whether they can say anything: the same ones stand in thousands of files."""


def telling_parts(root: Node) -> frozenset[int]:
    """Return the nodes under ``root`` that can say anything, by identity, each with all that it stands in."""
    found: set[int] = set()
    _look(root, found)
    return frozenset(found)


def _look(node: Node, found: set[int]) -> bool:
    tells, known = False, _known
    for child in node.children:
        kind, key = child.kind, child.key
        said = known.get(key)
        if said is None:
            said = _tells(key)
        if not said and kind is Kind.TEXT:
            said = known.get(child.text)
            said = (_tells(child.text) if said is None else said) or (key != "" and _names_classes(child))
        elif not said and key and kind in CONTAINERS:
            said = keys.role(key).holds_labels
        if child.children and _look(child, found):
            said = True
        if said:
            found.add(id(child))
            tells = True
    return tells


def _names_classes(node: Node) -> bool:
    role = keys.role(node.key)
    return (
        (role.names_label_file and keys.names_label_file(node))
        or (role.holds_labels and not _LISTS.isdisjoint(node.text))
        or keys.names_prompt_file(node)
    )


def _tells(text: str) -> bool:
    said = vocabulary().could_name(text) or services().switch.search(text) is not None
    # What a text has as settings or options is taken apart later on: `--labels-file=names.txt`, `x=r%61ce`.
    said = said or keys.looks_packed(text) or "=" in text or "--" in text
    if len(text) <= _SHORT:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[text] = said
    return said
