"""Why a school stands in one list only, and what may account for a figure that differs from DfE's.

A reason is called shown where the arithmetic closes: a figure that is not printed and would lie
within the range of the printed ones, or DfE's own counts of years. Other reasons are possible ones
and are said to be so; nothing is called explained because it is near.
"""

from __future__ import annotations

import polars as pl

from cst_screen.dfe.closeness import closeness, last_place
from cst_screen.dfe.reconcile import DFE_RULE, Compared
from cst_screen.dfe.trust_figures import CAPPED_AT, CUT_OFF
from cst_screen.results.school_years import Measures
from cst_screen.schools.membership import Membership

LIST_REASONS: dict[str, str] = {
    "empty_list": "DfE's row lists no school at all",
    "not_in_register": "the register has no such school",
    "not_mainstream": "the register calls it other than a mainstream school",
    "no_results": "the results file has no pupils for it in that year",
    "joined_later": "the record has it join too late for three full years; DfE counts time in the "
    "trust or sponsor that it came from",
    "in_another_trust": "the record has it in another trust on the counting day",
    "left": "the record has it leave before the counting day",
    "not_in_record": "the record never has it in this trust",
    "closed": "it closed, or left the trust, before the summer's results",
    "two_joinings": "the record has it join more than once, and the latest is not yet three years ago",
    "too_new": "it opened too recently to have pupils of that age, and no results file of that year "
    "is there to show it",
    "figure_withheld": "the results file prints its pupils but no figure",
    "before_the_first": "its URN is lower than every one that DfE lists: DfE's lists of that year often "
    "begin too late",
    "not_told": "nothing in the files tells why DfE leaves it out",
}
"""Why a school is in one list and not in the other -> in words."""

FIGURE_REASONS: dict[str, str] = {
    "empty_list": "DfE's row lists no school, so nothing can be worked out over its list",
    "withheld": "the file prints no figure of some listed schools; one within the printed range would close the gap",
    "years": "DfE counts the schools' years otherwise; with DfE's counts the gap closes",
    "withheld_too_far": "the file prints no figure of some listed schools, but only one beyond every "
    "printed figure would close the gap",
    "list_count": "possible: DfE's row counts another number of schools than it lists",
    "cohort": "possible: DfE's row has another number of pupils than the schools' file",
    "years_differ": "possible: DfE counts the schools' years otherwise, though that alone does not "
    "close the gap",
    "release": "possible: the school figures are provisional, DfE's were worked out later",
    "not_told": "nothing in the files tells why",
}
"""What may account for a difference -> in words."""

SHOWN = ("empty_list", "withheld", "years")
"""Reasons that account for the whole difference."""

_KEY = ["file", "academic_year", "key_stage"]
_YEARS_OF_STAGE = 5  # from the first pupils, aged 11, to the first GCSE results


