"""Read one file of a camera's configuration, whatever it is, and say what it configures.

Every file is untrusted: sizes are capped, nothing is executed, unpickled or followed, and what
cannot be read is an incomplete scan with the reason, never an exception.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fairnotice.analytics.formats import MOST_MODEL_BYTES, MOST_TEXT_BYTES, read
from fairnotice.analytics.mentions import evidence_level, excerpt, reading_mentions
from fairnotice.analytics.vocabulary import vocabulary
from fairnotice.domain import AnalyticsScan, Camera, DeclaredModel

_CHUNK = 1024 * 1024
_EMPTY = hashlib.sha256(b"").hexdigest()


def scan_file(data: bytes, *, device_id: str, source: str, enabled: bool = True) -> AnalyticsScan:
    """Read one label map, model or configuration.

    Args:
        data: Its bytes.
        device_id: The device that it belongs to.
        source: Its path, as findings will name it; the ending tells the format where bytes do not.
        enabled: Whether the model runs; what is switched off is a capability at most.
    """
    return _scan(BytesIO(data), len(data), hashlib.sha256(data).hexdigest(), device_id, source, enabled)


def read_declared(camera: Camera, folder: Path | None) -> list[AnalyticsScan]:
    """Read the label maps that the registry names for a camera's models.

    A path that leads out of ``folder``, by '..' or by a link, is refused; a file that is missing
    or too large gives an incomplete scan that says so.

    Args:
        camera: The camera; ``models`` holds the paths.
        folder: Where paths start from; None: no folder of configurations is set.
    """
    wanted = [model for model in camera.models if model.enabled or model.labels_path]
    at_work = {model.labels_path for model in wanted if model.enabled}
    once: dict[str, DeclaredModel] = {}
    for model in wanted:
        # A map that several models share is read once, as the strongest of them uses it.
        once.setdefault(model.labels_path or model.name, replace(model, enabled=model.labels_path in at_work))
    return [_read_model(camera, model, folder) for model in once.values()]


def _read_model(camera: Camera, model: DeclaredModel, folder: Path | None) -> AnalyticsScan:
    if model.labels_path is None:
        return _unread(camera, f"model {excerpt(model.name)}", "no label map is declared for this model")
    if folder is None:
        return _unread(camera, model.labels_path, "no folder of configurations is set")
    path, refusal = _inside(folder, model.labels_path)
    if path is None:
        return _unread(camera, model.labels_path, refusal)
    try:
        # Not blocking: a pipe put in the place of a file would hang the audit.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                return _unread(camera, model.labels_path, "it is not a file")
            most = MOST_MODEL_BYTES if path.suffix.lower() == ".onnx" else MOST_TEXT_BYTES
            if status.st_size > most:
                return _unread(camera, model.labels_path, f"it is larger than {most} bytes")
            digest = _digest(stream, status.st_size)
            return _scan(stream, status.st_size, digest, camera.camera_id, model.labels_path, model.enabled)
    except OSError as error:
        return _unread(camera, model.labels_path, f"it cannot be read ({error.strerror})")


def _inside(folder: Path, relative: str) -> tuple[Path | None, str]:
    """Return the file that ``relative`` names inside ``folder``, or why it is not one."""
    parts = PurePosixPath(relative.replace("\\", "/")).parts
    if not parts or "\x00" in relative or relative.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts:
        return None, "the path leads out of the folder of configurations and was not followed"
    try:
        root = folder.resolve(strict=True)
        path = root.joinpath(*parts).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None, "there is no such file in the folder of configurations"
    if not path.is_relative_to(root):
        return None, "the path leads out of the folder of configurations and was not followed"
    return path, ""


def _digest(stream: BinaryIO, size: int) -> str:
    digest = hashlib.sha256()
    left = size
    while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _unread(camera: Camera, source: str, error: str) -> AnalyticsScan:
    return AnalyticsScan(camera.camera_id, excerpt(source), _EMPTY, "unread", complete=False, error=error)


def _scan(stream: BinaryIO, size: int, digest: str, device_id: str, source: str, enabled: bool) -> AnalyticsScan:
    name = PurePosixPath(source.replace("\\", "/")).name
    reading = read(stream, size, name)
    error = reading.error
    if reading.references and error is None:
        error = f"it refers to a label file ({reading.references[0].name}) that was not read with it"
    return AnalyticsScan(
        device_id=device_id,
        source=source,
        content_sha256=digest,
        format=reading.format,
        complete=error is None,
        mentions=reading_mentions(reading, name, vocabulary(), evidence_level(enabled)),
        error=excerpt(error) if error else None,
    )
