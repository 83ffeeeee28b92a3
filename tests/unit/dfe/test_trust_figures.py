"""A trust's figure the way DfE works it out: what each school weighs, and with which interval."""

from dataclasses import dataclass

import polars as pl
import pytest

from cst_screen.dfe.rule import Eligibility
from cst_screen.dfe.trust_figures import (
    PUPIL_SPREAD,
    TrustYear,
    figures_of_trusts,
    weigh,
)
from tests.unit.builders import establishments, histories
from tests.unit.dfe.world import READING, YEAR, progress, spells_of

ATTAINMENT8 = "ks4_attainment8"


def _counted(*rows: tuple[int, int, int], key_stage: str = "ks2") -> pl.DataFrame:
    """Schools as (URN, years, pupils) of trust 900."""
    return pl.DataFrame(
        [
            {"uid": 900, "urn": u, "years": y, "cohort": float(c), "key_stage": key_stage}
            for u, y, c in rows
        ],
        schema={
            "uid": pl.Int32,
            "urn": pl.Int32,
            "years": pl.Int32,
            "cohort": pl.Float64,
            "key_stage": pl.String,
        },
    )


def _value(counted: pl.DataFrame, figures: pl.DataFrame, weights: str = "dfe") -> float:
    return float(weigh(counted, figures, weights)["value"][0])  # type: ignore[arg-type]


def test_a_school_weighs_its_pupils_times_its_years() -> None:
    schools = _counted((1, 3, 20), (2, 4, 30))

    expected = (3 * 20 * 1.0 + 4 * 30 * -2.0) / (3 * 20 + 4 * 30)
    assert _value(schools, progress(1.0, -2.0)) == pytest.approx(expected)


def test_years_count_up_to_four_at_key_stage_2_and_five_at_key_stage_4() -> None:
    old, young = (1, 9, 20), (2, 3, 20)

    assert _value(_counted(old, young), progress(1.0, 0.0)) == pytest.approx(4 / (4 + 3))
    assert _value(
        _counted(old, young, key_stage="ks4"), progress(1.0, 0.0, measure="ks4_progress8")
    ) == pytest.approx(5 / (5 + 3))


def test_other_weights_are_pupils_alone_or_each_school_the_same() -> None:
    schools = _counted((1, 9, 20), (2, 3, 60))

    assert _value(schools, progress(1.0, 0.0), "pupils") == pytest.approx(20 / 80)
    assert _value(schools, progress(1.0, 0.0), "equal") == pytest.approx(1 / 2)


def test_a_withheld_school_is_left_out_and_said_to_be() -> None:
    """It is not a nought: the mean is that of the other two."""
    found = weigh(_counted((1, 4, 20), (2, 4, 20), (3, 4, 5)), progress(1.0, 2.0, None), "dfe")
    row = found.row(0, named=True)

    assert (row["value"], row["schools"], row["with_figure"]) == (pytest.approx(1.5), 3, 2)


def test_no_figure_at_all_keeps_its_reason() -> None:
    row = weigh(_counted((1, 4, 20)), progress(None), "dfe").row(0, named=True)

    assert (row["value"], row["missing"], row["interval"]) == (None, "suppressed", None)


def test_printed_limits_of_schools_make_the_interval() -> None:
    row = weigh(_counted((1, 4, 20), (2, 4, 20)), progress(1.0, 3.0, half=1.96), "dfe").row(
        0, named=True
    )

    error = (0.5**2 + 0.5**2) ** 0.5  # each school's own error is 1.96 / 1.96 = 1
    assert row["interval"] == "pupils"
    assert row["upper"] == pytest.approx(2.0 + 1.96 * error)


def test_numbers_of_pupils_make_the_interval_of_a_percentage() -> None:
    figures = progress(60.0, measure="ks2_rwm_expected")
    row = weigh(_counted((1, 4, 24)), figures, "dfe").row(0, named=True)

    assert row["upper"] - row["value"] == pytest.approx(1.96 * 100 * (0.6 * 0.4 / 24) ** 0.5)


def test_key_stage_2_progress_without_limits_takes_the_spread_of_pupils() -> None:
    row = weigh(_counted((1, 4, 36)), progress(1.0), "dfe").row(0, named=True)

    assert row["interval"] == "pupils"
    assert row["upper"] - row["value"] == pytest.approx(1.96 * PUPIL_SPREAD[READING] / 36**0.5)


def test_without_limits_the_spread_between_schools_makes_the_interval() -> None:
    figures = progress(41.0, 42.0, 43.0, measure=ATTAINMENT8)
    schools = _counted((1, 4, 20), (2, 4, 20), (3, 4, 20), key_stage="ks4")
    row = weigh(schools, figures, "dfe").row(0, named=True)

    assert row["interval"] == "schools"
    assert row["upper"] - row["value"] == pytest.approx(4.3027 * 1.0 / 3**0.5, abs=1e-3)


def test_one_school_without_limits_has_no_interval() -> None:
    figures = progress(41.0, measure=ATTAINMENT8)
    row = weigh(_counted((1, 4, 20), key_stage="ks4"), figures, "dfe").row(0, named=True)

    assert (row["value"], row["lower"], row["interval"]) == (41.0, None, None)


@dataclass(frozen=True)
class _Record:
    spells: pl.DataFrame
    trusts: pl.DataFrame


def test_too_few_schools_is_a_reason_and_not_a_row_left_out() -> None:
    record = _Record(
        spells_of((1, "2014-09-01", None), (2, "2014-09-01", None), (3, "2016-09-01", None)),
        pl.DataFrame(
            {"uid": [900], "group_id": ["TR00900"], "trust": ["Ash"], "trust_type": ["multi"]},
            schema_overrides={"uid": pl.Int32},
        ),
    )
    asked = TrustYear(YEAR, "ks2", ("ks2_reading_progress",))

    def row(eligibility: Eligibility) -> dict[str, object]:
        return figures_of_trusts(
            asked,
            record,
            histories(1, 2, 3),
            establishments(1, 2, 3),  # type: ignore[arg-type]
            progress(0.1, 0.2, 0.6),
            "equal",
            eligibility,
        ).row(0, named=True)

    by_dfe = row(Eligibility())
    assert (by_dfe["value"], by_dfe["missing"], by_dfe["schools"]) == (None, "too_few", 2)
    assert (by_dfe["schools_with_results"], by_dfe["years_under_3"], by_dfe["years_4"]) == (3, 1, 2)
    assert row(Eligibility(3, 1))["value"] == pytest.approx((0.1 + 0.2 + 0.6) / 3)
