"""Files that are not whole, not what their name says, or of which a column of meaning is not there."""

from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.builders import write_csv
from tests.unit.sources.samples import FILES, write

CENSUS = FILES["census"][1]


def _census(folder: Path, year: str, rows: int, first: int = 100_000) -> None:
    lines = [
        f"{first + n},950,2000,State-funded primary,210,2.5,9.5,31,14.8,40,19.0"
        for n in range(rows)
    ]
    write(folder, "census", f"{year}_england_census.csv", *lines)


@pytest.mark.parametrize(("rows", "warned"), [(19, True), (20, False), (40, False)])
def test_file_with_less_than_half_its_neighbours_rows_is_warned_about(
    tmp_path: Path, rows: int, warned: bool
) -> None:
    for at, year in enumerate(("2015-2016", "2016-2017", "2017-2018")):
        _census(tmp_path, year, 40, 100_000 + 100 * at)
    _census(tmp_path, "2018-2019", rows, 200_000)

    notes = read_folder(tmp_path).catalogue.notes()

    assert [note.partition(" has ")[0] for note in notes] == (
        ["2018-2019_england_census.csv"] if warned else []
    )


@pytest.mark.parametrize("kind", sorted(set(FILES) - {"gias_groups"}))
def test_file_with_headings_alone_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    name, header, _ = FILES[kind]
    write_csv(tmp_path / f"2018-2019 {name}", header)

    with pytest.raises(DataError, match=r"there is no row under its headings"):
        read_folder(tmp_path)


def test_one_file_under_the_names_of_two_years_is_refused(tmp_path: Path) -> None:
    for year in ("2016-2017", "2018-2019"):
        _census(tmp_path, year, 40)

    with pytest.raises(DataError, match=r"2018-2019_england_census\.csv: this is the same file as"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("2018-2019_england_ks4final.csv", "<html><body>Sorry, not found</body></html>"),
        ("2018-2019_england_ks4final.csv", ""),
        ("2018-2019_england_ks4final.csv", "Sorry\n"),
        ("2018-2019_england_ks4final.csv", "one,two\n1,2\n"),
        ("2018-2019_england_ks4final.xlsx", "URN,TPUP\n1,2\n"),
        ("2018-2019_england_ks4final.xls", "anything"),
        ("2018-2019_england_ks4final.csv.gz", "anything"),
        ("edubasealldata20250430.csv.crdownload", "URN,"),
    ],
)
def test_what_is_named_like_a_published_file_and_cannot_be_read_is_an_error(
    tmp_path: Path, name: str, content: str
) -> None:
    write(tmp_path, "census")
    (tmp_path / name).write_text(content)

    with pytest.raises(DataError, match=f"^{name}: "):
        read_folder(tmp_path)


def test_what_may_be_data_and_is_unknown_is_named_in_the_notes(tmp_path: Path) -> None:
    write(tmp_path, "census")
    write_csv(tmp_path / "menu.csv", "Day,Dish", "Monday,Soup")
    (tmp_path / "error.csv").write_text("<html></html>")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf")
    (tmp_path / "notes.txt").write_text("not data")
    write_csv(tmp_path / "2018-2019_ks4final_meta.csv", "Field,Meaning", "URN,school")

    (note,) = read_folder(tmp_path).catalogue.notes()

    assert note.startswith("3 files that may be data are not used: error.csv (this is a web page")
    assert "menu.csv (not a file that is used here: its columns are unknown)" in note
    assert "old.xls" in note


def test_links_of_all_groups_are_left_alone_and_said(tmp_path: Path) -> None:
    """Case 30: GIAS's all-links file is like the groups file and is neither it nor group links."""
    write(tmp_path, "gias_groups")
    write_csv(
        tmp_path / "alllinksdata20250430.csv",
        "URN,Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,"
        "Closed Date,Open date,Incorporated on (open date),Group Status (code),Group Status,"
        "Joined date,EstablishmentName",
        "101,900,TR00900,Ash Trust,0123456,06,Multi-academy trust,,,01/09/2015,OPEN,Open,"
        "01/09/2015,Ash Primary School",
    )

    catalogue = read_folder(tmp_path).catalogue

    assert [i.kind for i in catalogue.inputs] == ["gias_groups"]
    (note,) = catalogue.notes()
    assert "alllinksdata20250430.csv (GIAS's links of all groups" in note


# --- columns of meaning -----------------------------------------------------------------------

CARDS = "ofsted_report_cards_year"


