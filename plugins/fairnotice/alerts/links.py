"""Places for links in a composed message, and the links that take them when it is sent.

The secret in a link is made in the transaction that begins to send, and written down nowhere but as a hash: what is
stored of a message holds the place only. A message that is sent again therefore says the same with another secret.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

_PLACE = re.compile(r"%%LINK:(answer|photo_request):([A-Za-z0-9_-]*)%%")


def answer_place() -> str:
    """Return what stands for the link by which an operator sees and answers everything."""
    return "%%LINK:answer:%%"


def photo_place(site_id: str) -> str:
    """Return what stands for the link by which the photo of one site is sent."""
    return f"%%LINK:photo_request:{base64.urlsafe_b64encode(site_id.encode()).decode().rstrip('=')}%%"


def places(text: str) -> set[tuple[str, str]]:
    """Return the purpose and the site of every link that a text has a place for."""
    return {(purpose, site) for purpose, site in _PLACE.findall(text)}


def fill(text: str, link_for: Callable[[str, str], str]) -> str:
    """Put links into their places.

    Args:
        text: With places.
        link_for: Returns the link of a purpose and an encoded site.
    """
    return _PLACE.sub(lambda found: link_for(found[1], found[2]), text)


def site_of(encoded: str) -> str | None:
    """Return the site that a place names; None: none, or none that can be read."""
    if not encoded:
        return None
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
