"""From rows of Ofsted's files to inspections: dates, framework, kind, grades and levels."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, date_check, integer, key_check, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.ofsted import codes
from cst_screen.sources.ofsted.numbers import inspection_number
from cst_screen.sources.ofsted.wordings import Headings, Wording
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
    """The inspections whose headings are `w`, one in a row; a row without a starting date has none."""
    (start,) = w.start
    latest = latest_in(entry.dated)
    days = [date_check(start, DAY, latest, FIRST_INSPECTION)]
    days += [date_check(heading, DAY, latest, FIRST_INSPECTION) for heading in w.published]
    days += [date_check(dated, DAY, latest, FIRST_INSPECTION) for _, dated in w.areas.values()]
    urns = [key_check(heading, URN, "URN") for heading in w.urn_at_time]
    frame = leave_out_unreadable(file, frame, [*days, *urns])
    none = pl.lit(None, dtype=pl.String)

    def one(headings: Headings, how: Callable[[str], pl.Expr]) -> pl.Expr:
        return how(headings[0]) if headings else none

    grades = {name: codes.grade(headings[0]) for name, headings in w.grades.items()}
    areas = {name: codes.level(heading) for name, (heading, _) in w.areas.items()}
    judged = [*grades.values(), *areas.values(), *(codes.grade(h) for h in w.overall)]
    any_grade = pl.any_horizontal(g.is_not_null() for g in judged) if judged else pl.lit(False)
    kind = pl.lit(w.kind)
    if w.kind is None:
        kind = pl.when(any_grade).then(pl.lit(GRADED)).otherwise(pl.lit(UNGRADED))
    now = one(w.concern_now, codes.concern).fill_null("none") if w.concern_now else none
    return INSPECTIONS.conform(
        frame.select(
            urn=integer("urn"),
            urn_at_time=_urn_at_time(w),
            inspection=one(w.number, inspection_number),
            inspected_on=date(start, DAY),
            published_on=date(w.published[0], DAY) if w.published else None,
            regime=_regime(date(start, DAY), w, areas),
            kind=kind,
            overall=codes.grade(w.overall[0]) if w.overall else None,
            missing=codes.no_grade(w.overall[0]) if w.overall else pl.lit("not_published"),
            **grades,
            **areas,
            regraded=_regraded(w, date(start, DAY), set(frame.columns)),
            safeguarding=one(w.safeguarding, codes.safeguarding),
            concern=_concern(w, kind),
            concern_now=now,
            outcome=one(w.outcome, text),
            role=pl.lit(w.role),
            file=pl.lit(entry.number),
            row=ROW,
        ).filter(pl.col("urn").is_not_null() & pl.col("inspected_on").is_not_null())
    )


def _concern(w: Wording, kind: pl.Expr) -> pl.Expr:
    """The category that the inspection gave, null where it gave none.

    A file without the column does not say so: a school graded better than Inadequate is in no
    category, but of a graded inspection without an overall grade nothing else tells.
    """
    if w.concern:
        return codes.concern(w.concern[0])
    is_not_said = kind == GRADED
    if w.overall:
        is_not_said &= codes.grade(w.overall[0]).is_null()
    return pl.when(is_not_said).then(pl.lit(CONCERN_NOT_KNOWN))


def _urn_at_time(w: Wording) -> pl.Expr:
    """The URN inspected; a year-to-date file lists each inspection under the school inspected."""
    if w.urn_at_time:
        return integer(w.urn_at_time[0])
    return integer("urn") if w.kind is None else pl.lit(None, dtype=pl.Int64)


def _regime(day: pl.Expr, w: Wording, areas: dict[str, pl.Expr]) -> pl.Expr:
    """The framework by the day; only a report card has areas, and a legacy inspection never does."""
    regime: pl.Expr = pl.lit("before_2015")
    for begins, name in REGIME_BEGINS:
        if not (w.legacy and name == "report_card"):
            regime = pl.when(day >= begins).then(pl.lit(name)).otherwise(regime)
    if areas:
        carded = pl.any_horizontal(a.is_not_null() for a in areas.values())
        regime = pl.when(carded).then(pl.lit("report_card")).otherwise(regime)
    return regime


def _regraded(w: Wording, start: pl.Expr, present: set[str]) -> pl.Expr:
    """`Inclusion 2026-03-03` for each area that a monitoring inspection graded again."""
    later = []
    for name, (_, dated) in w.areas.items():
        if dated in present:
            day = date(dated, DAY)
            # The inspection itself lasts some days; a date within a fortnight is its own.
            again = day > start + pl.duration(days=14)
            later.append(
                pl.when(again).then(pl.lit(AREAS[name] + " ") + day.dt.strftime("%Y-%m-%d"))
            )
    if not later:
        return pl.lit(None, dtype=pl.String)
    joined = pl.concat_str(later, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)
