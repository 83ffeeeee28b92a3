"""Trusts that meet every required criterion but one: which one, and by how much it is missed.

In words for a page, and as numbers for a workbook: `found` is the figure, `held` what is held against the
threshold (the figure, or an end of its interval), `apart` the exact distance to the nearest threshold.
"""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.answers.ways_words import ways_of_trusts
from cst_screen.outputs.rows import Row
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.wording.numbers import asked_text, figure_text, short_by_text
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES, UNITS


def near_misses(run: RunFolder) -> list[Row]:
    """One row a trust, in alphabetical order."""
    missed = run.criteria.filter((pl.col("role") == "required") & (pl.col("verdict") == "not_met"))
    by_trust = {row["uid"]: row for row in missed.to_dicts()}
    trusts = with_outcome(trusts_by_name(run), "near_miss")
    ways = ways_of_trusts(run, [trust["uid"] for trust in trusts])
    return [
        {**_near_miss(run, trust, by_trust[trust["uid"]]), "lets_in": ways[trust["uid"]]}
        for trust in trusts
    ]


def _near_miss(run: RunFolder, trust: Row, criterion: Row) -> Row:
    rule = run.rules[criterion["criterion"]]
    return {
        "trust": trust["name"],
        "uid": trust["uid"],
        "id": criterion["criterion"],
        "criterion": rule["description"],
        "figure": criterion["figure"],
        "label": FIGURES[criterion["figure"]].label,
        **_distance(rule, criterion),
    }


def _distance(rule: Row, criterion: Row) -> Row:
    """What was held, against what, and the distance between them."""
    name, asked = criterion["figure"], typographic(asked_text(rule))
    held = criterion["value"] if rule["held"] == "value" else criterion[rule["held"]]
    if held is None:
        return {
            "value": "not known",
            "asked": asked,
            "short_by": "not known",
            "found": criterion["value"],
            "held": None,
            "threshold": None,
            "apart": None,
            "unit": _unit_of_numbers(name),
        }
    nearest = min(rule["threshold"], key=lambda limit: abs(limit - held))
    shown = figure_text(name, criterion["value"])
    if rule["held"] != "value":
        # The end of the interval alone would read as the figure: a rise would look like a fall.
        shown += f", {rule['held']} end {figure_text(name, held)}"
    return {
        "value": typographic(shown),
        "asked": asked,
        "short_by": short_by_text(rule, held),
        "found": criterion["value"],
        "held": held,
        "threshold": nearest,
        "apart": abs(nearest - held),
        "unit": _unit_of_numbers(name),
    }


def _unit_of_numbers(name: str) -> str:
    return UNITS[FIGURES[name].unit] or "number"
