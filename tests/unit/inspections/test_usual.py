import datetime as dt
from itertools import product
from math import prod

import numpy as np
import polars as pl
import pytest
from scipy import stats

from cst_screen.inspections.events import merge_inspections
from cst_screen.inspections.rules import InspectionRules
from cst_screen.inspections.usual import (
    at_least,
    at_most,
    distribution,
    expect,
    next_inspections,
    rates_by_grade,
)
from tests.unit.builders import histories, inspections


def _pairs(*rows: tuple[int, str, str, int, int]) -> pl.DataFrame:
    """Pairs as (how many, phase, framework, year of the later one, later grade), from grade 3."""
    return pl.DataFrame(
        [
            {
                "measure": "overall",
                "grade": 3,
                "phase": phase,
                "regime": regime,
                "next_regime": "eif",
                "next_year": year,
                "improved": later < 3,
                "declined": later > 3,
            }
            for many, phase, regime, year, later in rows
            for _ in range(many)
        ]
    )


RULES = InspectionRules()

ONE = _pairs((1, "primary", "cif", 2023, 2))


def test_rate_is_that_of_schools_of_the_same_phase_framework_and_year() -> None:
    everywhere = _pairs(
        (30, "primary", "cif", 2023, 2),
        (10, "primary", "cif", 2023, 4),
        (60, "secondary", "cif", 2023, 3),
        (60, "primary", "cif", 2022, 3),
    )
    (row,) = expect(ONE, everywhere, RULES).to_dicts()

    assert row["expected_improved"] == 30 / (30 + 10)
    assert row["expected_declined"] == 10 / (30 + 10)
    assert (row["alike"], row["alike_schools"]) == ("grade, phase, framework and year", 40)


@pytest.mark.parametrize(
    ("others", "no_contrast"),
    [
        (_pairs((40, "primary", "cif", 2023, 2)), True),  # all improved
        (_pairs((40, "primary", "cif", 2023, 3)), True),  # all stayed the same
        (_pairs((40, "primary", "cif", 2023, 4)), True),  # all declined
        (_pairs((39, "primary", "cif", 2023, 2), (1, "primary", "cif", 2023, 3)), False),
        (_pairs((29, "primary", "cif", 2023, 2)), False),  # too few to say so
    ],
)
def test_where_all_schools_alike_fared_the_same_a_pair_tells_nothing(
    others: pl.DataFrame, no_contrast: bool
) -> None:
    """Files of a later day hold a pair of an early year only where it went well."""
    assert expect(ONE, others, InspectionRules(fewest_alike=1))["no_contrast"].to_list() == [
        no_contrast
    ]


@pytest.mark.parametrize(
    ("others", "alike", "rate"),
    [
        (("primary", "cif", 2022), "grade, phase and framework of the later inspection", 29 / 59),
        (("secondary", "cif", 2023), "grade and framework of the later inspection", 29 / 59),
    ],
)
def test_few_schools_alike_widen_the_circle_and_say_so(
    others: tuple[str, str, int], alike: str, rate: float
) -> None:
    """29 schools are one too few; 30 more join them in the next circle."""
    everywhere = _pairs((29, "primary", "cif", 2023, 2), (30, *others, 3))
    (row,) = expect(ONE, everywhere, RULES).to_dicts()

    assert (row["alike"], row["expected_improved"]) == (alike, pytest.approx(rate))


def test_nothing_is_expected_where_no_circle_is_wide_enough() -> None:
    (row,) = expect(ONE, _pairs((29, "primary", "cif", 2023, 2)), RULES).to_dicts()

    assert (row["expected_improved"], row["alike"], row["alike_schools"]) == (None, None, None)


def test_each_inspection_is_paired_with_the_next_one_of_the_school() -> None:
    rows = [
        {"urn": 1, "inspected_on": on, "overall": grade}
        for on, grade in (("2013-01-10", 3), ("2016-01-10", 4), ("2022-01-10", 2))
    ]
    events = merge_inspections(inspections(*rows), histories(1)).events
    pairs = next_inspections(events.with_columns(phase=pl.lit("primary")))

    shown = pairs.select("grade", "next_grade", "next_inspected_on", "next_year", "improved")
    assert shown.rows() == [
        (3, 4, dt.date(2016, 1, 10), 2016, False),
        (4, 2, dt.date(2022, 1, 10), 2022, True),
    ]
    assert rates_by_grade(pairs).select("grade", "schools", "improved", "declined").rows() == [
        (3, 1, 0, 1),
        (4, 1, 1, 0),
    ]


def test_year_of_an_inspection_is_the_academic_year() -> None:
    rows = [{"urn": 1, "inspected_on": on, "overall": 2} for on in ("2016-01-10", "2022-09-01")]
    events = merge_inspections(inspections(*rows), histories(1)).events

    assert (
        next_inspections(events.with_columns(phase=pl.lit("primary")))["next_year"].item() == 2023
    )


# --- chance -----------------------------------------------------------------------------------

CHANCES = [0.9, 0.5, 0.2, 0.75, 0.1]


def _by_enumeration(chances: list[float], successes: int) -> float:
    """Every way in which each school may improve or not, and the probability of each way."""
    return sum(
        prod(p if up else 1 - p for p, up in zip(chances, ways, strict=True))
        for ways in product((False, True), repeat=len(chances))
        if sum(ways) >= successes
    )


@pytest.mark.parametrize("successes", range(7))
def test_chance_of_as_many_or_more_is_exact(successes: int) -> None:
    assert at_least(successes, distribution(CHANCES)) == pytest.approx(
        _by_enumeration(CHANCES, successes)
    )


@pytest.mark.parametrize("successes", range(6))
def test_as_many_or_more_and_fewer_make_up_all(successes: int) -> None:
    assert at_least(successes, distribution(CHANCES)) + at_most(
        successes - 1, distribution(CHANCES)
    ) == pytest.approx(1)


def test_equal_chances_give_the_binomial() -> None:
    assert distribution([0.7] * 12) == pytest.approx(stats.binom.pmf(np.arange(13), 12, 0.7))


def test_nothing_compared_is_certain_to_show_nothing() -> None:
    assert (at_least(0, distribution([])), at_least(1, distribution([]))) == (1.0, 0.0)
