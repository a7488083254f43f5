"""Rows as they may be kept and shown: without the secrets that should not have been in them."""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from fairnotice.domain import SECRET_PLACEHOLDER, USER_PLACEHOLDER
from fairnotice.errors import MASK, names_a_secret, without_secrets

LONGEST_RAW = 2000
"""Characters of a rejected row that are kept."""

_DEEPEST = 8

_CUT_ADDRESS = re.compile(r"://[^\s\"'<>]*$")


def holds_a_secret(url: str) -> bool:
    """Tell whether an address carries user information or a secret-looking parameter.

    A place for one (``password={secret}``) is none.

    Raises:
        ValueError: if ``url`` cannot be split.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return True
    return any(
        names_a_secret(name) and value and value not in (SECRET_PLACEHOLDER, USER_PLACEHOLDER)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )


def masked_fields(fields: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """Return a row's fields with the values of secret-looking ones replaced, down to ``_DEEPEST``."""
    return {
        str(key): MASK if value not in (None, "") and names_a_secret(str(key)) else _masked_part(value, depth)
        for key, value in fields.items()
    }


def _masked_part(value: object, depth: int) -> object:
    if isinstance(value, Mapping | list) and depth >= _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return masked_fields(value, depth + 1)
    if isinstance(value, list):
        return [_masked_part(part, depth + 1) for part in value]
    return masked_start(value, LONGEST_RAW) if isinstance(value, str) else value


def masked_start(text: str, length: int) -> str:
    """Return the masked beginning of ``text``: at most ``length`` characters, all printable.

    The text is cut twice, before masking (hostile rows are long) and after it; an address that the
    first cut went through loses its rest, whose mark of a password may have been cut off.
    """
    cut = text[: 2 * length]
    if len(cut) < len(text):
        cut = _CUT_ADDRESS.sub(f"://{MASK}", cut)
    text = without_secrets(cut)
    if text.isascii() and text.isprintable():
        return text[:length]
    printable = (char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
    return "".join(printable)[:length]


def kept(fields: Mapping[str, object] | None, text: str) -> str:
    """Return a rejected row as it is stored, from its parsed ``fields`` or else its ``text``."""
    if fields is not None:
        text = json.dumps(masked_fields(fields), ensure_ascii=False, default=str)
    return masked_start(text, LONGEST_RAW)


def shown(value: object) -> str:
    """Return ``value`` as an error message quotes it: short, masked, on one line."""
    text = masked_start(str(value), 200).replace("\n", " ").replace("\t", " ")
    return f"'{text[:59]}…'" if len(text) > 60 else f"'{text}'"
