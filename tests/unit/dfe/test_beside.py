"""DfE's figure beside ours, as a screen shows it."""

from cst_screen.dfe.beside import BESIDE, beside_published
from tests.unit.builders import published_trusts
from tests.unit.dfe.world import THREE, YEAR, lines, printed_row


def test_nothing_published_is_an_empty_table_with_its_columns() -> None:
    trusts, figures = published_trusts(printed_row([1, 2, 3], kind="sponsor"))
    found = beside_published(
        trusts, figures, THREE.membership, lines(THREE), THREE.register, THREE.measures, YEAR
    )

    assert (found.height, found.columns) == (0, list(BESIDE))


def test_a_year_after_the_as_at_date_is_not_shown() -> None:
    trusts, figures = published_trusts(printed_row([1, 2, 3]))
    shown = [
        beside_published(
            trusts, figures, THREE.membership, lines(THREE), THREE.register, THREE.measures, last
        ).height
        for last in (YEAR - 1, YEAR)
    ]

    assert shown == [0, 1]
