"""From rows of Ofsted's files to inspections: dates, framework, kind, grades and levels."""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, date_check, integer, key_check, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.ofsted import codes
from cst_screen.sources.ofsted.wordings import Headings, Wording
from cst_screen.sources.repeated_texts import made_of_texts
from cst_screen.sources.unreadable import leave_out_unreadable
from cst_screen.vocabulary.ranges import FIRST_INSPECTION, URN, latest_in
from cst_screen.vocabulary.regimes import (
    AREAS,
    CONCERN_NOT_KNOWN,
    GRADED,
    REGIME_BEGINS,
    UNGRADED,
)
from cst_screen.vocabulary.tables import INSPECTIONS

DAY = "%d/%m/%Y"
"""How Ofsted writes a date."""


def inspections_under(
    w: Wording, file: TextFile, frame: pl.DataFrame, entry: CatalogueEntry
) -> pl.DataFrame:
    """The inspections whose headings are `w`, one in a row; a row without a starting date has none.

    The cells of their numbers are as `with_numbers` leaves them.
    """
    (start,) = w.start
    latest = latest_in(entry.dated)
    days = [date_check(start, DAY, latest, FIRST_INSPECTION)]
    days += [date_check(heading, DAY, latest, FIRST_INSPECTION) for heading in w.published]
    days += [date_check(dated, DAY, latest, FIRST_INSPECTION) for _, dated in w.areas.values()]
    urns = [key_check(heading, URN, "URN") for heading in w.urn_at_time]
    read = _read(w, leave_out_unreadable(file, frame, [*days, *urns]))
    read = read.filter(pl.col("urn").is_not_null() & pl.col("inspected_on").is_not_null())
    return INSPECTIONS.conform(
        read.with_columns(kind=_kind(w)).with_columns(
            regime=_regime(w),
            concern=_concern(w),
            regraded=_regraded(w, read.columns),
            role=pl.lit(w.role),
            file=pl.lit(entry.number),
        )
    )


def _read(w: Wording, frame: pl.DataFrame) -> pl.DataFrame:
    """What each cell holds, under the names of the table; the day of an area's level under `_day_of` it."""
    made = {"urn": integer("urn"), "row": pl.col(ROW), "missing": pl.lit("not_published")}
    if w.kind is None:
        # A year-to-date file lists each inspection under the school inspected.
        made["urn_at_time"] = integer("urn")
    things: tuple[tuple[str, Headings, Callable[[str], pl.Expr]], ...] = (
        ("urn_at_time", w.urn_at_time, integer),
        ("inspection", w.number, pl.col),
        ("inspected_on", w.start, _day),
        ("published_on", w.published, _day),
        ("overall", w.overall, codes.grade),
        ("missing", w.overall, codes.no_grade),
        *((name, headings, codes.grade) for name, headings in w.grades.items()),
        *((area, (heading,), codes.level) for area, (heading, _) in w.areas.items()),
        *((_day_of(area), (dated,), _day) for area, (_, dated) in w.areas.items()),
        ("safeguarding", w.safeguarding, codes.safeguarding),
        ("concern", w.concern, codes.concern),
        ("concern_now", w.concern_now, codes.concern),
        ("outcome", w.outcome, text),
    )
    made |= {
        name: how(heading)
        for name, headings, how in things
        for heading in headings
        if heading in frame.columns
    }
    if w.concern_now:
        made["concern_now"] = made["concern_now"].fill_null("none")
    return made_of_texts(frame, made)


def _day(column: str) -> pl.Expr:
    return date(column, DAY)


def _day_of(area: str) -> str:
    return f"_day_of_{area}"


def _kind(w: Wording) -> pl.Expr:
    """Where the wording does not say, an inspection with a grade or level is a graded one."""
    if w.kind is not None:
        return pl.lit(w.kind)
    judged = [*w.grades, *w.areas, *(["overall"] if w.overall else [])]
    is_judged = pl.any_horizontal(pl.lit(False), *(pl.col(c).is_not_null() for c in judged))
    return pl.when(is_judged).then(pl.lit(GRADED)).otherwise(pl.lit(UNGRADED))


def _concern(w: Wording) -> pl.Expr:
    """The category that the inspection gave, null where it gave none.

    A file without the column does not say so: a school graded better than Inadequate is in no
    category, but of a graded inspection without an overall grade nothing else tells.
    """
    if w.concern:
        return pl.col("concern")
    is_not_said = pl.col("kind") == GRADED
    if w.overall:
        is_not_said &= pl.col("overall").is_null()
    return pl.when(is_not_said).then(pl.lit(CONCERN_NOT_KNOWN))


def _regime(w: Wording) -> pl.Expr:
    """The framework by the day; only a report card has areas, and a legacy inspection never does."""
    regime: pl.Expr = pl.lit("before_2015")
    for begins, name in REGIME_BEGINS:
        if not (w.legacy and name == "report_card"):
            regime = pl.when(pl.col("inspected_on") >= begins).then(pl.lit(name)).otherwise(regime)
    if w.areas:
        carded = pl.any_horizontal(pl.col(area).is_not_null() for area in w.areas)
        regime = pl.when(carded).then(pl.lit("report_card")).otherwise(regime)
    return regime


def _regraded(w: Wording, present: Collection[str]) -> pl.Expr:
    """`Inclusion 2026-03-03` for each area that a monitoring inspection graded again."""
    later = []
    for area in w.areas:
        if _day_of(area) in present:
            day = pl.col(_day_of(area))
            # The inspection itself lasts some days; a date within a fortnight is its own.
            again = day > pl.col("inspected_on") + pl.duration(days=14)
            later.append(
                pl.when(again).then(pl.lit(AREAS[area] + " ") + day.dt.strftime("%Y-%m-%d"))
            )
    if not later:
        return pl.lit(None, dtype=pl.String)
    joined = pl.concat_str(later, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)
