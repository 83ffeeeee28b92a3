"""What may account for a figure over DfE's list that differs from the one that DfE printed.

Each reason is a condition on one row of `_far_apart`. The order of the conditions matters: the first
that holds is the reason, and those that account for the whole difference come first.
"""

from __future__ import annotations

import polars as pl

from cst_screen.dfe.closeness import last_place
from cst_screen.dfe.reasons import first_that_holds, years_with_results
from cst_screen.dfe.reconcile import PUBLISHED_KEY, TrustComparison
from cst_screen.dfe.rule import CAPPED_AT
from cst_screen.results.school_years import Measures
from cst_screen.vocabulary.filled_in import filled_in

FIGURE_REASONS: dict[str, str] = {
    "empty_list": "DfE's row lists no school, so no figure can be worked out over its list",
    "withheld": "the file prints no figure for some listed schools; a figure within the "
    "printed range would close the gap",
    "years": "DfE counts the schools' years differently; with DfE's counts the gap closes",
    "withheld_too_far": "the file prints no figure for some listed schools, but only one "
    "outside the printed range would close the gap",
    "list_count": "possible: DfE's row counts more or fewer schools than it lists",
    "cohort": "possible: DfE's row has more or fewer pupils than the schools' file",
    "years_differ": "possible: DfE counts the schools' years differently, but that alone does "
    "not close the gap",
    "release": "possible: the school figures are provisional, and DfE worked its own out later",
    "not_told": "nothing in the files says why",
}
"""What may account for a difference -> in words."""

SHOWN = ("empty_list", "withheld", "years")
"""Reasons that account for the whole difference."""

_TRUST_KEY = [*PUBLISHED_KEY, "uid"]
_ROUNDING = 1e-9


def figure_differences(
    comparison: TrustComparison,
    published_trusts: pl.DataFrame,
    measures: Measures,
    provisional: set[tuple[int, str]],
) -> pl.DataFrame:
    """Figures over DfE's list that are further than the smaller limit from DfE's, with a reason each.

    `provisional`: academic year and key stage whose school figures are a provisional release.
    file, academic_year, key_stage, uid, trust, kind, measure, published, fixed, difference, beyond
    (`small` or `large` limit passed, or `none` where there is no figure), reason, shown, detail.
    """
    return (
        _far_apart(comparison, measures)
        .pipe(_with_facts, comparison, published_trusts, measures, provisional)
        .with_columns(reason=_why())
        .select(
            *PUBLISHED_KEY,
            "uid",
            "trust",
            "kind",
            "measure",
            "published",
            "fixed",
            "difference",
            "beyond",
            "reason",
            shown=pl.col("reason").is_in(list(SHOWN)),
            detail=_detail(),
        )
        .sort(
            *PUBLISHED_KEY,
            "measure",
            pl.col("difference").abs(),
            "uid",
            descending=[False, False, False, False, True, False],
        )
    )


# --- what is known about each figure ----------------------------------------------------------


def _far_apart(comparison: TrustComparison, measures: Measures) -> pl.DataFrame:
    """Figures of years with results that are not close to DfE's, or could not be worked out.

    The columns of `TrustComparison.figures`, and beyond, small (the smaller limit), last_place.
    """
    difference = pl.col("difference").abs()
    return (
        comparison.figures.join(
            years_with_results(measures),
            on=["academic_year", "key_stage"],
            how="semi",
        )
        .join(_limits(comparison), on="measure", how="left", validate="m:1")
        .with_columns(
            beyond=pl.when(pl.col("fixed").is_null())
            .then(pl.lit("none"))
            .when(difference > pl.col("large") + _ROUNDING)
            .then(pl.lit("large"))
            .when(difference > pl.col("small") + _ROUNDING)
            .then(pl.lit("small"))
        )
        .filter(pl.col("beyond").is_not_null())
        .drop("large")
    )


def _with_facts(
    figures: pl.DataFrame,
    comparison: TrustComparison,
    published_trusts: pl.DataFrame,
    measures: Measures,
    provisional: set[tuple[int, str]],
) -> pl.DataFrame:
    """Adds the facts that decide the reasons: list_note; pupils and years_3 to years_5 of DfE's row;
    the columns of `_schools_behind`; is_provisional.
    """
    notes = comparison.lists.select(*_TRUST_KEY, "list_note")
    rows = published_trusts.select(*_TRUST_KEY, "pupils", "years_3", "years_4", "years_5")
    behind = _schools_behind(comparison, measures)
    early = _years_provisional(provisional)
    return (
        figures.join(notes, on=_TRUST_KEY, how="left", validate="m:1")
        .join(rows, on=_TRUST_KEY, how="left", validate="m:1")
        .join(behind, on=[*_TRUST_KEY, "measure"], how="left", validate="1:1")
        .join(early, on=["academic_year", "key_stage"], how="left", validate="m:1")
    )


def _limits(comparison: TrustComparison) -> pl.DataFrame:
    """How near two figures of each measure must be: measure, small, large, last_place."""
    measure = comparison.figures["measure"]
    names = measure.unique().to_list()
    return pl.DataFrame(
        {
            "measure": names,
            "small": [comparison.limits.of(m).small for m in names],
            "large": [comparison.limits.of(m).large for m in names],
            "last_place": [last_place(m) for m in names],
        },
        schema={
            "measure": measure.dtype,
            "small": pl.Float64,
            "large": pl.Float64,
            "last_place": pl.Float64,
        },
    )


