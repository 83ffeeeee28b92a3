"""The order of the steps: one plain function for each command, readable from top to bottom.

    read -> prepare (link, members, measures) -> trajectories, caveats, inspections, levels, context
         -> evidence -> verdicts -> Run

`outputs` writes what stands in a `Run`, and reads a run folder back for `explain` and `brief`.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cst_screen.dfe.reconcile import beside_published
from cst_screen.errors import CriteriaError, DataError
from cst_screen.evidence import Evidence, gather
from cst_screen.inspections.compare import Validation, compare_inspections
from cst_screen.judging.criteria import Criteria, Criterion
from cst_screen.judging.verdicts import (
    FigureValue,
    FlowStep,
    Judgement,
    Outcome,
    combine,
    flow,
    judge,
)
from cst_screen.prepare import Prepared, Progress, prepare
from cst_screen.results.levels import trust_levels
from cst_screen.results.school_years import Measures
from cst_screen.schools.context import describe_trusts
from cst_screen.schools.membership import Membership
from cst_screen.sources.catalogue import (
    EXTERNAL_VALIDATION,
    OVERRIDES,
    Catalogue,
    Read,
    caution_in,
    read_folder,
)
from cst_screen.sources.external_validation import read_external_validation
from cst_screen.trajectory.clock import Clock
from cst_screen.trajectory.judge import JUDGED, Headline, Method, Trajectories, judge_trajectories
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.panel import lay_out
from cst_screen.trajectory.what_else_changed import Caveats, weigh_caveats
from cst_screen.trials.trial import HELD, Trial, try_out
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE
from cst_screen.vocabulary.tables import exclude


@dataclass(frozen=True)
class TrustVerdict:
    """One trust: its judgements in the order of the criteria, and what they came to."""

    uid: int
    group_id: str
    trust: str
    outcome: Outcome
    deciding_criterion: str
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class Run:
    """Everything that one screen found; `outputs` writes it and nothing is computed after it."""

    data: Path
    as_at: dt.date
    catalogue: Catalogue
    criteria: Criteria
    verdicts: tuple[TrustVerdict, ...]
    flow: tuple[FlowStep, ...]
    evidence: Evidence
    trajectories: Trajectories
    caveats: Caveats
    validation: Validation
    dfe: pl.DataFrame
    entered: pl.DataFrame
    members: pl.DataFrame
    schools: pl.DataFrame
    names: pl.DataFrame
    measures: Measures
    exclusions: pl.DataFrame
    counts: dict[str, int]
    notes: tuple[str, ...]
    complete_membership: bool

    @property
    def caution(self) -> str:
        """What every reader must be told of the data, from the folder; empty when there is nothing."""
        return caution_in(self.catalogue.folder)

    @property
    def year(self) -> AcademicYear:
        return AcademicYear.containing(self.as_at)


def run_screen(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None = None,
    progress: Progress = lambda _: None,
) -> Run:
    """Judge every multi-academy trust open on `as_at` against the criteria."""
    settings, method = criteria.settings, method_of(criteria)
    with ThreadPoolExecutor(max_workers=3) as pool:
        # Workbooks hold inspections only; they are opened while everything else goes on.
        workbooks = pool.submit(read_folder, data, lambda _: None, True)
        read = _read_with(workbooks, data, progress)
        ready = prepare(read, as_at, progress)
        panel = standing(ready, method.headline)
        histories, membership, measures = ready.histories, ready.membership, ready.measures

        entered = read_external_validation(
            data / EXTERNAL_VALIDATION, EXTERNAL_VALIDATION, membership.trusts["uid"]
        )

        progress("Judging trajectories, standards and inspections")
        levelling = pool.submit(
            trust_levels,
            ready.members,
            measures.school_years,
            ready.last_year,
            settings.results_no_older_than,
        )
        trajectories = judge_trajectories(
            ready.spells,
            measures.school_years,
            measures.national,
            histories.schools,
            ready.facts,
            panel,
            ready.as_at,
            method,
        )
        caveats = weigh_caveats(trajectories.parts, measures.school_years, measures.results)
        context, context_rows = describe_trusts(
            ready.members, ready.spells, measures.school_years, ready.as_at
        )
        read = read.joined_with(workbooks.result())
        validation = compare_inspections(
            read.tables["inspections"],
            histories.schools,
            ready.spells,
            ready.members,
            read.tables["establishments"],
            ready.as_at,
            settings.inspection_transition_days,
        )
        levels, level_rows = levelling.result()
    dfe = beside_published(
        read.tables["published_trusts"],
        read.tables["published_trust_measures"],
        membership,
        histories,
        ready.establishments,
        measures,
        ready.last_year,
    ).join(ready.uids, on="uid", how="semi")

    progress("Gathering evidence")
    evidence = gather(
        ready.uids,
        trajectories,
        caveats,
        validation,
        levels,
        level_rows,
        context,
        context_rows,
        ready.members,
        ready.last_year,
        settings.least_judged_joiners,
        settings.least_compared_inspections,
        membership.complete,
    )
    verdicts = _judge(evidence, criteria.rules, membership.trusts, ready.uids)
    exclusions = pl.concat(
        [
            read.tables["exclusions"],
            histories.exclusions,
            membership.exclusions,
            measures.exclusions,
            validation.exclusions,
            _joiners_not_judged(trajectories),
            ready.empty,
            exclude(
                entered.join(ready.uids, on="uid", how="anti"),
                "trusts",
                "document",
                "trust_not_judged",
                pl.col("title"),
            ),
        ]
    ).sort("stage", "subject", "reason", "urn", "uid", "file", "row", "detail")
    return Run(
        data,
        ready.as_at,
        read.catalogue,
        criteria,
        verdicts,
        tuple(flow([v.judgements for v in verdicts])),
        evidence,
        trajectories,
        caveats,
        validation,
        dfe,
        entered,
        ready.members,
        histories.schools,
        read.tables["establishments"].select("urn", "school"),
        measures,
        exclusions,
        _counts(
            read, histories.followed, membership, ready.members, trajectories, validation, verdicts
        ),
        _notes(read.catalogue, membership, ready.overrides, measures, ready.as_at),
        membership.complete,
    )


def run_trial(
    data: Path,
    criteria: Criteria,
    as_at: dt.date | None,
    repeats: int,
    seed: int,
    progress: Progress = lambda _: None,
) -> Trial:
    """Try the criteria's method on pretend trusts made of the folder's own schools."""
    method = method_of(criteria)
    rules = [c.rule for c in criteria.rules if c.family == "trajectory" and c.role == "required"]
    if not any(rule.figure in HELD for rule in rules):
        raise CriteriaError(
            f"{criteria.path}: no required criterion of the family trajectory holds a figure that "
            "pretend trusts have, so none of them could be called improving or not. Require one of: "
            f"{', '.join(sorted(HELD))}."
        )
    read = read_folder(data, lambda name: progress(f"Reading {name}"), workbooks=False)
    ready = prepare(read, as_at, progress)
    panel = standing(ready, method.headline)
    progress("Judging trajectories")
    real = judge_trajectories(
        ready.spells,
        ready.measures.school_years,
        ready.measures.national,
        ready.histories.schools,
        ready.facts,
        panel,
        ready.as_at,
        method,
    )
    if real.parts.is_empty():
        raise DataError(
            f"{data}: no school that joined a trust can be judged, so there is nothing to try the "
            "method on. It takes results before and after joining; 'cst-screen data list' says which "
            "years the folder holds."
        )
    return try_out(
        real, panel, method, rules, criteria.settings.least_judged_joiners, repeats, seed, progress
    )


def method_of(criteria: Criteria) -> Method:
    """How joiners are judged, as the criteria file sets it."""
    settings = criteria.settings
    return Method(
        Clock(**settings.clock.model_dump()),
        Matching(**settings.matching.model_dump()),
        Headline(),
        settings.effect_threshold,
    )


def standing(ready: Prepared, headline: Headline) -> Panel:
    """Every school's standing year by year, for comparing joiners with schools like them."""
    return lay_out(
        ready.measures.results,
        ready.measures.national,
        ready.establishments.select("selective", history="urn"),
        ready.membership.spells,
        JUDGED,
        headline.composites,
    )


