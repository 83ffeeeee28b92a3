"""Which kinds of trust each criterion keeps off the list: counts, and whether luck alone would give them.

Kinds are told by size, phases, region, free school meals, faith and town or country. For each criterion and
kind: how many trusts meet it, how many do not and of how many it cannot tell, next to all other trusts. A
trust is kept off the list by either of the last two. One exact test a row, corrected for the number of rows,
says whether a difference as large would come up if the criterion had nothing to do with the kind. A
difference says whom a criterion leaves out, and not that it is wrong to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import polars as pl

from cst_screen.judging.trusts import TrustVerdict
from cst_screen.statistics.exact import fisher, holm
from cst_screen.vocabulary.filled_in import filled_in

LISTED = "shortlisted"
"""In place of a criterion: all of them together, by who is on the list."""
LUCK = 0.05
"""A chance allowing for all looks below this is said not to be luck."""
_FEWEST = 10
"""A kind with fewer trusts says nothing."""
_FIFTHS = 5
_SIZES = (
    (2, "1 or 2 schools"),
    (4, "3 or 4 schools"),
    (9, "5 to 9 schools"),
    (19, "10 to 19 schools"),
)
_LARGEST = "20 schools or more"
_MOSTLY = 0.5


def kinds_of_trusts(members: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """uid, kind (what is looked at), group (which of it); no row where it is not known.

    members: uid, sector, phase, region, urban_rural and religious of each school. figures: `TRUST_FIGURES`.
    """
    mainstream = pl.col("sector") == "mainstream"
    primary = mainstream & pl.col("phase").str.contains("primary").fill_null(False)
    trusts = (
        members.group_by("uid")
        .agg(
            schools=pl.len(),
            primary=primary.sum(),
            others=(mainstream & ~primary).sum(),
            region=pl.col("region").drop_nulls().sort().mode(maintain_order=True).first(),
            faith=pl.col("religious").cast(pl.Float64).mean(),
            rural=(pl.col("urban_rural") == "rural").cast(pl.Float64).mean(),
        )
        .join(
            figures.filter(pl.col("figure") == "intake_fsm").select("uid", fsm="value"),
            on="uid",
            how="left",
        )
        .sort("uid")
    )
    sizes = [pl.when(pl.col("schools") <= most).then(pl.lit(name)) for most, name in _SIZES]
    groups = {
        "size": pl.coalesce(*sizes, pl.lit(_LARGEST)),
        "phase": pl.when((pl.col("primary") > 0) & (pl.col("others") > 0))
        .then(pl.lit("primary and other mainstream schools"))
        .when(pl.col("primary") > 0)
        .then(pl.lit("primary schools, no other mainstream school"))
        .when(pl.col("others") > 0)
        .then(pl.lit("no primary school"))
        .otherwise(pl.lit("no mainstream school")),
        "region": pl.col("region"),
        "free school meals": _fifth_of(trusts["fsm"]),
        "faith": _share("faith", "schools with a religious character"),
        "place": _share("rural", "rural schools"),
    }
    parts = [trusts.select("uid", kind=pl.lit(kind), group=group) for kind, group in groups.items()]
    return pl.concat(parts).drop_nulls("group")


def _share(name: str, what: str) -> pl.Expr:
    share = pl.col(name)
    return (
        pl.when(share == 0)
        .then(pl.lit(f"no {what}"))
        .when(share < _MOSTLY)
        .then(pl.lit(f"under half {what}"))
        .when(share >= _MOSTLY)
        .then(pl.lit(f"half or more {what}"))
    )


def _fifth_of(known: pl.Series) -> pl.Expr:
    """Which fifth of trusts, from the fewest to the most pupils eligible; null where it is not known."""
    ranked = (pl.col("fsm").rank("ordinal") - 1) * _FIFTHS // max(known.count(), 1) + 1
    return filled_in("fifth {} of {} by pupils eligible", ranked.cast(pl.Int64), pl.lit(_FIFTHS))


def shut_out(
    verdicts: Sequence[TrustVerdict], kinds: pl.DataFrame, of_context: Collection[str]
) -> pl.DataFrame:
    """criterion, kind, group, trusts, met, not_met, cannot_tell, others, others_met, chance, corrected.

    kinds: as `kinds_of_trusts` gives them. of_context: ids of the criteria of that family. They, and the
    list (`LISTED`), are counted over all trusts; any other required criterion over those that meet them, or
    each would only repeat whom the smallest size leaves out.
    """
    answers = pl.DataFrame(
        [*_answers(verdicts, of_context)],
        schema={"uid": pl.Int32, "criterion": pl.String, "verdict": pl.String},
        orient="row",
    )
    asked = [j.criterion for v in verdicts[:1] for j in v.judgements if j.required]
    order = pl.DataFrame({"criterion": [*asked, LISTED]}, schema={"criterion": pl.String})
    counts = {
        name: (pl.col("verdict") == name).sum().cast(pl.Int64)
        for name in ("met", "not_met", "cannot_tell")
    }
    told = answers.join(kinds, on="uid", how="inner")
    totals = told.group_by("criterion", "kind").agg(all=pl.len(), all_met=counts["met"])
    rows = (
        told.group_by("criterion", "kind", "group")
        .agg(trusts=pl.len().cast(pl.Int64), **counts)
        .filter(pl.col("trusts") >= _FEWEST)
        .join(totals, on=["criterion", "kind"], validate="m:1")
        .with_columns(
            others=pl.col("all").cast(pl.Int64) - pl.col("trusts"),
            others_met=pl.col("all_met") - pl.col("met"),
        )
        .join(order.with_row_index("place"), on="criterion", validate="m:1")
        .sort("place", "kind", "group")
    )
    chances = [
        fisher(*numbers)
        for numbers in rows.select("met", "trusts", "others_met", "others").iter_rows()
    ]
    return rows.select(
        "criterion",
        "kind",
        "group",
        "trusts",
        "met",
        "not_met",
        "cannot_tell",
        "others",
        "others_met",
        chance=pl.Series(chances, dtype=pl.Float64),
        corrected=pl.Series(holm(chances), dtype=pl.Float64),
    )


def _answers(
    verdicts: Sequence[TrustVerdict], of_context: Collection[str]
) -> Iterator[tuple[int, str, str]]:
    """uid, criterion, verdict: what counts, in the order of the criteria and then the list."""
    for trust in verdicts:
        required = [j for j in trust.judgements if j.required]
        fits = all(j.verdict == "met" for j in required if j.criterion in of_context)
        for judgement in required:
            if fits or judgement.criterion in of_context:
                yield trust.uid, judgement.criterion, judgement.verdict
    for trust in verdicts:
        yield trust.uid, LISTED, "met" if trust.outcome == LISTED else "not_met"
