"""What a command found, as `outputs` writes it: a screen, trust figures, a reconciliation.

Also the counts and the notes of a screen. Nothing is judged here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from cst_screen.dfe.reconcile import TrustComparison
from cst_screen.dfe.rule import Eligibility, Weights
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.evidence import Evidence, Findings
from cst_screen.judging.flow import FlowStep
from cst_screen.judging.published_cases import PublishedCase
from cst_screen.judging.trusts import TrustVerdict
from cst_screen.results.school_years import Measures
from cst_screen.schools.histories import Histories
from cst_screen.schools.membership import Membership
from cst_screen.sources.by_hand import OVERRIDES, caution_in
from cst_screen.sources.catalogue import Catalogue
from cst_screen.sources.folder import DataFolder
from cst_screen.sources.unreadable import LEFT_OUT
from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.judge import Trajectories
from cst_screen.trajectory.method import HEADLINES
from cst_screen.vocabulary.academic_year import AcademicYear, show_years
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES

_MOST_LASTS = 0.9
"""A smaller share of what tells trusts apart that joiners of other years show again is said in a note."""


class Found(Protocol):
    """What is the same for all thresholds: all that some tables of a run folder are made from."""

    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def findings(self) -> Findings: ...
    @property
    def names(self) -> pl.DataFrame: ...


@dataclass(frozen=True)
class BeforeVerdicts:
    """What a screen found before any threshold counts; it is the same for all thresholds.

    exclusions: without those of what was entered by hand. known_trusts: uid, of the membership record.
    The others as in `Run`.
    """

    as_at: dt.date
    catalogue: Catalogue
    findings: Findings
    dfe: pl.DataFrame
    names: pl.DataFrame
    known_trusts: pl.DataFrame
    national_check: pl.DataFrame
    exclusions: pl.DataFrame
    counts: dict[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """Everything that one screen found; `outputs` writes it and nothing is computed after it.

    dfe: DfE's trust measures with ours (as `dfe.beside` gives them). entered: what was entered by
    hand. phase_answers: as `phases.answers_by_phase` gives them. names: urn, school of the register.
    national_check: our national means less those printed. found_as: the key of what was found before the
    verdicts, empty where it is not kept; evidence_as: the same of the evidence. earlier_only: uid and phase
    of trusts that would meet the criteria about joiners there only if results of before 2015/16 counted.
    published: case studies on the register, also of trusts that are not judged.
    """

    data: Path
    as_at: dt.date
    catalogue: Catalogue
    criteria: Criteria
    verdicts: tuple[TrustVerdict, ...]
    flow: tuple[FlowStep, ...]
    evidence: Evidence
    phase_answers: pl.DataFrame
    findings: Findings
    dfe: pl.DataFrame
    entered: pl.DataFrame
    names: pl.DataFrame
    national_check: pl.DataFrame
    exclusions: pl.DataFrame
    counts: dict[str, int]
    notes: tuple[str, ...]
    earlier_only: tuple[tuple[int, str], ...] = ()
    found_as: str = ""
    published: tuple[PublishedCase, ...] = ()
    evidence_as: str = ""

    @property
    def caution(self) -> str:
        """The folder's warning about its data, for every document; empty where there is none."""
        return caution_in(self.catalogue.folder)

    @property
    def expected_without_rise(self) -> float:
        """How many of the shortlisted trusts are expected to be without a material rise.

        The sum, over the list, of the probabilities that its joiners did not rise by as much in the phase
        that leads its case. A trust without that probability, as criteria that do not ask for a rise may
        list, counts as one.
        """
        listed = [v.uid for v in self.verdicts if v.outcome == "shortlisted"]
        chances = self.evidence.figures.filter(
            (pl.col("figure") == "trajectory_probability") & pl.col("uid").is_in(listed)
        )["value"]
        return float((1 - chances.fill_null(0.0) / 100).sum())

    @property
    def pooling(self) -> dict[str, Spread]:
        """How effects differ in each phase: between trusts, cohorts and joiners."""
        spreads = self.findings.trajectories.spreads
        return {phase: spreads[name] for phase, name in HEADLINES.items() if name in spreads}

    @property
    def year(self) -> AcademicYear:
        return AcademicYear.containing(self.as_at)


@dataclass(frozen=True)
class TrustFigures:
    """Trust-level figures as `measures` was asked for them."""

    data: Path
    as_at: dt.date
    weights: Weights
    eligibility: Eligibility
    figures: pl.DataFrame
    caution: str


@dataclass(frozen=True)
class Reconciliation:
    """DfE's trust measures next to ours: tables as their functions describe them."""

    data: Path
    files: dict[int, str]
    left_out: pl.DataFrame
    summary: pl.DataFrame
    compared: TrustComparison
    lists: pl.DataFrame
    figures: pl.DataFrame
    weights: pl.DataFrame
    national: pl.DataFrame
    caution: str


def in_one_order(exclusions: list[pl.DataFrame]) -> pl.DataFrame:
    """What the stages left out (`EXCLUSIONS`), as one table in the order in which it is written."""
    order = ("stage", "subject", "reason", "urn", "uid", "file", "row", "detail")
    return pl.concat(exclusions).sort(order)


def counts_of_files(folder: DataFolder) -> dict[str, int]:
    """How many files there were, and how many rows of each kind they hold."""
    catalogue = folder.catalogue
    tables = ("establishments", "links", "spells", "results")
    return {
        "files_used": sum(i.used for i in catalogue.inputs),
        "files_superseded": sum(not i.used for i in catalogue.inputs),
        "files_left_alone": len(catalogue.left_alone),
        **{name: folder.table(name).height for name in tables},
    }


