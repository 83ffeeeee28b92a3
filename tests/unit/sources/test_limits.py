"""Limits of figures that do not lie around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, left_out, write

NAME, HEADER, ROWS = FILES["ks4_wide"]
ORDINARY = ROWS[0].split(",")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [("-0.10", "0.30", False), ("-0.11", "0.30", False), ("-0.99", "0.30", True)],
)
def test_limits_lie_as_far_below_the_figure_as_above_it(
    tmp_path: Path, low: str, high: str, said: bool
) -> None:
    """The row is used all the same: another method would have other limits."""
    row = dict(zip(HEADER.split(","), ORDINARY, strict=True)) | {"P8CILOW": low, "P8CIUPP": high}
    write(tmp_path, "ks4_wide", "", ",".join(row.values()))

    folder = read_folder(tmp_path)

    assert left_out(folder)["reason"].to_list() == (["uneven_limits"] if said else [])
    assert "ks4_progress8" in folder.table("results")["measure"]


def test_percent_mark_in_a_column_of_counts_costs_its_row(tmp_path: Path) -> None:
    row = dict(zip(HEADER.split(","), ORDINARY, strict=True))
    rows = [",".join((row | {"URN": str(200 + n)}).values()) for n in range(3)]
    write(tmp_path, "ks4_wide", "", *rows, ",".join((row | {"P8PUP": "65%"}).values()))

    folder = read_folder(tmp_path)

    assert folder.table("results")["urn"].unique().sort().to_list() == [200, 201, 202]
    assert "column P8PUP holds '65%'" in left_out(folder)["detail"].item()
