"""The tables that every stage hands to `evidence`: figures of trusts, by phase too, and the rows behind them."""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.table import MEASURE, MISSING, Column, Table

TRUST_FIGURES = Table(
    "trust_figures",
    "Every figure of every trust. Each has either a value or a reason why there is none.",
    {
        "uid": Column(pl.Int32, "GIAS Group UID of the trust"),
        "figure": Column(pl.String, "name of the figure, one of vocabulary.figures.FIGURES"),
        "value": Column(pl.Float64, "the figure, in its unit; null where it is not known"),
        "lower": Column(pl.Float64, "lower end of its 95% interval, where it has one"),
        "upper": Column(pl.Float64, "upper end of its 95% interval, where it has one"),
        "n": Column(pl.Int64, "schools, joiners or inspections that it rests on"),
        "missing": Column(MISSING, "why there is no value; null where there is one"),
        "years": Column(pl.List(pl.Int16), "academic years behind it, each by the year it ends in"),
        "files": Column(pl.List(pl.Int16), "numbers of the files behind it, among the inputs"),
    },
    ("uid", "figure"),
)

PHASE_FIGURES = Table(
    "phase_figures",
    "The figures that are worked out by phase, for each phase of a trust: key stage 2 and key stage 4.",
    {
        "phase": Column(pl.String, "ks2 (primary) or ks4 (secondary)"),
        **TRUST_FIGURES.columns,
    },
    ("uid", "phase", "figure"),
)

SCHOOL_ROWS = Table(
    "school_rows",
    "The school rows behind figures. A row may serve several figures; `used_for` says what for.",
    {
        "uid": Column(pl.Int32, "GIAS Group UID of the trust"),
        "urn": Column(pl.Int32, "URN that the figure was published under"),
        "history": Column(pl.Int32, "URN of the history's latest school"),
        "measure": Column(MEASURE, "which measure"),
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "used_for": Column(
            pl.String, "latest, standard (recent years in the trust), before or after joining"
        ),
        "value": Column(pl.Float64, "the published figure, in the unit of its measure"),
        "lower": Column(pl.Float64, "lower 95% limit where published"),
        "upper": Column(pl.Float64, "upper 95% limit where published"),
        "pupils": Column(pl.Float64, "pupils (or teachers) behind the figure where published"),
        "weight": Column(pl.Float64, "weight of the row in the trust's average"),
        "national": Column(pl.Float64, "national average that year, worked out from the files"),
        "z": Column(
            pl.Float64, "distance from the average school, in standard deviations among schools"
        ),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
        "alike": Column(
            pl.Float64,
            "distance of the school from what schools with similar pupils reach that year, in standard "
            "deviations of such distances; of all measures that describe the year together",
        ),
    },
)
