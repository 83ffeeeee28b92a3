"""Which files are asked for: of which years, at which addresses. Nothing is asked here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cst_screen.errors import LookupFailed, did_you_mean
from cst_screen.sources.addresses import (
    Addresses,
    Dated,
    InCatalogue,
    OnPage,
    PublishedFile,
    Yearly,
)
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.releases import releases


@dataclass(frozen=True)
class YearSpan:
    """Academic years from one to another, both included; None where that end is open."""

    first: AcademicYear | None = None
    last: AcademicYear | None = None

    def holds(self, year: AcademicYear | None) -> bool:
        """Whether the year is among them; a file of no year is of all of them."""
        if year is None:
            return True
        after = self.first is None or self.first <= year
        return after and (self.last is None or year <= self.last)


ALL_YEARS = YearSpan()


@dataclass(frozen=True)
class Request:
    """One file that is asked for.

    addresses: tried in order until one gives it. name: what it is called where the service does not say.
    for_good: what is at the address does not change, so that it is asked once. due: before this day the
    file may not be out yet, so that its lack is no failure.
    """

    file: PublishedFile
    addresses: tuple[str, ...]
    name: str
    year: AcademicYear | None = None
    for_good: bool = False
    due: dt.date | None = None

    @property
    def year_of_name(self) -> AcademicYear | None:
        """The year that its name must hold; names of other files hold a day, or they hold all years."""
        return self.year if isinstance(self.file, Yearly) else None


@dataclass(frozen=True)
class NeverPublished:
    """A year of a file that is not asked for, and why."""

    file: Yearly
    year: AcademicYear
    why: str


def chosen(addresses: Addresses, only: Sequence[str]) -> list[PublishedFile]:
    """The files of these words of `--only`, or all. LookupFailed for a word that there is not."""
    for word in only:
        if word not in addresses.words:
            raise LookupFailed(
                f"'{word}' is no kind of file that can be fetched.{did_you_mean(word, addresses.words)} "
                f"There are: {', '.join(addresses.words)}."
            )
    return [file for file in addresses.files if not only or file.only in only]


def yearly_requests(
    file: Yearly, years: YearSpan, today: dt.date
) -> tuple[list[Request], list[NeverPublished]]:
    """A request for each year up to the one that ends or has just ended, the newest first.

    Years in which nothing was published are told apart: they are not asked for.
    """
    release = releases()[file.release]
    first = _year(file.from_year)
    last = _year(file.to_year) if file.to_year else _newest_year(today)
    never = {**(release.never if _is_of_release(file) else {}), **file.never}
    asked, passed_over = list[Request](), list[NeverPublished]()
    for ends in range(last.ends, first.ends - 1, -1):
        year = AcademicYear(ends)
        if not years.holds(year):
            continue
        if str(year) in never:
            passed_over.append(NeverPublished(file, year, never[str(year)]))
            continue
        written = f"{ends - 1}-{ends}"
        asked.append(
            Request(
                file,
                (file.address.replace("{year}", written),),
                file.name.replace("{year}", written),
                year,
                for_good=today.year - ends > file.settled_after,
                due=_end_of_month(year.ends + release.years_after, release.month),
            )
        )
    return asked, passed_over


def _newest_year(today: dt.date) -> AcademicYear:
    """The first files of a year come out in the June in which it ends."""
    return AcademicYear(AcademicYear.containing(today + _BEFORE_ITS_END).ends - 1)


_BEFORE_ITS_END = dt.timedelta(days=92)


def _is_of_release(file: Yearly) -> bool:
    """Whether the file is the release itself; another may only come out in the same month."""
    return any(
        kind.startswith(beginning) or beginning.startswith(kind)
        for kind in file.kinds
        for beginning in releases()[file.release].kinds
    )


def days(file: Dated, today: dt.date) -> list[tuple[dt.date, Request]]:
    """A request for each of the last days, the newest first."""
    found = []
    for back in range(file.days_back + 1):
        day = today - dt.timedelta(days=back)
        address = file.address.replace("{day}", f"{day:%Y%m%d}")
        found.append((day, Request(file, (address,), address.rpartition("/")[2], for_good=True)))
    return found


def first_asked(file: PublishedFile, today: dt.date) -> str:
    """The address at which a file without years is looked for first."""
    if isinstance(file, Dated):
        return days(file, today)[0][1].addresses[0]
    assert isinstance(file, InCatalogue | OnPage)
    return file.list.replace("{page}", "1")


def _year(text: str) -> AcademicYear:
    year = AcademicYear.find(text)
    assert year is not None, text  # checked where addresses are read
    return year


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
