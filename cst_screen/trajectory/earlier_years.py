"""Results of before 2015/16 as years before joining, like with like, as a check that decides nothing.

Tests and points were others then, so no figure of those years continues a later measure. But a school's
standing in its year can be set beside its standing later on a measure of the same kind
(`vocabulary.earlier_measures.SPLICED` says which). Joiners are judged once more with such years before
joining where the later measure has none; what is compared with them is spliced in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from cst_screen.statistics.pooling import Spread
from cst_screen.trajectory.error_scale import Scales
from cst_screen.trajectory.joinings import JoiningsAndResults
from cst_screen.trajectory.judged_joiners import JudgedJoiners, judge_joiners
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import Headline, Method
from cst_screen.trajectory.panel import lay_out
from cst_screen.trajectory.robustness import mean_of_variant
from cst_screen.trajectory.trust_effects import summarise_trusts
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES, SPLICED

Splices = Mapping[str, Sequence[str]]
"""Later measure -> earlier measures of the same kind, the one most like it first."""


@dataclass(frozen=True)
class EarlierYears:
    """What `judge_joiners` takes, with earlier measures under the names of later ones."""

    joinings: JoiningsAndResults
    panel: Panel


def earlier_years(
    joinings: JoiningsAndResults,
    results: pl.DataFrame,
    admissions: pl.DataFrame,
    spells: pl.DataFrame,
    method: Method,
    register: pl.DataFrame | None = None,
) -> EarlierYears | None:
    """Joiners and schools with earlier measures in place of later ones; None where the files hold none.

    results, admissions, spells, register: as `panel.lay_out` takes them, earlier measures among the results.
    """
    spliced = years_spliced(joinings.national)
    if spliced.is_empty():
        return None
    national = splice(joinings.national, spliced)
    is_ours = pl.col("measure").cast(pl.String).is_in([*SPLICED, *EARLIER_MEASURES])
    school_years = splice(joinings.school_years.filter(is_ours), spliced)
    headline = method_of_spliced(method).headline
    panel = lay_out(
        splice(results, spliced),
        national,
        admissions,
        spells,
        list(SPLICED),
        headline.composites,
        register,
    )
    return EarlierYears(replace(joinings, school_years=school_years, national=national), panel)


def years_spliced(national: pl.DataFrame, splices: Splices = SPLICED) -> pl.DataFrame:
    """academic_year, earlier, measure: the earlier measure that stands for each later one, year by year.

    national: the nation's figure of each measure and year. One measure serves all schools of a year, so
    that their standings compare; a year that has the later measure needs none.
    """
    held = national.select("academic_year", held=pl.col("measure").cast(pl.String)).unique()
    pairs = pl.DataFrame(
        [(e, m, n) for m, earlier in splices.items() for n, e in enumerate(earlier)],
        schema={"earlier": pl.String, "measure": pl.String, "place": pl.Int64},
        orient="row",
    )
    return (
        held.join(pairs, left_on="held", right_on="earlier")
        .join(
            held,
            left_on=["academic_year", "measure"],
            right_on=["academic_year", "held"],
            how="anti",
        )
        .sort("academic_year", "measure", "place")
        .unique(["academic_year", "measure"], keep="first", maintain_order=True)
        .select("academic_year", "measure", earlier="held")
    )


def splice(table: pl.DataFrame, spliced: pl.DataFrame) -> pl.DataFrame:
    """The rows of later measures, and those of earlier ones in the years in which they stand for them.

    table: with academic_year and measure. Rows of other measures stay, but for the earlier ones.
    """
    kind = table.schema["measure"]
    named = table.with_columns(pl.col("measure").cast(pl.String))
    earlier = (
        named.rename({"measure": "earlier"})
        .join(spliced, on=["academic_year", "earlier"], how="inner", validate="m:m")
        .select(table.columns)
    )
    rest = named.filter(~pl.col("measure").is_in(spliced["earlier"].implode()))
    return pl.concat([rest, earlier]).with_columns(pl.col("measure").cast(kind))


def method_of_spliced(method: Method) -> Method:
    """The method with those leading measures alone that earlier ones may stand for."""

    def kept(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(group for group in groups if set(group) <= set(SPLICED))

    headline = method.headline
    return replace(method, headline=Headline(ks2=kept(headline.ks2), ks4=kept(headline.ks4)))


def judge_with_earlier_years(
    earlier: EarlierYears, method: Method, scales: Scales
) -> JudgedJoiners:
    """Every joiner that can be judged when earlier years count before joining."""
    spliced = method_of_spliced(method)
    return judge_joiners(earlier.joinings, earlier.panel, spliced, scales, headlines_alone=True)


def with_earlier_years(judged: JudgedJoiners, schools: int) -> pl.DataFrame:
    """The variant `with_earlier_years` of each trust and phase, as `robustness.vary` gives variants."""
    return mean_of_variant(judged.parts, judged.effects.matches, "with_earlier_years", schools)


def trusts_with_earlier_years(
    judged: JudgedJoiners, spreads: Mapping[str, Spread], method: Method
) -> pl.DataFrame:
    """The headline of each trust as `tables.TRUSTS` holds it, allowing for luck as the run does."""
    trusts, _ = summarise_trusts(
        judged.rows,
        judged.parts,
        judged.effects.matches,
        method.matching.schools,
        method.threshold,
        spreads,
    )
    return trusts.filter(pl.col("measure").is_in(judged.parts["label"].unique().implode()))
