import os
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys
from tolmach.training.processes import keep_freed_memory
keep_freed_memory()
def resident():
    return int(open("/proc/self/statm").read().split()[1])
block = bytearray(1 << 26)
full = resident()
del block
print(full - resident(), __import__("os").environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told anything")
def test_freed_memory_stays_with_the_process() -> None:
    free = {key: value for key, value in os.environ.items() if not key.startswith("ONEDNN")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=free
    )
    pages, kernels = map(int, done.stdout.split())
    assert pages < 1000  # of 16,384 that the block had
    assert kernels == 128
