"""A share of draws that come in groups: how sure is it, when draws of one group are alike?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cst_screen.statistics.intervals import wilson_interval


def share_interval(
    hits: npt.NDArray[np.bool_], groups: npt.NDArray[np.int64]
) -> tuple[float, float]:
    """95% interval of the share of hits, in per cent: Wilson's, with as many draws as they are worth.

    Where groups differ no more than single draws would, every draw counts; where all draws of a group are alike,
    only groups do. With no hit, or nothing but hits, the draws cannot say which it is, so groups count.
    """
    number, share = len(hits), float(hits.mean())
    several = len(np.unique(groups))
    worth = float(several)
    if 0 < share < 1 and several > 1:
        off = np.bincount(groups, weights=hits - share)
        variance = float((off**2).sum()) / number**2 * several / (several - 1)
        worth = float(np.clip(share * (1 - share) / max(variance, 1e-12), several, number))
    if several == 1:
        worth = float(number)
    return wilson_interval(share * worth, worth)
