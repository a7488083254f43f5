"""The camera farm in the background: it serves the invented town, or a folder of real pictures."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence

from ops import processes
from ops.places import ROOT, InstallationError, home

NAME = "camera-farm"
_START_LIMIT_S = 60.0
_STEP_S = 0.2


@contextlib.contextmanager
def serving(options: Sequence[str]) -> Iterator[int]:
    """Have a farm with these options run for a while; yield its port.

    Raises:
        InstallationError: It ended or did not answer in time; its last words are in the message.
    """
    processes.stop([NAME])
    state = home() / "run" / f"{NAME}.json"
    state.unlink(missing_ok=True)
    search = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "fakes.camera_farm", *options, "--state", str(state)]
    processes.launch(NAME, command, os.environ | {"PYTHONPATH": search})
    try:
        for _ in range(int(_START_LIMIT_S / _STEP_S)):
            with contextlib.suppress(OSError, ValueError, urllib.error.URLError):
                port = int(json.loads(state.read_text())["port"])
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    break
            if processes.await_end_of(NAME, _STEP_S):
                raise InstallationError(f"the camera farm ended:\n{processes.last_lines(NAME)}")
        else:
            raise InstallationError(f"the camera farm does not answer:\n{processes.last_lines(NAME)}")
        yield port
    finally:
        processes.stop([NAME])
