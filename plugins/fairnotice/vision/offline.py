"""Keeps the models' libraries to themselves: nothing is sent, fetched, installed or unpickled.

Both read their switches once, when they are imported, so this comes before.
"""

from __future__ import annotations

import contextlib
import os
import sys

from fairnotice.settings import settings


def keep_offline() -> None:
    """Set the switches of ultralytics, ONNX Runtime and OpenVINO for this process.

    ultralytics would look for updates, install missing packages, report usage and run whatever a weights
    file holds. ONNX Runtime, from 1.29 on, reports sessions and models to its maker and writes a device
    identifier below the home folder. OpenVINO does the same with every import, and so does NNCF; both do
    without where the package that they do it with is missing, so here it is.
    """
    home = settings().home / "ultralytics"
    # In a home that cannot be written everything else must still hold; ultralytics then takes a temporary folder.
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        ORT_DISABLE_TELEMETRY="1",
        ULTRALYTICS_SAFE_LOAD="1",
        YOLO_AUTOINSTALL="0",
        YOLO_CONFIG_DIR=str(home),
        YOLO_OFFLINE="1",
        YOLO_VERBOSE="0",
    )
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
