import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.sources.cells import comparable, date, integer, integers, text
from cst_screen.sources.repeated_texts import column_of, made_of_texts

CELLS = st.sampled_from(
    [None, "", " ", "NULL", "12", "+5", "7.0", " 8", "01-09-2017", "Two\twords"]
)


@given(st.lists(CELLS, max_size=12))
def test_what_is_made_of_texts_is_what_is_made_of_cells(cells: list[str | None]) -> None:
    frame = pl.DataFrame({"a": cells, "b": cells[::-1]}, schema={"a": pl.String, "b": pl.String})
    made = {
        "words": comparable("a"),
        "day": date("b", "%d-%m-%Y"),
        "blank": text("a").is_null(),
        "either": pl.coalesce(text("a"), text("b")),
        "key": integer("b"),
    }

    assert made_of_texts(frame, made).equals(frame.select(**made))
    assert integers(frame["a"]).equals(frame.select(integer("a")).to_series())


def test_expression_of_several_columns_is_of_none_alone() -> None:
    assert [column_of(e) for e in (text("a"), pl.lit(1), text("a") + text("b"))] == ["a", "", ""]
