import datetime as dt
import math
from typing import Any

import polars as pl
import pytest
from scipy.stats import binomtest

from cst_screen.inspections.compare import JoiningsAndInspections, compare_inspections
from cst_screen.inspections.rules import InspectionRules
from cst_screen.judging.evidence import (
    Evidence,
    FewestCases,
    Findings,
    figures_by_phase,
    gather,
    school_rows,
)
from cst_screen.judging.over_trusts import leading_phases
from cst_screen.results.alike import admissions_of
from cst_screen.results.beside_alike import beside_alike_by_measure
from cst_screen.results.levels import StandardRules, trust_levels
from cst_screen.results.own_standard import own_standard
from cst_screen.results.school_years import Measures
from cst_screen.schools.context import describe_trusts
from cst_screen.statistics.intervals import wilson_interval
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import judge_trajectories
from cst_screen.trajectory.method import Method
from cst_screen.trajectory.what_else_changed import weigh_caveats
from cst_screen.vocabulary.figures import FIGURES
from tests.unit.builders import (
    AS_AT,
    OTHER_TRUST,
    TRUST,
    establishments,
    histories,
    inspections,
    joined,
    national,
    panel,
    phases,
    school_years,
)

RWM, A8 = "ks2_rwm_expected", "ks4_attainment8"
JOINERS = tuple((n, TRUST, "2018-09-01") for n in (1, 2, 3, 4))


def _gather(*given: Any, **facts: Any) -> Evidence:
    return _gathered(*given, **facts)[1]


def _gathered(
    spells: tuple[Any, ...] = JOINERS,
    rows: Any = (),
    visits: Any = (),
    *,
    of: dict[int, str] | None = None,
    sector: str = "mainstream",
    least: int = 3,
    leavers_known: bool = True,
    uids: tuple[int, ...] = (TRUST,),
    **facts: Any,
) -> tuple[Findings, Evidence]:
    """What is found of one trust from its joiners, their results and their inspections, and its evidence."""
    record = joined(*spells)
    kinds = phases(of or sorted(set(record["history"])), sector)
    here = record.filter(pl.col("left_on").is_null()).join(kinds, on="history")
    members = here.with_columns(
        pl.lit("Wenmouth").alias("la"),
        pl.lit("North East").alias("region"),
        *(
            pl.lit(None, dtype=t).alias(c)
            for c, t in (
                ("urban_rural", pl.String),
                ("easting", pl.Int32),
                ("northing", pl.Int32),
                ("pupils", pl.Int32),
                ("type", pl.String),
            )
        ),
        membership_file=pl.lit(2, dtype=pl.Int16),
    )
    years = school_years(list(rows), **facts)
    measures = years["measure"].cast(pl.String).unique().to_list()
    schools = histories(*sorted(set(record["history"])))
    levels = national(years["academic_year"].unique(), *measures).with_columns(mean=60.0, sd=10.0)
    joinings = JoiningsAndResults(
        spells=record,
        schools=schools,
        phases=kinds,
        school_years=years,
        national=levels,
        as_at=AS_AT,
    )
    trajectories = judge_trajectories(
        joinings, panel(rows, facts.get("nation", 60.0), spells=record), Method()
    )
    caveats = weigh_caveats(trajectories.parts, years, years, 80)
    validation = compare_inspections(
        JoiningsAndInspections(
            spells=record,
            members=members,
            schools=schools,
            establishments=establishments(*sorted(set(record["history"]))),
            inspections=inspections(*visits),
            as_at=AS_AT,
        ),
        InspectionRules(),
    )
    admissions = admissions_of(establishments(*sorted(set(record["history"]))))
    results = years.with_columns(among=pl.lit("all"))
    measures = Measures(years, results, levels, pl.DataFrame(), pl.DataFrame())
    findings = Findings(
        uids=pl.DataFrame({"uid": uids}, schema={"uid": pl.Int32}),
        members=members,
        last_year=2025,
        leavers_known=leavers_known,
        trajectories=trajectories,
        caveats=caveats,
        validation=validation,
        levels=trust_levels(members, years, 2025, StandardRules()),
        standard=own_standard(members, measures, admissions, 2025, StandardRules()),
        beside=beside_alike_by_measure(members, measures, admissions, StandardRules()),
        context=describe_trusts(members, record, years, AS_AT),
    )
    fewest = FewestCases(Enough(least, 0.0, 0.0), least)
    by_phase = figures_by_phase(findings, fewest)
    leading = leading_phases(by_phase, [], least)
    return findings, gather(findings, fewest, by_phase, leading)


