import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.by_hand import (
    EXTERNAL_VALIDATION,
    OVERRIDE_SCHEMA,
    OVERRIDES,
    caution_in,
    read_external_validation,
    read_overrides,
    refuse_strangers,
)
from tests.unit.builders import write_csv

# --- the caution ------------------------------------------------------------------------------


def test_first_line_of_the_caution_is_taken(tmp_path: Path) -> None:
    (tmp_path / "caution.txt").write_text("\n Invented data. \nMore about it.\n", encoding="utf-8")

    assert caution_in(tmp_path) == "Invented data."


@pytest.mark.parametrize("text", ["\ufeffInvented.\n", "\ufeff\n\n Invented. \r\n", "Invented."])
def test_caution_is_read_whatever_editor_saved_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "caution.txt").write_bytes(text.encode("utf-8"))

    assert caution_in(tmp_path) == "Invented."


@pytest.mark.parametrize("length", [501, 5_000_000])
def test_caution_that_no_document_could_show_is_refused(tmp_path: Path, length: int) -> None:
    (tmp_path / "caution.txt").write_text("x" * length, encoding="utf-8")

    with pytest.raises(DataError, match="Shorten it to 500 characters"):
        caution_in(tmp_path)


def test_caution_in_utf_16_is_refused_in_own_words(tmp_path: Path) -> None:
    (tmp_path / "caution.txt").write_bytes("Invented.".encode("utf-16"))

    with pytest.raises(DataError, match="its first line is not UTF-8"):
        caution_in(tmp_path)


def test_very_many_faults_end_with_their_number(tmp_path: Path) -> None:
    rows = "".join(f"{urn},1,2021-09-01,2020-09-01,x\n" for urn in range(100_000, 100_300))
    (tmp_path / OVERRIDES).write_text(
        "urn,group_uid,date_joined,date_left,reason\n" + rows, encoding="utf-8"
    )
    with pytest.raises(DataError) as fault:
        read_overrides(tmp_path)

    lines = str(fault.value).splitlines()
    assert len(lines) == 41
    assert lines[-1] == "overrides.csv: 260 more rows have faults. Correct those above first."


def test_without_a_caution_nothing_is_said(tmp_path: Path) -> None:
    assert caution_in(tmp_path) == ""


def test_caution_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "caution.txt").write_bytes(b"\xff\xfe\xfa")

    with pytest.raises(
        DataError, match=r"caution\.txt: the file cannot be read.*Save it as UTF-8 text"
    ):
        caution_in(tmp_path)


# --- corrections to the membership file -------------------------------------------------------

OVERRIDE_HEADER = "urn,group_uid,date_joined,date_left,reason"


def _overrides(
    tmp_path: Path, *rows: str, header: str = OVERRIDE_HEADER
) -> list[tuple[object, ...]]:
    write_csv(tmp_path / OVERRIDES, header, *rows)
    return read_overrides(tmp_path).rows()


def test_no_file_is_no_override(tmp_path: Path) -> None:
    none = read_overrides(tmp_path)

    assert none.is_empty()
    assert none.schema == OVERRIDE_SCHEMA


def test_override_is_read_with_iso_dates(tmp_path: Path) -> None:
    assert _overrides(tmp_path, "101,900,2017-04-01,,letter of the trust") == [
        (101, 900, dt.date(2017, 4, 1), None, "letter of the trust", 2)
    ]


def test_override_without_a_joining_date_takes_a_spell_away(tmp_path: Path) -> None:
    assert _overrides(tmp_path, "101,900,,,never joined")[0][2] is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",900,2017-04-01,,a letter", "row 2 has no URN"),
        ("101,,2017-04-01,,a letter", "row 2 has no Group UID"),
        ("101,900,2017-04-01,,", "row 2 has no reason"),
        ("101,900,01/04/2017,,a letter", "column date_joined: 1 cell is not a date"),
        ("101,900,2017-04-01,2017-04-01,a letter", "row 2: the school leaves on or before"),
        ("101,900,2017-04-01,2016-04-01,a letter", "row 2: the school leaves on or before"),
    ],
)
def test_faulty_override_is_refused_with_its_row(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError, match=rf"overrides\.csv: {said}"):
        _overrides(tmp_path, row)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("101,950,2018-09-01,,moved", "row 2 and row 3 contradict each other about school 101"),
        ("101,900,,,never there", "row 2 and row 3 contradict each other about school 101"),
        ("102,900,,2018-09-01,left", "row 3 has a date_left and no date_joined"),
    ],
)
def test_overrides_that_contradict_are_refused(tmp_path: Path, second: str, said: str) -> None:
    with pytest.raises(DataError, match=rf"overrides\.csv: {said}"):
        _overrides(tmp_path, "101,900,2017-04-01,,a letter", second)


