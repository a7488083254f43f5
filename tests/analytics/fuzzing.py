"""How many random inputs a parser is tried on: a stated number, always the same ones; many more in `make soak`."""

from hypothesis import settings


def inputs(count: int) -> settings:
    """Settings for a property that is tried on ``count`` inputs, or on what the chosen profile has if that is more."""
    most = max(count, settings().max_examples)
    return settings(max_examples=most, deadline=None, derandomize=most == count)
