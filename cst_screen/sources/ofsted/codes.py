"""From Ofsted's cells to grades, levels and reasons; what is not known is refused.

`9`, `8`, `0`, `Not judged` and `NULL` in place of a grade mean that there is none, each with its
reason. (8, for early years that a school does not have, is in the files and not in their notes.)
An outcome of an ungraded inspection is Ofsted's sentence and is kept as it is: the list of them
grows, and nothing is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from cst_screen.sources.cells import folded
from cst_screen.sources.files import TextFile
from cst_screen.sources.unreadable import Check, leave_out_unreadable
from cst_screen.vocabulary.regimes import CONCERNS, LEVELS

_GRADES = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "outstanding": 1,
    "good": 2,
    "requires improvement": 3,
    "satisfactory": 3,
    "inadequate": 4,
    "special measures": 4,
    "serious weaknesses": 4,
}
NO_GRADE = {
    "9": "not_applicable",
    "8": "not_applicable",
    "0": "not_applicable",
    "not applicable": "not_applicable",
    "not judged": "not_published",
    "insufficient evidence": "not_published",
    "null": "not_published",
}
_LEVELS = {level.lower(): level for level in LEVELS}
_SAFEGUARDING = {
    "yes": "effective",
    "no": "not effective",
    "met": "met",
    "not met": "not met",
}
_CONCERNS = {**{code.lower(): code for code in CONCERNS}, **{w: c for c, w in CONCERNS.items()}}


def grade(column: str) -> pl.Expr:
    """1 Outstanding to 4 Inadequate, from the number or the word; null where there is none."""
    return folded(column).replace_strict(_GRADES, default=None, return_dtype=pl.Int8)


def no_grade(column: str) -> pl.Expr:
    """Why there is no grade; null where there is one."""
    return pl.when(grade(column).is_null()).then(
        folded(column).replace_strict(NO_GRADE, default="not_published", return_dtype=pl.String)
    )


def level(column: str) -> pl.Expr:
    return folded(column).replace_strict(_LEVELS, default=None, return_dtype=pl.String)


def safeguarding(column: str) -> pl.Expr:
    return folded(column).replace_strict(_SAFEGUARDING, default=None, return_dtype=pl.String)


def concern(column: str) -> pl.Expr:
    return folded(column).replace_strict(_CONCERNS, default=None, return_dtype=pl.String)


_KNOWN: dict[str, tuple[dict[str, object], str]] = {
    "grade": (
        {**_GRADES, **NO_GRADE},
        "1 to 4, Outstanding to Inadequate, 9, 8, 0, Not judged, NULL",
    ),
    "level": ({**_LEVELS, **NO_GRADE}, f"{', '.join(reversed(LEVELS))}, 9, Not judged, NULL"),
    "safeguarding": ({**_SAFEGUARDING, **NO_GRADE}, "Yes, No, Met, Not met, 9, NULL"),
    "concern": ({**_CONCERNS, **NO_GRADE, "none": None}, "SM, SWK, RSI, NTI, NULL"),
}


def known_rows(
    file: TextFile, frame: pl.DataFrame, columns: Iterable[tuple[str, str]]
) -> pl.DataFrame:
    """The rows whose cells hold known codes (`unreadable`); `columns` are (column, what)."""
    checks = []
    for column, what in columns:
        known, shown = _KNOWN[what]
        words = folded(column)
        fine = words.is_null() | words.is_in(list(known))
        checks.append(Check(column, fine, f"no known {what}", shown))
    return leave_out_unreadable(file, frame, checks)
