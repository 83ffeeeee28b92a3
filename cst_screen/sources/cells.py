"""Turning the text of a cell into a figure or the reason why there is none.

No code ever becomes a number: a cell is a finite number, or a code that its publisher documents,
or blank; anything else is an error that names file, column and value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.files import ROW, TextFile
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
_THOUSANDS = r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"


def number(column: str) -> pl.Expr:
    """The cell as a finite number, null otherwise; `65%`, `1,234` and `£46,053` are numbers."""
    text = pl.col(column).str.strip_chars(_SPACE + "£%")
    parsed = text.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    # A comma separates thousands; anywhere else it is a decimal comma or a slip, and not read.
    has_no_stray_comma = ~text.str.contains(",", literal=True) | text.str.contains(_THOUSANDS)
    return pl.when(parsed.is_finite() & has_no_stray_comma).then(parsed)


_SAMPLE = 400


def numbers(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """`number` for whole columns, trying the plainest reading of each column first."""
    marked = (
        frame.head(_SAMPLE)
        .select(pl.col(c).str.ends_with("%").any().fill_null(False) for c in columns)
        .row(0)
    )
    quick = [
        (pl.col(c).str.strip_suffix("%") if has_mark else pl.col(c)).cast(pl.Float64, strict=False)
        for c, has_mark in zip(columns, marked, strict=True)
    ]
    # The words NaN and inf would parse, and are not figures.
    figures = frame.select(pl.when(q.is_finite()).then(q) for q in quick)
    # What is left is a handful of codes, nearly always; a column where any of it is a number after
    # all (a thousands separator, a stray space) is read again with care.
    left = pl.collect_all(
        frame.lazy().select(c).filter(pl.lit(figures[c]).is_null()).drop_nulls().unique()
        for c in columns
    )
    careful = [
        c
        for c, cells in zip(columns, left, strict=True)
        if cells.height and cells.select(number(c).is_not_null().any()).item()
    ]
    return figures.with_columns(frame.select(number(c) for c in careful)) if careful else figures


def reasons(
    frame: pl.DataFrame, values: pl.DataFrame, codes: Mapping[str, str], blank: str
) -> pl.DataFrame:
    """Why each cell gives no number: from its code, `blank` when empty; null when there is a number.

    Null also where the cell holds neither: `refuse_unknown_codes` makes that an error.
    """
    words = {**codes, "": blank}

    def why(column: str) -> pl.Expr:
        cell = pl.col(column).str.strip_chars(_SPACE).fill_null("")
        return cell.replace_strict(words, default=None, return_dtype=MISSING)

    reasons_of_gaps = pl.collect_all(
        frame.lazy().filter(pl.lit(values[c]).is_null()).select(why(c)) for c in values.columns
    )
    none = pl.Series([None], dtype=MISSING).new_from_index(0, frame.height)
    return pl.DataFrame(
        [
            # A copy each time: scatter writes into the series it is called on.
            none.clone().scatter(values[c].is_null().arg_true(), cells.to_series()).alias(c)
            if cells.height
            else none.alias(c)
            for c, cells in zip(values.columns, reasons_of_gaps, strict=True)
        ]
    )


@dataclass(frozen=True)
class UnknownCodes:
    """Cells of one column that are neither a number nor a known code."""

    column: str
    values: list[tuple[str, int, int]]  # value, first row, count


def refuse_unknown_codes(
    file: TextFile,
    frame: pl.DataFrame,
    parsed: pl.DataFrame,
    why: pl.DataFrame,
    codes: Mapping[str, str],
) -> None:
    """Raise one DataError that lists every cell with neither a number nor a reason, with rows.

    `parsed` and `why` come from `numbers` and `reasons`: where one is null, the other must not be.
    """
    faults = []
    for column in why.columns:
        neither = parsed[column].is_null() & why[column].is_null()
        if not neither.any():
            continue
        bad = (
            frame.filter(neither)
            .group_by(value=pl.col(column).str.strip_chars(_SPACE))
            .agg(row=pl.col(ROW).min(), count=pl.len())
            .sort("row")
        )
        faults.append(UnknownCodes(file.spelled[column], bad.rows()))
    if faults:
        raise DataError(_say_unknown_codes(file.name, faults, codes))


def _say_unknown_codes(name: str, faults: list[UnknownCodes], codes: Mapping[str, str]) -> str:
    cells = sum(count for fault in faults for _, _, count in fault.values)
    hold = "1 cell holds" if cells == 1 else f"{cells} cells hold"
    lines = [f"{name}: {hold} neither a number nor a known code."]
    for fault in faults:
        shown = ", ".join(f"'{v}' ({n}, first in row {row})" for v, row, n in fault.values[:3])
        more = f" and {len(fault.values) - 3} more" if len(fault.values) > 3 else ""
        lines.append(f"  column {fault.column}: {shown}{more}")
    lines.append(f"  Known codes: {', '.join(codes)}; a cell may also be blank.")
    lines.append(
        "  Correct the cells, or take the file out of the folder. If the publisher has "
        "introduced a new code, report it."
    )
    return "\n".join(lines)


def date(column: str, form: str) -> pl.Expr:
    """The cell as a date in the publisher's form, null when blank or not one."""
    return pl.col(column).str.strip_chars().str.slice(0, 10).str.to_date(form, strict=False)


def refuse_bad_dates(
    file: TextFile, frame: pl.DataFrame, column: str, form: str, by_hand: bool = False
) -> None:
    """Raise a DataError for cells of a date column that hold something other than such a date."""
    text = pl.col(column).str.strip_chars()
    blank = text.is_null() | (text == "") | (text == "NULL")
    bad = frame.filter(~blank & date(column, form).is_null()).select(ROW, column)
    if bad.height:
        shown = ", ".join(f"'{v}' in row {row}" for row, v in bad.head(3).iter_rows())
        example = {"%d-%m-%Y": "31-08-2024", "%d/%m/%Y": "31/08/2024"}.get(form, "2024-08-31")
        advice = (
            "Write dates as year-month-day. Excel rewrites dates, so format the column as text."
            if by_hand
            else "Excel rewrites dates. If the file was saved in Excel, download it again."
        )
        cells = "1 cell is not a date" if bad.height == 1 else f"{bad.height} cells are not dates"
        raise DataError(
            f"{file.name}: column {file.spelled[column]}: {cells} like {example}: {shown}. {advice}"
        )


def text(column: str) -> pl.Expr:
    """The cell as text, null when blank or Ofsted's NULL."""
    stripped = pl.col(column).str.strip_chars(_SPACE)
    return pl.when((stripped != "") & (stripped != "NULL")).then(stripped)


def folded(column: str) -> pl.Expr:
    """`text` in lower case with white space folded, for comparing the publishers' words."""
    return text(column).str.to_lowercase().str.replace_all(r"\s+", " ")


def integer(column: str) -> pl.Expr:
    """The cell as a whole number (a URN, a UID), null when it is not one or far too long."""
    whole = pl.col(column).str.strip_chars().cast(pl.Int64, strict=False)
    return pl.when(whole.is_between(-_LARGEST, _LARGEST)).then(whole)
