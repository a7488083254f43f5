"""The notice that a site needs, ready to print, for an inspector: with what the registry knows, the rest as lines."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from fairnotice.errors import SignageError
from fairnotice.signage import notice_for, render_sign
from fairnotice.signage.notices import required_by
from fairnotice.signage.spec import on_paper
from fairnotice.store.site_codes import code_of_site
from fairnotice.web.desk_tools import require_site, resources_of
from fairnotice.web.errors import BadRequestError, NotFoundError
from fairnotice.web.operator.overview import applied_packs
from fairnotice.web.reader import queries
from fairnotice.web.review import Id, Inspector

router = APIRouter(prefix="/api/review")
_PRIVATE = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="notice.pdf"'}


@router.get("/notice", response_class=Response)
def notice(
    request: Request,
    viewer: Inspector,
    site: Annotated[Id, Query()],
    language: Annotated[str, Query(max_length=35)] = "en",
) -> Response:
    """Return the notice of a site as PDF on A4: what its rules ask for, with the site's code."""
    with resources_of(request).database.transaction() as connection:
        require_site(connection, viewer, site)
        known = queries("operator").site_of_notice(connection, site_id=site)
        if known is None:
            raise NotFoundError(f"nobody is known to run the cameras of site {site!r}, whom a notice has to name")
        code = code_of_site(connection, site)
    asked = required_by(pack for pack in applied_packs() if pack.applies_to(known["jurisdiction"]))
    texts = {element: known[element] for element in ("purpose", "legal_basis") if known[element]}
    try:
        spec = notice_for(
            asked, known["operator"], "", language, texts=texts, size_mm=on_paper("full_notice", "a4"), site_code=code
        )
        drawn = render_sign(spec, "pdf")
    except SignageError as error:
        raise BadRequestError(str(error)) from None
    return Response(drawn, media_type="application/pdf", headers=_PRIVATE)
