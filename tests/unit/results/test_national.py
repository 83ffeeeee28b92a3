"""The national figure, and where a school stands in it."""

import pytest

from tests.unit.builders import files, published_national, result
from tests.unit.results.england import ENGLAND, RWM, england, national_figure, school_year, take


def test_national_figure_is_the_mean_weighted_by_pupils() -> None:
    big = result(2000, 2019, 90.0, pupils=300)
    found = take([*england(), big], members=[*ENGLAND, 2000])

    # Thirty schools of 30 pupils at 60 on average, and one of 300 pupils at 90.
    assert national_figure(found) == pytest.approx((30 * 30 * 60 + 300 * 90) / (30 * 30 + 300))


def test_standing_is_the_gap_to_the_nation_and_deviations_from_the_mean_of_schools() -> None:
    found = take(england())
    sd = (30 * 10**2 / (30 - 1)) ** 0.5

    row = school_year(found, 1001)
    assert row["gap"] == pytest.approx(70 - 60)
    assert row["z"] == pytest.approx((70 - 60) / sd)


def test_deviations_are_taken_from_the_unweighted_mean_of_schools() -> None:
    big = result(2000, 2019, 90.0, pupils=300)
    found = take([*england(), big], members=[*ENGLAND, 2000])
    own = found.national.filter(measure=RWM)

    assert own["mean"].item() == pytest.approx((30 * 60 + 90) / 31)
    assert own["schools"].item() == 31


def test_fewer_than_thirty_schools_are_no_nation() -> None:
    found = take(england()[1:])

    assert found.national.is_empty()
    assert school_year(found, 1001)["gap"] is None


@pytest.mark.parametrize("sector", ["special", "alternative", "other"])
def test_special_schools_are_no_part_of_the_nation(sector: str) -> None:
    special = {"urn": 2000, "sector": sector}
    found = take(
        [*england(), result(2000, 2019, 0.0, pupils=900)],
        register=[special],
        members=[*ENGLAND, 2000],
    )

    assert national_figure(found) == pytest.approx(60.0)
    assert school_year(found, 2000)["gap"] == pytest.approx(0.0 - 60.0)


def test_each_year_has_its_own_nation() -> None:
    found = take([*england([2018], 64), *england([2019], 65)])

    assert (national_figure(found, 2018), national_figure(found, 2019)) == (64.0, 65.0)
    assert found.years_of(RWM) == [2018, 2019]


def test_year_with_half_of_the_schools_or_fewer_is_not_england() -> None:
    full = [result(u, 2019, 50.0 + u % 20) for u in range(3000, 3070)]
    part = [result(u, 2018, 50.0 + u % 20) for u in range(3000, 3034)]  # 34 of 70
    half = [result(u, 2017, 50.0 + u % 20) for u in range(3000, 3035)]  # 35 of 70

    assert take([*full, *part, *half]).years_of(RWM) == [2017, 2019]


def test_absence_is_held_against_schools_of_the_same_phase() -> None:
    primary = [result(u, 2019, 4.0 + u % 2, "absence_overall", None) for u in range(3000, 3030)]
    secondary = [result(u, 2019, 7.0 + u % 2, "absence_overall", None) for u in range(4000, 4030)]
    register = [{"urn": u, "phase": "secondary"} for u in range(4000, 4030)]
    found = take([*primary, *secondary], register=register, members=[3000, 4000])

    assert national_figure(found, measure="absence_overall", among="primary") == pytest.approx(4.5)
    assert school_year(found, 4000, measure="absence_overall")["gap"] == pytest.approx(7.0 - 7.5)


def test_key_stage_is_held_against_all_schools_with_that_key_stage() -> None:
    register = [{"urn": u, "phase": "secondary"} for u in ENGLAND]
    found = take(england(), register=register)

    assert found.national["among"].unique().to_list() == ["all"]


def test_printed_national_figure_is_a_check_and_no_comparator() -> None:
    printed = published_national(
        (2019, RWM, "state-funded", 65.0), (2019, RWM, "all schools", 64.0)
    )
    found = take(england(), printed=printed)

    assert national_figure(found) == pytest.approx(60.0)
    check = found.national_check.select("published", "difference")
    assert check.row(0) == (65.0, pytest.approx(60.0 - 65.0))


LOCAL = files((0, 3, False), (1, 3, True))
"""File 0 is a local download, file 1 England's; both are final."""


def test_local_file_makes_no_national_figure() -> None:
    found = take(england(file=0), sources=LOCAL)

    assert found.national.is_empty()
    assert school_year(found, 1001)["value"] == 70.0


def test_local_file_beside_the_national_one_changes_no_national_figure() -> None:
    own = [r for r in england(file=0) if r["value"] == 70.0][:5]
    more = [result(u, 2019, 60.0, file=1) for u in range(5000, 5020)]

    alone = take([*england(file=1), *more], sources=LOCAL)
    beside = take([*own, *england(file=1), *more], sources=LOCAL)

    assert national_figure(beside) == pytest.approx(national_figure(alone))
