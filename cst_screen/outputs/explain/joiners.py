"""The joiners of a trust as plain records: what each did, and what its comparison schools did."""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.errors import LookupFailed
from cst_screen.outputs.wording.numbers import group_label
from cst_screen.run_folder.read import RunFolder

_SIDES = (
    "baseline_years",
    "baseline",
    "follow_up_years",
    "follow_up",
    "change",
    "comparison_change",
    "effect",
    "effect_lower",
    "effect_upper",
)


def joiner_records(folder: RunFolder, uid: int) -> list[dict[str, Any]]:
    """Every school that came to the trust: how it was judged, on what, or why it was not."""
    mine = pl.col("uid") == uid
    by_measure = {
        (row["history"], row["joined_on"], row["measure"]): row
        for row in folder.table("joiners").filter(mine).to_dicts()
    }
    return [
        {
            "urn": row["urn"],
            "history": row["history"],
            "school": row["school"],
            "joined_on": row["joined_on"],
            "left_on": row["left_on"],
            "route": row["route"],
            "judged_by": row["judged_by"] or "",
            "change_sd": row["z_change"],
            "effect_sd": row["effect_sd"],
            "se": row["se"],
            "flags": [f for f in (row["flags"] or "").split("; ") if f],
            "reason": row["reason"] or "",
            "measures": [
                _side(by_measure[row["history"], row["joined_on"], measure])
                for measure in (row["judged_by"] or "").split("; ")
                if measure
            ],
        }
        for row in folder.table("headlines").filter(mine).to_dicts()
    ]


def _side(row: dict[str, Any]) -> dict[str, Any]:
    """One measure, or the mean of several, on which a joiner was judged."""
    measures = row["measure"].split(" + ")
    return {
        "measure": row["measure"],
        "label": group_label(measures),
        "measures": measures,
        **{column: row[column] for column in _SIDES},
        "comparison_schools": row["comparison_schools"],
    }


def comparison_record(folder: RunFolder, uid: int, urn: int) -> dict[str, Any]:
    """One joiner and its comparison schools by name: how near they stood, and how they fared."""
    own = [j for j in joiner_records(folder, uid) if urn in (j["urn"], j["history"])]
    if not own:
        raise LookupFailed(
            f"--schools {urn}: no school with this number joined the trust. 'cst-screen explain {uid}' "
            "lists its joiners with their numbers."
        )
    judged = [j for j in own if j["measures"]]
    if not judged:
        raise LookupFailed(
            f"--schools {urn}: {own[0]['school']} could not be judged ({own[0]['reason']}), so it has "
            "no comparison schools."
        )
    names = dict(folder.table("comparison_schools").select("urn", "school").iter_rows())
    matches = folder.table("comparators").filter(pl.col("uid") == uid)
    tables = []
    for joiner in judged:
        for side in joiner["measures"]:
            rows = matches.filter(
                (pl.col("history") == joiner["history"])
                & (pl.col("joined_on") == joiner["joined_on"])
                & (pl.col("measure") == side["measure"])
            ).sort("rank")
            tables.append(
                {
                    "joined_on": joiner["joined_on"],
                    **side,
                    "schools": [
                        {
                            "rank": row["rank"],
                            "school": names.get(row["comparison_urn"]),
                            "urn": row["comparison_urn"],
                            "distance": row["distance"],
                            "change_sd": row["change_sd"],
                        }
                        for row in rows.to_dicts()
                    ],
                }
            )
    first = judged[0]
    return {
        "uid": uid,
        "urn": urn,
        "school": first["school"],
        "change_sd": first["change_sd"],
        "effect_sd": first["effect_sd"],
        "se": first["se"],
        "tables": tables,
    }
