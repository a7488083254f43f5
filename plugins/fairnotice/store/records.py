"""Values to JSON documents and back, by the types of the domain."""

from __future__ import annotations

from functools import cache
from typing import Any

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(kind: Any, value: Any) -> Jsonb:
    """Wrap ``value`` of type ``kind`` for a jsonb column."""
    return Jsonb(to_plain(kind, value))


def to_plain(kind: Any, value: Any) -> Any:
    """Turn ``value`` of type ``kind`` into dictionaries, lists and strings."""
    return _adapter(kind).dump_python(value, mode="json")


def from_json(kind: Any, document: Any) -> Any:
    """Turn what a jsonb column holds back into a value of type ``kind``."""
    return _adapter(kind).validate_python(document)


def from_text(kind: Any, text: str) -> Any:
    """Turn the text of a JSON document (``quality::text`` in a query) into a value of type ``kind``.

    It saves the dictionaries in between, which count where a judgement reads millions of documents.
    """
    return _adapter(kind).validate_json(text)
