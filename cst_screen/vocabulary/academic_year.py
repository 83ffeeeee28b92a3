"""The academic year as a value: 1 September to 31 August, shown 2023/24, held as the year it ends.

Tables hold the plain integer (2024 for 2023/24) under the name `academic_year`, so that it sorts and
joins; this module is the only place where file names, codes and dates are turned into one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import polars as pl

_LONG = re.compile(r"(?<!\d)(20\d\d)[-_/](20\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(20\d\d)[-_/](\d\d)(?!\d|[-_/]\d)")
_CODE = re.compile(r"(?<!\d)(20\d\d)(\d\d)(?!\d)")


@dataclass(frozen=True, order=True)
class AcademicYear:
    """The academic year that ends in the summer of `ends`."""

    ends: int

    def __str__(self) -> str:
        return f"{self.ends - 1}/{self.ends % 100:02d}"

    @property
    def ends_on(self) -> dt.date:
        return dt.date(self.ends, 8, 31)

    @classmethod
    def containing(cls, day: dt.date) -> AcademicYear:
        return cls(day.year + 1 if day.month >= 9 else day.year)

    @classmethod
    def find(cls, text: str) -> AcademicYear | None:
        """The first academic year written in a file name or a code, or None.

        `2018-2019`, `2018/19`, `2018_2019` and `201819` are read; two numbers that are not
        consecutive years (a date such as 20240329, a range such as 2010_2025) are not a year.
        """
        for pattern in (_LONG, _SHORT, _CODE):
            for match in pattern.finditer(text):
                first, second = int(match[1]), int(match[2])
                if second % 100 == (first + 1) % 100 and (second < 100 or second == first + 1):
                    return cls(first + 1)
        return None


def academic_year_of(date: pl.Expr) -> pl.Expr:
    """The academic year of a date, by the calendar year in which it ends."""
    return date.dt.year() + (date.dt.month() >= 9).cast(pl.Int32)


def first_full_year(joined: pl.Expr, tolerance_days: int) -> pl.Expr:
    """The first academic year that a school which joined on a day was in the trust from the start.

    One that joined at most `tolerance_days` into September has the whole of that year.
    """
    year = academic_year_of(joined)
    in_time = joined <= pl.date(year - 1, 9, 1) + pl.duration(days=tolerance_days)
    return (year + (~in_time).cast(pl.Int32)).cast(pl.Int16)


def show_years(ends: list[int]) -> str:
    """Years as a person writes them: `2015/16, 2016/17`."""
    return ", ".join(str(AcademicYear(year)) for year in sorted(set(ends)))
