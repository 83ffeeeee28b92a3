"""Which place a school has among others, by its URN."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Places = npt.NDArray[np.intp]


def places_of(urns: pl.Series, known: pl.Series) -> Places:
    """The place of each URN among the `known` ones, each of which stands there once; -1 for one that does not.

    URNs are small whole numbers, so a table over all of them is looked up much faster than a join.
    """
    table = np.full(max(_largest(urns), _largest(known)) + 1, -1, dtype=np.intp)
    table[known.to_numpy()] = np.arange(known.len())
    found: Places = table[urns.to_numpy()]
    return found


def _largest(urns: pl.Series) -> int:
    largest = urns.max()
    return largest if isinstance(largest, int) else 0
