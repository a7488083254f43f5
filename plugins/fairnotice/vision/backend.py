"""What computes the model: torch, ONNX Runtime or OpenVINO behind one protocol.

All give the same boxes; they differ in speed from machine to machine and in what they drag in. None is
thread-safe by contract: the detector holds a lock.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from fairnotice.errors import ConfigurationError, VisionError
from fairnotice.vision.letterbox import Floats
from fairnotice.vision.offline import keep_offline
from fairnotice.vision.openvino_core import compile_model
from fairnotice.vision.weights import load_yolo

Head = Literal["one-to-many", "one-to-one"]
"""YOLO26 has both: many boxes for each plate, or one that needs no suppression."""

BackendName = Literal["torch", "onnxruntime", "openvino", "openvino-int8"]

_END_TO_END_COLUMNS = 6


class Backend(Protocol):
    """Whatever computes the model."""

    name: BackendName

    def infer(self, batch: Floats) -> Floats:
        """Return every box of a batch.

        Args:
            batch: RGB 0..1 of shape (n, 3, height, width), sides multiples of 32.

        Returns:
            Shape (n, boxes, 6): ``xyxy`` in px of the batch, raw score 0..1, class. Boxes overlap, and most
            of them score next to nothing.

        Raises:
            VisionError: If the model fails on it.
        """


def threads() -> int:
    """Return how many threads one inference uses: every core of this process, unless OMP_NUM_THREADS says less."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return int(asked) if asked.isdecimal() and int(asked) else len(os.sched_getaffinity(0))


def rows(raw: npt.NDArray[Any]) -> Floats:
    """Return a head's output as boxes (n, boxes, 6).

    Args:
        raw: One-to-one: (n, boxes, 6) already. One-to-many: (n, 4 + classes, boxes), centre and size.
    """
    if raw.shape[-1] == _END_TO_END_COLUMNS:
        return np.asarray(raw, np.float32)
    found = np.empty((raw.shape[0], raw.shape[2], 6), np.float32)
    half = raw[:, 2:4] / 2
    found[..., 0:2] = (raw[:, :2] - half).transpose(0, 2, 1)
    found[..., 2:4] = (raw[:, :2] + half).transpose(0, 2, 1)
    found[..., 4] = raw[:, 4:].max(axis=1)
    found[..., 5] = raw[:, 4:].argmax(axis=1)
    return found


class TorchBackend:
    """The weights as they are; always there, slow to import."""

    name: BackendName = "torch"

    def __init__(self, weights: Path, head: Head = "one-to-many") -> None:
        """Load the weights.

        Raises:
            ConfigurationError: If they cannot be loaded.
        """
        model: Any = load_yolo(weights).model
        import torch

        self._torch = torch
        model = model.float()
        model.end2end = head == "one-to-one"
        self._model = model.fuse(verbose=False).eval()

    def raw(self, batch: Floats) -> npt.NDArray[Any]:
        """Return the head's output as it is."""
        # ultralytics sets a number of its own, for the whole process, whenever it is asked for a device.
        if self._torch.get_num_threads() != threads():
            self._torch.set_num_threads(threads())
        with self._torch.inference_mode():
            found = self._model(self._torch.from_numpy(batch))
        output: npt.NDArray[Any] = (found[0] if isinstance(found, (tuple, list)) else found).numpy()
        return output

    def infer(self, batch: Floats) -> Floats:
        """See `Backend`."""
        with _as_vision_error(self.name, RuntimeError, ValueError, TypeError, IndexError):
            return rows(self.raw(batch))


class OnnxRuntimeBackend:
    """The exported model in ONNX Runtime."""

    name: BackendName = "onnxruntime"

    def __init__(self, model: Path) -> None:
        """Open an ONNX file.

        Raises:
            ConfigurationError: If ONNX Runtime is missing or does not take the file.
        """
        keep_offline()
        with _as_configuration_error(self.name):
            import onnxruntime
            from onnxruntime.capi import onnxruntime_pybind11_state as errors

            self._errors = tuple(
                kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
            )
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads()
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            # Plans of memory are kept for every size of frame, and cameras come in many sizes.
            options.enable_mem_pattern = False
            # Threads that wait by turning take the cores from the reader, which has threads of its own.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            try:
                self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            except self._errors as error:
                raise RuntimeError(type(error).__name__) from error
            self._input = self._session.get_inputs()[0].name

    def raw(self, batch: Floats) -> npt.NDArray[Any]:
        """Return the head's output as it is."""
        output: npt.NDArray[Any] = self._session.run(None, {self._input: batch})[0]
        return output

    def infer(self, batch: Floats) -> Floats:
        """See `Backend`."""
        with _as_vision_error(self.name, *self._errors, RuntimeError, ValueError):
            return rows(self.raw(batch))


class OpenVinoBackend:
    """The exported model, or the eight-bit one, in OpenVINO."""

    name: BackendName

    def __init__(self, model: Path, name: Literal["openvino", "openvino-int8"] = "openvino") -> None:
        """Open an ONNX file or OpenVINO's own ``.xml``.

        Sizes stay open: compiled for one size a model was no faster, and every further size would take
        time and memory.

        Raises:
            ConfigurationError: If OpenVINO is missing or does not take the file.
        """
        self.name = name
        with _as_configuration_error(name):
            # What is not in eight bits stays in float32: bfloat16 would be taken where the processor has it.
            compiled = compile_model(model, threads(), INFERENCE_PRECISION_HINT="f32")
            self._request = compiled.create_infer_request()

    def raw(self, batch: Floats) -> npt.NDArray[Any]:
        """Return the head's output as it is; the next call overwrites it."""
        output: npt.NDArray[Any] = self._request.infer([batch], share_inputs=True, share_outputs=True)[0]
        return output

    def infer(self, batch: Floats) -> Floats:
        """See `Backend`."""
        with _as_vision_error(self.name, RuntimeError, ValueError, TypeError):
            found = rows(self.raw(batch))
            # The request owns the memory of what it returns.
            return found if found.flags.owndata else found.copy()


@contextlib.contextmanager
def _as_vision_error(name: str, *kinds: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kinds as error:
        raise VisionError(f"the detector failed in {name}: {type(error).__name__}") from error


@contextlib.contextmanager
def _as_configuration_error(name: str) -> Iterator[None]:
    try:
        yield
    except (ImportError, OSError, RuntimeError, ValueError, TypeError) as error:
        raise ConfigurationError(
            f"the detector's back end {name} cannot be opened ({type(error).__name__}); set FAIRNOTICE_BACKEND "
            "to another one, or to auto"
        ) from error
