"""Tables laid out as arrays: one row for each school's history, one column for each year."""

from collections.abc import Iterable, Sequence
from statistics import mean, stdev
from typing import Any

import numpy as np
import polars as pl
import pytest

from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.panel import composite_rows, lay_out
from tests.unit.builders import OTHER_TRUST, SINGLE, TRUST, joined, national, school_years

RWM, A8 = "ks2_rwm_expected", "ks4_attainment8"
READING, MATHS = "ks2_reading_progress", "ks2_maths_progress"
BOTH = "reading + maths"


def _lay_out(
    rows: Iterable[tuple[int, int, str, float | None]],
    *,
    spells: pl.DataFrame | None = None,
    nation: dict[int, tuple[float, float]] | None = None,
    measures: Sequence[str] = (RWM,),
    composites: dict[str, list[str]] | None = None,
    selective: dict[int, bool] | None = None,
    at_14: Sequence[int] = (),
    **facts: Any,
) -> Panel:
    """`nation`: mean and standard deviation of each year, the same for every measure."""
    rows = list(rows)
    levels = nation or {year: (60.0, 10.0) for _, year, _, _ in rows}
    means = national(levels, *measures).with_columns(
        mean=pl.col("academic_year").replace_strict({y: m for y, (m, _) in levels.items()}),
        sd=pl.col("academic_year").replace_strict({y: s for y, (_, s) in levels.items()}),
    )
    chosen = selective or {}
    register = pl.DataFrame(
        [(h, chosen.get(h), h in at_14) for h in dict.fromkeys([*chosen, *at_14])],
        schema={"history": pl.Int32, "selective": pl.Boolean, "at_14": pl.Boolean},
        orient="row",
    )
    return lay_out(
        school_years(rows, **facts),
        means,
        register,
        joined() if spells is None else spells,
        measures,
        composites or {},
    )


def _known(table: np.ndarray) -> list[list[float | None]]:
    return [[None if np.isnan(cell) else float(cell) for cell in row] for row in table]


# --- schools, years and figures ---------------------------------------------------------------


def test_schools_and_years_are_in_order_and_each_figure_has_its_place() -> None:
    panel = _lay_out(
        [(7, 2019, RWM, 70.0), (3, 2023, RWM, 50.0), (3, 2018, RWM, 40.0)],
        weight=[12.0, 20.0, 18.0],
    )

    assert (panel.histories.tolist(), panel.years) == ([3, 7], (2018, 2019, 2023))
    assert _known(panel.values[RWM]) == [[40.0, None, 50.0], [None, 70.0, None]]
    assert _known(panel.cohort[RWM]) == [[18.0, None, 20.0], [None, 12.0, None]]


def test_suppressed_result_is_no_figure() -> None:
    panel = _lay_out([(1, 2018, RWM, None), (1, 2019, RWM, 60.0), (2, 2018, RWM, 50.0)])

    assert _known(panel.values[RWM]) == [[None, 60.0], [50.0, None]]


def test_school_and_year_without_any_result_are_not_in_the_panel() -> None:
    panel = _lay_out([(1, 2018, RWM, 60.0), (2, 2019, RWM, None)])

    assert (panel.histories.tolist(), panel.years) == ([1], (2018,))


def test_measure_that_is_not_judged_makes_no_row() -> None:
    panel = _lay_out([(1, 2018, RWM, 60.0), (2, 2018, A8, 40.0)])

    assert panel.histories.tolist() == [1]
    assert set(panel.values) == {RWM}


# --- standing ---------------------------------------------------------------------------------


def test_standing_is_the_distance_from_the_mean_of_the_year_in_its_standard_deviations() -> None:
    panel = _lay_out(
        [(1, 2018, RWM, 70.0), (1, 2019, RWM, 70.0)],
        nation={2018: (60.0, 10.0), 2019: (64.0, 12.0)},
    )

    assert panel.standing[RWM][0] == pytest.approx([(70 - 60) / 10, (70 - 64) / 12])


def test_year_without_a_national_figure_has_values_and_no_standing() -> None:
    panel = _lay_out([(1, 2018, RWM, 70.0), (1, 2019, RWM, 70.0)], nation={2018: (60.0, 10.0)})

    assert _known(panel.values[RWM]) == [[70.0, 70.0]]
    assert _known(panel.standing[RWM]) == [[(70 - 60) / 10, None]]


def test_national_figure_of_a_year_that_no_school_has_is_not_used() -> None:
    panel = _lay_out([(1, 2018, RWM, 70.0)], nation={2018: (60.0, 10.0), 2020: (64.0, 12.0)})

    assert _known(panel.standing[RWM]) == [[(70 - 60) / 10]]


