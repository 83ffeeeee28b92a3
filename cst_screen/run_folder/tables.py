"""What the tables of a run folder hold: each made from the run, with the names of files written out.

`schema` declares their columns; `joiner_tables` and `inspection_tables` make the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.judging.shut_out import kinds_of_trusts, shut_out
from cst_screen.run_folder import inspection_tables, joiner_tables
from cst_screen.run_folder.cells import file_name, file_names, year_text, years_text
from cst_screen.run_folder.schema import (
    CRITERIA,
    DFE_MEASURES,
    EXCLUSIONS,
    EXTERNAL_VALIDATION,
    FIGURES_TABLE,
    PHASE_FIGURES,
    PHASES,
    ROWS,
    SCHOOLS,
    SHUT_OUT,
    VERDICTS_TABLE,
)
from cst_screen.vocabulary.figure import VERDICTS, VERDICTS_END
from cst_screen.vocabulary.figures import figures_shown
from cst_screen.vocabulary.key_stages import admits_at_14
from cst_screen.vocabulary.table import Table

if TYPE_CHECKING:
    from cst_screen.judging.grammar import Criterion
    from cst_screen.judging.trusts import TrustVerdict
    from cst_screen.run import Found, Run

Makers = dict[str, Callable[[], pl.DataFrame]]


def makers_of_findings(found: Found) -> Makers:
    """Name of the table -> what makes it, of those that are the same for all thresholds; those that
    take longest come first."""
    names = _names_of_files(found)
    return {
        "comparators": lambda: joiner_tables.comparators(found),
        "joiners": lambda: joiner_tables.joiners(found),
        "headlines": lambda: joiner_tables.headlines(found),
        "trajectories": lambda: joiner_tables.trajectories(found),
        "comparison_schools": lambda: joiner_tables.comparison_schools(found),
        "joiner_years": lambda: joiner_tables.joiner_years(found),
        "robustness": lambda: joiner_tables.robustness(found),
        "caveats": lambda: joiner_tables.caveats(found),
        "inspections": lambda: inspection_tables.inspections(found, names),
        "inspection_pairs": lambda: inspection_tables.inspection_pairs(found, names),
        "inspection_rates": lambda: inspection_tables.inspection_rates(found),
        "inspection_states": lambda: inspection_tables.inspection_states(found, names),
        "schools": lambda: _schools(found, names),
    }


def makers_of_evidence(run: Run) -> Makers:
    """The same of those that thresholds change by the phase that leads a trust's case alone."""
    names = _names_of_files(run)
    return {
        "rows": lambda: _rows(run, names),
        "figures": lambda: _figures_of(run.evidence.figures, FIGURES_TABLE, names),
        "phase_figures": lambda: _figures_of(run.evidence.phases, PHASE_FIGURES, names),
    }


def makers_of_verdicts(run: Run) -> Makers:
    """The same of the other tables."""
    names = _names_of_files(run)
    return {
        "exclusions": lambda: _exclusions(run, names),
        "criteria": lambda: _criteria(run, names),
        "phases": lambda: _phases(run, names),
        "verdicts": lambda: _verdicts(run),
        "external_validation": lambda: run.entered.select(*EXTERNAL_VALIDATION.columns),
        "dfe_measures": lambda: _dfe_measures(run, names),
        "shut_out": lambda: _shut_out(run),
    }


def _shut_out(run: Run) -> pl.DataFrame:
    kinds = kinds_of_trusts(run.findings.members, run.evidence.figures)
    of_context = [rule.id for rule in run.criteria.rules if rule.family == "context"]
    return shut_out(run.verdicts, kinds, of_context).select(*SHUT_OUT.columns)


def _names_of_files(found: Found) -> dict[int, str]:
    return {i.number: i.path for i in found.catalogue.inputs}


def _verdicts(run: Run) -> pl.DataFrame:
    table = pl.DataFrame(
        [_answers(v) for v in run.verdicts], schema_overrides={"uid": pl.Int32, "phase": pl.String}
    )
    shown = [*figures_shown(VERDICTS), *figures_shown(VERDICTS_END)]
    figures = run.evidence.figures.filter(pl.col("figure").is_in([f.name for f in shown]))
    values = figures.pivot("figure", index="uid", values="value")
    table = table.join(values, on="uid", how="left", validate="1:1")
    for figure in shown:
        if figure.ends:
            lower, upper = figure.columns_of_ends()
            ends = figures.filter(pl.col("figure") == figure.name).select(
                "uid", pl.col("lower").alias(lower), pl.col("upper").alias(upper)
            )
            table = table.join(ends, on="uid", how="left", validate="1:1")
    table = table.join(_counts_of_leading(run), on="uid", how="left", validate="1:1")
    return table.select(*VERDICTS_TABLE.columns).sort("uid")


def _counts_of_leading(run: Run) -> pl.DataFrame:
    """How many joined, can be judged and rose further, in the phase that leads each trust's case."""
    names = {
        "joiners": "phase_joiners",
        "joiners_judged": "phase_judged",
        "joiners_improved": "phase_improved",
    }
    return (
        run.evidence.phases.filter(pl.col("figure").is_in(list(names)))
        .join(run.evidence.leading, on=["uid", "phase"], how="semi")
        .pivot("figure", index="uid", values="value")
        .rename(names)
    )


