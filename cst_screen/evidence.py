"""What is gathered for a trust: every figure a criterion may name, with interval, count and sources.

A figure is a value or a reason, never both and never neither. `rows` holds the school rows behind
the figures, each with the file and the row it was read from, so that any number can be followed back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from cst_screen.inspections.compare import Validation
from cst_screen.inspections.figures import inspection_figures
from cst_screen.results.standards import MADE_FROM, across_the_board
from cst_screen.trajectory.figures import WITH_CHANGE, shift_figures, trajectory_figures
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.trust_effects import HEADLINE
from cst_screen.trajectory.what_else_changed import Caveats
from cst_screen.vocabulary.figures import FIGURES, MADE_OF, SHIFTS
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import MEASURE, MISSING

_OTHER_YEARS = ["trajectory_placebo", "trajectory_without_last_year"]
"""Figures that rest on other years than the joiners are judged by: better none named than those."""
FIGURE_COLUMNS = ("uid", "figure", "value", "lower", "upper", "n", "missing", "years", "files")
LATEST, BEFORE, AFTER = "latest", "before", "after"


@dataclass(frozen=True)
class Evidence:
    """figures: one row per trust and figure (`FIGURE_COLUMNS`). rows: the school rows behind them:
    uid, urn, history, measure, academic_year, used_for, value, lower, upper, pupils, weight,
    national, z, file, row.
    """

    figures: pl.DataFrame
    rows: pl.DataFrame


def gather(
    uids: pl.DataFrame,
    trajectories: Trajectories,
    caveats: Caveats,
    validation: Validation,
    levels: pl.DataFrame,
    level_rows: pl.DataFrame,
    context: pl.DataFrame,
    context_rows: pl.DataFrame,
    members: pl.DataFrame,
    last_year: int,
    least_judged: int,
    least_compared: int,
    leavers_known: bool,
) -> Evidence:
    """Every figure of every trust in `uids`, in the order of the vocabulary."""
    rows = _rows(trajectories, caveats, level_rows, context_rows)
    years = (
        rows.group_by("uid", "measure", "used_for")
        .agg(years=pl.col("academic_year").unique().sort(), files=pl.col("file").unique().sort())
        .with_columns(pl.col("measure").cast(pl.String))
    )
    gias_files = members.group_by("uid").agg(
        files=pl.concat([pl.col("file"), pl.col("membership_file")]).drop_nulls().unique().sort()
    )
    parts = [
        *_trajectories(uids, trajectories, caveats, gias_files, years, least_judged),
        *_levels(uids, levels, years),
        *_board(uids, levels, years, last_year),
        *inspection_figures(uids, validation, least_compared),
        *_context(uids, context, gias_files, years, leavers_known),
    ]
    frame = pl.concat([_conform(p) for p in parts])
    order = pl.DataFrame({"figure": list(FIGURES), "order": range(len(FIGURES))})
    found = set(frame["figure"].unique())
    assert found == set(FIGURES), found ^ set(FIGURES)
    frame = frame.join(order, on="figure", validate="m:1").sort("uid", "order").drop("order")
    assert frame.height == uids.height * len(FIGURES)
    return Evidence(frame, rows)


def _conform(part: pl.DataFrame) -> pl.DataFrame:
    """The columns of the evidence table; a value that is not finite is a bug upstream."""
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {
        "uid": pl.Int32,
        "figure": pl.String,
        "value": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "n": pl.Int64,
        "missing": MISSING,
        "years": pl.List(pl.Int16),
        "files": pl.List(pl.Int16),
    }
    out = part.select(
        pl.col(c).cast(t) if c in part.columns else pl.lit(None, dtype=t).alias(c)
        for c, t in kinds.items()
    )
    value, missing = pl.col("value"), pl.col("missing")
    wrong = out.filter((value.is_null() == missing.is_null()) | ~value.is_finite())
    assert wrong.is_empty(), wrong.head(3).to_dicts()
    return out


def _rows(
    trajectories: Trajectories,
    caveats: Caveats,
    level_rows: pl.DataFrame,
    context_rows: pl.DataFrame,
) -> pl.DataFrame:
    columns = [
        "uid",
        "urn",
        "history",
        "measure",
        "academic_year",
        "used_for",
        "value",
        "lower",
        "upper",
        "pupils",
        "weight",
        "national",
        "z",
        "file",
        "row",
    ]
    parts = [
        trajectories.used.with_columns(used_for=pl.col("side")),
        caveats.used.with_columns(pl.col("measure").cast(MEASURE), used_for=pl.col("side")),
        level_rows.with_columns(used_for=pl.lit(LATEST)),
        context_rows.with_columns(used_for=pl.lit(LATEST)),
    ]
    return pl.concat([p.select(columns) for p in parts]).sort(
        "uid", "measure", "used_for", "history", "academic_year"
    )


def _sources(years: pl.DataFrame, measures: Iterable[str], uses: Iterable[str]) -> pl.DataFrame:
    """Years and files behind the rows of some measures and uses, by trust."""
    return (
        years.filter(pl.col("measure").is_in(list(measures)) & pl.col("used_for").is_in(list(uses)))
        .group_by("uid")
        .agg(
            years=pl.col("years").list.explode().unique().sort(),
            files=pl.col("files").list.explode().unique().sort(),
        )
    )


def _leading_sources(trajectories: Trajectories) -> pl.DataFrame:
    """Years and files of the results that judged joiners were judged by, by trust."""
    judged = (
        trajectories.joiners.filter(
            (pl.col("measure") == HEADLINE) & pl.col("effect_sd").is_not_null()
        )
        .select(
            "uid",
            "history",
            "joined_on",
            measure=pl.col("judged_by").str.replace_all(" + ", "; ", literal=True).str.split("; "),
        )
        .explode("measure")
    )
    return (
        trajectories.used.with_columns(pl.col("measure").cast(pl.String))
        .join(judged, on=["uid", "history", "joined_on", "measure"], how="semi")
        .group_by("uid")
        .agg(years=pl.col("academic_year").unique().sort(), files=pl.col("file").unique().sort())
    )


def _trajectories(
    uids: pl.DataFrame,
    trajectories: Trajectories,
    caveats: Caveats,
    gias_files: pl.DataFrame,
    years: pl.DataFrame,
    least: int,
) -> list[pl.DataFrame]:
    """Trajectory figures, each with the years and files of the rows that it rests on."""
    told = pl.concat(
        [
            trajectory_figures(uids, trajectories.trusts, trajectories.robustness, least),
            shift_figures(uids, trajectories.trusts, caveats.figures, least),
        ],
        how="vertical_relaxed",
    )
    both_sides = (
        years.filter(pl.col("used_for").is_in([BEFORE, AFTER]))
        .group_by("uid", "measure")
        .agg(
            years=pl.col("years").list.explode().unique().sort(),
            files=pl.col("files").list.explode().unique().sort(),
        )
    )
    measure_of = {
        **{f"{m}{suffix}": m for m in WITH_CHANGE for suffix in ("_change", "_effect")},
        **SHIFTS,
    }
    figure = pl.col("figure")
    by_measure = figure.is_in(list(measure_of)) & ~figure.is_in(list(MADE_OF))
    others = ~by_measure & ~figure.is_in(["joiners", *MADE_OF])
    return [
        told.filter(figure == "joiners").join(gias_files, on="uid", how="left", validate="m:1"),
        told.filter(by_measure)
        .with_columns(measure=figure.replace_strict(measure_of, default=None))
        .join(both_sides, on=["uid", "measure"], how="left", validate="m:1"),
        told.filter(others & ~figure.is_in(_OTHER_YEARS)).join(
            _leading_sources(trajectories), on="uid", how="left", validate="m:1"
        ),
        told.filter(figure.is_in(_OTHER_YEARS)),
        *(
            told.filter(figure == name).join(
                _sources(years, measures, (BEFORE, AFTER)), on="uid", how="left", validate="m:1"
            )
            for name, measures in MADE_OF.items()
        ),
    ]


def _levels(uids: pl.DataFrame, levels: pl.DataFrame, years: pl.DataFrame) -> list[pl.DataFrame]:
    measures = [m for m in MEASURES if m in FIGURES]
    latest = years.filter(pl.col("used_for") == LATEST).drop("used_for")
    base = (
        uids.join(pl.DataFrame({"measure": measures}), how="cross")
        .join(
            levels.with_columns(pl.col("measure").cast(pl.String)).rename({"missing": "why"}),
            on=["uid", "measure"],
            how="left",
            validate="1:1",
        )
        .join(latest, on=["uid", "measure"], how="left", validate="1:1")
        .with_columns(
            n=pl.col("schools"),
            missing=pl.when(pl.col("value").is_null()).then(pl.col("why").fill_null("no_schools")),
        )
    )
    return [
        base.with_columns(figure=pl.col("measure")),
        base.with_columns(
            figure=pl.col("measure") + "_gap",
            value=pl.col("gap"),
            lower=pl.col("gap_lower"),
            upper=pl.col("gap_upper"),
        ),
    ]


def _board(
    uids: pl.DataFrame, levels: pl.DataFrame, years: pl.DataFrame, last_year: int
) -> list[pl.DataFrame]:
    """Standards across the board, each with the files of the measures it is made from."""
    told = across_the_board(uids, levels, last_year)
    return [
        told.filter(pl.col("figure") == figure).join(
            _sources(years, measures, (LATEST,)), on="uid", how="left", validate="1:1"
        )
        for figure, measures in MADE_FROM.items()
    ]


def _context(
    uids: pl.DataFrame,
    context: pl.DataFrame,
    gias_files: pl.DataFrame,
    years: pl.DataFrame,
    leavers_known: bool,
) -> list[pl.DataFrame]:
    base = uids.join(context, on="uid", how="left", validate="1:1").join(
        gias_files, on="uid", how="left", validate="1:1"
    )

    def one(
        figure: str, value: pl.Expr, n: str = "schools", missing: str = "not_published"
    ) -> pl.DataFrame:
        return base.with_columns(figure=pl.lit(figure), value=value, n=pl.col(n)).with_columns(
            missing=pl.when(pl.col("value").is_null()).then(pl.lit(missing))
        )

    census = _sources(years, ["roll"], (LATEST,))
    some_la = pl.when(pl.col("local_authorities") > 0).then(pl.col("local_authorities"))
    some_region = pl.when(pl.col("regions") > 0).then(pl.col("regions"))
    urban = pl.when(pl.col("urban_known") > 0).then(100 * pl.col("urban") / pl.col("urban_known"))
    left = pl.col("left") if leavers_known else pl.lit(None, dtype=pl.Int64)
    return [
        one("schools", pl.col("schools")),
        one("schools_primary", pl.col("primary")),
        one("schools_secondary", pl.col("secondary")),
        one("schools_all_through", pl.col("all_through")),
        one("schools_other", pl.col("other")),
        one("pupils", pl.col("pupils"), "pupils_known", "no_file")
        .drop("files")
        .join(census, on="uid", how="left"),
        one("local_authorities", some_la),
        one("regions", some_region),
        one("distance_median_km", pl.col("distance_median_km"), "located"),
        one("distance_furthest_km", pl.col("distance_furthest_km"), "located"),
        one("urban_share", urban, "urban_known"),
        one("years_in_trust", pl.col("years_in_trust")),
        one("joined_in_five_years", pl.col("joined_recently")),
        one("schools_left", left, "schools", "not_collected"),
    ]
