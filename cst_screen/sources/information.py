"""Key stage 4 school information, tidy: the intake of the cohort that took the examinations.

Only prior attainment is read from it; the rest of the intake comes from the census, which covers
every phase and year.
"""

from __future__ import annotations

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import EES_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.rows import melt_measures, tidy_rows

_MEASURES = [MeasureColumn("ks4_prior_attainment", "avg_ks2_scaledscore", pupils="t_pupils")]
_KEY = Block(
    ("time_period", "geographic_level", "school_urn", "avg_ks2_scaledscore", "t_pupils"),
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
        id="ks4_information",
        publisher="DfE, Explore Education Statistics",
        title="key stage 4 school information",
        distinctive=("t_allks_pupils", "pt_disadvantaged", "avg_ks2_scaledscore"),
        read=_read,
        blocks=(_KEY,),
        name_hint=r"ks4_institution_level_school_information",
        family="ks4_information",
        has_releases=True,
        measures=tuple(_MEASURES),
    ),
)
