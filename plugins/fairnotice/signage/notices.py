"""The notice that a site needs, from the elements that its rule packs ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairnotice.errors import SignageError
from fairnotice.signage.spec import SignSpec, phrases_of


def notice_for(
    pack_elements: Iterable[str],
    operator: str,
    site: str,
    language: str,
    *,
    texts: Mapping[str, str] | None = None,
    url: str | None = None,
    design: str = "full_notice",
    palette: str = "yellow",
) -> SignSpec:
    """Lay out a notice that says every element that ``pack_elements`` names.

    Args:
        pack_elements: Element ids of the rule packs, for example ``controller``, ``retention``.
        operator: Who runs the cameras; it fills ``controller`` unless ``texts`` does.
        site: The place that the notice announces cameras for.
        language: BCP 47 tag.
        texts: What to print for each element. Only the operator knows the purpose, the retention or
            the contact, so an element without a text is printed as a line to fill in by hand.
        url: Address of the full information, as a QR code.
        design: One of the notice designs.
        palette: One of the palettes.

    Raises:
        SignageError: If the language has no phrases or the operator is empty.
    """
    if not operator.strip():
        raise SignageError("a notice names who runs the cameras; give the operator")
    words = phrases_of(language)
    given = {"controller": operator if not site else f"{operator}, {site}", **(texts or {})}
    elements = {}
    for element in dict.fromkeys(pack_elements):
        if element in words["labels"] or element in given:
            elements[element] = given.get(element, "…" * 12)
    return SignSpec(design, language, palette, headline=words["headline"][0], elements=elements, url=url)
