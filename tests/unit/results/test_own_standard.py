"""The standard of a trust's own schools: which school-years count, their mean, and why there is none."""

from typing import Any

import polars as pl
import pytest

from cst_screen.results.levels import StandardRules
from cst_screen.results.own_standard import OwnStandard, own_standard, standard_years
from tests.unit.builders import OTHER_TRUST, TRUST, day, phases
from tests.unit.results.alike_england import A8, RWM, admissions, england

YEARS = {RWM: (2023, 2024), A8: (2023, 2024)}


def _members(*schools: tuple[Any, ...], **facts: Any) -> pl.DataFrame:
    """Schools as (urn, phase, joined); `facts`: columns that are the same for all."""
    rows = [
        {"uid": facts.get("uid", TRUST), "history": urn, "joined_on": day(joined)}
        for urn, _, joined in schools
    ]
    table = pl.DataFrame(rows, schema={"uid": pl.Int32, "history": pl.Int32, "joined_on": pl.Date})
    kinds = phases({urn: phase for urn, phase, _ in schools}, facts.get("sector", "mainstream"))
    return table.join(kinds, on="history").with_columns(
        type=pl.lit(facts.get("type"), dtype=pl.String)
    )


def _own(
    members: pl.DataFrame, measures: Any = None, last_year: int = 2024, **rules: Any
) -> OwnStandard:
    return own_standard(
        members,
        england(YEARS) if measures is None else measures,
        admissions(),
        last_year,
        StandardRules(**rules),
    )


def _at(found: OwnStandard, key_stage: str = "ks2", uid: int = TRUST) -> dict[str, Any]:
    (row,) = found.phases.filter(uid=uid, key_stage=key_stage).to_dicts()
    return row


def _years(found: OwnStandard) -> list[tuple[int, int]]:
    return sorted(found.rows.filter(measure=RWM).select("history", "academic_year").rows())


OLD = "2015-09-01"


# --- which school-years count -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "years"),
    [
        ("2022-08-31", [2023, 2024]),
        ("2022-09-15", [2023, 2024]),  # fourteen days into September
        ("2022-09-16", [2024]),
        ("2023-09-01", [2024]),
        ("2023-10-01", []),
        ("2024-03-01", []),
    ],
)
def test_school_counts_from_its_first_whole_year_in_the_trust(
    joined: str, years: list[int]
) -> None:
    assert _years(_own(_members((1, "primary", joined)))) == [(1, year) for year in years]


def test_later_full_year_may_be_asked_for() -> None:
    found = _own(_members((1, "primary", "2022-09-01")), from_full_year=2)

    assert _years(found) == [(1, 2024)]


@pytest.mark.parametrize(
    ("published", "last_year", "years"),
    [
        ((2018, 2019, 2022, 2023, 2024), 2024, (2022, 2023, 2024)),
        ((2018, 2019, 2023, 2024), 2024, (2023, 2024)),  # three years back, and none before
        ((2021, 2022, 2023, 2024), 2024, (2022, 2023, 2024)),  # three of them
        ((2018, 2019), 2022, (2019,)),
        ((2018, 2019), 2023, ()),
        ((2023, 2024, 2025), 2024, (2023, 2024)),
    ],
)
def test_latest_three_years_count_and_none_older_than_three(
    published: tuple[int, ...], last_year: int, years: tuple[int, ...]
) -> None:
    national = england({RWM: published}).national

    assert standard_years(national, last_year, StandardRules())["ks2"] == years


def test_each_school_year_counts_once_and_by_its_pupils() -> None:
    """Schools 1 and 2, with 30 and 90 pupils in each of two years."""
    measures = england(YEARS, pupils={2: 90.0}, without=[(2, 2023)])
    found = _own(_members((1, "primary", OLD), (2, "primary", OLD)), measures)
    by_school = dict(
        found.rows.filter(measure=RWM).group_by("history").agg(pl.col("alike").sum()).rows()
    )

    assert _at(found)["schools"] == 2
    assert _at(found)["alike"] == pytest.approx((30 * by_school[1] + 90 * by_school[2]) / (60 + 90))


