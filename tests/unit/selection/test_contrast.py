"""A contrast is alike in context and differs in trajectory; where nobody differs enough there is none."""

from __future__ import annotations

from cst_screen.judging.selection_rules import ContrastSettings
from cst_screen.selection.contrast import contrasts
from tests.unit.selection.builders import trust

RULES = ContrastSettings(apart=0.3, same_region=1.0)


def test_the_nearest_in_context_that_changed_less_is_taken() -> None:
    one = trust(1, effect=0.5, region="North")
    near = trust(2, "not_shortlisted", effect=0.0, region="North")
    far = trust(3, "not_shortlisted", effect=-0.4, region="South")

    assert contrasts([one], [one, near, far], RULES)[1].uid == 2


def test_a_trust_that_changed_as_much_is_no_contrast() -> None:
    one = trust(1, effect=0.5, region="North")
    alike = trust(2, "cannot_tell", effect=0.25, region="North")  # 0.5 - 0.25 < 0.3

    assert contrasts([one], [one, alike], RULES) == {}


def test_a_trust_that_meets_the_criteria_or_misses_one_is_no_contrast() -> None:
    one = trust(1, effect=0.9)
    others = [trust(2, "shortlisted", effect=0.1), trust(3, "near_miss", effect=0.1)]

    assert contrasts([one], [one, *others], RULES) == {}


def test_two_trusts_have_different_contrasts_where_there_are_enough() -> None:
    chosen = [trust(1, effect=0.9), trust(2, effect=0.9)]
    pool = [trust(3, "cannot_tell", effect=0.0), trust(4, "cannot_tell", effect=0.0, schools=30)]

    found = contrasts(chosen, [*chosen, *pool], RULES)
    assert {contrast.uid for contrast in found.values()} == {3, 4}


def test_one_is_shared_where_there_are_too_few() -> None:
    chosen = [trust(1, effect=0.9), trust(2, effect=0.9)]
    found = contrasts(chosen, [*chosen, trust(3, "cannot_tell", effect=0.0)], RULES)

    assert [found[uid].uid for uid in (1, 2)] == [3, 3]
