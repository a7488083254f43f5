"""The operator's page: what was found of its own cameras, and how it puts that right."""

from __future__ import annotations

from fastapi import FastAPI

from fairnotice.web import figures
from fairnotice.web.operator import notices, overview, pages, replies


def install(app: FastAPI, database_url: str | None) -> None:
    """Add the operator's pages, and the figures of what they answer, to ``app``.

    Args:
        app: The application.
        database_url: As `create_app` takes it.
    """
    app.state.database_url = database_url
    for module in (pages, overview, replies, notices, figures):
        app.include_router(module.router)


def close(app: FastAPI) -> None:
    """Give back the connections that replies were written by."""
    opened = getattr(app.state, "answers_database", None)
    if opened is not None:
        opened.close()
