"""Files of 2009/10 to 2014/15: measures of their own, their codes, and what is not used."""

from pathlib import Path

import pytest

from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from tests.unit.sources.results import Cells, cells_of, read_results
from tests.unit.sources.samples import write

OF_EACH: dict[str, tuple[int, int, Cells]] = {
    "ks2_earlier": (
        101,
        2015,
        {"ks2_average_points": (29.4, None), "ks2_value_added": (100.3, None)},
    ),
    "ks4_2013": (
        102,
        2014,
        {
            "ks4_5ac_em": (57.0, None),
            "ks4_points_per_entry": (38.8, None),
            "ks4_best8_value_added": (986.7, None),
            "ks4_prior_points": (28.4, None),
        },
    ),
    "ks4_2014": (
        104,
        2015,
        {
            "ks4_5ac_em": (None, "not_published"),
            "ks4_capped_points": (None, "no_entries"),
            "ks4_best8_value_added": (None, "low_coverage"),
            "ks4_prior_points": (None, "not_published"),
        },
    ),
    "absence_earlier": (
        101,
        2013,
        {
            "absence_overall_earlier": (4.2, None),
            "absence_persistent_15": (None, "suppressed"),
        },
    ),
    "census_earlier": (
        101,
        2013,
        {
            "roll_earlier": (233.0, None),
            "intake_fsm_earlier": (33.3, None),
            "intake_eal_earlier": (72.3, None),
            "intake_sen_action": (9.9, None),
            "intake_sen_statement_or_plus": (9.4, None),
        },
    ),
}


@pytest.mark.parametrize("kind", OF_EACH)
def test_earlier_files_fill_measures_of_their_own(tmp_path: Path, kind: str) -> None:
    urn, year, cells = OF_EACH[kind]
    results = read_results(tmp_path, kind)

    assert cells_of(results, urn) == cells
    assert results["academic_year"].unique().to_list() == [year]
    assert set(results["measure"].cast(str)) <= set(EARLIER_MEASURES)


@pytest.mark.parametrize("kind", OF_EACH)
def test_data_list_says_what_an_earlier_file_is(tmp_path: Path, kind: str) -> None:
    write(tmp_path, kind)
    (found,) = read_folder(tmp_path).catalogue.inputs

    assert (found.kind, found.used) == (kind, True)
    assert "no verdict rests on them" in found.title


def test_schools_without_urn_are_given_to_nobody(tmp_path: Path) -> None:
    write(tmp_path, "ks4_2009")
    folder = read_folder(tmp_path)

    assert folder.table("results").is_empty()
    (said,) = folder.table("exclusions").to_dicts()
    assert (said["reason"], said["detail"][:7]) == ("no_urn_in_it", "2 rows ")


def test_no_earlier_measure_continues_a_later_one_or_makes_a_figure() -> None:
    assert not set(EARLIER_MEASURES) & set(MEASURES)
    of_figures = {measure for figure in FIGURES.values() for measure in figure.measures}
    assert not set(EARLIER_MEASURES) & of_figures
