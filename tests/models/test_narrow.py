"""Whether a network computes in bfloat16."""

import pytest

torch = pytest.importorskip("torch")

from models import narrow  # noqa: E402


@pytest.mark.parametrize("pays", [True, False])
def test_a_network_computes_in_bfloat16_only_where_that_is_quicker(monkeypatch, pays):
    monkeypatch.setattr(narrow, "narrow_pays", lambda: pays)

    with narrow.narrow_if_it_pays():
        said = torch.nn.Linear(4, 4)(torch.rand(2, 4))

    assert said.dtype is (torch.bfloat16 if pays else torch.float32)


def test_it_is_measured_once():
    assert narrow.narrow_pays() is narrow.narrow_pays()
    assert narrow.narrow_pays.cache_info().misses == 1


def test_it_is_measured_where_nothing_is_learnt_too():
    narrow.narrow_pays.cache_clear()

    with torch.inference_mode(), narrow.narrow_if_it_pays():
        assert narrow.narrow_pays.cache_info().misses == 1
