"""A weighted mean over schools, and how sure it is: the expressions that every trust's figure uses.

Each expression aggregates the rows of a group: a value and a weight for each school, no gaps. The
error comes from the schools' own errors where those are known, else from the spread between schools.
The caller decides what a school weighs.
"""

from __future__ import annotations

import polars as pl

from cst_screen.statistics.intervals import t_over_root_n


def weighted_mean(value: str, weight: str = "weight") -> pl.Expr:
    """The mean of `value`, in its unit."""
    return (pl.col(value) * pl.col(weight)).sum() / pl.col(weight).sum()


def error_of_mean(error: str, weight: str = "weight") -> pl.Expr:
    """Standard error of the mean from each school's own; null where one of them has none."""
    w = pl.col(weight)
    return pl.when(pl.col(error).is_not_null().all()).then(
        (w * pl.col(error)).pow(2).sum().sqrt() / w.sum()
    )


def spread_between_schools(value: str, weight: str = "weight") -> pl.Expr:
    """Standard deviation of the mean times the root of n: with equal weights, the schools' own.

    Times `t_factor` it is half of the mean's 95% interval. Null for one school.
    """
    w, n = pl.col(weight), pl.len()
    residual = w * (pl.col(value) - weighted_mean(value, weight))
    return (
        (residual.pow(2).sum().sqrt() / w.sum()) * (n / (n - 1).replace(0, None)).sqrt() * n.sqrt()
    )


def t_factor(schools: str) -> pl.Expr:
    """Student's t over the root of n, from a column with numbers of schools; null below two."""
    return pl.col(schools).map_elements(t_over_root_n, return_dtype=pl.Float64)
