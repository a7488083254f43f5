"""XML as a tree of nodes: elements and attributes are keys, repeated elements lists, pairs of name and value settings.

Places are XPaths by local names, which are what a person sees in the file, whatever its prefixes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node, scalar_kind
from fairnotice.analytics.documents.xml_elements import Element, XmlRefusedError, read_elements

FACES = "http://www.onvif.org/ver20/analytics/humanface"
BODIES = "http://www.onvif.org/ver20/analytics/humanbody"
SCHEMA = "http://www.onvif.org/ver10/schema"
_MOST_PATH_SIGNS = 40_000_000
"""All paths together: deep elements with long names must not cost more than they are."""
_PREFIXES = {FACES: "fc", BODIES: "bd"}
_APPEARANCES = frozenset({"HumanFace", "HumanBody"})
_PAIR_KEYS = ("name", "key", "id")
_PAIR_VALUES = ("value", "val")
_ITEMS = frozenset({"item", "items", "li", "entry", "element", "string", "int"})
"""Names of elements that only say 'one more'."""


def xml_tree(data: bytes) -> tuple[Node | None, str | None]:
    """Return the tree of an XML document, and why not all of it is in there.

    Keys of ONVIF's faces and bodies carry its own prefixes (``fc:Complexion``) whatever the file calls
    them; all other keys are local names, with the namespace kept beside them.
    """
    try:
        root, doubt = read_elements(data)
        return _Writer().node(root, f"/{root.name}"), doubt
    except XmlRefusedError as error:
        return None, str(error)


def canonical(name: str, namespace: str) -> str:
    """Return a name as the vocabulary knows it."""
    prefix = _PREFIXES.get(namespace)
    if prefix:
        return f"{prefix}:{name}"
    return f"tt:{name}" if namespace == SCHEMA and name in _APPEARANCES else name


class _Writer:
    def __init__(self) -> None:
        self._left = _MOST_PATH_SIGNS

    def node(self, element: Element, path: str) -> Node:
        """Return an element as a node; what it holds stands under it."""
        self._spend(path)
        key = canonical(element.name, element.namespace)
        if not element.attributes and not element.children:
            return Node(key, path, element.line, scalar_kind(element.text), element.text, namespace=element.namespace)
        made = Node(key, path, element.line, namespace=element.namespace)
        attributes = self._attributes(element, path)
        if not element.children:
            if element.text:
                made.kind, made.text, made.children = scalar_kind(element.text), element.text, attributes
            else:
                made.children = attributes
            return made
        children, paired = self._children(element, path)
        if element.text:
            children.append(Node("", f"{path}/text()", element.line, Kind.TEXT, element.text))
        names = {child.name for child in element.children}
        alike = len(names) == 1 and (len(element.children) > 1 or names <= _ITEMS)
        if alike and not (attributes or element.text or paired):
            made.kind = Kind.LIST
            made.children = [_item(child) for child in children]
        else:
            made.children = [*attributes, *_grouped(children)]
        return made

    def _attributes(self, element: Element, path: str) -> list[Node]:
        made = []
        for name, value in element.attributes:
            self._spend(path)
            made.append(Node(name, f"{path}/@{name}", element.line, scalar_kind(value), value))
        return made

    def _children(self, element: Element, path: str) -> tuple[list[Node], bool]:
        """Return what the elements in ``element`` become, and whether any became a setting."""
        repeated = _repeated(child.name for child in element.children)
        seen: Counter[str] = Counter()
        made: list[Node] = []
        paired = False
        for child in element.children:
            step = child.name
            if step in repeated:
                seen[step] += 1
                step = f"{step}[{seen[step]}]"
            node = self.node(child, f"{path}/{step}")
            pair = _pair(node) if node.children else None
            if pair is not None:
                paired = True
                made.append(pair)
            elif node.kind in CONTAINERS or not node.children:
                made.append(node)
            else:
                made += _with_attributes(node)
        return made, paired

    def _spend(self, path: str) -> None:
        self._left -= len(path)
        if self._left < 0:
            raise XmlRefusedError("its elements are nested too deep for names that long")


def _repeated(names: Iterable[str]) -> frozenset[str]:
    """Return the names that stand there more than once."""
    given = list(names)
    if len(frozenset(given)) == len(given):
        return frozenset()
    return frozenset(name for name, times in Counter(given).items() if times > 1)


def _item(node: Node) -> Node:
    if node.key in _ITEMS:
        node.key = ""
    return node


def _grouped(children: list[Node]) -> list[Node]:
    """Return ``children`` with repeated single values of one name as a list under that name."""
    repeated = _repeated(child.key for child in children if child.kind not in CONTAINERS)
    if not repeated:
        return children
    lists: dict[str, Node] = {}
    made: list[Node] = []
    for child in children:
        if child.kind in CONTAINERS or not child.key or child.key not in repeated:
            made.append(child)
            continue
        if child.key not in lists:
            lists[child.key] = Node(child.key, child.path, child.line, Kind.LIST, namespace=child.namespace)
            made.append(lists[child.key])
        lists[child.key].children.append(Node("", child.path, child.line, child.kind, child.text))
    return made


def _with_attributes(node: Node) -> list[Node]:
    """Return a single value and, beside it, a map of its attributes; a value that is off switches them off."""
    attributes = node.children
    node.children = []
    if keys.is_off(node):
        attributes = [*attributes, Node("enabled", node.path, node.line, Kind.TRUTH, node.text)]
    return [node, Node("", node.path, node.line, Kind.MAP, children=attributes)]


def _pair(node: Node) -> Node | None:
    """Return the setting that an element is: ``<param name="race" value="1"/>``, ``<entry key="race">on</entry>``.

    What else stands in it goes with the setting only where it switches it off or is more than single values.
    """
    if node.kind is Kind.LIST or keys.role(node.key).holds_places:
        return None
    named = _first(node.children, _PAIR_KEYS)
    value = node if node.kind not in CONTAINERS else _first(node.children, _PAIR_VALUES)
    return None if named is None or value is None or named.kind is not Kind.TEXT else setting_of(node, named, value)


def setting_of(node: Node, named: Node, value: Node) -> Node:
    """Return what ``named`` names and ``value`` sets within ``node``, with what switches it off or stands below."""
    setting = Node(named.text, value.path, value.line, value.kind, value.text)
    rest = [child for child in node.children if child is not named and child is not value]
    if not keys.is_off(Node("", "", children=rest)) and not any(child.kind in CONTAINERS for child in rest):
        return setting
    return Node(node.key, node.path, node.line, Kind.MAP, children=[*rest, setting], namespace=node.namespace)


def _first(children: list[Node], names: tuple[str, ...]) -> Node | None:
    for name in names:
        for child in children:
            if child.kind not in CONTAINERS and child.key.casefold() == name:
                return child
    return None
