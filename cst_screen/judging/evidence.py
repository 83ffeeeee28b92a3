"""What is gathered for a trust: every figure a criterion may name, with interval, count and sources.

Each stage works its figures out (`figures.py` in its room); here they are put together, checked to
be whole, and each is given the years and files of the rows behind it, as its declaration says.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.inspections.compare import Validation
from cst_screen.inspections.figures import inspection_figures
from cst_screen.results.figures import standard_by_phase, standard_figures
from cst_screen.results.levels import Levels
from cst_screen.results.own_standard import OwnStandard
from cst_screen.schools.context import Context
from cst_screen.schools.figures import context_figures
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.figures import (
    leading_sources,
    shifts_by_phase,
    trajectory_by_phase,
    trajectory_figures,
)
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.what_else_changed import Caveats
from cst_screen.vocabulary.evidence_tables import PHASE_FIGURES, SCHOOL_ROWS, TRUST_FIGURES
from cst_screen.vocabulary.figure import Behind, ByPhase
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.table import MEASURE

LATEST, STANDARD, BEFORE, AFTER = "latest", "standard", "before", "after"
_USES = {
    Behind.LATEST: (LATEST,),
    Behind.OWN_YEARS: (STANDARD,),
    Behind.JOINING: (BEFORE, AFTER),
    Behind.JUDGED_ON: (BEFORE, AFTER),
}
"""What a figure rests on -> the roles of the rows behind it."""
_USE = pl.Enum(list(dict.fromkeys(use for uses in _USES.values() for use in uses)))
_FROM_LEADING = [f.name for f in FIGURES.values() if f.by_phase is ByPhase.LEADING]


@dataclass(frozen=True)
class Evidence:
    """figures: one row per trust and figure (`TRUST_FIGURES`). phases: the same by phase, of the
    figures that are worked out by phase (`PHASE_FIGURES`). leading: uid, phase that leads the trust's
    case.
    """

    figures: pl.DataFrame
    phases: pl.DataFrame
    leading: pl.DataFrame


@dataclass(frozen=True)
class FiguresByPhase:
    """figures: as `figures_by_phase` gives them."""

    figures: pl.DataFrame


@dataclass(frozen=True)
class Findings:
    """What the stages found of the trusts `uids` (uid) with their schools on the day (members).

    last_year: the as-at academic year. leavers_known: whether the membership file shows schools
    that left. beside: each measure beside schools with similar pupils (`beside_alike_by_measure`).
    """

    uids: pl.DataFrame
    members: pl.DataFrame
    last_year: int
    leavers_known: bool
    trajectories: Trajectories
    caveats: Caveats
    validation: Validation
    levels: Levels
    standard: OwnStandard
    context: Context
    beside: pl.DataFrame


@dataclass(frozen=True)
class FewestCases:
    """With fewer judged joiners, or comparable inspections, a figure is not known: too few.

    joiners: when a trust can be judged in a phase.
    """

    joiners: Enough
    inspections: int


def figures_by_phase(findings: Findings, fewest: FewestCases) -> pl.DataFrame:
    """Every figure that is worked out by phase, for each trust and phase, with its years and files."""
    trajectories = findings.trajectories
    figures = values_in_phases(findings, fewest)
    _check_values(figures)
    behind = {name: figure.behind for name, figure in FIGURES.items()}
    keyed = figures.drop("years", "files").with_columns(
        behind=pl.col("figure").replace_strict(behind)
    )
    by_joining = _behind_each_figure(findings.caveats.used, ["uid", "phase"])
    of_standard = _behind_each_figure(_rows_of_standard(findings), ["uid", "phase"])
    sources = (
        (
            Behind.LEADING,
            leading_sources(trajectories.joiners, trajectories.used),
            ["uid", "phase"],
        ),
        (Behind.JOINING, by_joining, ["uid", "phase", "figure"]),
        (Behind.OWN_YEARS, of_standard, ["uid", "phase", "figure"]),
        (Behind.LATEST, of_standard, ["uid", "phase", "figure"]),
    )
    parts = [
        keyed.filter(pl.col("behind") == what).join(table, on=on, how="left", validate="m:1")
        for what, table, on in sources
    ]
    others = keyed.filter(~pl.col("behind").is_in([what for what, _, _ in sources]))
    return PHASE_FIGURES.conform(pl.concat([*parts, others], how="diagonal")).sort(
        "uid", "phase", _place_of_figure()
    )


def values_in_phases(findings: Findings, fewest: FewestCases) -> pl.DataFrame:
    """The same without years and files."""
    trajectories, uids = findings.trajectories, findings.uids
    return pl.concat(
        [
            trajectory_by_phase(uids, trajectories.trusts, trajectories.robustness, fewest.joiners),
            shifts_by_phase(uids, trajectories.trusts, findings.caveats.figures, fewest.joiners),
            standard_by_phase(uids, findings.levels.trusts, findings.standard.phases),
        ]
    )


def values_of_trusts_as_a_whole(findings: Findings, fewest: FewestCases) -> pl.DataFrame:
    """Every figure that is not of the phase that leads, without the rows behind it (`TRUST_FIGURES`)."""
    trajectories, uids = findings.trajectories, findings.uids
    return pl.concat(
        [
            trajectory_figures(uids, trajectories.joinings, trajectories.trusts, fewest.joiners),
            standard_figures(
                uids,
                findings.levels.trusts,
                findings.standard.phases,
                findings.beside,
                findings.last_year,
            ),
            inspection_figures(uids, findings.validation, fewest.inspections),
            context_figures(uids, findings.context.trusts, findings.leavers_known),
        ]
    )


def gather(
    findings: Findings, fewest: FewestCases, phases: pl.DataFrame, leading: pl.DataFrame
) -> Evidence:
    """Every figure of every trust, in the order of the vocabulary.

    phases: as `figures_by_phase` gives them. leading: uid, phase whose figures are the trust's own.
    """
    figures = values_of_trusts_as_a_whole(findings, fewest)
    of_phase = phases.filter(pl.col("figure").is_in(_FROM_LEADING)).join(
        leading, on=["uid", "phase"], how="semi"
    )
    uids = findings.uids
    sourced = pl.concat(
        [_with_sources(figures, findings), of_phase.select(*TRUST_FIGURES.columns)]
    ).sort("uid", _place_of_figure())
    _check_declared(sourced)
    _check_values(sourced)
    if sourced.height != uids.height * len(FIGURES):
        raise AssertionError("some trust lacks a figure, or has it twice")
    return Evidence(TRUST_FIGURES.check(sourced), phases, leading)


def _place_of_figure() -> pl.Expr:
    order = {name: place for place, name in enumerate(FIGURES)}
    return pl.col("figure").replace_strict(order, return_dtype=pl.Int16)


def school_rows(findings: Findings, leading: pl.DataFrame) -> pl.DataFrame:
    """The school rows behind the figures (`SCHOOL_ROWS`). leading: uid, phase that leads the case."""
    caveats = findings.caveats.used.join(leading, on=["uid", "phase"], how="semi")
    parts = [*_rows_of_any_phase(findings), caveats.with_columns(used_for=pl.col("side"))]
    return pl.concat([SCHOOL_ROWS.conform(part) for part in parts]).sort(
        "uid", "measure", "used_for", "history", "academic_year"
    )


def _rows_of_any_phase(findings: Findings) -> list[pl.DataFrame]:
    """School rows that are behind a figure whichever phase leads; `used_for`: their use."""
    return [
        findings.trajectories.used.with_columns(used_for=pl.col("side")),
        findings.levels.rows.with_columns(used_for=pl.lit(LATEST)),
        findings.standard.rows.with_columns(used_for=pl.lit(STANDARD)),
        findings.context.rows.with_columns(used_for=pl.lit(LATEST)),
    ]


def _check_declared(figures: pl.DataFrame) -> None:
    """Each declared figure and no other. Anything else is a bug upstream."""
    undeclared = set(figures["figure"].unique()) ^ set(FIGURES)
    if undeclared:
        raise AssertionError(f"declared and not made, or made and not declared: {undeclared}")


def _check_values(figures: pl.DataFrame) -> None:
    """A value or a reason, and no value that is not finite. Anything else is a bug upstream."""
    value, missing = pl.col("value"), pl.col("missing")
    wrong = figures.filter((value.is_null() == missing.is_null()) | ~value.is_finite())
    if wrong.height:
        raise AssertionError(f"neither a value nor a reason, or both: {wrong.head(3).to_dicts()}")


def _with_sources(figures: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """Each figure with the years and files of the rows that, as declared, it rests on."""
    behind = {name: figure.behind for name, figure in FIGURES.items()}
    register = _register_files(findings.members).with_columns(
        years=pl.lit(None, dtype=pl.List(pl.Int16))
    )
    keyed = figures.with_columns(behind=pl.col("figure").replace_strict(behind))
    parts = []
    for what, join in (
        (tuple(_USES), _rows_behind(findings)),
        ((Behind.LEADING,), _over_phases(findings.trajectories)),
        ((Behind.REGISTER, Behind.JOINED), register),
    ):
        on = ["uid", "figure"] if "figure" in join.columns else ["uid"]
        parts.append(
            keyed.filter(pl.col("behind").is_in(what))
            .drop("years", "files")
            .join(join, on=on, how="left", validate="m:1")
            .select(*TRUST_FIGURES.columns)
        )
    others = (*_USES, Behind.LEADING, Behind.REGISTER, Behind.JOINED)
    parts.append(keyed.filter(~pl.col("behind").is_in(others)).select(*TRUST_FIGURES.columns))
    return pl.concat(parts)


def _rows_of_standard(findings: Findings) -> pl.DataFrame:
    """The rows of results that the standard rests on, with their phase; `side`: their use."""
    rows = [
        part.select(
            "uid", "academic_year", "file", pl.col("measure").cast(MEASURE), side=pl.lit(use)
        )
        for part, use in ((findings.levels.rows, LATEST), (findings.standard.rows, STANDARD))
    ]
    phases = {m.id: m.key_stage for m in MEASURES.values()}
    return pl.concat(rows).with_columns(
        phase=pl.col("measure").replace_strict(phases, return_dtype=pl.String)
    )


def _register_files(members: pl.DataFrame) -> pl.DataFrame:
    """uid, files: where each trust's schools are registered and listed as members."""
    return members.group_by("uid").agg(
        files=pl.concat([pl.col("file"), pl.col("membership_file")]).drop_nulls().unique().sort()
    )


