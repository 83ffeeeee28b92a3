"""Schools that the register does not know, and links in one school's record only."""

from __future__ import annotations

import pytest

from cst_screen.sources.between_files.register import (
    NOT_KNOWN,
    ONE_SIDED,
    links_told_by_one_school,
    schools_not_in_the_register,
)
from cst_screen.sources.between_files.repeats import REASON, second_rows
from tests.unit.builders import establishments, inspections, links, result, results, spells
from tests.unit.sources.between_files.folders import LINKS, REGISTER, entry, folder, found, gias

FILES = gias((REGISTER, "gias_establishments"), (LINKS, "gias_links"))


def test_school_of_any_file_that_the_register_lacks_is_said_with_the_name_of_the_register() -> None:
    seen = folder(
        FILES,
        establishments=establishments(101),
        results=results([result(101, 2018, 60, file=7), result(1017, 2018, 60, file=7)]),
        spells=spells((101, 900, "2015-09-01"), (102, 900, "2015-09-01")),
        inspections=inspections({"urn": 10, "inspected_on": "2018-01-10", "file": 8}),
    )

    exclusions = schools_not_in_the_register(seen)

    assert found(exclusions, "reason", "urn", "file") == [
        (NOT_KNOWN, 10, 8),
        (NOT_KNOWN, 102, 2),
        (NOT_KNOWN, 1017, 7),
    ]
    assert exclusions["detail"].str.contains("gias_establishments.csv").all()


def test_without_a_register_nobody_is_a_stranger() -> None:
    seen = folder([], spells=spells((101, 900, "2015-09-01")))

    assert schools_not_in_the_register(seen).is_empty()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [
                (51, 101, "plain", "2015-09-01", "predecessor"),
                (51, 101, "plain", "2015-09-01", "successor"),
            ],
            [],
        ),
        ([(51, 101, "plain", "2015-09-01", "predecessor")], [(ONE_SIDED, 51)]),
        ([(51, 101, "merged", "2015-09-01", "successor")], [(ONE_SIDED, 101)]),
        ([(51, 101, "not_lineage", "2015-09-01", "successor")], []),
    ],
)
def test_link_of_succession_stands_in_both_records(
    rows: list[tuple[object, ...]], said: list[tuple[str, int]]
) -> None:
    assert (
        found(links_told_by_one_school(folder(FILES, links=links(*rows))), "reason", "urn") == said
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(101, 900, "2015-09-01"), (101, 900, "2015-09-01", "2016-08-31")], 2),
        ([(101, 900, "2015-09-01"), (101, 950, "2018-09-01")], 2),  # in two trusts now
        ([(101, 900, "2015-09-01", "2018-08-31"), (101, 950, "2018-09-01")], 0),
        ([(101, 900, "2012-09-01", "2018-08-31"), (101, 900, "2015-09-01")], 0),  # recorded anew
        ([(101, 900, "2012-09-01", "2018-08-31"), (101, 900, "2015-09-01", "2018-08-31")], 2),
    ],
)
def test_second_row_of_a_member_is_said(rows: list[tuple[object, ...]], said: int) -> None:
    exclusions = second_rows(folder(FILES, spells=spells(*rows)))

    assert exclusions.unique("row").height == said
    assert set(exclusions["reason"]) <= {REASON}


def test_second_row_of_a_school_in_a_list_of_inspections_is_said_and_not_in_a_year() -> None:
    """A row holds several inspections of one school; a year may hold several of one school."""
    of_list = [
        {"urn": 101, "inspected_on": "2018-01-10", "file": 8, "row": 2},
        {"urn": 101, "inspected_on": "2013-01-10", "file": 8, "row": 2, "role": "previous"},
        {"urn": 102, "inspected_on": "2018-01-10", "file": 8, "row": 3},
        {"urn": 102, "inspected_on": "2018-01-10", "file": 8, "row": 4},
    ]
    of_year = [row | {"file": 9} for row in of_list if row.get("role") is None]
    files = [entry(8, "ofsted_latest"), entry(9, "ofsted_year_to_date")]

    exclusions = second_rows(folder(files, inspections=inspections(*of_list, *of_year)))

    assert found(exclusions, "file", "row") == [(8, 3), (8, 4)]
