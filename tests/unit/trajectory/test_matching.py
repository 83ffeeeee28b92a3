"""Matching and adjustment against a computation with SciPy alone, and who may not be compared."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import lstsq
from scipy.spatial.distance import cdist

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

M = "measure"
YEARS = (2016, 2017, 2018, 2019, 2023)
WINDOW = Window(M, (2016, 2017, 2018), (2023,))
MATCHING = Matching(schools=20, fewest=10, standing_weight=2.0)


def _panel(seed: int = 1, schools: int = 120) -> Panel:
    draw = np.random.default_rng(seed)
    standing = draw.normal(size=(schools, 1)) + draw.normal(0, 0.5, (schools, len(YEARS)))
    share = draw.uniform(0, 60, (schools, len(YEARS)))
    return Panel(
        histories=np.arange(1000, 1000 + schools),
        years=YEARS,
        selective=np.zeros(schools, dtype=bool),
        at_14=np.zeros(schools, dtype=bool),
        donor=np.ones(schools, dtype=bool),
        moved=np.zeros((schools, len(YEARS)), dtype=bool),
        memberships=np.array([], dtype=np.int64),
        values={M: 60 + 10 * standing},
        standing={M: standing},
        cohort={M: draw.uniform(10, 200, (schools, len(YEARS)))},
        intake={"intake_fsm": share},
        intake_years=YEARS,
    )


def _group(joiners: list[int], uid: int = 7, window: Window = WINDOW) -> JoinerGroup:
    return JoinerGroup(
        window, np.array(joiners), np.full(len(joiners), uid), selective=False, at_14=False
    )


def _match(panel: Panel, joiners: list[int], uid: int = 7, wanted: int = 20) -> Matches:
    found = match(panel, _group(joiners, uid), MATCHING, wanted)
    assert found is not None
    return found


def _changes(panel: Panel) -> np.ndarray:
    standing = panel.standing[M]
    return standing[:, 4] - standing[:, :3].mean(axis=1)


def _adjusted(matches: Matches, panel: Panel) -> np.ndarray:
    return adjusted_changes(matches, _changes(panel)[None, matches.pool])


def _compare(matches: Matches, panel: Panel) -> ComparisonMeans:
    return comparison_means(matches, _adjusted(matches, panel), 20, 10)


def _reference(panel: Panel, joiners: list[int], schools: int) -> tuple[np.ndarray, np.ndarray]:
    """Nearest schools and adjusted mean change, written out with SciPy's distances and least squares."""
    pool = [i for i in range(len(panel.histories)) if i not in joiners]
    raw = np.column_stack(
        [
            panel.standing[M][:, :3],
            panel.intake["intake_fsm"][:, :3].mean(axis=1),
            np.log(panel.cohort[M][:, :3]).mean(axis=1),
        ]
    )
    scaled = (raw - raw[pool].mean(axis=0)) / raw[pool].std(axis=0)
    scaled *= np.sqrt([2.0, 2.0, 2.0, 1.0, 1.0])
    order = np.argsort(cdist(scaled[joiners], scaled[pool]), axis=1)[:, :schools]
    nearest = np.array(pool)[order]
    change = _changes(panel)
    design = np.column_stack([np.ones(len(pool)), scaled[pool]])
    slope = lstsq(design, change[pool])[0][1:]
    adjusted = change[nearest] + (scaled[joiners][:, None, :] - scaled[nearest]) @ slope
    return nearest, adjusted.mean(axis=1)


@pytest.mark.parametrize("seed", range(5))
def test_matching_and_adjustment_agree_with_scipy_written_out(seed: int) -> None:
    panel, joiners = _panel(seed), [0, 3, 50, 119]
    found = _match(panel, joiners)
    compared = _compare(found, panel)
    nearest, mean = _reference(panel, joiners, 20)

    assert found.rows.tolist() == nearest.tolist()
    assert compared.mean[0] == pytest.approx(mean, abs=1e-9)


def test_spread_is_that_of_the_adjusted_changes() -> None:
    panel = _panel()
    found = _match(panel, [5])
    compared = _compare(found, panel)
    slope = np.linalg.lstsq(
        found.starts.terms.T,
        _changes(panel)[found.pool],
        rcond=None,
    )[0][1:]
    places = np.searchsorted(found.pool, found.rows[0])
    moved = (
        _changes(panel)[found.rows[0]]
        + (found.starts.of_joiners[:, 0] - found.starts.of_pool.T[places]) @ slope
    )

    assert compared.spread[0, 0] == pytest.approx(moved.std(ddof=1), abs=1e-9)


