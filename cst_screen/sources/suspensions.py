"""Suspensions by school: the tidy school file of suspensions and permanent exclusions.

The rate is suspensions for each hundred pupils in the year, so a pupil suspended twice counts twice
and it may exceed 100. Every year of the publication stands in one file.
"""

from __future__ import annotations

from cst_screen.sources.cells import EES_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, Input, MeasureColumn, Reading
from cst_screen.sources.rows import melt_measures, tidy_rows

_MEASURES = [MeasureColumn("suspension_rate", "susp_rate", pupils="headcount")]
_KEY = Block(
    ("time_period", "geographic_level", "school_urn", "headcount", "susp_rate"), always=True
)


def _read(file: TextFile, found: Input) -> Reading:
    schools, dropped = tidy_rows(file, list(_KEY.columns), found)
    return {
        "results": melt_measures(file, schools, found, _MEASURES, EES_CODES, "not_published"),
        "exclusions": dropped,
    }


KINDS = (
    FileKind(
        "suspensions",
        "DfE, Explore Education Statistics",
        "suspensions by school",
        ("susp_rate", "suspension", "perm_excl_rate"),
        _read,
        (_KEY,),
        r"exc_school|suspensions?_.*school",
        "rows",
        family="suspensions",
        keep="all",
        measures=tuple(_MEASURES),
    ),
)
