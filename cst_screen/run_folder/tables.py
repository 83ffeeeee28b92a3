"""What the tables of a run folder hold: each made from the run, with the names of files written out.

Columns are an interface that others read; new columns join at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.run_folder.inspection_tables import (
    inspection_pairs,
    inspection_rows,
    inspection_states,
)
from cst_screen.run_folder.schema_joiners import TRAJECTORIES
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figure import VERDICTS, VERDICTS_END
from cst_screen.vocabulary.figures import figures_shown

if TYPE_CHECKING:
    from cst_screen.run import Run


def makers_of(run: Run) -> dict[str, Callable[[], pl.DataFrame]]:
    """Name of the table -> what makes it."""
    names = {i.number: i.path for i in run.catalogue.inputs}
    return {
        "rows": lambda: _rows(run, names),
        "figures": lambda: _figures(run, names),
        "comparators": lambda: _comparators(run),
        "joiners": lambda: _joiners(run),
        "exclusions": lambda: _exclusions(run, names),
        "criteria": lambda: _criteria(run, names),
        "verdicts": lambda: _verdicts(run),
        "headlines": lambda: _headlines(run),
        "trajectories": lambda: _trajectories(run),
        "comparison_schools": lambda: _comparison_schools(run),
        "robustness": lambda: _robustness(run),
        "caveats": lambda: _caveats(run),
        "inspections": lambda: inspection_rows(run, names),
        "inspection_pairs": lambda: inspection_pairs(run, names),
        "inspection_rates": lambda: _rates(run),
        "inspection_states": lambda: inspection_states(run, names),
        "external_validation": lambda: run.entered.drop("row"),
        "schools": lambda: _schools(run, names),
        "dfe_measures": lambda: _dfe_measures(run, names),
    }


def _years(column: str) -> pl.Expr:
    """A list of years as `2015/16; 2016/17`; an empty list is an empty cell."""
    shown = {y: str(AcademicYear(y)) for y in range(2000, 2101)}
    return (
        pl.col(column)
        .list.eval(pl.element().replace_strict(shown, return_dtype=pl.String))
        .list.join("; ")
    )


def _file_names(frame: pl.DataFrame, names: dict[int, str]) -> pl.Expr:
    """The list column `files` as names. Few different lists stand in many rows, so each is
    written out once."""
    key = pl.col("files").cast(pl.List(pl.String)).list.join(" ")
    written = {
        k: "; ".join(names[int(n)] for n in k.split())
        for k in frame.select(key).to_series().unique().drop_nulls()
    }
    return key.replace_strict(written, default=None, return_dtype=pl.String)


def _rates(run: Run) -> pl.DataFrame:
    """How many schools of the country improved at their next graded inspection."""
    shown = {y: str(AcademicYear(y)) for y in range(2000, 2101)}
    return run.validation.rates.with_columns(
        pl.col("next_year").replace_strict(shown, return_dtype=pl.String)
    )


def _file_name(names: dict[int, str]) -> pl.Expr:
    return pl.col("file").replace_strict(names, default=None, return_dtype=pl.String)


def _verdicts(run: Run) -> pl.DataFrame:
    base = pl.DataFrame(
        [
            {
                "uid": v.uid,
                "group_id": v.group_id,
                "trust": v.trust,
                "outcome": v.outcome,
                "deciding_criterion": v.deciding_criterion,
                "not_met": "; ".join(
                    j.criterion for j in v.judgements if j.required and j.verdict == "not_met"
                ),
                "untold": "; ".join(
                    j.criterion for j in v.judgements if j.required and j.verdict == "cannot_tell"
                ),
                "caveats": "; ".join(
                    j.criterion for j in v.judgements if not j.required and j.verdict == "not_met"
                ),
                "caveats_untold": sum(
                    not j.required and j.verdict == "cannot_tell" for j in v.judgements
                ),
            }
            for v in run.verdicts
        ],
        schema_overrides={"uid": pl.Int32},
    )
    shown = [*figures_shown(VERDICTS), *figures_shown(VERDICTS_END)]
    figures = run.evidence.figures.filter(pl.col("figure").is_in([f.name for f in shown]))
    table = base.join(
        figures.pivot("figure", index="uid", values="value"), on="uid", how="left", validate="1:1"
    )
    for figure in shown:
        if figure.ends:
            lower, upper = figure.columns_of_ends()
            ends = figures.filter(pl.col("figure") == figure.name).select(
                "uid", pl.col("lower").alias(lower), pl.col("upper").alias(upper)
            )
            table = table.join(ends, on="uid", how="left", validate="1:1")
    return table.sort("uid")


def _criteria(run: Run, names: dict[int, str]) -> pl.DataFrame:
    rules = {c.id: c for c in run.criteria.rules}
    rows = []
    for v in run.verdicts:
        for j in v.judgements:
            rows.append((v.uid, j.criterion, j.verdict, j.reason))
    frame = pl.DataFrame(
        rows,
        schema={"uid": pl.Int32, "criterion": pl.String, "verdict": pl.String, "why": pl.String},
        orient="row",
    )
    facts = pl.DataFrame(
        [
            {
                "criterion": c.id,
                "order": n,
                "family": c.family,
                "figure": c.figure,
                "comparison": c.comparison,
                "threshold": " ".join(f"{t:g}" for t in c.threshold),
                "held": c.held,
                "role": c.role,
            }
            for n, c in enumerate(rules.values())
        ]
    )
    used = run.evidence.figures.filter(pl.col("figure").is_in(facts["figure"].implode()))
    evidence = used.with_columns(sources=_file_names(used, names), years=_years("years")).drop(
        "files", "missing"
    )
    return (
        frame.join(facts, on="criterion", validate="m:1")
        .join(evidence, on=["uid", "figure"], how="left", validate="m:1")
        .sort("uid", "order")
        .select(
            "uid",
            "criterion",
            "family",
            "figure",
            "value",
            "lower",
            "upper",
            "n",
            "comparison",
            "threshold",
            "verdict",
            reason="why",
            sources="sources",
            held="held",
            role="role",
            years="years",
        )
    )


def _joiners(run: Run) -> pl.DataFrame:
    own = run.trajectories.joiners.filter(pl.col("measure") != "headline")
    return (
        own.join(run.names, on="urn", how="left", validate="m:1")
        .select(
            "uid",
            "urn",
            "history",
            "joined_on",
            "route",
            "measure",
            _years("baseline_years"),
            "baseline",
            _years("follow_up_years"),
            "follow_up",
            "change",
            "national_change",
            pl.col("missing").cast(pl.String).alias("reason"),
            "school",
            "left_on",
            "gap_change",
            "z_change",
            "comparison_change",
            "effect",
            effect_lower="lower",
            effect_upper="upper",
            effect_sd="effect_sd",
            se="se",
            comparison_schools="schools",
            flags="flags",
        )
        .sort("uid", "joined_on", "urn", "measure")
    )


def _headlines(run: Run) -> pl.DataFrame:
    """The change that a trust's trajectory is the mean of, and the measures it was taken on."""
    own = run.trajectories.joiners.filter(pl.col("measure") == "headline")
    return (
        own.join(run.names, on="urn", how="left", validate="m:1")
        .select(
            "uid",
            "urn",
            "history",
            "school",
            "joined_on",
            "left_on",
            "route",
            judged_by="judged_by",
            z_change="z_change",
            effect_sd="effect_sd",
            se="se",
            flags="flags",
            reason=pl.col("missing").cast(pl.String),
        )
        .sort("uid", "joined_on", "urn")
    )


