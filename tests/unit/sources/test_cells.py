from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.cells import (
    EES_CODES,
    PERFORMANCE_TABLE_CODES,
    date,
    folded,
    integer,
    number,
    read_figures,
    refuse_bad_dates,
    text,
)
from cst_screen.sources.folder import read_folder
from tests.unit.builders import opened, write_csv
from tests.unit.sources.samples import FILES, cells

TIDY = "ks4_tidy_2023"


def _column(cell: str | None) -> pl.DataFrame:
    return pl.DataFrame({"a": [cell]}, schema={"a": pl.String})


def _figures(column: pl.DataFrame) -> pl.DataFrame:
    return read_figures(column, ["a"], PERFORMANCE_TABLE_CODES, "not_published").values


# --- figures and reasons ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("65", 65.0),
        ("65%", 65.0),
        (" 65 % ", 65.0),
        ("-0.35", -0.35),
        ("0", 0.0),
        ("1,234", 1234.0),
        ("£46,053", 46053.0),
        ("\u00a07.5", 7.5),
    ],
)
def test_number_is_read_without_its_signs(cell: str, value: float) -> None:
    frame = _column(cell)

    assert _figures(frame).item() == frame.select(number("a")).item() == value


@pytest.mark.parametrize(
    "cell", ["inf", "-inf", "Infinity", "nan", "NaN", "1e400", "1e300", "1e-400"]
)
def test_words_for_infinity_and_exponents_are_not_numbers(cell: str) -> None:
    with pytest.raises(DataError, match="neither a number nor a known code"):
        cells(cell)


@pytest.mark.parametrize("cell", ["%", "£", "0x10", "1_000", "6 5", "- 5", "12/03/2019", "supp"])
def test_other_text_is_no_number(cell: str) -> None:
    with pytest.raises(DataError, match="neither a number nor a known code"):
        cells(cell)


@pytest.mark.parametrize("cell", ["12,5", "1,2,3", ",5"])
def test_comma_that_parts_no_thousands_is_no_number(cell: str) -> None:
    with pytest.raises(DataError):
        cells(cell)


@pytest.mark.parametrize("code", PERFORMANCE_TABLE_CODES)
def test_code_of_the_performance_tables_is_never_a_number(code: str) -> None:
    assert cells(code) == [(None, PERFORMANCE_TABLE_CODES[code])]


@pytest.mark.parametrize("code", EES_CODES)
def test_code_of_the_tidy_files_is_never_a_number(code: str) -> None:
    assert cells(code, kind=TIDY) == [(None, EES_CODES[code])]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("SUPP", "suppressed"),
        ("NE", "no_entries"),
        ("NA", "not_applicable"),
        ("NP", "not_published"),
        ("LOWCOV", "low_coverage"),
        ("SP", "suppressed"),
        ("RE", "suppressed"),
        ("NEW", "not_applicable"),
        ("UNAVAIL", "not_published"),
        ("DNS", "not_supplied"),
    ],
)
def test_performance_table_code_has_the_published_meaning(code: str, why: str) -> None:
    assert cells(code) == [(None, why)]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("z", "not_applicable"),
        ("c", "suppressed"),
        ("x", "not_published"),
        (":", "not_published"),
        ("low", "suppressed"),
        ("u", "low_coverage"),
    ],
)
def test_tidy_file_code_has_the_published_meaning(code: str, why: str) -> None:
    assert cells(code, kind=TIDY) == [(None, why)]


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0"])
def test_blank_cell_of_a_school_is_not_published(cell: str | None) -> None:
    assert cells(cell) == [(None, "not_published")]


def test_suppressed_result_is_not_zero() -> None:
    assert cells("SUPP", "0", "0%") == [(None, "suppressed"), (0.0, None), (0.0, None)]


def test_code_with_spaces_around_it_is_that_code() -> None:
    assert cells(" NE ") == [(None, "no_entries")]


def test_column_of_numbers_codes_and_blanks_is_read_cell_by_cell() -> None:
    assert cells("12", "SUPP", "65%", None, "£34", "NE", " 7 ", "") == [
        (12.0, None),
        (None, "suppressed"),
        (65.0, None),
        (None, "not_published"),
        (34.0, None),
        (None, "no_entries"),
        (7.0, None),
        (None, "not_published"),
    ]


