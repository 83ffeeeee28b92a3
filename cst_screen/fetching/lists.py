"""The lists that services keep of their own files, and which of the files in them are asked for.

Explore Education Statistics lists the data sets of a publication, GOV.UK the files attached to a page. What
is not of the form that is known is passed over: a list without any file that fits is no list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cst_screen.fetching.asking import WrongAnswer
from cst_screen.fetching.names import is_archive, is_table, plain_name
from cst_screen.fetching.plan import Request, YearSpan
from cst_screen.sources.addresses import InCatalogue, OnPage
from cst_screen.sources.recognise import day_in
from cst_screen.sources.releases import RELEASES
from cst_screen.vocabulary.academic_year import AcademicYear

_MOST_PAGES = 50
"""Of a list of data sets; a publication has about five."""

AskList = Callable[[str], Any]
"""Gives the JSON of an address, or raises a Fault."""


# --- Explore Education Statistics -------------------------------------------------------------


@dataclass(frozen=True)
class _DataSet:
    """id: by which it is fetched. api: by which the API knows it, or empty. published: a moment."""

    id: str
    filename: str
    release: str
    published: str
    api: str

    @property
    def year(self) -> AcademicYear | None:
        return AcademicYear.find(self.filename)

    @property
    def order(self) -> tuple[int, str]:
        """The final release of a year is later than its revised one, and so on."""
        named = [n for n, release in enumerate(RELEASES) if release in self.filename.lower()]
        return (named[-1] if named else len(RELEASES), self.published)


def from_catalogue(file: InCatalogue, years: YearSpan, ask: AskList) -> list[Request]:
    """Requests for the data sets that fit: the latest of each year, or the newest. Fault without any."""
    fitting = [
        one
        for one in _data_sets(file.list, ask)
        if re.search(file.file, one.filename, re.IGNORECASE)
        and (not file.of_release or re.search(file.of_release, one.release))
    ]
    if not fitting:
        raise WrongAnswer("the list of data sets holds none of the name that is looked for")
    latest: dict[object, _DataSet] = {}
    for one in sorted(fitting, key=lambda one: one.order):
        latest[one.year if file.each_year else None] = one
    return [
        _of_data_set(file, one.id, one.api, one.filename, one.year if file.each_year else None)
        for one in sorted(latest.values(), key=lambda one: one.filename, reverse=True)
        if not file.each_year or years.holds(one.year)
    ]


def known_data_sets(file: InCatalogue, years: YearSpan) -> list[Request]:
    """Requests for the data sets that `addresses.yaml` names, for want of a list."""
    found = [(AcademicYear.find(year), id_) for year, id_ in file.known.items()]
    return [
        _of_data_set(file, id_, "", "", year if file.each_year else None)
        for year, id_ in found
        if not file.each_year or years.holds(year)
    ]


def _of_data_set(
    file: InCatalogue, id_: str, api: str, filename: str, year: AcademicYear | None
) -> Request:
    addresses = [file.address.replace("{id}", id_)]
    if file.api and api:
        addresses.append(file.api.replace("{id}", api))
    return Request(file, tuple(addresses), plain_name(filename) or f"{file.id}.csv", year)


def _data_sets(address: str, ask: AskList) -> Iterator[_DataSet]:
    for page in range(1, _MOST_PAGES + 1):
        answer = ask(address.replace("{page}", str(page)))
        results = _items(answer, "results")
        if results is None:
            raise WrongAnswer("the list of data sets has another form than is known")
        for result in results:
            id_, filename = _word(result, "id"), _word(result, "filename")
            if re.fullmatch(r"[0-9a-fA-F-]{8,40}", id_) and filename:
                yield _DataSet(
                    id_,
                    filename,
                    _word(_group(result, "release"), "slug"),
                    _word(result, "published"),
                    _identifier(_word(_group(result, "api"), "id")),
                )
        pages = _group(answer, "paging").get("totalPages")
        if not isinstance(pages, int) or page >= pages or "{page}" not in address:
            return


def _identifier(text: str) -> str:
    return text if re.fullmatch(r"[0-9a-fA-F-]{8,40}", text) else ""


# --- GOV.UK -----------------------------------------------------------------------------------


def from_page(file: OnPage, years: YearSpan, ask: AskList) -> list[Request]:
    """Requests for the files attached to a page whose titles fit: the newest of each wording, and the last
    of each academic year. Fault where none fits."""
    attached = _items(_group(ask(file.list), "details"), "attachments")
    if attached is None:
        raise WrongAnswer("the page lists its files in another form than is known")
    taken: dict[tuple[int, AcademicYear | None, str], tuple[dt.date, str, str]] = {}
    for one in attached:
        title, address = _word(one, "title"), _word(one, "url")
        name = plain_name(_word(one, "filename") or address.rpartition("/")[2])
        wording = next(
            (n for n, w in enumerate(file.titles) if re.search(w, title, re.IGNORECASE)), None
        )
        if wording is None or not (is_table(name) or is_archive(name)):
            continue
        if not re.match(r"https?://", address):
            continue
        day = day_in(title) or day_in(name)
        year = AcademicYear.containing(day) if day else None
        # A range of days ("1 September 2015 to 31 August 2019") is of no year, and taken by itself.
        is_range = bool(re.search(r"\d{4} to \d", title))
        key = (wording, None if is_range else year, address if is_range or day is None else "")
        found = (day or dt.date.min, address, name)
        if key not in taken or found > taken[key]:
            taken[key] = found
    if not taken:
        raise WrongAnswer("the page lists no file of the titles that are looked for")
    return [
        Request(file, (address,), name, year, for_good=True)
        for (_, year, _), (_, address, name) in sorted(
            taken.items(), key=lambda item: item[1], reverse=True
        )
        if years.holds(year)
    ]


# --- JSON of others ---------------------------------------------------------------------------


def _group(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _items(value: Any, key: str) -> list[Any] | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else None


def _word(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
