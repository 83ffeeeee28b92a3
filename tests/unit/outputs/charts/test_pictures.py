"""What the pictures of a brief show: gaps, what is left out, and words for those who cannot see them."""

import datetime as dt
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cst_screen.outputs.charts.grades import GradedSchool, grades_picture
from cst_screen.outputs.charts.interval import Measured, interval_picture
from cst_screen.outputs.charts.joiners import (
    MOST,
    DrawnJoiner,
    SchoolYear,
    joiners_picture,
    shortened,
    spread_over,
)
from cst_screen.outputs.charts.picture import Picture
from cst_screen.outputs.charts.png import to_png


def _joiner(name: str = "Oak", effect: float = 0.5, gap: bool = False) -> DrawnJoiner:
    years = [2016, 2017, 2018, 2019, 2023, 2024]
    return DrawnJoiner(
        name=name,
        joined_on=dt.date(2017, 9, 1),
        effect=effect,
        years=tuple(
            SchoolYear(
                year=year,
                standing=None if gap and year == 2018 else 0.1 * n,
                comparison=0.0,
                side="before" if year < 2018 else "after",
            )
            for n, year in enumerate(years)
        ),
    )


def _pictures() -> list[Picture]:
    return [
        joiners_picture("4 of 4 <rose> & fell", [_joiner(), _joiner("Elm & <Ash>")]),
        interval_picture("How sure", [Measured("Rise", 0.5, 0.1, 0.9, 0.1)]),
        grades_picture("Grades", [GradedSchool("Oak", 4, 2014, 2, 2018, still=False)]),
    ]


@pytest.mark.parametrize("picture", _pictures(), ids=lambda p: p.name)
def test_a_picture_is_whole_small_and_has_title_and_description(picture: Picture) -> None:
    root = ElementTree.fromstring(picture.svg)
    svg = "{http://www.w3.org/2000/svg}"

    assert root.findtext(f"{svg}title") == picture.title
    assert root.findtext(f"{svg}desc") == picture.description
    assert len(picture.svg) < 4_096
    assert "nan" not in picture.svg and "None" not in picture.svg


@pytest.mark.parametrize("picture", _pictures(), ids=lambda p: p.name)
def test_a_picture_becomes_the_same_pixels_twice(picture: Picture) -> None:
    pixels = to_png(picture.svg)

    assert pixels.startswith(b"\x89PNG")
    assert pixels == to_png(picture.svg)


def _school_line(picture: Picture) -> str:
    found = re.search(r'<path d="([^"]*)" stroke="#12436D" stroke-width="2.2"', picture.svg)
    assert found
    return found[1]


def test_the_line_is_broken_over_years_without_results() -> None:
    assert _school_line(joiners_picture("t", [_joiner()])).count("M") == 2
    assert _school_line(joiners_picture("t", [_joiner(gap=True)])).count("M") == 3


def test_years_lie_as_far_apart_as_they_are_in_time() -> None:
    path = _school_line(joiners_picture("t", [_joiner()]))
    places = [float(x) for x in re.findall(r"[ML]([\d.]+) ", path)]
    steps = [b - a for a, b in itertools.pairwise(places)]

    assert steps[3] == pytest.approx(4 * steps[0], abs=0.5)


def test_more_joiners_than_fit_are_spread_from_the_largest_rise_to_the_largest_fall() -> None:
    joiners = [_joiner(f"School {n}", effect=n / 10) for n in range(-15, 16)]
    shown = [j.effect for j in spread_over(joiners)]

    assert len(shown) == MOST
    assert (shown[0], shown[-1]) == (1.5, -1.5)
    assert max(a - b for a, b in itertools.pairwise(shown)) <= 0.31


def test_every_school_and_number_is_in_the_description() -> None:
    picture = joiners_picture("t", [_joiner("Oak", 0.5), _joiner("Elm", -0.25)])

    assert "Oak, joined Sep 2017; +0.50 SD" in picture.description
    assert "Elm, joined Sep 2017; −0.25 SD" in picture.description


def test_an_inspection_without_a_new_grade_is_a_ring_and_says_so() -> None:
    picture = grades_picture("t", [GradedSchool("Oak", 2, 2014, 2, 2022, still=True)])

    assert 'stroke="#fff"' in picture.svg
    assert "Good (2014), then an inspection without a new grade (2022)" in picture.description


def test_a_figure_without_an_interval_is_a_dot_and_one_that_is_not_asked_for_has_no_mark() -> None:
    picture = interval_picture("t", [Measured("Rise", 0.5, None, None, None)])

    assert "asked for at least" not in picture.description
    assert 'd=""' in picture.svg  # no dashed mark
    assert "+0.50" in picture.svg and "to" not in re.findall(r">\+0.50[^<]*<", picture.svg)[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Oak School", "Oak School"),
        ("Marsden Heights Community College", "Marsden Heights…"),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwll", "Llanfairpwllgwyngyllgoge…"),
    ],
)
def test_a_long_name_is_cut_at_a_word_and_marked(name: str, expected: str) -> None:
    assert shortened(name) == expected


def test_a_folder_of_templates_may_hold_a_drawing_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "interval.svg.j2").write_text("<svg viewBox='0 0 1 1'>{{ title }}</svg>")

    drawn = interval_picture("Mine", [Measured("Rise", 0.5, 0.1, 0.9, None)], tmp_path)

    assert drawn.svg == "<svg viewBox='0 0 1 1'>Mine</svg>"