def test_years_of_one_school_are_one_case_in_the_interval() -> None:
    one = _at(_own(_members((1, "primary", OLD))))
    two = _at(_own(_members((1, "primary", OLD), (2, "primary", OLD))))

    assert (one["alike_lower"], one["alike_upper"]) == (None, None)
    assert two["alike_lower"] < two["alike"] < two["alike_upper"]


def test_school_far_below_is_so_over_all_its_years() -> None:
    members = _members((1, "primary", OLD), (3, "primary", OLD))
    found = _own(members, england(YEARS, added={1: -30.0}))

    assert _at(found)["far_below"] == 1


def test_school_that_admits_at_14_is_no_part_of_the_standard() -> None:
    members = _members((1, "secondary", OLD), type="University technical college")
    row = _at(_own(members), "ks4")

    assert (row["alike"], row["missing"], row["counts"]) == (None, "admits_at_14", False)


# --- why there is none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "last_year", "joined", "why", "counts"),
    [
        (YEARS, 2024, "2024-01-01", "no_full_year", False),
        ({A8: (2024,)}, 2024, OLD, "no_file", True),
        ({RWM: (2019,)}, 2024, OLD, "too_old", True),
    ],
)
def test_standard_that_cannot_be_told_says_why(
    published: Any, last_year: int, joined: str, why: str, counts: bool
) -> None:
    found = _own(_members((301, "primary", joined)), england(published), last_year)

    assert (_at(found)["alike"], _at(found)["missing"]) == (None, why)
    assert _at(found)["counts"] is counts


def test_school_without_published_results_leaves_a_gap() -> None:
    found = _own(_members((301, "primary", OLD)))

    assert (_at(found)["missing"], _at(found)["counts"]) == ("not_published", True)


def test_folder_without_intake_cannot_tell() -> None:
    measures = england(YEARS, intake={"intake_eal": float})

    assert _at(_own(_members((1, "primary", OLD)), measures))["missing"] == "no_intake"


def test_trust_runs_the_key_stages_that_its_schools_take() -> None:
    found = _own(_members((1, "primary", OLD)), england({RWM: (2023, 2024)}))

    assert (_at(found, "ks4")["missing"], _at(found, "ks4")["counts"]) == ("no_schools", False)


def test_trusts_keep_to_themselves() -> None:
    members = pl.concat(
        [_members((1, "primary", OLD)), _members((2, "primary", OLD), uid=OTHER_TRUST)]
    )
    found = _own(members, england(YEARS, added={2: 30.0}))

    assert _at(found, uid=OTHER_TRUST)["alike"] > _at(found)["alike"] + 3
    assert _at(found)["schools"] == 1


# --- by which measures ------------------------------------------------------------------------


def test_standard_is_described_by_the_measures_that_the_criteria_name() -> None:
    """Reading alone: schools that have something on top in reading and nothing in all three subjects."""
    reading = "ks2_reading_expected"
    years = {RWM: (2023, 2024), reading: (2023, 2024)}
    trust = _members((1, "primary", OLD), (2, "primary", OLD), (3, "primary", OLD))
    measures = england(years, added={1: 6.0, 2: 6.0, 3: 6.0})
    only = {"ks2": ((reading,),), "ks4": ()}

    found = _own(trust, measures, described_by=only)

    assert _at(found)["alike"] > 1
    assert set(found.rows["measure"]) == {reading}


def test_key_stage_that_is_not_judged_is_no_part_of_the_standard() -> None:
    trust = _members((1, "primary", OLD), (2, "secondary", OLD))
    found = _own(trust, described_by={"ks2": ((RWM,),), "ks4": ()})

    assert (_at(found, "ks4")["missing"], _at(found, "ks4")["counts"]) == ("not_applicable", False)
    assert _at(found)["counts"]
