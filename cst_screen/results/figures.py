"""The figures of a trust's present standard: each measure, its gap, and across the board."""

from __future__ import annotations

import polars as pl

from cst_screen.results.beside_alike import beside_alike_figures
from cst_screen.results.own_figures import beside_alike, beside_alike_by_phase
from cst_screen.results.standards import across_each_phase, across_the_board
from cst_screen.vocabulary.evidence_tables import PHASE_FIGURES, TRUST_FIGURES
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES


def standard_figures(
    uids: pl.DataFrame,
    levels: pl.DataFrame,
    own: pl.DataFrame,
    beside: pl.DataFrame,
    last_year: int,
) -> pl.DataFrame:
    """Every figure of the standard, for every trust of `uids` (sources left open).

    levels: as `levels.trust_levels` gives them. own: `own_standard.OwnStandard.phases`. beside: as
    `beside_alike_by_measure` gives it. last_year: the as-at academic year.
    """
    return pl.concat(
        [
            *_of_measures(uids, levels),
            TRUST_FIGURES.conform(across_the_board(uids, levels, last_year)),
            TRUST_FIGURES.conform(beside_alike(uids, own)),
            TRUST_FIGURES.conform(beside_alike_figures(uids, levels, beside)),
        ]
    )


def standard_by_phase(uids: pl.DataFrame, levels: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """The figures of the standard across the board at each key stage, for every trust of `uids`.

    `PHASE_FIGURES`, but that years and files are left open: the raw ones and those beside schools with
    similar pupils.
    """
    return PHASE_FIGURES.conform(
        pl.concat([across_each_phase(uids, levels), beside_alike_by_phase(uids, own)])
    )


def _of_measures(uids: pl.DataFrame, levels: pl.DataFrame) -> list[pl.DataFrame]:
    """Level and gap of each measure; a trust without a school of its kind has `no_schools`."""
    measures = [m for m in MEASURES if m in FIGURES]
    rows = (
        uids.join(pl.DataFrame({"measure": measures}), how="cross")
        .join(
            levels.with_columns(pl.col("measure").cast(pl.String)).rename({"missing": "why"}),
            on=["uid", "measure"],
            how="left",
            validate="1:1",
        )
        .with_columns(
            n=pl.col("schools"),
            missing=pl.when(pl.col("value").is_null()).then(pl.col("why").fill_null("no_schools")),
        )
    )
    gaps = rows.with_columns(
        figure=pl.col("measure") + "_gap",
        value=pl.col("gap"),
        lower=pl.col("gap_lower"),
        upper=pl.col("gap_upper"),
    )
    return [
        TRUST_FIGURES.conform(part) for part in (rows.with_columns(figure=pl.col("measure")), gaps)
    ]