def counts_of(
    of_files: Mapping[str, int], histories: Histories, membership: Membership, findings: Findings
) -> dict[str, int]:
    """The same with what became of the rows: how many schools, joiners, inspections and trusts there
    were at each stage."""
    trajectories, validation = findings.trajectories, findings.validation
    begin = ("files_used", "files_superseded", "files_left_alone", "establishments", "links")
    return {
        **{name: of_files[name] for name in begin},
        "links_followed": histories.followed.height,
        "spells": of_files["spells"],
        "spells_kept": membership.spells.height,
        "results": of_files["results"],
        "inspection_rows": validation.rows,
        "inspection_rows_doubled": validation.doubled,
        "inspections": validation.events.height,
        "trusts_open": findings.uids.height,
        "schools_in_trusts": findings.members.height,
        "joiners": int(trajectories.joinings["joiners"].sum()),
        "joiners_judged": int(trajectories.joinings["judged"].sum()),
        "joiners_judged_ks2": _judged_at(trajectories, "ks2"),
        "joiners_judged_ks4": _judged_at(trajectories, "ks4"),
    }


def counts_of_outcomes(verdicts: tuple[TrustVerdict, ...]) -> dict[str, int]:
    outcomes = [v.outcome for v in verdicts]
    return {
        outcome: outcomes.count(outcome)
        for outcome in ("shortlisted", "near_miss", "cannot_tell", "not_shortlisted")
    }


def corrected_by_hand(exclusions: pl.DataFrame) -> frozenset[int]:
    """The trusts of whose membership a row was corrected by hand. exclusions: `EXCLUSIONS`."""
    by_hand = pl.col("reason").cast(pl.String).is_in(["override_used", "replaced_by_override"])
    return frozenset(exclusions.filter(by_hand)["uid"].drop_nulls())


def _judged_at(trajectories: Trajectories, phase: str) -> int:
    judged = trajectories.trusts.filter(pl.col("measure") == HEADLINES[phase])
    return int(judged["judged"].sum())


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _rows_left_out(catalogue: Catalogue, exclusions: pl.DataFrame) -> list[str]:
    """What of each file could not be read; nothing where every row could."""
    names = {entry.number: entry.path for entry in catalogue.inputs}
    of_files = (
        exclusions.filter(pl.col("reason").is_in(LEFT_OUT))
        .group_by("file")
        .agg(rows=pl.col("row").n_unique(), first=pl.col("row").min())
        .sort("file")
    )
    return [
        f"{rows} {'row' if rows == 1 else 'rows'} of {names.get(file, 'a file')} could not be read "
        f"and {'is' if rows == 1 else 'are'} left out (the first is row {first}); exclusions.csv says "
        "which cells."
        for file, rows, first in of_files.iter_rows()
    ]


def notes_of_earlier_years(earlier_only: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Which trusts results of before 2015/16 would put on the list, and that they do not."""
    if not earlier_only:
        return ()
    uids = sorted({uid for uid, _ in earlier_only})
    trusts = "1 trust" if len(uids) == 1 else f"{len(uids)} trusts"
    note = (
        f"If results of before 2015/16 counted as years before joining, {trusts} would meet the criteria "
        "about joiners in a phase of which nobody can tell otherwise (UID "
        f"{', '.join(str(uid) for uid in uids)}). Examinations were others then, so the answer there stays "
        "'cannot tell'."
    )
    return (note,)


def notes_of_what_lasts(spreads: Mapping[str, Spread]) -> tuple[str, ...]:
    """Where joiners of one year share much that joiners of other years of their trust do not show."""
    return tuple(
        f"At {KEY_STAGE_NAMES[phase]} joiners of other years show again only {100 * spread.lasting:.0f}% of "
        "what tells trusts apart; the rest is of the year in which schools joined. So an average says less of "
        f"the trust there, and fewer trusts can be judged by these joiners."
        for phase, name in HEADLINES.items()
        if (spread := spreads.get(name)) is not None and spread.lasting < _MOST_LASTS
    )


def notes_of(
    catalogue: Catalogue,
    membership: Membership,
    overrides: pl.DataFrame,
    measures: Measures,
    as_at: dt.date,
    exclusions: pl.DataFrame,
) -> tuple[str, ...]:
    """What a reader of the run must know; the folder's caution goes before them."""
    year = AcademicYear.containing(as_at)
    notes = [
        *membership.notes,
        (
            f"Membership is as at {_day(as_at)}; results and inspections are included up to the "
            f"end of {year}."
        ),
    ]
    register = [i.dated for i in catalogue.of_kind("gias_establishments") if i.dated]
    if register:
        notes.append(
            f"Phase, location and pupil numbers come from the register of {_day(max(register))}."
        )
    if overrides.height:
        rows = "1 row" if overrides.height == 1 else f"{overrides.height} rows"
        notes.append(
            f"{OVERRIDES} corrects the membership file ({rows}); exclusions.csv lists each."
        )
    notes += _rows_left_out(catalogue, exclusions)
    for measure, words in (
        ("ks2_rwm_expected", "Key stage 2 attainment"),
        ("ks4_attainment8", "Key stage 4 attainment"),
    ):
        years = measures.years_of(measure)
        notes.append(
            f"{words} is in the files for {show_years(years)}."
            if years
            else f"{words} is not in the files."
        )
    return (*notes, *catalogue.notes())
