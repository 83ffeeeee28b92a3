"""A bad cell costs its row and is named; a column of them, or one word again and again, the file."""

from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import DataFolder, read_folder
from tests.unit.builders import write_csv
from tests.unit.sources.results import row_with
from tests.unit.sources.samples import FILES, left_out

WIDE = "URN,PERCTOT,PPERSABS10"


def _absence(tmp_path: Path, *bad: str, good: int = 20) -> DataFolder:
    rows = [f"10{i:02d},5.0,10.0" for i in range(good)]
    write_csv(tmp_path / "2018-2019_england_abs.csv", WIDE, *rows, *bad)
    return read_folder(tmp_path)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("7,650%,5", "PERCTOT holds '650%'"),
        ("7,-99,5", "PERCTOT holds '-99'"),
        ("7,43831,5", "PERCTOT holds '43831'"),
        ("7,1e300,5", "PERCTOT holds '1e300'"),
        ("7,1e-400,5", "PERCTOT holds '1e-400'"),
        ("7,five,5", "PERCTOT holds 'five'"),
        ("7,5,hidden", "PPERSABS10 holds 'hidden'"),
        ("7x,5,5", "URN holds '7x'"),
        ("-7,5,5", "URN holds '-7'"),
        ("99999999999,5,5", "URN holds '99999999999'"),
        (f"7,{'9' * 5000},5", "PERCTOT holds '9999"),
    ],
)
def test_cell_that_cannot_be_costs_its_row_and_is_named(
    tmp_path: Path, row: str, column: str
) -> None:
    folder = _absence(tmp_path, row)

    assert 7 not in folder.table("results")["urn"]
    assert folder.table("results")["urn"].n_unique() == 20
    ((reason, line, detail),) = left_out(folder).select("reason", "row", "detail").rows()
    assert (reason, line) == ("unreadable_cell", 22)
    assert f"column {column}" in detail and "allowed: " in detail and len(detail) < 400


def test_urn_that_a_spreadsheet_wrote_with_a_decimal_is_read(tmp_path: Path) -> None:
    assert 142589 in _absence(tmp_path, "142589.0,5,5").table("results")["urn"]


def test_word_in_five_rows_is_a_new_word_and_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"PERCTOT: 'NEWCODE' \(5, first in row 42\)"):
        _absence(tmp_path, *(f"{i},NEWCODE,5" for i in range(1, 6)), good=40)


def test_four_slips_that_differ_cost_four_rows(tmp_path: Path) -> None:
    folder = _absence(tmp_path, *(f"{i},q{i},5" for i in range(1, 5)))

    assert left_out(folder)["reason"].to_list() == ["unreadable_cell"] * 4


def test_column_of_urns_that_cannot_be_read_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column URN: 'a0'"):
        _absence(tmp_path, *(f"a{i},5,5" for i in range(20)), good=0)


def test_column_of_urns_that_is_blank_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no row of a school has a URN \(3 rows"):
        _absence(tmp_path, ",5,5", ",6,6", ",7,7", good=0)


def test_figure_outside_its_own_limits_costs_its_row(tmp_path: Path) -> None:
    name, header, _ = FILES["ks2_wide"]
    others = [row_with("ks2_wide", URN=str(200 + i)) for i in range(20)]
    moved = row_with("ks2_wide", READPROG="5.0", READPROG_LOWER="-1.5", READPROG_UPPER="2.5")
    write_csv(tmp_path / name, header, *others, moved)

    folder = read_folder(tmp_path)

    assert 101 not in folder.table("results")["urn"]
    gone = left_out(folder).filter(reason="unreadable_cell")
    assert "READPROG holds '5.0'" in gone["detail"].item()


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("TypeOfEstablishment (name)", "Academy convertor"),
        ("TypeOfEstablishment (name)", ""),
        ("EstablishmentStatus (name)", "Opened"),
        ("EstablishmentStatus (name)", ""),
        ("PhaseOfEducation (name)", "Elementary"),
        ("LA (code)", "99999"),
        ("EstablishmentNumber", "20000"),
        ("StatutoryLowAge", "-4"),
        ("StatutoryHighAge", "400"),
        ("OpenDate", "01-09-17"),
        ("OpenDate", "01-09-0017"),
        ("CloseDate", "31-02-2020"),
        ("CloseDate", "01-09-2099"),
    ],
)
def test_cell_of_the_register_that_is_not_known_costs_its_row(
    tmp_path: Path, column: str, cell: str
) -> None:
    name, header, _ = FILES["gias_establishments"]
    others = [row_with("gias_establishments", URN=str(200 + i)) for i in range(20)]
    bad = row_with("gias_establishments", **{"URN": "101", column: cell})
    write_csv(tmp_path / name, header, *others, bad)

    folder = read_folder(tmp_path)

    assert folder.table("establishments").height == 20
    assert f"column {column} holds '{cell}'; allowed: " in left_out(folder)["detail"].item()


