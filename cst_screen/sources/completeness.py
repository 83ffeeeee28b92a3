"""Whether a file is whole: whether it has rows, and how many beside its neighbours of other years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry, FileWarning
from cst_screen.sources.kinds import RecognisedFile
from cst_screen.vocabulary.academic_year import AcademicYear, show_years

_FEWEST_OF_NEIGHBOURS = 0.5
"""A file with less than this share of its neighbours' rows is likely to have been cut. Between years
England's schools change by a few per cent; the narrowest published file of a table (state-funded
schools without independent ones) has three quarters of the widest's rows."""

_TOO_MANY_TO_BE_ALIKE = 5
"""Rows that cannot be the same in two years by chance."""


def refuse_empty(entry: CatalogueEntry, rows: int) -> None:
    """A DataError for a file that has headings and nothing under them."""
    if rows == 0:
        raise DataError(
            f"{entry.path}: this is '{entry.title}' ({entry.publisher}), but there is no row under "
            "its headings. Download the file again, or take it out of the folder."
        )


def far_fewer_rows(entries: Sequence[CatalogueEntry]) -> list[FileWarning]:
    """A warning for each file that has less than half the rows that others of its kind have."""
    warnings = []
    for entry in entries:
        others = [
            other.rows
            for other in entries
            if (other.kind, other.scope) == (entry.kind, entry.scope)
            and other.number != entry.number
            and other.year != entry.year
        ]
        usual = median(others) if others else 0
        if entry.year is not None and entry.rows < _FEWEST_OF_NEIGHBOURS * usual:
            warnings.append(
                FileWarning(
                    "far_fewer_rows",
                    entry.path,
                    f"{entry.path} has {entry.rows:,} rows where files of other years have {usual:,.0f}: "
                    "it may be cut off. Download it again.",
                )
            )
    return warnings


def years_not_those_of_the_name(entries: Sequence[CatalogueEntry]) -> list[FileWarning]:
    """A warning for each file whose name gives a year of which it has no row, or a later year than all.

    A name such as `teacher_turnover_2010_2024` gives the calendar years of the first and last count.
    """
    warnings = []
    for entry in (entry for entry in entries if entry.years):
        name = entry.path.rsplit("/", 1)[-1]
        named, span = AcademicYear.find(name), _SPAN.search(name)
        of_name = str(named) if named else span[0].replace("_", " to ") if span else ""
        lacks_it = named is not None and named.ends not in entry.years
        if lacks_it or (named is None and span and max(entry.years) < int(span[1])):
            warnings.append(
                FileWarning(
                    "year_not_of_the_name",
                    entry.path,
                    f"{entry.path} is named for {of_name}, but its rows are of "
                    f"{show_years(list(entry.years))}: the years of the rows count. If it is another year's "
                    "file, or cut off, download it again.",
                )
            )
    return warnings


_SPAN = re.compile(r"(?<!\d)20\d\d_(20\d\d)(?!\d)")


def releases_not_those_of_the_name(files: Sequence[RecognisedFile]) -> list[FileWarning]:
    """A warning for each file whose name gives one release and whose rows are all of another."""
    warnings = []
    for one in files:
        if one.entry.used and one.entry.release and _VERSION in one.spelled:
            versions = one.file.read([_VERSION])[_VERSION].str.strip_chars().str.to_lowercase()
            if one.entry.release not in versions:
                said = ", ".join(versions.unique().drop_nulls().sort())
                warnings.append(
                    FileWarning(
                        "release_not_of_the_name",
                        one.entry.path,
                        f"{one.entry.path} is named for {one.entry.release} results, but its column "
                        f"{one.spelled[_VERSION]} says '{said}'. Download it again, or give it its name.",
                    )
                )
    return warnings


_VERSION = "version"


def same_file_of_two_years(entries: Sequence[CatalogueEntry]) -> list[str]:
    """A fault for each pair of files with the same bytes that stand for different years."""
    first: dict[str, CatalogueEntry] = {}
    faults = []
    for entry in (entry for entry in entries if entry.rows >= _TOO_MANY_TO_BE_ALIKE):
        earlier = first.setdefault(entry.sha256, entry)
        if (earlier.year, earlier.dated) != (entry.year, entry.dated):
            faults.append(
                f"{entry.path}: this is the same file as {earlier.path}, under the name of another "
                "year or day. Put in the file of that name, or take one of them out."
            )
    return faults
