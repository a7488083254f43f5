"""The notice that a site needs, ready to print: what its rules ask for, with what the operator fills in."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from fairnotice.errors import SignageError
from fairnotice.signage import Lettering, SignSpec, lettering, notice_for, render_sign, shown_elements
from fairnotice.signage.notices import required_by
from fairnotice.signage.spec import LEAST_PT, MAX_TEXT, on_paper
from fairnotice.store.site_codes import code_of_site
from fairnotice.web.errors import BadRequestError, NotFoundError
from fairnotice.web.filters import Name
from fairnotice.web.operator.access import Answering, answering_safely, required, writing
from fairnotice.web.operator.overview import applied_packs
from fairnotice.web.operator.pages import PRIVATE
from fairnotice.web.reader import queries

router = APIRouter(prefix="/api/operator", include_in_schema=False)

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT)]
_Element = Literal[
    "purpose", "legal_basis", "contact", "retention", "rights", "biometric_use", "authority", "further_information"
]


class Wanted(BaseModel):
    """What the operator wants on the notice of one of its sites."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site_id: Name
    file: Literal["svg", "pdf"] = "svg"
    design: Literal["full_notice", "layered_notice", "dtpr"] = "full_notice"
    palette: Literal["yellow", "white", "blue", "steel"] = "yellow"
    paper: Literal["a5", "a4", "a3", "a2"] = "a4"
    language: Annotated[str, StringConstraints(max_length=35)] = "en"
    also: Annotated[list[Annotated[str, StringConstraints(max_length=35)]], Field(max_length=2)] = []
    place: _Text = ""
    texts: dict[_Element, _Text] = {}
    url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


@router.post("/notice", response_class=Response)
def notice(wanted: Wanted, request: Request, who: Annotated[Answering, Depends(answering_safely)]) -> Response:
    """Return the notice as SVG or PDF; headers name what is still to be filled in by hand, and its smallest letters."""
    if who.only_site not in (None, wanted.site_id):
        raise NotFoundError("this link is about another site")
    with writing(request) as connection:
        statements = queries("operator")
        site = required(statements.own_site(connection, operator_id=who.operator_id, site_id=wanted.site_id))
        operator = required(statements.operator(connection, operator_id=who.operator_id))
        code = code_of_site(connection, wanted.site_id)
    asked = required_by(pack for pack in applied_packs() if pack.applies_to(site["jurisdiction"]))
    try:
        spec = _spec(wanted, asked, operator["name"], code)
        letters = _legible(spec)
        drawn = render_sign(spec, wanted.file)
    except SignageError as error:
        raise BadRequestError(str(error)) from None
    blank = [each for each in asked if each in shown_elements(spec) and not spec.elements.get(each)]
    headers = PRIVATE | {
        "X-Fairnotice-Blank": ",".join(blank),
        "X-Fairnotice-Smallest-Pt": f"{letters.smallest_pt:.0f}",
        "Content-Disposition": f'attachment; filename="{_file_name(wanted)}"',
    }
    return Response(drawn, media_type={"svg": "image/svg+xml", "pdf": "application/pdf"}[wanted.file], headers=headers)


def _spec(wanted: Wanted, asked: tuple[str, ...], operator: str, code: str) -> SignSpec:
    return notice_for(
        asked,
        operator,
        wanted.place,
        wanted.language,
        texts={element: text for element, text in wanted.texts.items() if text},
        url=wanted.url or None,
        design=wanted.design,
        palette=wanted.palette,
        also=tuple(each for each in wanted.also if each and each != wanted.language),
        size_mm=on_paper(wanted.design, wanted.paper),
        site_code=code,
    )


def _legible(spec: SignSpec) -> Lettering:
    letters = lettering(spec)
    if not letters.whole or letters.smallest_pt < LEAST_PT:
        raise SignageError("the text is too long for this size: shorten it, or choose larger paper")
    return letters


def _file_name(wanted: Wanted) -> str:
    return f"notice-{re.sub(r'[^A-Za-z0-9]+', '-', wanted.site_id).strip('-')[:60] or 'site'}.{wanted.file}"
