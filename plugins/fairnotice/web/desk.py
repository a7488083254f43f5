"""The inspector's desk within the application: its page, its routes, and what they open."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse

from fairnotice.web import live, review, review_photos
from fairnotice.web.page import STATIC

_page = APIRouter()


@_page.get("/desk/", response_class=FileResponse, include_in_schema=False)
def desk() -> FileResponse:
    """Return the inspector's page."""
    return FileResponse(STATIC / "desk" / "index.html", media_type="text/html; charset=utf-8")


def install(app: FastAPI, database_url: str | None) -> None:
    """Add the desk to an application; nothing is opened before a request asks for it."""
    app.state.database_url = database_url
    app.state.resources = None
    for router in (_page, review.router, review_photos.router, live.router):
        app.include_router(router)


def close(app: FastAPI) -> None:
    """Give back what the desk's routes opened."""
    if app.state.resources is not None:
        app.state.resources.database.close()
