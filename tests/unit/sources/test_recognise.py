import datetime as dt
from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from cst_screen.sources.recognise import KINDS
from tests.unit.builders import write_csv
from tests.unit.sources.samples import FILES, write

NEEDS_A_YEAR = [
    kind.id
    for kind in KINDS
    if kind.dated_by == "year"
    and kind.keep != "all"
    and kind.id in FILES
    and "time_period" not in FILES[kind.id][1]
]

# --- the kind ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FILES)
def test_file_is_recognised_under_its_published_name(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind)

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert (found.kind, found.used) == (kind, True)


@pytest.mark.parametrize("kind", FILES)
def test_file_is_recognised_by_its_columns_under_any_name(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind, "2018-2019 from a colleague.csv")

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert found.kind == kind


def test_every_kind_that_the_tool_knows_is_tried_here() -> None:
    workbooks = {"ofsted_workbook", "school_information"}

    assert {kind.id for kind in KINDS} == set(FILES) | workbooks


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("ks4_tidy_2024", "202324_performance_tables_schools_final.csv"),
        ("absence_wide", "2018-2019_england_census.csv"),
        ("ks2_wide", "2018-2019_england_ks4final.csv"),
    ],
)
def test_columns_outweigh_a_name_that_says_otherwise(tmp_path: Path, kind: str, name: str) -> None:
    """A publisher may bring out an old year again in new columns under the old name."""
    write(tmp_path, kind, name)

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert found.kind == kind


def test_columns_in_another_order_are_the_same_kind(tmp_path: Path) -> None:
    header = ",".join(reversed(FILES["absence_wide"][1].split(",")))
    write(tmp_path, "absence_wide", "", "10.1,4.2,101,2000,950", header=header)

    results = read_folder(tmp_path).table("results")

    assert dict(results.select("measure", "value").rows()) == {
        "absence_overall": 4.2,
        "absence_persistent": 10.1,
    }


def test_unknown_file_is_left_alone_and_named(tmp_path: Path) -> None:
    write(tmp_path, "census")
    write_csv(tmp_path / "lunch" / "menu.csv", "Day,Dish", "Monday,Soup")
    (tmp_path / "notes.txt").write_text("not data")

    left = read_folder(tmp_path).catalogue.left_alone

    assert {(entry.path, entry.why) for entry in left} == {
        ("lunch/menu.csv", "not a file that is used here: its columns are unknown"),
        ("notes.txt", "not a table (.csv or .xlsx)"),
    }


def test_overrides_are_named_and_not_taken_for_a_published_file(tmp_path: Path) -> None:
    write(tmp_path, "census")
    write_csv(tmp_path / "overrides.csv", "urn,group_uid,date_joined,date_left,reason")

    (entry,) = read_folder(tmp_path).catalogue.left_alone

    assert entry.path == "overrides.csv"
    assert "corrections" in entry.why


def test_lock_file_of_an_open_workbook_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "census")
    (tmp_path / "~$2018-07-31_england_ofsted-schools.xlsx").write_bytes(b"\x05Ann Other")

    assert len(read_folder(tmp_path).catalogue.left_alone) == 1


def test_empty_file_is_left_alone_unless_its_name_is_a_published_one(tmp_path: Path) -> None:
    write(tmp_path, "census")
    (tmp_path / "empty.csv").write_bytes(b"")

    (left,) = read_folder(tmp_path).catalogue.left_alone
    (tmp_path / "2018-2019_england_abs.csv").write_bytes(b"URN\n")

    assert (left.path, left.may_be_data) == ("empty.csv", True)
    with pytest.raises(
        DataError, match=r"2018-2019_england_abs\.csv: this is named like 'absence'"
    ):
        read_folder(tmp_path)


# --- year, day, release, extent ---------------------------------------------------------------


@pytest.mark.parametrize("kind", NEEDS_A_YEAR)
def test_year_is_taken_from_the_name(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind, "2016-2017_england_x.csv")

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert str(found.year) == "2016/17"


@pytest.mark.parametrize("kind", NEEDS_A_YEAR)
def test_file_without_a_year_says_how_to_name_it(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind, "schools.csv")

    with pytest.raises(DataError, match=r"schools\.csv.*Put the year into the name"):
        read_folder(tmp_path)


def test_year_is_taken_from_the_column_where_the_name_has_none(tmp_path: Path) -> None:
    write(tmp_path, "ks4_tidy_2024", "schools.csv")

    folder = read_folder(tmp_path)

    assert str(folder.catalogue.inputs[0].year) == "2024/25"
    assert folder.table("results")["academic_year"].unique().to_list() == [2025]


def test_time_period_that_is_no_year_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "absence_tidy", "", "2022,School,101,200,6.38,20.54,1.11")

    with pytest.raises(DataError, match=r"column time_period: '2022'"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "dated"),
    [
        ("edubasealldata20250430.csv", dt.date(2025, 4, 30)),
        ("edubase as at 31 August 2024.csv", dt.date(2024, 8, 31)),
        ("edubase_as_at_1_Jan_2024.csv", dt.date(2024, 1, 1)),
        ("edubase 2024-03-29.csv", dt.date(2024, 3, 29)),
        ("edubase20251345.csv", None),
        ("edubase.csv", None),
    ],
)
def test_day_of_a_register_is_taken_from_its_name(
    tmp_path: Path, name: str, dated: dt.date | None
) -> None:
    write(tmp_path, "gias_establishments", name)

    assert read_folder(tmp_path).catalogue.inputs[0].dated == dated


def test_written_day_that_does_not_exist_is_no_date(tmp_path: Path) -> None:
    write(tmp_path, "gias_establishments", "edubase as at 31 Sep 2024.csv")

    assert read_folder(tmp_path).catalogue.inputs[0].dated is None


def test_release_is_read_from_the_column_where_the_name_has_none(tmp_path: Path) -> None:
    write(tmp_path, "ks4_tidy_2024", "202425_schools.csv")

    assert read_folder(tmp_path).catalogue.inputs[0].release == "revised"


def test_local_download_is_told_from_the_national_one(tmp_path: Path) -> None:
    write(tmp_path, "absence_wide", "2018-2019_england_abs.csv")
    write(tmp_path, "absence_wide", "2018-2019_888_abs.csv")

    catalogue = read_folder(tmp_path).catalogue

    assert {(i.path, i.scope, i.used) for i in catalogue.inputs} == {
        ("2018-2019_england_abs.csv", "england", True),
        ("2018-2019_888_abs.csv", "888", True),
    }
