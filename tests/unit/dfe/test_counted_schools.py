"""Which schools count for a trust's figure of one year."""

import polars as pl

from cst_screen.dfe.counted_schools import schools_counted
from tests.unit.builders import establishments, histories
from tests.unit.dfe.world import YEAR, progress, spells_of


def test_members_of_the_twelfth_of_september_count() -> None:
    spells = spells_of(
        (1, "2014-09-01", None),
        (2, "2014-09-01", "2017-09-12"),
        (3, "2014-09-01", "2017-09-13"),
        (4, "2017-09-13", None),
    )
    figures = progress(0.1, 0.2, 0.3, 0.4)
    found = schools_counted(
        spells, establishments(1, 2, 3, 4), histories(1, 2, 3, 4), figures, YEAR, "ks2"
    )

    assert found["urn"].to_list() == [1, 3]


def test_a_school_is_counted_under_the_number_its_results_were_published_with() -> None:
    """School 1 became school 5 after the results; the record knows it by its latest number."""
    spells = spells_of((5, "2014-09-01", None))
    found = schools_counted(
        spells, establishments(1, 5), histories(5, chains={1: 5}), progress(0.1), YEAR, "ks2"
    )

    assert found.select("history", "urn", "has_results").rows() == [(5, 1, True)]


def test_without_a_results_file_the_phase_tells_who_would_have_results() -> None:
    spells = spells_of((1, "2014-09-01", None), (2, "2014-09-01", None))
    register = establishments(1, {"urn": 2, "phase": "secondary", "low_age": 11, "high_age": 16})
    none = progress(0.1).filter(pl.col("urn") > 1)
    found = schools_counted(spells, register, histories(1, 2), none, YEAR, "ks2")

    assert dict(found.select("urn", "has_results").iter_rows()) == {1: True, 2: False}
