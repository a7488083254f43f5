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

from fairnotice.analytics.label_map import read_label_map
from fairnotice.analytics.matching import Company, match_text
from fairnotice.analytics.mentions import evidence_level, excerpt, label_mentions, mention, strongest
from fairnotice.analytics.onnx_metadata import looks_like_onnx, read_onnx
from fairnotice.analytics.reading import Reading
from fairnotice.analytics.vocabulary import Vocabulary, Where, vocabulary
from fairnotice.analytics.yaml_names import read_yaml_names
from fairnotice.domain import AnalyticsScan, Camera, ClassifierMention, DeclaredModel, Level

MOST_TEXT_BYTES = 4 * 1024 * 1024
MOST_MODEL_BYTES = 2 * 1024 * 1024 * 1024
_LABELS = frozenset({".txt", ".labels", ".names", ".label", ".lst", ""})
_YAML = frozenset({".yaml", ".yml", ".json"})
_OPAQUE = frozenset({".pt", ".pth", ".engine", ".plan", ".tflite", ".h5", ".bin", ".pb", ".trt", ".onnx_data", ".pkl"})
_CHUNK = 1024 * 1024
_SIBLINGS = 200
"""Labels that count as company of keys and of the file's name."""
_FREE_TEXT = 0.85
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
    reading = _read(stream, size, PurePosixPath(source.replace("\\", "/")).suffix.lower())
    words = vocabulary()
    found = _in_reading(reading, source, words, evidence_level(enabled))
    return AnalyticsScan(
        device_id=device_id,
        source=source,
        content_sha256=digest,
        format=reading.format,
        complete=reading.error is None,
        mentions=found,
        error=reading.error,
    )


def _read(stream: BinaryIO, size: int, suffix: str) -> Reading:
    head = stream.read(64)
    stream.seek(0)
    if suffix == ".onnx" or (suffix not in _LABELS | _YAML | _OPAQUE and looks_like_onnx(head)):
        return read_onnx(stream, size)
    if suffix in _OPAQUE:
        return Reading("opaque", error=f"'{suffix}' files are not opened; hand in the label map beside it")
    if size > MOST_TEXT_BYTES:
        return Reading("opaque", error=f"larger than {MOST_TEXT_BYTES} bytes")
    data = stream.read(size)
    if suffix in _YAML:
        return read_yaml_names(data)
    if suffix in _LABELS:
        return read_label_map(data)
    return Reading("unknown", error=f"'{suffix}' files are not read yet")


def _in_reading(reading: Reading, source: str, words: Vocabulary, level: Level) -> tuple[ClassifierMention, ...]:
    name = PurePosixPath(source.replace("\\", "/")).name
    found: list[ClassifierMention] = []
    for each in reading.lists:
        company = Company([words.tokens(name), *(words.tokens(key) for key in each.company)])
        found += label_mentions(each.labels, words, level, company)
    labels = [label for each in reading.lists for label in each.labels[:_SIBLINGS]]
    near = Company(words.tokens(each.text) for each in (*reading.keys, *reading.values, *labels[:_SIBLINGS]))
    for where, texts in ((Where.KEY, reading.keys), (Where.TEXT, reading.values)):
        for text in texts:
            for match in match_text(text.text, words, where, near, counted=True):
                # Free text is worth a look, never an accusation.
                weighed = match if where is Where.KEY else replace(match, confidence=min(match.confidence, _FREE_TEXT))
                found.append(mention(weighed, level, text.path, text.line, text.text))
    stem = PurePosixPath(name).stem
    found += [mention(match, level, "file name", None, name) for match in match_text(stem, words, Where.NAME, near)]
    return strongest(found)
