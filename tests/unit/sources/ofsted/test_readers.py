import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, write


def _row(**cells: str) -> str:
    _, header, rows = FILES["ofsted_latest"]
    ordinary = dict(zip(header.split(","), rows[0].split(","), strict=True))
    return ",".join((ordinary | cells).values())


def _grade(tmp_path: Path, published: str) -> tuple[int | None, str | None]:
    write(tmp_path, "ofsted_latest", "", _row(**{"Overall effectiveness": published}))
    events = read_folder(tmp_path).table("inspections").filter(role="current")
    return events.select("overall", pl.col("missing").cast(str)).row(0)


def test_row_holds_the_latest_and_the_previous_inspection(tmp_path: Path) -> None:
    write(tmp_path, "ofsted_latest")

    events = read_folder(tmp_path).table("inspections")

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

    old, new = (read_folder(tmp_path / f).table("inspections") for f in ("old", "new"))

    assert old.height == 2
    assert new.equals(old)


@pytest.mark.parametrize(
    ("published", "grade"),
    [
        ("1", 1),
        ("4", 4),
        ("Outstanding", 1),
        ("good", 2),
        ("Requires improvement", 3),
        ("Satisfactory", 3),
        ("Inadequate", 4),
        ("Special Measures", 4),
        ("Serious Weaknesses", 4),
    ],
)
def test_grade_is_read_as_number_or_word(tmp_path: Path, published: str, grade: int) -> None:
    assert _grade(tmp_path, published) == (grade, None)


@pytest.mark.parametrize(
    ("published", "why"),
    [
        ("9", "not_applicable"),
        ("0", "not_applicable"),
        ("Not judged", "not_published"),
        ("NULL", "not_published"),
        ("", "not_published"),
        ("Insufficient evidence", "not_published"),
    ],
)
def test_absence_of_a_grade_is_never_a_grade(tmp_path: Path, published: str, why: str) -> None:
    assert _grade(tmp_path, published) == (None, why)


@pytest.mark.parametrize("published", ["5", "Strong standard", "2.5", "-1"])
def test_unknown_grade_is_refused_with_its_row(tmp_path: Path, published: str) -> None:
    with pytest.raises(DataError, match=r"column Overall effectiveness: .*in row 2"):
        _grade(tmp_path, published)


@pytest.mark.parametrize("published", ["2022-09-28", "44832", "28 September 2022"])
def test_inspection_date_in_another_form_is_refused(tmp_path: Path, published: str) -> None:
    write(tmp_path, "ofsted_latest", "", _row(**{"Inspection start date": published}))

    with pytest.raises(DataError, match=rf"Inspection start date: .*'{published}' .*in row 2"):
        read_folder(tmp_path)


def test_school_never_inspected_has_no_event(tmp_path: Path) -> None:
    blank = {
        "Inspection start date": "NULL",
        "Overall effectiveness": "NULL",
        "Previous inspection start date": "NULL",
        "Previous full inspection overall effectiveness": "NULL",
    }
    write(tmp_path, "ofsted_latest", "", _row(**blank))

    assert read_folder(tmp_path).table("inspections").is_empty()


def test_title_above_the_header_counts_in_the_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "ofsted_latest")
    path.write_text("State-funded schools inspections as at 31 August 2024\n" + path.read_text())

    assert read_folder(tmp_path).table("inspections")["row"].unique().to_list() == [3]


@pytest.mark.parametrize(
    ("name", "header", "day"),
    [
        (
            "2018-07-31_england_ofsted-schools.xlsx",
            ["URN", "Ofsted phase", "Inspection date", "Publication date", "Overall effectiveness"],
            "2018-05-14",
        ),
        (
            "2018-2019_england_school_information.xlsx",
            ["URN", "PHASE", "OFSTEDLASTINSP", "PUBLISHED", "OFSTEDRATING"],
            "14-05-2018",
        ),
    ],
)
def test_workbook_gives_the_latest_grade_without_a_number(
    tmp_path: Path, name: str, header: list[str], day: str
) -> None:
    book = xlsxwriter.Workbook(tmp_path / name)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, header)
    sheet.write_row(1, 0, ["101", "Primary", day, "", "Good"])
    sheet.write_row(2, 0, ["102", "Primary", "", "", ""])
    book.close()

    (event,) = read_folder(tmp_path).table("inspections").to_dicts()

    assert (event["urn"], event["inspected_on"], event["overall"]) == (101, dt.date(2018, 5, 14), 2)
    assert (event["inspection"], event["role"]) == (None, "current")


