"""Ofsted: management information on inspections, and the grades in DfE's school workbooks.

Encodings cp1252; dates DD/MM/YYYY; NULL for empty. Overall effectiveness is 1 to 4; `9`, `0` and
`Not judged` (from September 2024) are the absence of a grade, never a grade. A school that has not
been inspected as it now is carries its predecessor's inspection, told by `URN at time of`.
Report cards (from November 2025) and ungraded outcomes are not read here yet.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.cells import date, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Input, Reading
from cst_screen.tables import INSPECTIONS

_WORDS = {
    "outstanding": 1,
    "good": 2,
    "requires improvement": 3,
    "satisfactory": 3,
    "inadequate": 4,
    "special measures": 4,
    "serious weaknesses": 4,
}
# What may stand where a grade would: the absence of one, with its reason.
_NO_GRADE = {
    "9": "not_applicable",
    "0": "not_applicable",
    "not judged": "not_published",
    "insufficient evidence": "not_published",
    "null": "not_published",
}

# --- management information --------------------------------------------------------------------

# Current and previous inspection, in the wording of 2019 to 2024 ("full") and of 2025 ("graded").
_OVERALL = "overall effectiveness"
_START = "inspection start date"
_PUBLISHED = "publication date"
_CURRENT_NUMBER = ("inspection number of latest graded inspection",
                   "inspection number of latest full inspection")  # fmt: skip
_CURRENT_URN = ("urn at time of latest graded inspection", "urn at time of latest full inspection")
_PREVIOUS_NUMBER = ("previous graded inspection number", "previous full inspection number",
                    "previous inspection number")  # fmt: skip
_PREVIOUS_URN = ("urn at time of previous graded inspection",
                 "urn at time of previous full inspection")  # fmt: skip
_PREVIOUS_OVERALL = ("previous graded inspection overall effectiveness",
                     "previous full inspection overall effectiveness")  # fmt: skip
_PREVIOUS_START = "previous inspection start date"
_PREVIOUS_PUBLISHED = "previous publication date"


def _one_of(file: TextFile, names: tuple[str, ...]) -> str | None:
    return next((n for n in names if n in file.spelled), None)


def _read_management_information(file: TextFile, found: Input) -> Reading:
    current = (_one_of(file, _CURRENT_NUMBER), _one_of(file, _CURRENT_URN), _START, _PUBLISHED,
               _OVERALL)  # fmt: skip
    previous = (_one_of(file, _PREVIOUS_NUMBER), _one_of(file, _PREVIOUS_URN), _PREVIOUS_START,
                _PREVIOUS_PUBLISHED, _one_of(file, _PREVIOUS_OVERALL))  # fmt: skip
    frame = file.read(["urn", *(c for c in (*current, *previous) if c)])
    parts = [_events(file, frame, found, "current", *current)]
    if previous[4] and previous[2] in frame.columns:
        parts.append(_events(file, frame, found, "previous", *previous))
    return {"inspections": pl.concat(parts)}


def _events(
    file: TextFile, frame: pl.DataFrame, found: Input, role: str, inspection: str | None,
    urn_at_time: str | None, start: str, published: str, overall: str | None,
) -> pl.DataFrame:  # fmt: skip
    assert overall is not None
    refuse_bad_dates(file, frame, start, "%d/%m/%Y")
    _refuse_unknown_grades(file, frame, overall)
    none = pl.lit(None, dtype=pl.String)
    return INSPECTIONS.conform(
        frame.select(
            urn=integer("urn"),
            urn_at_time=integer(urn_at_time) if urn_at_time else integer("urn"),
            inspection=text(inspection) if inspection else none,
            inspected_on=date(start, "%d/%m/%Y"),
            published_on=date(published, "%d/%m/%Y") if published in frame.columns else None,
            overall=_grade(overall),
            missing=_no_grade(overall),
            role=pl.lit(role),
            file=pl.lit(found.number),
            row=ROW,
        ).filter(pl.col("urn").is_not_null() & pl.col("inspected_on").is_not_null())
    )


def _grade(column: str) -> pl.Expr:
    words = text(column).str.to_lowercase()
    digits = words.cast(pl.Int8, strict=False)
    return (
        pl.when(digits.is_between(1, 4))
        .then(digits)
        .otherwise(words.replace_strict(_WORDS, default=None, return_dtype=pl.Int8))
    )


def _no_grade(column: str) -> pl.Expr:
    words = text(column).str.to_lowercase()
    return (
        pl.when(_grade(column).is_null())
        .then(words.replace_strict(_NO_GRADE, default="not_published", return_dtype=pl.String))
    )  # fmt: skip


def _refuse_unknown_grades(file: TextFile, frame: pl.DataFrame, column: str) -> None:
    words = text(column).str.to_lowercase()
    bad = frame.filter(
        words.is_not_null() & _grade(column).is_null() & ~words.is_in(list(_NO_GRADE))
    ).select(ROW, column)
    if bad.height:
        shown = ", ".join(f"'{v}' in row {row}" for row, v in bad.head(3).iter_rows())
        raise DataError(
            f"{file.name}: column {file.spelled[column]}: {bad.height} cells hold no grade that is "
            f"known: {shown}. Known are 1 to 4, Outstanding to Inadequate, 9, 0, Not judged, NULL. "
            "Correct the cells, or take the file out of the folder and report the new wording."
        )


# Files from November 2025: report cards, and the last inspection under the framework before them.
_OEIF = "latest oeif overall effectiveness"
_OEIF_START = "inspection start date of latest oeif graded inspection"
_OEIF_PUBLISHED = "publication date of latest oeif graded inspection"
_OEIF_NUMBER = "inspection number of latest oeif graded inspection"
_OEIF_URN = "urn at time of latest oeif graded inspection"


def _read_report_cards(file: TextFile, found: Input) -> Reading:
    """The last graded inspection before report cards. The report card itself gives no overall
    effectiveness and is not read yet; its areas are a present state of their own."""
    oeif = (_OEIF_NUMBER, _OEIF_URN, _OEIF_START, _OEIF_PUBLISHED, _OEIF)
    frame = file.read(["urn", *oeif])
    return {"inspections": _events(file, frame, found, "current", *oeif)}


# --- workbooks --------------------------------------------------------------------------------


def _read_workbook(start: str, overall: str, form: str) -> Callable[[TextFile, Input], Reading]:
    """A reader of a workbook that lists each school's latest grade; dates are text or real dates."""

    def read(file: TextFile, found: Input) -> Reading:
        frame = file.read(["urn", start, overall, _PUBLISHED])
        dates = [c for c in (start, _PUBLISHED) if c in frame.columns]
        either = {c: pl.coalesce(date(c, form), date(c, "%Y-%m-%d")) for c in dates}
        frame = frame.with_columns(
            pl.coalesce(either[c].dt.strftime("%d/%m/%Y"), pl.col(c)).alias(c) for c in dates
        )
        return {
            "inspections": _events(
                file, frame, found, "current", None, None, start, _PUBLISHED, overall
            )
        }

    return read


