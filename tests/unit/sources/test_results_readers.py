"""Key stage 2 and 4, census, absence, workforce and school information: one file, its figures."""

from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, write

Cells = dict[str, tuple[float | None, str | None]]


def _read(tmp_path: Path, kind: str, *rows: str, header: str = "", name: str = "") -> pl.DataFrame:
    write(tmp_path, kind, name, *rows, header=header)
    return read_folder(tmp_path).table("results")


def _cells(results: pl.DataFrame, urn: int) -> Cells:
    own = results.filter(pl.col("urn") == urn).with_columns(pl.col("measure", "missing").cast(str))
    return {m: (v, w) for m, v, w in own.select("measure", "value", "missing").iter_rows()}


def _row(kind: str, **cells: str) -> str:
    """The first row of the small file with some of its cells replaced."""
    _, header, rows = FILES[kind]
    ordinary = dict(zip(header.split(","), rows[0].split(","), strict=True))
    return ",".join((ordinary | cells).values())


def _limits(results: pl.DataFrame, measure: str) -> tuple[object, ...]:
    return (
        results.filter(pl.col("measure") == measure)
        .select("value", "lower", "upper", "pupils")
        .row(0)
    )


# --- key stage 2 ------------------------------------------------------------------------------


def test_key_stage_2_figures_are_read_with_their_cohort(tmp_path: Path) -> None:
    results = _read(tmp_path, "ks2_wide")

    assert _cells(results, 101) == {
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
    assert _limits(results, "ks2_reading_progress") == (0.5, -1.5, 2.5, 30.0)
    assert results["academic_year"].unique().to_list() == [2019]


def test_key_stage_2_national_row_is_kept_apart_from_schools(tmp_path: Path) -> None:
    write(tmp_path, "ks2_wide")
    folder = read_folder(tmp_path)

    assert folder.table("results")["urn"].unique().to_list() == [101]
    printed = folder.table("published_national").filter(measure="ks2_rwm_expected")
    assert printed.select("academic_year", "covers", "value").rows() == [
        (2019, "state-funded", 65.0)
    ]
    assert folder.table("exclusions").select("reason", "detail").rows() == [
        ("not_a_school", "record type 5")
    ]


def test_special_school_is_read_and_local_authority_is_not(tmp_path: Path) -> None:
    special = _row("ks2_wide", RECTYPE="2", URN="103")
    authority = _row("ks2_wide", RECTYPE="3", URN="")

    assert _read(tmp_path, "ks2_wide", special, authority)["urn"].unique().to_list() == [103]


def test_key_stage_2_codes_keep_their_reasons(tmp_path: Path) -> None:
    row = _row(
        "ks2_wide",
        PTRWM_EXP="SUPP",
        PTRWM_HIGH="NE",
        READPROG="LOWCOV",
        WRITPROG="NA",
        PTREAD_EXP=" ",
    )
    cells = _cells(_read(tmp_path, "ks2_wide", row), 101)

    assert cells["ks2_rwm_expected"] == (None, "suppressed")
    assert cells["ks2_rwm_higher"] == (None, "no_entries")
    assert cells["ks2_reading_progress"] == (None, "low_coverage")
    assert cells["ks2_writing_progress"] == (None, "not_applicable")
    assert cells["ks2_reading_expected"] == (None, "not_published")


LEAKS = "the gaps of one column are written into the columns after it (cells.reasons)"


def test_gap_in_one_column_is_no_gap_in_another(tmp_path: Path) -> None:
    results = _read(tmp_path, "absence_wide", "950,2000,101,SUPP,10.1", "950,2000,102,4.2,SUPP")

    assert _cells(results, 101)["absence_persistent"] == (10.1, None)
    assert _cells(results, 102)["absence_overall"] == (4.2, None)


def test_row_that_stops_early_has_gaps_and_no_figures(tmp_path: Path) -> None:
    cells = _cells(_read(tmp_path, "ks2_wide", "1,101,NEW"), 101)

    assert set(cells.values()) == {(None, "not_published")}


def test_school_listed_twice_in_one_year_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "ks2_wide", "", _row("ks2_wide"), _row("ks2_wide", PTRWM_EXP="99%"))
    folder = read_folder(tmp_path)

    assert _cells(folder.table("results"), 101)["ks2_rwm_expected"] == (65.0, None)
    assert folder.table("exclusions").select("reason", "urn", "row").rows() == [
        ("repeated", 101, 3)
    ]


