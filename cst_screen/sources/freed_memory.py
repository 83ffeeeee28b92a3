"""Memory that is free and still held, given back to the system.

Text and workbooks are read, and schools are compared, by way of the C library. It keeps what was freed for
later, 300 MB after England's files, and Polars never uses it, because it has an allocator of its own.
"""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Where the C library is glibc; others give it back themselves. It takes some milliseconds."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
