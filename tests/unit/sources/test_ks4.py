from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.results import cells_of, limits_of, read_results, row_with
from tests.unit.sources.samples import FILES, left_out, write


def test_key_stage_4_wide_is_read_with_limits_and_cohort(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide")
    folder = read_folder(tmp_path)

    assert limits_of(folder.table("results"), "ks4_progress8") == (0.10, -0.10, 0.30, 140.0)
    assert limits_of(folder.table("results"), "ks4_attainment8") == (46.2, None, None, 150.0)
    printed = folder.table("published_national").filter(measure="ks4_attainment8")
    assert printed.select("covers", "value").rows() == [("state-funded", 46.7)]


def test_cohort_stands_in_where_no_count_is_printed_for_progress_8(tmp_path: Path) -> None:
    results = read_results(
        tmp_path,
        "ks4_wide",
        "1,102,150,46.2,0.10,-0.10,0.30",
        header="RECTYPE,URN,TPUP,ATT8SCR,P8MEA,P8CILOW,P8CIUPP",
        name="2015-2016_england_ks4final.csv",
    )

    assert limits_of(results, "ks4_progress8") == (0.10, -0.10, 0.30, 150.0)
    assert "ks4_english_maths_4" not in cells_of(results, 102)


def test_score_before_extreme_scores_were_capped_is_not_read(tmp_path: Path) -> None:
    results = read_results(
        tmp_path,
        "ks4_wide",
        row_with("ks4_wide") + ",0.55",
        header=FILES["ks4_wide"][1] + ",P8MEA_ORIG",
    )

    assert cells_of(results, 102)["ks4_progress8"] == (0.10, None)


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
    results = read_results(tmp_path, kind)
    cells = cells_of(results, 102)

    assert set(cells) == {
        "ks4_attainment8",
        "ks4_progress8",
        "ks4_english_maths_4",
        "ks4_english_maths_5",
        "ks4_english_maths_entry",
    }
    assert cells["ks4_progress8"] == progress
    assert limits_of(results, "ks4_attainment8") == (attainment, None, None, pupils)
    assert results["academic_year"].unique().to_list() == [year]


def test_only_the_row_of_all_pupils_is_read(tmp_path: Path) -> None:
    write(tmp_path, "ks4_tidy_2023")
    folder = read_folder(tmp_path)

    assert cells_of(folder.table("results"), 102)["ks4_attainment8"] == (45.8, None)
    assert left_out(folder).select("reason", "detail").rows() == [
        ("part_of_the_pupils", "breakdown Boys")
    ]


def test_tidy_national_row_is_not_a_school(tmp_path: Path) -> None:
    row = row_with("ks4_tidy_2023", geographic_level="National", school_urn="102")

    assert read_results(tmp_path, "ks4_tidy_2023", row).is_empty()


def test_tidy_codes_keep_their_reasons(tmp_path: Path) -> None:
    row = row_with("ks4_tidy_2023", avg_att8="c", pt_l2basics_94="low", pt_entbasics="x")
    cells = cells_of(read_results(tmp_path, "ks4_tidy_2023", row), 102)

    assert cells["ks4_attainment8"] == (None, "suppressed")
    assert cells["ks4_english_maths_4"] == (None, "suppressed")
    assert cells["ks4_english_maths_entry"] == (None, "not_published")


def test_code_of_the_other_publisher_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column avg_att8: 'SUPP'"):
        read_results(tmp_path, "ks4_tidy_2023", row_with("ks4_tidy_2023", avg_att8="SUPP"))
