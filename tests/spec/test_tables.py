import pytest

from tests.spec.tables import frame, number, rows


def test_table_is_read_by_the_names_of_its_columns() -> None:
    found = rows("""
        | school | year |
        |--------|------|
        | 1      | 2018 |
        | 2      |      |
    """)

    assert found == [{"school": "1", "year": "2018"}, {"school": "2", "year": None}]


def test_table_is_a_frame_of_text() -> None:
    assert frame("| a |\n| 1 |")["a"].to_list() == ["1"]


def test_row_with_a_cell_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells under 2 names"):
        rows("| a | b |\n| 1 | 2 | 3 |")


def test_blank_cell_is_no_number() -> None:
    assert (number(None), number("0"), number("-1.5")) == (None, 0.0, -1.5)
