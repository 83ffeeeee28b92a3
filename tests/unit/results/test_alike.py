"""How far each school is from what schools with similar pupils reach, against what was put in."""

import polars as pl
import pytest

from cst_screen.results.alike import Alike, set_beside_alike
from tests.unit.results.alike_england import (
    A8,
    MATHS,
    P8,
    READING,
    RWM,
    URNS,
    WRITING,
    admissions,
    england,
    fsm,
    ripple,
    spread_of_ripples,
)

KS2 = {"ks2": (2024,)}


def _alike(
    measures: dict[str, tuple[int, ...]], years: dict[str, tuple[int, ...]], **facts: object
) -> Alike:
    admit = facts.pop("admit", None)
    found = england(measures, **facts)
    return set_beside_alike(
        found.results,
        found.national,
        admissions() if admit is None else admit,
        years,
    )


def _of(found: Alike, column: str = "alike") -> dict[int, float]:
    return dict(found.schools.select("history", column).rows())


def _by_tenth(distances: dict[int, float], of: dict[int, float]) -> list[float]:
    """Mean distance of each tenth of schools, in the order of `of`."""
    ranked = sorted(distances, key=lambda urn: of[urn])
    size = len(ranked) // 10
    return [sum(distances[u] for u in ranked[n * size : (n + 1) * size]) / size for n in range(10)]


def test_school_is_as_far_off_as_it_is_above_schools_with_such_pupils() -> None:
    distances = _of(_alike({RWM: (2024,)}, KS2, added={50: 10.0}))

    spread = spread_of_ripples({50: 10.0})
    assert distances[50] == pytest.approx((ripple(50) + 10.0) / spread, abs=0.35)
    assert distances[51] == pytest.approx(ripple(51) / spread, abs=0.35)


def test_one_is_the_usual_distance() -> None:
    distances = pl.Series(_of(_alike({RWM: (2024,)}, KS2)).values())

    assert distances.std() == pytest.approx(1.0)
    assert distances.mean() == pytest.approx(0.0, abs=1e-9)


def test_bend_in_free_school_meals_leaves_no_tenth_of_schools_above_or_below() -> None:
    """Results that fall steeply at first and rise again at the end, as England's do."""
    bent = {urn: 0.03 * (fsm(urn) - 25) ** 2 for urn in URNS}
    distances = _of(_alike({RWM: (2024,)}, KS2, added=bent))

    assert max(map(abs, _by_tenth(distances, {u: fsm(u) for u in URNS}))) < 0.3


def test_all_pupils_together_come_out_at_zero() -> None:
    pupils = {urn: 10.0 + urn for urn in URNS}
    schools = _alike({RWM: (2024,)}, KS2, pupils=pupils).schools

    assert (schools["alike"] * schools["weight"]).sum() == pytest.approx(0.0, abs=1e-5)


def test_progress_describes_a_year_that_has_all_of_it_and_attainment_another() -> None:
    three = {READING: (2023,), WRITING: (2023,), MATHS: (2023,), RWM: (2023, 2024)}
    found = _alike({**three, READING: (2023, 2024)}, {"ks2": (2023, 2024)})

    assert sorted(found.measures.select("academic_year", "measure").rows()) == sorted(
        [(2023, READING), (2023, WRITING), (2023, MATHS), (2024, RWM)]
    )


def test_school_without_one_subject_of_progress_has_no_distance() -> None:
    measures = {READING: (2023,), WRITING: (2023,), MATHS: (2023,)}
    found = england(measures)
    lost = found.results.filter(~((pl.col("history") == 7) & (pl.col("measure") == MATHS)))
    schools = set_beside_alike(lost, found.national, admissions(), {"ks2": (2023,)}).schools

    assert 7 not in schools["history"].to_list()
    assert schools.height == len(URNS) - 1


def test_intake_of_another_year_serves_where_the_year_has_none() -> None:
    """The invented census is of 2023 alone."""
    assert len(_of(_alike({RWM: (2025,)}, {"ks2": (2025,)}))) == len(URNS)


def test_prior_attainment_serves_its_own_year_alone() -> None:
    prior = {"intake_fsm": fsm, "ks4_prior_attainment": lambda urn: 100.0 + ripple(urn)}
    small = {urn: (urn * 3 % 7 - 3) / 6 for urn in URNS}  # what nothing explains
    same = _of(_alike({A8: (2023,)}, {"ks4": (2023,)}, intake=prior, added=small))
    later = _of(_alike({A8: (2024,)}, {"ks4": (2024,)}, intake=prior, added=small))

    # In its year prior attainment explains every ripple; in another it is not used.
    ripples = {u: ripple(u) for u in URNS}
    assert max(abs(mean) for mean in _by_tenth(same, ripples)) < 0.5
    assert pl.Series(_by_tenth(later, ripples)).max() > 1.2


def test_sen_support_is_allowed_for_in_the_variation_alone() -> None:
    counts = {"intake_fsm": fsm, "intake_sen_support": lambda urn: float(urn % 20)}
    added = {urn: -2.0 * (urn % 20) for urn in URNS}
    found = _alike({RWM: (2024,)}, KS2, intake=counts, added=added)
    support = {urn: float(urn % 20) for urn in URNS}

    assert _by_tenth(_of(found), support)[0] > 1.0
    assert max(map(abs, _by_tenth(_of(found, "alike_with_sen"), support))) < 0.6


def test_folder_without_sen_support_has_no_variation() -> None:
    found = _alike({RWM: (2024,)}, KS2)

    assert set(_of(found, "alike_with_sen").values()) == {None}


def test_selection_is_a_step_of_its_own() -> None:
    """Chosen pupils do better than free school meals say: beside other selective schools they do not."""
    chosen = list(range(1, 31))
    found = _alike(
        {A8: (2024,)},
        {"ks4": (2024,)},
        added=dict.fromkeys(chosen, 25.0),
        admit=admissions(selective=chosen),
    )
    distances = _of(found)

    assert sum(distances[u] for u in chosen) / 30 == pytest.approx(0.0, abs=1e-6)


def test_schools_that_admit_at_14_are_apart() -> None:
    found = _alike({P8: (2024,)}, {"ks4": (2024,)}, admit=admissions(at_14=[3]))

    assert 3 not in found.schools["history"].to_list()


def test_special_school_is_described_and_describes_nobody() -> None:
    plain = _of(_alike({RWM: (2024,)}, KS2, special=[9]))
    odd = _of(_alike({RWM: (2024,)}, KS2, special=[9], added={9: -60.0}))

    assert odd[9] < plain[9] - 5
    assert {u: odd[u] for u in URNS if u != 9} == pytest.approx(
        {u: plain[u] for u in URNS if u != 9}
    )


def test_without_free_school_meals_nothing_is_like_for_like() -> None:
    found = _alike({RWM: (2024,)}, KS2, intake={"intake_eal": fsm})

    assert found.schools.is_empty()


def test_school_of_which_nothing_is_known_drops_out() -> None:
    found = england({RWM: (2024,)})
    lost = found.results.filter(~((pl.col("history") == 7) & (pl.col("measure") == "intake_fsm")))
    schools = set_beside_alike(lost, found.national, admissions(), KS2).schools

    assert schools.height == len(URNS) - 1


def test_too_few_schools_tell_nothing_of_schools_like_them() -> None:
    found = england({RWM: (2024,)})
    few = found.results.filter(pl.col("history") <= 40)

    assert set_beside_alike(few, found.national, admissions(), KS2).schools.is_empty()
