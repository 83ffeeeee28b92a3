"""A page writes what XlsxWriter's own worksheet writes, to the byte."""

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from cst_screen.outputs.shortlist.page import Page

Rows = list[list[str | float | None]]


class Plain(Worksheet):  # type: ignore[misc]
    """The same cells, one call each."""

    def write_row_of(self, row: int, values: Any, formats: Any) -> None:
        for place, (value, look) in enumerate(zip(values, formats, strict=True)):
            if value is None:
                self.write_blank(row, place, None, look)
            elif look is not None:
                write = self.write_string if isinstance(value, str) else self.write_number
                write(row, place, value, look)

    def add_table_of(self, header_row: int, rows: int, options: dict[str, Any]) -> None:
        self.add_table(header_row, 0, header_row + rows, len(options["columns"]) - 1, options)


def _workbook(kind: type, rows: Rows, left_out: int) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2024, 3, 29)})
    book.worksheet_class = kind
    for name in ("one", "two"):
        page = book.add_worksheet(name)
        looks = [book.add_format({"num_format": form}) for form in ("0", "@", "0")]
        page.write_string(0, 0, "A title without a format")
        for number, row in enumerate(rows, 2):
            shown: list[Any] = [*looks]
            if row[left_out] is not None:
                shown[left_out] = None
            page.write_row_of(number, row, shown)
        if rows:
            headings = [{"header": heading} for heading in "abc"]
            page.add_table_of(1, len(rows), {"columns": headings, "autofilter": name == "one"})
    book.close()
    return content.getvalue()


_CELLS = (
    st.none()
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=5)
    | st.sampled_from(["<a & b>", "\U0001f600" * 17_000, "x" * 20_000])
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
)


@pytest.mark.filterwarnings("ignore")
@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(_CELLS, min_size=3, max_size=3), max_size=20), st.integers(0, 2))
def test_the_bytes_are_those_of_one_call_a_cell(rows: Rows, left_out: int) -> None:
    assert _workbook(Page, rows, left_out) == _workbook(Plain, rows, left_out)


def test_a_number_that_excel_has_not_is_refused() -> None:
    with pytest.raises(TypeError, match="NAN/INF"):
        _workbook(Page, [[float("nan"), None, None]], 2)
