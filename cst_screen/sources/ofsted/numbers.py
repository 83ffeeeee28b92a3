"""Inspection numbers, written one way however a file writes them.

The digits are the number. Ofsted's earlier system gave six of them and writes ITS before them
(`ITS313830`); its present system gives eight and writes them alone (`10125950`). All 20,023 and 32,571
numbers of the file of August 2025 follow this. Some files write ITS before every number or before none,
and programs that save a file again add `.0`, white space or commas between thousands. A cell with no
such number, or with digits lost (`1.0126E+07`), gives no number: its inspection is identified by school
and date, as in files without numbers, and the cell is reported.
"""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.vocabulary.tables import exclude

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


def unreadable_numbers(
    file: TextFile, frame: pl.DataFrame, column: str, entry: CatalogueEntry
) -> pl.DataFrame:
    """The cells of a column that hold something other than a number, as exclusions; `frame` has urn."""
    heading = file.spelled[column]
    return exclude(
        frame.filter(text(column).is_not_null() & inspection_number(column).is_null()).select(
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
