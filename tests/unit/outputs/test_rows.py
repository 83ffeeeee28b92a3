"""Cells that hold several items."""

from __future__ import annotations

from cst_screen.outputs.rows import items, measure_groups


def test_an_empty_cell_holds_nothing() -> None:
    assert (items(None), items(""), items("a; b")) == ([], [], ["a", "b"])


def test_measures_are_grouped_by_key_stage() -> None:
    assert measure_groups("a + b; c") == [["a", "b"], ["c"]]
    assert measure_groups(None) == []
