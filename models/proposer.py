"""From a detector of notices and other signs to a proposer of plates.

Training tells the two classes apart, which teaches the model what a sign is; but from a distance it often
takes a notice for another sign, and a plate that is not proposed is never read. So the published model
proposes every plate: its one score is the larger of the notice's and, put back by a handicap, the other
sign's, so that likely notices still come first. The second look, which reads, decides.
"""

from __future__ import annotations

from typing import Any

from models.signs import CLASSES, NOTICE, OTHER_SIGN

PLATE = "plate"
HANDICAP = 1.0
"""Taken from the other sign's logit: at it, a sign of score .27 ranks like a notice of score .12."""


def merge_classes(model: Any) -> Any:
    """Replace the class layers of a two-class YOLO model, in place, so that it has the one class `PLATE`.

    ``max(n, o) = n + relu(o - n)`` and ``n = relu(n) - relu(-n)``, so two plain 1 x 1 convolutions with a
    ReLU between them are exact, and every export format knows them.

    Args:
        model: A detection model of ultralytics whose head ends in 1 x 1 convolutions to `CLASSES`.

    Returns:
        The same model.
    """
    head = model.model[-1]
    for branches in (head.cv3, getattr(head, "one2one_cv3", None) or ()):
        for branch in branches:
            branch[-1] = _merged(branch[-1])
    head.nc = 1
    head.no = 1 + head.reg_max * 4
    model.nc, model.names = 1, {0: PLATE}
    return model


def _merged(layer: Any) -> Any:
    import torch
    from torch import nn

    notice, other = layer.weight.data[NOTICE], layer.weight.data[OTHER_SIGN]
    notice_bias, other_bias = layer.bias.data[NOTICE], layer.bias.data[OTHER_SIGN] - HANDICAP
    parts = nn.Conv2d(layer.in_channels, 3, 1)
    parts.weight.data = torch.stack([notice, -notice, other - notice])
    parts.bias.data = torch.stack([notice_bias, -notice_bias, other_bias - notice_bias])
    total = nn.Conv2d(3, 1, 1)
    total.weight.data = torch.tensor([1.0, -1.0, 1.0]).reshape(1, 3, 1, 1)
    total.bias.data = torch.zeros(1)
    return nn.Sequential(parts, nn.ReLU(), total).to(layer.weight.dtype)


def split_classes(model: Any) -> Any:
    """Undo `merge_classes`, in place and exactly, so that training can go on from a published model.

    Args:
        model: A detection model; one whose classes were never merged is left as it is.

    Returns:
        The same model.
    """
    from torch import nn

    head = model.model[-1]
    for branches in (head.cv3, getattr(head, "one2one_cv3", None) or ()):
        for branch in branches:
            if isinstance(branch[-1], nn.Sequential):
                branch[-1] = _split(branch[-1])
                head.nc = model.nc = len(CLASSES)
    if head.nc == len(CLASSES):
        head.no = head.nc + head.reg_max * 4
        model.names = dict(CLASSES)
        model.yaml = {**model.yaml, "nc": head.nc}
    return model


def _split(layers: Any) -> Any:
    import torch
    from torch import nn

    weight, bias = layers[0].weight.data, layers[0].bias.data
    classes = nn.Conv2d(layers[0].in_channels, len(CLASSES), 1)
    classes.weight.data = torch.stack([weight[0], weight[0] + weight[2]])
    classes.bias.data = torch.stack([bias[0], bias[0] + bias[2] + HANDICAP])
    return classes.to(weight.dtype)