KINDS = (
    FileKind(
        "ofsted_latest", "Ofsted, management information", "latest and previous graded inspection",
        ("overall effectiveness", "inspection start date", "previous inspection start date"),
        _read_management_information,
        (Block(("urn", _OVERALL, _START, _PUBLISHED), always=True),),
        r"Management_information.*latest_inspections", "date", keep="all",
    ),
    FileKind(
        "ofsted_report_cards", "Ofsted, management information", "report cards and earlier grades",
        (_OEIF, _OEIF_START), _read_report_cards,
        (Block(("urn", _OEIF, _OEIF_START, _OEIF_NUMBER, _OEIF_URN), always=True),),
        "", "date", keep="all", optional=(_OEIF_PUBLISHED,),
    ),
    FileKind(
        "ofsted_workbook", "Ofsted, data shared with DfE", "overall effectiveness on one day",
        ("inspection date", "overall effectiveness", "ofsted phase"),
        _read_workbook("inspection date", _OVERALL, "%Y-%m-%d"),
        (Block(("urn", "inspection date", _OVERALL), always=True),),
        r"ofsted-schools", "date", keep="all", optional=(_PUBLISHED,),
    ),
    FileKind(
        "school_information", "DfE, performance tables", "school details with Ofsted rating",
        ("ofstedrating", "ofstedlastinsp"),
        _read_workbook("ofstedlastinsp", "ofstedrating", "%d-%m-%Y"),
        (Block(("urn", "ofstedrating", "ofstedlastinsp"), always=True),),
        r"_school_information", keep="all",
    ),
)  # fmt: skip
