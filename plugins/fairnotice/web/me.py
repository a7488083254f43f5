"""Who the viewer is, for the pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from fairnotice.settings import settings
from fairnotice.web.identity import Viewer, public_view, viewer_of

router = APIRouter()


@router.get("/api/me")
def me(viewer: Annotated[Viewer, Depends(viewer_of)]) -> dict[str, Any]:
    """Say who is signed in, and the token that writing requests carry."""
    return {
        "role": viewer.role,
        "name": viewer.name,
        "account": viewer.account_id is not None,
        "districts": list(viewer.districts),
        "operator_id": viewer.operator_id,
        "csrf": viewer.csrf,
        "public_view": public_view(),
        "sign_in_by": {"label": settings().oidc_label} if settings().oidc_issuer is not None else None,
    }
