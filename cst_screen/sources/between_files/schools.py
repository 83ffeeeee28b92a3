"""Schools that a file of results has no row of, though other files show that it should.

A school should have one in a year's file where it has one in the files of that table of the nearest
years before and after, in another file of that table and year, or in one of the nearest years while the
register has it open all year. Census, absence, suspensions and workforce cover every state-funded school: there a
row in one of them and an opening day are enough for the others of that year.

On England's files of 2015 to 2025 that leaves some tens of mainstream schools in a file, most of them
without pupils of that age in that year, and shows which files are cut down to a part of the schools.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.sources.between_files.held import Held, ResultsFile
from cst_screen.sources.between_files.schools_lacking import Schools, named_by_sector
from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.vocabulary.tables import EXCLUSIONS

REASON = "school_without_a_row"
_OF_ALL_SCHOOLS = ("census", "absence", "workforce", "teacher_retention", "suspension_rate")

_TABLE_OF = {
    "roll": "census",
    "roll_earlier": "census",
    "absence_overall": "absence",
    "absence_overall_earlier": "absence",
    "pupils_per_teacher": "workforce",
}
_WORKED_OUT = {"workforce_turnover": "teacher_retention"}
"""Measures that no column prints."""
_SUBJECTS = (
    "ks2_rwm_expected",
    "ks2_reading_expected",
    "ks2_writing_expected",
    "ks2_maths_expected",
)
"""Of the key stage 2 files with a row for each subject."""


def schools_without_rows(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of the schools, or of the file where they are many."""
    files = _files(seen)
    rows = _rows_of_leads(seen, files)
    if rows.is_empty():
        return EXCLUSIONS.empty()
    schools = Schools.of(seen, rows["urn"])
    lacking = pl.concat(
        schools.lacking(due, there, file.number, year)
        for file, year, due, there in Held.of(files, rows, schools).due(schools)
    )
    return pl.concat(
        [
            named_by_sector(
                lacking,
                REASON,
                "no row of {year} can be used, though other years or files have one",
                "{n} of {of} {sector} schools that other years or files have are not in it for {year}",
            ),
            _without_a_subject(seen),
        ]
    )


def _files(seen: Witnesses) -> list[ResultsFile]:
    found = []
    for entry in seen.entries:
        if entry.used and not entry.kind.startswith(("trusts", "ofsted", "school", "gias")):
            lead = next(iter(entry.columns), _WORKED_OUT.get(entry.kind, ""))
            table = _TABLE_OF.get(lead, lead[:3] if lead[:2] == "ks" else lead)
            if lead:
                alike = (table, entry.scope)
                found.append(ResultsFile(entry.number, lead, alike, table in _OF_ALL_SCHOOLS))
    return found


def _rows_of_leads(seen: Witnesses, files: Sequence[ResultsFile]) -> pl.DataFrame:
    """file, year, urn: a row for each school of a file."""
    numbers = {
        lead: [f.number for f in files if f.lead == lead] for lead in {f.lead for f in files}
    }
    is_lead = pl.any_horizontal(
        pl.lit(False),
        *((pl.col("measure") == lead) & pl.col("file").is_in(own) for lead, own in numbers.items()),
    )
    return seen.tables["results"].filter(is_lead).select("file", "urn", year="academic_year")


def _without_a_subject(seen: Witnesses) -> pl.DataFrame:
    """Schools with a row for one subject of key stage 2 and none for another that the file has."""
    found = [EXCLUSIONS.empty()]
    for entry in seen.of_kind("ks2_tidy"):
        rows = seen.tables["results"].filter(
            pl.col("file") == entry.number, pl.col("measure").is_in(_SUBJECTS)
        )
        there = rows.group_by("urn", "academic_year").agg(pl.col("measure").cast(pl.String))
        for subject in rows["measure"].cast(pl.String).unique().sort():
            lacking = there.filter(~pl.col("measure").list.contains(subject)).sort("urn")
            found.append(
                named(
                    lacking.select("urn", file=pl.lit(entry.number, dtype=pl.Int16)),
                    there.height,
                    "school",
                    REASON,
                    f"no row of {subject}, though the file has one for another subject",
                    f"{{n}} of {{of}} schools have no row of {subject}",
                )
            )
    return pl.concat(found)
