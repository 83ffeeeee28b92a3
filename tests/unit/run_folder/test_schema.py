"""The declarations of a run folder's tables, and what they do where a table is made or read."""

from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.columns import COLUMN_TYPES
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.schema import TABLES
from cst_screen.vocabulary.table import Table
from tests.unit.run_folder.records import write_record


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_meaning_and_every_key_is_a_column(name: str) -> None:
    table = TABLES[name]

    assert [c for c, column in table.columns.items() if not column.meaning] == []
    assert set(table.key) <= set(table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_a_column_is_of_a_kind_that_a_csv_file_can_hold(name: str) -> None:
    assert set(TABLES[name].types.values()) <= set(COLUMN_TYPES)


@pytest.mark.parametrize("name", TABLES)
def test_what_is_written_is_read_back_the_same(name: str, tmp_path: Path) -> None:
    write_record(tmp_path)
    written = _one_row(TABLES[name])
    written.write_csv(tmp_path / f"{name}.csv", include_bom=True)

    assert RunFolder(tmp_path).table(name).equals(written)


def test_a_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write_record(tmp_path)
    _one_row(TABLES["joiners"]).write_csv(tmp_path / "joiners.csv")
    with (tmp_path / "joiners.csv").open("a", encoding="utf-8") as handle:
        handle.write("many\n")

    with pytest.raises(RunFolderError, match=r"joiners\.csv: this table of the run is not whole"):
        RunFolder(tmp_path).table("joiners")


def _one_row(table: Table) -> pl.DataFrame:
    cell = {
        pl.Int64: pl.lit(7),
        pl.Float64: pl.lit(0.5),
        pl.String: pl.lit("2015/16; 2016/17"),
        pl.Date: pl.date(2024, 3, 29),
        pl.Boolean: pl.lit(True),
    }
    return pl.select(**{name: cell[dtype] for name, dtype in table.types.items()}).cast(table.types)