def _figure(found: Evidence, name: str, uid: int = TRUST) -> dict[str, Any]:
    (row,) = found.figures.filter(uid=uid, figure=name).to_dicts()
    return row


def _rises(*rises: float, measure: str = RWM) -> list[tuple[int, int, str, float]]:
    """Before and after of schools 1, 2, ...: each rises by so much between 2018 and 2023."""
    return [
        (n, year, measure, 50.0 + (rise if year == 2023 else 0.0))
        for n, rise in enumerate(rises, 1)
        for year in (2018, 2023)
    ]


# --- every trust, every figure ----------------------------------------------------------------


WORLDS: dict[str, dict[str, Any]] = {
    "nothing published": {},
    "one key stage": {"rows": _rises(1, 2, 3, 4)},
    "only codes": {"rows": [(1, 2018, RWM, None), (1, 2023, RWM, None)]},
    "only founders": {"spells": ((1, TRUST, "2012-09-01", None, "founder"),)},
    "only special schools": {"sector": "special"},
    "a school of unknown phase": {"of": dict.fromkeys((1, 2, 3, 4), "")},
    "everybody left": {
        "spells": ((1, TRUST, "2012-09-01", "2020-08-31"), (2, TRUST, "2015-09-01"))
    },
}


@pytest.mark.parametrize("world", WORLDS)
def test_every_figure_of_every_trust_is_a_value_or_a_reason(world: str) -> None:
    found = _gather(**WORLDS[world]).figures

    assert found.filter(uid=TRUST)["figure"].to_list() == list(FIGURES)
    neither_or_both = found.filter(pl.col("value").is_null() == pl.col("missing").is_null())
    assert neither_or_both["figure"].to_list() == []


def test_interval_holds_its_value() -> None:
    found = _gather(rows=_rises(1, 2, 3, 4)).figures.drop_nulls(["value", "lower"])

    assert found.height > 2
    assert found.filter(~pl.col("value").is_between("lower", "upper"))["figure"].to_list() == []


# --- joiners ----------------------------------------------------------------------------------


def test_joiners_are_counted_and_those_that_rose() -> None:
    found = _gather(rows=_rises(10, 20, -5))

    counts = {
        n: _figure(found, n)["value"] for n in ("joiners", "joiners_judged", "joiners_improved")
    }
    assert counts == {"joiners": 4, "joiners_judged": 3, "joiners_improved": 2}
    assert _figure(found, "improved_share")["value"] == pytest.approx(100 * 2 / 3)
    assert _figure(found, "judged_share")["value"] == pytest.approx(75)
    assert _figure(found, "trajectory_change")["value"] == pytest.approx((1.0 + 2.0 - 0.5) / 3)
    assert _figure(found, "ks2_rwm_expected_change")["value"] == pytest.approx((10 + 20 - 5) / 3)


def test_trust_without_joiners_has_none_and_not_a_gap() -> None:
    found = _gather(spells=((1, TRUST, "2012-09-01", None, "founder"),))

    assert (_figure(found, "joiners")["value"], _figure(found, "joiners_judged")["value"]) == (0, 0)
    assert _figure(found, "joiners_improved")["missing"] == "too_few"
    assert _figure(found, "judged_share")["missing"] == "too_few"


@pytest.mark.parametrize(("least", "missing"), [(3, None), (4, "too_few")])
def test_fewer_judged_joiners_than_the_criteria_ask_for_cannot_be_told(
    least: int, missing: str | None
) -> None:
    found = _gather(rows=_rises(10, 20, 30), least=least)

    for name in ("improved_share", "trajectory_change", "ks2_rwm_expected_change"):
        assert _figure(found, name)["missing"] == missing
        assert _figure(found, name)["n"] == 3


# --- by phase ---------------------------------------------------------------------------------


def test_each_phase_has_its_own_joiners_and_the_trust_counts_each_once() -> None:
    kinds = {1: "primary", 2: "primary", 3: "all-through", 4: "secondary"}
    secondary = [(n, y, A8, 50.0 + (9.0 if y == 2023 else 0)) for n in (3, 4) for y in (2018, 2023)]
    found = _gather(rows=[*_rises(10, 20, -5), *secondary], of=kinds, least=2)

    judged = found.phases.filter(uid=TRUST, figure="joiners_judged").sort("phase")
    assert judged.select("phase", "value").rows() == [("ks2", 3.0), ("ks4", 2.0)]
    assert _figure(found, "joiners_judged")["value"] == 4
    assert found.phases.filter(figure="improved_share").sort("phase")["value"].to_list() == [
        pytest.approx(100 * 2 / 3),
        pytest.approx(100.0),
    ]