def list_differences(
    compared: Compared, membership: Membership, establishments: pl.DataFrame, measures: Measures
) -> pl.DataFrame:
    """Every school that one list has and the other has not; sponsors have no list of ours.

    file, academic_year, key_stage, uid, trust, urn, side (`dfe` or `ours`), reason, detail.
    """
    trusts = compared.lists.filter(pl.col("kind") == "trust").select(
        *_KEY, "uid", "trust", "listed"
    )
    day = pl.date(pl.col("academic_year").cast(pl.Int32) - 1, *CUT_OFF)
    facts = establishments.select(
        "urn", "sector", "opened_on", "closed_on", "opened_because", "type"
    )
    first = compared.schools.filter("in_dfe").group_by(*_KEY, "uid").agg(first=pl.col("urn").min())
    given = (
        measures.results.filter(pl.col("value").is_not_null())
        .select("urn", "academic_year", stage=pl.col("measure").cast(pl.String).str.slice(0, 3))
        .unique()
        .with_columns(has_figure=True)
    )
    years_held = (
        measures.results.select(
            "academic_year", stage=pl.col("measure").cast(pl.String).str.slice(0, 3)
        )
        .unique()
        .with_columns(held=True)
    )
    rows = (
        compared.schools.filter(pl.col("in_dfe") != pl.col("in_ours"))
        .join(trusts, on=[*_KEY, "uid"], how="inner", validate="m:1")
        .join(facts, on="urn", how="left", validate="m:1")
        .join(first, on=[*_KEY, "uid"], how="left", validate="m:1")
        .join(
            given,
            left_on=["urn", "academic_year", "key_stage"],
            right_on=["urn", "academic_year", "stage"],
            how="left",
            validate="m:1",
        )
        .join(
            years_held,
            left_on=["academic_year", "key_stage"],
            right_on=["academic_year", "stage"],
            how="left",
            validate="m:1",
        )
        .with_columns(day=day)
    )
    rows = rows.join(
        _record(rows, membership), on=["uid", "history", "day"], how="left", validate="m:1"
    )
    end_of_year = pl.date(pl.col("academic_year").cast(pl.Int32), 8, 31)
    theirs = (
        pl.when(pl.col("sector").is_null())
        .then(pl.lit("not_in_register"))
        .when(pl.col("sector") != "mainstream")
        .then(pl.lit("not_mainstream"))
        .when(pl.col("has_results") == False)
        .then(pl.lit("no_results"))
        .when(pl.col("years") < DFE_RULE.years)
        .then(pl.lit("joined_later"))
        .when(pl.col("own_left") <= pl.col("day"))
        .then(pl.lit("left"))
        .when(pl.col("own_joined") > pl.col("day"))
        .then(pl.lit("joined_later"))
        .when(pl.col("elsewhere").is_not_null())
        .then(pl.lit("in_another_trust"))
        .otherwise(pl.lit("not_in_record"))
    )
    new = (
        pl.col("held").is_null()
        & (
            (pl.col("opened_because").fill_null("") == "New Provision")
            | pl.col("type").str.to_lowercase().str.contains("free school|studio|university tech")
        )
        & (pl.col("opened_on").dt.year() > pl.col("academic_year").cast(pl.Int32) - _YEARS_OF_STAGE)
    )
    ours = (
        pl.when(pl.col("listed") == 0)
        .then(pl.lit("empty_list"))
        .when((pl.min_horizontal("closed_on", "left_on") <= end_of_year).fill_null(False))
        .then(pl.lit("closed"))
        .when(
            (
                pl.col("latest_joining")
                > pl.date(pl.col("academic_year").cast(pl.Int32) - 3, *CUT_OFF)
            ).fill_null(False)
        )
        .then(pl.lit("two_joinings"))
        .when(new)
        .then(pl.lit("too_new"))
        .when(pl.col("held") & pl.col("has_figure").is_null())
        .then(pl.lit("figure_withheld"))
        .when(pl.col("urn") < pl.col("first"))
        .then(pl.lit("before_the_first"))
        .otherwise(pl.lit("not_told"))
    )
    joined = pl.col("own_joined").cast(pl.String)
    detail = (
        pl.when(pl.col("in_dfe"))
        .then(
            pl.when(joined.is_null())
            .then(pl.lit("no spell in this trust"))
            .otherwise(pl.lit("joined ") + joined)
            + pl.when(pl.col("own_left").is_not_null())
            .then(pl.lit(", left ") + pl.col("own_left").cast(pl.String))
            .otherwise(pl.lit(""))
            + pl.when(pl.col("elsewhere").is_not_null())
            .then(pl.lit("; before: ") + pl.col("elsewhere"))
            .otherwise(pl.lit(""))
        )
        .otherwise(
            pl.lit("joined ")
            + pl.col("joined_on").cast(pl.String)
            + pl.when(pl.col("cohort").is_not_null())
            .then(pl.lit(", ") + pl.col("cohort").cast(pl.Int32).cast(pl.String) + " pupils")
            .otherwise(pl.lit(""))
        )
    )
    return rows.select(
        *_KEY,
        "uid",
        "trust",
        "urn",
        side=pl.when("in_dfe").then(pl.lit("dfe")).otherwise(pl.lit("ours")),
        reason=pl.when("in_dfe").then(theirs).otherwise(ours),
        detail=detail,
    ).sort(*_KEY, "uid", "side", "urn")


