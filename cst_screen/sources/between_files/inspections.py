"""Schools and inspections that one of Ofsted's files has and another, which should, has not.

A file of the latest inspections lists every open school. A school should be in it where the register has
it open on that day and another file knows an inspection of it by then. A file of a year to date lists
every graded inspection of its time; one that another file knows should be in it.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from cst_screen.sources.between_files.schools_lacking import Schools, named_by_sector
from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import EXCLUSIONS

NOT_LISTED = "school_not_listed"
NO_INSPECTION = "inspection_not_listed"
TOLD_OTHERWISE = "inspection_told_otherwise"
_LISTS = (
    "ofsted_latest",
    "ofsted_latest_2015",
    "ofsted_report_cards",
    "ofsted_workbook",
    "school_information",
)
_UNTIL_LISTED = dt.timedelta(days=200)
"""From an inspection to the file that lists it: the report comes within some months."""
_OF_A_YEAR = ("ofsted_year_to_date", "ofsted_report_cards_year")


def schools_not_listed(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of the schools that a file of latest inspections should list."""
    rows = seen.tables["inspections"].select("file", "urn", "inspected_on")
    schools = Schools.of(seen, rows["urn"])
    lacking = [schools.lacking(schools.none, schools.none, 0)]
    for entry in seen.of_kind(*_LISTS):
        day = _day_of(entry)
        if day is not None:
            is_own = pl.col("file") == entry.number
            by_then = rows.filter(pl.col("inspected_on") < day - _UNTIL_LISTED, ~is_own)["urn"]
            due = schools.among(by_then) & schools.open_through(day, day + dt.timedelta(days=1))
            there = schools.among(rows.filter(is_own)["urn"])
            lacking.append(schools.lacking(due, there, entry.number))
    return named_by_sector(
        pl.concat(lacking),
        NOT_LISTED,
        "no inspection of it that can be read, though other files of inspections have one",
        "{n} of {of} {sector} schools that other files of inspections have are not in it",
    )


def _day_of(entry: CatalogueEntry) -> dt.date | None:
    return entry.dated or (entry.year.ends_on if entry.year else None)


def inspections_not_listed(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of graded inspections of a year to date that only other files have."""
    rows = seen.tables["inspections"]
    known = rows.filter(pl.col("kind") == "graded").with_columns(
        urn_at_time=pl.coalesce("urn_at_time", "urn")
    )
    found = [EXCLUSIONS.empty()]
    for entry in seen.of_kind(*_OF_A_YEAR):
        own = rows.filter(pl.col("file") == entry.number, pl.col("role") == "current")
        first = own["inspected_on"].min()
        if not isinstance(first, dt.date):
            continue
        year_begins = dt.date(first.year - (first.month < 9), 9, 1)
        year_ends = dt.date(year_begins.year + 1, 8, 31)
        # A name may give the first day of the year, or the day up to which reports were out.
        last = entry.dated if entry.dated and entry.dated > first else year_ends
        report = pl.coalesce("published_on", "inspected_on")
        there = pl.col("inspected_on").is_between(year_begins, last) & (report <= last)
        regime = own["regime"].unique()
        due = known.filter(there, pl.col("regime").is_in(regime.implode()))
        due = due.unique(["urn_at_time", "inspected_on"])
        # A number may be missing or written otherwise; school and day are the inspection then.
        lacking = due.join(own, on="inspection", how="anti").join(
            own, on=["urn_at_time", "inspected_on"], how="anti", nulls_equal=True
        )
        found.append(
            named(
                lacking.select(
                    "urn",
                    file=pl.lit(entry.number, dtype=pl.Int16),
                    detail=filled_in(
                        "inspection {} of {} is in another file and not in this one of its year",
                        pl.col("inspection").fill_null("without a number"),
                        "inspected_on",
                    ),
                ).sort("urn", "detail"),
                due.height,
                "inspection",
                NO_INSPECTION,
                "",
                "{n} of {of} inspections of its time that other files have are not in it",
            )
        )
    return pl.concat(found)


_FACTS = {"inspected_on": "day", "urn_at_time": "URN at the time", "overall": "overall grade"}


def inspections_told_otherwise(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of rows whose graded inspection has another day, school or grade in another row or file."""
    rows = seen.tables["inspections"].filter(
        pl.col("inspection").is_not_null(), pl.col("kind") == "graded"
    )
    differs = [(pl.col(fact).n_unique() - pl.col(fact).is_null().any()) > 1 for fact in _FACTS]
    several = pl.concat_str(
        [pl.when(d).then(pl.lit(n)) for d, n in zip(differs, _FACTS.values(), strict=True)],
        separator=", ",
        ignore_nulls=True,
    )
    cases = rows.group_by("inspection").agg(facts=several.first()).filter(pl.col("facts") != "")
    told = rows.join(cases, on="inspection").select(
        "file",
        "row",
        "urn",
        detail=filled_in("inspection {} has another {} in another row", "inspection", "facts"),
    )
    found = [EXCLUSIONS.empty()]
    for (file,), of_file in told.sort("file", "row").group_by("file", maintain_order=True):
        of = rows.filter(pl.col("file") == file).height
        words = "{n} of {of} inspections have another day, school or grade in another row or file"
        found.append(named(of_file, of, "inspection", TOLD_OTHERWISE, "", words))
    return pl.concat(found)
