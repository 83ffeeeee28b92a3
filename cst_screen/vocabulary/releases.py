"""What publishers release: which results, on which page, and, of each year, in which month as a rule.

`releases.yaml` beside this module is the list; a month is what was usual, and no promise.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cst_screen.vocabulary.academic_year import AcademicYear

LIST = Path(__file__).with_name("releases.yaml")


@dataclass(frozen=True)
class Release:
    """One publication, of each academic year or, where `every` is day, of each day.

    kinds: beginnings of the kinds of its files. measures: of the measures that it holds. until: measure ->
    the last academic year whose files hold it in a column that is read. month, years_after: when it comes
    out, counted from the calendar year in which the academic year ends; zero for one of days. first: the
    first academic year that the criteria use. never: academic year -> why it has none of that year.
    without: academic year -> what it lacks that the criteria use.
    """

    id: str
    title: str
    publisher: str
    page: str
    kinds: tuple[str, ...]
    measures: tuple[str, ...] = ()
    every: str = "year"
    month: int = 0
    years_after: int = 0
    first: str = ""
    never: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)
    until: Mapping[str, str] = field(default_factory=dict)

    def last_out(self, day: dt.date) -> AcademicYear:
        """The latest academic year whose results are out by the day as a rule: from the month's first day on."""
        year = AcademicYear(day.year - self.years_after)
        is_out = day >= dt.date(day.year, self.month, 1)
        return year if is_out else AcademicYear(year.ends - 1)

    def usual(self, year: AcademicYear) -> str:
        """`December 2024`: when results of the year come out as a rule."""
        return f"{dt.date(year.ends + self.years_after, self.month, 1):%B %Y}"


@functools.cache
def releases() -> dict[str, Release]:
    """id -> the release."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))["releases"]
    return {
        one["id"]: Release(
            **{**one, "kinds": tuple(one["kinds"]), "measures": tuple(one.get("measures", ()))}
        )
        for one in listed
    }


def release_of(kind: str) -> Release | None:
    """The publication of which files of this kind are."""
    return _longest_fit(kind, [(release, release.kinds) for release in releases().values()])


def release_of_measure(measure: str) -> Release | None:
    """The publication that holds this measure of schools."""
    return _longest_fit(measure, [(release, release.measures) for release in releases().values()])


def _longest_fit(
    name: str, beginnings: Iterable[tuple[Release, tuple[str, ...]]]
) -> Release | None:
    fits = [
        (len(beginning), release)
        for release, own in beginnings
        for beginning in own
        if name.startswith(beginning)
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None
