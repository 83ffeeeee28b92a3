"""Which columns a window holds, and that a drawn table cuts nothing."""

from __future__ import annotations

import contextlib
import io
import os
import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from cst_screen.outputs.terminal.fitting import Column, lay_out, numbers, whole
from cst_screen.outputs.terminal.tables import new_console, show_table

COLUMNS = (
    Column("School"),
    numbers("URN"),
    whole("Joined"),
    Column("Difference", right=True),
    Column("Why", leaves=1),
    Column("Route", leaves=2),
)
ROW = (
    "Fessrickmere CofE Academy",
    "141642",
    "2016-09-01",
    "+0.91 SD (+0.48 to +1.33)",
    "no results in the years before joining",
    "from another trust",
)


def drawn(width: int, columns: tuple[Column, ...] = COLUMNS, row: tuple[str, ...] = ROW) -> str:
    window = {"TTY_COMPATIBLE": "1", "COLUMNS": str(width), "NO_COLOR": "1"}
    with mock.patch.dict(os.environ, window), contextlib.redirect_stdout(io.StringIO()) as printed:
        show_table(new_console(), columns, [row], "A title", "--json")
    return printed.getvalue()


def test_columns_leave_the_last_first_and_the_table_says_so() -> None:
    shown = [tuple(i for i, _ in lay_out(COLUMNS, [ROW], w).tables[0]) for w in (140, 85, 70)]

    assert shown == [(0, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4), (0, 1, 2, 3)]
    assert "Left out here: Route. A window of 8" not in drawn(140)
    assert re.search(r"Left out here: Why and Route\. A window of \d+", " ".join(drawn(70).split()))


def test_the_window_that_is_named_holds_all_columns() -> None:
    needed = lay_out(COLUMNS, [ROW], 70).needed

    assert lay_out(COLUMNS, [ROW], needed).left_out == ()
    assert lay_out(COLUMNS, [ROW], needed - 1).left_out == (5,)


def test_columns_that_move_go_on_in_a_second_table() -> None:
    columns = (Column("Trust"), *(Column(f"m{n}", right=True, moves=True) for n in range(4)))
    row = ("Grimbickmere Learning Trust", *(f"5{n}.0 (−1.{n} to +9.9)" for n in range(4)))

    layout = lay_out(columns, [row], 60)

    assert [[i for i, _ in table] for table in layout.tables] == [[0, 1, 2], [0, 3, 4]]
    assert "A title, continued" in drawn(60, columns, row)


@given(st.integers(30, 200))
def test_no_window_splits_a_number_a_date_or_a_urn(width: int) -> None:
    text = drawn(width)

    assert all(len(line) <= width for line in text.splitlines())
    assert all(one in text for one in ("141642", "2016-09-01", "+0.91 SD", "+0.48 to +1.33"))
    assert "…" not in text


def test_where_no_table_fits_rows_stand_one_below_another() -> None:
    text = drawn(30)

    assert "URN: 141642\n" in text and "Joined: 2016-09-01\n" in text
