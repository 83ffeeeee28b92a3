"""How soon memory that is free goes back to the system.

A screen frees large tables again and again. Polars' allocator (jemalloc) gives them back half a second
later, and only in threads that still ask for some; the C library keeps a store of its own for each thread.
Left so, a screen of England takes 1.4 GB for tables of 0.5 GB.
"""

from __future__ import annotations

import ctypes
import os
import sys

_FOR_POLARS = "_RJEM_MALLOC_CONF"
"""Read by Polars when it is imported; what a user set there counts."""
_SOON = "background_thread:true,dirty_decay_ms:100,muzzy_decay_ms:0"
_MOST_STORES = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def give_back_soon() -> None:
    """For this process, before Polars is imported; nothing where the system has other allocators."""
    if sys.platform == "linux":
        os.environ.setdefault(_FOR_POLARS, _SOON)
        set_option = getattr(ctypes.CDLL(None), "mallopt", None)
        if set_option is not None:
            set_option(_MOST_STORES, 1)
