"""Which kinds of trust a criterion leaves out more often than luck would: the rows that documents show."""

from __future__ import annotations

import polars as pl

from cst_screen.judging.shut_out import LISTED, LUCK
from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES

WHAT_IT_SAYS = (
    "A trust is kept off the list where it does not meet a criterion and where the data cannot tell. Only "
    "kinds that meet it less often than all other trusts are here, and only where luck alone would seldom give "
    "so large a difference, allowing for every kind that was looked at. All of them: shut_out.csv. It says whom "
    "a criterion leaves out, and not why."
)
_LEAST = 0.001


def left_out(run: RunFolder) -> list[Row]:
    """criterion, id, group, trusts, met, not_met, cannot_tell, share, others_share, chance, in the order of the
    criteria and then of the list itself.
    """
    found = run.table("shut_out").filter(
        (pl.col("corrected") < LUCK)
        & (pl.col("met") / pl.col("trusts") < pl.col("others_met") / pl.col("others"))
    )
    return [
        {
            **{key: row[key] for key in ("group", "trusts", "met", "not_met", "cannot_tell")},
            "id": row["criterion"],
            "criterion": "On the list"
            if row["criterion"] == LISTED
            else FIGURES[run.rules[row["criterion"]]["figure"]].label,
            "share": _per_cent(row["met"], row["trusts"]),
            "others_share": _per_cent(row["others_met"], row["others"]),
            "chance": "under 0.1%"
            if row["corrected"] < _LEAST
            else f"{100 * row['corrected']:.1f}%",
        }
        for row in found.iter_rows(named=True)
    ]


def _per_cent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%"
