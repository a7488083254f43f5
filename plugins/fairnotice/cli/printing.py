"""Print the notice that a site needs."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairnotice.errors import RulePackError, SignageError

if TYPE_CHECKING:
    from fairnotice.signage import Lettering, SignSpec

_SMALL_PT = 9.0
"""Smaller letters are said."""
_PNG_PPI = 300.0


class PrintFormat(StrEnum):
    """How a notice is written."""

    PDF = "pdf"
    SVG = "svg"
    PNG = "png"


def add_to(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(notice)


def notice(
    operator: Annotated[str, typer.Option(help="Who runs the cameras.")] = "",
    out: Annotated[Path, typer.Option("-o", "--out", help="File to write; .pdf, .svg or .png.")] = Path("notice.pdf"),
    pack: Annotated[
        str, typer.Option(help="Whose rules say what a notice must name: eu, uk, cn, or packs as eu.edpb-3-2019.")
    ] = "eu",
    design: Annotated[
        str,
        typer.Option(
            help="full_notice, layered_notice or dtpr for all elements; pictogram_headline, text_plate, "
            "warning_triangle and more for short ones; --list-designs shows all."
        ),
    ] = "full_notice",
    palette: Annotated[
        str, typer.Option(help="Colours: yellow, white, blue, steel; --list-designs shows all.")
    ] = "yellow",
    language: Annotated[
        list[str] | None,
        typer.Option(help="BCP 47 tag such as de (default en). Give two for headline and labels in both: de,en."),
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="a6, a5, a4, a3, a2 or WIDTHxHEIGHT in mm; the design's own if left out.")
    ] = None,
    site: Annotated[str, typer.Option(help="The place, printed after the operator.")] = "",
    purpose: Annotated[str, typer.Option(help="What the cameras are for.")] = "",
    legal_basis: Annotated[str, typer.Option(help="The law that the operator relies on.")] = "",
    contact: Annotated[str, typer.Option(help="Telephone, mail or address for questions.")] = "",
    retention: Annotated[str, typer.Option(help="How long recordings are kept.")] = "",
    rights: Annotated[str, typer.Option(help="What people may ask for.")] = "",
    biometric_use: Annotated[str, typer.Option(help="Whether faces or the like are analysed.")] = "",
    authority: Annotated[str, typer.Option(help="Where people may complain.")] = "",
    further_information: Annotated[
        str, typer.Option(help="Where the full information is; the address if left out.")
    ] = "",
    url: Annotated[str | None, typer.Option(help="Address of the full information, printed as a QR code.")] = None,
    site_code: Annotated[
        str, typer.Option(help="Code of the site, as FN-7K3M-9QRT; the operator's page prints it by itself.")
    ] = "",
    headline: Annotated[str, typer.Option(help="Another headline than the language's own.")] = "",
    line: Annotated[
        list[str] | None, typer.Option(help="A rule of a board, a row of opening hours, or small print; repeat it.")
    ] = None,
    as_format: Annotated[
        PrintFormat | None, typer.Option("--format", help="Instead of the ending of the file's name.")
    ] = None,
    list_designs: Annotated[bool, typer.Option("--list-designs", help="Show designs, palettes and languages.")] = False,
) -> None:
    """Print a notice with what the rules of a jurisdiction ask for; what you leave out is a line to fill in."""
    from fairnotice.signage import lettering, notice_for, render_sign
    from fairnotice.signage.spec import LEAST_PT

    if list_designs:
        typer.echo(_catalogue())
        return
    texts = {
        "purpose": purpose,
        "legal_basis": legal_basis,
        "contact": contact,
        "retention": retention,
        "rights": rights,
        "biometric_use": biometric_use,
        "authority": authority,
        "further_information": further_information,
    }
    given = {element: text.strip() for element, text in texts.items() if text.strip()}
    file_format = as_format or _format_of(out)
    required = _required(pack)
    tags = [tag.strip() for each in language or ["en"] for tag in each.split(",") if tag.strip()]
    first, *others = dict.fromkeys(tags or ["en"])
    try:
        spec = notice_for(
            required,
            operator,
            site,
            first,
            texts=given,
            url=url,
            design=design,
            palette=palette,
            headline=headline,
            own_lines=line or (),
            also=tuple(others),
            size_mm=_millimetres(size, design),
            site_code=_site_code(site_code),
        )
        letters = lettering(spec)
        if not letters.whole or letters.smallest_pt < LEAST_PT:
            raise SignageError(
                f"the text is too long for {design} at this size: letters would be under {LEAST_PT:g} points. "
                "Shorten it, leave elements out, or choose a larger --size"
            )
        drawn = render_sign(spec, file_format.value, ppi=_PNG_PPI)
    except SignageError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        out.write_bytes(drawn)
    except OSError as error:
        raise typer.BadParameter(f"{out}: {error.strerror}", param_hint="-o") from None
    for each in _said(out, spec, letters, required, given):
        typer.echo(each)


def _site_code(text: str) -> str | None:
    from fairnotice.site_code import codes_in

    found = codes_in(text)
    if text and len(found) != 1:
        raise typer.BadParameter(f"{text!r} is no site code; one looks like FN-7K3M-9QRT", param_hint="--site-code")
    return found[0] if found else None


def _format_of(out: Path) -> PrintFormat:
    ending = out.suffix.lstrip(".").lower()
    if ending not in list(PrintFormat):
        raise typer.BadParameter(
            f"{out}: give the file an ending of .pdf, .svg or .png, or say --format", param_hint="-o"
        )
    return PrintFormat(ending)


def _required(pack: str) -> list[str]:
    from fairnotice.rules.load import load_packs
    from fairnotice.signage.notices import required_by

    try:
        return list(required_by(load_packs(pack)))
    except RulePackError as error:
        raise typer.BadParameter(str(error), param_hint="--pack") from None


def _millimetres(size: str | None, design: str) -> tuple[float, float] | None:
    """Return width and height; a sheet of paper lies as the design does."""
    from fairnotice.signage.spec import PAPER_MM, design_of, on_paper

    if size is None:
        return None
    design_of(design)
    if (paper := size.strip().lower()) in PAPER_MM:
        return on_paper(design, paper)
    if not (found := re.fullmatch(r"\s*(\d{1,4}(?:\.\d+)?)\s*[xX×]\s*(\d{1,4}(?:\.\d+)?)\s*(?:mm)?\s*", size)):
        papers = ", ".join(PAPER_MM)
        raise typer.BadParameter(f"{size!r} is no size; give {papers} or millimetres as 300x200", param_hint="--size")
    return float(found[1]), float(found[2])


def _said(out: Path, spec: SignSpec, letters: Lettering, required: list[str], given: dict[str, str]) -> list[str]:
    """Return what an operator should know of the notice before it is put up."""
    from fairnotice.signage import shown_elements
    from fairnotice.signage.notices import designs_with_room
    from fairnotice.signage.spec import design_of, has_room

    width, height = spec.size_mm or design_of(spec.design)["size"]
    lines = [f"{out}: {width:g} x {height:g} mm, {spec.design}, {', '.join([spec.language, *spec.also])}"]
    if letters.smallest_pt < _SMALL_PT:
        lines.append(f"Its smallest letters are {letters.smallest_pt:.0f} points: hang it where people stand close.")
    shown = shown_elements(spec)
    if not required:
        lines.append("The rules chosen ask for a notice and prescribe no wording.")
    if blank := [each for each in required if each in shown and spec.elements.get(each) == ""]:
        lines.append(f"Still to be filled in by hand: {_named(blank)}.")
    full = ", ".join(designs_with_room("elements"))
    if missing := [each for each in required if each not in shown]:
        lines.append(
            f"Not on this notice, though the rules ask for it: {_named(missing)}. {spec.design} is too short for all "
            f"that the rules ask for; these designs have room: {full}. Or hang one of those beside it."
        )
    if dropped := [each for each in given if each not in shown and each not in missing]:
        lines.append(f"Given but not shown by {spec.design}: {_named(dropped)}. These designs show it: {full}.")
    if spec.url and not has_room(spec.design, "qr"):
        lines.append(f"{spec.design} shows no QR code; these designs do: {', '.join(designs_with_room('qr'))}.")
    return lines


def _named(elements: list[str]) -> str:
    return ", ".join(element.replace("_", " ") for element in elements)


def _catalogue() -> str:
    from fairnotice.signage import LANGUAGES, design_ids
    from fairnotice.signage.spec import Part, catalogue, design_of, has_room

    parts: dict[Part, str] = {"elements": "all elements", "lines": "small print", "qr": "QR code"}
    lines = ["Designs (own size in mm, what they have room for):"]
    for each in design_ids(notices=True):
        width, height = design_of(each)["size"]
        room = ", ".join(says for part, says in parts.items() if has_room(each, part)) or "pictogram or headline only"
        lines.append(f"  {each:<22}{width:>4} x {height:<4} {room}")
    lines += [f"Palettes: {', '.join(catalogue()['palettes'])}", f"Languages: {', '.join(LANGUAGES)}"]
    return "\n".join(lines)
