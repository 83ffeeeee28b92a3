from cst_screen.sources.recognise import KINDS
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.key_stages import WITHOUT_SCHOOL_RESULTS
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.releases import release_of, release_of_measure, releases


def test_a_release_is_usual_in_a_month_after_the_year_that_it_is_about() -> None:
    assert releases()["ks2"].usual(AcademicYear(2024)) == "December 2024"
    assert releases()["ks4"].usual(AcademicYear(2024)) == "February 2025"


def test_every_release_says_who_publishes_what_where_and_when() -> None:
    for release in releases().values():
        assert release.title and release.publisher and release.page and release.kinds
        assert release.every in ("year", "day")
        assert (1 <= release.month <= 12) == (release.every == "year") == bool(release.first)
        assert release.years_after in (0, 1)
        assert "http" not in release.page


def test_years_without_results_are_those_that_phases_know() -> None:
    for phase, years in WITHOUT_SCHOOL_RESULTS.items():
        assert set(releases()[phase].never) == {str(AcademicYear(year)) for year in years}


def test_every_kind_of_file_is_of_a_release() -> None:
    """The longest beginning counts: teacher turnover is not the census of the workforce."""
    of_kinds = {kind.id: release_of(kind.id) for kind in KINDS}

    assert None not in of_kinds.values()
    assert {release.id for kind, release in of_kinds.items() if release and kind in _SOME} == {
        "ks4_information",
        "ks4",
        "turnover",
    }


_SOME = ("ks4_information", "ks4_wide", "workforce_turnover")


def test_every_measure_is_in_the_release_whose_files_hold_it() -> None:
    for name, measure in MEASURES.items():
        release = release_of_measure(name)
        assert release is not None, name
        assert measure.key_stage in (None, release.id), name
        kinds = {k.id for k in KINDS if any(column.measure == name for column in k.measures)}
        assert not kinds or release in [release_of(kind) for kind in kinds], name
    assert all(name in MEASURES for release in releases().values() for name in release.until)
