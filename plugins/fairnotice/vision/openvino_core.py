"""OpenVINO on this machine's processor, by the one core that a process may have.

A core gives its thread another stack for signals, and takes it away with itself. Of two cores the second remembers the
first one's stack as what was there before: freed in the order in which they were made they leave the thread with a
stack that is gone, and the next signal that Python handles (an alarm, the end of a service) is a segmentation fault.
Seen in OpenVINO 2026.4. One core, kept to the end, leaves nothing behind.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fairnotice.vision.offline import keep_offline

if TYPE_CHECKING:
    import openvino

_MAKING = threading.Lock()


def compile_model(model: Path | openvino.Model, threads: int, **properties: str) -> openvino.CompiledModel:
    """Make a model ready to be asked, one picture after another.

    Args:
        model: An ONNX file, OpenVINO's own ``.xml``, or a model that was read.
        threads: How many it computes with.
        properties: More of OpenVINO's, by their names.

    Raises:
        ImportError: If OpenVINO is missing.
        RuntimeError: If it does not take the model.
    """
    return core().compile_model(
        str(model) if isinstance(model, Path) else model,
        "CPU",
        {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads,
            # Several processes would pin their threads to the same cores.
            "ENABLE_CPU_PINNING": False,
            **properties,
        },
    )


def core() -> openvino.Core:
    """Return this process's one core.

    Raises:
        ImportError: If OpenVINO is missing.
    """
    with _MAKING:
        return _core()


@cache
def _core() -> openvino.Core:
    keep_offline()
    import openvino

    return openvino.Core()
