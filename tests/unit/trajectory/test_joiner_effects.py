"""The effect of one joiner, and the comparison schools behind it."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from scipy.special import stdtrit

from cst_screen.trajectory.joiner_effects import MATCH_COLUMNS, Effects, estimate_effects
from cst_screen.trajectory.matching import (
    ComparisonMeans,
    JoinerGroup,
    Matches,
    Matching,
    Panel,
    Window,
    adjusted_changes,
    comparison_means,
    match,
)
from tests.unit.builders import OTHER_TRUST, TRUST, WINDOWS

M = "measure"
YEARS = (2016, 2017, 2018, 2023, 2024)
WINDOW = Window(M, (2016, 2017, 2018), (2023, 2024))
FIRST = 1000
JOINED = dt.date(2018, 9, 1)


def _panel(schools: int = 80, seed: int = 1) -> Panel:
    """Points that are worth another part of a standard deviation in every year."""
    draw = np.random.default_rng(seed)
    standing = draw.normal(size=(schools, 1)) + draw.normal(0, 0.5, (schools, len(YEARS)))
    return Panel(
        histories=np.arange(FIRST, FIRST + schools),
        years=YEARS,
        selective=np.zeros(schools, dtype=bool),
        at_14=np.zeros(schools, dtype=bool),
        donor=np.ones(schools, dtype=bool),
        moved=np.zeros((schools, len(YEARS)), dtype=bool),
        memberships=np.array([], dtype=np.int64),
        values={M: 60 + np.array([8.0, 9.0, 10.0, 12.0, 14.0]) * standing},
        standing={M: standing},
        cohort={M: draw.uniform(10, 200, (schools, len(YEARS)))},
        intake={},
        intake_years=(),
    )


def _windows(rows: Sequence[int], uid: int = TRUST, window: Window = WINDOW) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "uid": uid,
                "history": FIRST + r,
                "joined_on": JOINED,
                "measure": window.measure,
                "before": window.before,
                "after": window.after,
            }
            for r in rows
        ],
        schema=WINDOWS,
    )


def _estimate(
    panel: Panel, rows: Sequence[int], schools: int = 20, others: Sequence[int] = (), **more: Any
) -> Effects:
    return estimate_effects(_windows(rows, **more), panel, Matching(schools, 10, 2.0), others)


def _changes(panel: Panel) -> np.ndarray:
    """What every school did: in standard deviations, in points, and to the latest year alone."""
    standing, values = panel.standing[M], panel.values[M]
    base = standing[:, :3].mean(axis=1)
    return np.stack(
        [
            standing[:, 3:].mean(axis=1) - base,
            values[:, 3:].mean(axis=1) - values[:, :3].mean(axis=1),
            standing[:, 4] - base,
        ]
    )


def _match(panel: Panel, rows: Sequence[int]) -> Matches:
    group = JoinerGroup(
        WINDOW, np.array(rows), np.full(len(rows), TRUST), selective=False, at_14=False
    )
    found = match(panel, group, Matching(20, 10, 2.0), 20)
    assert found is not None
    return found


def _compared(panel: Panel, rows: Sequence[int]) -> ComparisonMeans:
    found = _match(panel, rows)
    return comparison_means(found, adjusted_changes(found, _changes(panel)[:, found.pool]), 20, 10)


# --- a joiner ---------------------------------------------------------------------------------


def test_effect_is_own_change_less_the_mean_of_the_comparison_schools() -> None:
    panel, rows = _panel(), [0, 7, 40]
    told = _estimate(panel, rows).joiners
    own, others = _changes(panel)[:, rows], _compared(panel, rows).mean

    assert told["history"].to_list() == [FIRST, FIRST + 7, FIRST + 40]
    assert told["change_sd"].to_numpy() == pytest.approx(own[0])
    assert told["effect_sd"].to_numpy() == pytest.approx(own[0] - others[0])
    assert told["comparison_change"].to_numpy() == pytest.approx(others[1])
    assert told["effect"].to_numpy() == pytest.approx(own[1] - others[1])


def test_joiner_that_rose_while_nobody_else_moved_has_its_rise_for_an_effect() -> None:
    panel = _panel()
    still = np.repeat(panel.standing[M][:, :1], len(YEARS), axis=1)
    still[5, 3:] += 0.7
    panel = replace(panel, standing={M: still}, values={M: 60 + 10 * still})
    (row,) = _estimate(panel, [5]).joiners.to_dicts()

    assert row["effect_sd"] == pytest.approx(0.7)
    assert row["effect"] == pytest.approx(10 * 0.7)
    assert (row["se"], row["unit_se"]) == (pytest.approx(0.0), pytest.approx(0.0))


def test_error_is_the_spread_of_the_comparison_schools_and_that_of_their_mean() -> None:
    panel, rows = _panel(), [0, 7, 40]
    told = _estimate(panel, rows).joiners
    spread = _compared(panel, rows).spread

    assert told["se"].to_numpy() == pytest.approx(spread[0] * math.sqrt(1 + 1 / 20))
    assert told["unit_se"].to_numpy() == pytest.approx(spread[1] * math.sqrt(1 + 1 / 20))


@pytest.mark.parametrize(("schools", "there"), [(81, 20), (16, 15), (11, 10)])
def test_interval_is_students_with_one_less_than_the_comparison_schools_there_are(
    schools: int, there: int
) -> None:
    (row,) = _estimate(_panel(schools), [0]).joiners.to_dicts()
    half = stdtrit(there - 1, 0.975) * row["unit_se"]

    assert row["schools"] == there
    assert row["lower"] == pytest.approx(row["effect"] - half, rel=1e-5)
    assert row["upper"] == pytest.approx(row["effect"] + half, rel=1e-5)


@pytest.mark.parametrize("number", [10, 50])
def test_other_numbers_of_schools_give_the_effect_that_they_would_give_alone(number: int) -> None:
    panel, rows = _panel(), [0, 7, 40]
    told = _estimate(panel, rows, others=(10, 50)).joiners
    alone = _estimate(panel, rows, schools=number).joiners

    assert told[f"with_{number}_sd"].to_list() == pytest.approx(alone["effect_sd"].to_list())
    assert told[f"with_{number}_se"].to_list() == pytest.approx(alone["se"].to_list())
    assert told["schools"].to_list() == [20, 20, 20]


def test_other_numbers_leave_the_effect_itself_alone() -> None:
    panel, rows = _panel(), [0, 7, 40]
    plain = _estimate(panel, rows).joiners
    with_others = _estimate(panel, rows, others=(10, 50)).joiners.select(plain.columns)

    # A product of a larger matrix may differ in its last bits.
    assert_frame_equal(with_others, plain, rel_tol=1e-9, abs_tol=1e-12)


def test_fewer_schools_than_the_fewest_that_count_give_no_effect() -> None:
    told = _estimate(_panel(), [0], others=(5,)).joiners

    assert told.select("with_5_sd", "with_5_se").row(0) == (None, None)


def test_latest_year_is_set_against_all_years_before() -> None:
    panel, rows = _panel(), [0, 7, 40]
    told = _estimate(panel, rows).joiners
    compared = _compared(panel, rows)
    latest = panel.standing[M][rows, 4] - panel.standing[M][rows, :3].mean(axis=1)

    assert told["latest_sd"].to_numpy() == pytest.approx(latest - compared.mean[2])
    assert told["latest_se"].to_numpy() == pytest.approx(compared.spread[2] * math.sqrt(1 + 1 / 20))


def test_joiners_of_the_same_years_are_no_comparison_for_each_other() -> None:
    rows = list(range(12))
    found = _estimate(_panel(), rows)

    assert set(found.matches["comparison"]) & {FIRST + r for r in rows} == set()


def test_selective_school_is_compared_with_selective_schools() -> None:
    panel = _panel()
    chosen = np.arange(80) % 2 == 0
    found = _estimate(replace(panel, selective=chosen), [0, 1])

    for history, parity in ((FIRST, 0), (FIRST + 1, 1)):
        compared = found.matches.filter(history=history)["comparison"] - FIRST
        assert set(compared % 2) == {parity}


def test_each_joiner_is_judged_on_its_own_years() -> None:
    short = Window(M, (2017, 2018), (2023,))
    panel = _panel()
    windows = pl.concat([_windows([0]), _windows([7], window=short)])
    found = estimate_effects(windows, panel, Matching())
    standing = panel.standing[M]
    own = dict(found.joiners.select("history", "change_sd").rows())

    assert own[FIRST] == pytest.approx(standing[0, 3:].mean() - standing[0, :3].mean())
    assert own[FIRST + 7] == pytest.approx(standing[7, 3] - standing[7, 1:3].mean())


# --- too few comparison schools ---------------------------------------------------------------


def test_joiner_with_too_few_donors_is_told_apart() -> None:
    found = _estimate(_panel(schools=10), [0])

    assert found.joiners.is_empty() and found.matches.is_empty()
    assert found.none_like.rows() == [(TRUST, FIRST, JOINED, M)]


def test_trust_that_holds_nearly_all_donors_leaves_too_few_for_itself_alone() -> None:
    panel = _panel(schools=30)
    own = panel.codes(np.full(20, TRUST), np.arange(10, 30))
    windows = pl.concat([_windows([0]), _windows([1], uid=OTHER_TRUST)])
    found = estimate_effects(windows, replace(panel, memberships=own), Matching())

    assert found.none_like["uid"].to_list() == [TRUST]
    assert found.joiners["uid"].to_list() == [OTHER_TRUST]
    assert set(found.matches["uid"]) == {OTHER_TRUST}


def test_no_joiners_give_tables_with_the_same_columns() -> None:
    some, none = (_estimate(_panel(), rows, others=(10, 50)) for rows in ([0], []))

    assert none.joiners.schema == some.joiners.schema
    assert none.matches.schema == some.matches.schema == MATCH_COLUMNS
    assert (none.joiners.height, none.matches.height, none.none_like.height) == (0, 0, 0)


# --- the schools behind it --------------------------------------------------------------------


def test_matches_are_listed_nearest_first() -> None:
    panel, rows = _panel(), [0, 7]
    found = _estimate(panel, rows)
    reference = _match(panel, rows)

    for place, row in enumerate(rows):
        own = found.matches.filter(history=FIRST + row)
        assert own["rank"].to_list() == list(range(1, 21))
        assert own["comparison"].to_list() == (FIRST + reference.rows[place]).tolist()
        assert own["distance"].is_sorted()


def test_as_many_matches_are_listed_as_the_largest_number_asked_for() -> None:
    assert _estimate(_panel(), [0], others=(10, 50)).matches.height == 50
    assert _estimate(_panel(schools=31), [0], others=(10, 50)).matches.height == 30


def test_match_says_what_the_school_did() -> None:
    panel = _panel()
    found = _estimate(panel, [0]).matches
    places = found["comparison"].to_numpy() - FIRST

    assert found["change_sd"].to_numpy() == pytest.approx(_changes(panel)[0, places])
