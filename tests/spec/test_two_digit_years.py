"""A year of two digits does not say its century: such a date is never read."""

from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.spec.tables import Row, rows
from tests.unit.sources.results import row_with
from tests.unit.sources.samples import FILES, write

DATES = """
    | file                | column                | written  | like       |
    | gias_links          | LinkEstablishedDate   | 01-09-17 | 31-08-2024 |
    | gias_establishments | OpenDate              | 01-09-17 | 31-08-2024 |
    | gias_establishments | CloseDate             | 31-08-23 | 31-08-2024 |
    | gias_group_links    | Joined Date           | 01-09-15 | 31-08-2024 |
    | gias_groups         | Open Date             | 01/09/15 | 31/08/2024 |
    | ofsted_latest       | Inspection start date | 28/09/22 | 31/08/2024 |
"""


@pytest.mark.parametrize("row", rows(DATES), ids=str)
def test_file_with_years_of_two_digits_is_refused_by_name(tmp_path: Path, row: Row) -> None:
    kind, column, written = row["file"] or "", row["column"] or "", row["written"] or ""
    write(tmp_path, kind, "", row_with(kind, **{column: written}))

    with pytest.raises(DataError) as fault:
        read_folder(tmp_path)

    said = str(fault.value)
    assert said.startswith(FILES[kind][0])
    assert f"column {column}: '{written}' (1, first in row 2): not a date" in said
    assert f"dates like {row['like']}" in said


def test_memberships_with_years_of_two_digits_are_refused_by_name(tmp_path: Path) -> None:
    row = "900,TR00900,Ash Trust,0123456,Multi-academy trust,101,14-01-14,"
    write(tmp_path, "gias_memberships", "", row)

    with pytest.raises(DataError, match=r"Date Joined Group: '14-01-14' .* like 2024-08-31"):
        read_folder(tmp_path)
