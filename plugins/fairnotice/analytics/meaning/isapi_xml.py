"""XML of Hikvision's ISAPI: settings, capabilities with their choices, alerts, face libraries.

Element names as in the documents that the vendor publishes (open.hikvision.com, enpinfo.hikvision.com).
That elements such as ``<race>`` exist was reported and not seen: the vocabulary holds such words back.
"""

from __future__ import annotations

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node, document_of
from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.documents.xml_tree import setting_of
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.domain import Level

_FORMAT = "isapi"
_NAMESPACES = ("hikvision.com", "isapi.org", "isapi.com", "std-cgi.com", "std-cgi.org", "psialliance")
_ALERT, _STATUS = "EventNotificationAlert", "ResponseStatus"
_CHOICES = "opt"
"""Attribute with the values that an element could have; only documents of capabilities carry it."""
_NATION, _NATION_OF_A_PERSON = "nation", "isapi:nation"
_PERSONS = frozenset({"face", "human", "person", "pedestrian", "body"})


def is_isapi(root: Node) -> bool:
    """Tell whether a document is one of ISAPI, by its namespace or by names that only ISAPI has."""
    return any(name in root.namespace for name in _NAMESPACES) or root.key in (_ALERT, _STATUS)


def read_isapi(root: Node, doubt: str | None) -> Reading:
    """Read a document of ISAPI.

    Args:
        root: The document.
        doubt: What is doubtful about its text.
    """
    if root.key == _STATUS:
        said = root.value("statusString", "subStatusCode") or "no reason given"
        return Reading(_FORMAT, error=f"the device answered with a status, not with a configuration: {said[:80]}")
    level = Level.OBSERVED if root.key == _ALERT else Level.CONFIGURED
    if keys.role(root.key).lowers:
        level = Level.CAPABILITY
    plain = _plain(root, of_persons=False)
    return read_tree(document_of(plain), _FORMAT, level=level, error=doubt)


def _plain(node: Node, *, of_persons: bool) -> Node:
    """Return ``node`` with described properties as settings, choices as such, nations of persons as such.

    Elsewhere a nation is the country of a licence plate; in a face it may be a people.
    """
    if node.key.casefold() == _NATION and of_persons:
        node.key = _NATION_OF_A_PERSON
    if node.kind not in CONTAINERS:
        return node
    made: list[Node] = []
    settings = False
    of_persons = of_persons or not _PERSONS.isdisjoint(keys.role(node.key).words)
    for child in [_plain(child, of_persons=of_persons) for child in node.children]:
        described = _described(child)
        settings = settings or described is not None
        if child.key == "" and child.kind is Kind.MAP and child.child(_CHOICES) and made:
            made[-1] = _as_choices(made[-1], [made[-1], child])
        elif child.kind is Kind.MAP and child.child(_CHOICES):
            made.append(_as_choices(child, [child]))
        else:
            made.append(described or child)
    node.children = made
    if settings:
        node.kind = Kind.MAP
    return node


def _described(node: Node) -> Node | None:
    """Return the setting in ``<Property><description>race</description><value>..</value></Property>``."""
    if node.kind is not Kind.MAP:
        return None
    description, value = node.child("description"), node.child("value")
    if description is None or description.kind is not Kind.TEXT:
        return None
    if value is not None and value.kind not in CONTAINERS:
        return setting_of(node, description, value)
    if keys.role(node.key).words[-1:] == ("property",):
        description.key = "property"
    return None


def _as_choices(of: Node, children: list[Node]) -> Node:
    return Node("choices", of.path, of.line, Kind.MAP, children=children)
