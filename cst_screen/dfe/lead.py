"""How far the best trusts are ahead of the nation: the sum behind a headline, for any year and measure.

"If all children did as well as pupils in the best school trusts, Key Stage 2 performance would be 14 percentage
points higher nationally" (CST, 2023, after DfE, 2022): the figure of the trust at the 90th percentile less the
nation's. Figures of trusts differ by luck too, and the ones at the top are there partly by luck. So the lead
is worked out twice: from the figures as they are, and from figures moved towards the average trust so
far that they differ as much as trusts do beyond luck (Louis 1984). Nothing here says why a trust is ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.statistics.intervals import t_975
from cst_screen.statistics.pooling import Vector, pool

RESAMPLES = 1000
_SEED = 20190903
"""Any will do; one that is written down gives the same interval each time."""
_HALF_OF_95 = 1.96
FEWEST = 10
"""With fewer trusts a percentile is one trust's figure."""


@dataclass(frozen=True)
class LeadOfTrusts:
    """measure; year it ends in; trusts with a figure; national: the nation's figure; at: the figure at the
    percentile; lead: the difference, with its 95% interval over the trusts there might have been. shrunken:
    the same allowing for luck; None where the errors of the figures are not known. pupils: who are in the
    trusts; schools: of the trusts. source: who worked the figures out.
    """

    source: str
    measure: str
    year: int
    trusts: int
    schools: int
    national: float
    at: float
    lead: float
    lower: float
    upper: float
    shrunken: float | None
    shrunken_lower: float | None
    shrunken_upper: float | None


def lead_of(
    source: str, figures: pl.DataFrame, measure: str, year: int, national: float, percentile: float
) -> LeadOfTrusts | None:
    """The lead of the trust at the percentile; None with fewer than `FEWEST` trusts.

    figures: uid, value, lower and upper (95% limits), schools, of one measure and year. national: the
    nation's figure of that year.
    """
    known = figures.drop_nulls("value").sort("uid")
    if known.height < FEWEST:
        return None
    values = known["value"].to_numpy()
    errors = _errors(known)
    # Trusts are drawn again, not their pupils: which trusts there are is what luck would change.
    draws = np.random.default_rng(_SEED).integers(0, len(values), (RESAMPLES, len(values)))
    ends = _ends([_at(values[draw], percentile) for draw in draws], national)
    kept: tuple[float | None, float | None, float | None] = (None, None, None)
    if errors is not None:
        again = [_at(_beyond_luck(values[draw], errors[draw]), percentile) for draw in draws]
        kept = (_at(_beyond_luck(values, errors), percentile) - national, *_ends(again, national))
    at = _at(values, percentile)
    schools = int(known["schools"].fill_null(0).sum())
    return LeadOfTrusts(
        source, measure, year, known.height, schools, national, at, at - national, *ends, *kept
    )


def _errors(known: pl.DataFrame) -> Vector | None:
    """Standard errors; None where a figure has no limits, so that nothing is made up."""
    half = ((known["upper"] - known["lower"]) / 2).to_numpy()
    of_schools = known["interval"] == "schools" if "interval" in known.columns else None
    # Limits from the spread between few schools are wide by Student's t; the error itself is not.
    wide = [
        t_975(max(schools - 1, 1)) if spread else _HALF_OF_95
        for schools, spread in zip(
            known["schools"].fill_null(2),
            [False] * known.height if of_schools is None else of_schools.fill_null(False),
            strict=True,
        )
    ]
    errors: Vector = half / np.array(wide)
    return errors if np.isfinite(errors).all() and (errors > 0).all() else None


def _beyond_luck(values: Vector, errors: Vector) -> Vector:
    """The figures, so close to the average trust that they differ as trusts do beyond luck."""
    pooled = pool(values, errors)
    keeps = np.sqrt(pooled.reliability)
    moved: Vector = keeps * values + (1 - keeps) * pooled.spread.mean
    return moved


def _at(values: Vector, percentile: float) -> float:
    return float(np.percentile(values, percentile))


def _ends(drawn: list[float], national: float) -> tuple[float, float]:
    low, high = np.percentile(np.array(drawn), [2.5, 97.5])
    return float(low) - national, float(high) - national
