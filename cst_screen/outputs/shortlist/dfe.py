"""DfE's own trust measures beside ours, trust by trust."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.outputs.rows import Row
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.wording.dfe_beside import (
    dfe_text,
    lists_text,
    ours_text,
    published_years,
    years_shown,
)
from cst_screen.outputs.wording.phrases import listing
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.measures import MEASURES


def dfe_rows(run: RunFolder, outcomes: Sequence[str]) -> list[Row]:
    """DfE's figures and ours of trusts with one of the outcomes, by name of trust."""
    names = {t["uid"]: t["name"] for t in with_outcome(trusts_by_name(run), *outcomes)}
    place = {uid: n for n, uid in enumerate(names)}
    rows = run.table("dfe_measures").filter(pl.col("uid").is_in(list(names))).to_dicts()
    return [
        {
            "trust": names[row["uid"]],
            "uid": row["uid"],
            "year": row["academic_year"],
            "measure": MEASURES[row["measure"]].label,
            "dfe": dfe_text(row),
            "ours": ours_text(row),
            "schools": lists_text(row),
        }
        for row in sorted(years_shown(rows), key=lambda row: place[row["uid"]])
    ]


def without_dfe_row(run: RunFolder, outcomes: Sequence[str]) -> str:
    """Which of these trusts have no row in DfE's files, in a sentence; empty where none are read."""
    held = published_years(run.record["inputs"])
    known = set(run.table("dfe_measures")["uid"])
    trusts = with_outcome(trusts_by_name(run), *outcomes)
    without = [trust["name"] for trust in trusts if trust["uid"] not in known]
    if not held or not without:
        return ""
    return (
        f"DfE's files in the data folder ({held}) have no row for {listing(without)}. DfE's rule asks "
        "for at least three schools with results that have each been in the trust for three years."
    )
