"""Training goes on from the published classifier: unfolded, it says what its file says."""

import numpy as np
import onnxruntime
import pytest
import torch

from fairnotice.settings import settings
from fairnotice.vision.plate_classifier import PlateClassifier
from models.plate_nets import MEMBERS, DetectorNet, PlateNets
from models.train import offline
from models.train_classifier import TARGET
from models.unfold import unfold

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crops() -> torch.Tensor:
    side = PlateClassifier(TARGET).input_px
    return torch.from_numpy(np.random.default_rng(5).random((6, 3, side, side), np.float32))


@pytest.fixture(scope="module")
def unfolded(crops: torch.Tensor) -> PlateNets:
    offline(settings().home)
    nets = PlateNets(member() for member in MEMBERS)
    unfold(nets, TARGET, [crops])
    return nets


def test_it_says_what_the_published_file_says(unfolded: PlateNets, crops: torch.Tensor) -> None:
    session = onnxruntime.InferenceSession(TARGET.read_bytes(), providers=["CPUExecutionProvider"])
    (expected,) = session.run(None, {"crops": crops.numpy()})
    with torch.no_grad():
        np.testing.assert_allclose(unfolded(crops).numpy(), expected, atol=1e-3)


def test_its_norms_are_those_of_the_crops(unfolded: PlateNets, crops: torch.Tensor) -> None:
    with torch.no_grad():
        first = unfolded.members[0].fine[0]
        given = first.conv(crops)
    assert torch.allclose(first.bn.running_mean, given.mean(dim=(0, 2, 3)), atol=1e-4)
    assert torch.allclose(first.bn.running_var, given.var(dim=(0, 2, 3)), rtol=1e-2, atol=1e-5)


def test_a_file_of_another_network_is_refused(crops: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="convolutions"):
        unfold(PlateNets([DetectorNet()]), TARGET, [crops])
