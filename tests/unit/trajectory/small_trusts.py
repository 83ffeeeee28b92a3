"""Trusts of a school or two, whose trajectories the tests of this folder look at."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from cst_screen.trajectory.clock import Clock
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.method import Method
from tests.unit.builders import AS_AT, histories, national, panel, phases, school_years

RWM, A8, P8 = "ks2_rwm_expected", "ks4_attainment8", "ks4_progress8"
PROGRESS = ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress")
YEARS = tuple(range(2010, 2026))
PUBLISHED = [*range(2010, 2020), 2023, 2024, 2025]


def judge(
    spells: pl.DataFrame,
    rows: Any,
    *,
    clock: Clock | None = None,
    published: Any = None,
    of: Any = None,
    sector: str = "mainstream",
    schools: pl.DataFrame | None = None,
    merged_in: pl.DataFrame | None = None,
    at_14: Iterable[int] = (),
    **facts: Any,
) -> Trajectories:
    """Trajectories of joiners with results as (school, year, measure, value)."""
    urns = sorted(set(spells["history"]))
    rows = list(rows)
    measures = sorted({r[2] for r in rows} | {RWM})
    return judge_trajectories(
        JoiningsAndResults(
            spells=spells,
            schools=histories(*urns) if schools is None else schools,
            phases=phases(of or urns, sector),
            school_years=school_years(rows, **facts),
            national=national(PUBLISHED, *measures) if published is None else published,
            as_at=AS_AT,
            **({} if merged_in is None else {"merged_in": merged_in}),
        ),
        panel(rows, facts.get("nation", 60.0), spells=spells, at_14=at_14),
        Method(clock=clock or Clock()),
    )


def one(found: Trajectories, measure: str = RWM, history: int = 1) -> dict[str, Any]:
    """The row of one joiner on one measure."""
    (row,) = found.joiners.filter(measure=measure, history=history).to_dicts()
    return row


def every_year(value: float = 60.0, history: int = 1, measure: str = RWM) -> list[tuple[Any, ...]]:
    return [(history, year, measure, value) for year in YEARS]


def both_sides(measure: str, rise: float, history: int = 1) -> list[tuple[Any, ...]]:
    """Results of 50 in 2018 and of `rise` more in 2023."""
    return [(history, 2018, measure, 50.0), (history, 2023, measure, 50.0 + rise)]
