"""How fresh the data are, for the page, for an uptime monitor and for Prometheus."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from fairnotice.alerts.freshness import State, as_dict
from fairnotice.pipeline.freshness import read
from fairnotice.settings import settings
from fairnotice.web.errors import NotFoundError
from fairnotice.web.identity import ANYONE_SIGNED_IN, INSPECTORS, at_this_machine, require
from fairnotice.web.reader import Reader, own_reader_of, queries

router = APIRouter()


@router.get("/api/freshness", dependencies=[Depends(require(*ANYONE_SIGNED_IN))])
def freshness(reader: Annotated[Reader, Depends(own_reader_of)]) -> JSONResponse:
    """Return what is late since when, and why."""
    with reader.connection() as connection, connection.transaction():
        found = read(connection, settings(), dt.datetime.now(dt.UTC))
    return JSONResponse(as_dict(found), headers={"Cache-Control": "no-store"})


@router.get("/healthz")
def health(reader: Annotated[Reader, Depends(own_reader_of)], *, fresh: bool = False) -> JSONResponse:
    """Say that the map and its database work; 503 with the reason where they do not.

    With ``fresh=true`` it is 503 too where a night was missed: for an uptime monitor, which needs no login for it and
    learns no more than that.
    """
    with reader.connection() as connection, connection.transaction():
        queries("map").alive(connection)
        state = read(connection, settings(), dt.datetime.now(dt.UTC)).state
    failed = fresh and state in (State.LATE, State.UNKNOWN)
    content: dict[str, Any] = {"status": "late" if failed else "ok", "freshness": state.value}
    return JSONResponse(content, 503 if failed else 200, {"Cache-Control": "no-store"})


def _monitor(request: Request) -> None:
    """Let a monitor on this machine read figures without a login."""
    if at_this_machine(request) is None:
        require(*INSPECTORS)(request)


@router.get("/metrics", dependencies=[Depends(_monitor)])
def metrics(reader: Annotated[Reader, Depends(own_reader_of)]) -> Response:
    """Return the same as Prometheus reads it."""
    try:
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
    except ImportError:  # it comes with Celery's provider, which a small installation may leave out
        raise NotFoundError("the package prometheus_client is not installed here; ask api/freshness") from None
    now = dt.datetime.now(dt.UTC)
    with reader.connection() as connection, connection.transaction():
        found = read(connection, settings(), now)
    registry = CollectorRegistry()
    late = Gauge(
        "fairnotice_late", "1 where a part of the nightly work is late.", ["check", "about"], registry=registry
    )
    since = Gauge(
        "fairnotice_late_seconds", "How long it is late.", ["check", "about"], unit="seconds", registry=registry
    )
    for check in found.checks:
        late.labels(check.name, check.about).set(check.state in (State.LATE, State.UNKNOWN))
        is_late = check.since is not None and check.state is not State.OK
        since.labels(check.name, check.about).set((now - check.since).total_seconds() if is_late and check.since else 0)
    if found.last_finished_at is not None:
        ended = Gauge("fairnotice_last_audit_timestamp_seconds", "When the last audit ended.", registry=registry)
        ended.set(found.last_finished_at.timestamp())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
