import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.judging.verdicts import FigureValue, Rule, judge
from cst_screen.results.school_years import take_measures
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.figures import trajectory_by_phase
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.method import JUDGED, Headline, Method
from cst_screen.trajectory.panel import lay_out
from tests.generative.worlds import SEEDS, shuffled
from tests.unit.builders import (
    AS_AT,
    TRUST,
    establishments,
    files,
    histories,
    joined,
    phases,
    published_national,
    result,
    results,
)

RWM = "ks2_rwm_expected"
YEARS = (2016, 2017, 2018, 2019, 2023, 2024)
SCHOOLS = range(101, 151)
JOINERS = range(101, 107)


@st.composite
def school_results(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Fifty schools over six years, never all alike, some suppressed, of different sizes."""
    figures = draw(st.lists(st.integers(0, 100), min_size=30, max_size=60))
    gaps = draw(st.sets(st.integers(0, len(SCHOOLS) * len(YEARS) - 1), max_size=15))
    rows = []
    for place, (urn, year) in enumerate((u, y) for u in SCHOOLS for y in YEARS):
        value = None if place in gaps else float(figures[(place * 7) % len(figures)] + urn % 7)
        rows.append(result(urn, year, value, pupils=10.0 + urn % 5, row=place + 2))
    return rows


@st.composite
def joining(draw: st.DrawFn) -> pl.DataFrame:
    days = st.dates(dt.date(2016, 6, 1), dt.date(2020, 12, 31))
    return joined(*((urn, TRUST, str(draw(days))) for urn in JOINERS))


def _judge(
    rows: pl.DataFrame, spells: pl.DataFrame, schools: pl.DataFrame | None = None
) -> Trajectories:
    measures = take_measures(
        rows,
        published_national(),
        establishments(*SCHOOLS),
        histories(*SCHOOLS),
        pl.Series(list(JOINERS), dtype=pl.Int32),
        files((0, 3, True)),
        AS_AT,
    )
    admissions = pl.DataFrame(
        schema={"history": pl.Int32, "selective": pl.Boolean, "at_14": pl.Boolean}
    )
    panel = lay_out(
        measures.results, measures.national, admissions, spells, JUDGED, Headline().composites
    )
    joinings = JoiningsAndResults(
        spells=spells,
        schools=histories(*SCHOOLS) if schools is None else schools,
        phases=phases(JOINERS),
        school_years=measures.school_years,
        national=measures.national,
        as_at=AS_AT,
    )
    return judge_trajectories(joinings, panel, Method())


def _changes(
    found: Trajectories, column: str = "effect_sd"
) -> dict[tuple[int, str], tuple[Any, Any]]:
    rows = found.joiners.select("history", "measure", column, "missing").iter_rows()
    return {(history, measure): (change, why) for history, measure, change, why in rows}


def _told(found: Trajectories) -> list[Any]:
    columns = ("judged", "improved", "effect_sd", "se", "shrunken", "probability")
    row = found.trusts.filter(measure="headline_ks2").select(columns).row(0)
    return [None if v is None else pytest.approx(v, abs=1e-7) for v in row]


def _alike(first: Trajectories, second: Trajectories) -> None:
    one, other = _changes(first), _changes(second)
    assert one.keys() == other.keys()
    for key, (change, why) in one.items():
        assert other[key][1] == why
        assert other[key][0] == (None if change is None else pytest.approx(change, abs=1e-9))


@settings(max_examples=8)
@given(school_results(), joining(), SEEDS)
def test_order_of_results_never_matters(
    rows: list[dict[str, Any]], spells: pl.DataFrame, seed: int
) -> None:
    table = results(rows)

    one, other = _judge(table, spells), _judge(shuffled(table, seed), shuffled(spells, seed))

    _alike(one, other)
    assert _told(one) == list(
        other.trusts.filter(measure="headline_ks2")
        .select("judged", "improved", "effect_sd", "se", "shrunken", "probability")
        .row(0)
    )
    # Not one comparison school is another.
    assert one.matches.drop("distance", "change_sd").equals(
        other.matches.drop("distance", "change_sd")
    )


@settings(max_examples=8)
@given(school_results(), joining(), st.integers(-40, 40), st.sampled_from(YEARS))
def test_rise_of_every_school_in_a_year_changes_nobodys_effect(
    rows: list[dict[str, Any]], spells: pl.DataFrame, rise: int, year: int
) -> None:
    """A year of easier papers is nobody's improvement."""
    moved = [
        r | {"value": r["value"] + rise}
        if r["academic_year"] == year and r["value"] is not None
        else r
        for r in rows
    ]

    _alike(_judge(results(rows), spells), _judge(results(moved), spells))


@settings(max_examples=8)
@given(school_results(), joining())
def test_joiner_is_judged_or_says_why_and_never_both(
    rows: list[dict[str, Any]], spells: pl.DataFrame
) -> None:
    joiners = _judge(results(rows), spells).joiners
    judged = joiners["effect_sd"].is_not_null()

    assert (judged == joiners["missing"].is_null()).all()
    assert (judged == joiners["z_change"].is_not_null()).all()
    assert joiners.filter(measure="headline_ks2").height == len(JOINERS)


@settings(max_examples=8)
@given(school_results(), joining())
def test_no_year_is_both_before_and_after(rows: list[dict[str, Any]], spells: pl.DataFrame) -> None:
    used = _judge(results(rows), spells).used
    sides = used.pivot(
        "side", index=["history", "measure"], values="academic_year", aggregate_function="len"
    )

    assert not used.select("history", "measure", "academic_year").is_duplicated().any()
    for side in {"before", "after"} & set(sides.columns):
        assert (sides[side].drop_nulls() <= 3).all()


@settings(max_examples=8)
@given(school_results(), joining(), st.sampled_from(JOINERS))
def test_school_without_results_changes_no_other_schools_reason(
    rows: list[dict[str, Any]], spells: pl.DataFrame, hidden: int
) -> None:
    """Suppressing one school's figures moves the nation a little, and never another's reason."""
    withheld = [
        r | {"value": None, "missing": "suppressed"} if r["urn"] == hidden else r for r in rows
    ]
    before, after = (
        _changes(_judge(results(rows), spells)),
        _changes(_judge(results(withheld), spells)),
    )

    assert after[hidden, RWM][0] is None
    assert {k: why for k, (_, why) in after.items() if k[0] != hidden} == {
        k: why for k, (_, why) in before.items() if k[0] != hidden
    }


# --- what may not happen in silence -----------------------------------------------------------

RISES = Rule("joiners_rise", "trajectory_effect", "at_least", (0.1,))


def _verdict(found: Trajectories) -> str:
    uids = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})
    figures = trajectory_by_phase(uids, found.trusts, found.robustness, Enough(3, 0.0, 0.0))
    (row,) = figures.filter(figure=RISES.figure, phase="ks2").to_dicts()
    value = FigureValue(
        RISES.figure, row["value"], row["lower"], row["upper"], row["n"], row["missing"]
    )
    return judge(RISES, value).verdict