def _answers(trust: TrustVerdict) -> dict[str, object]:
    """The outcome of a trust, and its criteria by verdict."""

    def ids(required: bool, verdict: str) -> list[str]:
        return [
            j.criterion for j in trust.judgements if j.required == required and j.verdict == verdict
        ]

    return {
        "uid": trust.uid,
        "group_id": trust.group_id,
        "trust": trust.trust,
        "outcome": trust.outcome,
        "deciding_criterion": trust.deciding_criterion,
        "not_met": "; ".join(ids(True, "not_met")),
        "untold": "; ".join(ids(True, "cannot_tell")),
        "caveats": "; ".join(ids(False, "not_met")),
        "caveats_untold": len(ids(False, "cannot_tell")),
        "phase": trust.phase or None,
        "borderline": "; ".join(j.criterion for j in trust.judgements if j.borderline),
    }


def _criteria(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """A criterion judged in a phase has the figure of that phase, any other the trust's own."""
    judged = [judgement for trust in run.verdicts for judgement in trust.judgements]
    answers = pl.DataFrame(
        {
            "uid": [trust.uid for trust in run.verdicts for _ in trust.judgements],
            "criterion": [judgement.criterion for judgement in judged],
            "verdict": [judgement.verdict for judgement in judged],
            "reason": [judgement.reason for judgement in judged],
            "phase": [judgement.phase or None for judgement in judged],
            "borderline": [judgement.borderline for judgement in judged],
        },
        schema_overrides={"uid": pl.Int32, "reason": pl.String, "phase": pl.String},
    )
    rules = _rules(run)
    asked = answers.join(rules, on="criterion", validate="m:1")
    is_asked = pl.col("figure").is_in(rules["figure"].implode())
    in_a_phase = pl.col("phase").is_not_null()
    own = asked.filter(~in_a_phase).join(
        _with_sources(run.evidence.figures.filter(is_asked), names),
        on=["uid", "figure"],
        how="left",
        validate="m:1",
    )
    of_phase = asked.filter(in_a_phase).join(
        _with_sources(run.evidence.phases.filter(is_asked), names),
        on=["uid", "phase", "figure"],
        how="left",
        validate="m:1",
    )
    columns = list(CRITERIA.columns)
    return (
        pl.concat([own.select(*columns, "order"), of_phase.select(*columns, "order")])
        .sort("uid", "order")
        .select(columns)
    )


def _phases(run: Run, names: dict[int, str]) -> pl.DataFrame:
    leading = pl.DataFrame(
        [(v.uid, v.phase, True) for v in run.verdicts if v.phase],
        schema={"uid": pl.Int32, "phase": pl.String, "leads": pl.Boolean},
        orient="row",
    )
    return (
        run.phase_answers.join(_rules(run), on="criterion", validate="m:1")
        .join(
            _with_sources(run.evidence.phases, names),
            on=["uid", "phase", "figure"],
            how="left",
            validate="m:1",
        )
        .join(leading, on=["uid", "phase"], how="left", validate="m:1")
        .with_columns(pl.col("leads").fill_null(False))
        .sort("uid", "phase", "order")
        .select(*PHASES.columns)
    )


def _rules(run: Run) -> pl.DataFrame:
    return pl.DataFrame([_asked(c, place) for place, c in enumerate(run.criteria.rules)])


def _with_sources(figures: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    return figures.with_columns(
        sources=file_names(figures, names), years=years_text(figures, "years")
    )


def _asked(criterion: Criterion, place: int) -> dict[str, object]:
    return {
        "criterion": criterion.id,
        "order": place,
        "family": criterion.family,
        "figure": criterion.figure,
        "comparison": criterion.comparison,
        "threshold": " ".join(f"{t:g}" for t in criterion.threshold),
        "held": criterion.held,
        "role": criterion.role,
    }


def _schools(found: Found, names: dict[int, str]) -> pl.DataFrame:
    return (
        found.findings.members.with_columns(
            urn="last_urn",
            membership_file=file_name("membership_file", names),
            gias_file=file_name("file", names),
            admits_at_14=admits_at_14(),
            area="area",
        )
        .select(*SCHOOLS.columns)
        .sort("uid", "joined_on", "urn")
    )


def _figures_of(figures: pl.DataFrame, table: Table, names: dict[int, str]) -> pl.DataFrame:
    return (
        _with_sources(figures, names)
        .with_columns(reason=pl.col("missing").cast(pl.String))
        .select(*table.columns)
    )


def _rows(run: Run, names: dict[int, str]) -> pl.DataFrame:
    # Not above: it loads every stage, and a run that is written again needs none.
    from cst_screen.judging.evidence import school_rows

    return (
        school_rows(run.findings, run.evidence.leading)
        .with_columns(academic_year=year_text("academic_year"), file=file_name("file", names))
        .select(*ROWS.columns)
    )


def _exclusions(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """Files that were not used, then everything that the stages left out."""
    catalogue = run.catalogue
    unused = [
        *(("superseded", i.note, i.path) for i in catalogue.inputs if not i.used),
        *(("left_alone", left.why, left.path) for left in catalogue.left_alone),
    ]
    files = pl.DataFrame(
        unused, schema=dict.fromkeys(("reason", "detail", "file"), pl.String), orient="row"
    ).with_columns(stage=pl.lit("files"), subject=pl.lit("file"))
    rest = run.exclusions.with_columns(file=file_name("file", names))
    return pl.concat([files, rest], how="diagonal").select(*EXCLUSIONS.columns)


def _dfe_measures(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """DfE's own trust-level figures, where the folder holds them, with ours next to them."""
    called = {v.uid: v.trust for v in run.verdicts}
    return run.dfe.with_columns(
        academic_year=year_text("academic_year"),
        measure=pl.col("measure").cast(pl.String),
        trust=pl.col("uid").replace_strict(called, default=None, return_dtype=pl.String),
        source=file_name("file", names),
        **{
            column: pl.col(column).round(4)
            for column in ("ours", "ours_lower", "ours_upper", "over_dfe_list")
        },
    ).select(*DFE_MEASURES.columns)
