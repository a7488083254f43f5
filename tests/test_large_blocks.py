from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

MANY_LARGE_BODIES = """
import sys, threading
from fairnotice.large_blocks import give_back_large_blocks

if sys.argv[1] == "give back":
    give_back_large_blocks()

def held():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) // 1024

together = threading.Barrier(16)

def read_too_much():
    for _ in range(3):
        body = bytearray()
        together.wait(30)
        while len(body) < 16 * 2**20:
            body += bytes(65536)
        together.wait(30)
        del body

before = held()
threads = [threading.Thread(target=read_too_much) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc, and is about glibc")
def test_what_many_threads_have_read_and_dropped_is_not_held():
    done = subprocess.run(
        [sys.executable, "-c", MANY_LARGE_BODIES, "give back"], capture_output=True, text=True, check=True, timeout=120
    )

    # In MB; sixteen threads have each held 16 MB at the same time.
    assert int(done.stdout) < 64
