"""Why a school is in one list and not in the other: the first condition that holds."""

import pytest

from tests.unit.dfe.world import OLD, THREE, World, printed_row


@pytest.mark.parametrize(
    ("world", "listed", "reason"),
    [
        (World({**THREE.schools, 4: ("2016-09-01", None, 1.0, 20)}), [1, 2, 3, 4], "joined_later"),
        (World({**THREE.schools, 4: ("2018-01-01", None, 1.0, 20)}), [1, 2, 3, 4], "joined_later"),
        (World({**THREE.schools, 4: (OLD, "2017-09-01", 1.0, 20)}), [1, 2, 3, 4], "left"),
        (World({**THREE.schools, 4: (OLD, None, None, 0)}), [1, 2, 3, 4], "no_results"),
        (World({**THREE.schools, 4: (None, None, 1.0, 20)}), [1, 2, 3, 4], "not_in_record"),
        (
            World({**THREE.schools, 4: (None, None, 1.0, 20)}, ((4, 950, OLD, None),)),
            [1, 2, 3, 4],
            "in_another_trust",
        ),
        (
            World(
                {**THREE.schools, 4: (OLD, None, 1.0, 20)}, facts=({"urn": 4, "sector": "special"},)
            ),
            [1, 2, 3, 4],
            "not_mainstream",
        ),
        (THREE, [1, 2, 3, 77], "not_in_register"),
    ],
)
def test_why_only_dfe_has_a_school(world: World, listed: list[int], reason: str) -> None:
    ((_, found),) = world.reasons(printed_row(listed)).items()

    assert found == reason


@pytest.mark.parametrize(
    ("world", "listed", "reason"),
    [
        (THREE, [], "empty_list"),
        (THREE, [2, 3], "before_the_first"),
        (THREE, [1, 2], "not_told"),
        (World({**THREE.schools, 4: (OLD, None, None, 3)}), [1, 2, 3], "figure_withheld"),
        (World({**THREE.schools, 4: (OLD, "2018-01-01", 1.0, 20)}), [1, 2, 3], "closed"),
        (
            World({**THREE.schools, 4: (OLD, None, 1.0, 20)}, latest_joining=((4, "2016-01-01"),)),
            [1, 2, 3],
            "two_joinings",
        ),
    ],
)
def test_why_only_ours_has_a_school(world: World, listed: list[int], reason: str) -> None:
    assert set(world.reasons(printed_row(listed)).values()) == {reason}


def test_a_new_school_is_too_new_where_no_file_shows_its_results() -> None:
    """Opened in 2014 for pupils of four: by the summer of 2018 none of them is eleven."""
    opened = {"urn": 4, "opened_on": "2014-09-01", "opened_because": "New Provision"}
    old = {"opened_on": "2000-09-01"}
    world = World(
        {urn: ("2014-09-01", None, None, 0) for urn in (1, 2, 3, 4)},
        facts=(*({"urn": urn} | old for urn in (1, 2, 3)), opened),
    )

    assert world.reasons(printed_row([1, 2, 3])) == {4: "too_new"}
