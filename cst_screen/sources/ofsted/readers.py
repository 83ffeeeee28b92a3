"""The two readers of inspections: of management information, and of workbooks with one grade each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, key_check, text
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Tables
from cst_screen.sources.ofsted import codes
from cst_screen.sources.ofsted.inspections import DAY, inspections_under
from cst_screen.sources.ofsted.numbers import with_numbers
from cst_screen.sources.ofsted.wordings import ALL, Wording
from cst_screen.sources.rows import rows_with_keys
from cst_screen.sources.unreadable import leave_out_unreadable
from cst_screen.vocabulary.ranges import URN
from cst_screen.vocabulary.regimes import EITHER
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

Reader = Callable[[TextFile, CatalogueEntry], Tables]


def management_information(*wordings: Wording) -> Reader:
    """A reader that finds one inspection for each wording that a row fills."""

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        there = [w for w in (wording.in_file(file.spelled) for wording in wordings) if w]
        if not there:
            raise DataError(_NO_INSPECTION.format(name=file.name, headings=_headings_of(wordings)))
        frame = file.read(["urn", *(h for w in there for h in w.headings)])
        if file.is_workbook:
            frame = _with_slashed_dates(frame, sorted({h for w in there for h in w.dates}), DAY)
        frame, unnamed = _with_urns(file, frame, entry)
        frame = codes.known_rows(file, frame, [column for w in there for column in w.coded])
        numbers = sorted({h for w in there for h in w.number})
        frame, unreadable = with_numbers(file, frame, numbers, entry)
        parts = [inspections_under(w, file, frame, entry) for w in there]
        return {
            "inspections": pl.concat(parts),
            "exclusions": pl.concat(
                [
                    unnamed,
                    unreadable,
                    *(
                        _without_keys(w, part, unreadable)
                        for w, part in zip(there, parts, strict=True)
                    ),
                    _not_read(file, entry, {h for w in there for h in w.headings}),
                ]
            ),
        }

    return read


_NO_INSPECTION = (
    "{name}: no inspection can be read from this file of Ofsted's. It needs a column for the day on "
    "which an inspection began and one for what was judged. For the day one of: {headings}. Give the columns "
    "their published names again, or download the file afresh; to screen without it, take it out of "
    "the folder."
)


def _headings_of(wordings: Sequence[Wording]) -> str:
    starts = dict.fromkeys(heading for w in wordings for heading in w.start)
    judged = dict.fromkeys(
        heading
        for w in wordings
        for heading in (*w.overall, *w.outcome, *(area for area, _ in w.areas.values()))
    )
    return f"{', '.join(starts)}. For the judgement one of: {', '.join(judged)}"


def latest_grades(start: str, overall: str, form: str) -> Reader:
    """A reader of a workbook that lists each school's latest grade; dates are text or real dates.

    The workbook gives the date of the school's last inspection, whether it gave the grade or,
    ungraded, only confirmed it: of 18,000 rows of each workbook that Ofsted's file of August 2025
    can check, a third to a half date an ungraded inspection, all but one of them at Good or
    Outstanding.
    """
    published = "publication date"

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        frame = file.read(["urn", start, overall, published])
        frame, unnamed = _with_urns(file, frame, entry)
        frame = codes.known_rows(file, frame, [(overall, "grade")])
        frame = _with_slashed_dates(frame, [start, published], form)
        wording = Wording(
            role="current",
            kind=EITHER,
            start=(start,),
            overall=(overall,),
            # School information writes the category of an Inadequate school in place of the grade.
            concern=(overall,),
            published=(published,) if published in frame.columns else (),
        )
        return {
            "inspections": inspections_under(wording, file, frame, entry),
            "exclusions": pl.concat([unnamed, _not_read(file, entry, {start, overall, published})]),
        }

    return read


_COMMON = 20


def _without_keys(w: Wording, inspections: pl.DataFrame, unreadable: pl.DataFrame) -> pl.DataFrame:
    """Inspections whose cell for the number, or for the school inspected, is blank, as exclusions.

    Ofsted fills both for every inspection; without them it is identified by the school of the row.
    A number that is not readable is said already.
    """
    found = [EXCLUSIONS.empty()]
    for column, headings in (("inspection", w.number), ("urn_at_time", w.urn_at_time)):
        blank = inspections.filter(
            pl.col(column).is_null(),
            pl.lit(bool(headings)),
            pl.lit(column != "inspection") | ~pl.col("row").is_in(unreadable["row"].implode()),
        )
        words = f"no {headings[0]}" if headings else ""
        if blank.height > _COMMON:
            blank, words = blank.head(1), f"{words} in {blank.height} rows"
        found.append(exclude(blank, "inspections", "inspection", "no_key", words))
    return pl.concat(found)


def _not_read(file: TextFile, entry: CatalogueEntry, read: set[str]) -> pl.DataFrame:
    """Columns of inspections that files of another layout have, as one exclusion.

    A file that lost a column may look like one of another layout.
    """
    unread = [h for h in dict.fromkeys(h for w in ALL for h in w.headings) if h not in read]
    there = [file.spelled[h] for h in unread if h in file.spelled]
    if not there:
        return EXCLUSIONS.empty()
    frame = pl.DataFrame({"file": [entry.number]}).with_columns(row=pl.lit(None, dtype=pl.UInt32))
    detail = f"read as '{entry.title}', in which these columns are not used: {', '.join(there)}"
    return exclude(frame, "files", "file", "columns_not_read", detail)


def _with_urns(
    file: TextFile, frame: pl.DataFrame, entry: CatalogueEntry
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of schools, and those without a URN as exclusions; a DataError where none has one."""
    frame = leave_out_unreadable(file, frame, [key_check("urn", URN, "URN")])
    return rows_with_keys(file, frame.with_columns(urn=text("urn")), entry, ["urn"])


def _with_slashed_dates(frame: pl.DataFrame, columns: Sequence[str], form: str) -> pl.DataFrame:
    """Dates of a workbook, text in its own form or real dates, as the CSV files write them."""
    either = {
        c: pl.coalesce(date(c, form), date(c, "%Y-%m-%d")) for c in columns if c in frame.columns
    }
    return frame.with_columns(
        pl.coalesce(day.dt.strftime(DAY), pl.col(c)).alias(c) for c, day in either.items()
    )
