import datetime as dt
import shutil
from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import KINDS, read_folder
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


# --- recognition ------------------------------------------------------------------------------


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

    results = read_folder(tmp_path).tables["results"]

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
        ("lunch/menu.csv", "no reader knows these columns"),
        ("notes.txt", "not a table (.csv or .xlsx)"),
    }


def test_overrides_are_named_and_not_taken_for_a_published_file(tmp_path: Path) -> None:
    write(tmp_path, "census")
    write_csv(tmp_path / "overrides.csv", "urn,group_uid,date_joined,date_left,reason")

    (entry,) = read_folder(tmp_path).catalogue.left_alone

    assert entry.path == "overrides.csv"
    assert "corrections" in entry.why


def test_hidden_files_are_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, "census")
    write(tmp_path / ".git", "census", "2017-2018_england_census.csv")

    catalogue = read_folder(tmp_path).catalogue

    assert len(catalogue.inputs) == 1
    assert catalogue.left_alone == ()


def test_lock_file_of_an_open_workbook_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "census")
    (tmp_path / "~$2018-07-31_england_ofsted-schools.xlsx").write_bytes(b"\x05Ann Other")

    assert len(read_folder(tmp_path).catalogue.left_alone) == 1


def test_empty_file_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "census")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "2018-2019_england_abs.csv").write_bytes(b"URN\n")

    assert len(read_folder(tmp_path).catalogue.left_alone) == 2


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "column", "renamed"),
    [
        ("ks2_wide", "PTRWM_EXP", "PTRWM_EXP_2019"),
        ("ks2_wide", "READPROG", "READPROGRESS"),
        ("ks4_wide", "P8MEA", "P8MEA_FINAL"),
        ("ks4_wide", "PTL2BASICS_94", "PTL2BASICS94"),
        ("census", "PNUMFSMEVER", "PNUM_FSMEVER"),
        ("absence_wide", "PPERSABS10", "PPERSABS_10"),
        ("ks4_tidy_2024", "progress8_average", "progress_8_average"),
        ("gias_memberships", "Date Left Group", "Date Left The Group"),
        ("gias_establishments", "StatutoryLowAge", "Statutory Low Age"),
        ("ofsted_latest", "Overall effectiveness", "Overall effectiveness grade"),
        ("workforce_turnover", "remained_in_the_same_school", "remained_in_same_school"),
    ],
)
def test_renamed_column_is_named_with_the_likely_new_name(
    tmp_path: Path, kind: str, column: str, renamed: str
) -> None:
    header = ",".join(renamed if c == column else c for c in FILES[kind][1].split(","))
    path = write(tmp_path, kind, header=header)

    with pytest.raises(DataError) as fault:
        read_folder(tmp_path)

    said = str(fault.value)
    assert said.startswith(f"{path.name}: this looks like")
    asked = next(
        r for r in said.splitlines() if r.strip().casefold().startswith(f"{column}.".casefold())
    )
    assert "Is it the one now called" in asked
    assert renamed in asked


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
    with pytest.raises(DataError, match=r"this folder holds no file at all(?s:.*)Put in the files"):
        read_folder(tmp_path)


def test_folder_of_unknown_files_names_them(tmp_path: Path) -> None:
    write_csv(tmp_path / "menu.csv", "Day,Dish", "Monday,Soup")

    with pytest.raises(DataError, match=r"menu\.csv: no reader knows these columns"):
        read_folder(tmp_path)


def test_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: there is no such folder"):
        read_folder(tmp_path / "nowhere")


# --- year, date, release, extent --------------------------------------------------------------


@pytest.mark.parametrize("kind", NEEDS_A_YEAR)
def test_year_is_taken_from_the_name(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind, "2016-2017_england_x.csv")

    (found,) = read_folder(tmp_path).catalogue.inputs

    assert str(found.year) == "2016/17"


@pytest.mark.parametrize("kind", NEEDS_A_YEAR)
def test_file_without_a_year_says_how_to_name_it(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind, "schools.csv")

    with pytest.raises(DataError, match=r"schools\.csv.*Put the year in the name"):
        read_folder(tmp_path)


