"""Who each school's pupils are, as the published files say: counts of each January, and a cohort's earlier results.

`alike` and `beside_alike` set schools beside those with similar pupils; which schools and years are
asked about is theirs to say.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.vocabulary.measures import MEASURES

BENT = ("intake_fsm", "intake_eal")
STRAIGHT = ("intake_ehcp",)
PRIOR = "ks4_prior_attainment"
SEN_SUPPORT = "intake_sen_support"
"""Left out but for the variation: who is registered for SEN support is partly the school's decision."""
INTAKE = (*BENT, *STRAIGHT, SEN_SUPPORT)
_MEASURES = (*INTAKE, PRIOR)
_KNOWN_OF = 0.5
"""A measure of intake that fewer schools than this share have is left out: its file is not England's."""
Reals = npt.NDArray[np.float64]


class Intake:
    """Every measure of intake of every school and year.

    results: history, academic_year, measure, value; one row for a school, year and measure.
    """

    def __init__(self, results: pl.DataFrame) -> None:
        rows = (
            results.lazy()
            .filter(pl.col("measure").is_in(_MEASURES) & pl.col("value").is_not_null())
            .select("history", "academic_year", "measure", "value")
            .collect()
        )
        histories = rows["history"].to_numpy()
        known = np.flatnonzero(np.bincount(histories))
        # By history, its place; one past the last for all others, as for any above the highest.
        self._place_of = np.full(int(histories.max(initial=-1)) + 2, len(known))
        self._place_of[known] = np.arange(len(known))
        years = rows["academic_year"].unique().sort()
        self._years = [int(year) for year in years]
        places = (
            rows["measure"].cast(pl.Enum(_MEASURES)).to_physical(),
            np.searchsorted(years, rows["academic_year"]),
            self._place_of.take(histories),
        )
        self._values = np.full((len(_MEASURES), len(years), len(known)), np.nan)
        self._values[places] = rows["value"]
        if np.count_nonzero(~np.isnan(self._values)) != rows.height:
            raise AssertionError("a school has two rows of one measure and year, or no number")
        self._nearest: dict[tuple[str, int], Reals] = {}

    def beside(self, schools: pl.DataFrame, key_stage: str | None, year: int) -> pl.DataFrame:
        """history, mainstream, weight and z of `schools`, with the measures of intake that enough of them
        have; schools without one of these drop out.

        January counts are those of the nearest year, of two the earlier: the files of a summer's results
        often come before the census. Prior attainment is of one cohort, so of that year alone.
        """
        measures = [*INTAKE, *([PRIOR] if MEASURES[PRIOR].key_stage == key_stage else [])]
        places, mainstream = self._places(schools["history"]), schools["mainstream"].to_numpy()
        known = []
        for measure in measures:
            values = self._nearest_to(measure, year)[places]
            there = ~np.isnan(values[mainstream])
            if there.size and there.mean() >= _KNOWN_OF:
                known.append(pl.Series(measure, values, nan_to_null=True))
        return schools.select("history", "mainstream", "weight", "z", *known).drop_nulls()

    def _places(self, histories: pl.Series) -> npt.NDArray[np.int64]:
        """Of each school; one past the last for a school of which nothing is known."""
        return self._place_of.take(histories.to_numpy(), mode="clip")

    def _nearest_to(self, measure: str, year: int) -> Reals:
        """Of each school the value of the nearest year that has one, and a last one that is not known."""
        if (measure, year) not in self._nearest:
            found = np.full(self._values.shape[-1] + 1, np.nan)
            for other in sorted(self._years, key=lambda y: (abs(y - year), y)):
                if other == year or measure != PRIOR:
                    of_year = self._values[_MEASURES.index(measure), self._years.index(other)]
                    found[:-1] = np.where(np.isnan(found[:-1]), of_year, found[:-1])
            self._nearest[measure, year] = found
        return self._nearest[measure, year]
