"""What a file that arrived is called on disk: by a name of a service, which is nobody's to trust."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from cst_screen.sources.stored import ARCHIVES, TEXT, WORKBOOKS
from cst_screen.vocabulary.academic_year import AcademicYear

_LONGEST = 150
"""Letters of a name; disks allow 255 bytes, and a hidden folder stands before it while it is written."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for itself."""


def plain_name(served: str) -> str:
    """A name of one part that every system takes; empty where none is left.

    Folders in it become part of it, because the performance tables keep the year there:
    `2018-2019/england_ks2final.csv` is `2018-2019_england_ks2final.csv`.
    """
    parts = [part for part in re.split(r"[/\\]+", served) if part not in ("", ".", "..")]
    name = re.sub(r"[^\w.,()&+ -]", "_", "_".join(parts)).strip(". ")
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if _RESERVED.match(name):
        stem = f"_{stem}"
    return f"{stem[: _LONGEST - len(ending)]}{ending}" if stem and ending else ""


def with_year(name: str, year: AcademicYear | None) -> str:
    """The name with its academic year before it, where it has none: readers look for it there."""
    if year is None or AcademicYear.find(name) is not None:
        return name
    return f"{year.ends - 1}-{year.ends}_{name}"


def is_table(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in (*TEXT, *WORKBOOKS)


def is_archive(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in ARCHIVES
