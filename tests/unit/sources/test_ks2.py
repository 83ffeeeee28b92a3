from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.results import cells_of, limits_of, read_results, row_with
from tests.unit.sources.samples import FILES, write


def test_key_stage_2_figures_are_read_with_their_cohort(tmp_path: Path) -> None:
    results = read_results(tmp_path, "ks2_wide")

    assert cells_of(results, 101) == {
        "ks2_rwm_expected": (65.0, None),
        "ks2_rwm_higher": (10.0, None),
        "ks2_reading_expected": (70.0, None),
        "ks2_writing_expected": (75.0, None),
        "ks2_maths_expected": (72.0, None),
        "ks2_reading_scaled_score": (105.0, None),
        "ks2_maths_scaled_score": (106.0, None),
        "ks2_reading_progress": (0.5, None),
        "ks2_writing_progress": (0.1, None),
        "ks2_maths_progress": (-0.2, None),
    }
    assert limits_of(results, "ks2_reading_progress") == (0.5, -1.5, 2.5, 30.0)
    assert results["academic_year"].unique().to_list() == [2019]


def test_key_stage_2_national_row_is_kept_apart_from_schools(tmp_path: Path) -> None:
    write(tmp_path, "ks2_wide")
    folder = read_folder(tmp_path)

    assert folder.table("results")["urn"].unique().to_list() == [101]
    printed = folder.table("published_national").filter(measure="ks2_rwm_expected")
    assert printed.select("academic_year", "covers", "value").rows() == [
        (2019, "state-funded", 65.0)
    ]
    dropped = folder.table("exclusions").filter(stage="results")
    assert dropped.select("reason", "detail").rows() == [("not_a_school", "record type 5")]


def test_special_school_is_read_and_local_authority_is_not(tmp_path: Path) -> None:
    special = row_with("ks2_wide", RECTYPE="2", URN="103")
    authority = row_with("ks2_wide", RECTYPE="3", URN="")

    assert read_results(tmp_path, "ks2_wide", special, authority)["urn"].unique().to_list() == [103]


def test_key_stage_2_codes_keep_their_reasons(tmp_path: Path) -> None:
    row = row_with(
        "ks2_wide",
        PTRWM_EXP="SUPP",
        PTRWM_HIGH="NE",
        READPROG="LOWCOV",
        WRITPROG="NA",
        PTREAD_EXP=" ",
    )
    cells = cells_of(read_results(tmp_path, "ks2_wide", row), 101)

    assert cells["ks2_rwm_expected"] == (None, "suppressed")
    assert cells["ks2_rwm_higher"] == (None, "no_entries")
    assert cells["ks2_reading_progress"] == (None, "low_coverage")
    assert cells["ks2_writing_progress"] == (None, "not_applicable")
    assert cells["ks2_reading_expected"] == (None, "not_published")


def test_gap_in_one_column_is_no_gap_in_another(tmp_path: Path) -> None:
    results = read_results(
        tmp_path, "absence_wide", "950,2000,101,SUPP,10.1", "950,2000,102,4.2,SUPP"
    )

    assert cells_of(results, 101)["absence_persistent"] == (10.1, None)
    assert cells_of(results, 102)["absence_overall"] == (4.2, None)


def test_row_that_stops_early_has_gaps_and_no_figures(tmp_path: Path) -> None:
    cells = cells_of(read_results(tmp_path, "ks2_wide", "1,101,NEW"), 101)

    assert set(cells.values()) == {(None, "not_published")}


def test_school_listed_twice_in_one_year_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "ks2_wide", "", row_with("ks2_wide"), row_with("ks2_wide"))
    folder = read_folder(tmp_path)

    assert cells_of(folder.table("results"), 101)["ks2_rwm_expected"] == (65.0, None)
    dropped = folder.table("exclusions").filter(stage="results")
    assert dropped.select("reason", "urn", "row").rows() == [("repeated", 101, 3)]


