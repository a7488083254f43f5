"""The door: which session a request belongs to."""

from __future__ import annotations

from fastapi import Request

from fairnotice.web.identity import Viewer, at_this_machine


def signed_in(request: Request) -> Viewer | None:
    """Return whoever is signed in, or None."""
    return at_this_machine(request)
