"""How often our trust figures and DfE's agree, by published file and measure, and under which weights.

Shares are of multi-academy trusts. Sponsors' rows are counted separately, because the years that a
school spent in a sponsor's several trusts are known less well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cst_screen.dfe.closeness import Closeness, as_printed, last_place, share_near
from cst_screen.dfe.reconcile import PUBLISHED_KEY, TrustComparison, of_published
from cst_screen.dfe.rule import CAPPED_AT, Weights
from cst_screen.dfe.trust_figures import weigh
from cst_screen.results.school_years import Measures
from cst_screen.vocabulary.tables import MEASURE


def summarise(comparison: TrustComparison) -> pl.DataFrame:
    """One row per published file and measure: how many trusts, and how many of them agree.

    file, academic_year, key_stage, measure; published (multi-academy trusts with a printed figure),
    trusts (how many of these have our figure over DfE's list too), same_schools (share of the file's
    trusts for which our list is DfE's), within_rounding (within 1 in the last place: half for DfE's
    rounding, half for the rounding of the schools' figures), within_small, within_large (as printed),
    largest (absolute difference); the same for trusts whose schools all have a figure (complete_...),
    over our own list (own_...) and for sponsors (sponsors_...). Shares are null where there is no trust
    to count.
    """
    rows = []
    for (*key, measure), figures in comparison.figures.group_by(
        [*PUBLISHED_KEY, "measure"], maintain_order=True
    ):
        lists = of_published(comparison.lists, tuple(key))
        rows.append(
            dict(zip(PUBLISHED_KEY, key, strict=True))
            | {"measure": measure}
            | _agreement(str(measure), figures, lists, comparison.limits.of(str(measure)))
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _agreement(
    measure: str, figures: pl.DataFrame, lists: pl.DataFrame, near: Closeness
) -> dict[str, Any]:
    """Numbers and shares of one published file and measure, by column."""
    of_trusts = figures.filter(pl.col("kind") == "trust")
    complete = of_trusts.filter(_is_complete())
    sponsors = figures.filter(pl.col("kind") == "sponsor")
    differences = of_trusts["difference"].drop_nulls().abs()
    return {
        "published": of_trusts.height,
        "trusts": differences.len(),
        "same_schools": lists["same"].mean(),
        "within_rounding": share_near(of_trusts, "exact", last_place(measure)),
        **_shares(of_trusts, "difference", near),
        "largest": differences.max(),
        "complete": complete["difference"].count(),
        **_shares(complete, "difference", near, "complete_"),
        "own": of_trusts["own_difference"].count(),
        **_shares(of_trusts, "own_difference", near, "own_"),
        "sponsors": sponsors["difference"].count(),
        **_shares(sponsors, "difference", near, "sponsors_"),
    }


def _is_complete() -> pl.Expr:
    """Whether every school of DfE's list has its figure."""
    return pl.col("with_figure") == pl.col("listed")


def _shares(
    figures: pl.DataFrame, column: str, near: Closeness, prefix: str = ""
) -> dict[str, float | None]:
    return {
        f"{prefix}within_small": share_near(figures, column, near.small),
        f"{prefix}within_large": share_near(figures, column, near.large),
    }


# --- which weights ----------------------------------------------------------------------------

WEIGHTS_TRIED: dict[str, tuple[Weights, int | None]] = {
    "DfE's rule": ("dfe", None),
    "pupils only": ("pupils", None),
    "each school the same": ("equal", None),
    "years capped at 3": ("dfe", 3),
    "years capped at 4": ("dfe", 4),
    "years capped at 5": ("dfe", 5),
    "years not capped": ("dfe", 99),
}
"""Weights in words -> the arguments of `weigh`; None is the key stage's own cap."""

_EVIDENCE: dict[str, pl.DataType | type[pl.DataType]] = {
    "file": pl.Int16,
    "academic_year": pl.Int16,
    "key_stage": pl.String,
    "measure": MEASURE,
    "weights": pl.String,
    "trusts": pl.Int64,
    "same": pl.Float64,
    "within_small": pl.Float64,
    "within_large": pl.Float64,
}


def weights_evidence(comparison: TrustComparison, measures: Measures) -> pl.DataFrame:
    """Every choice of weights over DfE's own lists: which of them gives DfE's figures.

    file, academic_year, key_stage, measure, weights, trusts, same (as printed), within_small,
    within_large: shares of the multi-academy trusts all of whose schools have a figure.
    """
    rows = []
    for key, schools in comparison.schools.filter("in_dfe").group_by(
        PUBLISHED_KEY, maintain_order=True
    ):
        _, year, stage = key
        results = measures.results.filter(pl.col("academic_year") == year)
        listed = schools.select("uid", "urn", "cohort", "key_stage", years="years_used")
        published = of_published(comparison.figures, key).filter(
            (pl.col("kind") == "trust") & _is_complete()
        )
        for words, (weights, cap) in WEIGHTS_TRIED.items():
            caps: Mapping[str, int] = CAPPED_AT if cap is None else {str(stage): cap}
            differences = _differences(weigh(listed, results, weights, caps), published)
            for (measure,), of_measure in differences.group_by("measure", maintain_order=True):
                rows.append(
                    dict(zip(PUBLISHED_KEY, key, strict=True))
                    | {"measure": measure, "weights": words, "trusts": of_measure.height}
                    | {"same": share_near(of_measure, "difference", 0)}
                    | _shares(of_measure, "difference", comparison.limits.of(str(measure)))
                )
    return pl.DataFrame(rows, schema=_EVIDENCE)


def _differences(figures: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Our figures, as they would be printed, less the published ones."""
    return figures.join(
        published.select("uid", "measure", "published"),
        on=["uid", "measure"],
        how="inner",
        validate="1:1",
    ).with_columns(difference=as_printed("value") - pl.col("published"))
