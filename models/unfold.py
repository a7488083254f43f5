"""Make a trainable network of the published plate classifier again, so that training can go on from it.

An exported network has its norms folded into its convolutions. Those of the detector's layers are taken apart again
with what the convolutions give on crops, so that the network says the same and a step of training changes it gently.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from fairnotice.vision.letterbox import Floats


def unfold(net: Any, published: Path, batches: Sequence[torch.Tensor]) -> None:
    """Give networks the weights of their published form, in place; they are left in evaluation mode.

    Args:
        net: A `models.plate_nets.PlateNets` of as many members as the file has.
        published: The ONNX file that `models.train_classifier.export` wrote.
        batches: RGB 0..1 crops (n, 3, side, side) as training shows them, for the norms' statistics.

    Raises:
        ValueError: If the file is of another network.
    """
    import onnx
    from ultralytics.nn.modules.conv import Conv

    graph = onnx.load(str(published)).graph
    weights = {entry.name: onnx.numpy_helper.to_array(entry) for entry in graph.initializer}
    folded = [node for node in graph.node if node.op_type == "Conv"]
    last = [node for node in graph.node if node.op_type == "Gemm"]
    net.eval()
    convolutions = _in_order(net, batches[0][:1])
    if len(convolutions) != len(folded):
        raise ValueError(f"{published.name} has {len(folded)} convolutions, the network {len(convolutions)}")
    with_norms = {block.conv: block for block in net.modules() if isinstance(block, Conv)}
    blocks = [with_norms[convolution] for convolution in convolutions if convolution in with_norms]
    with torch.no_grad():
        for convolution, node in zip(convolutions, folded, strict=True):
            _take(convolution.weight, _stored(weights, node.input[1]))
            shift = _stored(weights, node.input[2])
            if convolution not in with_norms:
                _take(convolution.bias, shift)
                continue
            norm = with_norms[convolution].bn
            norm.running_mean.zero_()
            norm.running_var.fill_(1.0)
            norm.weight.fill_((1.0 + norm.eps) ** 0.5)
            _take(norm.bias, shift)
        for linear, node in zip(net.heads, last, strict=True):
            _take(linear.weight, _stored(weights, node.input[1]))
            _take(linear.bias, _stored(weights, node.input[2]))
        for block, (mean, variance) in zip(blocks, _statistics(net, blocks, batches), strict=True):
            block.bn.running_mean.copy_(mean)
            block.bn.running_var.copy_(variance)
            block.bn.weight.copy_((variance + block.bn.eps).sqrt())
            block.bn.bias.add_(mean)


def _stored(weights: dict[str, Any], name: str) -> Floats:
    """Return a weight, widened where it is stored in float16 (`models.onnx_files.halve_weights`)."""
    return np.array(weights[name] if name in weights else weights[f"{name}.half"], np.float32)


def _take(parameter: torch.Tensor, given: Floats) -> None:
    if tuple(parameter.shape) != given.shape:
        raise ValueError(f"a weight has the shape {given.shape}, the network's {tuple(parameter.shape)}")
    parameter.copy_(torch.from_numpy(given))


def _in_order(net: nn.Module, example: torch.Tensor) -> list[Any]:
    """Return the convolutions in the order in which they are run, which is the file's."""
    found: list[Any] = []
    hooks = [
        module.register_forward_hook(lambda convolution, *_: found.append(convolution))
        for module in net.modules()
        if isinstance(module, nn.Conv2d)
    ]
    with torch.no_grad():
        net(example)
    for hook in hooks:
        hook.remove()
    return found


def _statistics(
    net: nn.Module, blocks: Sequence[Any], batches: Sequence[torch.Tensor]
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return mean and variance by channel of what each block's convolution gives."""
    sums: dict[Any, list[torch.Tensor]] = {block.conv: [] for block in blocks}

    def note(convolution: Any, _: Any, given: torch.Tensor) -> None:
        sums[convolution].append(torch.stack([given.mean(dim=(0, 2, 3)), (given**2).mean(dim=(0, 2, 3))]))

    hooks = [block.conv.register_forward_hook(note) for block in blocks]
    for batch in batches:
        net(batch)
    for hook in hooks:
        hook.remove()
    means = [torch.stack(sums[block.conv]).mean(dim=0) for block in blocks]
    return [(mean, (square - mean**2).clamp(min=1e-6)) for mean, square in means]
