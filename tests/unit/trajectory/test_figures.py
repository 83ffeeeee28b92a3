"""Why a figure of what else changed in a phase is not known, and which phase is the lower one."""

import polars as pl
import pytest

from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.figures import shifts_by_phase, trajectory_figures
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trajectory.tables import JOININGS, SHIFTS, TRUSTS
from tests.spec.tables import Row, rows, whole
from tests.unit.builders import TRUST

CASES = rows(
    """
    | trust                             | figure              | phase | joiners | judged | value | reason        |
    | primaries only                    | joiners_entry_shift | ks2   | 3       | 3      |       | not_applicable |
    | a secondary that cannot be judged | joiners_entry_shift | ks4   | 1       | 0      |       | too_few       |
    | secondaries, entries not printed  | joiners_entry_shift | ks4   | 3       | 3      |       | not_published |
    | secondaries                       | joiners_entry_shift | ks4   | 3       | 3      | 2     |               |
    | primaries, free meals not printed | joiners_fsm_shift   | ks2   | 3       | 3      |       | not_published |
    | primaries, free meals of two      | joiners_fsm_shift   | ks2   | 3       | 2      | 2     | too_few       |
    | nobody judged                     | joiners_fsm_shift   | ks2   | 3       | 0      |       | too_few       |
    | nobody joined                     | joiners_entry_shift | ks2   |         |        |       | too_few       |
    """
)
THREE = Enough(3, 0.0, 0.0)
UIDS = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["trust"])
def test_shift_that_is_not_known_says_why(case: Row) -> None:
    counts = (
        [(TRUST, HEADLINES[case["phase"]], whole(case["joiners"]), whole(case["judged"]))]
        if case["joiners"]
        else []
    )
    trusts = pl.DataFrame(counts, schema=["uid", "measure", "joiners", "judged"], orient="row")
    known = (
        [(TRUST, case["phase"], case["figure"], float(case["value"]), whole(case["judged"]))]
        if case["value"]
        else []
    )
    shifts = pl.DataFrame(known, schema=["uid", "phase", "figure", "value", "n"], orient="row")
    found = shifts_by_phase(UIDS, TRUSTS.conform(trusts), SHIFTS.conform(shifts), THREE)
    (row,) = found.filter(figure=case["figure"], phase=case["phase"]).to_dicts()

    assert row["missing"] == case["reason"]


LOWER = rows(
    """
    | trust                   | ks2 judged | ks2 effect | ks4 judged | ks4 effect | lower |
    | both phases             | 5          | 0.2        | 3          | 0.6        | 0.2   |
    | secondaries fell        | 5          | 0.2        | 3          | -0.1       | -0.1  |
    | too few secondaries     | 5          | 0.2        | 2          | -0.1       | 0.2   |
    | too few in either phase | 2          | 0.2        | 2          | 0.1        |       |
    """
)


@pytest.mark.parametrize("case", LOWER, ids=lambda case: case["trust"])
def test_lower_phase_is_of_those_that_can_be_judged(case: Row) -> None:
    trusts = pl.DataFrame(
        [
            (TRUST, name, whole(case[f"{phase} judged"]), float(case[f"{phase} effect"] or 0))
            for phase, name in HEADLINES.items()
        ],
        schema=["uid", "measure", "judged", "effect_sd"],
        orient="row",
    )
    found = trajectory_figures(UIDS, JOININGS.empty(), TRUSTS.conform(trusts), THREE)
    (row,) = found.filter(figure="trajectory_lowest_stage").to_dicts()

    assert row["value"] == (float(case["lower"]) if case["lower"] else None)
