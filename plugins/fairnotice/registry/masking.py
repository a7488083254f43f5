"""Rows as they may be kept and shown: without the secrets that should not have been in them."""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

LONGEST_RAW = 2000
"""Characters of a rejected row that are kept."""

MASK = "***"
_DEEPEST = 8

# These words name a secret where they stand alone: 'pass', but not 'compass' or 'passage'.
_WORDS = (
    r"pass|psw|pas|loginpas|pin|key|authorization|sig|credentials?|passphrase"
    r"|mot_?de_?passe|passwort|kennwort|contrase[nñ]a|密码"
)
_ENDINGS = r"password|passwd|pwd|token|secret|api[_-]?key|signature|auth"
_NAME = rf"(?:(?<![a-z])(?:{_WORDS})|(?:{_ENDINGS}))"
_SECRET_NAME = re.compile(rf"(?i){_NAME}(?![a-z])")
_JSON_ESCAPE = re.compile(r"\\u00([2-7][0-9a-fA-F])")
# Greedy up to the last @ of the word: a password may itself hold '/' or '@'.
_USER_INFORMATION = (re.compile(r"://[^\s\"'<>]{0,500}@"), re.compile(r"://[^/\s@]{0,500}@"))
_CUT_ADDRESS = re.compile(r"://[^\s\"'<>]*$")
_NAMED_VALUE = re.compile(rf"(?i)({_NAME}[_\d]{{0,4}}[\"']?\s*[=:]\s*[\"']?(?:bearer |basic )?)[^\s\"'&;,]+")


def names_a_secret(name: str) -> bool:
    """Tell whether a column, key or URL parameter of this name holds a secret."""
    return _SECRET_NAME.search(re.sub(r"(?<=[a-z])(?=[A-Z])|[-\s]", "_", name)) is not None


def holds_a_secret(url: str) -> bool:
    """Tell whether an address carries user information or a secret-looking parameter.

    Raises:
        ValueError: if ``url`` cannot be split.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return True
    return any(names_a_secret(name) and value for name, value in parse_qsl(parts.query, keep_blank_values=True))


def masked(text: str) -> str:
    """Return ``text`` without user information of addresses and without secret-looking values.

    Hides all that ``errors.without_secrets`` hides, and what rows hold besides: JSON, escapes, names
    of secrets in other languages. It takes time linear in a hostile text.
    """
    text = _JSON_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text).replace("\\/", "/")
    for pattern in _USER_INFORMATION:
        text = pattern.sub(f"://{MASK}@", text)
    return _NAMED_VALUE.sub(rf"\1{MASK}", text)


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
    text = masked(cut)
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
