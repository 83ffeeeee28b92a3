from pathlib import Path

from cst_screen.sources.folder import read_folder
from tests.unit.sources.results import cells_of, limits_of, read_results
from tests.unit.sources.samples import write


def test_wide_absence_has_no_severe_absence(tmp_path: Path) -> None:
    assert cells_of(read_results(tmp_path, "absence_wide"), 101) == {
        "absence_overall": (4.2, None),
        "absence_persistent": (10.1, None),
    }


def test_tidy_absence_has_severe_absence_and_enrolments(tmp_path: Path) -> None:
    results = read_results(tmp_path, "absence_tidy")

    assert limits_of(results, "absence_severe") == (1.11, None, None, 200.0)
    assert results["urn"].unique().to_list() == [101]


def test_national_row_of_the_absence_file_is_no_school(tmp_path: Path) -> None:
    write(tmp_path, "absence_wide")

    exclusions = read_folder(tmp_path).table("exclusions")

    assert exclusions.select("reason", "row").rows() == [("not_a_school", 3)]