def _read_with(workbooks: Future[Read], data: Path, progress: Progress) -> Read:
    """Read all but the workbooks; where both have faults, say both at once."""
    try:
        return read_folder(data, lambda name: progress(f"Reading {name}"), workbooks=False)
    except DataError as fault:
        other = workbooks.exception()
        if isinstance(other, DataError) and str(other) != str(fault):
            raise DataError(f"{fault}\n\n{other}") from fault
        raise


def list_data(data: Path, progress: Progress = lambda _: None) -> Catalogue:
    """What each file of a folder is taken for; files are read, so that faults show here too."""
    return read_folder(data, lambda name: progress(f"Reading {name}")).catalogue


# --- after the steps --------------------------------------------------------------------------


def _judge(
    evidence: Evidence, rules: list[Criterion], trusts: pl.DataFrame, uids: pl.DataFrame
) -> tuple[TrustVerdict, ...]:
    wanted = sorted({r.figure for r in rules})
    found: dict[int, dict[str, FigureValue]] = {}
    for uid, figure, value, lower, upper, n, missing in (
        evidence.figures.filter(pl.col("figure").is_in(wanted))
        .select("uid", "figure", "value", "lower", "upper", "n", pl.col("missing").cast(pl.String))
        .iter_rows()
    ):
        found.setdefault(uid, {})[figure] = FigureValue(figure, value, lower, upper, n, missing)
    named = {
        uid: (group_id or "", trust)
        for uid, group_id, trust in trusts.select("uid", "group_id", "trust").iter_rows()
    }
    compiled = [r.rule for r in rules]
    out = []
    for uid in uids["uid"]:
        judgements = tuple(judge(rule, found[uid][rule.figure]) for rule in compiled)
        outcome, deciding = combine(judgements)
        out.append(TrustVerdict(uid, *named[uid], outcome, deciding, judgements))
    return tuple(out)


