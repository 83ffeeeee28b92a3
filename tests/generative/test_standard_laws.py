"""Laws of the standard of a trust's own schools, in any trust."""

import datetime as dt
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.results.levels import StandardRules
from cst_screen.results.own_figures import beside_alike
from cst_screen.results.own_standard import own_standard
from tests.unit.builders import TRUST, phases
from tests.unit.results.alike_england import A8, RWM, URNS, admissions, england

ENGLAND = england({RWM: (2023, 2024), A8: (2023, 2024)})
UIDS = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})
LAST_IN_TIME = dt.date(2023, 9, 15)
PHASES = st.sampled_from(["primary", "secondary", "all-through"])
School = tuple[str, dt.date]

trusts = st.dictionaries(
    st.sampled_from(list(URNS)),
    st.tuples(PHASES, st.dates(dt.date(2012, 1, 1), LAST_IN_TIME)),
    min_size=1,
    max_size=6,
)
latecomers = st.dictionaries(
    st.sampled_from(list(URNS)),
    st.tuples(PHASES, st.dates(LAST_IN_TIME + dt.timedelta(days=1), dt.date(2024, 8, 31))),
    min_size=1,
    max_size=4,
)


def _figures(schools: dict[int, School]) -> list[dict[str, Any]]:
    members = (
        pl.DataFrame(
            [(TRUST, urn, joined) for urn, (_, joined) in schools.items()],
            schema={"uid": pl.Int32, "history": pl.Int32, "joined_on": pl.Date},
            orient="row",
        )
        .join(phases({urn: phase for urn, (phase, _) in schools.items()}), on="history")
        .with_columns(type=pl.lit(None, dtype=pl.String))
    )
    found = own_standard(members, ENGLAND, admissions(), 2024, StandardRules())
    return beside_alike(UIDS, found.phases).sort("figure").to_dicts()


@given(trusts, latecomers)
def test_school_that_joins_after_the_results_year_changes_nothing(
    schools: dict[int, School], late: dict[int, School]
) -> None:
    assert _figures({**late, **schools}) == _figures(schools)


@given(trusts, st.randoms(use_true_random=False))
def test_order_of_schools_never_matters(schools: dict[int, School], chance: Any) -> None:
    shuffled = list(schools.items())
    chance.shuffle(shuffled)

    for one, other in zip(_figures(schools), _figures(dict(shuffled)), strict=True):
        for name in one:
            if isinstance(one[name], float):
                assert abs(one[name] - other[name]) < 1e-9
            else:
                assert one[name] == other[name]
