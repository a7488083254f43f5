"""Whether to compute in bfloat16: it halves what moves through memory, where the processor has it.

Where the processor has not, each product is made up of several, and a training step takes many times as long.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from functools import lru_cache

import torch
from torch import nn


@lru_cache(maxsize=1)
def narrow_pays() -> bool:
    """Tell whether a convolution, forward and backward, is quicker in bfloat16 on this processor: measured once."""
    if torch.cuda.is_available():
        return False

    def seconds(layer: nn.Module, shown: torch.Tensor, enabled: bool) -> float:
        began = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled):
            said = layer(shown)
        said.float().sum().backward()
        return time.perf_counter() - began

    # Whoever asks may not be learning, and what is made while nobody learns could not be learnt from.
    with torch.inference_mode(False), torch.enable_grad():
        layer = nn.Conv2d(32, 32, 3, padding=1).to(memory_format=torch.channels_last)
        shown = torch.rand(8, 32, 32, 32).to(memory_format=torch.channels_last)
        taken = {enabled: min(seconds(layer, shown, enabled) for _ in range(4)) for enabled in (False, True)}
    return taken[True] < taken[False]


def narrow_if_it_pays() -> AbstractContextManager[object]:
    """Return the context in which networks compute in bfloat16 if that is quicker here; parameters stay float32."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow_pays())