def _record(rows: pl.DataFrame, membership: Membership) -> pl.DataFrame:
    """What the record says of each school of `rows`: in this trust, and in which other before."""
    asked = rows.select("uid", "history", "day").unique()
    spells = membership.spells.join(
        membership.trusts.select("uid", "trust"), on="uid", how="left", validate="m:1"
    )
    every = asked.join(
        spells.select(
            "history", "joined_on", "left_on", "trust", "last_joined_on", spell_uid="uid"
        ),
        on="history",
        how="inner",
    ).sort("joined_on")
    own = (
        every.filter(pl.col("spell_uid") == pl.col("uid"))
        .group_by("uid", "history", "day")
        .agg(
            own_joined=pl.col("joined_on").first(),
            own_left=pl.col("left_on").last(),
            latest_joining=pl.col("last_joined_on").max(),
        )
    )
    other = (
        every.filter(
            (pl.col("spell_uid") != pl.col("uid")) & (pl.col("joined_on") <= pl.col("day"))
        )
        .group_by("uid", "history", "day")
        .agg(elsewhere=(pl.col("trust") + ", joined " + pl.col("joined_on").cast(pl.String)).last())
    )
    return asked.join(own, on=["uid", "history", "day"], how="left").join(
        other, on=["uid", "history", "day"], how="left"
    )


# --- figures ----------------------------------------------------------------------------------


def figure_differences(
    compared: Compared,
    published_trusts: pl.DataFrame,
    measures: Measures,
    provisional: set[tuple[int, str]],
) -> pl.DataFrame:
    """Figures over DfE's list that are further than the smaller limit from DfE's, with a reason each.

    `provisional`: academic year and key stage whose school figures are a provisional release.
    file, academic_year, key_stage, uid, trust, kind, measure, published, fixed, difference, beyond
    (`small` or `large` limit passed, or `none` where there is no figure), reason, shown, detail.
    """
    measured = [m for m in compared.figures["measure"].unique().to_list()]
    limits = pl.DataFrame(
        {
            "measure": measured,
            "small": [closeness(m).small for m in measured],
            "large": [closeness(m).large for m in measured],
            "unit": [last_place(m) for m in measured],
        },
        schema_overrides={
            "measure": compared.figures.schema["measure"],
            "small": pl.Float64,
            "large": pl.Float64,
            "unit": pl.Float64,
        },
    )
    held = (
        measures.results.select(
            "academic_year", key_stage=pl.col("measure").cast(pl.String).str.slice(0, 3)
        )
        .unique()
        .with_columns(held=True)
    )
    far = (
        compared.figures.join(held, on=["academic_year", "key_stage"], how="inner", validate="m:1")
        .join(limits, on="measure", how="left", validate="m:1")
        .with_columns(
            beyond=pl.when(pl.col("fixed").is_null())
            .then(pl.lit("none"))
            .when(pl.col("difference").abs() > pl.col("large") + 1e-9)
            .then(pl.lit("large"))
            .when(pl.col("difference").abs() > pl.col("small") + 1e-9)
            .then(pl.lit("small"))
        )
        .filter(pl.col("beyond").is_not_null())
        .join(
            compared.lists.select(*_KEY, "uid", "list_note"),
            on=[*_KEY, "uid"],
            how="left",
            validate="m:1",
        )
        .join(
            published_trusts.select(*_KEY, "uid", "pupils", "years_3", "years_4", "years_5"),
            on=[*_KEY, "uid"],
            how="left",
            validate="m:1",
        )
        .join(
            _schools_behind(compared, measures),
            on=[*_KEY, "uid", "measure"],
            how="left",
            validate="1:1",
        )
    )
    early = pl.DataFrame(
        sorted(provisional),
        schema={"academic_year": pl.Int16, "key_stage": pl.String},
        orient="row",
    ).with_columns(early=True)
    far = far.join(early, on=["academic_year", "key_stage"], how="left", validate="m:1")
    # What the withheld figures would have to be, on average, for ours to be DfE's.
    needed = (
        pl.col("published") * (pl.col("weight") + pl.col("weight_withheld")) - pl.col("sum")
    ) / pl.col("weight_withheld")
    slack = (
        pl.col("small") * (pl.col("weight") + pl.col("weight_withheld")) / pl.col("weight_withheld")
    )
    in_range = needed.is_between(pl.col("lowest") - slack, pl.col("highest") + slack)
    by_years = (pl.col("by_dfe_years") - pl.col("published")).abs() <= pl.col(
        "small"
    ) + 0.5 * pl.col("unit")
    moved = (pl.col("by_dfe_years") - pl.col("fixed")).abs() > 1e-9
    reason = (
        pl.when(pl.col("fixed").is_null() & (pl.col("list_note") == "empty"))
        .then(pl.lit("empty_list"))
        .when((pl.col("withheld") > 0) & in_range)
        .then(pl.lit("withheld"))
        .when(moved & by_years)
        .then(pl.lit("years"))
        .when(pl.col("withheld") > 0)
        .then(pl.lit("withheld_too_far"))
        .when(pl.col("list_note") == "count_differs")
        .then(pl.lit("list_count"))
        .when(pl.col("pupils") != pl.col("cohort"))
        .then(pl.lit("cohort"))
        .when(moved)
        .then(pl.lit("years_differ"))
        .when(pl.col("early"))
        .then(pl.lit("release"))
        .otherwise(pl.lit("not_told"))
    )
    detail = (
        pl.when(reason.is_in(["withheld", "withheld_too_far"]))
        .then(
            pl.lit("no figure of ")
            + pl.col("withheld").cast(pl.String)
            + " of "
            + pl.col("listed").cast(pl.String)
            + " schools ("
            + pl.col("withheld_pupils").fill_null(0).cast(pl.Int32).cast(pl.String)
            + " pupils); it would take "
            + _signed(needed)
            + ", and printed ones run from "
            + _signed(pl.col("lowest"))
            + " to "
            + _signed(pl.col("highest"))
        )
        .when(reason.is_in(["years", "years_differ"]))
        .then(
            pl.lit("DfE counts ")
            + _count("years_3")
            + " schools of three years, "
            + _count("years_4")
            + " of four, "
            + _count("years_5")
            + " of five or more; by our record they are "
            + pl.col("our_years")
            + " years there; with DfE's counts ours is "
            + _signed(pl.col("by_dfe_years"))
        )
        .when(reason == "cohort")
        .then(
            pl.lit("DfE ")
            + pl.col("pupils").cast(pl.String)
            + " pupils, the schools' file "
            + pl.col("cohort").cast(pl.Int32).cast(pl.String)
        )
        .otherwise(pl.lit(""))
    )
    return far.select(
        *_KEY,
        "uid",
        "trust",
        "kind",
        "measure",
        "published",
        "fixed",
        "difference",
        "beyond",
        reason=reason,
        shown=reason.is_in(list(SHOWN)),
        detail=detail.fill_null(""),
    ).sort(
        *_KEY,
        "measure",
        pl.col("difference").abs(),
        "uid",
        descending=[False, False, False, False, True, False],
    )


