"""Turning the text of a cell into a figure or the reason why there is none.

No code ever becomes a number: a cell is a finite number, or a code that its publisher documents,
or blank; anything else is an error that names file, column and value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.repeated_texts import made_of_texts, texts_and_places
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


@dataclass(frozen=True)
class Figures:
    """Columns of figures, read: `values`, and `why` a cell gives no number, null where it gives one.

    Both are null where the cell holds neither a number nor a known code: `figure_checks` finds those.
    """

    values: pl.DataFrame
    why: pl.DataFrame

    def filter(self, rows: pl.Series) -> Figures:
        return Figures(self.values.filter(rows), self.why.filter(rows))


def read_figures(
    frame: pl.DataFrame,
    columns: Sequence[str],
    codes: Mapping[str, str],
    blank: str,
    unmarked: Collection[str] = (),
) -> Figures:
    """The columns as figures: `number`, and for each gap the reason, by its code, `blank` when empty.

    unmarked: columns of counts, points or rates, in which a percent mark is a slip.
    """
    if not columns:
        return Figures(frame.select(), frame.select())
    texts, places = texts_and_places(pl.concat([frame[c] for c in columns]))
    cell = pl.col("cell")
    word = cell.str.strip_chars(_SPACE).fill_null("")
    of_text = texts.to_frame("cell").select(
        figure=_number_in(cell),
        unmarked=pl.when(~_has_mark(cell)).then(_number_in(cell)),
        has_mark=_has_mark(cell),
        why=word.replace_strict({**codes, "": blank}, default=None, return_dtype=MISSING),
    )
    figures, why = (of_text[c].gather(places) for c in ("figure", "why"))
    values, gaps = {}, {}
    for at, column in enumerate(columns):
        own = slice(at * frame.height, (at + 1) * frame.height)
        values[column], gaps[column] = figures[own], why[own]
        if column in unmarked and of_text["has_mark"].any() and _has_slips(frame[column]):
            values[column] = of_text["unmarked"].gather(places[own])
    return Figures(pl.DataFrame(values), pl.DataFrame(gaps))


def _has_mark(cell: pl.Expr) -> pl.Expr:
    return cell.str.contains("%", literal=True)


def _has_slips(cells: pl.Series) -> bool:
    """Whether percent marks in a column of other figures are slips: where most figures at its top have one,
    that is the form of the column."""
    top = cells.head(_SAMPLE)
    marked = top.str.ends_with("%").sum()
    return not marked or marked <= top.str.contains(r"\d$").sum()


def figure_checks(
    read: Figures, within: Mapping[str, Range], codes: Mapping[str, str]
) -> list[Check]:
    """That each cell holds a number within the range of its column, a known code, or nothing."""
    known = f"{', '.join(codes)}, or blank"
    checks = []
    for column, span in within.items():
        figure = pl.lit(read.values[column])
        checks += [
            Check(
                column,
                pl.lit(read.why[column]).is_not_null() | figure.is_not_null(),
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
    also = f", {', '.join(gaps)}" if gaps else ""

    def fine(cells: pl.Series) -> pl.Series:
        is_key = integers(cells).is_between(within.lowest, within.highest).fill_null(False)
        if is_key.all():
            return is_key
        rows = (~is_key).arg_true()
        may_be = is_blank(cells.name) | text(cells.name).is_in(list(gaps))
        return is_key.scatter(rows, cells.gather(rows).to_frame().select(may_be).to_series())

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


def integers(cells: pl.Series) -> pl.Series:
    """`integer` of a whole column. Most hold digits and nothing else, which is quicker to see."""
    quick = cells.cast(pl.Int64, strict=False)
    is_sure = quick.is_between(0, _LARGEST).fill_null(False) & ~cells.str.starts_with("+")
    left = cells.filter(~is_sure & cells.is_not_null())
    if left.is_empty():
        return quick
    name = cells.name
    careful = made_of_texts(left.to_frame(), {name: integer(name)})[name]
    rows = (~is_sure & cells.is_not_null()).arg_true()
    return quick.scatter(rows, careful)


def integer(column: str) -> pl.Expr:
    """The cell as a whole number (a URN, a UID), null when it is not one or far too long.

    A spreadsheet may have written it as `142589.0`.
    """
    digits = pl.col(column).str.extract(rf"^{_EDGE}(-?\d+)(?:\.0+)?{_EDGE}$")
    whole = digits.cast(pl.Int64, strict=False)
    return pl.when(whole.is_between(-_LARGEST, _LARGEST)).then(whole)
