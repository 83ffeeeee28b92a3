"""Why a school is in one list only: in DfE's and not in ours, or the other way round.

Each reason is a condition on one row of `_in_one_list`. The order of the conditions matters: the
first that holds is the reason.
"""

from __future__ import annotations

import polars as pl

from cst_screen.dfe.reasons import first_that_holds, years_with_results
from cst_screen.dfe.reconcile import PUBLISHED_KEY, TrustComparison
from cst_screen.dfe.rule import CUT_OFF, DFE_RULE, key_stage_of_measure
from cst_screen.results.school_years import Measures
from cst_screen.schools.membership import Membership

LIST_REASONS: dict[str, str] = {
    "empty_list": "DfE's row lists no school at all",
    "not_in_register": "the register has no such school",
    "not_mainstream": "the register does not have it as a mainstream school",
    "no_results": "the results file has no pupils for it in that year",
    "joined_later": "by the membership file it joined too late for three full years; DfE "
    "counts time in the trust or sponsor that it came from",
    "in_another_trust": "by the membership file it was in another trust on the counting day",
    "left": "by the membership file it left before the counting day",
    "not_in_record": "by the membership file it was never in this trust",
    "closed": "it closed, or left the trust, before the summer's results",
    "two_joinings": "by the membership file it joined more than once, the last time less than "
    "three years before",
    "too_new": "it opened too recently to have pupils of that age, and there is no results "
    "file of that year to check",
    "figure_withheld": "the results file prints its pupils but no figure",
    "before_the_first": "its URN is lower than all those that DfE lists; DfE's lists of that "
    "year often begin too late",
    "not_told": "nothing in the files says why DfE leaves it out",
}
"""Why a school is in one list and not in the other -> in words."""

_YEARS_OF_STAGE = 5  # from the first pupils, aged 11, to the first GCSE results


def list_differences(
    comparison: TrustComparison,
    membership: Membership,
    establishments: pl.DataFrame,
    measures: Measures,
) -> pl.DataFrame:
    """Every school that is in one list only; we have no lists for sponsors, and none of a year whose
    counting day our record does not reach.

    file, academic_year, key_stage, uid, trust, urn, side (`dfe` or `ours`), reason, detail.
    """
    only_dfe, only_ours = _why_only_dfe(), _why_only_ours()
    return (
        _in_one_list(comparison, membership, establishments, measures)
        .select(
            *PUBLISHED_KEY,
            "uid",
            "trust",
            "urn",
            side=pl.when("in_dfe").then(pl.lit("dfe")).otherwise(pl.lit("ours")),
            reason=pl.when("in_dfe").then(only_dfe).otherwise(only_ours),
            detail=pl.when("in_dfe").then(_spells_in_words()).otherwise(_counted_in_words()),
        )
        .sort(*PUBLISHED_KEY, "uid", "side", "urn")
    )


# --- what is known about each school ----------------------------------------------------------


def _in_one_list(
    comparison: TrustComparison,
    membership: Membership,
    establishments: pl.DataFrame,
    measures: Measures,
) -> pl.DataFrame:
    """Schools of trusts that one list has, with what the files and the record say about each.

    The columns of `TrustComparison.schools`, and of the trust: trust, listed, lowest_urn (of DfE's
    list); of the register: sector, type, opened_on, closed_on, opened_because; of the results:
    has_file, has_figure; of the record: day (the counting day) and the columns of `_on_record`.
    """
    trusts = comparison.lists.filter((pl.col("kind") == "trust") & pl.col("covered")).select(
        *PUBLISHED_KEY, "uid", "trust", "listed"
    )
    lowest = (
        comparison.schools.filter("in_dfe")
        .group_by(*PUBLISHED_KEY, "uid")
        .agg(lowest_urn=pl.col("urn").min())
    )
    facts = establishments.select(
        "urn", "sector", "opened_on", "closed_on", "opened_because", "type"
    )
    schools = (
        comparison.schools.filter(pl.col("in_dfe") != pl.col("in_ours"))
        .join(trusts, on=[*PUBLISHED_KEY, "uid"], how="inner", validate="m:1")
        .join(lowest, on=[*PUBLISHED_KEY, "uid"], how="left", validate="m:1")
        .join(facts, on="urn", how="left", validate="m:1")
        .join(
            _figures_printed(measures),
            on=["urn", "academic_year", "key_stage"],
            how="left",
            validate="m:1",
        )
        .join(
            years_with_results(measures).with_columns(has_file=True),
            on=["academic_year", "key_stage"],
            how="left",
            validate="m:1",
        )
        .with_columns(
            pl.col("has_figure", "has_file").fill_null(False),
            day=pl.date(_year() - 1, *CUT_OFF),
        )
    )
    return schools.join(
        _on_record(schools, membership), on=["uid", "history", "day"], how="left", validate="m:1"
    )


