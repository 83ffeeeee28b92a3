"""Ofsted: management information on inspections, and the grades in DfE's school workbooks.

Encoding cp1252; dates DD/MM/YYYY; NULL for empty. A school that has not been inspected as it now is
carries its predecessor's inspection, told by `URN at time of`. `wordings` knows the headings of each
era and `codes` the cells; which rows tell of the same inspection is for `inspection_events`.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, TextFile, is_workbook
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.sources.ofsted import codes
from cst_screen.sources.ofsted.wordings import (
    BEFORE_CARDS,
    CARD,
    CARD_YEAR_TO_DATE,
    LATEST,
    PREVIOUS,
    UNGRADED_SINCE,
    YEAR_TO_DATE,
    Headings,
    Wording,
)
from cst_screen.vocabulary.regimes import AREAS, EITHER, GRADED, REGIME_BEGINS, UNGRADED
from cst_screen.vocabulary.tables import INSPECTIONS

_FORM = "%d/%m/%Y"


def _reader(*wordings: Wording) -> Callable[[TextFile, CatalogueEntry], Tables]:
    """A reader of management information: one inspection for each wording that a row fills."""

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        present = [w for w in (_present(file, wording) for wording in wordings) if w is not None]
        frame = file.read(["urn", *(c for w in present for c in _columns(w))])
        if is_workbook(file.path):
            dates = {h for w in present for h in (*w.start, *w.published)}
            dates |= {dated for w in present for _, dated in w.areas.values()}
            frame = _slashed(frame, sorted(dates), _FORM)
        codes.refuse_unknown(file, frame, [c for w in present for c in _coded(w)])
        parts = [_inspections(file, frame, entry, wording) for wording in present]
        return {"inspections": pl.concat(parts)}

    return read


def _present(file: TextFile, wording: Wording) -> Wording | None:
    """The wording with only the headings that the file has; None where it tells of no inspection."""

    def first(headings: Headings) -> Headings:
        return tuple(h for h in headings if h in file.spelled)[:1]

    own = Wording(
        role=wording.role,
        kind=wording.kind,
        start=first(wording.start),
        number=first(wording.number),
        urn_at_time=first(wording.urn_at_time),
        published=first(wording.published),
        overall=first(wording.overall),
        safeguarding=first(wording.safeguarding),
        concern=first(wording.concern),
        concern_now=first(wording.concern_now),
        outcome=first(wording.outcome),
        legacy=wording.legacy,
        grades={name: first(h) for name, h in wording.grades.items() if first(h)},
        areas={name: pair for name, pair in wording.areas.items() if pair[0] in file.spelled},
    )
    told = own.overall or own.grades or own.areas or own.outcome or own.kind == UNGRADED
    return own if own.start and told else None


def _columns(w: Wording) -> list[str]:
    single = (
        w.start,
        w.number,
        w.urn_at_time,
        w.published,
        w.overall,
        w.safeguarding,
        w.concern,
        w.concern_now,
        w.outcome,
        *w.grades.values(),
    )
    return [h for headings in single for h in headings] + [h for a in w.areas.values() for h in a]


def _coded(w: Wording) -> list[tuple[str, str]]:
    return [
        *((h, "grade") for h in (*w.overall, *(h for own in w.grades.values() for h in own))),
        *((heading, "level") for heading, _ in w.areas.values()),
        *((h, "safeguarding") for h in w.safeguarding),
        *((h, "concern") for h in (*w.concern, *w.concern_now)),
    ]


def _inspections(
    file: TextFile, frame: pl.DataFrame, entry: CatalogueEntry, w: Wording
) -> pl.DataFrame:
    """The inspections that stand under one wording; a row without a starting date has none."""
    (start,) = w.start
    refuse_bad_dates(file, frame, start, _FORM)
    none = pl.lit(None, dtype=pl.String)

    def one(headings: Headings, how: Callable[[str], pl.Expr]) -> pl.Expr:
        return how(headings[0]) if headings else none

    grades = {name: codes.grade(headings[0]) for name, headings in w.grades.items()}
    areas = {name: codes.level(heading) for name, (heading, _) in w.areas.items()}
    judged = [*grades.values(), *areas.values(), *(codes.grade(h) for h in w.overall)]
    any_grade = pl.any_horizontal(g.is_not_null() for g in judged) if judged else pl.lit(False)
    kind = (
        pl.lit(w.kind)
        if w.kind
        else pl.when(any_grade).then(pl.lit(GRADED)).otherwise(pl.lit(UNGRADED))
    )
    now = one(w.concern_now, codes.concern).fill_null("none") if w.concern_now else none
    return INSPECTIONS.conform(
        frame.select(
            urn=integer("urn"),
            urn_at_time=_urn_at_time(w),
            inspection=one(w.number, text),
            inspected_on=date(start, _FORM),
            published_on=date(w.published[0], _FORM) if w.published else None,
            regime=_regime(date(start, _FORM), w, areas),
            kind=kind,
            overall=codes.grade(w.overall[0]) if w.overall else None,
            missing=codes.no_grade(w.overall[0]) if w.overall else pl.lit("not_published"),
            **grades,
            **areas,
            regraded=_regraded(w, date(start, _FORM), set(frame.columns)),
            safeguarding=one(w.safeguarding, codes.safeguarding),
            concern=one(w.concern, codes.concern),
            concern_now=now,
            outcome=one(w.outcome, text),
            role=pl.lit(w.role),
            file=pl.lit(entry.number),
            row=ROW,
        ).filter(pl.col("urn").is_not_null() & pl.col("inspected_on").is_not_null())
    )


def _urn_at_time(w: Wording) -> pl.Expr:
    """The URN inspected; a year to date files each inspection under the school that it was of."""
    if w.urn_at_time:
        return integer(w.urn_at_time[0])
    return integer("urn") if w.kind is None else pl.lit(None, dtype=pl.Int64)


def _regime(day: pl.Expr, w: Wording, areas: dict[str, pl.Expr]) -> pl.Expr:
    """The framework by the day; only a report card has areas, and a legacy inspection never does."""
    out: pl.Expr = pl.lit("before_2015")
    for begins, name in REGIME_BEGINS:
        if not (w.legacy and name == "report_card"):
            out = pl.when(day >= begins).then(pl.lit(name)).otherwise(out)
    if areas:
        carded = pl.any_horizontal(a.is_not_null() for a in areas.values())
        out = pl.when(carded).then(pl.lit("report_card")).otherwise(out)
    return out


def _regraded(w: Wording, start: pl.Expr, present: set[str]) -> pl.Expr:
    """`Inclusion 2026-03-03` for each area that a monitoring inspection graded anew."""
    later = []
    for name, (_, dated) in w.areas.items():
        if dated in present:
            day = date(dated, _FORM)
            # The inspection itself lasts some days; a date within a fortnight is its own.
            again = day > start + pl.duration(days=14)
            later.append(
                pl.when(again).then(pl.lit(AREAS[name] + " ") + day.dt.strftime("%Y-%m-%d"))
            )
    if not later:
        return pl.lit(None, dtype=pl.String)
    joined = pl.concat_str(later, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


# --- workbooks --------------------------------------------------------------------------------


def _read_workbook(
    start: str, overall: str, form: str
) -> Callable[[TextFile, CatalogueEntry], Tables]:
    """A reader of a workbook that lists each school's latest grade; dates are text or real dates.

    The date is that of the school's last inspection, whether it gave the grade or, ungraded, only
    confirmed it: of 18,000 rows of each workbook that Ofsted's file of August 2025 can check, a third
    to a half date an ungraded inspection, all but one of them at Good or Outstanding.
    """
    published = "publication date"

    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        frame = file.read(["urn", start, overall, published])
        codes.refuse_unknown(file, frame, [(overall, "grade")])
        frame = _slashed(frame, [start, published], form)
        # School information writes the category of an Inadequate school in place of the grade.
        wording = Wording(
            role="current",
            kind=EITHER,
            start=(start,),
            overall=(overall,),
            concern=(overall,),
            published=(published,) if published in frame.columns else (),
        )
        return {"inspections": _inspections(file, frame, entry, wording)}

    return read


def _slashed(frame: pl.DataFrame, columns: list[str], form: str) -> pl.DataFrame:
    """Dates of a workbook, text in its own form or real dates, as the CSV files write them."""
    dates = [c for c in columns if c in frame.columns]
    either = {c: pl.coalesce(date(c, form), date(c, "%Y-%m-%d")) for c in dates}
    return frame.with_columns(
        pl.coalesce(either[c].dt.strftime(_FORM), pl.col(c)).alias(c) for c in dates
    )


_OVERALL = "overall effectiveness"


def _headings(*wordings: Wording) -> tuple[str, ...]:
    """Every heading that a file may have: of a workbook, only columns that are asked for are kept."""
    return tuple(
        dict.fromkeys(
            h
            for w in wordings
            for headings in (
                w.start,
                w.number,
                w.urn_at_time,
                w.published,
                w.overall,
                w.safeguarding,
                w.concern,
                w.concern_now,
                w.outcome,
                *w.grades.values(),
                *w.areas.values(),
            )
            for h in headings
        )
    )


_OEIF = BEFORE_CARDS
KINDS = (
    # Years to date first: they have the columns of the latest inspections as well, and more.
    FileKind(
        id="ofsted_report_cards_year",
        publisher="Ofsted, management information",
        title="report cards of the year to date",
        distinctive=(
            "inspection number",
            "inspection start date",
            "curriculum and teaching",
            "leadership and governance",
        ),
        read=_reader(CARD_YEAR_TO_DATE),
        blocks=(Block(("urn", "inspection number", "inspection start date"), always=True),),
        name_hint="",
        dated_by="date",
        keep="all",
        optional=_headings(CARD_YEAR_TO_DATE),
    ),
    FileKind(
        id="ofsted_year_to_date",
        publisher="Ofsted, management information",
        title="inspections of the year to date",
        distinctive=("inspection number", "inspection start date", "event type grouping"),
        read=_reader(YEAR_TO_DATE, PREVIOUS, UNGRADED_SINCE),
        blocks=(Block(("urn", "inspection number", "inspection start date"), always=True),),
        name_hint=r"Management_information.*(in-year|year_to_date|inspections_and_outcomes)",
        dated_by="date",
        keep="all",
        optional=_headings(YEAR_TO_DATE, PREVIOUS, UNGRADED_SINCE),
    ),
    FileKind(
        id="ofsted_latest",
        publisher="Ofsted, management information",
        title="latest and previous graded inspection",
        distinctive=(_OVERALL, "inspection start date", "previous inspection start date"),
        read=_reader(LATEST, PREVIOUS, UNGRADED_SINCE),
        blocks=(
            Block(("urn", _OVERALL, "inspection start date", "publication date"), always=True),
        ),
        name_hint=r"Management_information.*latest_inspections",
        dated_by="date",
        keep="all",
        optional=_headings(LATEST, PREVIOUS, UNGRADED_SINCE),
    ),
    FileKind(
        id="ofsted_latest_2015",
        publisher="Ofsted, management information",
        title="latest and previous full inspection, common inspection framework",
        distinctive=(
            _OVERALL,
            "outcomes for children and learners",
            "quality of teaching, learning and assessment",
        ),
        read=_reader(LATEST, PREVIOUS, UNGRADED_SINCE),
        blocks=(Block(("urn", _OVERALL), always=True),),
        name_hint="",
        dated_by="date",
        keep="all",
        optional=_headings(LATEST, PREVIOUS, UNGRADED_SINCE),
    ),
    FileKind(
        id="ofsted_report_cards",
        publisher="Ofsted, management information",
        title="report cards and earlier grades",
        distinctive=(*_OEIF.overall, *_OEIF.start),
        read=_reader(CARD, BEFORE_CARDS, UNGRADED_SINCE),
        blocks=(
            Block(
                ("urn", *_OEIF.overall, *_OEIF.start, *_OEIF.number, *_OEIF.urn_at_time),
                always=True,
            ),
        ),
        name_hint="",
        dated_by="date",
        keep="all",
        optional=_headings(CARD, BEFORE_CARDS, UNGRADED_SINCE),
    ),
    FileKind(
        id="ofsted_workbook",
        publisher="Ofsted, data shared with DfE",
        title="overall effectiveness on one day",
        distinctive=("inspection date", _OVERALL, "ofsted phase"),
        read=_read_workbook("inspection date", _OVERALL, "%Y-%m-%d"),
        blocks=(Block(("urn", "inspection date", _OVERALL), always=True),),
        name_hint=r"ofsted-schools",
        dated_by="date",
        keep="all",
        optional=("publication date",),
    ),
    FileKind(
        id="school_information",
        publisher="DfE, performance tables",
        title="school details with Ofsted rating",
        distinctive=("ofstedrating", "ofstedlastinsp"),
        read=_read_workbook("ofstedlastinsp", "ofstedrating", "%d-%m-%Y"),
        blocks=(Block(("urn", "ofstedrating", "ofstedlastinsp"), always=True),),
        name_hint=r"_school_information",
        keep="all",
    ),
)
