"""Evidence by its hash: redacted pictures and excerpts, and nothing that a browser would run."""

from __future__ import annotations

import logging
import threading
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Path, Request, Response

from fairnotice.errors import StoreError, without_secrets
from fairnotice.settings import settings
from fairnotice.store.evidence import open_evidence
from fairnotice.web.errors import NotFoundError
from fairnotice.web.reader import ForViewer, queries, reader_of, rows
from fairnotice.web.versions import etag_of, not_modified

router = APIRouter()
_LOG = logging.getLogger(__name__)

SERVED = {
    "image/png": "image/png",
    "image/webp": "image/webp",
    "image/jpeg": "image/jpeg",
    "text/plain": "text/plain; charset=utf-8",
}
"""Media types that are served, and how they are announced; anything else could carry a script."""

_OPENING = threading.Lock()


class EvidenceReader(Protocol):
    """What is asked of an evidence storage here."""

    def read(self, sha256: str) -> bytes:
        """Return the content of ``sha256``, or raise ``StoreError``."""


def storage_of(request: Request) -> EvidenceReader:
    """Return where evidence is read from; what the settings name is opened by the first request that asks."""
    state = request.app.state
    with _OPENING:
        if state.evidence is None:
            state.evidence = open_evidence(settings())
    storage: EvidenceReader = state.evidence
    return storage


@router.get("/evidence/{sha256}", response_class=Response)
def evidence(
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    request: Request,
    reader: Annotated[ForViewer, Depends(reader_of)],
) -> Response:
    """Return one piece of evidence that the books know, if it is of a kind that is served."""
    with reader.connection() as connection:
        known = rows(queries("card").evidence_kinds(connection, sha256s=[sha256]))
    answer = shown(request, sha256, known[0]["media_type"] if known else "")
    reader.note("evidence", [sha256], "looked at on a page")
    return answer


def shown(request: Request, sha256: str, media_type: str) -> Response:
    """Answer with a piece of evidence that whoever asks may see.

    Raises:
        NotFoundError: It is not kept, or of a kind that is not served.
    """
    announced = SERVED.get(media_type)
    if announced is None:
        raise NotFoundError(f"there is no evidence {sha256[:12]} that can be shown")
    # The content can never change, but it can be purged: ask each time, so that it is gone when it is gone.
    try:
        content = storage_of(request).read(sha256)
    except StoreError as error:
        _LOG.warning("evidence %s: %s", sha256[:12], without_secrets(str(error)))
        raise NotFoundError(f"evidence {sha256[:12]} is no longer kept, or is not what was stored") from None
    etag = etag_of(content)
    if (unchanged := not_modified(request, etag)) is not None:
        return unchanged
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'self'",
    }
    return Response(content, media_type=announced, headers=headers)
