"""A table that is at hand is taken from memory, a large one from its file, once that is whole."""

from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import RunFolderError
from cst_screen.run_folder.csv_tables import write_csv
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.schema import TABLES
from tests.unit.run_folder.records import write_record


def test_a_run_that_is_being_written_is_read_from_memory_where_that_is_at_hand(
    tmp_path: Path,
) -> None:
    write_record(tmp_path)
    verdicts = TABLES["verdicts"].empty()
    write_csv(TABLES["rows"].empty(), tmp_path / "rows.csv")
    folder = RunFolder(tmp_path, {"verdicts": verdicts}.get)

    assert folder.table("verdicts").equals(verdicts)
    assert folder.rows_of("verdicts", pl.col("uid") == 1).is_empty()
    assert folder.table("rows").is_empty()
    with pytest.raises(RunFolderError, match=r"phases\.csv"):
        folder.table("phases")