def _over_phases(trajectories: Trajectories) -> pl.DataFrame:
    """uid, years, files: of the results by which joiners were judged, in both phases."""
    both = leading_sources(trajectories.joiners, trajectories.used)
    return both.group_by("uid").agg(
        pl.col(part).list.explode().unique().sort() for part in ("years", "files")
    )


def _rows_behind(findings: Findings) -> pl.DataFrame:
    """uid, figure, years, files: of the rows of the measures that each figure rests on.

    Figures of joiners in the phase that leads come with their own (`figures_by_phase`).
    """
    rows = [
        part.select(
            "uid", pl.col("measure").cast(MEASURE), "academic_year", "file", side="used_for"
        )
        for part in _rows_of_any_phase(findings)
    ]
    return _behind_each_figure(pl.concat(rows), ["uid"])


def _behind_each_figure(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """keys, figure, years, files: of the rows whose measure and side each figure rests on.

    Many figures rest on the same rows, such as a measure and its gap: these are listed once for them all.
    """
    resting: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for figure in FIGURES.values():
        uses = _USES.get(figure.behind, ())
        resting.setdefault(
            tuple((measure, use) for use in uses for measure in figure.measures), []
        ).append(figure.name)
    roles = [(n, *role) for n, basis in enumerate(resting) for role in basis]
    figures = [(n, name) for n, names in enumerate(resting.values()) for name in names]
    basis = ("basis", pl.Int16)
    return (
        rows.lazy()
        .select(*keys, "measure", pl.col("side").cast(_USE), "academic_year", "file")
        .unique()
        .join(
            pl.LazyFrame(roles, [basis, ("measure", MEASURE), ("side", _USE)], orient="row"),
            on=["measure", "side"],
        )
        .group_by(*keys, "basis")
        .agg(years=pl.col("academic_year").unique().sort(), files=pl.col("file").unique().sort())
        .join(pl.LazyFrame(figures, [basis, ("figure", pl.String)], orient="row"), on="basis")
        .select(*keys, "figure", "years", "files")
        .collect()
    )