def test_year_before_progress_is_read_without_it(tmp_path: Path) -> None:
    header = FILES["ks2_wide"][1].split(",READPROG")[0]
    cells = _cells(
        _read(tmp_path, "ks2_wide", "1,101,30,65%,10%,70%,75%,72%,105,106", header=header), 101
    )

    assert cells["ks2_rwm_expected"] == (65.0, None)
    assert "ks2_reading_progress" not in cells


@pytest.mark.parametrize("column", ["TELIG", "READPROG_LOWER"])
def test_strange_text_in_a_limit_or_a_count_is_refused_too(tmp_path: Path, column: str) -> None:
    """`cells.py`: a number, a known code or blank; anything else is an error."""
    with pytest.raises(DataError, match=column):
        _read(tmp_path, "ks2_wide", _row("ks2_wide", **{column: "QQ"}))


# --- key stage 4 ------------------------------------------------------------------------------


def test_key_stage_4_wide_is_read_with_limits_and_cohort(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide")
    folder = read_folder(tmp_path)

    assert _limits(folder.table("results"), "ks4_progress8") == (0.10, -0.10, 0.30, 140.0)
    assert _limits(folder.table("results"), "ks4_attainment8") == (46.2, None, None, 150.0)
    printed = folder.table("published_national").filter(measure="ks4_attainment8")
    assert printed.select("covers", "value").rows() == [("state-funded", 46.7)]


def test_cohort_stands_in_where_no_count_is_printed_for_progress_8(tmp_path: Path) -> None:
    results = _read(
        tmp_path,
        "ks4_wide",
        "1,102,150,46.2,0.10,-0.10,0.30",
        header="RECTYPE,URN,TPUP,ATT8SCR,P8MEA,P8CILOW,P8CIUPP",
        name="2015-2016_england_ks4final.csv",
    )

    assert _limits(results, "ks4_progress8") == (0.10, -0.10, 0.30, 150.0)
    assert "ks4_english_maths_4" not in _cells(results, 102)


def test_score_before_extreme_scores_were_capped_is_not_read(tmp_path: Path) -> None:
    results = _read(
        tmp_path,
        "ks4_wide",
        _row("ks4_wide") + ",0.55",
        header=FILES["ks4_wide"][1] + ",P8MEA_ORIG",
    )

    assert _cells(results, 102)["ks4_progress8"] == (0.10, None)


@pytest.mark.parametrize(
    ("kind", "attainment", "progress", "pupils", "year"),
    [
        ("ks4_tidy_2023", 45.8, (-0.03, None), 150.0, 2024),
        ("ks4_tidy_2024", 45.6, (None, "not_applicable"), 162.0, 2025),
    ],
)
def test_both_tidy_dialects_give_the_same_measures(
    tmp_path: Path,
    kind: str,
    attainment: float,
    progress: tuple[float | None, str | None],
    pupils: float,
    year: int,
) -> None:
    results = _read(tmp_path, kind)
    cells = _cells(results, 102)

    assert set(cells) == {
        "ks4_attainment8",
        "ks4_progress8",
        "ks4_english_maths_4",
        "ks4_english_maths_5",
        "ks4_english_maths_entry",
    }
    assert cells["ks4_progress8"] == progress
    assert _limits(results, "ks4_attainment8") == (attainment, None, None, pupils)
    assert results["academic_year"].unique().to_list() == [year]


def test_only_the_row_of_all_pupils_is_read(tmp_path: Path) -> None:
    write(tmp_path, "ks4_tidy_2023")
    folder = read_folder(tmp_path)

    assert _cells(folder.table("results"), 102)["ks4_attainment8"] == (45.8, None)
    assert folder.table("exclusions").select("reason", "detail").rows() == [
        ("part_of_the_pupils", "breakdown Boys")
    ]


def test_tidy_national_row_is_not_a_school(tmp_path: Path) -> None:
    row = _row("ks4_tidy_2023", geographic_level="National", school_urn="102")

    assert _read(tmp_path, "ks4_tidy_2023", row).is_empty()


def test_tidy_codes_keep_their_reasons(tmp_path: Path) -> None:
    row = _row("ks4_tidy_2023", avg_att8="c", pt_l2basics_94="low", pt_entbasics="x")
    cells = _cells(_read(tmp_path, "ks4_tidy_2023", row), 102)

    assert cells["ks4_attainment8"] == (None, "suppressed")
    assert cells["ks4_english_maths_4"] == (None, "suppressed")
    assert cells["ks4_english_maths_entry"] == (None, "not_published")


def test_code_of_the_other_publisher_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column avg_att8: 'SUPP'"):
        _read(tmp_path, "ks4_tidy_2023", _row("ks4_tidy_2023", avg_att8="SUPP"))


def test_prior_attainment_is_read_from_the_school_information(tmp_path: Path) -> None:
    results = _read(tmp_path, "ks4_information")

    assert _limits(results, "ks4_prior_attainment") == (104.3, None, None, 176.0)


# --- census -----------------------------------------------------------------------------------


def test_census_gives_roll_and_intake(tmp_path: Path) -> None:
    assert _cells(_read(tmp_path, "census"), 101) == {
        "roll": (210.0, None),
        "intake_fsm": (19.0, None),
        "intake_eal": (14.8, None),
        "intake_sen_support": (9.5, None),
        "intake_ehcp": (2.5, None),
    }


def test_percentage_of_nought_beside_a_count_that_is_a_code_is_that_code(tmp_path: Path) -> None:
    row = _row("census", NUMFSMEVER="NA", PNUMFSMEVER="0.00%", NUMEAL="SUPP", PNUMEAL="3.1")
    cells = _cells(_read(tmp_path, "census", row), 101)

    assert cells["intake_fsm"] == (None, "not_applicable")
    assert cells["intake_eal"] == (None, "suppressed")


def test_percentage_of_nought_beside_a_count_of_nought_is_nought(tmp_path: Path) -> None:
    row = _row("census", NUMFSMEVER="0", PNUMFSMEVER="0.00%")

    assert _cells(_read(tmp_path, "census", row), 101)["intake_fsm"] == (0.0, None)


def test_independent_school_is_an_exclusion_even_with_a_short_row(tmp_path: Path) -> None:
    write(tmp_path, "census", "", _row("census"), "103,950,6000,Independent school,150,0,0,0,0")
    folder = read_folder(tmp_path)

    assert folder.table("results")["urn"].unique().to_list() == [101]
    assert folder.table("exclusions").select("urn", "reason").rows() == [
        (103, "independent_school")
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
    results = _read(tmp_path, "census", *rows, header=header)

    assert _cells(results, 101)["intake_fsm"] == (None, "not_published")
    assert _cells(results, 102)["intake_fsm"] == (19.0, None)
    # In such a file no nought can be believed.
    assert _cells(results, 103)["intake_fsm"] == (None, "not_published")


def test_nought_of_a_sound_census_is_a_count(tmp_path: Path) -> None:
    header = FILES["census"][1] + ",PNUMFSM"
    rows = (
        "101,950,2000,State-funded primary,210,2.5,9.5,31,14.8,0,0,0",
        "102,950,2001,State-funded primary,210,2.5,9.5,31,14.8,40,19.0,12.0",
    )
    results = _read(tmp_path, "census", *rows, header=header)

    assert _cells(results, 101)["intake_fsm"] == (0.0, None)


def test_authority_row_of_the_census_is_no_school(tmp_path: Path) -> None:
    write(tmp_path, "census", "", _row("census"), _row("census", URN=""))
    folder = read_folder(tmp_path)

    assert folder.table("exclusions")["reason"].to_list() == ["not_a_school"]


def test_census_of_a_year_without_school_types_is_read(tmp_path: Path) -> None:
    header = FILES["census"][1].replace("SCHOOLTYPE,", "")
    row = _row("census").replace("State-funded primary,", "")

    assert _cells(_read(tmp_path, "census", row, header=header), 101)["roll"] == (210.0, None)


# --- absence ----------------------------------------------------------------------------------


def test_wide_absence_has_no_severe_absence(tmp_path: Path) -> None:
    assert _cells(_read(tmp_path, "absence_wide"), 101) == {
        "absence_overall": (4.2, None),
        "absence_persistent": (10.1, None),
    }


def test_tidy_absence_has_severe_absence_and_enrolments(tmp_path: Path) -> None:
    results = _read(tmp_path, "absence_tidy")

    assert _limits(results, "absence_severe") == (1.11, None, None, 200.0)
    assert results["urn"].unique().to_list() == [101]


def test_suspensions_are_a_rate_of_the_pupils_in_the_year(tmp_path: Path) -> None:
    results = _read(tmp_path, "suspensions")

    assert _limits(results, "suspension_rate") == (4.5, None, None, 200.0)
    assert _cells(results, 102) == {"suspension_rate": (None, "not_applicable")}
    assert set(results["urn"]) == {101, 102}
    assert results["academic_year"].unique().to_list() == [2023]


def test_national_row_of_the_absence_file_is_no_school(tmp_path: Path) -> None:
    write(tmp_path, "absence_wide")

    exclusions = read_folder(tmp_path).table("exclusions")

    assert exclusions.select("reason", "row").rows() == [("not_a_school", 3)]


# --- workforce --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ratio"),
    [("workforce_wide", 21.5), ("workforce_wide_2014", 20.5), ("workforce_ratios", 21.5)],
)
def test_pupils_per_teacher_is_read_under_each_heading(
    tmp_path: Path, kind: str, ratio: float
) -> None:
    assert _cells(_read(tmp_path, kind), 101) == {"pupils_per_teacher": (ratio, None)}


def test_workforce_codes_keep_their_reasons(tmp_path: Path) -> None:
    results = _read(tmp_path, "workforce_wide", "950,101,DNS", "950,102,SUPP")

    assert _cells(results, 101)["pupils_per_teacher"] == (None, "not_supplied")
    assert _cells(results, 102)["pupils_per_teacher"] == (None, "suppressed")


def test_retention_is_teachers_that_remained_of_teachers_there(tmp_path: Path) -> None:
    results = _read(tmp_path, "workforce_turnover")

    assert _limits(results, "teacher_retention") == (100 * 20.0 / 25.0, None, None, 25.0)
    assert results["academic_year"].to_list() == [2022]


@pytest.mark.parametrize(
    ("teachers", "remained", "cell"),
    [
        ("5.0", "4.0", (100 * 4.0 / 5.0, None)),
        ("4.9", "4.0", (None, "too_few")),
        ("0", "0", (None, "too_few")),
        ("25.0", "x", (None, "not_published")),
        ("25.0", "c", (None, "suppressed")),
        ("25.0", "0", (0.0, None)),
    ],
)
def test_retention_of_a_handful_of_teachers_is_not_shown(
    tmp_path: Path, teachers: str, remained: str, cell: tuple[float | None, str | None]
) -> None:
    results = _read(tmp_path, "workforce_turnover", f"202122,School,101,{teachers},{remained}")

    assert _cells(results, 101)["teacher_retention"] == cell


def test_withheld_count_of_teachers_keeps_its_own_reason(tmp_path: Path) -> None:
    results = _read(tmp_path, "workforce_turnover", "202122,School,101,x,20.0")

    assert _cells(results, 101)["teacher_retention"] == (None, "not_published")
