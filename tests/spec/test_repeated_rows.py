"""Two rows of one school and year: which one counts, whatever their order."""

from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.spec.tables import Row, number, rows
from tests.unit.builders import write_csv
from tests.unit.sources.results import row_with
from tests.unit.sources.samples import FILES

ABSENCE = """
    | one                      | one_rate | other         | other_rate | counts | other_is            |
    | Academic year            | 8.24     | Autumn term   | 4.12       | 8.24   | part_of_the_year    |
    | Academic year            | 8.24     | Academic year | 8.24       | 8.24   | repeated            |
    | Academic year            | 8.24     | Academic year | 6.1        |        | contradicting_rows  |
    | Six half terms           | 8.24     | Spring term   | 5.0        | 8.24   | part_of_the_year    |
"""
KS4 = """
    | one   | one_score | other       | other_score | counts | other_is           |
    | Final | 56.2      | Provisional | 46.2        | 56.2   | repeated           |
    | Final | 56.2      | Revised     | 46.2        | 56.2   | repeated           |
    | Revised | 56.2    | Provisional | 46.2        | 56.2   | repeated           |
    | Final | 56.2      | Final       | 46.2        |        | contradicting_rows |
    | Final | 56.2      | Final       | 56.2        | 56.2   | repeated           |
"""


def _in_both_orders(
    tmp_path: Path, name: str, header: str, two: list[str], measure: str
) -> tuple[list[float], set[str]]:
    seen = []
    for order in (two, two[::-1]):
        write_csv(tmp_path / name, header, *order)
        folder = read_folder(tmp_path)
        results = folder.table("results").filter(
            (folder.table("results")["measure"] == measure)
            & (folder.table("results")["urn"] == 101)
        )
        others = folder.table("exclusions").filter(folder.table("exclusions")["urn"] == 101)
        seen.append((results["value"].to_list(), set(others["reason"])))
    assert seen[0] == seen[1]
    return seen[0]


@pytest.mark.parametrize("row", rows(ABSENCE), ids=str)
def test_row_of_the_year_counts_before_that_of_a_term(tmp_path: Path, row: Row) -> None:
    name, header, _ = FILES["absence_tidy"]
    two = [
        f"{row[which]},{row_with('absence_tidy', sess_overall_percent=row[which + '_rate'] or '')}"
        for which in ("one", "other")
    ]
    values, reasons = _in_both_orders(
        tmp_path, name, f"time_identifier,{header}", two, "absence_overall"
    )

    assert values == ([] if row["counts"] is None else [number(row["counts"])])
    assert reasons == {row["other_is"]}


@pytest.mark.parametrize("row", rows(KS4), ids=str)
def test_later_version_counts(tmp_path: Path, row: Row) -> None:
    name, header, _ = FILES["ks4_tidy_2023"]
    two = [
        row_with(
            "ks4_tidy_2023", school_urn="101", version=row[which] or "", avg_att8=row[score] or ""
        )
        for which, score in (("one", "one_score"), ("other", "other_score"))
    ]
    values, reasons = _in_both_orders(tmp_path, name, header, two, "ks4_attainment8")

    assert values == ([] if row["counts"] is None else [number(row["counts"])])
    assert reasons == {row["other_is"]}


def test_two_census_rows_that_contradict_each_other_are_both_left_out(tmp_path: Path) -> None:
    name, header, _ = FILES["census"]
    two = [row_with("census"), row_with("census", NOR="9999")]

    assert _in_both_orders(tmp_path, name, header, two, "roll") == ([], {"contradicting_rows"})


@pytest.mark.parametrize("covers", ["Autumn and spring term", "Autumn term"])
def test_file_of_one_or_two_terms_is_not_taken_for_the_year(tmp_path: Path, covers: str) -> None:
    name, header, rows_ = FILES["absence_tidy"]
    write_csv(tmp_path / name, f"time_identifier,{header}", *(f"{covers},{r}" for r in rows_))

    with pytest.raises(DataError, match=rf"covers '{covers}' only .*time_identifier"):
        read_folder(tmp_path)


def test_schools_without_a_urn_are_refused_though_their_laestab_is_there(tmp_path: Path) -> None:
    name, header, _ = FILES["absence_tidy"]
    write_csv(
        tmp_path / name,
        f"school_laestab,{header}",
        *(f"955258{i},{row_with('absence_tidy', school_urn='')}" for i in range(3)),
    )

    with pytest.raises(
        DataError, match=r"no row of a school has a URN \(3 rows, the first is row 2"
    ):
        read_folder(tmp_path)


def test_one_school_without_a_urn_is_said(tmp_path: Path) -> None:
    name, header, rows_ = FILES["absence_tidy"]
    write_csv(tmp_path / name, header, *rows_, row_with("absence_tidy", school_urn=""))

    exclusions = read_folder(tmp_path).table("exclusions")

    assert ("no_urn", 4) in exclusions.select("reason", "row").rows()
