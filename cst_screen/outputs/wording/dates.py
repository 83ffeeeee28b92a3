"""How days and academic years are written."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence

from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.vocabulary.academic_year import AcademicYear


def date_text(day: dt.date | str | None) -> str:
    """`1 September 2016`."""
    if day is None or day == "":
        return ""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return f"{day.day} {day:%B %Y}"


def years_span(years: str | Sequence[str] | None) -> str:
    """Academic years with runs drawn together: `2015/16 to 2018/19, 2023/24`."""
    return _span(tuple(items(years) if isinstance(years, str) else years or ()))


@functools.lru_cache(maxsize=1024)
def _span(listed: tuple[str, ...]) -> str:
    ends = sorted({year.ends for text in listed if (year := AcademicYear.find(text))})
    runs: list[list[int]] = []
    for end in ends:
        if runs and end == runs[-1][-1] + 1:
            runs[-1].append(end)
        else:
            runs.append([end])
    shown = []
    for run in runs:
        first, last = str(AcademicYear(run[0])), str(AcademicYear(run[-1]))
        if len(run) > 2:
            shown.append(f"{first} to {last}")
        else:
            shown.extend([first, last][: len(run)])
    return ", ".join(shown)


def month_text(day: dt.date) -> str:
    """`Nov 2021`."""
    return f"{day:%b %Y}"


def period_text(entry: Row) -> str:
    """The year or years that an input of the run record covers, or the day on which it was taken."""
    if entry["dated"]:
        return date_text(entry["dated"])
    years = entry["years"] or ([entry["year"]] if entry["year"] else [])
    if not years:
        return "not stated"
    return typographic(years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}")