def test_trusts_own_trajectory_is_that_of_the_phase_that_leads() -> None:
    kinds = {1: "primary", 2: "primary", 3: "primary", 4: "secondary"}
    found = _gather(rows=_rises(10, 20, -5), of=kinds)

    (leading,) = found.leading["phase"].to_list()
    own = found.figures.filter(uid=TRUST, figure="trajectory_effect").drop("figure")
    of_phase = found.phases.filter(uid=TRUST, figure="trajectory_effect", phase=leading)
    assert leading == "ks2"
    assert own.rows() == of_phase.select(own.columns).rows()


def test_trajectory_rests_on_the_years_and_files_of_its_phase() -> None:
    secondary = [(4, y, A8, 50.0) for y in (2017, 2024)]
    kinds = {1: "primary", 2: "primary", 3: "primary", 4: "secondary"}
    found = _gather(rows=[*_rises(1, 2, 3), *secondary], of=kinds, file=[5] * 6 + [6] * 2, least=2)

    years = found.phases.filter(figure="trajectory_effect").select("phase", "years", "files").rows()
    assert sorted(years) == [("ks2", [2018, 2023], [5]), ("ks4", [2017, 2024], [6])]


# --- the standard -----------------------------------------------------------------------------


def _now(ks2: float | None, ks4: float | None) -> list[tuple[int, int, str, float | None]]:
    """Latest results of a trust of two primary and two secondary schools."""
    return [(1, 2025, RWM, ks2), (2, 2025, RWM, ks2), (3, 2025, A8, ks4), (4, 2025, A8, ks4)]


BOTH = {1: "primary", 2: "primary", 3: "secondary", 4: "secondary"}


def test_lowest_key_stage_is_the_standard_across_the_board() -> None:
    found = _gather(rows=_now(70.0, 55.0), of=BOTH)

    assert _figure(found, "attainment_lowest")["value"] == pytest.approx(min(70 - 60, 55 - 60) / 10)


def test_key_stage_that_cannot_be_told_hides_the_lowest() -> None:
    found = _gather(rows=_now(70.0, None), of=BOTH)

    assert _figure(found, "attainment_lowest")["missing"] is not None
    assert _figure(found, "ks2_rwm_expected")["value"] == 70.0


def test_trust_of_one_key_stage_is_judged_on_that() -> None:
    found = _gather(rows=[(n, 2025, RWM, 70.0) for n in (1, 2, 3, 4)])

    assert _figure(found, "attainment_lowest")["value"] == pytest.approx(1.0)
    assert _figure(found, "ks4_attainment8")["missing"] == "no_schools"


def test_progress_is_the_mean_of_three_subjects_and_needs_them_all() -> None:
    subjects = [f"ks2_{s}_progress" for s in ("reading", "writing", "maths")]
    rows = [(n, 2025, m, 60.0 + 10 * k) for n in (1, 2, 3, 4) for k, m in enumerate(subjects, 1)]

    assert _figure(_gather(rows=rows), "progress_lowest")["value"] == pytest.approx((1 + 2 + 3) / 3)
    two = [r for r in rows if "maths" not in r[2]]
    assert _figure(_gather(rows=two), "progress_lowest")["value"] is None


def test_share_far_below_is_of_schools_with_results() -> None:
    found = _gather(rows=[(1, 2025, RWM, 49.0), (2, 2025, RWM, 60.0), (3, 2025, RWM, 60.0)])

    row = _figure(found, "schools_far_below")
    assert (row["value"], row["n"]) == (pytest.approx(100 * 1 / 3), 3)


def test_age_of_the_standard_is_that_of_its_oldest_key_stage() -> None:
    rows = [(1, 2023, RWM, 70.0), (2, 2023, RWM, 70.0), (3, 2025, A8, 55.0), (4, 2025, A8, 55.0)]

    assert _figure(_gather(rows=rows, of=BOTH), "standard_age")["value"] == 2025 - 2023


def test_gap_of_a_level_keeps_the_width_of_its_interval() -> None:
    found = _gather(rows=[(1, 2025, RWM, 70.0), (2, 2025, RWM, 50.0)])
    level, gap = _figure(found, RWM), _figure(found, f"{RWM}_gap")

    assert gap["value"] == pytest.approx((70 + 50) / 2 - 60)
    assert gap["upper"] - gap["lower"] == pytest.approx(level["upper"] - level["lower"])


