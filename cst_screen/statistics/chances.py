"""How likely an effect is beyond a threshold, given its interval: of a normal curve, as pooled effects have."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
_NORMAL = NormalDist()
_Z_95 = _NORMAL.inv_cdf(0.975)


def chances_beyond(mean: Numbers, upper95: Numbers, threshold: Numbers) -> tuple[Numbers, Numbers]:
    """In per cent, of an effect above the threshold, and of one as far below zero; NaN where the effect is
    not known. upper95: the upper end of its 95% interval. Shapes go together as NumPy's do.
    """
    spread = (upper95 - mean) / _Z_95
    return 100 * _below((mean - threshold) / spread), 100 * (
        1 - _below((mean + threshold) / spread)
    )


def _below(away: Numbers) -> Numbers:
    """The share of a normal curve below each place."""
    shares = np.full(away.shape, np.nan)
    is_known = ~np.isnan(away)
    shares[is_known] = [_NORMAL.cdf(z) for z in away[is_known]]
    return shares
