"""Suspensions and permanent exclusions by school: the tidy school file of both.

The rate is suspensions (or exclusions) per 100 pupils in the year. A pupil suspended twice counts twice, so the rate
may exceed 100. One file holds every year of the publication.
"""

from __future__ import annotations

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import EES_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.rows import melt_measures, tidy_rows

_MEASURES = [
    MeasureColumn("suspension_rate", "susp_rate", pupils="headcount"),
    MeasureColumn("exclusion_rate", "perm_excl_rate", pupils="headcount"),
]
_KEY = Block(
    ("time_period", "geographic_level", "school_urn", "headcount", *(m.value for m in _MEASURES)),
    always=True,
)


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    schools, dropped = tidy_rows(file, list(_KEY.columns), entry)
    return {
        "results": melt_measures(file, schools, entry, _MEASURES, EES_CODES, "not_published"),
        "exclusions": dropped,
    }


KINDS = (
    FileKind(
        id="suspensions",
        publisher="DfE, Explore Education Statistics",
        title="suspensions by school",
        distinctive=("susp_rate", "suspension", "perm_excl_rate"),
        read=_read,
        blocks=(_KEY,),
        name_hint=r"exc_school|suspensions?_.*school",
        dated_by="rows",
        family="suspensions",
        keep="all",
        measures=tuple(_MEASURES),
    ),
)
