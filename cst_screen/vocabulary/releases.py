"""What publishers release each year: which results, on which page, in which month as a rule.

`releases.yaml` beside this module is the list; a month is what was usual, and no promise.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from cst_screen.vocabulary.academic_year import AcademicYear

LIST = Path(__file__).with_name("releases.yaml")


@dataclass(frozen=True)
class Release:
    """One publication of each academic year.

    kinds: beginnings of the kinds of its files. month, years_after: when it comes out, counted from the
    calendar year in which the academic year ends. never: academic year -> why it has none of that year.
    """

    id: str
    title: str
    publisher: str
    page: str
    kinds: tuple[str, ...]
    month: int
    years_after: int
    never: Mapping[str, str]

    def usual(self, year: AcademicYear) -> str:
        """`December 2024`: when results of the year come out as a rule."""
        return f"{dt.date(year.ends + self.years_after, self.month, 1):%B %Y}"


@functools.cache
def releases() -> dict[str, Release]:
    """id -> the release."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))["releases"]
    return {
        one["id"]: Release(**{**one, "kinds": tuple(one["kinds"]), "never": dict(one["never"])})
        for one in listed
    }
