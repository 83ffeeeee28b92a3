"""Whether two shares differ by more than luck: Fisher's exact test, and Holm's correction for many looks.

Both are taught in every first course; they are short enough to stand here, and SciPy, with which the tests
compare, costs more to import than a run takes to write.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_NEARLY = 1.0 + 1e-7
"""Tables as likely as the one seen count too; rounding must not lose them."""


def fisher(met: int, of: int, others_met: int, of_others: int) -> float:
    """How often luck alone makes two shares differ as much, 0 to 1, where the numbers that meet it and the
    sizes of both groups are as they are: two-sided, by the likelihood of each table (Fisher 1935).
    """
    total, hits = of + of_others, met + others_met
    first, last = max(0, hits - of_others), min(of, hits)
    if first == last:
        return 1.0
    fixed = _log_choose(total, hits)
    logs = [
        _log_choose(of, k) + _log_choose(of_others, hits - k) - fixed
        for k in range(first, last + 1)
    ]
    seen = logs[met - first] + math.log(_NEARLY)
    return min(1.0, math.fsum(math.exp(log) for log in logs if log <= seen))


def holm(chances: Sequence[float]) -> list[float]:
    """Each chance allowing for all looks taken: the smallest is multiplied by their number, the next by one
    fewer, and so on, none below one before it (Holm 1979).
    """
    order = sorted(range(len(chances)), key=lambda n: chances[n])
    corrected, least = [1.0] * len(chances), 0.0
    for place, n in enumerate(order):
        least = max(least, min(1.0, chances[n] * (len(chances) - place)))
        corrected[n] = least
    return corrected


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
