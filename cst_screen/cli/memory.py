"""How a process holds its memory, and in how many threads it multiplies.

A screen frees large tables again and again. Polars' allocator (jemalloc) gives them back half a second
later, and only in threads that still ask for some; the C library keeps a store of its own for each thread.
Left so, a screen of England takes 1.4 GB for tables of 0.5 GB. So memory that is free goes back soon.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys

_FOR_POLARS = "_RJEM_MALLOC_CONF"
"""Read by Polars when it is imported; what a user set there counts."""
_SOON = "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,narenas:2"
_MOST_STORES = -8
"""M_ARENA_MAX of glibc's malloc.h."""


_RECORDS_BETWEEN_LOOKS = 50_000
"""Python's own number is 700. What a command makes lives until it ends, so looking for circles among it finds
nothing and takes a tenth of the time of `whatif`."""


def multiply_in_one_thread() -> None:
    """For this process, before NumPy is imported; what a user set there counts.

    Matrices are small, and several windows are matched at once: a product's own threads would wait for
    one another longer than they work.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def look_seldom_for_circles() -> None:
    """Python then looks less often whether records that refer to each other are still needed."""
    gc.set_threshold(_RECORDS_BETWEEN_LOOKS)


def give_back_soon() -> None:
    """For this process, before Polars is imported; nothing where the system has other allocators."""
    if sys.platform == "linux":
        os.environ.setdefault(_FOR_POLARS, _SOON)
        set_option = getattr(ctypes.CDLL(None), "mallopt", None)
        if set_option is not None:
            set_option(_MOST_STORES, 1)