def _trajectories(run: Run) -> pl.DataFrame:
    return run.trajectories.trusts.select(*TRAJECTORIES.columns).sort("uid", "measure")


def _robustness(run: Run) -> pl.DataFrame:
    return run.trajectories.robustness


def _caveats(run: Run) -> pl.DataFrame:
    """What else changed at joiners, beside the change of schools of the same phase nationally."""
    return run.caveats.figures.filter(pl.col("national").is_not_null()).select(
        "uid",
        "figure",
        joiners="n",
        change="own",
        national_change="national",
        difference="value",
        lower="lower",
        upper="upper",
    )


def _comparators(run: Run) -> pl.DataFrame:
    """Every comparison school of every joiner and measure; `comparison_schools` names them."""
    return run.trajectories.matches.rename({"comparison": "comparison_urn"})


def _comparison_schools(run: Run) -> pl.DataFrame:
    used = run.trajectories.matches.select(urn="comparison").unique()
    return used.join(run.names, on="urn", how="left", validate="1:1").sort("urn")


def _schools(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """The schools of each trust on the as-at date, and the rows that say so."""
    name = lambda c: pl.col(c).replace_strict(names, default=None, return_dtype=pl.String)
    return run.members.select(
        "uid",
        pl.col("last_urn").alias("urn"),
        "history",
        "school",
        "joined_on",
        "route",
        "type",
        "phase",
        "la",
        "region",
        "urban_rural",
        "easting",
        "northing",
        membership_file=name("membership_file"),
        membership_row="membership_row",
        gias_file=name("file"),
        gias_row="gias_row",
    ).sort("uid", "joined_on", "urn")


def _figures(run: Run, names: dict[int, str]) -> pl.DataFrame:
    return run.evidence.figures.select(
        "uid",
        "figure",
        "value",
        "lower",
        "upper",
        "n",
        pl.col("missing").cast(pl.String).alias("reason"),
        _years("years"),
        _file_names(run.evidence.figures, names).alias("sources"),
    )


def _rows(run: Run, names: dict[int, str]) -> pl.DataFrame:
    return run.evidence.rows.select(
        "uid",
        "urn",
        "history",
        "measure",
        pl.col("academic_year").replace_strict(
            {y: str(AcademicYear(y)) for y in range(2000, 2101)}, return_dtype=pl.String
        ),
        "used_for",
        "value",
        "lower",
        "upper",
        "pupils",
        "weight",
        "national",
        "z",
        _file_name(names).alias("file"),
        "row",
    )


def _exclusions(run: Run, names: dict[int, str]) -> pl.DataFrame:
    files = pl.DataFrame(
        [
            ("files", "file", "superseded", i.note, i.path)
            for i in run.catalogue.inputs
            if not i.used
        ]
        + [
            ("files", "file", "left_alone", left.why, left.path)
            for left in run.catalogue.left_alone
        ],
        schema=["stage", "subject", "reason", "detail", "file"],
        orient="row",
        schema_overrides=dict.fromkeys(("stage", "subject", "reason", "detail", "file"), pl.String),
    )
    rest = run.exclusions.with_columns(file=_file_name(names))
    return pl.concat([files, rest], how="diagonal").select(
        "stage", "subject", "urn", "uid", "reason", "detail", "file", "row"
    )


def _dfe_measures(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """DfE's own trust-level figures, where the folder holds them, with ours beside each."""
    shown = {y: str(AcademicYear(y)) for y in range(2000, 2101)}
    called = {v.uid: v.trust for v in run.verdicts}
    return run.dfe.with_columns(
        pl.col("academic_year").replace_strict(shown, return_dtype=pl.String),
        pl.col("measure").cast(pl.String),
        pl.col("ours", "ours_lower", "ours_upper", "over_dfe_list").round(4),
        trust=pl.col("uid").replace_strict(called, default=None, return_dtype=pl.String),
        source=_file_name(names),
    ).drop("file")
