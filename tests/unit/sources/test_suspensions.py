from pathlib import Path

from tests.unit.sources.results import cells_of, limits_of, read_results


def test_suspensions_are_a_rate_of_the_pupils_in_the_year(tmp_path: Path) -> None:
    results = read_results(tmp_path, "suspensions")

    assert limits_of(results, "suspension_rate") == (4.5, None, None, 200.0)
    assert limits_of(results, "exclusion_rate") == (0.0, None, None, 200.0)
    assert cells_of(results, 102) == {
        "suspension_rate": (None, "not_applicable"),
        "exclusion_rate": (None, "not_applicable"),
    }
    assert set(results["urn"]) == {101, 102}
    assert results["academic_year"].unique().to_list() == [2023]
