import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import read_folder
from tests.unit.sources.samples import FILES, write


def _row(**cells: str) -> str:
    _, header, rows = FILES["ofsted_latest"]
    ordinary = dict(zip(header.split(","), rows[0].split(","), strict=True))
    return ",".join((ordinary | cells).values())


def _grade(tmp_path: Path, published: str) -> tuple[int | None, str | None]:
    write(tmp_path, "ofsted_latest", "", _row(**{"Overall effectiveness": published}))
    events = read_folder(tmp_path).tables["inspections"].filter(role="current")
    return events.select("overall", pl.col("missing").cast(str)).row(0)


def test_row_holds_the_latest_and_the_previous_inspection(tmp_path: Path) -> None:
    write(tmp_path, "ofsted_latest")

    events = read_folder(tmp_path).tables["inspections"]

    shown = events.select(
        "role", "urn", "urn_at_time", "inspection", "inspected_on", "published_on", "overall", "row"
    )
    assert shown.rows() == [
        ("current", 101, 101, "10125950", dt.date(2022, 9, 28), dt.date(2022, 10, 28), 2, 2),
        ("previous", 101, 51, "ITS313830", dt.date(2014, 10, 22), dt.date(2014, 12, 7), 3, 2),
    ]


def test_wording_of_2025_is_read_alike(tmp_path: Path) -> None:
    header = (
        FILES["ofsted_latest"][1]
        .replace("latest full", "latest graded")
        .replace("Previous full", "Previous graded")
        .replace("previous full", "previous graded")
    )
    write(tmp_path / "old", "ofsted_latest")
    write(tmp_path / "new", "ofsted_latest", header=header)

    old, new = (read_folder(tmp_path / f).tables["inspections"] for f in ("old", "new"))

    assert old.height == 2
    assert new.equals(old)


@pytest.mark.parametrize(
    ("published", "grade"),
    [
        ("1", 1), ("4", 4), ("Outstanding", 1), ("good", 2), ("Requires improvement", 3),
        ("Satisfactory", 3), ("Inadequate", 4), ("Special Measures", 4), ("Serious Weaknesses", 4),
    ],
)  # fmt: skip
def test_grade_is_read_as_number_or_word(tmp_path: Path, published: str, grade: int) -> None:
    assert _grade(tmp_path, published) == (grade, None)


@pytest.mark.parametrize(
    ("published", "why"),
    [
        ("9", "not_applicable"), ("0", "not_applicable"), ("Not judged", "not_published"),
        ("NULL", "not_published"), ("", "not_published"), ("Insufficient evidence", "not_published"),
    ],
)  # fmt: skip
def test_absence_of_a_grade_is_never_a_grade(tmp_path: Path, published: str, why: str) -> None:
    assert _grade(tmp_path, published) == (None, why)


@pytest.mark.parametrize("published", ["5", "Strong standard", "2.5", "-1"])
def test_unknown_grade_is_refused_with_its_row(tmp_path: Path, published: str) -> None:
    with pytest.raises(DataError, match=r"column Overall effectiveness: 1 cells .*in row 2"):
        _grade(tmp_path, published)


@pytest.mark.parametrize("published", ["2022-09-28", "44832", "28 September 2022"])
def test_inspection_date_in_another_form_is_refused(tmp_path: Path, published: str) -> None:
    write(tmp_path, "ofsted_latest", "", _row(**{"Inspection start date": published}))

    with pytest.raises(
        DataError, match=rf"Inspection start date: 1 cells .*'{published}' in row 2"
    ):
        read_folder(tmp_path)


def test_school_never_inspected_has_no_event(tmp_path: Path) -> None:
    blank = {"Inspection start date": "NULL", "Overall effectiveness": "NULL",
             "Previous inspection start date": "NULL",
             "Previous full inspection overall effectiveness": "NULL"}  # fmt: skip
    write(tmp_path, "ofsted_latest", "", _row(**blank))

    assert read_folder(tmp_path).tables["inspections"].is_empty()


def test_title_above_the_header_counts_in_the_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "ofsted_latest")
    path.write_text("State-funded schools inspections as at 31 August 2024\n" + path.read_text())

    assert read_folder(tmp_path).tables["inspections"]["row"].unique().to_list() == [3]


@pytest.mark.parametrize(
    ("name", "header", "day"),
    [
        ("2018-07-31_england_ofsted-schools.xlsx",
         ["URN", "Ofsted phase", "Inspection date", "Publication date", "Overall effectiveness"],
         "2018-05-14"),
        ("2018-2019_england_school_information.xlsx",
         ["URN", "PHASE", "OFSTEDLASTINSP", "PUBLISHED", "OFSTEDRATING"], "14-05-2018"),
    ],
)  # fmt: skip
def test_workbook_gives_the_latest_grade_without_a_number(
    tmp_path: Path, name: str, header: list[str], day: str
) -> None:
    book = xlsxwriter.Workbook(tmp_path / name)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, header)
    sheet.write_row(1, 0, ["101", "Primary", day, "", "Good"])
    sheet.write_row(2, 0, ["102", "Primary", "", "", ""])
    book.close()

    (event,) = read_folder(tmp_path).tables["inspections"].to_dicts()

    assert (event["urn"], event["inspected_on"], event["overall"]) == (101, dt.date(2018, 5, 14), 2)
    assert (event["inspection"], event["role"]) == (None, "current")


def test_report_card_file_gives_the_last_grade_before_report_cards(tmp_path: Path) -> None:
    """The report card has a date of its own; the old grade keeps the old inspection's."""
    write(tmp_path, "ofsted_report_cards")

    events = read_folder(tmp_path).tables["inspections"]

    assert events.select("urn", "urn_at_time", "inspected_on", "overall").rows() == [
        (101, 51, dt.date(2022, 9, 28), 2)
    ]
