"""A small simulated England with local authorities and inspections, for the placebos."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import Method
from cst_screen.trials.candidates import SchoolFacts
from tests.simulated import England, judge, panel_of, simulate


@dataclass(frozen=True)
class World:
    england: England
    real: Trajectories
    panel: Panel
    facts: SchoolFacts


def world_of() -> World:
    """Schools are in four local authorities; each is inspected once, in one of ten years, with one of
    four grades.
    """
    england = simulate(3, schools=400, trusts=8)
    histories = england.admissions["history"]
    numbers = range(len(histories))
    facts = SchoolFacts(
        pl.DataFrame({"history": histories, "la": [f"Authority {n % 4}" for n in numbers]}),
        pl.DataFrame(
            {
                "history": histories,
                "inspected_on": [dt.date(2012 + n % 10, 3, 1) for n in numbers],
                "grade": [1 + (n // 10) % 4 for n in numbers],
            }
        ),
    )
    return World(england, judge(england), panel_of(england, Method()), facts)
