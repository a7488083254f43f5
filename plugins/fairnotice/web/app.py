"""The application: routes, headers and errors wired together, to stand alone or inside Airflow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from fairnotice import __version__
from fairnotice.settings import settings
from fairnotice.web import (
    cameras,
    desk,
    districts,
    door,
    errors,
    freshness,
    me,
    messages,
    oidc,
    page,
    public,
    rule_words,
    summary,
    tiles,
)
from fairnotice.web import evidence as evidence_routes
from fairnotice.web import operator as operator_pages
from fairnotice.web.csrf import SameOriginWrites
from fairnotice.web.evidence import EvidenceReader
from fairnotice.web.head import HeadAsGet
from fairnotice.web.headers import SecurityHeaders, content_policy, tls_host
from fairnotice.web.identity import INSPECTORS, require
from fairnotice.web.interfaces import INTERFACES
from fairnotice.web.limiting import BodyLimit, RequestLimit
from fairnotice.web.reader import Reader


def create_app(database_url: str | None = None, evidence: EvidenceReader | None = None) -> FastAPI:
    """Make the compliance map.

    Nothing is opened yet: the database and the evidence storage are opened by the first request that
    needs them, since a mounted application has no lifespan. Who may see what is decided by `identity`.

    Args:
        database_url: Address as libpq takes it; None: that of the settings, else of the private cluster.
        evidence: Where evidence is read from; None: what the settings name.
    """
    reader = Reader(database_url)

    @asynccontextmanager
    async def closing(app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            reader.close()
            operator_pages.close(app)
            desk.close(app)

    # FastAPI's own pages are off: they load scripts from elsewhere.
    app = FastAPI(title="Fairnotice", version=__version__, openapi_url=None, lifespan=closing)
    app.state.reader = reader
    app.state.evidence = evidence
    app.state.signed_in = door.signed_in
    app.state.has_accounts = False
    # Each of these looks itself at who asks.
    for module in (page, me, door, oidc, public, freshness, messages):
        app.include_router(module.router)
    # An operator has pages of its own, which hold back what nobody has released.
    inspectors = [Depends(require(*INSPECTORS))]
    for module in (tiles, cameras, districts, summary, evidence_routes, rule_words):
        app.include_router(module.router, dependencies=inspectors)
    for router in INTERFACES:
        app.include_router(router, dependencies=inspectors)
    app.add_middleware(GZipMiddleware, minimum_size=1500, compresslevel=5)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit)
    app.add_middleware(SameOriginWrites)
    app.add_middleware(RequestLimit, each_minute=settings().requests_per_minute)
    app.add_middleware(
        SecurityHeaders, policy=content_policy(settings().map_style_url), tls_host=tls_host(settings().public_url)
    )
    errors.install(app)
    operator_pages.install(app, database_url)
    desk.install(app, database_url)
    return app
