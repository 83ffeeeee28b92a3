"""Several windows at a time: nearly all of their work is done by NumPy, which lets others run meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_AT_ONCE = min(4, os.cpu_count() or 1)
"""With more, they wait for one another: Python itself runs one at a time."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def of_each(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What `work` makes of each item, in their order. What it writes must be each item's own."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return list(threads.map(work, items))
