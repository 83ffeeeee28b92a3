"""From a folder of files to linked, measured schools: what every command that judges starts from.

The steps up to the first judgement, and the refusals: a folder without a membership file or a
register, and a date that the membership file does not cover.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl

from cst_screen.errors import DataError
from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import kept_or_made
from cst_screen.results.alike import admissions_over_time
from cst_screen.results.school_years import Measures, take_measures
from cst_screen.schools.histories import Histories, link_histories
from cst_screen.schools.members import OpenTrusts, open_trusts
from cst_screen.schools.membership import Membership, MembershipFiles, trace_membership
from cst_screen.schools.open_on_the_day import Extracts
from cst_screen.schools.rules import SchoolRules
from cst_screen.sources.by_hand import read_overrides, refuse_strangers
from cst_screen.sources.catalogue import Catalogue, CatalogueEntry
from cst_screen.sources.folder import DataFolder
from cst_screen.sources.releases import lateness
from cst_screen.trajectory.clock import JOINING
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import JUDGED, Method
from cst_screen.trajectory.panel import lay_out
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.progress import LINKING, MEASURING, TRACING, Progress

LINKED = "linked"
"""Word for this step, by which the shelf names its entries."""


@dataclass(frozen=True)
class Prepared:
    """Schools linked, placed in trusts and measured, as on `as_at`.

    overrides: corrections entered by hand. trusts: the open multi-academy trusts and their schools.
    establishments: the register.
    """

    as_at: dt.date
    overrides: pl.DataFrame
    histories: Histories
    membership: Membership
    trusts: OpenTrusts
    measures: Measures
    establishments: pl.DataFrame

    @property
    def last_year(self) -> int:
        return AcademicYear.containing(self.as_at).ends


def prepare(
    folder: DataFolder,
    asked: dt.date | None,
    rules: SchoolRules,
    progress: Progress,
    results_to: dt.date | None = None,
) -> Prepared:
    """Link, trace and measure the schools of a folder, or take what an earlier command made of it.

    results_to: the day whose academic year is the last of which results are read; the as-at day's own
    where none is given, as for every judgement.
    """
    overrides = read_overrides(folder.path)
    digest = folder.digest  # has that there is a file of overrides, not what it says
    key = key_of(LINKED, digest, overrides, asked, rules, results_to) if digest else ""
    return kept_or_made(
        folder.shelf,
        LINKED,
        key,
        Prepared,
        lambda: _made(folder, overrides, asked, rules, progress, results_to),
    )


def _made(
    folder: DataFolder,
    overrides: pl.DataFrame,
    asked: dt.date | None,
    rules: SchoolRules,
    progress: Progress,
    results_to: dt.date | None,
) -> Prepared:
    covers = _covered_day(folder)
    as_at = _as_at(folder, covers, asked)
    _refuse_without(folder)
    establishments = folder.table("establishments")
    refuse_strangers(overrides, establishments["urn"], _known_trusts(folder), covers)

    progress(LINKING)
    histories = link_histories(folder.table("links"), establishments, as_at, rules.links)
    progress(TRACING)
    membership = trace_membership(
        MembershipFiles(
            spells=folder.table("spells"),
            group_links=folder.table("group_links"),
            groups=folder.table("groups"),
            establishments=establishments,
            overrides=overrides,
            extracts=_extracts(folder.text_files),
        ),
        histories.schools,
        as_at,
        rules.membership,
    )
    trusts = open_trusts(membership, establishments, folder.table("groups"), as_at)
    if trusts.members.is_empty():
        raise DataError(_nothing_to_judge(folder, as_at))

    progress(MEASURING)
    measures = take_measures(
        folder.table("results"),
        folder.table("published_national"),
        establishments,
        histories.schools,
        membership.spells["history"].unique(),
        _files(folder.text_files),
        results_to or as_at,
    )
    return Prepared(
        as_at=as_at,
        overrides=overrides,
        histories=histories,
        membership=membership,
        trusts=trusts,
        measures=measures,
        establishments=establishments,
    )


_FOR_FINDINGS = (
    *("history", "academic_year", "measure", "value", "weight", "pupils"),
    *("mainstream", "among"),
)


def for_findings(ready: Prepared) -> Prepared:
    """`ready` without the columns of results that only DfE's own figures need: half of their memory."""
    results = ready.measures.results.select(_FOR_FINDINGS)
    return replace(ready, measures=replace(ready.measures, results=results))


def joinings_and_results(ready: Prepared) -> JoiningsAndResults:
    """What trajectories are judged from."""
    return JoiningsAndResults(
        spells=ready.trusts.spells,
        schools=ready.histories.schools,
        phases=ready.trusts.facts,
        school_years=ready.measures.school_years,
        national=ready.measures.national,
        as_at=ready.as_at,
        merged_in=ready.histories.merged_in,
        taken_over=ready.trusts.spells.filter("taken_over").select(JOINING),
    )