def _figures_printed(measures: Measures) -> pl.DataFrame:
    """Schools, years and key stages with a figure: urn, academic_year, key_stage, has_figure."""
    return (
        measures.results.filter(pl.col("value").is_not_null())
        .select("urn", "academic_year", key_stage=key_stage_of_measure())
        .unique()
        .with_columns(has_figure=True)
    )


def _on_record(schools: pl.DataFrame, membership: Membership) -> pl.DataFrame:
    """What the record says about each school: uid, history, day, and for this trust joined, left and
    latest_joining; elsewhere: the other trust that it had last joined by the day, in words.
    """
    key = ["uid", "history", "day"]
    asked = schools.select(key).unique()
    spells = membership.spells.join(
        membership.trusts.select("uid", "trust"), on="uid", how="left", validate="m:1"
    ).select("history", "joined_on", "left_on", "trust", "last_joined_on", spell_uid="uid")
    of_schools = asked.join(spells, on="history", how="inner").sort("joined_on")
    is_this_trust = pl.col("spell_uid") == pl.col("uid")
    here = (
        of_schools.filter(is_this_trust)
        .group_by(key)
        .agg(
            joined=pl.col("joined_on").first(),
            left=pl.col("left_on").last(),
            latest_joining=pl.col("last_joined_on").max(),
        )
    )
    elsewhere = (
        of_schools.filter(~is_this_trust & (pl.col("joined_on") <= pl.col("day")))
        .group_by(key)
        .agg(elsewhere=(pl.col("trust") + ", joined " + pl.col("joined_on").cast(pl.String)).last())
    )
    return asked.join(here, on=key, how="left", validate="1:1").join(
        elsewhere, on=key, how="left", validate="1:1"
    )


def _year() -> pl.Expr:
    """The calendar year in which the academic year ends."""
    return pl.col("academic_year").cast(pl.Int32)


# --- only DfE has it --------------------------------------------------------------------------


def _why_only_dfe() -> pl.Expr:
    return first_that_holds(
        (
            ("not_in_register", pl.col("sector").is_null()),
            ("not_mainstream", pl.col("sector") != "mainstream"),
            ("no_results", ~pl.col("has_results")),
            ("joined_later", pl.col("years") < DFE_RULE.years),
            ("left", pl.col("left") <= pl.col("day")),
            ("joined_later", pl.col("joined") > pl.col("day")),
            ("in_another_trust", pl.col("elsewhere").is_not_null()),
        ),
        otherwise="not_in_record",
    )


def _spells_in_words() -> pl.Expr:
    """`joined 2012-09-01, left 2017-09-01; before: Trust 950, joined 2010-09-01`."""
    joined = pl.col("joined").cast(pl.String)
    return (
        pl.coalesce(pl.lit("joined ") + joined, pl.lit("never in this trust"))
        + (pl.lit(", left ") + pl.col("left").cast(pl.String)).fill_null("")
        + (pl.lit("; before: ") + pl.col("elsewhere")).fill_null("")
    )


# --- only we have it --------------------------------------------------------------------------


def _why_only_ours() -> pl.Expr:
    return first_that_holds(
        (
            ("empty_list", pl.col("listed") == 0),
            ("closed", _closed_or_left_in_the_year()),
            ("two_joinings", _joined_again_too_late()),
            ("too_new", _too_new_for_results()),
            ("figure_withheld", pl.col("has_file") & ~pl.col("has_figure")),
            ("before_the_first", pl.col("urn") < pl.col("lowest_urn")),
        ),
        otherwise="not_told",
    )


def _closed_or_left_in_the_year() -> pl.Expr:
    return pl.min_horizontal("closed_on", "left_on") <= pl.date(_year(), 8, 31)


def _joined_again_too_late() -> pl.Expr:
    return pl.col("latest_joining") > pl.date(_year() - DFE_RULE.years, *CUT_OFF)


def _too_new_for_results() -> pl.Expr:
    """A school that opened as a new one, with no results file to show whether it had any pupils."""
    is_new_provision = (pl.col("opened_because") == "New Provision").fill_null(False)
    has_type_of_new_schools = (
        pl.col("type").str.to_lowercase().str.contains("free school|studio|university tech")
    )
    return (
        ~pl.col("has_file")
        & (is_new_provision | has_type_of_new_schools)
        & (pl.col("opened_on").dt.year() > _year() - _YEARS_OF_STAGE)
    )


def _counted_in_words() -> pl.Expr:
    """`joined 2012-09-01, 20 pupils`."""
    pupils = pl.col("cohort").cast(pl.Int32).cast(pl.String)
    return (
        pl.lit("joined ")
        + pl.col("joined_on").cast(pl.String)
        + (pl.lit(", ") + pupils + " pupils").fill_null("")
    )
