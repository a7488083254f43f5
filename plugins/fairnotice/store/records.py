"""Values to JSON documents and back, by the types of the domain."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from fairnotice.errors import StoreError


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


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

    In one step, without the dictionaries in between: a judgement of a large network reads millions of documents.

    Raises:
        StoreError: The document is not one of ``kind``.
    """
    try:
        return _decoder(kind).decode(text)
    except msgspec.DecodeError as error:
        raise StoreError(f"a document in the database is not of {kind}: {error}; was it written by hand?") from None
