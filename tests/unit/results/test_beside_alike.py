"""A trust's measures beside schools with similar pupils: in their own unit, the year of joining apart."""

from typing import Any

import polars as pl
import pytest

from cst_screen.results.beside_alike import beside_alike_by_measure, beside_alike_figures
from cst_screen.results.levels import StandardRules
from cst_screen.results.school_years import Measures
from tests.unit.builders import TRUST, day, phases
from tests.unit.results.alike_england import admissions, england

RETENTION = "teacher_retention"


def members(*joined: tuple[int, str], sector: str = "mainstream") -> pl.DataFrame:
    rows = [{"uid": TRUST, "history": urn, "joined_on": day(when)} for urn, when in joined]
    table = pl.DataFrame(rows, schema={"uid": pl.Int32, "history": pl.Int32, "joined_on": pl.Date})
    kinds = phases({urn: "primary" for urn, _ in joined}, sector)
    return table.join(kinds, on="history").with_columns(type=pl.lit(None, dtype=pl.String))


def nation(added: dict[int, float] | None = None, **kept: Any) -> Measures:
    """300 schools whose figure follows free school meals; `added`: what some have on top."""
    found = england({RETENTION: (2023,)}, added=added, **kept)
    results = found.results.with_columns(among=pl.lit("primary"))
    return Measures(found.school_years, results, found.national, pl.DataFrame(), pl.DataFrame())


def retention(trust: pl.DataFrame, measures: Measures) -> dict[str, Any]:
    found = beside_alike_by_measure(trust, measures, admissions(), StandardRules())
    (row,) = found.filter(measure=RETENTION).to_dicts()
    return row


OLD = ((1, "2015-09-01"), (2, "2015-09-01"), (3, "2015-09-01"))


def test_what_a_trust_has_on_top_of_its_pupils_comes_out_in_the_measures_unit() -> None:
    """Three schools of different intake, each nine points above what its pupils let expect."""
    plain = retention(members(*OLD), nation())["value"]
    found = retention(members(*OLD), nation({1: 9.0, 2: 9.0, 3: 9.0}))

    assert found["value"] - plain == pytest.approx(9.0, abs=0.2)
    assert found["lower"] < found["value"] < found["upper"]
    assert found["schools"] == 3


def test_school_in_its_year_of_joining_does_not_count() -> None:
    """In the year of joining a school gets a new number, and all its teachers can seem to leave."""
    fell = nation({4: -60.0})
    without = retention(members(*OLD), fell)

    assert retention(members(*OLD, (4, "2023-01-01")), fell) == without
    assert retention(members(*OLD, (4, "2022-09-01")), fell)["value"] < without["value"] - 10


def test_weights_pool_the_teachers_and_not_the_schools() -> None:
    """A school of 90 teachers beside two of 30 counts three times."""
    added = {1: 10.0}
    large = retention(members(*OLD), nation(added, pupils={1: 90.0, 2: 30.0, 3: 30.0}))["value"]
    none = retention(members(*OLD), nation({}, pupils={1: 90.0, 2: 30.0, 3: 30.0}))["value"]

    assert large - none == pytest.approx(10.0 * 90 / 150, abs=0.2)


@pytest.mark.parametrize(
    ("trust", "measures", "why"),
    [
        (members(*OLD), nation(intake={}), "no_intake"),
        (members((1, "2023-01-01")), nation(), "no_full_year"),
        (members(*OLD, sector="special"), nation(), "no_schools"),
        (members((1, "2015-09-01")), nation(without=[(1, 2023)]), "not_published"),
    ],
)
def test_a_gap_says_why(trust: pl.DataFrame, measures: Measures, why: str) -> None:
    beside = beside_alike_by_measure(trust, measures, admissions(), StandardRules())
    uids = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})
    levels = pl.DataFrame(schema={"uid": pl.Int32, "measure": pl.String, "missing": pl.String})

    (row,) = (
        beside_alike_figures(uids, levels, beside)
        .filter(figure=f"{RETENTION}_from_alike")
        .to_dicts()
    )

    assert (row["value"], row["missing"]) == (None, why)
