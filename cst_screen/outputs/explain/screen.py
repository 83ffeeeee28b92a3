"""What a screen came to, as a plain record: counts, flow, the shortlist with near misses."""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.answers.absent_measures import untold_of_all
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.list_error import list_error
from cst_screen.outputs.wording.published import published_sentence
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder

_COLUMNS_SHOWN = (
    "schools",
    "joiners",
    "joiners_judged",
    "joiners_improved",
    "trajectory_effect",
    "trajectory_shrunken",
    "shrunken_lower",
    "shrunken_upper",
    "trajectory_probability",
    "trajectory_change",
    "trajectory_lower",
    "trajectory_upper",
    "inspections_compared",
    "inspections_improved",
    "inspections_expected",
    "inspections_declined",
    "inspections_declined_expected",
    "pupils",
    "local_authorities",
    "regions",
    "phase",
    "phase_joiners",
    "phase_judged",
    "phase_improved",
)
"""Columns of verdicts.csv that a line takes over as they are."""


def screen_record(folder: RunFolder) -> Row:
    """What `screen` shows; trusts in alphabetical order."""
    record = folder.record
    listed = folder.verdicts.filter(pl.col("outcome").is_in(["shortlisted", "near_miss"]))
    return {
        "run": folder.path.as_posix(),
        "as_at": record["as_at"],
        "academic_year": record["academic_year"],
        "criteria": record["criteria"]["title"],
        "counts": record["counts"],
        "flow": record["flow"],
        "notes": record["notes"],
        "list_error": list_error(record),
        "published": published_sentence(folder),
        "untold": untold_of_all(folder),
        "trusts": sorted(
            (_line(verdict) for verdict in listed.to_dicts()),
            key=lambda line: (line["trust"].casefold(), line["uid"]),
        ),
    }


def _line(verdict: Row) -> Row:
    """One trust of the shortlist or of the near misses, from its row of verdicts.csv."""
    return {
        "uid": verdict["uid"],
        "trust": trust_name(verdict["trust"]),
        "outcome": verdict["outcome"],
        "deciding_criterion": verdict["deciding_criterion"] or "",
        **{column: verdict[column] for column in _COLUMNS_SHOWN},
        "caveats": items(verdict["caveats"]),
        "caveats_untold": verdict["caveats_untold"],
        "borderline": items(verdict["borderline"]),
    }
