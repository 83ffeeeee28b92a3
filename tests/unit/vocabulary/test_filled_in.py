"""Sentences filled in row by row."""

from __future__ import annotations

import polars as pl
import pytest

from cst_screen.vocabulary.filled_in import filled_in


def test_each_row_has_its_own_cells() -> None:
    rows = pl.DataFrame({"trust": ["Ash", "Elm", None], "schools": [3, None, 4]})

    said = rows.select(said=filled_in("{} has {} schools", "trust", pl.col("schools") + 1))

    assert said["said"].to_list() == ["Ash has 4 schools", None, None]


def test_rows_may_come_from_parts_of_a_file_of_which_one_has_none() -> None:
    cells = pl.concat(
        [pl.Series(["n/a", "1"]), pl.Series(["2"] * 5), pl.Series(["3", "n/a"])], rechunk=False
    )
    rows = pl.DataFrame([pl.Series("row", range(9)), cells.alias("cell")])
    of_parts = rows.filter(pl.Series([place in (0, 8) for place in range(9)]))
    assert of_parts["cell"].chunk_lengths() == [1, 0, 1]

    said = of_parts.select(said=filled_in("row {} holds '{}'", "row", "cell"))

    assert said["said"].to_list() == ["row 0 holds 'n/a'", "row 8 holds 'n/a'"]


def test_a_cell_for_each_place() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 places"):
        filled_in("{} of {}", "pupils")