def _signed(number: pl.Expr) -> pl.Expr:
    """A number with its sign and two places, `+2.38`."""
    rounded = number.round(2)
    return pl.when(rounded > 0).then(pl.lit("+")).otherwise(pl.lit("")) + rounded.cast(pl.String)


def _count(column: str) -> pl.Expr:
    return pl.col(column).fill_null(0).cast(pl.String)


def _schools_behind(compared: Compared, measures: Measures) -> pl.DataFrame:
    """Per trust and measure, sums over DfE's list: weight and weighted figures, and what is withheld."""
    cap = pl.col("key_stage").replace_strict(CAPPED_AT, return_dtype=pl.Int32)
    listed = compared.schools.filter("in_dfe").with_columns(
        weight=pl.col("cohort") * pl.min_horizontal("years_used", cap)
    )
    wanted = compared.figures.select(*_KEY, "uid", "measure").unique()
    values = measures.results.filter(pl.col("value").is_not_null()).select(
        "urn", "academic_year", "measure", "value"
    )
    extremes = values.group_by("academic_year", "measure").agg(
        lowest=pl.col("value").min(), highest=pl.col("value").max()
    )
    rows = listed.join(wanted, on=[*_KEY, "uid"], how="inner").join(
        values, on=["urn", "academic_year", "measure"], how="left", validate="m:1"
    )
    known = pl.col("value").is_not_null()
    return (
        rows.group_by(*_KEY, "uid", "measure")
        .agg(
            weight=pl.col("weight").filter(known).sum(),
            sum=(pl.col("weight") * pl.col("value")).sum(),
            weight_withheld=pl.col("weight").filter(~known).sum(),
            withheld=(~known).sum(),
            withheld_pupils=pl.col("cohort").filter(~known).sum(),
            cohort=pl.col("cohort").sum(),
            our_years=pl.col("years_used").sort().cast(pl.String).str.join(", "),
        )
        .with_columns(
            weight_withheld=pl.when(pl.col("weight_withheld") > 0).then("weight_withheld")
        )
        .join(extremes, on=["academic_year", "measure"], how="left", validate="m:1")
    )
