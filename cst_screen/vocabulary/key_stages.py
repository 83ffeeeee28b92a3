"""Which key stages a school takes, and which schools take pupils at 14.

A school has the key stage in which it has results (`results/levels`). These rules stand in where no
file has a row of it: they read the register, and never overrule a result.
"""

from __future__ import annotations

import polars as pl

PHASES_OF = {
    "ks2": ("primary", "all-through", "middle deemed primary", "middle deemed secondary"),
    "ks4": ("secondary", "all-through"),
}
"""Phases whose schools take each key stage's tests; middle schools take those of key stage 2."""

KEY_STAGE_NAMES = {"ks2": "key stage 2", "ks4": "key stage 4"}

WITHOUT_SCHOOL_RESULTS = {"ks2": frozenset({2020, 2021, 2022}), "ks4": frozenset({2020, 2021})}
"""Years of which no results of schools were published, each by the year it ends in: no tests were held in
2019/20 and 2020/21 (grades came from teachers), and those of 2021/22 at key stage 2 were not published."""

TESTED_AT = {"ks2": 11, "ks4": 16}
"""The age that pupils reach in the year of a key stage's tests. A school that ends before it (a first
school, an infant school) or begins at it takes none, whatever its phase is called."""

_AT_14 = ("university technical college", "studio schools", "studio school")


def takes_by_register(key_stage: str) -> pl.Expr:
    """Whether a school takes a key stage's tests, from columns phase, low_age and high_age.

    An age that is not recorded leaves it to the phase.
    """
    age = TESTED_AT[key_stage]
    return (
        pl.col("phase").is_in(PHASES_OF[key_stage]).fill_null(False)
        & (pl.col("high_age") >= age).fill_null(True)
        & (pl.col("low_age") < age).fill_null(True)
    )


def admits_at_14() -> pl.Expr:
    """Whether a school takes its pupils at 14, from columns low_age and type.

    Its statutory low age is 14 or more; or it is a university technical college or studio school,
    which recruit for that age, and its low age is 13 or not recorded. One that has been opened to
    pupils of 11 is a secondary school like others, and so are the upper schools of three-tier areas,
    which take whole year groups at 13.
    Progress 8 sets five years against the tests at 11; such a school had two of them, so DfE calls the
    measure "not the most appropriate" for it.
    """
    low = pl.col("low_age")
    return (low >= 14).fill_null(False) | (_is_for_14() & (low >= 13).fill_null(True))


def admits_or_admitted_at_14() -> pl.Expr:
    """Whether a school takes its pupils at 14, or did in some of the years that its results are of.

    A university technical college or studio school that is open to pupils of 11 today. The register has
    one low age, today's, and no file says since when: its results of different years may be of pupils that
    it had for two years and for five. From columns low_age and type.
    """
    return admits_at_14() | _is_for_14()


def _is_for_14() -> pl.Expr:
    return pl.col("type").str.to_lowercase().is_in(_AT_14).fill_null(False)
