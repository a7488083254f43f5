"""The weights as an ONNX file, made once for a set of weights and libraries and kept in the installation's home.

A file's name is the hash of its own content, so a damaged one is known as such, and two processes that make
one at the same time do each other no harm: it gets its name only when it is complete.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import shutil
import tempfile
from pathlib import Path

from fairnotice.errors import ConfigurationError
from fairnotice.settings import settings
from fairnotice.vision.backend import Head
from fairnotice.vision.weights import load_yolo, weights_version

logger = logging.getLogger(__name__)

LIBRARIES = ("ultralytics", "torch", "onnx", "onnxruntime", "openvino")
"""Whose versions an export, or the choice made with it, may depend on."""

_TRACED_SIDE = 640
_MOST_BOXES = 50
"""Of the one-to-one head, which picks them itself; a picture must have so many cells, so not more."""


class ExportError(ConfigurationError):
    """The weights could not be exported; torch can still compute them."""


def versions() -> dict[str, str]:
    """Return the versions of `LIBRARIES`, without importing them; ``none`` where one is missing."""
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            found[library] = "none"
    return found


def folder_for(weights: Path, head: Head) -> Path:
    """Return where everything made of these weights with these libraries is kept; it need not exist yet.

    Raises:
        ConfigurationError: If the weights cannot be read.
    """
    parts = [weights_version(weights), head, *versions().items()]
    return settings().home / "backends" / hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def exported(folder: Path) -> Path | None:
    """Return the ONNX file in a folder of `folder_for`, None if there is no sound one."""
    for path in sorted(folder.glob("*.onnx")):
        if path.stem == _digest(path):
            return path
    return None


def export(weights: Path, head: Head, folder: Path) -> Path:
    """Make the ONNX file, unless there is a sound one already.

    Args:
        weights: A ``.pt`` file of ultralytics; nothing is written beside it.
        head: Which of the model's heads.
        folder: As `folder_for` gives it.

    Raises:
        ExportError: If it cannot be made or written.
        ConfigurationError: If the weights themselves cannot be loaded.
    """
    if (found := exported(folder)) is not None:
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for damaged in folder.glob("*.onnx"):
            if damaged.stem != _digest(damaged):
                damaged.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="part-", dir=folder) as part:
            made = _made(weights, head, Path(part))
            whole = folder / f"{_digest(made)}.onnx"
            made.replace(whole)
    except ConfigurationError:
        raise
    # The exporter runs other people's code for every layer, and checks with assertions.
    except (
        ImportError,
        OSError,
        RuntimeError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
    ) as e:
        raise ExportError(f"{weights.name} could not be exported to ONNX: {type(e).__name__}: {e}") from e
    logger.info("exported %s to %s", weights.name, whole)
    return whole


def _made(weights: Path, head: Head, part: Path) -> Path:
    # The exporter writes beside the weights, which may be committed, shared or read-only.
    copy = part / "model.pt"
    shutil.copyfile(weights, copy)
    model = load_yolo(copy)
    made = model.export(
        format="onnx",
        imgsz=_TRACED_SIDE,
        dynamic=True,
        simplify=False,
        nms=False if head == "one-to-one" else None,
        max_det=_MOST_BOXES,
        device="cpu",
        verbose=False,
    )
    return Path(made)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
