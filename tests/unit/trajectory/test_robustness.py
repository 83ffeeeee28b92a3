"""The same mean effect with one choice changed, and the years that a pretended joining takes."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from cst_screen.trajectory.clock import KEYS
from cst_screen.trajectory.joiner_effects import estimate_effects
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.method import Method
from cst_screen.trajectory.robustness import OTHER_NUMBERS, VARIED, vary
from cst_screen.trajectory.trust_means import EffectColumns, trust_means
from tests.unit.builders import OTHER_TRUST, TRUST

RWM, A8 = "ks2_rwm_expected", "ks4_attainment8"
YEARS = (2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2023, 2024)
FIRST = 1000
JOINED = dt.date(2018, 1, 1)
JOINING_YEAR = 2018
BEFORE, AFTER = [2015, 2016, 2017], [2019, 2023, 2024]
Row = dict[str, Any]


def _panel(schools: int = 90) -> Panel:
    draw = np.random.default_rng(1)
    shape = (schools, len(YEARS))
    standing = {m: draw.normal(size=(schools, 1)) + draw.normal(0, 0.5, shape) for m in (RWM, A8)}
    return Panel(
        histories=np.arange(FIRST, FIRST + schools),
        years=YEARS,
        selective=np.zeros(schools, dtype=bool),
        at_14=np.zeros(schools, dtype=bool),
        donor=np.ones(schools, dtype=bool),
        moved=np.zeros(shape, dtype=bool),
        memberships=np.array([], dtype=np.int64),
        values={m: 60 + 10 * s for m, s in standing.items()},
        standing=standing,
        cohort={m: draw.uniform(10, 200, shape) for m in standing},
        intake={},
        intake_years=(),
    )


def _joiner(row: int, **facts: Any) -> Row:
    """A part of a judged joiner: one key stage of one school, joined in 2017/18."""
    return {
        "uid": TRUST,
        "history": FIRST + row,
        "joined_on": JOINED,
        "measure": RWM,
        "joining_year": JOINING_YEAR,
        "before": BEFORE,
        "after": AFTER,
        "label": "headline_ks2",
        "weight": 1.0,
        "key_stage": "ks2",
    } | facts


def _frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "uid": pl.Int32,
            "history": pl.Int32,
            "joined_on": pl.Date,
            "measure": pl.String,
            "joining_year": pl.Int16,
            "before": pl.List(pl.Int16),
            "after": pl.List(pl.Int16),
            "label": pl.String,
            "weight": pl.Float64,
            "key_stage": pl.String,
        },
    )


def _parts(rows: list[Row], panel: Panel) -> tuple[pl.DataFrame, Any]:
    joiners = _frame(rows)
    found = estimate_effects(
        joiners.select(*KEYS, "before", "after"), panel, Matching(), OTHER_NUMBERS
    )
    parts = joiners.rename({"before": "baseline_years", "after": "follow_up_years"}).join(
        found.joiners, on=KEYS, validate="1:1"
    )
    return parts, found


def _published(panel: Panel) -> pl.DataFrame:
    """Every school has results in every year of the panel."""
    return pl.DataFrame(
        [(int(h), m, y) for h in panel.histories for m in panel.values for y in panel.years],
        schema={"history": pl.Int32, "measure": pl.String, "academic_year": pl.Int16},
        orient="row",
    )


def _vary(rows: list[Row], panel: Panel | None = None) -> dict[tuple[int, str], Row]:
    panel = panel or _panel()
    parts, found = _parts(rows, panel)
    told = vary(parts, found, _frame(rows), _published(panel), panel, Method())
    return {(row["uid"], row["variant"]): row for row in told.to_dicts()}


def _again(rows: list[Row], panel: Panel | None = None) -> Row:
    """The mean effect when these years are all there is."""
    parts, found = _parts(rows, panel or _panel())
    (row,) = trust_means(parts, found.matches, EffectColumns(), 20).to_dicts()
    return row


def _ends(row: Row) -> tuple[float, float, float]:
    return row["value" if "value" in row else "effect_sd"], row["lower"], row["upper"]


THREE = [_joiner(0), _joiner(1), _joiner(2)]


# --- the variants -----------------------------------------------------------------------------


def test_every_variant_is_told_of_a_trust_whose_joiners_have_all_years() -> None:
    found = _vary(THREE)

    assert {variant for _, variant in found} == set(VARIED)
    assert {row["joiners"] for row in found.values()} == {3}


def test_trusts_are_told_apart() -> None:
    panel = _panel()
    rows = [_joiner(0), _joiner(1, uid=OTHER_TRUST)]
    found, (parts, _) = _vary(rows, panel), _parts(rows, panel)

    for uid, effect in parts.select("uid", "with_10_sd").rows():
        assert found[uid, "with_10"]["value"] == pytest.approx(effect)
        assert found[uid, "with_10"]["joiners"] == 1


def test_with_10_is_the_mean_with_10_schools_and_their_error() -> None:
    panel = _panel()
    parts, found = _parts(THREE, panel)
    (row,) = trust_means(
        parts.with_columns(schools=10, effect_sd="with_10_sd", se="with_10_se"),
        found.matches.filter(pl.col("rank") <= 10),
        EffectColumns(),
    ).to_dicts()

    assert _ends(_vary(THREE, panel)[TRUST, "with_10"]) == pytest.approx(_ends(row))


def test_with_50_is_the_mean_with_50_schools_and_their_error() -> None:
    """Fifty schools share less error among joiners, and know their spread better, than twenty."""
    panel = _panel()
    parts, found = _parts(THREE, panel)
    (row,) = trust_means(
        parts.with_columns(schools=50, effect_sd="with_50_sd", se="with_50_se"),
        found.matches.filter(pl.col("rank") <= 50),
        EffectColumns(),
    ).to_dicts()

    assert _ends(_vary(THREE, panel)[TRUST, "with_50"]) == pytest.approx(_ends(row))


def test_latest_year_leaves_the_other_years_after_out() -> None:
    panel = _panel()
    latest = [row | {"after": [2024]} for row in THREE]
    found = _vary(THREE, panel)[TRUST, "latest_year"]

    # Schools that did not move by 2024 did not move by then either, so the donors are the same.
    assert found["value"] == pytest.approx(_again(latest, panel)["effect_sd"])
    assert found["joiners"] == 3


def test_without_last_year_leaves_out_the_year_just_before_joining_and_no_other() -> None:
    found = _vary(THREE)[TRUST, "without_last_year"]

    # 2017/18 is the year of joining, so 2016/17 goes.
    assert _ends(found) == pytest.approx(
        _ends(_again([row | {"before": [2015, 2016]} for row in THREE]))
    )


def test_baseline_that_ends_earlier_loses_no_year() -> None:
    rows = [row | {"before": [2013, 2014, 2016]} for row in THREE]
    found = _vary(rows)[TRUST, "without_last_year"]

    assert _ends(found) == pytest.approx(_ends(_again(rows)))


def test_joiner_with_the_last_year_alone_has_no_effect_without_it() -> None:
    rows = [_joiner(0), _joiner(1, before=[2017])]
    found = _vary(rows)

    assert found[TRUST, "without_last_year"]["joiners"] == 1
    assert found[TRUST, "latest_year"]["joiners"] == 2


def test_placebo_is_the_effect_of_a_joining_two_years_before_the_true_one() -> None:
    found = _vary(THREE)[TRUST, "placebo"]
    earlier = {"before": [2013, 2014, 2015], "after": [2016, 2017]}

    assert _ends(found) == pytest.approx(_ends(_again([row | earlier for row in THREE])))


def test_placebo_knows_nothing_of_what_came_after_joining() -> None:
    panel = _panel()
    later = {m: s.copy() for m, s in panel.standing.items()}
    for table in later.values():
        table[:3, YEARS.index(2018) :] += 5.0
    told = _vary(THREE, replace(panel, standing=later))

    assert _ends(told[TRUST, "placebo"]) == pytest.approx(
        _ends(_vary(THREE, panel)[TRUST, "placebo"])
    )


def test_trust_without_results_that_early_has_no_placebo() -> None:
    panel = _panel()
    late = _published(panel).filter(pl.col("academic_year") >= 2016)
    parts, found = _parts(THREE, panel)
    told = vary(parts, found, _frame(THREE), late, panel, Method())

    assert "placebo" not in told["variant"].to_list()


def test_each_phase_is_varied_alone() -> None:
    of_ks4 = {"measure": A8, "key_stage": "ks4", "label": "headline_ks4"}
    primary, secondary = [_joiner(0), _joiner(1)], [_joiner(0, **of_ks4), _joiner(2, **of_ks4)]
    panel = _panel()
    parts, found = _parts([*primary, *secondary], panel)
    rows = [*primary, *secondary]
    told = vary(parts, found, _frame(rows), _published(panel), panel, Method())

    for phase, of_phase in (("ks2", primary), ("ks4", secondary)):
        (row,) = told.filter(phase=phase, variant="with_10").to_dicts()
        assert row == _vary(of_phase, panel)[TRUST, "with_10"]
        assert row["joiners"] == 2


def test_no_judged_joiners_give_no_variants() -> None:
    assert _vary([]) == {}
