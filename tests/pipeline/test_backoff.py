"""A failing camera is left in peace, longer each time, and never given up."""

from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.domain import CaptureFault
from fairnotice.pipeline.backoff import ask_again_at
from fairnotice.store.health import Health

ASKED = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def failing(failures: int, fault: CaptureFault = CaptureFault.TIMEOUT) -> Health:
    since = ASKED - dt.timedelta(hours=failures) if failures else None
    return Health(ASKED, None, since, fault if failures else None, "gone" if failures else None, failures, 1.0)


@pytest.mark.parametrize(
    ("health", "most_hours"),
    [
        pytest.param(None, 0, id="never asked"),
        pytest.param(failing(0), 0, id="in order"),
        pytest.param(failing(1), 0, id="one failure is bad luck"),
        pytest.param(failing(2), 2, id="two"),
        pytest.param(failing(3), 4, id="three"),
        pytest.param(failing(4), 8, id="four"),
        pytest.param(failing(5), 8, id="five: no longer"),
        pytest.param(failing(100_000), 8, id="for ever: still every eight hours"),
        pytest.param(failing(1, CaptureFault.AUTH), 20, id="a refused login: once a day at once"),
    ],
)
def test_it_is_asked_less_and_less_often(health: Health | None, most_hours: float) -> None:
    waits = [(again - ASKED) / dt.timedelta(hours=1) for n in range(99) if (again := ask_again_at(health, f"t:{n}"))]

    assert all(0.85 * most_hours <= wait <= most_hours for wait in waits)
    assert (len(set(waits)) > 50) == (most_hours > 0)


def test_every_process_comes_to_the_same_time() -> None:
    assert ask_again_at(failing(3), "t:1") == ask_again_at(failing(3), "t:1")
