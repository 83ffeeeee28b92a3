import shutil
from pathlib import Path

import pytest
import xlsxwriter

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.tables import TABLES
from tests.unit.builders import write_csv
from tests.unit.sources.samples import FILES, write


def test_hidden_files_are_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, "census")
    write(tmp_path / ".git", "census", "2017-2018_england_census.csv")

    catalogue = read_folder(tmp_path).catalogue

    assert len(catalogue.inputs) == 1
    assert catalogue.left_alone == ()


def test_all_faulty_files_are_named_at_once(tmp_path: Path) -> None:
    for kind in ("census", "absence_wide"):
        header = FILES[kind][1].replace("URN", "SCHOOLNO")
        write(tmp_path, kind, header=header)

    with pytest.raises(DataError) as fault:
        read_folder(tmp_path)

    assert "2018-2019_england_abs.csv" in str(fault.value)
    assert "2018-2019_england_census.csv" in str(fault.value)


def test_faults_in_the_cells_of_several_files_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "absence_wide", "", "950,2000,101,QQ,10.1")
    write(tmp_path, "workforce_wide", "", "950,101,WW")

    with pytest.raises(DataError) as fault:
        read_folder(tmp_path)

    assert "'QQ'" in str(fault.value)
    assert "'WW'" in str(fault.value)


def test_empty_folder_says_what_to_put_in(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"this folder holds no files(?s:.*)Put in the files"):
        read_folder(tmp_path)


def test_folder_of_unknown_files_names_them(tmp_path: Path) -> None:
    write_csv(tmp_path / "menu.csv", "Day,Dish", "Monday,Soup")

    with pytest.raises(
        DataError, match=r"menu\.csv: not a file that is used here: its columns are unknown"
    ):
        read_folder(tmp_path)


def test_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: there is no such folder"):
        read_folder(tmp_path / "nowhere")


def test_rows_point_at_the_file_they_came_from(tmp_path: Path) -> None:
    for kind in ("census", "absence_wide", "ks2_wide"):
        write(tmp_path, kind)

    folder = read_folder(tmp_path)

    owner = {"roll": "census", "absence_overall": "absence_wide", "ks2_rwm_expected": "ks2_wide"}
    for measure, kind in owner.items():
        (number,) = folder.table("results").filter(measure=measure)["file"].unique()
        (source,) = [i for i in folder.catalogue.inputs if i.number == number]
        assert (source.kind, source.path) == (kind, FILES[kind][0])


def test_years_that_a_file_of_many_years_holds_are_listed(tmp_path: Path) -> None:
    rows = [f"{code},School,101,25.0,20.0" for code in ("202122", "202021")]
    write(tmp_path, "workforce_turnover", "", *rows)

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert (found.years, found.rows) == ((2021, 2022), 2)


def test_where_the_folder_stands_makes_no_difference(tmp_path: Path) -> None:
    for kind in FILES:
        write(tmp_path / "a", kind)
    shutil.copytree(tmp_path / "a", tmp_path / "z" / "y")

    first, second = read_folder(tmp_path / "a"), read_folder(tmp_path / "z" / "y")

    assert first.catalogue.inputs == second.catalogue.inputs
    assert all(first.table(name).equals(second.table(name)) for name in (*TABLES, "group_links"))


# --- workbooks --------------------------------------------------------------------------------

OFSTED_WORKBOOK = "2018-07-31_england_ofsted-schools.xlsx"


def _write_workbook(folder: Path, name: str = OFSTED_WORKBOOK) -> None:
    book = xlsxwriter.Workbook(folder / name)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["URN", "Inspection date", "Overall effectiveness", "Ofsted phase"])
    sheet.write_row(1, 0, [101, "2017-05-09", "Good", "Primary"])
    book.close()


def _write_broken_workbook(folder: Path) -> None:
    (folder / OFSTED_WORKBOOK).write_bytes(b"PK, but no workbook")


def test_inspections_of_workbooks_follow_those_of_text_files(tmp_path: Path) -> None:
    write(tmp_path, "ofsted_latest", "z.csv")
    _write_workbook(tmp_path, "a.xlsx")

    folder = read_folder(tmp_path)

    names = {entry.number: entry.path for entry in folder.catalogue.inputs}
    files = folder.table("inspections")["file"].unique(maintain_order=True)
    assert [names[number] for number in files] == ["z.csv", "a.xlsx"]


def test_files_are_numbered_alike_with_and_without_inspections(tmp_path: Path) -> None:
    _write_workbook(tmp_path)
    write(tmp_path, "census")

    (census,) = read_folder(tmp_path, inspections=False).catalogue.inputs

    assert census in read_folder(tmp_path).catalogue.inputs


def test_faulty_workbook_is_named_when_it_is_first_needed(tmp_path: Path) -> None:
    write(tmp_path, "census")
    _write_broken_workbook(tmp_path)

    folder = read_folder(tmp_path)

    assert [entry.kind for entry in folder.text_files.of_kind("census")] == ["census"]
    assert not folder.table("results").is_empty()
    for ask in (
        lambda: folder.table("inspections"),
        lambda: folder.table("exclusions"),
        lambda: folder.catalogue,
    ):
        with pytest.raises(DataError, match=f"{OFSTED_WORKBOOK}: this workbook cannot be opened"):
            ask()


def test_faults_of_text_files_and_workbooks_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "census", header=FILES["census"][1].replace("URN", "SCHOOLNO"))
    _write_broken_workbook(tmp_path)

    with pytest.raises(DataError) as fault:
        read_folder(tmp_path)

    assert "2018-2019_england_census.csv: this looks like" in str(fault.value)
    assert f"{OFSTED_WORKBOOK}: this workbook cannot be opened" in str(fault.value)


def test_without_inspections_no_workbook_is_opened(tmp_path: Path) -> None:
    write(tmp_path, "census")
    _write_broken_workbook(tmp_path)

    folder = read_folder(tmp_path, inspections=False)

    assert [entry.kind for entry in folder.catalogue.inputs] == ["census"]
    assert folder.table("exclusions").columns == list(TABLES["exclusions"].columns)
    with pytest.raises(LookupError):
        folder.table("inspections")


def test_folder_of_workbooks_alone_is_read(tmp_path: Path) -> None:
    _write_workbook(tmp_path)

    assert [entry.kind for entry in read_folder(tmp_path).catalogue.inputs] == ["ofsted_workbook"]


def test_results_that_were_let_go_are_no_more_and_the_rest_stays(tmp_path: Path) -> None:
    write(tmp_path, "census")
    folder = read_folder(tmp_path)
    assert folder.table("results").height

    folder.let_go_of_results()

    with pytest.raises(KeyError):
        folder.table("results")
    assert [entry.kind for entry in folder.catalogue.inputs] == ["census"]
    assert folder.table("exclusions").columns == list(TABLES["exclusions"].columns)
