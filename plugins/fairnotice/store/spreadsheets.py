"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """Return a value as a spreadsheet may read it: text that would be a formula is text.

    Such text begins with one of these signs, perhaps after blanks; an apostrophe before it is what OWASP's page on CSV
    injection asks for. Numbers are no text.
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value
