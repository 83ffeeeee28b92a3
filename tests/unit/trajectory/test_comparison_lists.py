"""Where the comparison schools of each joiner lie."""

import datetime as dt

import numpy as np
import polars as pl

from cst_screen.trajectory.comparison_lists import listed_schools, with_lists
from cst_screen.trajectory.joiner_effects import MATCH_COLUMNS

JOINED = dt.date(2018, 9, 1)
KEYS = {"uid": pl.Int32, "history": pl.Int32, "joined_on": pl.Date, "measure": pl.String}


def test_each_joiner_has_the_nearest_of_its_own_schools() -> None:
    """Joiner 1 has three schools, joiner 2 has two, and joiner 3 has none."""
    served = {2: [21, 22], 1: [11, 12, 13]}
    matches = pl.DataFrame(
        [
            (9, joiner, JOINED, "m", rank, school, 0.1, 0.0)
            for joiner, schools in served.items()
            for rank, school in enumerate(schools, 1)
        ],
        schema=MATCH_COLUMNS,
        orient="row",
    )
    joiners = pl.DataFrame([(9, n, JOINED, "m") for n in (1, 2, 3)], schema=KEYS, orient="row")

    lists = with_lists(joiners, matches)
    number = np.minimum(lists["listed"].fill_null(0).to_numpy(), 2)
    joiner, school = listed_schools(lists, matches, number)

    assert lists["listed"].to_list() == [3, 2, None]
    assert joiner.tolist() == [0, 0, 1, 1]
    assert school.tolist() == [11, 12, 21, 22]
