"""Evidence by content: a folder, or any URL that fsspec opens (s3://, gs://, ...)."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import uuid
from typing import Literal

import fsspec

from fairnotice.domain import Evidence
from fairnotice.errors import StoreError
from fairnotice.settings import Settings

FOLDERS = tuple(f"{number:02x}" for number in range(256))
"""Evidence lies in a folder named by the first two digits of its hash."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class EvidenceStore:
    """Keeps redacted pictures and configuration excerpts under the SHA-256 of their content.

    Args:
        url: A folder or an fsspec URL.
    """

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{_name(sha256)}"

    def keep(
        self, content: bytes, *, kind: Literal["redacted_frame", "configuration_excerpt"], media_type: str
    ) -> Evidence:
        """Store ``content``, which must be redacted already; the same content is stored once.

        Raises:
            StoreError: The storage refused; nothing was kept.
        """
        if not content:
            raise StoreError("empty evidence is not kept")
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        try:
            if not self._files.exists(path):
                self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
                # A name of its own first: a task killed half-way leaves no half-written evidence under its hash.
                partial = f"{path}.{uuid.uuid4().hex}.partial"
                self._files.pipe_file(partial, content)
                self._files.mv(partial, path)
        except OSError as error:
            raise StoreError(f"the evidence storage refused to write: {error.strerror or error}") from None
        return Evidence(sha256=sha256, kind=kind, media_type=media_type, size=len(content))

    def read(self, sha256: str) -> bytes:
        """Return the content, checked against its hash.

        Raises:
            StoreError: It is not there, or is not what was stored.
        """
        try:
            content: bytes = self._files.cat_file(self._path(sha256))
        except FileNotFoundError:
            raise StoreError(f"evidence {sha256[:12]} is not in the storage (purged, or another storage)") from None
        except OSError as error:
            raise StoreError(f"the evidence storage refused to read: {error.strerror or error}") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError(f"evidence {sha256[:12]} is not what was stored: its content changed")
        return content

    def holds(self, sha256: str) -> bool:
        """Tell whether there is a file for this piece of evidence."""
        return bool(self._files.exists(self._path(sha256)))

    def delete(self, sha256: str) -> None:
        """Delete a piece of evidence; one that is gone already is gone.

        Raises:
            StoreError: The storage refused.
        """
        self.delete_file(_name(sha256))

    def delete_file(self, name: str) -> None:
        """Delete a file by its name, as `files` gives it; one that is gone already is gone.

        Raises:
            StoreError: The storage refused.
        """
        try:
            self._files.rm_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(f"the evidence storage refused to delete: {error.strerror or error}") from None

    def files(self, folder: str) -> list[str]:
        """Return the names of all files of one of the `FOLDERS`, also of those that are no evidence.

        Raises:
            StoreError: The storage refused.
        """
        try:
            listed = self._files.ls(f"{self._root}/{folder}", detail=False, refresh=True)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"the evidence storage refused to list: {error.strerror or error}") from None
        return sorted(f"{folder}/{path.rsplit('/', 1)[1]}" for path in listed)

    def modified_at(self, name: str) -> dt.datetime | None:
        """Return when a file was written; None where it is gone."""
        try:
            at: dt.datetime = self._files.modified(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _name(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise StoreError("evidence is named by 64 hexadecimal digits")
    return f"{sha256[:2]}/{sha256}"


def open_evidence(settings: Settings) -> EvidenceStore:
    """Open the evidence storage that the settings name; the local folder is for its owner alone."""
    if settings.evidence_url:
        return EvidenceStore(settings.evidence_url)
    folder = settings.home / "evidence"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # another account's folder, which this one may only read
        folder.chmod(0o700)
    return EvidenceStore(str(folder))
