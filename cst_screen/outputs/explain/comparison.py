"""One joiner's comparison schools as a plain record: how near they stood, and how they fared."""

from __future__ import annotations

import polars as pl

from cst_screen.errors import LookupFailed
from cst_screen.outputs.explain.joiners import joiner_records
from cst_screen.outputs.explain.tables import trust_table
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.run_folder.read import RunFolder


def comparison_record(folder: RunFolder, uid: int, urn: int) -> Row:
    """The joiner, and for each measure it was judged on its comparison schools, nearest first.

    urn: its number today or that of its history. LookupFailed where it did not join or could not
    be judged.
    """
    judged = _judged(joiner_records(folder, uid), folder, uid, urn)
    names = dict(folder.table("comparison_schools").select("urn", "school").iter_rows())
    matches = trust_table(folder, "comparators", uid)
    first = judged[0]
    return {
        "uid": uid,
        "urn": urn,
        "school": first["school"],
        "change_sd": first["change_sd"],
        "effect_sd": first["effect_sd"],
        "se": first["se"],
        "tables": [
            {
                "joined_on": joiner["joined_on"],
                **side,
                "schools": _schools(matches, names, joiner, side["measure"]),
            }
            for joiner in judged
            for side in joiner["measures"]
        ],
    }


def _judged(joiners: list[Row], folder: RunFolder, uid: int, urn: int) -> list[Row]:
    """The school's joinings that were judged: one that left and came back has several."""
    joinings = [j for j in joiners if urn in (j["urn"], j["history"])]
    if not joinings:
        raise LookupFailed(
            f"--schools {urn}: no school with this URN joined the trust. 'cst-screen explain {uid} "
            f"--run {folder.path} --all' lists its joiners with their URNs."
        )
    judged = [j for j in joinings if j["measures"]]
    if not judged:
        raise LookupFailed(
            f"--schools {urn}: {joinings[0]['school']} cannot be judged "
            f"({SHORT_REASONS[joinings[0]['reason']]}), so it has no comparison schools."
        )
    return judged


def _schools(
    matches: pl.DataFrame, names: dict[int, str | None], joiner: Row, measure: str
) -> list[Row]:
    """The comparison schools on one measure, nearest first; no name where GIAS has none."""
    rows = matches.filter(
        (pl.col("history") == joiner["history"])
        & (pl.col("joined_on") == joiner["joined_on"])
        & (pl.col("measure") == measure)
    ).sort("rank")
    return [
        {
            "rank": row["rank"],
            "school": names.get(row["comparison_urn"]),
            "urn": row["comparison_urn"],
            "distance": row["distance"],
            "change_sd": row["change_sd"],
        }
        for row in rows.to_dicts()
    ]
