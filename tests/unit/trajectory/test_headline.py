"""Which measure leads in each phase."""

from statistics import mean, stdev

import pytest

from tests.unit.builders import TRUST, joined
from tests.unit.trajectory.small_trusts import A8, P8, PROGRESS, RWM, both_sides, judge, one


def test_progress_leads_where_all_three_subjects_can_be_judged() -> None:
    rows = [*both_sides(RWM, 30.0)]
    for subject, rise in zip(PROGRESS, (3.0, 6.0, 9.0), strict=True):
        rows += both_sides(subject, rise)
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows), "headline_ks2")

    # Forty schools stand at -2, -1.9 ... 1.9 in all three subjects and in both years.
    others = [4 * n / 40 - 2 for n in range(40)]
    spreads = [stdev([*others, own]) for own in (-1.0, (-0.7 - 0.4 - 0.1) / 3)]
    centres = [mean([*others, own]) for own in (-1.0, (-0.7 - 0.4 - 0.1) / 3)]
    before, after = (-1.0 - centres[0]) / spreads[0], (-0.4 - centres[1]) / spreads[1]
    assert row["z_change"] == pytest.approx(after - before)
    assert row["judged_by"] == " + ".join(PROGRESS)


def test_attainment_leads_where_one_subject_of_progress_is_missing() -> None:
    rows = [*both_sides(RWM, 30.0), *both_sides(PROGRESS[0], 3.0), *both_sides(PROGRESS[1], 3.0)]
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows), "headline_ks2")

    assert (row["z_change"], row["judged_by"]) == (pytest.approx(3.0), RWM)


def test_secondary_school_is_led_by_progress_8() -> None:
    rows = [*both_sides(A8, 30.0), *both_sides(P8, 5.0)]
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows, of={1: "secondary"}), "headline_ks4")

    assert (row["z_change"], row["judged_by"]) == (pytest.approx(0.5), P8)


def test_all_through_school_has_a_headline_in_each_phase() -> None:
    rows = [*both_sides(RWM, 10.0), *both_sides(P8, 5.0)]
    found = judge(joined((1, TRUST, "2018-09-01")), rows, of={1: "all-through"})

    primary, secondary = one(found, "headline_ks2"), one(found, "headline_ks4")
    assert (primary["z_change"], primary["judged_by"]) == (pytest.approx(1.0), RWM)
    assert (secondary["z_change"], secondary["judged_by"]) == (pytest.approx(0.5), P8)
    assert found.joinings.select("joiners", "judged").rows() == [(1, 1)]


def test_joiner_without_any_judgement_has_the_reason_of_the_measure_most_often_published() -> None:
    rows = [(1, 2018, RWM, None), (1, 2023, RWM, 60.0)]
    row = one(judge(joined((1, TRUST, "2018-09-01")), rows), "headline_ks2")

    assert (row["z_change"], row["missing"]) == (None, "suppressed")


def test_school_that_admits_at_14_has_its_figures_and_no_headline() -> None:
    rows = [*both_sides(A8, 30.0), *both_sides(A8, 3.0, history=2)]
    spells = joined((1, TRUST, "2018-09-01"), (2, TRUST, "2018-09-01"))
    alike = range(800_000, 800_020)  # of the forty schools that never move
    of = {1: "secondary", 2: "secondary"}
    found = judge(spells, rows, of=of, at_14=[1, *alike])

    own = one(found, A8)
    assert (own["missing"], own["effect_sd"]) == (None, pytest.approx(3.0))
    compared = found.matches.filter(history=1, measure=A8)["comparison"]
    assert set(compared) <= set(alike)
    assert set(found.matches.filter(history=2, measure=A8)["comparison"]).isdisjoint(alike)
    headline = one(found, "headline_ks4")
    assert (headline["effect_sd"], headline["missing"]) == (None, "admits_at_14")
    (trust,) = found.trusts.filter(measure="headline_ks4").to_dicts()
    assert (trust["joiners"], trust["judged"]) == (2, 1)
