"""The notice that a site needs, from the elements that its rule packs ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fairnotice.errors import SignageError
from fairnotice.rules.pack import RulePack
from fairnotice.signage.spec import (
    Part,
    SignSpec,
    base_tag,
    design_ids,
    design_of,
    has_room,
    is_notice_design,
    phrases_of,
)

_COLON = {"fr": " : ", "zh": "：", "ja": "："}
_COMMA = {"zh": "，", "ja": "、"}
_MOST_LINES = 3
"""Elements that a design without a table shows as small print; more would be too small to read."""


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
    headline: str = "",
    own_lines: Iterable[str] = (),
    also: tuple[str, ...] = (),
    size_mm: tuple[float, float] | None = None,
    site_code: str | None = None,
) -> SignSpec:
    """Lay out a notice that says every element that ``pack_elements`` names, as far as the design has room.

    Args:
        pack_elements: Element ids of the rule packs, for example ``controller``, ``retention``.
        operator: Who runs the cameras; it fills ``controller`` unless ``texts`` does.
        site: The place that the notice announces cameras for.
        language: BCP 47 tag.
        texts: What to print for each element. Only the operator knows the purpose, the retention or
            the contact, so an element without a text is printed as a line to fill in by hand.
        url: Address of the full information, as a QR code and in letters.
        design: One of the notice designs.
        palette: One of the palettes.
        headline: Another headline than the language's first one.
        own_lines: The rules of a board of house rules, or the rows of opening hours, to which one
            sentence on cameras is added.
        also: Further languages of the headline and the labels.
        size_mm: Width and height; the design's own if None.
        site_code: Code of the site; it tells this notice from another site's.

    Raises:
        SignageError: If the language has no phrases, the operator is empty, the design is no notice, or a
            board is given nothing to say beside the cameras.
    """
    if not operator.strip():
        raise SignageError("a notice names who runs the cameras; give the operator")
    if not is_notice_design(design):
        raise SignageError(f"{design!r} announces no cameras; the notices are: {', '.join(design_ids(notices=True))}")
    words, own, layout = phrases_of(language), tuple(own_lines), design_of(design)["layout"]
    comma, colon = (marks.get(base_tag(language), usual) for marks, usual in ((_COMMA, ", "), (_COLON, ": ")))
    given = {"controller": comma.join(part for part in (operator, site) if part), **(texts or {})}
    if url:
        given.setdefault("further_information", url)
    required = set(pack_elements)
    asked = required | given.keys()
    elements = {each: given.get(each, "") for each in words["labels"] if each in asked}
    headlines = [headline or words["headline"][0], *(phrases_of(other)["headline"][0] for other in also)]
    lines: tuple[str, ...] = ()
    if layout in ("rules", "board"):
        if not own:
            raise SignageError(f"{design} is a board: give what else it says, one line each")
        headlines[0] = headline or (words["board_title"] if layout == "rules" else words["hours"]["title"])[0]
        headlines[1:] = []
        cameras = words["camera_rule"][0]
        lines = (*own, cameras) if layout == "rules" else (cameras,)
        if layout == "board":
            elements = {str(number): row for number, row in enumerate(own)}
    elif layout == "languages":
        headlines, lines = headlines[:1], tuple(headlines[1:])
    elif has_room(design, "elements"):
        lines = own
    elif has_room(design, "lines"):
        first = sorted(elements, key=lambda each: each not in required)
        elements = {each: elements[each] for each in [each for each in first if elements[each]][:_MOST_LINES]}
        lines = own or tuple(f"{words['labels'][each]}{colon}{text}" for each, text in elements.items())
    if layout == "icon_word" and not headline:
        headlines = [words["short"][0]]
    spec = SignSpec(design, language, palette, "\n".join(headlines), lines, elements, url=url, also=also)
    return replace(spec, size_mm=size_mm, site_code=site_code)


def required_by(packs: Iterable[RulePack]) -> tuple[str, ...]:
    """Return the elements that packs ask for, in their order; none if they ask only for a notice.

    Rules that hold only where faces are recognised or the like ask nothing of an ordinary notice.
    """
    rules = [rule for each in packs for rule in each.rules if not rule.applies_if.analytics]
    return tuple(dict.fromkeys(element for rule in rules for element in rule.elements))


def shown_elements(spec: SignSpec) -> frozenset[str]:
    """Return the ids of the elements that a notice of `notice_for` says or leaves a line for."""
    if has_room(spec.design, "elements"):
        shown = set(spec.elements)
    elif has_room(spec.design, "lines"):
        shown = {each for each, text in spec.elements.items() if any(line.endswith(text) for line in spec.lines)}
    else:
        shown = set()
    if spec.url and has_room(spec.design, "qr"):
        shown.add("further_information")
    return frozenset(shown)


def designs_with_room(part: Part) -> tuple[str, ...]:
    """Return the ids of the notices that have room for a part, as `spec.has_room` names it."""
    return tuple(each for each in design_ids(notices=True) if has_room(each, part))
