"""The figures of outside validation from events: values, counts and the reasons for gaps."""

from typing import Any

import polars as pl
import pytest

from cst_screen.inspections.compare import JoiningsAndInspections, compare_inspections
from cst_screen.inspections.figures import inspection_figures
from cst_screen.inspections.rules import InspectionRules
from cst_screen.vocabulary.inspection_figures import VALIDATION
from tests.unit.builders import AS_AT, TRUST, establishments, histories, inspections, joined

OTHERS = range(101, 141)
"""Forty schools in no trust: enough to say what is usual."""


def _figures(
    *visits: dict[str, Any], schools: int = 4, least: int = 3
) -> dict[str, dict[str, Any]]:
    spells = joined(*((n, TRUST, "2018-09-01") for n in range(1, schools + 1)))
    urns = sorted({*range(1, schools + 1), *(v["urn"] for v in visits)})
    joinings = JoiningsAndInspections(
        spells=spells,
        members=spells,
        schools=histories(*urns),
        establishments=establishments(*urns),
        inspections=inspections(*visits),
        as_at=AS_AT,
    )
    found = compare_inspections(joinings, InspectionRules())
    uids = pl.DataFrame({"uid": [TRUST]}, schema={"uid": pl.Int32})
    frame = inspection_figures(uids, found, least).select("figure", "value", "n", "missing")
    return {row["figure"]: row for row in frame.to_dicts()}


def _pairs(*grades: tuple[int, int], first: int = 1) -> list[dict[str, Any]]:
    return [
        {"urn": n, "inspected_on": on, "overall": grade, "inspection": f"{n}-{on}"}
        for n, pair in enumerate(grades, first)
        for on, grade in zip(("2016-01-10", "2021-01-10"), pair, strict=True)
    ]


NOWHERE = _pairs(*[(3, 2)] * 30, *[(3, 3)] * 10, first=101)


def _value(figures: dict[str, dict[str, Any]], name: str) -> Any:
    return figures[name]["missing"] or figures[name]["value"]


def test_every_figure_of_the_vocabulary_is_made() -> None:
    assert set(_figures()) == {item.name for item in VALIDATION}


def test_improvement_stands_beside_what_is_usual() -> None:
    """Four joiners from 3, three improved: with the forty others (30 + 3) / (40 + 4) did."""
    found = _figures(*NOWHERE, *_pairs((3, 2), (3, 2), (3, 1), (3, 3)))
    rate = (30 + 3) / (40 + 4)

    assert _value(found, "inspections_improved") == 3
    assert _value(found, "inspections_expected") == pytest.approx(4 * rate)
    as_many = 4 * rate**3 * (1 - rate) + rate**4
    assert _value(found, "inspections_improved_probability") == pytest.approx(100 * as_many)
    assert _value(found, "inspections_as_few_probability") == pytest.approx(100 * (1 - rate**4))


def test_declines_from_outstanding_stand_beside_how_many_declined_everywhere() -> None:
    everywhere = _pairs(*[(1, 2)] * 30, *[(1, 1)] * 10, first=101)
    found = _figures(*everywhere, *_pairs((1, 2), (1, 1)))

    assert found["outstanding_declined"]["n"] == 2
    assert _value(found, "outstanding_declined") == 1
    assert _value(found, "outstanding_declined_expected") == pytest.approx(2 * 31 / 42)


@pytest.mark.parametrize(
    ("visits", "why"),
    [
        ([], "not_inspected"),
        ([*NOWHERE, *_pairs((3, 2), (3, 2))], "too_few"),
        (_pairs((3, 2), (3, 2), (3, 2)), "no_rate"),
    ],
)
def test_chance_is_not_told_where_it_is_not_known(visits: list[dict[str, Any]], why: str) -> None:
    assert _value(_figures(*visits), "inspections_improved_probability") == why


def test_coverage_is_always_told() -> None:
    found = _figures(*_pairs((3, 2)), {"urn": 2, "inspected_on": "2021-01-10", "overall": 2})

    coverage = [found[f] for f in ("inspections_since", "inspections_compared")]
    assert [(c["value"], c["n"]) for c in coverage] == [(2, 4), (1, 4)]


def test_school_that_no_file_tells_of_is_not_counted_as_fine() -> None:
    bad = {"urn": 1, "inspected_on": "2023-01-10", "overall": 4, "concern": "SM"}
    fine = {"urn": 2, "inspected_on": "2023-01-10", "overall": 2}
    found = _figures(bad, fine)

    assert (found["schools_of_concern"]["value"], found["schools_of_concern"]["n"]) == (1, 2)
    assert _value(_figures(), "schools_of_concern") == "no_inspection"


def test_no_school_of_concern_is_not_said_where_a_category_is_not_known() -> None:
    """A renamed column of categories once made "no school of concern" of schools that were."""
    card = {"inspected_on": "2023-01-10", "overall": None, "concern": "not known"}
    unknown = {"urn": 1, **card}
    fine = {"urn": 2, "inspected_on": "2023-01-10", "overall": 2}
    bad = {"urn": 3, "inspected_on": "2023-01-10", "overall": 4, "concern": "SM"}

    for figure in ("schools_of_concern", "schools_of_concern_since", "schools_in_category"):
        assert _value(_figures(unknown, fine), figure) == "not_collected"
        assert _value(_figures(unknown, fine, bad), figure) == 1
        assert _value(_figures(fine), figure) == 0


def test_school_that_came_in_concern_is_told_apart() -> None:
    """School 1 was graded before it joined in September 2018, school 2 in its first year, 3 since."""
    bad = [
        {"urn": n, "inspected_on": on, "overall": 4, "concern": "SM"}
        for n, on in enumerate(("2018-05-10", "2019-05-10", "2023-01-10"), 1)
    ]
    fine = {"urn": 4, "inspected_on": "2023-01-10", "overall": 2}
    found = _figures(*bad, fine)

    assert _value(found, "schools_of_concern") == 3
    since = found["schools_of_concern_since"]
    assert (since["value"], since["n"]) == (1, 2)
    none = _figures(fine)["schools_of_concern_since"]
    assert (none["value"], none["n"], none["missing"]) == (0, 1, None)
    assert _value(_figures(bad[0]), "schools_of_concern_since") == "not_inspected"


def test_areas_are_counted_at_or_above_each_level() -> None:
    """Five areas, one at each level: 4/5 at the second lowest or above, down to 1/5."""
    card = {
        "urn": 1,
        "inspected_on": "2025-03-10",
        "regime": "report_card",
        "card_inclusion": "Urgent improvement",
        "card_curriculum": "Needs attention",
        "card_achievement": "Expected standard",
        "card_attendance": "Strong standard",
        "card_leadership": "Exceptional",
    }
    found = _figures(card)

    names = (
        "areas_needs_attention_or_above",
        "areas_expected_or_above",
        "areas_strong_or_above",
        "areas_exceptional",
    )
    assert [_value(found, name) for name in names] == [80, 60, 40, 20]
    assert (found["areas_exceptional"]["n"], _value(found, "schools_urgent_improvement")) == (5, 1)
    assert _value(_figures(*_pairs((3, 2))), "areas_exceptional") == "no_report_card"