# --- a file of each era -----------------------------------------------------------------------


def _told(tmp_path: Path, kind: str, *columns: str) -> list[tuple[object, ...]]:
    write(tmp_path, kind)
    return read_folder(tmp_path).table("inspections").select(columns).rows()


def test_file_of_2017_has_the_judgements_of_its_framework(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        "ofsted_latest_2015",
        "role",
        "regime",
        "inspection",
        "overall",
        "outcomes",
        "teaching",
        "welfare",
        "leadership_and_management",
        "sixth_form",
    )

    assert told == [
        ("current", "cif", "10020001", 3, 3, 2, 3, 2, None),
        ("previous", "before_2015", None, 4, None, None, None, None, None),
    ]


def test_year_to_date_has_graded_and_ungraded_inspections(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        "ofsted_year_to_date",
        "urn",
        "urn_at_time",
        "role",
        "kind",
        "regime",
        "overall",
        "quality_of_education",
        "safeguarding",
        "concern",
        "outcome",
    )

    assert told == [
        (101, 101, "current", "graded", "eif", 4, 4, "not effective", "SM", None),
        (102, 102, "current", "ungraded", "eif", None, None, None, None, "School remains Good"),
        (101, 51, "previous", "graded", "cif", 3, None, None, None, None),
        (102, 102, "previous", "graded", "cif", 2, None, None, None, None),
    ]


def test_report_cards_of_the_year_and_legacy_monitoring(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        "ofsted_report_cards_year",
        "urn",
        "kind",
        "regime",
        "card_curriculum",
        "card_leadership",
        "safeguarding",
        "outcome",
    )

    assert told == [
        (101, "graded", "report_card", "Expected standard", "Strong standard", "met", None),
        (102, "ungraded", "report_card", None, None, None, "Effective action"),
    ]


HEADER_2019 = (
    "Web link,URN,Inspection number of latest full inspection,Inspection start date,"
    "Inspection end date,Publication date,URN at time of latest full inspection,"
    "Overall effectiveness,Category of concern,Quality of education,Behaviour and attitudes,"
    "Personal development,Effectiveness of leadership and management,Safeguarding is effective?,"
    "Early years provision (where applicable),Sixth form provision (where applicable),"
    "Previous full inspection number,Previous inspection start date,Previous publication date,"
    "URN at time of previous full inspection,Previous full inspection overall effectiveness,"
    "Previous category of concern,Previous quality of education,"
    "Latest section 8 inspection number since last full inspection,"
    "URN at time of the section 8 inspection,Date of latest section 8 inspection,"
    "Section 8 inspection publication date,Section 8 inspection overall outcome"
)


def test_file_of_2022_has_three_inspections_in_a_row(tmp_path: Path) -> None:
    """Full, previous full and section 8, each with the school that was inspected."""
    row = (
        "x,101,10100001,14/01/2020,15/01/2020,20/02/2020,101,2,NULL,2,1,2,2,Yes,8,9,"
        "10000001,10/05/2016,09/06/2016,51,4,SM,9,10150001,101,12/10/2021,15/11/2021,"
        "School remains Good (Concerns) - S5 Next"
    )
    write(tmp_path, "ofsted_latest", "", row, header=HEADER_2019)
    events = read_folder(tmp_path).table("inspections")

    assert events.select(
        "role", "kind", "regime", "inspection", "urn_at_time", "overall"
    ).rows() == [
        ("current", "graded", "eif", "10100001", 101, 2),
        ("previous", "graded", "cif", "10000001", 51, 4),
        ("current", "ungraded", "eif", "10150001", 101, None),
    ]
    assert events["concern"].to_list() == [None, "SM", None]
    assert events["outcome"].to_list()[2] == "School remains Good (Concerns) - S5 Next"
    full = events.row(0, named=True)
    assert [
        full[c] for c in ("quality_of_education", "behaviour_and_attitudes", "early_years")
    ] == [2, 1, None]