def test_schools_that_only_fall_back_to_where_they_belong_give_no_effect() -> None:
    """Where change depends on the starting point alone, adjustment finds it for a joiner far out too."""
    panel = _panel()
    standing = panel.standing[M].copy()
    standing[:, 4] = 0.4 * standing[:, :3].mean(axis=1)
    panel = replace(panel, standing={M: standing})
    lowest = [int(np.argmin(standing[:, :3].mean(axis=1)))]
    compared = _compare(_match(panel, lowest), panel)

    assert _changes(panel)[lowest][0] > 0.5
    assert compared.mean[0, 0] == pytest.approx(_changes(panel)[lowest][0], abs=1e-7)


# --- who may not be compared ------------------------------------------------------------------


def test_school_of_the_same_trust_is_never_a_comparison() -> None:
    panel = _panel()
    nearest = _match(panel, [0]).rows[0]
    own = np.unique(panel.codes(np.full(3, 7), nearest[:3]))
    without = _match(replace(panel, memberships=own), [0]).rows[0]

    assert set(nearest[:3]) & set(without) == set()
    assert without[:17].tolist() == nearest[3:].tolist()
    assert len(set(without)) == 20


def test_trust_that_holds_most_near_schools_gets_those_further_away() -> None:
    panel = _panel()
    near = _match(panel, [0], wanted=80).rows[0][:60]
    own = np.unique(panel.codes(np.full(60, 7), near))
    rows = _match(replace(panel, memberships=own), [0]).rows[0]

    assert (rows >= 0).all()
    assert set(rows) & set(near) == set()


def _hidden(panel: Panel, school: int, what: str) -> Panel:
    if what == "moved in the window":
        moved = panel.moved.copy()
        moved[school, 3] = True
        return replace(panel, moved=moved)
    if what == "no results in one year":
        standing = panel.standing[M].copy()
        standing[school, 4] = np.nan
        return replace(panel, standing={M: standing})
    flags = {name: getattr(panel, name).copy() for name in ("selective", "at_14", "donor")}
    if what == "not mainstream":
        flags["donor"][school] = False
    else:
        flags["selective" if what == "selective" else "at_14"][school] = True
    return replace(panel, **flags)


@pytest.mark.parametrize(
    "what",
    [
        "moved in the window",
        "no results in one year",
        "selective",
        "admits at 14",
        "not mainstream",
    ],
)
def test_school_that_cannot_be_compared_is_passed_over(what: str) -> None:
    panel = _panel()
    nearest = int(_match(panel, [0]).rows[0][0])

    assert nearest not in _match(_hidden(panel, nearest, what), [0]).rows[0]


def test_move_outside_the_window_does_no_harm() -> None:
    panel = _panel()
    window = Window(M, (2016, 2017), (2018,))
    moved = panel.moved.copy()
    moved[:, 3] = True
    found = match(replace(panel, moved=moved), _group([0], window=window), MATCHING, 20)

    assert found is not None
    assert (found.rows >= 0).all()


def test_too_few_donors_give_no_comparison() -> None:
    panel = _panel(schools=12)

    assert match(panel, _group([0, 1, 2, 3, 4]), MATCHING, 20) is None


def test_joiner_with_too_few_left_has_no_mean() -> None:
    panel = _panel(schools=20)
    everybody = np.unique(panel.codes(np.full(15, 7), np.arange(15)))
    found = _match(replace(panel, memberships=everybody), [0])
    compared = _compare(found, panel)

    assert compared.counts[0] == 5
    assert np.isnan(compared.mean[0, 0])


def test_joiner_beyond_its_donors_is_flagged() -> None:
    panel = _panel()
    standing = panel.standing[M].copy()
    standing[0, 1] = standing[1:, 1].min() - 0.1
    panel = replace(panel, standing={M: standing})

    assert _match(panel, [0, 60]).starts.beyond.tolist() == [True, False]


def test_measure_of_intake_that_is_not_known_counts_as_average() -> None:
    panel = _panel()
    share = panel.intake["intake_fsm"].copy()
    share[0] = np.nan
    found = _match(replace(panel, intake={"intake_fsm": share}), [0])

    assert found.starts.of_joiners[3, 0] == 0.0