# --- inspections ------------------------------------------------------------------------------


def _visits(*pairs: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        {"urn": n, "inspected_on": on, "overall": grade, "inspection": f"{n}-{on}"}
        for n, pair in enumerate(pairs, 1)
        for on, grade in zip(("2016-01-10", "2021-01-10"), pair, strict=True)
    ]


def test_share_with_a_better_grade_is_of_those_that_could() -> None:
    found = _gather(visits=_visits((3, 2), (3, 3), (2, 1), (1, 1)))

    assert _figure(found, "inspections_compared")["value"] == 4
    assert _figure(found, "inspections_improved")["value"] == 2
    share = _figure(found, "inspections_improved_share")
    assert (share["value"], share["n"]) == (pytest.approx(100 * 2 / 3), 3)
    assert _figure(found, "inspections_declined_share")["value"] == 0.0


@pytest.mark.parametrize(("pairs", "why"), [((), "not_inspected"), (((3, 2), (3, 2)), "too_few")])
def test_too_few_comparable_inspections_give_no_share(pairs: Any, why: str) -> None:
    found = _gather(visits=_visits(*pairs))

    assert _figure(found, "inspections_improved_share")["missing"] == why


# --- context and sources ----------------------------------------------------------------------


def test_leavers_are_not_known_without_a_membership_history() -> None:
    spells = (*JOINERS, (9, TRUST, "2015-09-01", "2019-08-31"))

    assert _figure(_gather(spells), "schools_left")["value"] == 1
    found = _figure(_gather(spells, leavers_known=False), "schools_left")
    assert (found["value"], found["missing"]) == (None, "not_collected")


def test_share_of_urban_schools_needs_a_recorded_area() -> None:
    assert _figure(_gather(), "urban_share")["missing"] == "not_published"


def test_trust_without_coordinates_has_no_distance() -> None:
    assert _figure(_gather(), "distance_median_km")["value"] is None


def test_figure_names_the_years_and_files_of_its_rows() -> None:
    found = _gather(rows=_rises(10, 20, 30), file=[4, 5] * 3)

    row = _figure(found, "ks2_rwm_expected_change")
    assert (row["years"], row["files"]) == ([2018, 2023], [4, 5])


def test_school_rows_behind_a_change_give_the_change() -> None:
    findings, found = _gathered(rows=_rises(10, 20, 30))
    rows = school_rows(findings, found.leading).filter(measure=RWM)
    mean = dict(rows.group_by("used_for").agg(pl.col("value").mean()).rows())

    assert mean["after"] - mean["before"] == pytest.approx(_figure(found, f"{RWM}_change")["value"])
    assert rows["row"].null_count() == rows["file"].null_count() == 0


def test_trusts_keep_to_themselves() -> None:
    spells = (*JOINERS, *((n, OTHER_TRUST, "2018-09-01") for n in (5, 6, 7)))
    found = _gather(spells, _rises(10, 10, 10, 10, -10, -10, -10), uids=(TRUST, OTHER_TRUST))

    change = {u: _figure(found, f"{RWM}_change", u)["value"] for u in (TRUST, OTHER_TRUST)}
    assert change == {TRUST: pytest.approx(10.0), OTHER_TRUST: pytest.approx(-10.0)}
    assert found.figures.height == 2 * len(FIGURES)


# --- Wilson's interval ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("good", "of"), [(0, 1), (1, 1), (0, 5), (3, 5), (5, 5), (7, 10), (33, 60)]
)
def test_interval_of_a_share_is_wilsons(good: int, of: int) -> None:
    expected = binomtest(good, of).proportion_ci(0.95, method="wilson")

    low, high = wilson_interval(good, of)
    assert low == pytest.approx(100 * expected.low, abs=1e-9)
    assert high == pytest.approx(100 * expected.high, abs=1e-9)


def test_interval_of_two_in_five_by_hand() -> None:
    z, p, n = 1.959964, 2 / 5, 5
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))

    assert wilson_interval(2, 5) == (
        pytest.approx(100 * (centre - half), abs=1e-4),
        pytest.approx(100 * (centre + half), abs=1e-4),
    )


def test_as_at_date_of_these_tests_lies_in_the_year_of_the_levels() -> None:
    assert dt.date(2025, 9, 1) > AS_AT
