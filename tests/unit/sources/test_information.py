from pathlib import Path

from tests.unit.sources.results import limits_of, read_results


def test_prior_attainment_is_read_from_the_school_information(tmp_path: Path) -> None:
    results = read_results(tmp_path, "ks4_information")

    assert limits_of(results, "ks4_prior_attainment") == (104.3, None, None, 176.0)
