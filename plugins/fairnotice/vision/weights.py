"""The detector's weights: which version they are, and loading them without running what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from fairnotice.errors import ConfigurationError
from fairnotice.vision.offline import keep_offline

if TYPE_CHECKING:
    from ultralytics import YOLO


def weights_version(path: Path) -> str:
    """Return the first 12 hexadecimal digits of the file's SHA-256.

    Raises:
        ConfigurationError: If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]
    except OSError as error:
        raise ConfigurationError(
            f"the notice detector's weights {path.name} cannot be read; run `make model`, "
            "or set FAIRNOTICE_MODEL_PATH to a file that is there"
        ) from error


def load_yolo(path: Path) -> YOLO:
    """Load weights with ultralytics, refusing anything in them but tensors and known layers.

    This imports torch, which takes seconds and several hundred MB; a process that looks at frames with
    another back end does without.

    Raises:
        ConfigurationError: If they cannot be loaded.
    """
    keep_offline()
    from ultralytics import YOLO
    from ultralytics import settings as yolo_settings
    from ultralytics.nn import tasks
    from ultralytics.utils import patches

    # Where something else had imported ultralytics before, the environment came too late.
    tasks.SAFE_LOAD = True
    # It wraps Pillow's open(), to install a decoder when it meets bytes that are no picture. This is its own
    # note that it did so already.
    patches._pil_plugins_registered = True
    if yolo_settings.get("sync", True):
        yolo_settings.update({"sync": False})
    try:
        return YOLO(str(path), task="detect")
    except (RuntimeError, TypeError, ValueError, OSError, KeyError, AttributeError) as error:
        raise ConfigurationError(
            f"{path.name} is no YOLO model that this version can load ({type(error).__name__}); run `make model`"
        ) from error
