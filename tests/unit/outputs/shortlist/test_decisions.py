import pytest

from cst_screen.outputs.shortlist.decisions import CHOICES, ENTRIES, lists_sheet, rows_of_choices


@pytest.mark.parametrize("name", CHOICES)
def test_a_drop_down_points_at_its_own_choices(name: str) -> None:
    first, last = rows_of_choices(name)
    rows = lists_sheet().rows[first : last + 1]

    assert [row[1] for row in rows] == list(CHOICES[name])
    assert {row[0] for row in rows} == {name}


def test_every_list_is_offered_in_a_column() -> None:
    assert {column.choices for column in ENTRIES if column.choices} == set(CHOICES)
