from pathlib import Path

import polars as pl

from cst_screen.run_folder.write import write_csv


def test_a_zero_has_no_sign_and_a_gap_stays_a_gap(tmp_path: Path) -> None:
    """The sign of a sum that cancels out depends on the order in which it was taken."""
    write_csv(pl.DataFrame({"value": [-0.0, -4e-9, 0.5, None]}), tmp_path / "table.csv")

    assert (tmp_path / "table.csv").read_text(encoding="utf-8-sig").split("\n") == [
        "value",
        "0.0",
        "0.0",
        "0.5",
        "",
        "",
    ]
