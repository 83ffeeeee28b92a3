"""What may account for a figure that differs from DfE's."""

from dataclasses import replace

import pytest

from cst_screen.dfe.figure_reasons import figure_differences
from tests.unit.builders import (
    published_trusts,
)
from tests.unit.dfe.world import OLD, THREE, YEAR, World, printed_row


def test_a_withheld_school_closes_the_gap_when_a_figure_in_the_printed_range_would() -> None:
    world = World({**THREE.schools, 4: (OLD, None, None, 20)})
    gap = world.gap(printed_row([1, 2, 3, 4], 1.75, pupils=80))

    # (1 + 2 + 3 + x) / 4 = 1.75 asks for x = 1.0
    assert (gap["reason"], gap["shown"]) == ("withheld", True)
    assert "they would need +1.0 on average" in str(gap["detail"])


def test_a_withheld_school_that_would_have_to_be_extreme_explains_nothing() -> None:
    world = World({**THREE.schools, 4: (OLD, None, None, 20)})
    gap = world.gap(printed_row([1, 2, 3, 4], 9.0, pupils=80))

    assert (gap["reason"], gap["shown"]) == ("withheld_too_far", False)


def test_dfes_own_counts_of_years_can_close_the_gap() -> None:
    """Ours: four, four and four years or more; DfE: two schools of three years, one of four."""
    world = replace(
        THREE,
        schools={
            1: (OLD, None, 6.0, 20),
            2: ("2013-09-01", None, 0.0, 20),
            3: ("2014-09-01", None, 0.0, 20),
        },
    )
    by_dfe = 4 * 6.0 / (4 + 3 + 3)
    gap = world.gap(printed_row([1, 2, 3], round(by_dfe, 1), years=(2, 1)))

    assert gap["fixed"] == pytest.approx(4 * 6.0 / (4 + 4 + 4))
    assert (gap["reason"], gap["shown"]) == ("years", True)


def test_other_numbers_of_pupils_are_a_possible_reason_only() -> None:
    gap = THREE.gap(printed_row([1, 2, 3], 2.5, pupils=66))

    assert (gap["reason"], gap["shown"]) == ("cohort", False)
    assert gap["detail"] == "DfE has 66 pupils, the schools' file 60"


def test_what_nothing_tells_is_said_to_be_so() -> None:
    gap = THREE.gap(printed_row([1, 2, 3], 2.5))

    assert (gap["reason"], gap["shown"], gap["beyond"]) == ("not_told", False, "large")


def test_a_close_figure_is_no_difference() -> None:
    trusts, _ = published_trusts(printed_row([1, 2, 3], 2.1))
    found = figure_differences(
        THREE.compared(printed_row([1, 2, 3], 2.1)), trusts, THREE.measures, set()
    )

    assert found.is_empty()


def test_a_row_without_schools_leaves_nothing_to_work_out() -> None:
    gap = THREE.gap(printed_row([], 2.0))

    assert (gap["beyond"], gap["reason"], gap["shown"]) == ("none", "empty_list", True)


def test_a_list_of_another_length_than_its_count_is_a_possible_reason_only() -> None:
    gap = THREE.gap(printed_row([1, 2, 3], 2.5, schools=4))

    assert (gap["reason"], gap["shown"]) == ("list_count", False)


def test_provisional_figures_are_a_possible_reason_only() -> None:
    gap = THREE.gap(printed_row([1, 2, 3], 2.5), provisional=frozenset({(YEAR, "ks2")}))

    assert (gap["reason"], gap["shown"]) == ("release", False)


def test_other_years_that_do_not_close_the_gap_are_a_possible_reason_only() -> None:
    gap = THREE.gap(printed_row([1, 2, 3], 9.0, years=(2, 1)))

    assert (gap["reason"], gap["shown"]) == ("years_differ", False)
    assert "DfE counts 2 schools with three years, 1 with four, 0 with five" in str(gap["detail"])