def test_category_of_concern_that_is_not_there_is_not_known_and_said(tmp_path: Path) -> None:
    header = FILES[CARDS][1].replace("Category of concern", "Whether in trouble")
    write(tmp_path, CARDS, header=header)

    folder = read_folder(tmp_path)

    concern = folder.table("inspections").filter(kind="graded")["concern"]
    assert concern.to_list() == ["not known"]
    (note,) = folder.catalogue.notes()
    assert "has no column 'category of concern', so this is not known from it: whether" in note


def test_category_of_concern_under_nearly_its_name_is_refused(tmp_path: Path) -> None:
    header = FILES[CARDS][1].replace("Category of concern", "Categories of concern")
    write(tmp_path, CARDS, header=header)

    with pytest.raises(DataError, match="Is it now called Categories of concern"):
        read_folder(tmp_path)


def test_category_that_is_there_and_blank_is_none(tmp_path: Path) -> None:
    write(tmp_path, CARDS)

    folder = read_folder(tmp_path)

    assert folder.table("inspections").filter(kind="graded")["concern"].to_list() == [None]
    assert folder.catalogue.notes() == ()


def test_measure_under_another_name_than_in_the_files_of_other_years_is_said(
    tmp_path: Path,
) -> None:
    header = FILES["ks4_wide"][1] + ",KS2ASS"
    rows = [f"{row},104" for row in FILES["ks4_wide"][2]]
    for year in ("2015-2016", "2016-2017"):
        write(tmp_path, "ks4_wide", f"{year}_england_ks4final.csv", *rows, header=header)
    renamed = header.replace("KS2ASS", "KS2_ASS")
    write(tmp_path, "ks4_wide", "2017-2018_england_ks4final.csv", *rows, header=renamed)

    with pytest.raises(
        DataError, match=r"2017-2018_england_ks4final\.csv: (?s:.*)now called KS2_ASS"
    ):
        read_folder(tmp_path)


def test_optional_column_of_meaning_is_a_gap_and_a_note(tmp_path: Path) -> None:
    column = "AdmissionsPolicy (name)"
    write(tmp_path, "gias_establishments")

    folder = read_folder(tmp_path)

    assert any(f"has no column '{column.casefold()}'" in n for n in folder.catalogue.notes())
    assert folder.table("establishments").select(pl.col("selective").is_null().all()).item()


def test_optional_column_under_nearly_its_name_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "census", header=FILES["census"][1].replace("SCHOOLTYPE", "SCHOOLTYPES"))

    with pytest.raises(DataError, match="Is it now called SCHOOLTYPES"):
        read_folder(tmp_path)


def test_one_file_under_the_names_of_two_days_is_refused(tmp_path: Path) -> None:
    rows = [f"{101 + n},51,Ash Infants,Predecessor,01-09-2015" for n in range(6)]
    for day in ("20240430", "20250430"):
        write(tmp_path, "gias_links", f"links_edubasealldata{day}.csv", *rows)

    with pytest.raises(DataError, match="this is the same file as"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "warned"),
    [
        ("key_stage_2_schools_202425.csv", False),
        ("key_stage_2_schools_202324.csv", True),
        ("key_stage_2_schools_2016_2025.csv", False),
        ("key_stage_2_schools_2016_2026.csv", True),
        ("key_stage_2_schools.csv", False),
    ],
)
def test_file_without_a_row_of_the_year_in_its_name_is_warned_about(
    tmp_path: Path, name: str, warned: bool
) -> None:
    write(tmp_path, "ks2_tidy", name)

    notes = [n for n in read_folder(tmp_path).catalogue.notes() if "is named for" in n]

    assert bool(notes) == warned


@pytest.mark.parametrize(("release", "warned"), [("final", False), ("revised", True)])
def test_file_of_another_release_than_its_name_says_is_warned_about(
    tmp_path: Path, release: str, warned: bool
) -> None:
    write(tmp_path, "ks4_tidy_2023", f"202324_performance_tables_schools_{release}.csv")

    notes = [n for n in read_folder(tmp_path).catalogue.notes() if "says 'final'" in n]

    assert bool(notes) == warned


def test_columns_that_a_file_lacks_are_one_exclusion_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "gias_groups")

    lacking = read_folder(tmp_path).table("exclusions").filter(reason="columns_not_there")

    assert lacking["detail"].to_list() == ["INCORPORATED ON (OPEN DATE): not known from this file"]
