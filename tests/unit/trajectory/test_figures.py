"""Why a figure of what else changed is not known."""

import polars as pl
import pytest

from cst_screen.trajectory.figures import shift_figures
from cst_screen.trajectory.method import HEADLINE
from tests.spec.tables import Row, rows, whole
from tests.unit.builders import TRUST

RWM, A8 = "ks2_rwm_expected", "ks4_attainment8"

CASES = rows(
    """
    | trust                             | figure              | judged | ks2 joiners | ks2 judged | ks4 joiners | ks4 judged | value | reason        |
    | primaries only                    | joiners_entry_shift | 3      | 3           | 3          |             |            |       | no_schools    |
    | a secondary that cannot be judged | joiners_entry_shift | 3      | 3           | 3          | 1           | 0          |       | too_few       |
    | secondaries, entries not printed  | joiners_entry_shift | 3      |             |            | 3           | 3          |       | not_published |
    | secondaries                       | joiners_entry_shift | 3      |             |            | 3           | 3          | 2     |               |
    | primaries, free meals not printed | joiners_fsm_shift   | 3      | 3           | 3          |             |            |       | not_published |
    | nobody judged                     | joiners_entry_shift | 0      | 3           | 0          |             |            |       | too_few       |
    """
)


def _joined(case: Row) -> pl.DataFrame:
    of_measures = [
        {"measure": m, "joiners": whole(case[f"{s} joiners"]), "judged": whole(case[f"{s} judged"])}
        for s, m in (("ks2", RWM), ("ks4", A8))
        if case[f"{s} joiners"]
    ]
    headline = {"measure": HEADLINE, "joiners": 3, "judged": whole(case["judged"])}
    return pl.DataFrame([headline, *of_measures]).with_columns(uid=pl.lit(TRUST, pl.Int32))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["trust"])
def test_shift_that_is_not_known_says_why(case: Row) -> None:
    found = [] if case["value"] is None else [(TRUST, case["figure"], float(case["value"]), 3)]
    shifts = pl.DataFrame(
        found,
        schema={"uid": pl.Int32, "figure": pl.String, "value": pl.Float64, "n": pl.Int64},
        orient="row",
    ).with_columns(lower=pl.lit(None, pl.Float64), upper=pl.lit(None, pl.Float64))
    uids = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})
    (row,) = shift_figures(uids, _joined(case), shifts, 3).filter(figure=case["figure"]).to_dicts()

    assert row["missing"] == case["reason"]