def test_standing_is_among_all_schools_and_not_those_of_one_phase() -> None:
    means = pl.concat(
        [
            national([2018], RWM).with_columns(mean=60.0, sd=10.0),
            national([2018], RWM).with_columns(mean=20.0, sd=5.0, among=pl.lit("primary")),
        ]
    )
    nobody = pl.DataFrame(
        schema={"history": pl.Int32, "selective": pl.Boolean, "at_14": pl.Boolean}
    )
    panel = lay_out(school_years([(1, 2018, RWM, 70.0)]), means, nobody, joined(), [RWM], {})

    assert _known(panel.standing[RWM]) == [[(70 - 60) / 10]]


# --- means of several measures ----------------------------------------------------------------


TWO_SUBJECTS = [
    (1, 2018, READING, 66.0),
    (1, 2018, MATHS, 72.0),
    (2, 2018, READING, 50.0),
    (2, 2018, MATHS, 60.0),
    (3, 2018, READING, 60.0),
    (3, 2018, MATHS, 64.0),
]
MEANS = [(0.6 + 1.2) / 2, (-1.0 + 0.0) / 2, (0.0 + 0.4) / 2]
"""Of the three schools, in standard deviations of each subject."""


def _of_two(**facts: Any) -> Panel:
    return _lay_out(
        TWO_SUBJECTS, measures=[READING, MATHS], composites={BOTH: [READING, MATHS]}, **facts
    )


def test_composite_is_the_mean_of_its_measures() -> None:
    panel = _of_two(weight=[20.0, 30.0, 40.0, 40.0, 40.0, 40.0])

    assert panel.values[BOTH].tolist() == [[(66 + 72) / 2], [(50 + 60) / 2], [(60 + 64) / 2]]
    assert panel.cohort[BOTH][0].tolist() == [(20 + 30) / 2]


def test_standing_in_a_composite_is_on_the_scale_of_its_own_spread() -> None:
    """Means of several standings lie closer together than standings; one must be one all the same."""
    standing = _of_two().standing[BOTH][:, 0]

    assert standing == pytest.approx([(own - mean(MEANS)) / stdev(MEANS) for own in MEANS])
    assert (standing.mean(), standing.std(ddof=1)) == (pytest.approx(0.0), pytest.approx(1.0))


def test_scale_of_a_composite_is_that_of_mainstream_schools() -> None:
    standing = _of_two(mainstream=[True] * 4 + [False] * 2).standing[BOTH][:, 0]

    centre, spread = mean(MEANS[:2]), stdev(MEANS[:2])
    assert standing == pytest.approx([(own - centre) / spread for own in MEANS])


def test_year_with_one_school_gives_a_composite_no_scale() -> None:
    panel = _lay_out(
        TWO_SUBJECTS[:2], measures=[READING, MATHS], composites={BOTH: [READING, MATHS]}
    )

    assert _known(panel.standing[BOTH]) == [[None]]


def test_composite_is_missing_where_one_of_its_measures_is() -> None:
    panel = _lay_out(
        [*TWO_SUBJECTS, (1, 2019, READING, 66.0), (4, 2018, READING, 66.0)],
        measures=[READING, MATHS],
        composites={BOTH: [READING, MATHS]},
    )

    for table in (panel.values, panel.standing, panel.cohort):
        assert np.isnan(table[BOTH]).tolist() == [[False, True]] * 3 + [[True, True]]


# --- intake -----------------------------------------------------------------------------------


def test_intake_is_laid_out_in_years_of_its_own_and_of_other_schools_is_dropped() -> None:
    rows = [(2, 2018, RWM, 60.0), (2, 2023, RWM, 60.0)]
    rows += [(2, year, "intake_fsm", float(year - 2000)) for year in (2016, 2018, 2020, 2025)]
    rows += [(history, 2018, "intake_fsm", 99.0) for history in (1, 3)]
    panel = _lay_out(rows)

    assert panel.years == (2018, 2023)
    assert panel.intake_years == (2016, 2018, 2020, 2025)
    assert _known(panel.intake["intake_fsm"]) == [[16.0, 18.0, 20.0, 25.0]]


def test_measure_of_intake_that_no_file_holds_is_unknown_of_every_school() -> None:
    panel = _lay_out([(1, 2018, RWM, 60.0)])

    assert panel.intake["intake_eal"].shape == (1, 0)


def test_folder_with_intake_and_no_results_gives_a_panel_of_no_schools() -> None:
    panel = _lay_out([(1, 2018, "intake_fsm", 20.0)])

    assert (panel.histories.tolist(), panel.years) == ([], ())


# --- moves ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined_on", "left_on", "moved"),
    [
        # Panel years: 2017, 2018, 2019, 2023.
        ("2018-08-31", None, [2018]),
        ("2018-09-01", None, [2019]),
        ("2017-01-01", "2018-12-31", [2017, 2019]),
        # No results in 2020 to 2022: the move lies between those of 2019 and of 2023.
        ("2020-09-01", None, [2023]),
        ("2016-09-01", "2022-08-31", [2017, 2023]),
        ("2023-09-01", None, []),
        ("2018-01-01", "2024-08-31", [2018]),
    ],
)
def test_move_marks_its_academic_year_or_the_next_that_has_results(
    joined_on: str, left_on: str | None, moved: list[int]
) -> None:
    rows = [(1, year, RWM, 60.0) for year in (2017, 2018, 2019, 2023)]
    panel = _lay_out(rows, spells=joined((1, TRUST, joined_on, left_on)))

    assert [y for y, m in zip(panel.years, panel.moved[0], strict=True) if m] == moved