def standing(ready: Prepared, method: Method) -> Panel:
    """Every school's standing year by year, for comparing joiners with schools like them."""
    return lay_out(
        ready.measures.results,
        ready.measures.national,
        admissions_over_time(ready.establishments),
        ready.membership.spells,
        JUDGED,
        method.headline.composites,
        register_of_places(ready, method),
    )


def register_of_places(ready: Prepared, method: Method) -> pl.DataFrame | None:
    """history, la, region of every school; None where nothing is asked of places."""
    if not method.local_shocks:
        return None
    return ready.establishments.select("la", "region", history="urn")


def _covered_day(folder: DataFolder) -> dt.date:
    """The latest day that the membership record covers, by its name or by its last joining."""
    record = _record_of(folder)
    table = "spells" if record[0].kind == "gias_memberships" else "group_links"
    dated = [i.dated for i in record if i.dated]
    covers = max(dated) if dated else folder.table(table)["joined_on"].max()
    if covers is None:
        raise DataError(
            f"{record[0].path}: no row has a joining date, so it is not known which school is "
            "in which trust. Download the file again from GIAS."
        )
    assert isinstance(covers, dt.date)
    return covers


def _record_of(folder: DataFolder) -> list[CatalogueEntry]:
    """The files that say who is in which trust: membership files, or else group links."""
    record = folder.text_files.of_kind("gias_memberships") or folder.text_files.of_kind(
        "gias_group_links"
    )
    if not record:
        raise DataError(_NO_MEMBERSHIP.format(folder=folder.path))
    return list(record)


def _as_at(folder: DataFolder, covers: dt.date, asked: dt.date | None) -> dt.date:
    """The date asked for, or the latest that the membership files cover; never a later one."""
    if asked is None:
        return covers
    if asked > covers:
        raise DataError(
            f"--as-at {asked}: the membership file ({_record_of(folder)[0].path}) goes up to {covers}, so "
            f"membership on {asked} is not known. Give {covers} or an earlier date, or put a "
            "newer membership file into the folder."
        )
    return asked


def _extracts(catalogue: Catalogue) -> Extracts:
    def latest(kind: str) -> dt.date | None:
        return max((i.dated for i in catalogue.of_kind(kind) if i.dated), default=None)

    return Extracts(
        register=latest("gias_establishments"),
        memberships=latest("gias_memberships"),
        group_links=latest("gias_group_links"),
    )


def _known_trusts(folder: DataFolder) -> pl.Series:
    return pl.concat([folder.table(t).select("uid") for t in ("spells", "group_links", "groups")])[
        "uid"
    ].unique()


_NO_MEMBERSHIP = (
    "{folder}: there is no membership file, so it is not known which school is in which "
    "trust.\n  Put in 'academiesmatmembershipYYYYMMDD.csv' from GIAS (Downloads, 'Academy "
    "sponsor and trust links'). Failing that, put in "
    "'grouplinks_edubaseallacademiesandfreeYYYYMMDD.csv', which shows the members on one day. "
    "'cst-screen data list' shows what the folder holds."
)


def _nothing_to_judge(folder: DataFolder, as_at: dt.date) -> str:
    joined = pl.concat(
        [folder.table(t).select("joined_on") for t in ("spells", "group_links")]
    ).drop_nulls()["joined_on"]
    first = joined.min()
    since = f" The first recorded joining is on {first}." if isinstance(first, dt.date) else ""
    return (
        f"{folder.path}: no multi-academy trust had a school on {as_at}, so there is nothing to "
        f"judge.{since} Give a later --as-at, or leave it out. 'cst-screen data list' shows "
        "what the folder holds."
    )


def _refuse_without(folder: DataFolder) -> None:
    for kind, name in (("gias_establishments", "edubasealldataYYYYMMDD.csv (all establishments)"),):
        if not folder.text_files.of_kind(kind):
            raise DataError(
                f"{folder.path}: there is no file of establishments, so the types, phases and "
                f"locations of schools are not known. Put in {name} from GIAS (Downloads)."
            )


def _files(catalogue: Catalogue) -> pl.DataFrame:
    """What the measures need to know about each file: how late its release is, and its extent."""
    return pl.DataFrame(
        {
            "file": [i.number for i in catalogue.inputs],
            "release": [lateness(i.release) for i in catalogue.inputs],
            "is_england": [i.scope == "england" for i in catalogue.inputs],
        },
        schema={"file": pl.Int16, "release": pl.Int8, "is_england": pl.Boolean},
    )