def _joiners_not_judged(trajectories: Trajectories) -> pl.DataFrame:
    untold = trajectories.joiners.filter(
        (pl.col("measure") == "headline") & pl.col("missing").is_not_null()
    )
    return exclude(
        untold.drop("file", "row", strict=False),
        "joiners",
        "joiner",
        pl.col("missing").cast(pl.String),
        "joined " + pl.col("joined_on").cast(pl.String) + ", " + pl.col("route"),
    )


def _counts(
    read: Read,
    followed: pl.DataFrame,
    membership: Membership,
    members: pl.DataFrame,
    trajectories: Trajectories,
    validation: Validation,
    verdicts: tuple[TrustVerdict, ...],
) -> dict[str, int]:
    headline = trajectories.joiners.filter(
        (pl.col("measure") == "headline") & pl.col("route").is_in(ROUTES_WITH_A_BEFORE)
    )
    judged = headline.filter(pl.col("missing").is_null())
    outcomes = [v.outcome for v in verdicts]
    return {
        "files_used": sum(i.used for i in read.catalogue.inputs),
        "files_superseded": sum(not i.used for i in read.catalogue.inputs),
        "files_left_alone": len(read.catalogue.left_alone),
        "establishments": read.tables["establishments"].height,
        "links": read.tables["links"].height,
        "links_followed": followed.height,
        "spells": read.tables["spells"].height,
        "spells_kept": membership.spells.height,
        "results": read.tables["results"].height,
        "inspection_rows": validation.rows,
        "inspection_rows_doubled": validation.doubled,
        "inspections": validation.events.height,
        "trusts_open": len(verdicts),
        "schools_in_trusts": members.height,
        "joiners": headline.height,
        "joiners_judged": judged.height,
        "joiners_judged_ks2": _judged_at(trajectories, "ks2"),
        "joiners_judged_ks4": _judged_at(trajectories, "ks4"),
        **{
            outcome: outcomes.count(outcome)
            for outcome in ("shortlisted", "near_miss", "cannot_tell", "not_shortlisted")
        },
    }


def _judged_at(trajectories: Trajectories, key_stage: str) -> int:
    own = trajectories.joiners.filter(
        pl.col("measure").str.starts_with(key_stage) & pl.col("missing").is_null()
    )
    return own.select("uid", "history", "joined_on").unique().height


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _notes(
    catalogue: Catalogue,
    membership: Membership,
    overrides: pl.DataFrame,
    measures: Measures,
    as_at: dt.date,
) -> tuple[str, ...]:
    year = AcademicYear.containing(as_at)
    caution = caution_in(catalogue.folder)
    notes = [
        *([caution] if caution else []),
        *membership.notes,
        f"Membership is that of {_day(as_at)}; results and inspections count up to the end of {year}.",
    ]
    register = [i.dated for i in catalogue.of_kind("gias_establishments") if i.dated]
    if register:
        notes.append(
            f"Phase, place and pupils of schools are those of the register of {_day(max(register))}."
        )
    if overrides.height:
        notes.append(
            f"{overrides.height} rows of {OVERRIDES} correct the membership record; each is in "
            "exclusions.csv."
        )
    for measure, words in (
        ("ks2_rwm_expected", "Key stage 2 attainment"),
        ("ks4_attainment8", "Key stage 4 attainment"),
    ):
        years = measures.years_of(measure)
        notes.append(
            f"{words} is in the files for "
            + (", ".join(str(AcademicYear(y)) for y in years) if years else "no year")
            + "."
        )
    return tuple(notes)
