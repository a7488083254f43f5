"""The published model's score is the larger of the two classes' scores, the other sign's put back."""

import copy

import pytest
import torch

from fairnotice.settings import settings
from models.proposer import HANDICAP, PLATE, merge_classes, split_classes
from models.train import ARCHITECTURE, offline

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two_classes() -> torch.nn.Module:
    offline(settings().home)
    from ultralytics.nn.tasks import DetectionModel

    torch.manual_seed(3)
    model = DetectionModel(ARCHITECTURE, nc=2, verbose=False).eval()
    for branch in (*model.model[-1].cv3, *model.model[-1].one2one_cv3):
        torch.nn.init.normal_(branch[-1].weight, std=0.5)
        torch.nn.init.normal_(branch[-1].bias, std=3)
    return model


@pytest.mark.parametrize("branches", ["cv3", "one2one_cv3"])
def test_merging_is_exact(two_classes: torch.nn.Module, branches: str) -> None:
    merged = merge_classes(copy.deepcopy(two_classes))
    assert merged.names == {0: PLATE}
    before, after = getattr(two_classes.model[-1], branches), getattr(merged.model[-1], branches)
    for old, new in zip(before, after, strict=True):
        features = torch.randn(2, old[-1].in_channels, 5, 7)
        logits = old[-1](features)
        expected = torch.maximum(logits[:, 0], logits[:, 1] - HANDICAP)
        assert (logits[:, 0] > logits[:, 1]).any()
        assert (logits[:, 0] < logits[:, 1] - HANDICAP).any()
        assert torch.allclose(new[-1](features)[:, 0], expected, atol=1e-4)


def test_a_merged_model_still_predicts(two_classes: torch.nn.Module) -> None:
    merged = merge_classes(copy.deepcopy(two_classes))
    with torch.no_grad():
        predictions = merged(torch.rand(1, 3, 64, 64))[0]
    assert predictions.shape[1:] == (4 + 1, 8 * 8 + 4 * 4 + 2 * 2)  # a box and one score, at strides 8, 16 and 32


def test_splitting_undoes_merging(two_classes: torch.nn.Module) -> None:
    again = split_classes(merge_classes(copy.deepcopy(two_classes)))
    assert again.names == {0: "notice", 1: "other_sign"}
    for branches in ("cv3", "one2one_cv3"):
        for old, new in zip(getattr(two_classes.model[-1], branches), getattr(again.model[-1], branches), strict=True):
            assert torch.allclose(old[-1].weight, new[-1].weight, atol=1e-6)
            assert torch.allclose(old[-1].bias, new[-1].bias, atol=1e-6)
    with torch.no_grad():
        assert again(torch.rand(1, 3, 64, 64))[0].shape[1] == 4 + 2