def test_year_before_progress_is_read_without_it(tmp_path: Path) -> None:
    header = FILES["ks2_wide"][1].split(",READPROG")[0]
    cells = cells_of(
        read_results(tmp_path, "ks2_wide", "1,101,30,65%,10%,70%,75%,72%,105,106", header=header),
        101,
    )

    assert cells["ks2_rwm_expected"] == (65.0, None)
    assert "ks2_reading_progress" not in cells


@pytest.mark.parametrize("column", ["TELIG", "READPROG_LOWER"])
def test_strange_text_in_a_limit_or_a_count_is_refused_too(tmp_path: Path, column: str) -> None:
    """`cells.py`: a number, a known code or blank; anything else is an error."""
    with pytest.raises(DataError, match=column):
        read_results(tmp_path, "ks2_wide", row_with("ks2_wide", **{column: "QQ"}))


def test_schools_year_and_one_measure_are_enough_and_the_rest_is_said(tmp_path: Path) -> None:
    write(tmp_path, "ks2_wide", "", "1,101,65%", header="RECTYPE,URN,PTRWM_EXP")
    folder = read_folder(tmp_path)

    assert cells_of(folder.table("results"), 101) == {"ks2_rwm_expected": (65.0, None)}
    said = folder.table("exclusions").filter(reason="columns_not_there")["detail"].to_list()
    assert [line.split(":")[0] for line in said][:2] == [
        (
            "PTRWM_HIGH, PTREAD_EXP, PTWRITTA_EXP, PTMAT_EXP, READ_AVERAGE, MAT_AVERAGE, READPROG, "
            "WRITPROG, MATPROG, READCOV"
        ),
        "TELIG",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "RECTYPE,URN,TELIG",  # no measure at all
        "RECTYPE,URN,PTRWM_EXP,READPROG_LOWER,READPROG_UPPER",  # limits of nothing
        "RECTYPE,URN,PTRWM_EXP,READPROG,READPROG_LOWER",  # one limit of two
        "RECTYPE,URN,PTRWM_EXP,PTMAT_EXP_NEW",  # a name with letters added
    ],
)
def test_what_seems_renamed_is_refused(tmp_path: Path, header: str) -> None:
    row = ",".join(["1", "101", *("5" for _ in header.split(",")[2:])])
    write(tmp_path, "ks2_wide", "", row, header=header)

    with pytest.raises(DataError, match="this looks like 'key stage 2"):
        read_folder(tmp_path)


def test_disadvantaged_pupils_are_counted_by_their_share_where_no_count_is_printed(
    tmp_path: Path,
) -> None:
    _, header, (row, *_) = FILES["ks2_wide"]
    shown = f"{header},PTFSM6CLA1A,PTRWM_EXP_FSM6CLA1A"

    share = read_results(tmp_path / "a", "ks2_wide", f"{row},40%,50%", header=shown)
    count = read_results(
        tmp_path / "b", "ks2_wide", f"{row},40%,50%,11", header=f"{shown},TFSM6CLA1A"
    )
    withheld = read_results(tmp_path / "c", "ks2_wide", f"{row},10%,SUPP", header=shown)

    name = "ks2_rwm_expected_disadvantaged"
    assert limits_of(share, name) == (50.0, None, None, 12.0)  # 40% of 30
    assert limits_of(count, name)[3] == 11.0
    assert cells_of(withheld, 101)[name] == (None, "suppressed")


@pytest.mark.parametrize("share", ["nan", "inf", "140%", "-5%", "1e999"])
def test_a_share_of_disadvantaged_pupils_that_cannot_be_counts_nobody(
    share: str, tmp_path: Path
) -> None:
    _, header, (row, *_) = FILES["ks2_wide"]
    shown = f"{header},PTFSM6CLA1A,PTRWM_EXP_FSM6CLA1A"

    read = read_results(tmp_path, "ks2_wide", f"{row},{share},50%", header=shown)

    assert limits_of(read, "ks2_rwm_expected_disadvantaged") == (50.0, None, None, None)
