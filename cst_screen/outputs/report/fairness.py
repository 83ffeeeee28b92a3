"""Whether the list is fair: how often trusts with few and with many disadvantaged pupils meet the standard.

Whom each criterion leaves out is said by `wording/left_out.py`.
"""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.filled_in import filled_in

_PARTS = 5


def standard_by_intake(run: RunFolder) -> list[Row]:
    """Trusts in five parts by the share of pupils eligible for free school meals: from, to, trusts judged
    on the standard, and how many meet it. Empty where too few are known.
    """
    intake = (
        run.table("figures").filter(pl.col("figure") == "intake_fsm").select("uid", fsm="value")
    )
    ids = [
        r["id"]
        for r in run.record["criteria"]["rules"]
        if r["family"] == "standard" and r["role"] == "required"
    ]
    answers = (
        run.criteria.filter(
            pl.col("criterion").is_in(ids[:1]) & (pl.col("verdict") != "cannot_tell")
        )
        .select("uid", met=pl.col("verdict") == "met")
        .join(intake.drop_nulls(), on="uid")
        .sort("fsm", "uid")
    )
    if answers.height < _PARTS * _PARTS:
        return []
    part = pl.int_range(pl.len()) * _PARTS // pl.len()
    return (
        answers.group_by(part.alias("part"), maintain_order=True)
        .agg(
            lowest=pl.col("fsm").min(),
            highest=pl.col("fsm").max(),
            trusts=pl.len(),
            met=pl.col("met").sum(),
        )
        .select(
            share=filled_in(
                "{}% to {}%",
                pl.col("lowest").round(0).cast(pl.Int32),
                pl.col("highest").round(0).cast(pl.Int32),
            ),
            trusts="trusts",
            met="met",
            met_share=filled_in(
                "{}%", (100 * pl.col("met") / pl.col("trusts")).round(0).cast(pl.Int32)
            ),
        )
        .to_dicts()
    )
