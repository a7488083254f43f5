"""Absolute addresses of this application, as whoever asked can use them: below a mount, behind a proxy."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from fastapi import Request

from fairnotice.settings import settings


def base_of(request: Request) -> str:
    """Return the address that all of ours begin with, without a slash at its end.

    An authority that has set the public address knows better than a request that came through a proxy.
    """
    here = request.base_url.replace(path=request.scope.get("root_path", ""))
    return (getattr(settings(), "public_url", None) or str(here)).rstrip("/")


def address(request: Request, path: str, parameters: Mapping[str, object] | None = None) -> str:
    """Return the absolute address of ``path``, which begins without a slash; parameters that are None are left out."""
    given = {name: value for name, value in (parameters or {}).items() if value is not None}
    return f"{base_of(request)}/{quote(path)}" + (f"?{urlencode(given, doseq=True)}" if given else "")


def asked_again(request: Request, path: str, changed: Mapping[str, object]) -> str:
    """Return the address of ``path`` with the parameters of ``request``, but for those that are changed; None: gone."""
    kept: dict[str, object] = {}
    for name in request.query_params:
        kept[name] = request.query_params.getlist(name)
    return address(request, path, {**kept, **changed})
