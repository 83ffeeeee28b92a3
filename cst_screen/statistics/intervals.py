"""Intervals of a mean over schools and of a share of schools: 95%, from the numbers alone."""

from __future__ import annotations

import functools
import math

import polars as pl

# Student's t, 97.5th percentile, by degrees of freedom from 1 (any table of the distribution; the
# tests compare with SciPy, whose import would cost as much as reading all of England's files).
_T_975 = (
    12.706205,
    4.302653,
    3.182446,
    2.776445,
    2.570582,
    2.446912,
    2.364624,
    2.306004,
    2.262157,
    2.228139,
    2.200985,
    2.178813,
    2.160369,
    2.144787,
    2.131450,
    2.119905,
    2.109816,
    2.100922,
    2.093024,
    2.085963,
)
_Z_975 = 1.959963984540054
"""The standard normal distribution, 97.5th percentile."""


@functools.cache
def t_975(df: int) -> float:
    """Student's t, 97.5th percentile, for one degree of freedom or more.

    Beyond the table, the expansion in powers of 1/df (Abramowitz and Stegun 26.7.5) is good to four
    decimals.
    """
    z = _Z_975
    if df <= len(_T_975):
        return _T_975[df - 1]
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    )


@functools.cache
def t_over_root_n(n: int) -> float | None:
    """Student's t for a 95% interval of a mean of n, over the root of n; None below two."""
    return t_975(n - 1) / math.sqrt(n) if n >= 2 else None


def wilson_interval(successes: float, trials: float) -> tuple[float, float]:
    """Wilson's 95% interval of a share, in per cent (Wilson 1927)."""
    z = _Z_975
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 100 / (1 + z * z / trials)
    return max(0.0, scale * (centre - half)), min(100.0, scale * (centre + half))


def wilson_ends(successes: str, trials: str) -> tuple[pl.Expr, pl.Expr]:
    """Both ends of Wilson's interval of two columns of counts; null where there are no trials."""
    pair = pl.struct(successes, trials)

    def end(which: int) -> pl.Expr:
        def of(counts: dict[str, int]) -> float | None:
            good, out_of = counts.values()
            return wilson_interval(good, out_of)[which] if out_of else None

        return pair.map_elements(of, return_dtype=pl.Float64)

    return end(0), end(1)
