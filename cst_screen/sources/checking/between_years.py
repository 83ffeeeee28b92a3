"""Figures that moved by more than they do between years: of one school, and of all schools of a file.

A school's change is set against the changes of all mainstream schools between the same two years, in their
own standard deviations, and allowing for its number of pupils. In England's files of 2015/16 to 2024/25
some ten schools of a file of results lie beyond `_FAR`: annulled tests and qualifications that do not
count, both printed as 0. Of all schools at once no measure moved by more than 0.8 standard deviations
among schools (absence, 2018/19 to 2023/24), and the same schools' figures of two years always went
together (correlation 0.2 at least, key stage 2 writing progress over the pandemic).
"""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

SCHOOL_MOVED = "school_figure_moved"
ALL_MOVED = "figures_moved_together"
OTHER_SCHOOLS = "figures_of_other_schools"

_FAR = 8.0
"""Standard deviations of the changes of all schools."""
_FAR_TOGETHER = 3.0
"""Standard deviations among schools in one year, by which the middle school may move. Absence moved by 1.4
over the pandemic; a share printed for a percentage moves by four or more."""
_TOGETHER = 0.1
"""Least correlation of the same schools' figures of two years. Shares of pupils included, of which most are
near 100%, need not go together."""
_FEWEST = 100
"""Schools with figures of both years, below which nothing is said."""
_USUAL_PUPILS = 60.0
"""Pupils from which a school's figure counts as steady; with fewer it may move further."""
_COUNTS = ("roll", "roll_earlier")
"""Measures that grow by shares."""

_MADE_OF = ["measure", "before", "academic_year"]


def moved_figures(results: pl.DataFrame, establishments: pl.DataFrame) -> pl.DataFrame:
    """Exclusions (`EXCLUSIONS`) of the figures, and of the files where all figures moved."""
    changes = _changes(results, establishments)
    if changes.is_empty():
        return EXCLUSIONS.empty()
    return pl.concat([EXCLUSIONS.empty(), _of_schools(changes), _of_files(changes)])


def _changes(results: pl.DataFrame, establishments: pl.DataFrame) -> pl.DataFrame:
    """One row for each school, measure and year with a figure of an earlier year: how far it moved."""
    one = ["measure", "urn"]
    mainstream = establishments.filter(pl.col("sector") == "mainstream").select("urn")
    figure = pl.col("value")
    figures = results.lazy().filter(figure.is_not_null())
    if mainstream.height:
        figures = figures.join(mainstream.lazy(), on="urn", how="semi")
    log = pl.col("measure").is_in(list(_COUNTS))
    changes = (
        figures.select("urn", "academic_year", "measure", "value", "pupils", "file", "row")
        .unique([*one, "academic_year"], keep="first", maintain_order=True)
        .sort(*one, "academic_year")
        .with_columns(
            pl.col("academic_year", "value", "pupils").shift().over(one).name.suffix("_before")
        )
        .rename({"academic_year_before": "before"})
        .filter(pl.col("value_before").is_not_null())
        .with_columns(
            held=pl.when(log).then((figure + 1).log()).otherwise(figure),
            held_before=pl.when(log)
            .then((pl.col("value_before") + 1).log())
            .otherwise(pl.col("value_before")),
        )
        .with_columns(change=pl.col("held") - pl.col("held_before"))
        .with_columns(
            pairs=pl.len().over(_MADE_OF),
            usual=pl.col("change").median().over(_MADE_OF),
            among=pl.col("held").std().over(_MADE_OF),
            together=pl.corr("held", "held_before").over(_MADE_OF),
        )
        .filter(pl.col("pairs") >= _FEWEST)
    )
    each = 1 / pl.col("pupils") + 1 / pl.col("pupils_before")
    width = (_USUAL_PUPILS * each / 2).sqrt().fill_null(1.0).clip(1.0, None)
    middle = 1.4826 * pl.col("far").abs().median().over(_MADE_OF)
    spread = pl.max_horizontal(middle, pl.col("far").std().over(_MADE_OF))
    return (
        changes.with_columns(far=(pl.col("change") - pl.col("usual")) / width)
        .with_columns(spreads=pl.when(spread > 0).then(pl.col("far") / spread))
        .collect()
    )


def _of_schools(changes: pl.DataFrame) -> pl.DataFrame:
    far = changes.filter(pl.col("spreads").abs() > _FAR)
    return exclude(
        far.sort("file", "row", "measure"),
        "results",
        "school",
        SCHOOL_MOVED,
        filled_in(
            "{}: {} in {} and {} in {}",
            _label(),
            pl.col("value_before").round(2),
            _year("before"),
            pl.col("value").round(2),
            _year("academic_year"),
        ),
    )


def _of_files(changes: pl.DataFrame) -> pl.DataFrame:
    """Of each measure and year against the earlier year that most schools have."""
    pairs = (
        changes.group_by(*_MADE_OF, "file")
        .agg(pl.col("pairs", "usual", "among", "together").first())
        .sort("pairs", descending=True)
        .unique(["measure", "academic_year", "file"], keep="first", maintain_order=True)
        .sort("file", "measure")
        .with_columns(shift=pl.col("usual") / pl.col("among"))
    )
    moved = pairs.filter(pl.col("shift").abs() > _FAR_TOGETHER)
    steady = [name for name, one in MEASURES.items() if one.family != "coverage"]
    strange = pairs.filter(pl.col("together") < _TOGETHER, pl.col("measure").is_in(steady))
    return pl.concat(
        [
            exclude(
                moved,
                "results",
                "file",
                ALL_MOVED,
                filled_in(
                    "{}: the middle school of {} moved by {} standard deviations from {} to {}",
                    _label(),
                    "pairs",
                    pl.col("shift").round(1),
                    _year("before"),
                    _year("academic_year"),
                ),
            ),
            exclude(
                strange,
                "results",
                "file",
                OTHER_SCHOOLS,
                filled_in(
                    "{}: figures of {} and {} of the same {} schools do not go together (correlation {})",
                    _label(),
                    _year("before"),
                    _year("academic_year"),
                    "pairs",
                    pl.col("together").round(2),
                ),
            ),
        ]
    )


def _label() -> pl.Expr:
    labels = {name: one.label for name, one in {**MEASURES, **EARLIER_MEASURES}.items()}
    return pl.col("measure").cast(pl.String).replace(labels)


def _year(column: str) -> pl.Expr:
    return pl.col(column).map_elements(lambda y: str(AcademicYear(y)), return_dtype=pl.String)