@pytest.mark.parametrize("share", [0.1, 20.3, 33.3])
def test_measure_of_intake_that_is_the_same_at_all_donors_tells_none_apart(share: float) -> None:
    """The mean of equal numbers may differ from them by rounding, which is not a spread."""
    panel = _panel()
    shares = np.full_like(panel.intake["intake_fsm"], share)
    shares[0] = 50.0
    found = _match(replace(panel, intake={"intake_fsm": shares}), [0])

    assert (found.starts.of_joiners[3, 0], np.abs(found.starts.of_pool[3]).max()) == (0.0, 0.0)


def test_measure_of_intake_that_no_donor_has_is_left_out() -> None:
    panel = _panel()
    empty = np.full_like(panel.intake["intake_fsm"], np.nan)

    assert _match(replace(panel, intake={"intake_fsm": empty}), [0]).starts.of_joiners.shape == (
        4,
        1,
    )


def _starts(counts: dict[int, float], before: tuple[int, ...], name: str = "intake_fsm") -> float:
    """The intake by which a school is matched: the only one that differs from 10, from 0 up to 60."""
    years = tuple(range(2010, 2026))
    panel = _panel()
    by_year = np.tile(np.linspace(0, 60, len(panel.histories))[:, None], len(years))
    by_year[0] = [counts.get(year, np.nan) for year in years]
    panel = replace(panel, intake={name: by_year}, intake_years=years)
    found = match(panel, _group([0], window=Window(M, before, (2023,))), MATCHING, 20)
    assert found is not None
    column = found.starts.of_pool[len(before)]
    pool = by_year[found.pool, 0]
    slope, constant = np.polyfit(column, pool, 1)
    return float(slope * found.starts.of_joiners[len(before), 0] + constant)


@pytest.mark.parametrize(
    ("counts", "before", "taken"),
    [
        ({2016: 20, 2017: 40, 2015: 1}, (2016, 2017), 30),  # known in the baseline: their mean
        ({2017: 40, 2015: 1}, (2016, 2017), 40),  # in some of its years: the mean of those
        ({2014: 10, 2018: 50}, (2016,), 10),  # two years away, and 2018 may be after joining
        ({2015: 10, 2017: 50}, (2016,), 10),  # of two years as near, the earlier
        ({2013: 10, 2017: 50}, (2016,), 50),  # nobody joined before 2016/17, so it is not after
        ({2011: 10, 2018: 50}, (2016,), 10),  # a year by joining before any later one
        ({2019: 50, 2018: 35}, (2016,), 35),  # nothing by joining: the first later one
        ({2018: 25}, (2017, 2019), 25),  # between two baseline years
    ],
)
def test_intake_is_that_of_the_nearest_year_known(
    counts: dict[int, float], before: tuple[int, ...], taken: float
) -> None:
    assert _starts(counts, before) == pytest.approx(taken)


@pytest.mark.parametrize(("counts", "taken"), [({2017: 50}, 50), ({2018: 50}, 30), ({}, 30)])
def test_prior_attainment_of_pupils_after_joining_is_not_used(
    counts: dict[int, float], taken: float
) -> None:
    """A school of which nothing else is known counts as average: the mean of 0 to 60."""
    found = _starts(counts, (2016,), "ks4_prior_attainment")

    assert found == pytest.approx(taken, abs=0.5)


def test_panel_with_other_results_shares_nothing_worked_out_before() -> None:
    """What several windows share is kept; a copy with other arrays must not be given it."""
    panel = _panel()
    _match(panel, [0])
    other = _panel(seed=2)
    copy = replace(
        panel,
        standing=other.standing,
        cohort=other.cohort,
        intake=other.intake,
        values=other.values,
    )

    assert _match(copy, [0]).rows.tolist() == _match(other, [0]).rows.tolist()


@pytest.mark.parametrize("schools", [40, 400])
def test_starting_points_that_repeat_each_other_are_no_obstacle(schools: int) -> None:
    panel = _panel(schools=schools)
    twice = replace(panel, intake={**panel.intake, "intake_eal": panel.intake["intake_fsm"]})
    found = _match(twice, [0, 3])
    slope, *_ = np.linalg.lstsq(
        found.starts.terms.T,
        _changes(twice)[found.pool],
        rcond=None,
    )
    apart = found.starts.of_joiners.T[:, None, :] - found.starts.of_pool.T[found.places]

    expected = _changes(twice)[found.rows] + apart @ slope[1:]
    assert _adjusted(found, twice)[0] == pytest.approx(expected, abs=1e-9)
