import itertools

import pytest

from cst_screen.judging.attribution import Listed

EVERY = [Listed(*four) for four in itertools.product((False, True), repeat=4)]


@pytest.mark.parametrize("listed", EVERY, ids=str)
def test_shares_come_to_the_whole_move(listed: Listed) -> None:
    assert listed.of_figures().share + listed.of_criteria().share == listed.move


@pytest.mark.parametrize("listed", EVERY, ids=str)
def test_it_does_not_matter_which_cause_is_named_first(listed: Listed) -> None:
    other = Listed(listed.both_old, listed.new_criteria, listed.new_figures, listed.both_new)

    assert (listed.of_figures(), listed.of_criteria()) == (
        other.of_criteria(),
        other.of_figures(),
    )


def test_a_cause_that_changed_nothing_has_no_share() -> None:
    """The new figures leave the list as it was by either criteria."""
    by_criteria = Listed(False, new_figures=False, new_criteria=True, both_new=True)

    assert by_criteria.of_figures().share == 0
    assert by_criteria.of_criteria().share == 1


def test_where_either_would_do_they_share_the_move() -> None:
    either = Listed(False, new_figures=True, new_criteria=True, both_new=True)

    assert either.of_figures().share == either.of_criteria().share == 0.5
    assert either.of_figures().alone == 1
