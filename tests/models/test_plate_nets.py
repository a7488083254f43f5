"""The networks that tell plates apart take what they begin with, and say four numbers of a crop of any size."""

import pytest
import torch
from torch import nn

from fairnotice.settings import settings
from models.plate_nets import MEMBERS, LiteNet, PlateNets
from models.train import offline

_EPS = 1e-3


@pytest.fixture(scope="module")
def published() -> dict[str, torch.Tensor]:
    """Weights as an EfficientNet-Lite0 is published with: a convolution, its norm's four tensors and a count."""
    made = torch.Generator().manual_seed(3)
    found: dict[str, torch.Tensor] = {}
    for number, convolution in enumerate(each for each in LiteNet().modules() if isinstance(each, nn.Conv2d)):
        channels = convolution.out_channels
        found[f"{number}.weight"] = torch.randn(convolution.weight.shape, generator=made) * 0.1
        found[f"{number}.scale"] = torch.rand(channels, generator=made) + 0.5
        found[f"{number}.shift"] = torch.randn(channels, generator=made)
        found[f"{number}.mean"] = torch.randn(channels, generator=made)
        found[f"{number}.variance"] = torch.rand(channels, generator=made) + 0.1
        found[f"{number}.batches"] = torch.tensor(7)
    return found


def test_norms_are_folded_into_the_convolutions(published):
    net = LiteNet()
    net.take(published)
    first = next(each for each in net.modules() if isinstance(each, nn.Conv2d))
    shown = torch.rand(2, 3, 33, 33)
    mean, variance = published["0.mean"], published["0.variance"]
    scale, shift = published["0.scale"], published["0.shift"]

    with torch.no_grad():
        bare = nn.functional.conv2d(shown, published["0.weight"], stride=2)
        expected = nn.functional.batch_norm(bare, mean, variance, scale, shift, eps=_EPS)
        torch.testing.assert_close(first(shown), expected, atol=1e-4, rtol=1e-4)


def test_every_layer_takes_its_own_weights(published):
    net = LiteNet()
    net.take(published)
    with torch.no_grad():
        for number, convolution in enumerate(each for each in net.modules() if isinstance(each, nn.Conv2d)):
            gain = published[f"{number}.scale"] / torch.sqrt(published[f"{number}.variance"] + _EPS)
            expected = published[f"{number}.weight"] * gain[:, None, None, None]
            torch.testing.assert_close(convolution.weight, expected)


def test_edges_are_left_as_they_are(published):
    net = LiteNet()
    net.take(published)
    kept = [name for name, weight in net.named_parameters() if not weight.requires_grad]

    assert kept
    assert all(name.startswith("fine.") for name in kept)
    assert not any(name.startswith(("coarse.", "head.")) for name in kept)


@pytest.mark.slow
@pytest.mark.parametrize("side", [64, 85, 128])
def test_their_mean_says_four_numbers_of_each_crop(side):
    offline(settings().home)
    nets = PlateNets(member() for member in MEMBERS).eval()
    crops = torch.rand(2, 3, side, side)

    with torch.no_grad():
        said = nets(crops)
        apart = [member(crops) for member in nets.members]
    assert said.shape == (2, 4)
    torch.testing.assert_close(said, sum(apart) / len(apart))
