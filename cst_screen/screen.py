"""The order of the steps: one plain function for each command, readable from top to bottom.

    read -> link -> members -> measures -> trajectories, inspections, levels, context
         -> evidence -> verdicts -> Run

`outputs` writes what stands in a `Run`, and reads a run folder back for `explain` and `brief`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cst_screen.academic_year import AcademicYear
from cst_screen.context import describe_trusts
from cst_screen.criteria import Criteria, Criterion
from cst_screen.errors import DataError
from cst_screen.evidence import Evidence, gather
from cst_screen.histories import link_histories
from cst_screen.inspections import Validation, compare_inspections
from cst_screen.levels import trust_levels
from cst_screen.measures import Measures, take_measures
from cst_screen.membership import Membership, trace_membership
from cst_screen.routes import ROUTES_WITH_A_BEFORE
from cst_screen.sources.catalogue import OVERRIDES, Catalogue, Read, caution_in, read_folder
from cst_screen.sources.kinds import RELEASES
from cst_screen.sources.overrides import read_overrides
from cst_screen.tables import exclude
from cst_screen.trajectories import Clock, Headline, Trajectories, judge_trajectories
from cst_screen.verdicts import FigureValue, FlowStep, Judgement, Outcome, combine, flow, judge

Progress = Callable[[str], None]


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
    validation: Validation
    members: pl.DataFrame
    schools: pl.DataFrame
    names: pl.DataFrame
    measures: Measures
    exclusions: pl.DataFrame
    counts: dict[str, int]
    notes: tuple[str, ...]
    complete_membership: bool

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
    with ThreadPoolExecutor(max_workers=3) as pool:
        # Workbooks hold inspections only; they are opened while everything else goes on.
        workbooks = pool.submit(read_folder, data, lambda _: None, True)
        try:
            read = read_folder(data, lambda name: progress(f"Reading {name}"), workbooks=False)
        except DataError as fault:
            other = workbooks.exception()
            if isinstance(other, DataError) and str(other) != str(fault):
                raise DataError(f"{fault}\n\n{other}") from fault
            raise
        overrides = read_overrides(data / OVERRIDES, OVERRIDES)
        as_at = _as_at(read, as_at)
        _refuse_without(read)
        tables = read.tables

        progress("Linking schools")
        histories = link_histories(tables["links"], tables["establishments"], as_at)
        progress("Tracing membership")
        membership = trace_membership(
            tables["spells"], tables["group_links"], tables["groups"], tables["establishments"],
            histories.schools, overrides, as_at,
        )  # fmt: skip
        members, facts, shells = _open_trusts(membership, tables, as_at)
        if members.is_empty():
            raise DataError(_nobody(read, as_at))
        uids = members.select("uid").unique().sort("uid")
        spells = membership.spells.join(uids, on="uid", how="semi")

        progress("Measuring school years")
        measures = take_measures(
            tables["results"], tables["published_national"], tables["establishments"],
            histories.schools, membership.spells["history"].unique(), _files(read.catalogue), as_at,
        )  # fmt: skip
        progress("Judging trajectories, standards and inspections")
        settings = criteria.settings
        last_year = AcademicYear.containing(as_at).ends
        judging = pool.submit(
            judge_trajectories, spells, measures.school_years, measures.national,
            histories.schools, facts, as_at, Clock(**settings.clock.model_dump()), Headline(),
        )  # fmt: skip
        levelling = pool.submit(
            trust_levels, members, measures.school_years, last_year, settings.results_no_older_than
        )
        context, context_rows = describe_trusts(members, spells, measures.school_years, as_at)
        read = read.joined_with(workbooks.result())
        validation = compare_inspections(
            read.tables["inspections"], histories.schools, spells, as_at
        )
        trajectories = judging.result()
        levels, level_rows = levelling.result()

    progress("Gathering evidence")
    evidence = gather(
        uids, trajectories, validation, levels, level_rows, context, context_rows, members,
        last_year, settings.least_judged_joiners, settings.least_compared_inspections,
        membership.complete,
    )  # fmt: skip
    verdicts = _judge(evidence, criteria.rules, membership.trusts, uids)
    exclusions = pl.concat(
        [read.tables["exclusions"], histories.exclusions, membership.exclusions, measures.exclusions,
         validation.exclusions, _joiners_not_judged(trajectories), shells]
    ).sort("stage", "subject", "reason", "urn", "uid", "file", "row", "detail")  # fmt: skip
    return Run(
        data, as_at, read.catalogue, criteria, verdicts,
        tuple(flow([v.judgements for v in verdicts])), evidence, trajectories, validation, members,
        histories.schools, tables["establishments"].select("urn", "school"), measures, exclusions,
        _counts(read, histories.followed, membership, members, trajectories, verdicts),
        _notes(read.catalogue, membership, overrides, measures, as_at), membership.complete,
    )  # fmt: skip


def list_data(data: Path, progress: Progress = lambda _: None) -> Catalogue:
    """What each file of a folder is taken for; files are read, so that faults show here too."""
    return read_folder(data, lambda name: progress(f"Reading {name}")).catalogue


# --- before the steps -------------------------------------------------------------------------


def _as_at(read: Read, asked: dt.date | None) -> dt.date:
    """The date asked for, or the latest that the membership files cover; never a later one."""
    record = read.catalogue.of_kind("gias_memberships") or read.catalogue.of_kind(
        "gias_group_links"
    )
    if not record:
        raise DataError(_NO_MEMBERSHIP.format(folder=read.catalogue.folder))
    table = "spells" if record[0].kind == "gias_memberships" else "group_links"
    dated = [i.dated for i in record if i.dated]
    covers = max(dated) if dated else read.tables[table]["joined_on"].max()
    if covers is None:
        raise DataError(
            f"{record[0].path}: no row has a joining date, so nobody's trust is known. Download "
            "the file again from GIAS."
        )
    assert isinstance(covers, dt.date)
    if asked is None:
        return covers
    if asked > covers:
        raise DataError(
            f"--as-at {asked}: the membership record ({record[0].path}) goes up to {covers}, so who "
            f"is in which trust on {asked} is not known. Give {covers} or an earlier date, or put "
            "a newer membership file into the folder."
        )
    return asked


_NO_MEMBERSHIP = (
    "{folder}: there is no membership file, so nobody's trust is known.\n"
    "  Put in 'academiesmatmembershipYYYYMMDD.csv' from GIAS (Downloads, 'Academy sponsor and trust "
    "links'), or at least 'grouplinks_edubaseallacademiesandfreeYYYYMMDD.csv', which shows the "
    "members of one day. 'cst-screen data list' says what the folder holds."
)


def _nobody(read: Read, as_at: dt.date) -> str:
    joined = pl.concat(
        [read.tables[t].select("joined_on") for t in ("spells", "group_links")]
    ).drop_nulls()["joined_on"]  # fmt: skip
    first = joined.min()
    since = f" The first joining on record is of {first}." if isinstance(first, dt.date) else ""
    return (
        f"{read.catalogue.folder}: no multi-academy trust had a school on {as_at}, so there is "
        f"nothing to judge.{since} Give a later --as-at, or leave it out; 'cst-screen data list' "
        "says what the folder holds."
    )


def _refuse_without(read: Read) -> None:
    for kind, name in (("gias_establishments", "edubasealldataYYYYMMDD.csv (all establishments)"),):
        if not read.catalogue.of_kind(kind):
            raise DataError(
                f"{read.catalogue.folder}: there is no file of establishments, so types, phases "
                f"and places of schools are not known. Put in {name} from GIAS, Downloads."
            )


def _files(catalogue: Catalogue) -> pl.DataFrame:
    """What `measures` needs to know of each file: how late its release is, and its extent."""
    return pl.DataFrame(
        {
            "file": [i.number for i in catalogue.inputs],
            "release": [
                RELEASES.index(i.release) if i.release else len(RELEASES) for i in catalogue.inputs
            ],
            "is_england": [i.scope == "england" for i in catalogue.inputs],
        },
        schema={"file": pl.Int16, "release": pl.Int8, "is_england": pl.Boolean},
    )


def _open_trusts(
    membership: Membership, tables: dict[str, pl.DataFrame], as_at: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Members of multi-academy trusts on the day, facts of every history, and trusts without schools.

    A trust is open when it has a school on that day. GIAS also lists trusts that are incorporated
    but have no school yet, or no longer: those cannot be judged and are exclusions.
    """
    establishments = tables["establishments"]
    columns = ["school", "sector", "phase", "la", "region", "urban_rural", "easting", "northing",
               "pupils", "low_age", "high_age", "file"]  # fmt: skip
    multi = membership.trusts.filter(pl.col("trust_type") == "multi")
    members = (
        membership.members_at(as_at)
        .join(multi.select("uid", "group_id", "trust"), on="uid", how="inner", validate="m:1")
        .rename({"file": "membership_file", "row": "membership_row"})
        .join(
            establishments.select("urn", *columns, gias_row="row"),
            left_on="last_urn", right_on="urn", how="left", validate="m:1",
        )
        .sort("uid", "joined_on", "history")
    )  # fmt: skip
    latest = (
        membership.spells.sort("history", "joined_on")
        .select("history", "last_urn")
        .unique("history", keep="last", maintain_order=True)
    )
    facts = latest.join(
        establishments.select("urn", "sector", "phase"), left_on="last_urn", right_on="urn",
        how="left", validate="m:1",
    ).select("history", "sector", "phase")  # fmt: skip
    groups = tables["groups"]
    empty = groups.filter(
        (pl.col("trust_type") == "multi")
        & (pl.col("closed_on").is_null() | (pl.col("closed_on") > as_at))
        & (pl.col("opened_on").is_null() | (pl.col("opened_on") <= as_at))
    ).join(members, on="uid", how="anti")
    return members, facts, exclude(empty, "trusts", "trust", "no_school_in_it", pl.col("trust"))


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
        "joiners", "joiner", pl.col("missing").cast(pl.String),
        "joined " + pl.col("joined_on").cast(pl.String) + ", " + pl.col("route"),
    )  # fmt: skip


