"""Key stage 2 in the tidy layout: a row for each subject, year and part of the pupils."""

from pathlib import Path

import pytest

from cst_screen.sources.folder import read_folder
from tests.unit.sources.results import cells_of, read_results
from tests.unit.sources.samples import write

HEADER = (
    "time_period,time_identifier,geographic_level,version,school_urn,breakdown_topic,breakdown,"
    "subject,expected_standard_pupil_percent,higher_standard_pupil_percent,average_scaled_score,"
    "progress_measure_score,progress_measure_lower_conf_interval,"
    "progress_measure_upper_conf_interval"
)


def _row(
    subject: str,
    values: str = "66,12,z,z,z,z",
    *,
    urn: str = "101",
    year: str = "202223",
    version: str = "Final",
    breakdown: str = "Total",
    level: str = "School",
) -> str:
    topic = "All pupils" if breakdown == "Total" else "Disadvantage"
    return f'{year},Academic year,{level},{version},{urn},{topic},{breakdown},"{subject}",{values}'


def test_each_subject_gives_its_own_measures(tmp_path: Path) -> None:
    rows = [
        _row("Reading, writing and maths"),
        _row("Reading", "75,30,106,0.4,-0.5,1.3"),
        _row("Writing", "71,9,z,c,c,c"),
        _row("Maths", "x,20,105,-1.2,-2,-0.4"),
        _row("Grammar, punctuation and spelling", "70,30,105,z,z,z"),
    ]
    write(tmp_path, "ks2_tidy", "", *rows, header=HEADER)
    folder = read_folder(tmp_path)

    assert cells_of(folder.table("results"), 101) == {
        "ks2_rwm_expected": (66.0, None),
        "ks2_rwm_higher": (12.0, None),
        "ks2_reading_expected": (75.0, None),
        "ks2_reading_scaled_score": (106.0, None),
        "ks2_reading_progress": (0.4, None),
        "ks2_writing_expected": (71.0, None),
        "ks2_writing_progress": (None, "suppressed"),
        "ks2_maths_expected": (None, "not_published"),
        "ks2_maths_scaled_score": (105.0, None),
        "ks2_maths_progress": (-1.2, None),
    }
    assert folder.table("results")["academic_year"].unique().to_list() == [2023]
    (unread,) = folder.table("exclusions").filter(reason="subject_not_read").to_dicts()
    assert (unread["row"], unread["detail"]) == (6, "subject grammar, punctuation and spelling")


def test_parts_of_the_pupils_and_other_levels_are_not_schools(tmp_path: Path) -> None:
    rows = [
        _row("Reading, writing and maths", breakdown="Disadvantaged", values="40,1,z,z,z,z"),
        _row("Reading, writing and maths", level="National", urn="", values="60,8,z,z,z,z"),
        _row("Reading, writing and maths"),
    ]
    write(tmp_path, "ks2_tidy", "", *rows, header=HEADER)
    folder = read_folder(tmp_path)

    assert cells_of(folder.table("results"), 101)["ks2_rwm_expected"] == (66.0, None)
    assert folder.table("exclusions").filter(stage="results").select("reason", "row").rows() == [
        ("part_of_the_pupils", 2),
        ("not_a_school", 3),
    ]


@pytest.mark.parametrize("order", [("Provisional", "Final"), ("Final", "Provisional")])
def test_the_later_release_of_a_year_stands_wherever_it_is(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    value = {"Provisional": "10,1,z,z,z,z", "Final": "66,12,z,z,z,z"}
    rows = [_row("Reading, writing and maths", value[v], version=v) for v in order]
    results = read_results(tmp_path, "ks2_tidy", *rows, header=HEADER)

    assert cells_of(results, 101)["ks2_rwm_expected"] == (66.0, None)


def test_one_file_may_hold_several_years_beside_wide_ones(tmp_path: Path) -> None:
    rows = [_row("Reading, writing and maths", year=y) for y in ("202223", "202324", "202425")]
    write(tmp_path, "ks2_tidy", "ks2_schools.csv", *rows, header=HEADER)
    write(tmp_path, "ks2_wide")
    folder = read_folder(tmp_path)

    assert {i.kind: (i.used, i.years) for i in folder.catalogue.inputs} == {
        "ks2_wide": (True, (2019,)),
        "ks2_tidy": (True, (2023, 2024, 2025)),
    }


def test_the_narrowest_file_is_read_and_says_that_it_has_no_pupils(tmp_path: Path) -> None:
    write(
        tmp_path,
        "ks2_tidy",
        "",
        '202425,Academic year,School,Final,142589,All pupils,Total,"Reading, writing and maths",66',
        header=(
            "time_period,time_identifier,geographic_level,version,school_urn,breakdown_topic,breakdown,"
            "subject,expected_standard_pupil_percent"
        ),
    )
    folder = read_folder(tmp_path)

    assert cells_of(folder.table("results"), 142589) == {"ks2_rwm_expected": (66.0, None)}
    assert folder.table("results")["academic_year"].to_list() == [2025]


def test_a_file_of_the_nation_alone_is_no_school_file(tmp_path: Path) -> None:
    write(tmp_path, "ks2_wide")
    (tmp_path / "ks2_national.csv").write_text(
        "time_period,geographic_level,subject,expected_standard_pupil_percent\n202425,National,Maths,74\n"
    )

    assert [left.path for left in read_folder(tmp_path).catalogue.left_alone] == [
        "ks2_national.csv"
    ]