def test_file_of_2025_gives_no_overall_grade_and_keeps_the_judgements(tmp_path: Path) -> None:
    header = HEADER_2019.replace("full", "graded").replace("section 8", "ungraded")
    row = (
        "x,101,10300001,01/10/2024,02/10/2024,05/11/2024,101,Not judged,NULL,2,1,2,2,Yes,9,9,"
        "10000001,10/05/2016,09/06/2016,51,4,SM,9,NULL,NULL,NULL,NULL,NULL"
    )
    write(tmp_path, "ofsted_latest", "", row, header=header)
    events = read_folder(tmp_path).table("inspections")

    assert events.select("regime", "overall", "quality_of_education", "safeguarding").rows() == [
        ("eif_no_overall", None, 2, "effective"),
        ("cif", 4, None, None),
    ]


def test_category_that_stands_in_place_of_the_grade_is_both(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "2018-2019_england_school_information.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["URN", "OFSTEDRATING", "OFSTEDLASTINSP"])
    sheet.write_row(1, 0, ["101", "Special Measures", "14-05-2018"])
    sheet.write_row(2, 0, ["102", "Inadequate", "14-05-2018"])
    book.close()

    told = read_folder(tmp_path).table("inspections").select("overall", "concern").rows()
    assert told == [(4, "SM"), (4, None)]


def test_older_workbook_has_a_cover_and_titles_above_the_table(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "Management_information_-_31_December_2019.xlsx")
    book.add_worksheet("Cover").write(0, 0, "Management information")
    sheet = book.add_worksheet("Most recent inspections")
    sheet.write(0, 0, "Table 1")
    sheet.write(1, 0, "Most recent inspections")
    header = HEADER_2019.split(",")
    cells = dict.fromkeys(header, "NULL") | {
        "URN": "101",
        "Inspection number of latest full inspection": "10100001",
        "URN at time of latest full inspection": "101",
        "Overall effectiveness": "2",
        "Quality of education": "2",
    }
    sheet.write_row(3, 0, header)
    sheet.write_row(4, 0, list(cells.values()))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_datetime(4, header.index("Inspection start date"), dt.datetime(2019, 11, 12), day)
    book.close()

    (event,) = read_folder(tmp_path).table("inspections").to_dicts()
    assert (event["inspected_on"], event["overall"], event["row"]) == (dt.date(2019, 11, 12), 2, 5)
    assert (event["regime"], event["kind"]) == ("eif", "graded")


@pytest.mark.parametrize("unknown", ["Category of concern", "Quality of education"])
def test_unknown_code_is_refused_with_file_column_and_value(tmp_path: Path, unknown: str) -> None:
    cells = dict.fromkeys(HEADER_2019.split(","), "NULL") | {
        "URN": "101",
        "Inspection start date": "14/01/2020",
        unknown: "ZZ",
    }
    write(tmp_path, "ofsted_latest", "", ",".join(cells.values()), header=HEADER_2019)

    with pytest.raises(DataError, match=rf"column {unknown}: .*'ZZ' .*in row 2"):
        read_folder(tmp_path)


def test_file_without_any_judgement_is_refused_with_the_headings_that_it_needs(
    tmp_path: Path,
) -> None:
    name, header, rows = FILES["ofsted_report_cards_year"]
    for heading in (
        "Curriculum and teaching",
        "Leadership and governance",
        "Outcomes for legacy monitoring inspections",
    ):
        header = header.replace(heading, heading + " (new)")
    write(tmp_path, "ofsted_report_cards_year", name, *rows, header=header)

    with pytest.raises(DataError, match=r"Is it now called Leadership and governance \(new\)"):
        read_folder(tmp_path)
