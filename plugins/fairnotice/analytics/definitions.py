"""What only says which settings or answers a program has: a JSON Schema, an OpenAPI document, a library's enumeration.

It proves that a thing can be asked for, not that anybody does.
"""

from __future__ import annotations

from fairnotice.analytics import keys
from fairnotice.analytics.node import Kind, Node

_INTERFACES = ("openapi", "swagger", "asyncapi")
"""Keys of documents that describe a program's interface, by OpenAPI and AsyncAPI."""
_DRAFTS = "json-schema.org/"
_OF_A_FIELD = ("required", "nullable", "maxLength", "offset")
"""Keys of which a dictionary of data gives each field one, beside its name and type."""
_OF_A_MODEL = frozenset({"model", "alias", "version", "precision", "model-proc"})
"""Keys of a list of models to be fetched, as DL Streamer's pipeline server has it: docs, `model_downloader`."""
_LONGEST_TOP = 5
"""Signs of the path of a document, of which a file may hold several."""
_OF_A_PROPERTY = ("type", "$ref", "enum", "oneOf", "anyOf", "allOf", "const")
"""Keys of JSON Schema, draft 2020-12, one of which each property has."""


def is_definition(node: Node) -> bool:
    """Tell whether a map defines an interface instead of setting anything, or is a document by which nothing runs."""
    if node.kind is Kind.LIST and not node.path:
        return _are_to_be_had(node)
    if node.kind is not Kind.MAP or not node.children:
        return False
    first = node.children[0]
    if not node.path and (node.child(*_INTERFACES) is not None or _DRAFTS in (node.value("$schema") or "")):
        return True
    if first.kind is Kind.TEXT and keys.role(first.key).possible and any(not each.scalar for each in node.children):
        return True
    if node.child("name") is not None and node.child("type") is not None and node.child(*_OF_A_FIELD) is not None:
        return True
    if len(node.path) <= _LONGEST_TOP and keys.starts_nothing(node):
        return True
    properties = node.child("properties") if node.value("type") == "object" else None
    if properties is None or properties.kind is not Kind.MAP:
        return False
    return all(each.kind is Kind.MAP and each.child(*_OF_A_PROPERTY) is not None for each in properties.children)


def _are_to_be_had(models: Node) -> bool:
    """Tell whether a document lists models that are to be fetched: which of them a pipeline uses is told elsewhere."""
    return all(
        each.child("model") is not None and each.child("alias", "precision") is not None
        and _OF_A_MODEL.issuperset(child.key for child in each.children)
        for each in models.children
    )  # fmt: skip
