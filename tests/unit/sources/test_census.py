from pathlib import Path

from cst_screen.sources.folder import read_folder
from tests.unit.sources.results import cells_of, read_results, row_with
from tests.unit.sources.samples import FILES, left_out, write


def test_census_gives_roll_and_intake(tmp_path: Path) -> None:
    assert cells_of(read_results(tmp_path, "census"), 101) == {
        "roll": (210.0, None),
        "intake_fsm": (19.0, None),
        "intake_eal": (14.8, None),
        "intake_sen_support": (9.5, None),
        "intake_ehcp": (2.5, None),
    }


def test_percentage_of_nought_beside_a_count_that_is_a_code_is_that_code(tmp_path: Path) -> None:
    row = row_with("census", NUMFSMEVER="NA", PNUMFSMEVER="0.00%", NUMEAL="SUPP", PNUMEAL="3.1")
    cells = cells_of(read_results(tmp_path, "census", row), 101)

    assert cells["intake_fsm"] == (None, "not_applicable")
    assert cells["intake_eal"] == (None, "suppressed")


def test_percentage_of_nought_beside_a_count_of_nought_is_nought(tmp_path: Path) -> None:
    row = row_with("census", NUMFSMEVER="0", PNUMFSMEVER="0.00%")

    assert cells_of(read_results(tmp_path, "census", row), 101)["intake_fsm"] == (0.0, None)


def test_independent_school_is_an_exclusion_even_with_a_short_row(tmp_path: Path) -> None:
    write(tmp_path, "census", "", row_with("census"), "103,950,6000,Independent school,150,0,0,0,0")
    folder = read_folder(tmp_path)

    assert folder.table("results")["urn"].unique().to_list() == [101]
    assert left_out(folder).select("urn", "reason").rows() == [
        (103, "independent_school"),
        (None, "short_row"),
    ]


def test_noughts_beside_pupils_eligible_now_are_cells_that_nobody_filled(tmp_path: Path) -> None:
    """2015/16: seven schools in ten print that none was ever eligible, beside many who are."""
    header = FILES["census"][1] + ",PNUMFSM"
    rows = [
        f"{urn},950,{urn},State-funded primary,210,2.5,9.5,31,14.8,{ever},{now}"
        for urn, ever, now in (
            (101, "0,0", "15.2"),
            (102, "40,19.0", "12.0"),
            (103, "0,0", "0"),
        )
    ]
    results = read_results(tmp_path, "census", *rows, header=header)

    assert cells_of(results, 101)["intake_fsm"] == (None, "not_published")
    assert cells_of(results, 102)["intake_fsm"] == (19.0, None)
    # In such a file no nought can be believed.
    assert cells_of(results, 103)["intake_fsm"] == (None, "not_published")


def test_nought_of_a_sound_census_is_a_count(tmp_path: Path) -> None:
    header = FILES["census"][1] + ",PNUMFSM"
    rows = (
        "101,950,2000,State-funded primary,210,2.5,9.5,31,14.8,0,0,0",
        "102,950,2001,State-funded primary,210,2.5,9.5,31,14.8,40,19.0,12.0",
    )
    results = read_results(tmp_path, "census", *rows, header=header)

    assert cells_of(results, 101)["intake_fsm"] == (0.0, None)


def test_authority_row_of_the_census_is_no_school(tmp_path: Path) -> None:
    write(tmp_path, "census", "", row_with("census"), row_with("census", URN=""))
    folder = read_folder(tmp_path)

    assert left_out(folder)["reason"].to_list() == ["not_a_school"]


def test_census_of_a_year_without_school_types_is_read(tmp_path: Path) -> None:
    header = FILES["census"][1].replace("SCHOOLTYPE,", "")
    row = row_with("census").replace("State-funded primary,", "")

    assert cells_of(read_results(tmp_path, "census", row, header=header), 101)["roll"] == (
        210.0,
        None,
    )
