from cst_screen.sources.recognise import KINDS
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.key_stages import WITHOUT_SCHOOL_RESULTS
from cst_screen.vocabulary.releases import release_of, releases


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