def test_move_before_the_first_year_is_no_move_in_any_year() -> None:
    """Nothing happened from the first year on, so the school can be a comparison over all of it."""
    rows = [(1, year, RWM, 60.0) for year in (2017, 2018)]
    panel = _lay_out(rows, spells=joined((1, TRUST, "2005-09-01")))

    assert panel.moved.tolist() == [[False, False]]


def test_move_marks_no_other_school() -> None:
    rows = [(history, 2018, RWM, 60.0) for history in (1, 2, 3)]
    panel = _lay_out(rows, spells=joined((2, TRUST, "2018-01-01"), (4, TRUST, "2018-01-01")))

    assert panel.moved[:, 0].tolist() == [False, True, False]


# --- memberships ------------------------------------------------------------------------------


def test_memberships_are_every_pair_of_trust_and_school_that_ever_was() -> None:
    rows = [(history, 2018, RWM, 60.0) for history in (1, 2)]
    spells = joined(
        (1, TRUST, "2012-09-01", "2014-08-31"),
        (1, TRUST, "2016-09-01"),
        (1, SINGLE, "2010-09-01"),
        (2, OTHER_TRUST, "2030-09-01"),
        (3, TRUST, "2012-09-01"),
    )
    panel = _lay_out(rows, spells=spells)
    pairs = panel.codes(np.array([TRUST, OTHER_TRUST, SINGLE]), panel.rows(np.array([1, 2, 1])))

    assert panel.memberships.tolist() == pairs.tolist()


# --- who may be compared ----------------------------------------------------------------------


def test_school_that_was_ever_not_mainstream_is_no_donor() -> None:
    rows = [(history, year, RWM, 60.0) for history in (1, 2) for year in (2018, 2019)]
    panel = _lay_out(rows, mainstream=[True, True, False, True])

    assert panel.donor.tolist() == [True, False]


def test_school_is_selective_where_the_register_says_so_in_whatever_order() -> None:
    rows = [(history, 2018, RWM, 60.0) for history in (1, 2, 3)]
    panel = _lay_out(rows, selective={9: True, 3: True, 1: False})

    assert panel.selective.tolist() == [False, False, True]


def test_school_admits_at_14_where_the_register_says_so() -> None:
    panel = _lay_out([(history, 2018, A8, 40.0) for history in (1, 2, 3)], measures=[A8], at_14=[2])

    assert panel.at_14.tolist() == [False, True, False]


# --- school years of composites ---------------------------------------------------------------


def test_composite_row_is_the_mean_of_the_rows_of_its_measures_on_the_scale_of_the_panel() -> None:
    rows = school_years(TWO_SUBJECTS[:2], weight=[20.0, 30.0])
    (row,) = composite_rows(rows, {BOTH: [READING, MATHS]}, _of_two()).to_dicts()

    assert (row["history"], row["urn"], row["academic_year"]) == (1, 1, 2018)
    assert row["measure"] == BOTH
    assert row["value"] == (66 + 72) / 2
    assert row["national"] == 60.0
    assert row["gap"] == (6 + 12) / 2
    assert row["z"] == pytest.approx((MEANS[0] - mean(MEANS)) / stdev(MEANS))
    assert row["weight"] == (20 + 30) / 2


@pytest.mark.parametrize("maths", [[], [(1, 2018, MATHS, None)], [(1, 2019, MATHS, 72.0)]])
def test_composite_has_no_row_where_one_of_its_measures_is_missing(maths: Any) -> None:
    rows = school_years([(1, 2018, READING, 66.0), *maths])

    assert composite_rows(rows, {BOTH: [READING, MATHS]}, _of_two()).is_empty()


def test_each_composite_has_its_own_rows() -> None:
    rows = [(1, 2018, READING, 66.0), (1, 2018, MATHS, 72.0), (1, 2018, RWM, 50.0)]
    composites = {BOTH: [READING, MATHS], "other": [MATHS, RWM]}
    panel = _lay_out(rows, measures=[READING, MATHS, RWM], composites=composites)
    found = composite_rows(school_years(rows), composites, panel)

    assert dict(found.select("measure", "value").rows()) == {
        BOTH: (66 + 72) / 2,
        "other": (72 + 50) / 2,
    }


def test_no_composites_give_no_rows() -> None:
    assert composite_rows(school_years([(1, 2018, RWM, 50.0)]), {}, _of_two()).is_empty()