def _counts(
    read: Read, followed: pl.DataFrame, membership: Membership, members: pl.DataFrame,
    trajectories: Trajectories, verdicts: tuple[TrustVerdict, ...],
) -> dict[str, int]:  # fmt: skip
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
        "trusts_open": len(verdicts),
        "schools_in_trusts": members.height,
        "joiners": headline.height,
        "joiners_judged": judged.height,
        "joiners_judged_ks2": _judged_at(trajectories, "ks2"),
        "joiners_judged_ks4": _judged_at(trajectories, "ks4"),
        **{outcome: outcomes.count(outcome) for outcome in
           ("shortlisted", "near_miss", "cannot_tell", "not_shortlisted")},
    }  # fmt: skip


def _judged_at(trajectories: Trajectories, key_stage: str) -> int:
    own = trajectories.joiners.filter(
        pl.col("measure").str.starts_with(key_stage) & pl.col("missing").is_null()
    )
    return own.select("uid", "history", "joined_on").unique().height


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _notes(
    catalogue: Catalogue, membership: Membership, overrides: pl.DataFrame, measures: Measures,
    as_at: dt.date,
) -> tuple[str, ...]:  # fmt: skip
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
        ("ks2_rwm_expected", "Key stage 2 attainment"), ("ks4_attainment8", "Key stage 4 attainment")
    ):  # fmt: skip
        years = measures.years_of(measure)
        notes.append(
            f"{words} is in the files for "
            + (", ".join(str(AcademicYear(y)) for y in years) if years else "no year")
            + "."
        )
    return tuple(notes)
