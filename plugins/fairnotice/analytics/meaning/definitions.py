"""What only says which settings or answers a program has: a JSON Schema, an OpenAPI document, a library's enumeration.

It proves that a thing can be asked for, not that anybody does.
"""

from __future__ import annotations

import re

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node

_INTERFACES = ("openapi", "swagger", "asyncapi")
"""Keys of documents that describe a program's interface, by OpenAPI and AsyncAPI; their value is a version."""
_OF_AN_INTERFACE = ("paths", "channels", "components")
_DRAFTS = "json-schema.org/"
_PROPERTIES = ("properties", "$defs", "definitions")
_KEYWORDS = frozenset(
    {
        "$comment", "$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "const", "default",
        "definitions", "description", "enum", "example", "examples", "format", "items", "maxItems", "maxLength",
        "maximum", "minItems", "minLength", "minimum", "nullable", "oneOf", "pattern", "properties", "readOnly",
        "required", "title", "type", "uniqueItems",
    }
)  # fmt: skip
"""Keys of JSON Schema, draft 2020-12, and of OpenAPI's schemas."""
_MEMBERS = ("values", "members", "entries")
_OF_A_DICTIONARY = (
    "dictversion",
    "dict_version",
    "dicttype",
    "dict_type",
    "dictcode",
    "dict_code",
    "dictname",
    "codetype",
    "code_type",
    "codelist",
    "字典类型",
)
"""Keys of a list of codes, of which GB/T 2260, 2261 and 3304 are some."""
_STANDARD = re.compile(r"\d")
"""In what a dictionary of codes is called: GB/T 3304."""
_IN_A_DICTIONARY = frozenset(
    {"dict", "dictionary", "name", "title", "description", "version", "date", "source", "items", "codes", "entries"}
)
"""What stands in a document that is a dictionary of codes and nothing else."""
_TO_BE_HAD = ("installable", "downloadable")
"""Keys of a catalogue of models, which says of each that it could be fetched."""
_OF_A_FIELD = ("required", "nullable", "maxLength")
"""Keys of which a dictionary of data gives each field one, beside its name and type."""
_DATA_TYPE = re.compile(
    r"(?:string|str|u?int\d{0,2}|integer|number|bool|boolean|byte|float|double|char|varchar|array|enum|date)\s?\(\d{1,5}\)",
    re.IGNORECASE,
)
_OF_A_MODEL = frozenset({"model", "alias", "version", "precision", "model-proc"})
"""Keys of a list of models to be fetched, as DL Streamer's pipeline server has it: docs, `model_downloader`."""
_LONGEST_TOP = 5
"""Signs of the path of a document, of which a file may hold several."""


def is_definition(node: Node) -> bool:
    """Tell whether a map defines an interface instead of setting anything, or is a document by which nothing runs."""
    if node.kind is Kind.LIST and not node.path:
        return _are_to_be_had(node)
    if node.kind is not Kind.MAP or not node.children:
        return False
    if not node.path and _is_interface(node):
        return True
    if len(node.path) <= _LONGEST_TOP and keys.starts_nothing(node):
        return True
    if _is_dictionary(node) or node.child(*_TO_BE_HAD) is not None:
        return True
    kind = node.child("type")
    if kind is None:
        first, members = node.children[0], node.child(*_MEMBERS)
        if first.kind is not Kind.TEXT or members is None or not keys.role(first.key).possible:
            return False
        return all(each.kind is Kind.MAP for each in members.children)
    if node.child("name") is not None and node.child(*_OF_A_FIELD) is not None:
        return kind.scalar and _DATA_TYPE.fullmatch(kind.text.strip()) is not None
    return kind.text == "object" and _is_schema(node)


def _is_interface(root: Node) -> bool:
    version = root.value(*_INTERFACES)
    if version and version[:1].isdigit():
        return any(child.key in _OF_AN_INTERFACE and child.kind is Kind.MAP for child in root.children)
    return _DRAFTS in (root.value("$schema") or "") and root.child(*_PROPERTIES) is not None


def _is_dictionary(node: Node) -> bool:
    """Tell whether a map says which codes there are: what kind of dictionary it is, and codes with their names."""
    if node.value(*_OF_A_DICTIONARY) is None and not (
        _STANDARD.search(node.value("dict", "dictionary") or "")
        and all(child.key.casefold() in _IN_A_DICTIONARY for child in node.children)
    ):
        return False
    tables = node.child("tables", "codes", "dicts")
    if (
        node.child("model") is None
        and tables is not None
        and tables.kind is Kind.MAP
        and all(_spells_out(each) for each in tables.children)
    ):
        return True
    lists = [each for each in node.children if each.kind is Kind.LIST and each.children]
    return any(
        all(
            item.child("code", "value") is not None and item.child("name", "label") is not None
            for item in each.children
        )
        for each in lists
    )


def _spells_out(table: Node) -> bool:
    """Tell whether a map says of each of its codes what it means: ``{"01": "汉族"}``."""
    return table.kind is Kind.MAP and all(child.key.isdecimal() and child.scalar for child in table.children)


def _is_schema(node: Node) -> bool:
    """Tell whether a map is a schema of an object: nothing stands in it or in its properties but what a schema has."""
    properties = node.child("properties")
    if properties is None or properties.kind is not Kind.MAP or not properties.children:
        return False
    if not _KEYWORDS.issuperset(child.key for child in node.children if not child.key.startswith("x-")):
        return False
    return all(
        each.kind is Kind.MAP and _KEYWORDS.issuperset(child.key for child in each.children)
        for each in properties.children
    )


def _are_to_be_had(models: Node) -> bool:
    """Tell whether a document lists models that are to be fetched: which of them a pipeline uses is told elsewhere."""
    return all(
        each.child("model") is not None and each.child("alias", "precision") is not None
        and _OF_A_MODEL.issuperset(child.key for child in each.children)
        for each in models.children
    )  # fmt: skip
