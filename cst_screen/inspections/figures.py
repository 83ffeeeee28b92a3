"""From inspections to the figures that a criterion may name: coverage, improvement, present state.

`vocabulary.inspection_figures` says what each means; here each gets its value and its count, or the
reason for the gap.
"""

from __future__ import annotations

import polars as pl

from cst_screen.inspections.compare import Validation
from cst_screen.statistics.intervals import wilson_ends
from cst_screen.vocabulary.evidence_tables import TRUST_FIGURES
from cst_screen.vocabulary.regimes import LEVELS

_COUNTS = (
    "joined",
    "inspected_since",
    "compared",
    "improved",
    "declined",
    "fell_back",
    "could_improve",
    "expected",
    "outstanding",
    "outstanding_declined",
)
AT_OR_ABOVE = {
    "areas_needs_attention_or_above": 1,
    "areas_expected_or_above": 2,
    "areas_strong_or_above": 3,
    "areas_exceptional": 4,
}
"""Figure -> the lowest level that counts, by its place in `regimes.LEVELS`."""
FLAGGED = {
    "schools_in_category": "in_category",
    "schools_unsafe": "unsafe",
    "schools_urgent_improvement": "urgent",
    "schools_old_grade": "old_grade",
    "schools_predecessor_only": "predecessor_only",
}
"""Figure -> the flag of `present_state` that it counts."""


def inspection_figures(uids: pl.DataFrame, validation: Validation, least: int) -> pl.DataFrame:
    """Every figure of inspections for every trust of `uids` (`TRUST_FIGURES`, files named).

    least: comparable inspections below which a share or a probability is not given.
    """
    parts = [*_of_joiners(uids, validation, least), *_of_schools(uids, validation)]
    return pl.concat([TRUST_FIGURES.conform(part) for part in parts])


def _of_joiners(uids: pl.DataFrame, validation: Validation, least: int) -> list[pl.DataFrame]:
    """Grades of joiners before and after joining; a trust without a joiner has none inspected."""
    files = (
        validation.joiners.select("uid", file=pl.concat_list("file", "next_file"))
        .explode("file")
        .drop_nulls()
        .group_by("uid")
        .agg(files=pl.col("file").unique().sort())
    )
    trusts = (
        uids.join(validation.trusts, on="uid", how="left", validate="1:1")
        .with_columns(pl.col(c).fill_null(0) for c in _COUNTS)
        .join(files, on="uid", how="left", validate="1:1")
    )
    return [
        trusts.with_columns(
            figure=pl.lit(figure),
            n=pl.col(n),
            value=pl.when(missing.is_null()).then(value),
            missing=missing,
        )
        for figure, value, n, missing in _counts_of_joiners(least)
    ] + [_share_of_joiners(trusts, *share, least) for share in _SHARES]


def _counts_of_joiners(least: int) -> list[tuple[str, pl.Expr, str, pl.Expr]]:
    """Figure, its value, what it counts out of, and the reason where it has no value."""
    compared, outstanding = pl.col("compared"), pl.col("outstanding")
    never = pl.lit(None, dtype=pl.String)
    none = pl.when(compared == 0).then(pl.lit("not_inspected"))
    no_rate = pl.col("expected") < compared
    unknown = none.when(no_rate).then(pl.lit("no_rate"))
    few = none.when(compared < least).then(pl.lit("too_few")).when(no_rate).then(pl.lit("no_rate"))
    no_outstanding = pl.when(outstanding == 0).then(pl.lit("not_inspected"))
    no_outstanding_rate = no_outstanding.when(no_rate).then(pl.lit("no_rate"))
    return [
        ("inspections_since", pl.col("inspected_since"), "joined", never),
        ("inspections_compared", compared, "joined", never),
        ("inspections_improved", pl.col("improved"), "compared", none),
        ("inspections_expected", pl.col("expected_improved"), "compared", unknown),
        ("inspections_improved_probability", 100 * pl.col("as_many_improve"), "compared", few),
        ("inspections_as_few_probability", 100 * pl.col("as_few_improve"), "compared", few),
        ("inspections_declined", pl.col("declined"), "compared", none),
        ("inspections_declined_expected", pl.col("expected_declined"), "compared", unknown),
        ("inspections_declined_probability", 100 * pl.col("as_many_decline"), "compared", few),
        ("inspections_fell_back", pl.col("fell_back"), "compared", none),
        ("outstanding_declined", pl.col("outstanding_declined"), "outstanding", no_outstanding),
        (
            "outstanding_declined_expected",
            pl.col("outstanding_expected"),
            "outstanding",
            no_outstanding_rate,
        ),
    ]


