"""The C library's way to hand out memory while a process trains."""

import ctypes
import os
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3  # names of mallopt's settings, malloc.h
_NEVER = 2**31 - 1
_KERNELS_KEPT = "128"


def keep_freed_memory() -> None:
    """Let the process reuse freed memory instead of handing it back after every operation.

    By default glibc returns large blocks to the system when they are freed and fetches zeroed
    pages when they are next needed, some thousand times an update. oneDNN, for its part, keeps up
    to 1,024 kernels compiled for shapes that hardly come again; fewer do as well in less memory.
    Call it before torch is imported. Does nothing where the C library is another one.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", _KERNELS_KEPT)
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _NEVER)
        mallopt(_TRIM_THRESHOLD, _NEVER)
        mallopt(_TOP_PAD, 1 << 28)