def _years_provisional(provisional: set[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        sorted(provisional),
        schema={"academic_year": pl.Int16, "key_stage": pl.String},
        orient="row",
    ).with_columns(is_provisional=True)


def _schools_behind(comparison: TrustComparison, measures: Measures) -> pl.DataFrame:
    """The schools behind each figure over DfE's list: one row per trust and measure.

    weight and weighted_sum (of the schools with a figure, by DfE's rule), withheld (schools without
    one), withheld_pupils, withheld_weight (null where it is zero), cohort, our_years (in words),
    lowest and highest (printed for any school in England).
    """
    cap = pl.col("key_stage").replace_strict(CAPPED_AT, return_dtype=pl.Int32)
    weight, pupils = pl.col("weight"), pl.col("cohort")
    is_printed = pl.col("value").is_not_null()
    values = measures.results.filter(is_printed).select("urn", "academic_year", "measure", "value")
    ranges = values.group_by("academic_year", "measure").agg(
        lowest=pl.col("value").min(), highest=pl.col("value").max()
    )
    return (
        comparison.schools.filter("in_dfe")
        .with_columns(weight=pupils * pl.min_horizontal("years_used", cap))
        .join(
            comparison.figures.select(*_TRUST_KEY, "measure").unique(), on=_TRUST_KEY, how="inner"
        )
        .join(values, on=["urn", "academic_year", "measure"], how="left", validate="m:1")
        .group_by(*_TRUST_KEY, "measure")
        .agg(
            weight=weight.filter(is_printed).sum(),
            weighted_sum=(weight * pl.col("value")).sum(),
            withheld=(~is_printed).sum(),
            withheld_pupils=pupils.filter(~is_printed).sum(),
            withheld_weight=weight.filter(~is_printed).sum().replace(0, None),
            cohort=pupils.sum(),
            our_years=pl.col("years_used").sort().cast(pl.String).str.join(", "),
        )
        .join(ranges, on=["academic_year", "measure"], how="left", validate="m:1")
    )


# --- the reasons ------------------------------------------------------------------------------


def _why() -> pl.Expr:
    has_withheld = pl.col("withheld") > 0
    return first_that_holds(
        (
            ("empty_list", pl.col("fixed").is_null() & (pl.col("list_note") == "empty")),
            ("withheld", has_withheld & _printed_range_holds_the_withheld()),
            ("years", _dfe_years_move_ours() & _dfe_years_close_the_gap()),
            ("withheld_too_far", has_withheld),
            ("list_count", pl.col("list_note") == "count_differs"),
            ("cohort", pl.col("pupils") != pl.col("cohort")),
            ("years_differ", _dfe_years_move_ours()),
            ("release", pl.col("is_provisional")),
        ),
        otherwise="not_told",
    )


def _withheld_mean_needed() -> pl.Expr:
    """What the withheld figures would have to be, on average, for ours to be DfE's."""
    whole = pl.col("weight") + pl.col("withheld_weight")
    return (pl.col("published") * whole - pl.col("weighted_sum")) / pl.col("withheld_weight")


def _printed_range_holds_the_withheld() -> pl.Expr:
    """Whether that mean is within the printed figures, give or take a close trust's difference."""
    whole = pl.col("weight") + pl.col("withheld_weight")
    slack = pl.col("small") * whole / pl.col("withheld_weight")
    return _withheld_mean_needed().is_between(pl.col("lowest") - slack, pl.col("highest") + slack)


def _dfe_years_move_ours() -> pl.Expr:
    return (pl.col("by_dfe_years") - pl.col("fixed")).abs() > _ROUNDING


def _dfe_years_close_the_gap() -> pl.Expr:
    left_over = (pl.col("by_dfe_years") - pl.col("published")).abs()
    return left_over <= pl.col("small") + 0.5 * pl.col("last_place")


# --- in words ---------------------------------------------------------------------------------


def _detail() -> pl.Expr:
    """What a reader needs to check the column `reason`; empty where the reason says it all."""
    reason = pl.col("reason")
    return (
        pl.when(reason.is_in(["withheld", "withheld_too_far"]))
        .then(_withheld_in_words())
        .when(reason.is_in(["years", "years_differ"]))
        .then(_years_in_words())
        .when(reason == "cohort")
        .then(_pupils_in_words())
        .fill_null("")
    )


def _withheld_in_words() -> pl.Expr:
    return filled_in(
        "no figure for {} of {} schools ({} pupils); they would need {} on average, and "
        "printed figures run from {} to {}",
        "withheld",
        "listed",
        pl.col("withheld_pupils").fill_null(0).cast(pl.Int32),
        _signed(_withheld_mean_needed()),
        _signed(pl.col("lowest")),
        _signed(pl.col("highest")),
    )


def _years_in_words() -> pl.Expr:
    return filled_in(
        "DfE counts {} schools with three years, {} with four, {} with five or more; by the "
        "membership file they have {} years; with DfE's counts our figure is {}",
        pl.col("years_3").fill_null(0),
        pl.col("years_4").fill_null(0),
        pl.col("years_5").fill_null(0),
        "our_years",
        _signed(pl.col("by_dfe_years")),
    )


def _pupils_in_words() -> pl.Expr:
    return filled_in(
        "DfE has {} pupils, the schools' file {}", "pupils", pl.col("cohort").cast(pl.Int32)
    )


def _signed(number: pl.Expr) -> pl.Expr:
    """A number with its sign and two places, `+2.38`."""
    rounded = number.round(2)
    return pl.when(rounded > 0).then(pl.lit("+")).otherwise(pl.lit("")) + rounded.cast(pl.String)