@pytest.mark.parametrize("cell", ["65%", " 65", "£65", "65 %"])
def test_cell_far_down_is_read_as_one_at_the_top(cell: str) -> None:
    assert cells(*["50"] * 1500, cell)[-1] == (65.0, None)
    assert cells(*["50%"] * 1500, cell)[-1] == (65.0, None)


@pytest.mark.parametrize(("kind", "code"), [("ks2_wide", "z"), (TIDY, "SUPP")])
def test_code_of_the_other_publisher_is_not_known(kind: str, code: str) -> None:
    with pytest.raises(DataError, match=f"'{code}'"):
        cells(code, kind=kind)


def test_unknown_code_names_file_column_value_row_and_what_is_allowed() -> None:
    with pytest.raises(DataError) as fault:
        cells("65%", "QQ", "SUPP", "QQ", "W")

    said = str(fault.value)
    assert said.startswith(f"{FILES['ks2_wide'][0]}: 3 cells cannot be read")
    assert "neither a number nor a known code" in said
    assert "PTRWM_EXP: 'QQ' (2, first in row 3), 'W' (1, first in row 6)" in said
    assert "SUPP, SUPP*, NE" in said


def test_unknown_codes_of_several_columns_are_told_at_once(tmp_path: Path) -> None:
    write_csv(tmp_path / "2018-2019_england_abs.csv", "URN,PERCTOT,PPERSABS10", "1,QQ,5", "2,4,WW")

    with pytest.raises(DataError, match=r"(?s)2 cells .*PERCTOT: 'QQ'.*PPERSABS10: 'WW'"):
        read_folder(tmp_path)


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("31-08-2024", "%d-%m-%Y"),
        ("31/08/2024", "%d/%m/%Y"),
        ("2024-08-31", "%Y-%m-%d"),
        (" 2024-08-31 00:00:00", "%Y-%m-%d"),
    ],
)
def test_date_is_read_in_its_publishers_form(cell: str, form: str) -> None:
    assert str(pl.DataFrame({"a": [cell]}).select(date("a", form)).item()) == "2024-08-31"


@pytest.mark.parametrize("cell", ["31/08/2024", "2024-02-30", "45535", "August 2024"])
def test_date_in_another_form_is_refused_with_its_row(tmp_path: Path, cell: str) -> None:
    file = opened(
        write_csv(tmp_path / "spells.csv", "URN,Date Joined", "1,2024-08-31", f"2,{cell}")
    )

    with pytest.raises(
        DataError, match=rf"spells\.csv: column Date Joined: 1 cell .*'{cell}' in row 3"
    ):
        refuse_bad_dates(file, file.read(["date joined"]), "date joined", "%Y-%m-%d")


@pytest.mark.parametrize("cell", ["", " ", '""', "NULL"])
def test_blank_date_is_a_gap_and_not_a_fault(tmp_path: Path, cell: str) -> None:
    file = opened(write_csv(tmp_path / "a.csv", "URN,Date", f"1,{cell}"))
    frame = file.read(["date"])

    refuse_bad_dates(file, frame, "date", "%Y-%m-%d")

    assert frame.select(date("date", "%Y-%m-%d")).item() is None


# --- text and whole numbers -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "read"), [("\u00a0Ash Tree ", "Ash Tree"), ("NULL", None), ("  ", None), (None, None)]
)
def test_blank_text_is_nothing(cell: str | None, read: str | None) -> None:
    assert _column(cell).select(text("a")).item() == read


def test_publishers_words_are_compared_without_case_or_spacing() -> None:
    cell = _column(" Predecessor  -\u00a0Merged")

    assert cell.select(folded("a")).item() == "predecessor - merged"


@pytest.mark.parametrize(
    ("cell", "read"), [(" 101 ", 101), ("NAT", None), ("", None), ("1.5", None)]
)
def test_urn_is_a_whole_number_or_nothing(cell: str, read: int | None) -> None:
    assert pl.DataFrame({"a": [cell]}).select(integer("a")).item() == read


def test_the_few_figures_that_take_care_are_read_every_time() -> None:
    """Their distinct cells come in any order, and an expression over them may be worked out twice."""
    column = pl.DataFrame({"a": ["12", "SUPP", "65%", None, "£34", "NE", " 7 ", ""]})
    read = {tuple(_figures(column)["a"].to_list()) for _ in range(100)}

    assert read == {(12.0, None, 65.0, None, 34.0, None, 7.0, None)}
