"""A cell that cannot be read costs its row, is counted and is named; a column of them, the file.

The rule for every published file: a row with a cell that holds something other than what its
column may hold is left out whole, because what else stands in it may have moved too. It becomes an
exclusion that names column, value and what is allowed. The file as a whole cannot be trusted, and is
refused, where half of its rows or of the cells of a column cannot be read, or where the same strange value stands in
five rows or more: that is a word of the publisher's that nobody here knows, and no slip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.repeated_texts import column_of
from cst_screen.vocabulary.filled_in import filled_in

UNREADABLE = "unreadable_cell"
LEFT_OUT = (UNREADABLE, "row_not_under_header", "contradicting_rows", "no_urn", "no_key")
"""Reasons for which a row of a published file is not used though it should have been."""
_SAME_VALUE = 5
_SHARE = 0.5
_A_FEW = 3
"""Where a column is filled in fewer rows, as closing dates are, its bad cells are slips."""
_SHOWN = 60
"""Characters of a value that are shown: a cell may hold a whole page."""


@dataclass(frozen=True)
class Check:
    """What a column may hold: `fine` is true where the cell does, or is blank and may be.

    An expression looks at one row at a time, so that it holds of a column if it holds of its texts. A
    function is given the column.
    holds: what such a cell holds, as in "no date". allowed: what the column may hold.
    """

    column: str
    fine: pl.Expr | pl.Series | Callable[[pl.Series], pl.Series]
    holds: str
    allowed: str


def readable(file: TextFile, frame: pl.DataFrame, checks: Sequence[Check]) -> pl.Series:
    """True for each row of `frame` whose cells can be read; the others are noted with `file`.

    Raises a DataError that names every column for whose sake the file is refused.
    """
    checks = [c for c in checks if c.column in frame.columns]
    if frame.is_empty() or not checks:
        return pl.Series([True], dtype=pl.Boolean).new_from_index(0, frame.height)
    fine = [_fine(c, frame).fill_null(False) for c in checks]
    # Nearly always all are: then nothing needs to be known row by row.
    are_all = _hold_throughout(frame, fine)
    if all(are_all):
        return pl.Series([True], dtype=pl.Boolean).new_from_index(0, frame.height)
    wrong_ones = frame.select((~f).alias(str(i)) for i, f in enumerate(fine) if not are_all[i])
    bad = [(checks[int(i)], wrong_ones[i]) for i in wrong_ones.columns]
    if _cannot_be_trusted(frame, bad):
        faults = [_say(file, frame, check, wrong) for check, wrong in bad]
        cells = sum(int(wrong.sum()) for _, wrong in bad)
        raise DataError(
            f"{file.name}: {cells} {'cell' if cells == 1 else 'cells'} cannot be read:\n"
            + "\n".join(faults)
            + "\n  If the publisher has brought in a new code, word or form, report it; until then "
            "correct the cells or take the file out of the folder. If the file was opened and saved "
            "in Excel, download it again; Excel rewrites dates and numbers."
        )
    file.left_out.append(
        pl.concat(
            frame.filter(wrong).select(
                row=pl.col(ROW),
                reason=pl.lit(UNREADABLE),
                detail=filled_in(
                    "column {} holds '{}'; allowed: {}",
                    pl.lit(_spelled(file, check)),
                    _shown(check.column),
                    pl.lit(check.allowed),
                ),
            )
            for check, wrong in bad
        )
        .group_by("row", "reason", maintain_order=True)
        .agg(pl.col("detail").str.join("; "))
    )
    return frame.select(pl.all_horizontal(~wrong for _, wrong in bad)).to_series()


def _fine(check: Check, frame: pl.DataFrame) -> pl.Expr:
    if isinstance(check.fine, pl.Expr):
        return check.fine
    if isinstance(check.fine, pl.Series):
        return pl.lit(check.fine)
    return pl.lit(check.fine(frame[check.column]))


def _hold_throughout(frame: pl.DataFrame, fine: Sequence[pl.Expr]) -> list[bool]:
    """Whether each is true in every row. One that looks at a single column is, if it is of each text."""
    columns = [column_of(expression) for expression in fine]
    found = [True] * len(fine)
    for column in dict.fromkeys(columns):
        rows = frame.select(pl.col(column).unique()) if column else frame
        at = [i for i, one in enumerate(columns) if one == column]
        for i, holds in zip(
            at, rows.select(fine[i].all().alias(str(i)) for i in at).row(0), strict=True
        ):
            found[i] = bool(holds)
    return found


def leave_out_unreadable(
    file: TextFile, frame: pl.DataFrame, checks: Sequence[Check]
) -> pl.DataFrame:
    """The rows of `frame` whose cells can be read (`readable`)."""
    kept = readable(file, frame, checks)
    return frame if kept.all() else frame.filter(kept)


def _cannot_be_trusted(frame: pl.DataFrame, bad: Sequence[tuple[Check, pl.Series]]) -> bool:
    """Whether half of a column cannot be read, or one strange value stands in it again and again."""
    for column in dict.fromkeys(check.column for check, _ in bad):
        wrong = frame.select(
            pl.any_horizontal(w for check, w in bad if check.column == column)
        ).to_series()
        cells = frame.filter(wrong)[column].fill_null("")
        filled = int((frame[column].fill_null("") != "").sum())
        most = cells.value_counts()["count"].max()
        assert isinstance(most, int)
        of_column = cells.len() >= _A_FEW and cells.len() >= _SHARE * filled
        if of_column or cells.len() >= _SHARE * frame.height or most >= _SAME_VALUE:
            return True
    return False


def _say(file: TextFile, frame: pl.DataFrame, check: Check, wrong: pl.Series) -> str:
    """The cells of one column, the first three values of them."""
    cells = (
        frame.filter(wrong)
        .group_by(value=_shown(check.column))
        .agg(row=pl.col(ROW).min(), count=pl.len())
        .sort("row")
    )
    shown = ", ".join(f"'{v}' ({n}, first in row {row})" for v, row, n in cells.head(3).iter_rows())
    more = f" and {cells.height - 3} more" if cells.height > 3 else ""
    return (
        f"  column {_spelled(file, check)}: {shown}{more}: {check.holds}. Allowed: {check.allowed}."
    )


def _spelled(file: TextFile, check: Check) -> str:
    return file.spelled.get(check.column, check.column)


def _shown(column: str) -> pl.Expr:
    cell = pl.col(column).cast(pl.String).str.strip_chars().fill_null("")
    return (
        pl.when(cell.str.len_chars() > _SHOWN)
        .then(cell.str.slice(0, _SHOWN) + "...")
        .otherwise(cell)
    )
