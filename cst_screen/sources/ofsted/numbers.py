"""Inspection numbers, written one way however a file writes them.

The digits are the number. Ofsted's earlier system gave six of them and writes ITS before them
(`ITS313830`); its present system gives eight and writes them alone (`10125950`). All 20,023 and 32,571
numbers of the file of August 2025 follow this. Some files write ITS before every number or before none,
and programs that save a file again add `.0`, white space or commas between thousands. A cell with no
such number, or with digits lost (`1.0126E+07`), gives no number: its inspection is identified by school
and date, as in files without numbers, and the cell is reported.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.repeated_texts import made_of_texts
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

_DIGITS = r"^(?:ITS[-:_]?)?0*([1-9]\d{0,9})(?:\.0*)?$"
_THOUSANDS = r"^(ITS)?\d{1,3}(,\d{3})+(\.0*)?$"
_OF_THE_EARLIER_SYSTEM = 6
"""Digits; no number of the present system has so few."""


def inspection_number(column: str) -> pl.Expr:
    """The number as Ofsted writes it, `ITS313830` or `10125950`; null where the cell holds none."""
    written = text(column).str.to_uppercase().str.replace_all(r"[\s\u00a0]", "")
    grouped = written.str.contains(_THOUSANDS)
    joined = pl.when(grouped).then(written.str.replace_all(",", "")).otherwise(written)
    digits = joined.str.extract(_DIGITS)
    is_earlier = digits.str.len_chars() <= _OF_THE_EARLIER_SYSTEM
    return pl.when(is_earlier).then(pl.lit("ITS") + digits).otherwise(digits)


_AS_WRITTEN = r"^(?:ITS[1-9]\d{0,5}|[1-9]\d{6,9})$"


def inspection_numbers(cells: pl.Series) -> pl.Series:
    """`inspection_number` of a whole column. Most are written as Ofsted writes them, which is quicker
    to see."""
    is_sure = cells.str.contains(_AS_WRITTEN)
    rows = (~is_sure).arg_true()
    careful = made_of_texts(
        cells.gather(rows).to_frame("cell"), {"cell": inspection_number("cell")}
    )
    return cells.clone().scatter(rows, careful["cell"])


def with_numbers(
    file: TextFile, frame: pl.DataFrame, columns: Sequence[str], entry: CatalogueEntry
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frame with these columns as inspection numbers; the cells of them that hold something else, as
    exclusions. `frame` has urn."""
    read = {column: inspection_numbers(frame[column]) for column in columns}
    unreadable = [
        _unreadable(
            file, frame.filter(numbers.is_null() & frame[column].is_not_null()), column, entry
        )
        for column, numbers in read.items()
    ]
    return frame.with_columns(**read), pl.concat([EXCLUSIONS.empty(), *unreadable])


def _unreadable(
    file: TextFile, without: pl.DataFrame, column: str, entry: CatalogueEntry
) -> pl.DataFrame:
    """The cells of rows without a number that are not blank."""
    heading = file.spelled[column]
    return exclude(
        without.filter(text(column).is_not_null()).select(
            pl.col("urn").str.strip_chars().cast(pl.Int32, strict=False),
            cell=text(column),
            file=pl.lit(entry.number, dtype=pl.Int16),
            row=pl.col(ROW),
        ),
        "inspections",
        "inspection",
        "number_not_readable",
        pl.lit(f"column {heading}: '")
        + pl.col("cell")
        + "' is no inspection number such as 10125950 or ITS313830; the inspection is "
        "identified by school and date",
    )
