"""Turning the text of a cell into a figure or the reason why there is none.

No code ever becomes a number: a cell is a finite number, or a code that its publisher documents,
or blank; anything else is an error that names file, column and value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.unreadable import Check
from cst_screen.vocabulary.ranges import EARLIEST, LATEST, Range
from cst_screen.vocabulary.tables import MISSING

# Codes of the performance tables: meta/20xx-20xx_abbreviations.xlsx of each year's download.
PERFORMANCE_TABLE_CODES: Mapping[str, str] = {
    "SUPP": "suppressed",
    "SUPP*": "suppressed",
    "NE": "no_entries",
    "NA": "not_applicable",
    "NP": "not_published",
    "LOWCOV": "low_coverage",
    "SP": "suppressed",  # "between 0% and 0.5%": not a number that can be averaged
    "RE": "suppressed",
    "NEW": "not_applicable",
    "UNAVAIL": "not_published",
    "DNS": "not_supplied",
}

# Codes of Explore Education Statistics files.
EES_CODES: Mapping[str, str] = {
    "z": "not_applicable",
    "c": "suppressed",
    "x": "not_published",
    ":": "not_published",
    "low": "suppressed",  # rounds to 0 but is not 0
    "u": "low_coverage",
    "k": "suppressed",
}


_LARGEST = 2**31 - 1
_SPACE = " \t\u00a0"
_EDGE = "[ \t\u00a0]*"
_DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)"
_NUMBER = f"^{_EDGE}£?{_EDGE}({_DIGITS}){_EDGE}%?{_EDGE}$"
"""A comma parts thousands; anywhere else it is a decimal comma or a slip. A figure with an exponent is
no publisher's figure: 1e-400 would become 0."""


def number(column: str) -> pl.Expr:
    """The cell as a finite number, null otherwise; `65%`, `1,234` and `£46,053` are numbers."""
    return _number_in(pl.col(column))


def _number_in(cells: pl.Expr) -> pl.Expr:
    digits = cells.str.extract(_NUMBER).str.replace_all(",", "", literal=True)
    parsed = digits.cast(pl.Float64, strict=False)
    return pl.when(parsed.is_finite()).then(parsed)


_SAMPLE = 400


def numbers(
    frame: pl.DataFrame, columns: list[str], unmarked: Collection[str] = ()
) -> pl.DataFrame:
    """`number` for whole columns, trying the plainest reading of each column first.

    unmarked: columns of counts, points or rates, in which a percent mark is a slip.
    """
    if not columns:
        return frame.select()
    marked = (
        frame.head(_SAMPLE)
        .select(
            # In a column of other figures one mark is a slip, and the form only where most cells have it.
            pl.col(c).str.ends_with("%").sum() > pl.col(c).str.contains(r"\d$").sum()
            if c in unmarked
            else pl.col(c).str.ends_with("%").any().fill_null(False)
            for c in columns
        )
        .row(0)
    )
    quick = [
        (pl.col(c).str.strip_suffix("%") if has_mark else pl.col(c)).cast(pl.Float64, strict=False)
        for c, has_mark in zip(columns, marked, strict=True)
    ]
    # The words NaN and inf would parse, and are not figures; nor is what has an exponent.
    figures = frame.select(
        pl.when(q.is_finite() & ~pl.col(c).str.contains_any(["e", "E"])).then(q)
        for c, q in zip(columns, quick, strict=True)
    )
    # What is left is a handful of codes, nearly always; a column where any of it is a number after
    # all (a thousands separator, a stray space) is read again with care.
    left = frame.select(
        # In order: the expression may be worked out twice, and its halves must fit each other.
        _number_in(
            pl.col(c).filter(pl.lit(figures[c]).is_null()).drop_nulls().unique(maintain_order=True)
        )
        .is_not_null()
        .any()
        for c in columns
    ).row(0)
    careful = [
        number(c) if has_mark or c not in unmarked else _without_marks(c)
        for c, has_mark, has_numbers in zip(columns, marked, left, strict=True)
        if has_numbers
    ]
    return figures.with_columns(frame.select(careful)) if careful else figures


def _without_marks(column: str) -> pl.Expr:
    """The figure, null where it has a percent mark in a column of other figures."""
    return pl.when(~pl.col(column).str.contains("%", literal=True)).then(number(column))


def reasons(
    frame: pl.DataFrame, values: pl.DataFrame, codes: Mapping[str, str], blank: str
) -> pl.DataFrame:
    """Why each cell gives no number: from its code, `blank` when empty; null when there is a number.

    Null also where the cell holds neither: `refuse_unknown_codes` makes that an error.
    """
    words = {**codes, "": blank}
    gaps = {c: values[c].is_null().arg_true() for c in values.columns}
    gaps = {c: rows for c, rows in gaps.items() if rows.len()}

    def why(column: str) -> pl.Expr:
        cell = pl.col(column).gather(pl.lit(gaps[column])).str.strip_chars(_SPACE).fill_null("")
        word = cell.replace_strict(words, default=None, return_dtype=MISSING)
        return word.implode().alias(column)

    found = frame.select(why(c) for c in gaps)
    none = pl.Series([None], dtype=MISSING).new_from_index(0, frame.height)
    return pl.DataFrame(
        # A copy each time: scatter writes into the series it is called on.
        none.clone().scatter(gaps[c], found[c].explode()).alias(c) if c in gaps else none.alias(c)
        for c in values.columns
    )


