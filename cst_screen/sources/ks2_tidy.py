"""Key stage 2 school files of Explore Education Statistics (2022/23 onwards): a row for each subject.

Only the rows of all pupils are read. One file may hold several years and releases: of two rows of one
school, year and subject the later release stands. It prints no number of pupils, so a school weighs as
many as in its other years, else its roll (`results/school_years`); and no national row.
"""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import EES_CODES
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.missing_columns import what_is_not_there
from cst_screen.sources.rows import RANKED_BY, melt_measures, school_rows, with_urn, year_of_rows
from cst_screen.vocabulary.tables import EXCLUSIONS, RESULTS

_RWM, _READING, _WRITING, _MATHS = "reading, writing and maths", "reading", "writing", "maths"
_EXPECTED, _SCALED = "expected_standard_pupil_percent", "average_scaled_score"
_PROGRESS = (
    "progress_measure_score",
    "progress_measure_lower_conf_interval",
    "progress_measure_upper_conf_interval",
)

_MEASURES_OF: dict[str, list[MeasureColumn]] = {
    _RWM: [
        MeasureColumn("ks2_rwm_expected", _EXPECTED),
        MeasureColumn("ks2_rwm_higher", "higher_standard_pupil_percent"),
    ],
    _READING: [
        MeasureColumn("ks2_reading_expected", _EXPECTED),
        MeasureColumn("ks2_reading_scaled_score", _SCALED),
        MeasureColumn("ks2_reading_progress", *_PROGRESS),
    ],
    _WRITING: [
        MeasureColumn("ks2_writing_expected", _EXPECTED),
        MeasureColumn("ks2_writing_progress", *_PROGRESS),
    ],
    _MATHS: [
        MeasureColumn("ks2_maths_expected", _EXPECTED),
        MeasureColumn("ks2_maths_scaled_score", _SCALED),
        MeasureColumn("ks2_maths_progress", *_PROGRESS),
    ],
}
"""Subject of a row, in small letters -> what its columns hold."""

_KEY = ("time_period", "school_urn", "breakdown_topic", "breakdown", "subject")
_VALUES = (_EXPECTED, "higher_standard_pupil_percent", _SCALED, _PROGRESS[0])


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    asked = [*_KEY, "geographic_level", *RANKED_BY, *_VALUES, *_PROGRESS[1:]]
    frame = with_urn(file, file.read(asked), "school_urn")
    frame = frame.with_columns(
        academic_year=year_of_rows(file, frame),
        subject=pl.col("subject").str.strip_chars().str.to_lowercase(),
    )
    is_read = pl.col("subject").is_in(list(_MEASURES_OF)).fill_null(False)
    results, dropped = [RESULTS.empty()], [EXCLUSIONS.empty()]
    for subject, columns in _MEASURES_OF.items():
        of_subject = frame.filter(pl.col("subject") == subject)
        schools, others = school_rows(
            file,
            of_subject,
            entry,
            _is_of_all_pupils() & _is_of_a_school(frame),
            pl.when(_is_of_all_pupils())
            .then(pl.lit("not_a_school"))
            .otherwise(pl.lit("part_of_the_pupils")),
            pl.lit("breakdown ") + pl.col("breakdown").fill_null("blank"),
        )
        results.append(melt_measures(file, schools, entry, columns, EES_CODES, "not_published"))
        dropped.append(others)
    _, unread = school_rows(
        file,
        frame.filter(~is_read),
        entry,
        pl.lit(False),
        "subject_not_read",
        pl.lit("subject ") + pl.col("subject").fill_null("blank"),
    )
    lacking = what_is_not_there(file, entry, [m for ms in _MEASURES_OF.values() for m in ms])
    return {"results": pl.concat(results), "exclusions": pl.concat([*dropped, unread, lacking])}


def _is_of_all_pupils() -> pl.Expr:
    breakdown, topic = (
        pl.col(c).str.strip_chars().str.to_lowercase() for c in ("breakdown", "breakdown_topic")
    )
    return ((breakdown == "total") & topic.is_in(["all pupils", "total"])).fill_null(False)


def _is_of_a_school(frame: pl.DataFrame) -> pl.Expr:
    """Where the file does not say the level, a row with a URN is a school's."""
    if "geographic_level" not in frame.columns:
        return pl.lit(True)
    return pl.col("geographic_level").str.strip_chars().str.to_lowercase() == "school"


KINDS = (
    FileKind(
        id="ks2_tidy",
        publisher="DfE, Explore Education Statistics",
        title="key stage 2 schools, tidy layout, a row for each subject",
        distinctive=("school_urn", _EXPECTED),
        read=_read,
        blocks=(Block(_KEY, always=True),),
        name_hint=r"(ks2|key[ _-]?stage[ _-]?2).*school",
        dated_by="rows",
        family="ks2_tidy",
        has_releases=True,
        keep="all",
        optional=("geographic_level", "version", *_VALUES, *_PROGRESS[1:]),
        measures=tuple(m for columns in _MEASURES_OF.values() for m in columns),
        sparse=True,
    ),
)
