"""Write networks as ONNX: small, and with nothing in them of where they were made."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def write_onnx(model: Any, target: Path, properties: Mapping[str, str]) -> str:
    """Write a network, its weights in float16 and computed in float32; return the file's SHA-256.

    Args:
        model: As ``onnx.load`` gives it.
        target: Where it goes, whole or not at all.
        properties: What it says of itself, by name.
    """
    import onnx

    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    halve_weights(model)
    model.doc_string, model.producer_name = "", "fairnotice"
    onnx.helper.set_model_props(model, dict(properties))
    onnx.checker.check_model(model)
    partial = target.with_suffix(".part")
    onnx.save(model, str(partial))
    shutil.move(partial, target)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def halve_weights(model: Any) -> None:
    """Store large weights in float16, with a node each that widens them when the file is loaded."""
    from onnx import TensorProto, helper, numpy_helper

    for weight in list(model.graph.initializer):
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < 1000:
            continue
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{weight.name}.half")
        model.graph.initializer.remove(weight)
        model.graph.initializer.append(half)
        model.graph.node.insert(0, helper.make_node("Cast", [half.name], [weight.name], to=TensorProto.FLOAT))