_SHARES = (
    ("inspections_improved_share", "improved", "could_improve"),
    ("inspections_declined_share", "declined", "compared"),
)
"""Figure -> how many joiners, and out of how many."""


def _share_of_joiners(
    trusts: pl.DataFrame, figure: str, count: str, total: str, least: int
) -> pl.DataFrame:
    """A share of the joiners compared, with Wilson's interval."""
    of = pl.col(total)
    gap = pl.when(of == 0).then(pl.lit("not_inspected")).when(of < least).then(pl.lit("too_few"))
    low, high = wilson_ends(count, total)
    return trusts.with_columns(
        figure=pl.lit(figure),
        n=of,
        value=pl.when(gap.is_null()).then(100 * pl.col(count) / of),
        lower=pl.when(gap.is_null()).then(low),
        upper=pl.when(gap.is_null()).then(high),
        missing=gap,
    )


def _of_schools(uids: pl.DataFrame, validation: Validation) -> list[pl.DataFrame]:
    """The present state of open schools: how many are flagged, of those that files tell of."""
    schools = validation.schools.with_columns(
        # Where safeguarding was not judged, or no areas were graded, the category alone decides; where
        # that is not known either, only what inspectors found can be counted.
        of_concern=pl.when("inspected").then(
            pl.col("in_category")
            | pl.any_horizontal(pl.col(flag).fill_null(False) for flag in ("unsafe", "urgent"))
        )
    ).with_columns(concern_since=pl.when("settled").then("of_concern"))
    flags = [*FLAGGED.values(), "of_concern", "concern_since"]
    levels = [f"areas_{at}" for at in range(len(LEVELS))]
    counts = _counts_of_flags_and_levels(schools, flags, levels)
    trusts = uids.join(counts, on="uid", how="left", validate="1:1")

    def one(
        figure: str, value: pl.Expr, n: str, reason: str | None, unknown: str = ""
    ) -> pl.DataFrame:
        """`unknown`: how many more schools there are of which no file tells; none found is then a gap."""
        gap = pl.lit(None, dtype=pl.String)
        if reason:
            gap = pl.when(pl.col(n) == 0).then(pl.lit(reason))
        if unknown:
            is_open = (value == 0) & (pl.col(unknown) > 0)
            gap = pl.coalesce(gap, pl.when(is_open).then(pl.lit("not_collected")))
        return trusts.with_columns(
            figure=pl.lit(figure),
            value=pl.when(gap.is_null()).then(value),
            n=pl.col(n),
            missing=gap,
        )

    parts = [
        one("schools_inspected", pl.col("inspected"), "schools", None),
        one(
            "schools_of_concern",
            pl.col("of_concern"),
            "inspected",
            "no_inspection",
            "of_concern_unknown",
        ),
        one(
            "schools_of_concern_since",
            pl.col("concern_since"),
            "concern_since_known",
            "not_inspected",
            "concern_since_unknown",
        ),
        one("schools_with_report_card", pl.col("cards"), "schools", None),
    ]
    for figure, flag in FLAGGED.items():
        reason = "no_report_card" if flag == "urgent" else "no_inspection"
        unknown = "in_category_unknown" if flag == "in_category" else ""
        parts.append(one(figure, pl.col(flag), f"{flag}_known", reason, unknown))
    for figure, lowest in AT_OR_ABOVE.items():
        counted = pl.sum_horizontal(levels[lowest:])
        parts.append(one(figure, 100 * counted / pl.col("areas"), "areas", "no_report_card"))
    return parts


def _counts_of_flags_and_levels(
    schools: pl.DataFrame, flags: list[str], levels: list[str]
) -> pl.DataFrame:
    return schools.group_by("uid").agg(
        pl.len().alias("schools"),
        pl.col("inspected").sum(),
        (pl.col("areas") > 0).sum().alias("cards"),
        pl.col("areas").sum(),
        pl.col("file").drop_nulls().unique().sort().alias("files"),
        *(pl.col(flag).fill_null(False).sum().alias(flag) for flag in flags),
        *(pl.col(flag).is_not_null().sum().alias(f"{flag}_known") for flag in flags),
        *(pl.col(level).sum() for level in levels),
        in_category_unknown=(pl.col("inspected") & pl.col("in_category").is_null()).sum(),
        of_concern_unknown=(pl.col("inspected") & pl.col("of_concern").is_null()).sum(),
        concern_since_unknown=(pl.col("settled") & pl.col("of_concern").is_null()).sum(),
    )
