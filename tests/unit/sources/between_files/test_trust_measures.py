"""DfE's trust measures beside themselves, the results of their schools, and other years."""

from __future__ import annotations

import pytest

from cst_screen.sources.between_files.trust_measures import (
    COUNTS,
    NO_ROW,
    PUPILS,
    counts_of_trusts,
    pupils_of_trusts,
    trusts_without_rows,
)
from tests.unit.builders import published_trust, published_trusts, result, results, spells
from tests.unit.sources.between_files.folders import folder, found

URNS = [101, 102, 103]


@pytest.mark.parametrize(
    ("schools", "years", "said"),
    [
        (3, (0, 1, 2), False),
        (3, (1, 2, 0), False),
        (4, (0, 1, 3), True),  # four schools, three listed
        (3, (0, 1, 1), True),  # three schools, two by years
        (3, (0, 43, 2), True),
    ],
)
def test_counts_of_a_trust_add_up(schools: int, years: tuple[int, ...], said: bool) -> None:
    trusts, _ = published_trusts(published_trust(900, URNS, schools=schools, years=years))

    exclusions = counts_of_trusts(folder([], published_trusts=trusts))

    assert found(exclusions, "reason", "uid") == ([(COUNTS, 900)] if said else [])


@pytest.mark.parametrize(("pupils", "said"), [(90, False), (87, False), (95, True), (45, True)])
def test_pupils_of_a_trust_are_those_of_its_schools_within_a_twentieth(
    pupils: int, said: bool
) -> None:
    trusts, _ = published_trusts(published_trust(900, URNS, pupils=pupils))
    of_schools = results(result(urn, 2018, 60, pupils=30) for urn in URNS)

    exclusions = pupils_of_trusts(folder([], published_trusts=trusts, results=of_schools))

    assert found(exclusions, "reason", "uid") == ([(PUPILS, 900)] if said else [])


def test_pupils_are_not_compared_where_a_school_has_no_results() -> None:
    trusts, _ = published_trusts(published_trust(900, URNS, pupils=45))

    of_schools = results(result(urn, 2018, 60, pupils=30) for urn in URNS[:2])

    assert pupils_of_trusts(folder([], published_trusts=trusts, results=of_schools)).is_empty()


@pytest.mark.parametrize(("joined", "said"), [("2014-09-01", True), ("2016-09-01", False)])
def test_trust_of_another_year_with_schools_enough_should_have_a_row(
    joined: str, said: bool
) -> None:
    """DfE asks for three schools of three full years, and 900 is in the file of 2019."""
    trusts, _ = published_trusts(
        published_trust(950, [201]),
        published_trust(950, [201], year=2019),
        published_trust(900, URNS, year=2019),
    )
    seen = folder(
        [],
        published_trusts=trusts,
        spells=spells(*((urn, 900, joined) for urn in URNS)),
        results=results(result(urn, 2018, 60) for urn in URNS),
    )

    assert found(trusts_without_rows(seen), "reason", "uid") == ([(NO_ROW, 900)] if said else [])
