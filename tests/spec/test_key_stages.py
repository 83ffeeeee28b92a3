"""Which key stages a school has, and which schools' Progress 8 leads nothing: the rules as a table.

results: what the key stage's latest file says of the school - `figure`, `withheld` (a row without a
figure), `n/a` (a row that says that the measure does not apply), or nothing (no row). Without a row,
phase and ages decide.
"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.results.levels import StandardRules, trust_levels
from cst_screen.vocabulary.key_stages import PHASES_OF, admits_at_14, admits_or_admitted_at_14
from tests.spec.tables import Row, rows
from tests.unit.builders import TRUST, school_years

LEADING = {"ks2": "ks2_rwm_expected", "ks4": "ks4_attainment8"}

EXPECTED = rows(
    """
    | school                        | phase                   | low | high | stage | results  | expected | reason        |
    |-------------------------------|-------------------------|-----|------|-------|----------|----------|---------------|
    | primary                       | primary                 | 4   | 11   | ks2   | figure   | 1        |               |
    | primary, withheld             | primary                 | 4   | 11   | ks2   | withheld | 1        | not_published |
    | primary, not in the file      | primary                 | 4   | 11   | ks2   |          | 1        | not_published |
    | first school                  | primary                 | 4   | 9    | ks2   |          | 0        | no_schools    |
    | infant school                 | primary                 | 3   | 7    | ks2   |          | 0        | no_schools    |
    | first school grown to 11      | primary                 | 4   | 9    | ks2   | figure   | 1        |               |
    | primary, ages not recorded    | primary                 |     |      | ks2   |          | 1        | not_published |
    | primary to 16                 | primary                 | 4   | 16   | ks4   | figure   | 1        |               |
    | middle school                 | middle deemed secondary | 9   | 13   | ks2   | figure   | 1        |               |
    | middle school, listed at KS4  | middle deemed secondary | 9   | 13   | ks4   | n/a      | 0        | no_schools    |
    | middle school to 16           | middle deemed secondary | 9   | 16   | ks4   | figure   | 1        |               |
    | middle school to 16, KS2      | middle deemed secondary | 9   | 16   | ks2   | figure   | 1        |               |
    | secondary                     | secondary               | 11  | 16   | ks4   | figure   | 1        |               |
    | secondary that takes KS2      | secondary               | 9   | 16   | ks2   | figure   | 1        |               |
    | secondary without year 11 yet | secondary               | 11  | 16   | ks4   | n/a      | 0        | not_applicable|
    | sixth form                    | 16 plus                 | 16  | 19   | ks4   |          | 0        | no_schools    |
    | all-through from 11           | all-through             | 11  | 18   | ks2   |          | 0        | no_schools    |
    | phase not known               |                         |     |      | ks4   | figure   | 1        |               |
    | phase not known, no row       |                         |     |      | ks4   |          | 0        | no_schools    |
    """
)

AT_14 = rows(
    """
    | type                         | low | at 14 | at some time |
    |------------------------------|-----|-------|--------------|
    | University technical college | 14  | yes   | yes          |
    | University technical college | 13  | yes   | yes          |
    | University technical college |     | yes   | yes          |
    | University technical college | 11  | no    | yes          |
    | Studio schools               | 14  | yes   | yes          |
    | Studio schools               | 11  | no    | yes          |
    | Academy converter            | 14  | yes   | yes          |
    | Academy converter            | 13  | no    | no           |
    | Academy converter            | 11  | no    | no           |
    | Academy converter            |     | no    | no           |
    |                              |     | no    | no           |
    """
)


def _number(cell: str | None) -> int | None:
    return int(cell) if cell else None


def _member(phase: str | None, low: int | None, high: int | None, of_type: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "uid": [TRUST],
            "history": [1],
            "sector": ["mainstream"],
            "phase": [phase],
            "type": [of_type],
            "low_age": [low],
            "high_age": [high],
        },
        schema={
            "uid": pl.Int32,
            "history": pl.Int32,
            "sector": pl.String,
            "phase": pl.String,
            "type": pl.String,
            "low_age": pl.Int16,
            "high_age": pl.Int16,
        },
    )


def _years(measure: str, said: str | None) -> pl.DataFrame:
    """What the file of the measure says of the school; another school keeps the year alive."""
    row = [] if said is None else [(1, 2025, measure, 50.0 if said == "figure" else None)]
    table = school_years([*row, (9, 2025, measure, 50.0)])
    if said != "n/a":
        return table
    is_it = pl.col("history") == 1
    code = pl.lit("not_applicable", dtype=table.schema["missing"])
    return table.with_columns(missing=pl.when(is_it).then(code).otherwise(pl.col("missing")))


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: f"{case['school']}, {case['stage']}")
def test_a_school_has_the_key_stage_in_which_it_has_results(case: Row) -> None:
    measure = LEADING[str(case["stage"])]
    member = _member(
        case["phase"], _number(case["low"]), _number(case["high"]), "Academy converter"
    )
    levels = trust_levels(member, _years(measure, case["results"]), 2025, StandardRules()).trusts
    (row,) = levels.filter(uid=TRUST, measure=measure).to_dicts()

    assert (row["expected"], row["missing"]) == (_number(case["expected"]), case["reason"])
    assert (row["value"] is not None) == (case["results"] == "figure")


@pytest.mark.parametrize("case", AT_14, ids=lambda case: f"{case['type']}, {case['low']}")
def test_schools_that_admit_at_14(case: Row) -> None:
    school = _member("secondary", _number(case["low"]), 19, str(case["type"] or ""))

    assert school.select(admits_at_14()).item() == (case["at 14"] == "yes")
    at_some_time = school.select(admits_or_admitted_at_14()).item()
    assert at_some_time == (case["at some time"] == "yes")


@settings(deadline=None)
@given(
    phase=st.sampled_from([None, "16 plus", *{p for of in PHASES_OF.values() for p in of}]),
    low=st.none() | st.integers(2, 16),
    high=st.none() | st.integers(5, 19),
    stage=st.sampled_from(sorted(LEADING)),
)
def test_no_phase_or_age_hides_a_result(
    phase: str | None, low: int | None, high: int | None, stage: str
) -> None:
    measure = LEADING[stage]
    member = _member(phase, low, high, "Academy converter")
    levels = trust_levels(member, _years(measure, "figure"), 2025, StandardRules()).trusts
    (row,) = levels.filter(uid=TRUST, measure=measure).to_dicts()

    assert (row["value"], row["expected"], row["missing"]) == (50.0, 1, None)
