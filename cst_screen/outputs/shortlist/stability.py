"""How sure each place on the list is, where `stability` was asked about the run: rows for a page, and a sheet."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.shortlist.sheet import COUNT, DECIMAL, ID, Column, Sheet
from cst_screen.outputs.shortlist.trusts import trusts_by_name
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.stability import (
    removed_text,
    share_text,
    stability_note,
    stays,
    stays_text,
)
from cst_screen.run_folder.read import RunFolder


def stability_rows(run: RunFolder) -> list[Row]:
    """The trusts on the list, in alphabetical order; none where nobody asked."""
    found = stays(run)
    return [
        {
            "trust": trust["name"],
            "uid": trust["uid"],
            "stays": stays_text(row),
            "cannot_tell": share_text(row["cannot_tell_share"]),
            "not_met": share_text(row["not_listed_share"]),
            "kept_off_by": removed_text(run, row) or "none",
            "fragile": row["fragile"],
        }
        for trust in trusts_by_name(run)
        if (row := found.get(trust["uid"])) is not None and row["outcome"] == "shortlisted"
    ]


def stability_sheet(run: RunFolder) -> list[Sheet]:
    """Every trust that is on the list of the run, or would be under some settings; no sheet where nobody asked."""
    found = stays(run)
    if not found:
        return []
    shown = [
        (trust, found[trust["uid"]])
        for trust in trusts_by_name(run)
        if found[trust["uid"]]["listed"] or found[trust["uid"]]["outcome"] == "shortlisted"
    ]
    return [
        Sheet(
            name="Stability",
            about=f"Trusts on the list, and those that would be under some settings. {stability_note(run)}",
            columns=(
                Column("Trust", 42),
                Column("UID", 9, ID),
                Column("Outcome", 16),
                Column("Settings tried", 11, COUNT),
                Column("On the list", 11, COUNT),
                Column("On the list, per cent", 12, DECIMAL),
                Column("Lower end of its 95% interval", 14, DECIMAL),
                Column("Upper end", 12, DECIMAL),
                Column("Cannot tell, per cent", 12, DECIMAL),
                Column("Not met, per cent", 12, DECIMAL),
                Column("Fragile", 10),
                Column("Kept off most often by", 48),
                Column("Hangs most on", 30),
                Column("On the list by its value", 56),
            ),
            rows=[
                [
                    trust["name"],
                    trust["uid"],
                    OUTCOME_WORDS[row["outcome"]],
                    row["settings"],
                    row["listed"],
                    row["listed_share"],
                    row["listed_lower"],
                    row["listed_upper"],
                    row["cannot_tell_share"],
                    row["not_listed_share"],
                    "fragile" if row["fragile"] else "no",
                    removed_text(run, row) or "none",
                    row["hangs_on"] or "nothing",
                    row["hangs_on_shares"] or "the same at every value",
                ]
                for trust, row in shown
            ],
            nothing="no trust is on the list under any setting",
        )
    ]
