"""The inspector's desk within the application: its routes, and what they open."""

from __future__ import annotations

from fastapi import FastAPI

from fairnotice.web import live, review, review_photos


def install(app: FastAPI, database_url: str | None) -> None:
    """Add the desk to an application; nothing is opened before a request asks for it."""
    app.state.database_url = database_url
    app.state.resources = None
    for router in (review.router, review_photos.router, live.router):
        app.include_router(router)


def close(app: FastAPI) -> None:
    """Give back what the desk's routes opened."""
    if app.state.resources is not None:
        app.state.resources.database.close()
