"""How many schools improve at their next graded inspection whatever their trust does.

Most schools below Good improve and most that were Outstanding decline, so a trust's schools are
compared with all schools in the same files that had the same grade before, were of the same phase, and
were inspected under the same framework and then in the same year. `compare` says which two
inspections of a school are compared; this module knows only pairs.

Why the framework of the earlier inspection and the year of the later one: files list the latest
inspections and the ones before them. A pair from years ago is in them only where no graded
inspection followed, which is to say where the school did well: in the files of July 2018 to August
2025 all schools that required improvement and were inspected again in 2012 to 2017 improved, of
those inspected again since then 56% to 79% (Ofsted: 58% in 2018/19, 71% in 2015/16). Schools of one
year share that selection, and the rate is fair to them: schools that never joined a trust, given
joining dates at random, improved as often as expected (413 to 420, 458 to 443, 413 to 404).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.inspections.rules import InspectionRules
from cst_screen.vocabulary.regimes import COMPARED, ONE_FRAMEWORK, OVERALL, WITH_OVERALL

ALIKE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("grade, phase, framework and year", ("phase", "regime", "next_year")),
    ("grade, phase and framework of the later inspection", ("phase", "next_regime")),
    ("grade and framework of the later inspection", ("next_regime",)),
    ("grade", ()),
)
"""What the schools behind a rate have in common: the narrowest group that is large enough."""

Probabilities = npt.NDArray[np.float64]

COMPARABLE = {
    measure: WITH_OVERALL if measure == OVERALL else ONE_FRAMEWORK for measure in COMPARED
}
"""Measure -> the regimes within which it is compared."""


def graded_on(events: pl.DataFrame, measure: str) -> pl.DataFrame:
    """The graded events that give a grade on a measure, under a regime in which it is compared."""
    return events.filter(
        (pl.col("kind") == "graded")
        & pl.col(measure).is_not_null()
        & pl.col("regime").is_in(COMPARABLE[measure])
    ).with_columns(measure=pl.lit(measure), grade=pl.col(measure))


def next_inspections(events: pl.DataFrame) -> pl.DataFrame:
    """Each graded inspection of every school with the next one, by measure.

    events: history, phase, inspected_on, regime, kind and the grades. Returned: measure, history,
    phase, inspected_on, regime, grade, and next_inspected_on, next_regime, next_year, next_grade.
    """
    facts = ("inspected_on", "regime", "grade")
    # An event has some forty columns; sorting them all would take most of the time.
    narrow = events.select("history", "phase", "inspected_on", "regime", "kind", *COMPARED)
    parts = [
        graded_on(narrow, measure)
        .sort("history", "inspected_on")
        .select(
            "measure",
            "history",
            "phase",
            *facts,
            *(pl.col(f).shift(-1).alias(f"next_{f}") for f in facts),
            of_same_school=pl.col("history") == pl.col("history").shift(-1),
        )
        .filter("of_same_school")
        .drop("of_same_school")
        for measure in COMPARED
    ]
    return with_changes(pl.concat(parts))


def with_changes(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the academic year of the later inspection, and whether the grade rose or fell."""
    later, earlier = pl.col("next_grade"), pl.col("grade")
    return pairs.with_columns(
        next_year=(pl.col("next_inspected_on").dt.offset_by("4mo")).dt.year(),
        improved=later < earlier,
        declined=later > earlier,
    )


def expect(pairs: pl.DataFrame, everywhere: pl.DataFrame, rules: InspectionRules) -> pl.DataFrame:
    """`pairs` with `expected_improved` and `expected_declined`: the usual shares.

    alike says what the schools behind them have in common, alike_schools how many pairs there are; all
    four are null where even the widest group has fewer than `fewest_alike`. no_contrast: they all fared
    the same, as in years for which the files hold a pair only where it went well, so the pair says
    nothing.
    """
    expected = pairs.with_columns(
        expected_improved=pl.lit(None, dtype=pl.Float64),
        expected_declined=pl.lit(None, dtype=pl.Float64),
        alike=pl.lit(None, dtype=pl.String),
        alike_schools=pl.lit(None, dtype=pl.UInt32),
    )
    for words, circle in ALIKE:
        keys = ["measure", "grade", *circle]
        rates = (
            everywhere.group_by(keys)
            .agg(up=pl.col("improved").mean(), down=pl.col("declined").mean(), schools=pl.len())
            .filter(pl.col("schools") >= rules.fewest_alike)
        )
        expected = (
            expected.join(rates, on=keys, how="left", validate="m:1", nulls_equal=True)
            .with_columns(
                alike=pl.when(pl.col("alike").is_null() & pl.col("schools").is_not_null())
                .then(pl.lit(words))
                .otherwise("alike"),
                expected_improved=pl.coalesce("expected_improved", "up"),
                expected_declined=pl.coalesce("expected_declined", "down"),
                alike_schools=pl.coalesce("alike_schools", "schools"),
            )
            .drop("up", "down", "schools")
        )
    up, down = pl.col("expected_improved"), pl.col("expected_declined")
    one_way = (up == 1) | (down == 1) | ((up == 0) & (down == 0))
    one_way = one_way & (pl.col("alike_schools") >= rules.fewest_without_contrast)
    return expected.with_columns(no_contrast=one_way.fill_null(False))


def rates_by_grade(everywhere: pl.DataFrame) -> pl.DataFrame:
    """The rates of the country, by what the narrowest group has in common (`tables.RATES`)."""
    keys = ("measure", "grade", "phase", "regime", "next_year")
    return (
        everywhere.group_by(keys)
        .agg(
            schools=pl.len(),
            improved=pl.col("improved").sum(),
            same=(~pl.col("improved") & ~pl.col("declined")).sum(),
            declined=pl.col("declined").sum(),
        )
        .sort(keys)
    )


def distribution(chances: Sequence[float]) -> Probabilities:
    """The probability of each number of successes among trials with these chances (Poisson-binomial).

    Exact: each trial is folded in turn. chances are in 0 to 1; element k is for k successes.
    """
    probabilities = np.zeros(len(chances) + 1)
    probabilities[0] = 1.0
    for tried, chance in enumerate(chances, 1):
        succeeded = probabilities[:tried] * chance
        probabilities[: tried + 1] *= 1 - chance
        probabilities[1 : tried + 1] += succeeded
    return probabilities


def at_least(successes: int, probabilities: Probabilities) -> float:
    """The probability of `successes` or more. probabilities: as `distribution` gives them."""
    return float(min(1.0, probabilities[max(successes, 0) :].sum()))


def at_most(successes: int, probabilities: Probabilities) -> float:
    """The probability of `successes` or fewer."""
    return float(min(1.0, probabilities[: successes + 1].sum()))
