"""The short code of a site's notice: what it looks like, and how it is found in what was read on a sign.

A code is eight letters and digits that nobody mistakes for one another (no 0, 1, I, L or O), printed as
``FN-7K3M-9QRT``. The last is a check digit: the alphabet has 31 symbols, a prime, and a weighted sum modulo a prime
shows every single wrong symbol and every two that changed places. A code is a name, not an address: nothing is fetched.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "FN"
_LENGTH = 8
# Dashes are read as many things, and small print loses blanks; the prefix and the check digit keep words out.
_PRINTED = re.compile(
    rf"(?<![A-Z0-9]){PREFIX}[\s\-–—_.·]{{0,2}}([{ALPHABET}]{{4}})[\s\-–—_.·]{{0,2}}([{ALPHABET}]{{4}})(?![A-Z0-9])"
)


def new_code() -> str:
    """Return a code that nobody can guess from others: 35 random bits and the check digit."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH - 1))
    return body + _check_digit(body)


def is_code(text: str) -> bool:
    """Tell whether ``text`` is a whole code with the right check digit, without prefix and dashes."""
    return len(text) == _LENGTH and set(text) <= set(ALPHABET) and _check_digit(text[:-1]) == text[-1]


def printed(code: str) -> str:
    """Return a code as it stands on a notice."""
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes that stand in what was read on a sign or in a QR code, each once, in their order.

    What a reader got wrong has another check digit and is no code: it says nothing of the sign.
    """
    found = ("".join(match.groups()) for match in _PRINTED.finditer(text.upper()))
    return tuple(dict.fromkeys(code for code in found if is_code(code)))


def _check_digit(body: str) -> str:
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]
