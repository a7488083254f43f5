from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairnotice.domain import Pixels
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import Settings
from fairnotice.store.database import Database
from fairnotice.store.evidence import open_evidence
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.reading import Reader
from fakes.camera_farm import CameraFarm


class NoPlates:
    """Proposes nothing, at once: these tests are about what is kept of a look, not about looking."""

    model_version = "no-plates"

    def detect(self, pixels: Pixels, *, thorough: bool = False) -> list:
        return []


@pytest.fixture(scope="session")
def farm() -> Iterator[CameraFarm]:
    with CameraFarm() as running:
        yield running


def open_resources(database: Database, home: Path) -> Resources:
    recall = home / "recall.json"
    recall.write_text(
        json.dumps({"model_version": "no-plates", "tables": {"drawn": {"bins": []}, "real": {"bins": []}}})
    )
    settings = Settings(
        home=home,
        recall_path=recall,
        allowed_networks="127.0.0.1/32",
        deadline_s=2,
        samples_per_window=2,
        host_at_once=16,
        grab_tries=1,
    )
    opened = Resources(settings, database, open_evidence(settings))
    opened.__dict__["inspector"] = Inspector(NoPlates(), Reader())
    return opened


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    with Database(empty_database_url) as opened:
        yield opened


@pytest.fixture
def opened(database: Database, tmp_path: Path) -> Resources:
    return open_resources(database, tmp_path)
