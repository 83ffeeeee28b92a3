"""Every publication that criteria use, year by year: which file of a folder is of it, or why there is none.

What is missing for which trust is known to a run; this knows the folder alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cst_screen.sources.catalogue import Catalogue, CatalogueEntry
from cst_screen.sources.recognise import KINDS
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figure import Behind, Figure
from cst_screen.vocabulary.releases import Release, release_of, releases

State = Literal["present", "superseded", "absent", "never_published", "next"]


@dataclass(frozen=True)
class WantedFile:
    """One publication of one academic year, or of a day where year is None.

    files: paths below the folder. note: why there is none, what counts instead, or what it lacks. due: the
    month in which it comes out as a rule; empty where it is there or of a day.
    """

    release: Release
    year: AcademicYear | None
    state: State
    files: tuple[str, ...] = ()
    note: str = ""
    due: str = ""


def wanted_files(catalogue: Catalogue, used: Collection[str], day: dt.date) -> list[WantedFile]:
    """In the order of `releases.yaml`, each by year. used: ids of the publications that are asked about.

    day: what is out by then as a rule and not held is absent; the year after is next.
    """
    held: dict[str, list[CatalogueEntry]] = {}
    for entry in catalogue.inputs:
        release = release_of(entry.kind)
        if release is not None:
            held.setdefault(release.id, []).append(entry)
    wanted = []
    for release in releases().values():
        if release.id in used:
            entries = held.get(release.id, [])
            wanted += _of_days(release, entries)
            if release.every == "year":
                wanted += _of_years(release, entries, day)
    return wanted


def _years(entry: CatalogueEntry) -> tuple[int, ...]:
    return entry.years or ((entry.year.ends,) if entry.year else ())


def _of_days(release: Release, entries: Sequence[CatalogueEntry]) -> list[WantedFile]:
    if release.every != "day":
        return []
    there = tuple(entry.path for entry in entries if entry.used)
    return [
        WantedFile(release, None, "present" if there else "absent", there),
        *_superseded(release, None, entries),
    ]


def _of_years(
    release: Release, entries: Sequence[CatalogueEntry], day: dt.date
) -> list[WantedFile]:
    first = AcademicYear.find(release.first)
    assert first is not None
    by_year: dict[int, list[CatalogueEntry]] = {}
    for entry in entries:
        for held in _years(entry):
            by_year.setdefault(held, []).append(entry)
    wanted = []
    newest = max([first.ends - 1, release.last_out(day).ends, *by_year])
    for ends in range(first.ends, newest + 1):
        year, of_year = AcademicYear(ends), by_year.get(ends, [])
        there = [entry for entry in of_year if entry.used]
        never = release.never.get(str(year))
        if there:
            note = _lacks(release, year, there)
            wanted.append(WantedFile(release, year, "present", _paths(there), note))
        elif never:
            wanted.append(WantedFile(release, year, "never_published", note=never))
        else:
            wanted.append(WantedFile(release, year, "absent", due=release.usual(year)))
        wanted += _superseded(release, year, of_year)
    following = AcademicYear(newest + 1)
    while str(following) in release.never:
        following = AcademicYear(following.ends + 1)
    note = f"without {release.without[str(following)]}" if str(following) in release.without else ""
    return [
        *wanted,
        WantedFile(release, following, "next", note=note, due=release.usual(following)),
    ]


def _superseded(
    release: Release, year: AcademicYear | None, entries: Sequence[CatalogueEntry]
) -> list[WantedFile]:
    return [
        WantedFile(release, year, "superseded", (entry.path,), entry.note)
        for entry in entries
        if not entry.used
    ]


def _lacks(release: Release, year: AcademicYear, there: Sequence[CatalogueEntry]) -> str:
    """What a file that is there lacks: a later release, or what was not published of its year."""
    said = []
    if all(entry.release == "provisional" for entry in there):
        said.append(f"provisional; the final results came out in {release.usual(year)} as a rule")
    if str(year) in release.without:
        said.append(f"published without {release.without[str(year)]}")
    return "; ".join(said)


def _paths(entries: Iterable[CatalogueEntry]) -> tuple[str, ...]:
    return tuple(sorted(entry.path for entry in entries))


# --- which publications a figure rests on ------------------------------------------------------

_OF_MEMBERS = ("memberships", "register")
_OF_JOINERS = (*_OF_MEMBERS, "links", "ks2", "ks4")
_OF_INSPECTIONS = (*_OF_MEMBERS, "links", "inspections")
_RESTS_ON: dict[Behind, tuple[str, ...]] = {
    Behind.LATEST: _OF_MEMBERS,
    Behind.OWN_YEARS: _OF_MEMBERS,
    Behind.JOINING: (*_OF_MEMBERS, "links"),
    Behind.JUDGED_ON: _OF_JOINERS,
    Behind.LEADING: _OF_JOINERS,
    Behind.OTHER_YEARS: _OF_JOINERS,
    Behind.JOINED: _OF_MEMBERS,
    Behind.REGISTER: _OF_MEMBERS,
    Behind.JOINERS_INSPECTED: _OF_INSPECTIONS,
    Behind.SCHOOLS_INSPECTED: _OF_INSPECTIONS,
}


def rests_on(figure: Figure) -> tuple[str, ...]:
    """The ids of the publications that a figure is worked out from."""
    measured = [name for measure in figure.measures for name in _publications_of(measure)]
    return tuple(dict.fromkeys((*_RESTS_ON[figure.behind], *measured)))


def _publications_of(measure: str) -> list[str]:
    found = {
        release.id
        for kind in KINDS
        if any(m.measure == measure for m in kind.measures)
        and (release := release_of(kind.id)) is not None
        and not release.id.startswith("trusts")
    }
    return sorted(found or {_WORKED_OUT[measure]}) if found or measure in _WORKED_OUT else []


_WORKED_OUT = {"teacher_retention": "turnover"}
"""Measures that no column prints."""
ALWAYS = (*_OF_MEMBERS, "links", "groups", "group_links")
"""What any screen is made from."""