def test_year_is_taken_from_the_column_where_the_name_has_none(tmp_path: Path) -> None:
    write(tmp_path, "ks4_tidy_2024", "schools.csv")

    read = read_folder(tmp_path)

    assert str(read.catalogue.inputs[0].year) == "2024/25"
    assert read.tables["results"]["academic_year"].unique().to_list() == [2025]


def test_time_period_that_is_no_year_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "absence_tidy", "", "2022,School,101,200,6.38,20.54,1.11")

    with pytest.raises(DataError, match=r"column time_period holds '2022'"):
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


@pytest.mark.parametrize(
    ("releases", "used"),
    [
        (("provisional", "revised", "final"), "final"),
        (("provisional", "revised"), "revised"),
        (("provisional",), "provisional"),
    ],
)
def test_latest_release_of_a_year_is_used(
    tmp_path: Path, releases: tuple[str, ...], used: str
) -> None:
    for n, release in enumerate(releases):
        write(
            tmp_path,
            "ks4_wide",
            f"2018-2019_england_ks4{release}.csv",
            f"1,102,150,{40 + n}.0,140,0.1,-0.1,0.3,64%,45%",
        )

    read = read_folder(tmp_path)

    assert [i.release for i in read.catalogue.of_kind("ks4_wide")] == [used]
    attainment = read.tables["results"].filter(measure="ks4_attainment8")
    assert attainment["value"].to_list() == [40.0 + len(releases) - 1]


def test_earlier_release_is_listed_with_what_superseded_it(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4provisional.csv")
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4final.csv")

    unused = [i for i in read_folder(tmp_path).catalogue.inputs if not i.used]

    assert [(i.path, i.note, i.rows) for i in unused] == [
        ("2018-2019_england_ks4provisional.csv", "superseded by 2018-2019_england_ks4final.csv", 2),
    ]


def test_releases_of_different_years_do_not_supersede_each_other(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide", "2017-2018_england_ks4provisional.csv")
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4final.csv")

    assert all(i.used for i in read_folder(tmp_path).catalogue.inputs)


def test_release_is_read_from_the_column_where_the_name_has_none(tmp_path: Path) -> None:
    write(tmp_path, "ks4_tidy_2024", "202425_schools.csv")

    assert read_folder(tmp_path).catalogue.inputs[0].release == "revised"


def test_latest_extract_of_a_register_is_used(tmp_path: Path) -> None:
    for stamp in ("20240430", "20250430"):
        write(tmp_path, "gias_establishments", f"edubasealldata{stamp}.csv")

    used = read_folder(tmp_path).catalogue.of_kind("gias_establishments")

    assert [i.dated for i in used] == [dt.date(2025, 4, 30)]


def test_every_snapshot_of_inspections_adds_to_the_record(tmp_path: Path) -> None:
    write(tmp_path, "ofsted_latest")
    write(tmp_path, "ofsted_latest", "latest_inspections_as_at_31_Aug_2023.csv")

    assert len(read_folder(tmp_path).catalogue.of_kind("ofsted_latest")) == 2


def test_local_download_is_told_from_the_national_one(tmp_path: Path) -> None:
    write(tmp_path, "absence_wide", "2018-2019_england_abs.csv")
    write(tmp_path, "absence_wide", "2018-2019_888_abs.csv")

    catalogue = read_folder(tmp_path).catalogue

    assert {(i.path, i.scope, i.used) for i in catalogue.inputs} == {
        ("2018-2019_england_abs.csv", "england", True),
        ("2018-2019_888_abs.csv", "888", True),
    }


# --- the run record ---------------------------------------------------------------------------


def test_rows_point_at_the_file_they_came_from(tmp_path: Path) -> None:
    for kind in ("census", "absence_wide", "ks2_wide"):
        write(tmp_path, kind)

    read = read_folder(tmp_path)

    owner = {"roll": "census", "absence_overall": "absence_wide", "ks2_rwm_expected": "ks2_wide"}
    for measure, kind in owner.items():
        (number,) = read.tables["results"].filter(measure=measure)["file"].unique()
        (source,) = [i for i in read.catalogue.inputs if i.number == number]
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
    assert all(table.equals(second.tables[name]) for name, table in first.tables.items())
