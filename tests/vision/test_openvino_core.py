"""Models come and go, and the process still takes its signals."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from fairnotice.settings import PROJECT_ROOT
from fairnotice.vision.openvino_core import core

# In a process of its own: what ends by a signal must not take this one along.
_COME_AND_GO = """
import gc, signal, sys
from pathlib import Path
from fairnotice.vision.backend import OpenVinoBackend
from fairnotice.vision.text_lines import TextLines

opened = [OpenVinoBackend(Path(sys.argv[1]), "openvino-int8"), TextLines(), OpenVinoBackend(Path(sys.argv[1]))]
while opened:
    del opened[0]
    gc.collect()
signal.signal(signal.SIGALRM, lambda *_: print("rung"))
signal.raise_signal(signal.SIGALRM)
"""


@pytest.mark.slow
def test_a_process_whose_models_were_freed_takes_signals():
    model = PROJECT_ROOT / "models" / "notice_detector_int8.xml"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", _COME_AND_GO, str(model)],
        check=False,
        env={"PYTHONPATH": str(PROJECT_ROOT / "plugins")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, "rung\n"), done.stderr


def test_threads_that_ask_at_once_get_the_same_core():
    found = []
    asking = [threading.Thread(target=lambda: found.append(core())) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    assert len(found) == 8
    assert all(each is found[0] for each in found)
