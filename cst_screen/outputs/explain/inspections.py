"""The inspections of a trust's schools as plain records: a before-and-after line for each, and flags."""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.outputs.wording.inspections import flag_texts, school_line
from cst_screen.run_folder.read import RunFolder


def inspection_records(folder: RunFolder, uid: int) -> list[dict[str, Any]]:
    """Every school that was ever in the trust, in order of joining."""
    mine = pl.col("uid") == uid
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in folder.table("inspections").filter(mine).to_dicts():
        rows.setdefault(row["urn"], []).append(row)
    states = {s["history"]: s for s in folder.table("inspection_states").filter(mine).to_dicts()}
    pairs = {
        (p["urn"], p["joined_on"]): p
        for p in folder.table("inspection_pairs").filter(mine & pl.col("counts")).to_dicts()
    }
    out = []
    for joiner in folder.table("headlines").filter(mine).sort("joined_on", "urn").to_dicts():
        pair = pairs.get((joiner["urn"], joiner["joined_on"]))
        state = states.get(joiner["history"])
        out.append(
            {
                "urn": joiner["urn"],
                "school": joiner["school"],
                "joined_on": joiner["joined_on"],
                "route": joiner["route"],
                "line": school_line(rows.get(joiner["urn"], []), joiner["joined_on"]),
                "compared": _change(pair) if pair else None,
                "expected_improved": pair["expected_improved"] if pair else None,
                "expected_declined": pair["expected_declined"] if pair else None,
                "alike_in": pair["alike_in"] if pair else None,
                "alike": pair["alike"] if pair else None,
                "flags": flag_texts(state) if state else [],
            }
        )
    return out


def _change(pair: dict[str, Any]) -> str:
    if pair["improved"]:
        return "improved"
    return "declined" if pair["declined"] else "same"