def test_row_of_the_register_without_a_key_is_said(tmp_path: Path) -> None:
    name, header, rows = FILES["gias_establishments"]
    write_csv(tmp_path / name, header, *rows, row_with("gias_establishments", URN=""))

    exclusions = left_out(read_folder(tmp_path))

    assert exclusions.select("reason", "detail", "row").rows() == [("no_key", "no URN", 4)]


@pytest.mark.parametrize(
    ("published", "kind"),
    [
        ("Multi academy trust", "multi"),
        ("MULTI-ACADEMY TRUST", "multi"),
        ("Multi‐academy  trust", "multi"),
        ("Secure single-academy trust", "single"),
        ("Umbrella trust", "other"),
    ],
)
def test_group_type_is_read_however_its_hyphen_is_written(
    tmp_path: Path, published: str, kind: str
) -> None:
    name, header, _ = FILES["gias_groups"]
    write_csv(tmp_path / name, header, row_with("gias_groups", **{"Group Type": published}))

    assert read_folder(tmp_path).table("groups")["trust_type"].to_list() == [kind]


def test_group_type_that_is_not_known_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    name, header, _ = FILES["gias_groups"]
    write_csv(tmp_path / name, header, row_with("gias_groups", **{"Group Type": "Academy chain"}))

    with pytest.raises(DataError, match=r"(?s)Group Type: 'Academy chain'.*multi academy trust"):
        read_folder(tmp_path)


@pytest.mark.parametrize("count", [".5", "-3", "100000000000", "three"])
def test_count_of_a_trust_file_that_is_none_costs_its_row(tmp_path: Path, count: str) -> None:
    name, header, _ = FILES["trusts_ks4_2017"]
    row = 'TR00900,{},Multi-academy trust,ASH TRUST,{},450,0,1,2,-0.3,-0.36,-0.28,"101, 102, 103"'
    good = [row.format(910 + i, 3) for i in range(3)]
    write_csv(tmp_path / name, header, *good, row.format(900, count))

    folder = read_folder(tmp_path)

    assert folder.table("published_trusts")["uid"].to_list() == [910, 911, 912]
    assert f"SCHOOLS holds '{count}'" in left_out(folder)["detail"].item()


def test_unknown_code_in_a_column_that_stands_in_for_another_is_named(tmp_path: Path) -> None:
    """Files of 2015/16 have no P8PUP; TPUP stands in for it."""
    name, header, _ = FILES["ks4_wide"]
    header = header.replace(",P8PUP", "")
    row = dict.fromkeys(header.split(","), "") | {"RECTYPE": "1", "URN": "101", "TPUP": "QQ"}
    write_csv(tmp_path / name, header, ",".join(row.values()))

    with pytest.raises(DataError, match=r"column TPUP: 'QQ'"):
        read_folder(tmp_path)


def test_blank_year_costs_its_row(tmp_path: Path) -> None:
    name, header, rows = FILES["absence_tidy"]
    write_csv(tmp_path / name, header, *rows, row_with("absence_tidy", time_period=""))

    exclusions = left_out(read_folder(tmp_path))

    assert (
        "unreadable_cell",
        "column time_period holds ''; allowed: academic years such as 202324",
    ) in (exclusions.select("reason", "detail").rows())
