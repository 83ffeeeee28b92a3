"""The joiners of a trust as plain records: what each did, and what its comparison schools did.

The comparison schools by name are in `comparison`.
"""

from __future__ import annotations

from cst_screen.outputs.explain.tables import trust_rows
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.numbers import group_label
from cst_screen.run_folder.read import RunFolder

_COLUMNS_SHOWN = (
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


def joiner_records(folder: RunFolder, uid: int) -> list[Row]:
    """Every school that came to the trust: how it was judged, on what, or why it was not."""
    by_measure = {
        (row["history"], row["joined_on"], row["measure"]): row
        for row in trust_rows(folder, "joiners", uid)
    }
    return [
        {
            "urn": row["urn"],
            "history": row["history"],
            "school": row["school"],
            "joined_on": row["joined_on"],
            "left_on": row["left_on"],
            "route": row["route"],
            "phase": row["phase"] or "",
            "judged_by": row["judged_by"] or "",
            "change_sd": row["z_change"],
            "effect_sd": row["effect_sd"],
            "se": row["se"],
            "flags": items(row["flags"]),
            "reason": row["reason"] or "",
            "measures": [
                _judged_on(by_measure[row["history"], row["joined_on"], measure])
                for measure in items(row["judged_by"])
            ],
        }
        for row in trust_rows(folder, "headlines", uid)
    ]


def _judged_on(row: Row) -> Row:
    """One measure, or the mean of several, on which a joiner was judged."""
    measures = row["measure"].split(" + ")
    return {
        "measure": row["measure"],
        "label": group_label(measures),
        "measures": measures,
        **{column: row[column] for column in _COLUMNS_SHOWN},
        "comparison_schools": row["comparison_schools"],
    }