@settings(max_examples=8)
@given(school_results(), joining())
def test_dropping_the_weakest_joiner_is_never_unseen(
    rows: list[dict[str, Any]], spells: pl.DataFrame
) -> None:
    """Withheld figures of a weak joiner may lift the mean, but then the count of judged joiners falls
    and the joiner stands in the list with its reason."""
    before = _judge(results(rows), spells)
    headline = before.joiners.filter(
        (pl.col("measure") == "headline_ks2") & pl.col("effect_sd").is_not_null()
    )
    if headline.is_empty():
        return
    weakest = headline.sort("effect_sd", "history")["history"][0]
    withheld = [
        r | {"value": None, "missing": "suppressed"} if r["urn"] == weakest else r for r in rows
    ]
    after = _judge(results(withheld), spells)

    if _verdict(before) == "not_met" and _verdict(after) == "met":
        judged = [
            int(f.trusts.filter(measure="headline_ks2")["judged"].item()) for f in (before, after)
        ]
        assert judged[1] == judged[0] - 1
    assert _changes(after)[weakest, "headline_ks2"][0] is None
    assert _changes(after)[weakest, "headline_ks2"][1] == "suppressed"


@settings(max_examples=8)
@given(school_results(), joining())
def test_trust_all_of_whose_joiners_are_unlinked_cannot_be_told(
    rows: list[dict[str, Any]], spells: pl.DataFrame
) -> None:
    """Their earlier results lie under records that are not followed, so there is no before."""
    years = dict(spells.select("history", pl.col("joined_on").dt.year()).iter_rows())
    kept = [r for r in rows if r["urn"] not in years or r["academic_year"] > years[r["urn"]] + 1]
    unlinked = histories(*SCHOOLS, unfollowed="merged")
    found = _judge(results(kept), spells, unlinked)

    assert _verdict(found) == "cannot_tell"
    assert found.joiners["effect_sd"].null_count() == found.joiners.height