def test_overrides_of_two_stays_one_after_the_other_are_fine(tmp_path: Path) -> None:
    rows = _overrides(
        tmp_path, "101,900,2015-04-01,2017-04-01,a letter", "101,950,2017-04-01,,a letter"
    )

    assert [row[:2] for row in rows] == [(101, 900), (101, 950)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("103,900,2017-04-01,,x", "row 2: column urn: 103 is the URN of no school"),
        ("101,901,2017-04-01,,x", "row 2: column group_uid: 901 is the Group UID of no trust"),
        ("101,900,2025-05-01,,x", "row 2: column date_joined: 2025-05-01 is after 2025-04-30"),
        ("101,900,2017-04-01,2026-01-01,x", "row 2: column date_left: 2026-01-01 is after"),
    ],
)
def test_override_of_a_stranger_or_of_a_day_to_come_is_refused(
    tmp_path: Path, row: str, said: str
) -> None:
    write_csv(tmp_path / OVERRIDES, OVERRIDE_HEADER, row)
    urns = pl.Series([101, 102], dtype=pl.Int32)

    with pytest.raises(DataError, match=rf"overrides\.csv: {said}"):
        refuse_strangers(read_overrides(tmp_path), urns, KNOWN, dt.date(2025, 4, 30))


def test_missing_column_of_overrides_shows_the_first_line_wanted(tmp_path: Path) -> None:
    with pytest.raises(
        DataError,
        match=f"columns are missing: group_uid. The first line must be: {OVERRIDE_HEADER}",
    ):
        _overrides(tmp_path, "101,2017-04-01,,x", header=OVERRIDE_HEADER.replace("group_uid,", ""))


# --- documents about trusts -------------------------------------------------------------------

DOCUMENT_HEADER = "uid,kind,date,title,link,finding"
KNOWN = pl.Series([900, 950], dtype=pl.Int32)
FINE = "900,summary evaluation,2023-06-30,Letter to the trust,https://example.org/letter,Clear strategy"


def _documents(tmp_path: Path, *rows: str, header: str = DOCUMENT_HEADER) -> pl.DataFrame:
    write_csv(tmp_path / EXTERNAL_VALIDATION, header, *rows)
    return read_external_validation(tmp_path, KNOWN)


def test_no_file_is_no_document(tmp_path: Path) -> None:
    assert read_external_validation(tmp_path, KNOWN).is_empty()


def test_document_is_read_as_it_stands_and_its_link_may_be_blank(tmp_path: Path) -> None:
    documents = _documents(
        tmp_path, FINE, "950,award,2024-01-31,Reading mark,,Gold for three schools"
    )

    assert documents.select("uid", "date", "link").rows() == [
        (900, dt.date(2023, 6, 30), "https://example.org/letter"),
        (950, dt.date(2024, 1, 31), None),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",award,2024-01-31,Mark,,Gold", "row 2 has no uid. Give the trust's Group UID"),
        ("900,,2024-01-31,Mark,,Gold", "row 2 has no kind"),
        ("900,award,,Mark,,Gold", "row 2 has no date"),
        ("900,award,2024-01-31,,,Gold", "row 2 has no title"),
        ("900,award,2024-01-31,Mark,,", "row 2 has no finding"),
        (
            "901,award,2024-01-31,Mark,,Gold",
            "row 2 has the UID 901, but the membership file has no such trust",
        ),
        ("900,award,2024-01-31,Mark,example.org,Gold", "row 2 has the link 'example.org'"),
        ("900,award,31/01/2024,Mark,,Gold", "column date: 1 cell is not a date like 2024-08-31"),
    ],
)
def test_faulty_document_is_named_with_what_to_do(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError, match=said.replace("(", r"\(")):
        _documents(tmp_path, row)


def test_all_faults_of_documents_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as fault:
        _documents(tmp_path, "901,award,2024-01-31,Mark,,Gold", FINE, "900,award,2024-01-31,,,Gold")

    assert [line.split(" ")[2] for line in str(fault.value).splitlines()] == ["2", "4"]


def test_missing_column_of_documents_shows_the_first_line_wanted(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"columns are missing: link, finding.*{DOCUMENT_HEADER}"):
        _documents(tmp_path, "900,award,2024-01-31,Mark", header="uid,kind,date,title")
