"""The inspector's desk within the application: its page, its routes, and what they open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import FileResponse

from fairnotice.web import live, review, review_photos, site_notice
from fairnotice.web.identity import Viewer, viewer_of
from fairnotice.web.page import page_for

_page = APIRouter()


@_page.get("/desk/", response_class=FileResponse, include_in_schema=False)
def desk(request: Request, viewer: Annotated[Viewer, Depends(viewer_of)]) -> Response:
    """Return the inspector's page."""
    return page_for(viewer, request, "desk")


def install(app: FastAPI, database_url: str | None) -> None:
    """Add the desk to an application; nothing is opened before a request asks for it."""
    app.state.database_url = database_url
    app.state.resources = None
    for router in (_page, review.router, review_photos.router, live.router, site_notice.router):
        app.include_router(router)


def close(app: FastAPI) -> None:
    """Give back what the desk's routes opened."""
    if app.state.resources is not None:
        app.state.resources.database.close()