def figure_checks(
    parsed: pl.DataFrame, why: pl.DataFrame, within: Mapping[str, Range], codes: Mapping[str, str]
) -> list[Check]:
    """That each cell holds a number within the range of its column, a known code, or nothing.

    `parsed` and `why` come from `numbers` and `reasons`: where one is null, the other must not be.
    """
    known = f"{', '.join(codes)}, or blank"
    checks = []
    for column, span in within.items():
        figure = pl.lit(parsed[column])
        checks += [
            Check(
                column,
                pl.lit(why[column]).is_not_null() | figure.is_not_null(),
                "neither a number nor a known code",
                f"numbers, {known}",
            ),
            Check(
                column,
                figure.is_between(span.lowest, span.highest).fill_null(True),
                "a number that cannot be",
                f"numbers from {span}, {known}",
            ),
        ]
    return checks


_DAY = {"%d": r"\d{1,2}", "%m": r"\d{1,2}", "%Y": r"\d{4}"}


def date(column: str, form: str) -> pl.Expr:
    """The cell as a date in the publisher's form, null when blank or not one; a time is cut off.

    A year has four digits: two do not say their century, and 01-09-17 would be of the year 17.
    """
    digits = form
    for mark, pattern in _DAY.items():
        digits = digits.replace(mark, pattern)
    day = pl.col(column).str.strip_chars(_SPACE).str.extract(rf"^({digits})(?:[ T]\d.*)?$")
    parsed = day.str.to_date(form, strict=False)
    return pl.when(parsed.is_between(EARLIEST, LATEST)).then(parsed)


def is_blank(column: str) -> pl.Expr:
    return text(column).is_null()


def date_check(
    column: str, form: str, latest: dt.date = LATEST, earliest: dt.date = EARLIEST
) -> Check:
    """That a cell is blank, or a date in this form and between these days."""
    return Check(
        column,
        is_blank(column) | date(column, form).is_between(earliest, latest),
        "not a date",
        f"dates like {_EXAMPLES[form]}, from {earliest} to {latest}, or blank",
    )


_EXAMPLES = {"%d-%m-%Y": "31-08-2024", "%d/%m/%Y": "31/08/2024", "%Y-%m-%d": "2024-08-31"}


def key_check(
    column: str, within: Range, what: str = "whole number", gaps: Collection[str] = ()
) -> Check:
    """That a cell is blank, one of `gaps`, or a whole number in the range (`142589.0` is one)."""
    fine = is_blank(column) | integer(column).is_between(within.lowest, within.highest)
    if gaps:
        fine |= text(column).is_in(list(gaps))
    also = f", {', '.join(gaps)}" if gaps else ""
    return Check(column, fine, f"no {what}", f"whole numbers from {within}{also}, or blank")


def word_check(column: str, known: Collection[str], what: str, needed: bool = False) -> Check:
    """That a cell is one of the known words, as `comparable` writes them, or blank where it may be."""
    words = comparable(column)
    return Check(
        column,
        words.is_in(list(known)) | (pl.lit(not needed) & words.is_null()),
        f"no known {what}",
        ", ".join(known) + ("" if needed else ", or blank"),
    )


def refuse_bad_dates(file: TextFile, frame: pl.DataFrame, column: str, form: str) -> None:
    """Raise a DataError for cells of a date column that hold something other than such a date.

    For files that are kept by hand, where each row counts.
    """
    bad = frame.filter(~is_blank(column) & date(column, form).is_null()).select(ROW, column)
    if bad.height:
        shown = ", ".join(f"'{v}' in row {row}" for row, v in bad.head(3).iter_rows())
        cells = "1 cell is not a date" if bad.height == 1 else f"{bad.height} cells are not dates"
        raise DataError(
            f"{file.name}: column {file.spelled[column]}: {cells} like {_EXAMPLES[form]}: {shown}. "
            "Write each as year-month-day; Excel rewrites dates, so format the column as text."
        )


def text(column: str) -> pl.Expr:
    """The cell as text, null when blank or Ofsted's NULL."""
    stripped = pl.col(column).str.strip_chars(_SPACE)
    return pl.when((stripped != "") & (stripped != "NULL")).then(stripped)


def folded(column: str) -> pl.Expr:
    """`text` in lower case with white space folded, for comparing the publishers' words."""
    return text(column).str.to_lowercase().str.replace_all(r"\s+", " ")


def comparable(column: str) -> pl.Expr:
    """`folded` without dashes and commas: "Multi academy trust" is "Multi-academy trust"."""
    bare = folded(column).str.replace_all("[-,\u2010-\u2015]", " ")
    return bare.str.replace_all(" +", " ").str.strip_chars()


def integer(column: str) -> pl.Expr:
    """The cell as a whole number (a URN, a UID), null when it is not one or far too long.

    A spreadsheet may have written it as `142589.0`.
    """
    digits = pl.col(column).str.extract(rf"^{_EDGE}(-?\d+)(?:\.0+)?{_EDGE}$")
    whole = digits.cast(pl.Int64, strict=False)
    return pl.when(whole.is_between(-_LARGEST, _LARGEST)).then(whole)
