"""`fairnotice inspect` writes what it was asked for, redacted, and nothing else of a picture."""

from __future__ import annotations

import resource

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.settings import settings
from fakes import farm_bytes, town
from fakes.disk_watch import shows, traces, watched
from fakes.world import NOON


@pytest.mark.slow  # it loads the models
@pytest.mark.parametrize("given", ["file", "-"])
def test_inspecting_leaves_no_trace_of_a_picture(tmp_path, monkeypatch, given):
    monkeypatch.setenv("FAIRNOTICE_BACKEND", "onnxruntime")
    settings.cache_clear()
    scene = town.scene("mill-square", NOON)
    assert not isinstance(scene, str)
    jpeg = farm_bytes.jpeg(scene)
    known = traces(jpeg, np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8))
    picture, seen = tmp_path / "street.jpg", tmp_path / "seen"
    picture.write_bytes(jpeg)
    named = str(picture) if given == "file" else given
    with watched(tmp_path / "watched") as watch:
        done = CliRunner().invoke(cli.app, ["inspect", named, "-o", str(seen)], input=jpeg)
    home = settings().home
    settings.cache_clear()

    assert done.exit_code == 0, done.output
    assert "confirmed" in done.output
    (drawn,) = seen.iterdir()
    assert not shows(drawn.read_bytes(), known)
    assert not shows(cv2.imread(str(drawn)).tobytes(), known)
    assert not shows(done.output.encode(), known)
    assert watch.strangers(seen, home / "backends") == []
    assert [path for path in watch.left() if shows(path.read_bytes(), known)] == []
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
